"""What does not show in a value: spaces around it, invisible characters, letters of another alphabet."""

import unicodedata
from enum import StrEnum
from typing import Final


class Oddity(StrEnum):
    """One kind of character that a reader does not see and a program does."""

    PADDED = "padded"
    """White space before or behind the value."""
    INVISIBLE = "invisible"
    """Zero-width characters, direction marks, control characters, non-breaking spaces."""
    LOOK_ALIKE = "look_alike"
    """Letters that look like Latin ones and are none."""


_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_SPACES: Final = frozenset("\t\r\n\u00a0\u2007\u202f\u3000")
# Cyrillic and Greek letters that look like Latin ones in most fonts (Unicode Technical Standard 39, confusables), and typographic dashes.
_ALIKE: Final = str.maketrans(
    {
        **dict(zip("АВЕКМНОРСТУХЅІЈ", "ABEKMHOPCTYXSIJ", strict=True)),
        **dict(zip("аеорсухѕіјԁԛԝһ", "aeopcyxsijdqwh", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("οαν", "oav", strict=True)),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "⁄": "/",
        "∙": ".",
        "․": ".",
        "＿": "_",
    }
)


def without_oddities(text: str) -> str:
    """Return the text as its reader takes it."""
    kept = "".join(
        " " if character in _SPACES else character
        for character in text.translate(_ALIKE)
        if unicodedata.category(character) not in _INVISIBLE or character in _SPACES
    )
    return unicodedata.normalize("NFKC", kept).strip()


def _is_ascii_in_disguise(text: str) -> bool:
    letters = "".join(character for character in text if character not in _SPACES)
    return not letters.isascii() and unicodedata.normalize("NFKC", letters).isascii()


def oddities_of(text: str) -> tuple[Oddity, ...]:
    """Say what does not show in a text as it was written."""
    if text.isascii() and text.isprintable() and (not text or (text[0] != " " and text[-1] != " ")):
        return ()
    found: list[Oddity] = []
    if text != text.strip():
        found.append(Oddity.PADDED)
    inner = text.strip(" \t\r\n")
    if any(character in _SPACES or unicodedata.category(character) in _INVISIBLE for character in inner):
        found.append(Oddity.INVISIBLE)
    if inner.translate(_ALIKE) != inner or _is_ascii_in_disguise(inner):
        found.append(Oddity.LOOK_ALIKE)
    return tuple(found)
