"""What this laptop and its user are called, so that their names do not leave with a case."""

import getpass
import socket
from typing import Final

from ccdiag.cases.redaction_kinds import PersonalKind

_NOBODYS: Final = frozenset({"root", "admin", "administrator", "user", "gebruiker", "utilisateur", "benutzer", "guest", "localhost"})
"""Names that thousands of laptops share."""
_SHORTEST: Final = 3


def own_names() -> tuple[tuple[PersonalKind, str], ...]:
    """Return the names by kind; those that tell nobody apart are left out."""
    names = [(PersonalKind.HOST_NAME, _host()), (PersonalKind.USER_NAME, _user())]
    return tuple((kind, name) for kind, name in names if len(name) >= _SHORTEST and name.casefold() not in _NOBODYS)


def _host() -> str:
    return socket.gethostname().partition(".")[0]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A service without a name; KeyError and ImportError until Python 3.12.
        return ""
