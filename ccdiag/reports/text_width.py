"""How wide a text is, where there is no screen to measure it on: by the widths of Arial and Helvetica.

Source: the AFM files of the fourteen standard fonts of PDF; Arial and Liberation Sans have the same widths. In thousandths of the size.
"""

import unicodedata
from functools import cache
from typing import Final

_REGULAR: Final = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD: Final = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 "
    "975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 "
    "333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 500 500 389 280 389 584"
)
_FIRST: Final = " "
_OTHER: Final = 700
_WIDE: Final = 1000
_ROOM: Final = 1.03
"""The fonts that screens are set to are a little wider; a text that is told its width is squeezed by so much at the most."""
_SIGNS: Final = {"…": 1000, "–": 556, "—": 1000, "“": 333, "”": 333, "‘": 222, "’": 222, "„": 333, "ß": 611, "•": 350, "Ø": 778, "ø": 611}


def text_width(text: str, size: float, bold: bool) -> float:  # noqa: FBT001  # the signature that a picture is laid out with
    """Return the width of a text in the unit of its size."""
    widths = _widths(bold=bold)
    return sum(_advance(character, widths) for character in text) * size * _ROOM / 1000


@cache
def _widths(*, bold: bool) -> dict[str, int]:
    values = (_BOLD if bold else _REGULAR).split()
    return {chr(ord(_FIRST) + number): int(value) for number, value in enumerate(values)}


def _advance(character: str, widths: dict[str, int]) -> int:
    known = widths.get(character) or _SIGNS.get(character)
    if known is not None:
        return known
    # A letter with an accent is as wide as the letter.
    bare = unicodedata.normalize("NFD", character)[0]
    if bare in widths:
        return widths[bare]
    return _WIDE if unicodedata.east_asian_width(character) in {"W", "F"} else _OTHER
