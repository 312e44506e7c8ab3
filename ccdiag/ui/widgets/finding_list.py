"""The list of findings: sign and sentence, below it the file and the place in it."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QPainter

from ccdiag.ui.look import Look
from ccdiag.ui.models.finding_rows import FINDING_ROLE, FindingRow, FindingRows
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.paragraph import wrapped
from ccdiag.ui.widgets.row_delegate import RowDelegate
from ccdiag.ui.widgets.rows_view import RowsView

Index = QModelIndex | QPersistentModelIndex
_ACROSS: Final = 0.85
_ABOVE: Final = 0.5
_BETWEEN: Final = 0.15
_SIGN: Final = 1.33
_GAP: Final = 0.6
_AT_ONCE: Final = 100
"""Rows that are laid out in one go: a few milliseconds."""


class FindingList(RowsView):
    """Reports which finding is looked at."""

    finding_chosen = Signal(int)

    def __init__(self, look: Look, model: FindingRows) -> None:
        super().__init__(look, model)
        self.setItemDelegate(FindingDelegate(look, self))
        # A file of a thousand terminals may have thousands of findings; laid out at once they would hold the window up.
        self.setLayoutMode(FindingList.LayoutMode.Batched)
        self.setBatchSize(_AT_ONCE)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802  # Qt's name
        """Tell of the row."""
        super().currentChanged(current, previous)
        self.finding_chosen.emit(current.row())

    def choose(self, row: int) -> None:
        """Look at a finding; -1 for none."""
        self.setCurrentIndex(self.model().index(row, 0) if row >= 0 else QModelIndex())


class FindingDelegate(RowDelegate):
    """Nothing is cut off."""

    def laid_out(self, index: Index, width: float, painter: QPainter | None, *, chosen: bool) -> int:
        """Lay it out, draw it where there is a painter, and return its height."""
        row = index.data(FINDING_ROLE)
        assert isinstance(row, FindingRow)
        theme, metrics = self._look.theme, self._look.metrics
        em = metrics.em
        lone = theme.selected_text if chosen and theme.is_contrast else None
        side = _SIGN * em
        left = _ACROSS * em + side + _GAP * em
        inner = max(1.0, width - left - _ACROSS * em)
        top = _ABOVE * em
        font = metrics.sized(1.0, bold=row.light is not None and row.light.value == "fail")
        title, high = wrapped(row.title, font, inner)
        where, low = wrapped(row.where, metrics.small, inner)
        if painter is not None:
            line = QFontMetricsF(font).height()
            box = QRectF(_ACROSS * em, round(top + (line - side) / 2), side, side)
            if row.light is not None:
                ground = theme.selected if chosen else theme.base
                paint_light(painter, box, row.light, theme, colour=lone, ground=ground)
            else:
                paint_pictogram(painter, box, Pictogram.INFO, lone or theme.secondary)
            painter.setPen(lone or theme.text)
            title.draw(painter, QPointF(left, top))
            painter.setPen(lone or theme.secondary)
            where.draw(painter, QPointF(left, top + high + _BETWEEN * em))
        return round(top + high + _BETWEEN * em + low + _ABOVE * em)
