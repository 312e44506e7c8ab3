"""Reading the values of settings as people and programs write them."""

import re
from ipaddress import ip_address

# A name whose last part is digits only is an address that is none (RFC 1123, 2.1).
_HOST = re.compile(r"(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*+(?![0-9]+$)[A-Za-z0-9_-]{1,63}\.?")
_STAND_IN = re.compile(r"[xX]{1,3}(?:\.[xX]{1,3}){3}")
_ON = frozenset(
    (
        *("enabled", "enable", "true", "1", "on", "yes", "checked", "active", "ja", "aan", "ingeschakeld", "actief", "waar", "aangevinkt"),
        *("aktiviert", "aktiv", "ein", "an", "eingeschaltet", "wahr", "oui", "activé", "activée", "vrai", "☑", "☒", "✓", "✔"),
    )
)
_OFF = frozenset(
    (
        *("disabled", "disable", "false", "0", "off", "no", "unchecked", "inactive", "nee", "uit", "uitgeschakeld", "inactief", "onwaar"),
        *("deaktiviert", "inaktiv", "aus", "ausgeschaltet", "nein", "falsch", "non", "désactivé", "désactivée", "faux", "☐"),
    )
)
"""In English, Dutch, German and French, and as boxes that are ticked."""
_CELL_ERROR = re.compile(r"#(?:N/[AB]|NV|[A-ZÀ-Ý_]+(?:/0)?[!?]|#{2,})")
"""`#N/A`, `#REF!`, `#DIV/0!` and their like in Dutch, German and French, and the bars of a column that is too narrow."""


def is_cell_error(text: str) -> bool:
    """Whether a cell of a spreadsheet shows that it has no value, or no room for it."""
    return text[:1] == "#" and _CELL_ERROR.fullmatch(text.rstrip()) is not None


def switch(text: str) -> bool | None:
    """Read a value that is on or off; None when it says neither."""
    word = text.strip().lower()
    if word in _ON or _differs_by_one_letter(word, "enabled"):
        return True
    if word in _OFF or _differs_by_one_letter(word, "disabled"):
        return False
    return None


def number(text: str) -> int | None:
    """Read a port; None when it is none."""
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdecimal() and len(stripped) <= 5 else None  # noqa: PLR2004  # 65535


def same_address(one: str, other: str) -> bool:
    """Whether two texts mean the same IP address."""
    try:
        return ip_address(one.strip()) == ip_address(other.strip())
    except ValueError:
        return one.strip().lower() == other.strip().lower()


def may_be_host(text: str) -> bool:
    """Whether a text is an address or may be a machine's name; `192,168.1.5` and the manual's `XXX.XXX.XXX.XXX` are neither."""
    try:
        ip_address(text.strip())
    except ValueError:
        return _HOST.fullmatch(text.strip()) is not None and _STAND_IN.fullmatch(text.strip()) is None
    return True


def _differs_by_one_letter(word: str, other: str) -> bool:
    # `Ensbled`, as text recognition reads it in the vendor's own manual.
    return len(word) == len(other) and sum(left != right for left, right in zip(word, other, strict=True)) == 1
