"""A report on sheets of A4: what is drawn into a PDF, and shown before it is saved."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPageSize, QPainter

from ccdiag.reports.page import PICTURE_EMS, page_of
from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.report_blocks import Block, Paper, paper_font
from ccdiag.ui.paint.report_page import ReportPage

UNITS_IN_A_POINT: Final = 4
"""Everything is measured in quarters of a point: thin lines are thin, and heights of letters need no rounding that shows."""
_SIDE, _TOP, _BOTTOM = 34.0, 28.0, 26.0
"""Margins in points."""
_EM: Final = 8.25
"""The height of the text in points; the picture's follows from the width of the sheet."""
_SMALLEST: Final = 0.86
"""How far a report is made smaller to fit on one sheet, before it takes a second one."""


class ReportSheets:
    """One report, laid out; a painter that works in quarters of a point paints any of its sheets."""

    def __init__(self, report: Report, wording: Wording) -> None:
        paper_size = QPageSize(QPageSize.PageSizeId.A4).sizePoints()
        self.width: Final = paper_size.width() * UNITS_IN_A_POINT
        self.height: Final = paper_size.height() * UNITS_IN_A_POINT
        self._inside = self.width - 2 * _SIDE * UNITS_IN_A_POINT
        self._room = self.height - (_TOP + _BOTTOM) * UNITS_IN_A_POINT
        font = _font()
        paper = Paper(paper_font(font, _EM * UNITS_IN_A_POINT))
        picture = paper_font(font, (self._inside - 1.6 * paper.em) / PICTURE_EMS)
        page = page_of(report, wording, _measure(picture), picture_ems=PICTURE_EMS)
        self._page = ReportPage(page, wording, paper, picture, self._inside)
        room = self._room - self._page.footer(1, 1).height - self._page.gap
        self._sheets, self._scale = _shared_out(self._page.blocks(), self._page.gap, room)

    @property
    def count(self) -> int:
        """How many sheets it takes."""
        return len(self._sheets)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a sheet, from 0, without its ground."""
        painter.save()
        painter.translate(_SIDE * UNITS_IN_A_POINT, _TOP * UNITS_IN_A_POINT)
        footer = self._page.footer(number + 1, self.count)
        footer.paint(painter, 0.0, self._room - footer.height)
        # Made smaller, it stays in the middle of the sheet.
        painter.translate(self._inside * (1 - self._scale) / 2, 0.0)
        painter.scale(self._scale, self._scale)
        y = 0.0
        for block in self._sheets[number]:
            block.paint(painter, 0.0, y)
            y += block.height + self._page.gap
        painter.restore()


def _shared_out(blocks: list[Block], gap: float, room: float) -> tuple[list[list[Block]], float]:
    """Share blocks out over sheets, and say how much smaller they are painted: one sheet if that can be read."""
    whole = sum(block.height for block in blocks) + gap * (len(blocks) - 1)
    if whole * _SMALLEST <= room:
        return [blocks], min(1.0, room / whole)
    # A block that is higher than a sheet is made to fit, with everything else.
    scale = min(1.0, room / max(block.height for block in blocks))
    sheets: list[list[Block]] = [[]]
    y = 0.0
    for block in blocks:
        if sheets[-1] and y + block.height > room / scale:
            sheets.append([])
            y = 0.0
        sheets[-1].append(block)
        y += block.height + gap
    return sheets, scale


def _font() -> QFont:
    """Return the system's own font; where the system has none, as without a screen, the one that it takes for text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return font if font.family() else QGuiApplication.font()


def _measure(metrics: Metrics) -> Callable[[str, float, bool], float]:
    fonts: dict[tuple[float, bool], QFontMetricsF] = {}

    def width(text: str, size: float, bold: bool) -> float:  # noqa: FBT001  # the measure's protocol
        key = (size, bold)
        if key not in fonts:
            fonts[key] = QFontMetricsF(metrics.sized(size, bold=bold))
        return fonts[key].horizontalAdvance(text) / metrics.em

    return width
