"""Text as mails carry it: quoted-printable (RFC 2045), where somebody copied a mail's source."""

import quopri
import re
from typing import Final

_ENCODED: Final = re.compile(r"=3D|^[ \t]*+Content-Transfer-Encoding:[ \t]*+quoted-printable\b", re.IGNORECASE | re.MULTILINE)
_ESCAPES: Final = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)")


def text_of_mail(text: str) -> str | None:
    """Return the text that a mail's source stands for; None where it is no such source."""
    if not _ENCODED.search(text):
        return None
    content = quopri.decodestring(text.encode("utf-8", errors="replace"))
    plain = content.decode("utf-8", errors="replace")
    # What still looks encoded was so twice, and is taken as it is; nothing of it leads here again.
    return None if _ESCAPES.search(plain) and plain == text else _ENCODED.sub("=", plain)
