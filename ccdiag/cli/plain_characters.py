"""What a character is written as where an encoding lacks it: ASCII that says the same, and a question mark only where there is none."""

import codecs
import unicodedata
from typing import Final

ERRORS: Final = "ccdiag-plain"
"""The name under which Python's encoders know `_on_error`."""
_INSTEAD: Final = {
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("—―", "--"),
    **dict.fromkeys("•∙·●◦‣▪■□", "*"),
    **dict.fromkeys("✓✔☑√", "+"),
    **dict.fromkeys("✕✖✗✘☒×", "x"),
    **dict.fromkeys("▲▴△", "^"),
    **dict.fromkeys("▼▾⌄˅", "v"),
    **dict.fromkeys("►▶▸", ">"),
    **dict.fromkeys("◄◀◂", "<"),
    **dict.fromkeys("█▓▒░", "#"),
    "…": "...",
    "‹": "<",
    "›": ">",
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "↑": "^",
    "↓": "v",
    "↩": "<-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "⁄": "/",
    "÷": "/",
    "±": "+-",
    "☐": "[ ]",
    "°": " deg",
    "µ": "u",
    "€": "EUR",
    "£": "GBP",
    "©": "(c)",
    "®": "(R)",
    "™": "(TM)",
    "\xa0": " ",
    "\u202f": " ",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "þ": "th",
    "Þ": "Th",
    "ð": "d",
    "ı": "i",
    "ĳ": "ij",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
}
"""Umlauts as German writes them without; whatever has a mark that it can do without needs no line here."""
_HORIZONTAL: Final = frozenset("─━┄┅┈┉╌╍═╴╶╸╺")
_VERTICAL: Final = frozenset("│┃┆┇┊┋╎╏║╵╷╹╻")
_BOXES: Final = range(0x2500, 0x2580)


def plain(text: str, encoding: str) -> str:
    """Return a text of which the encoding has every character."""
    try:
        return text.encode(encoding, ERRORS).decode(encoding)
    except LookupError:
        return text.encode("ascii", ERRORS).decode("ascii")


def _ascii_of(character: str) -> str:
    if (instead := _INSTEAD.get(character)) is not None:
        return instead
    if ord(character) in _BOXES:
        return "-" if character in _HORIZONTAL else "|" if character in _VERTICAL else "+"
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return bare or "?"


def _on_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_ascii_of(character) for character in error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, _on_error)
