"""What a reader of one format returns, and how its settings are made."""

from typing import Final

from msgspec import Struct

from ccdiag.model.confidential import looks_like_secret
from ccdiag.model.message import Message
from ccdiag.settings_check.document import DocumentFormat, Mistake
from ccdiag.settings_check.masking import shown, shown_name
from ccdiag.settings_check.names import split_name
from ccdiag.settings_check.oddities import oddities_of, without_oddities
from ccdiag.settings_check.setting import Setting, Span, Written

MOST_SETTINGS: Final = 5_000
_INDEX: Final = 10
"""Characters: `[12345]`."""
MOST_NODES: Final = 60_000
"""Elements, members, cells: what a parser passes, whether it is a setting or not."""


class Reading(Struct, frozen=True, kw_only=True):
    """The settings of one document, as its format gives them."""

    format: DocumentFormat
    settings: tuple[Setting, ...]
    mistakes: tuple[Mistake, ...] = ()
    notices: tuple[Message, ...] = ()
    whole: bool = False


def make_setting(
    name: str,
    raw: str,
    *,
    location: str,
    section: tuple[str, ...] = (),
    line: int | None = None,
    column: int | None = None,
    span: Span | None = None,
    written: Written | None = None,
) -> Setting:
    """Make a setting of what was read; a secret is masked here, and nothing else of it is kept."""
    tables, own = split_name(name)
    section = tuple(part if part.startswith("[") and len(part) < _INDEX else shown_name(part) for part in (*section, *tables))
    secret = looks_like_secret(name, raw)
    odd = () if secret else oddities_of(raw[:400])
    return Setting(
        shown_name(own),
        shown(name, raw.strip()),
        shown("", location),
        section,
        line,
        column,
        None if secret else span,
        written,
        odd,
        shown(name, without_oddities(raw[:400])) if odd else None,
    )
