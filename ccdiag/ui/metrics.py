"""Lengths of the window, all multiples of the system font's height, so that text at 200 % takes its room along."""

import sys
from functools import cache
from typing import Final, NamedTuple

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF

SMALL: Final = 0.92
HEADING: Final = 1.17
BANNER: Final = 1.5
NARROW_BANNER: Final = 1.25


class Metrics(NamedTuple):
    """Measures in device-independent pixels; `em` is the pixel height of the system font."""

    font: QFont
    em: float

    @classmethod
    def of(cls, font: QFont) -> "Metrics":
        """Measure a font."""
        return cls(font, float(QFontInfo(font).pixelSize()))

    def length(self, ems: float) -> int:
        """Convert a length to whole pixels, at least one."""
        return max(1, round(ems * self.em))

    @property
    def space(self) -> tuple[int, int, int, int, int, int]:
        """The spacing scale: 0.2, 0.35, 0.55, 0.75, 1.0 and 1.6 em."""
        tight, small, gap, inner, margin, wide = (self.length(ems) for ems in (0.2, 0.35, 0.55, 0.75, 1.0, 1.6))
        return tight, small, gap, inner, margin, wide

    @property
    def gap(self) -> int:
        """Between panels."""
        return self.length(0.55)

    @property
    def margin(self) -> int:
        """Around a page."""
        return self.length(1.0)

    @property
    def radius(self) -> float:
        """Of the corners of panels and stations."""
        return 0.34 * self.em

    def sized(self, factor: float, *, bold: bool = False) -> QFont:
        """Return the system font in another size."""
        font = QFont(self.font)
        font.setPixelSize(max(1, round(self.em * factor)))
        font.setBold(bold)
        return font

    @property
    def small(self) -> QFont:
        """For headers and what is secondary."""
        return self.sized(SMALL)

    @property
    def fixed(self) -> QFont:
        """For addresses, commands and ids."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        if (family := _fixed_family()) is not None:
            font.setFamily(family)
        font.setPixelSize(max(1, round(self.em * SMALL)))
        return font

    def width(self, text: str, font: QFont | None = None) -> float:
        """Return how wide a text is, in pixels."""
        return QFontMetricsF(font or self.font).horizontalAdvance(text)


@cache
def _fixed_family() -> str | None:
    """Return a font of Windows for commands; Qt names Courier New there, which is thin and pale on a screen."""
    if sys.platform != "win32":
        return None
    # Windows 11 has the first, Windows 10 the second.
    return next((family for family in ("Cascadia Mono", "Consolas") if QFontDatabase.hasFamily(family)), None)
