"""The history of one terminal: a box to compare, the light, when it was, and what it ended with."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from ccdiag.ui.look import Look
from ccdiag.ui.models.run_rows import RUN_ROLE, RunRow, RunRows
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.run_letter import BOX_EM, paint_run_letter
from ccdiag.ui.widgets.lazy_list import BAR, LazyDelegate, LazyList

Index = QModelIndex | QPersistentModelIndex
_PAD: Final = 0.8
_GAP: Final = 0.6
_LIGHT: Final = 1.33
_BESIDE: Final = 0.35
"""A click this far beside the box still means the box."""


class RunHistory(LazyList):
    """The space bar or a click on the box marks a run; a click elsewhere shows it."""

    mark_wanted = Signal(int)
    picked = Signal(int)
    """A click on the row itself."""

    def __init__(self, look: Look, model: RunRows) -> None:
        super().__init__(look, model)
        self.setItemDelegate(_RunDelegate(look, self))
        self.clicked.connect(self._on_click)
        self.doubleClicked.connect(lambda index: self.row_opened.emit(index.row()))
        self._on_box = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Mark by the space bar."""
        if event.key() == Qt.Key.Key_Space and self.chosen >= 0:
            self.mark_wanted.emit(self.chosen)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Remember whether the box was meant."""
        self._on_box = self.is_box(event.position().toPoint())
        super().mousePressEvent(event)

    def is_box(self, at: QPoint) -> bool:
        """Whether a place lies on the box of a row."""
        return at.x() <= (_PAD + BOX_EM + _BESIDE) * self._look.metrics.em

    def _on_click(self, index: Index) -> None:
        (self.mark_wanted if self._on_box else self.picked).emit(index.row())


class _RunDelegate(LazyDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(RUN_ROLE)
        assert isinstance(row, RunRow)
        theme, metrics = self._look.theme, self._look.metrics
        em, area = metrics.em, QRectF(option.rect)
        chosen = self._view.currentIndex() == index
        filled = chosen or bool(row.letter)
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if filled:
            painter.fillRect(area, theme.selected)
        if chosen:
            painter.fillRect(QRectF(area.left(), area.top(), BAR, area.height()), theme.accent)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.separator)
        lone = theme.selected_text if filled and theme.is_contrast else None
        left, middle, side = area.left() + _PAD * em, area.center().y(), round(BOX_EM * em)
        box = QRectF(round(left), round(middle - side / 2), side, side)
        paint_run_letter(painter, box, row.letter, self._look, ink=lone)
        left += (BOX_EM + _GAP) * em
        side = round(_LIGHT * em)
        light = QRectF(round(left), round(middle - side / 2), side, side)
        paint_light(painter, light, row.light, theme, colour=lone, ground=theme.selected if filled else theme.base)
        left += (_LIGHT + _GAP) * em
        width = max(0.0, area.right() - _PAD * em - left)
        upper, lower = QFontMetricsF(metrics.font), QFontMetricsF(metrics.small)
        top = area.top() + (area.height() - upper.height() - lower.height()) / 2
        painter.setFont(metrics.font)
        painter.setPen(lone or theme.text)
        moment = upper.elidedText(row.moment, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, top, width + 1, upper.height()), Qt.AlignmentFlag.AlignVCenter, moment)
        painter.setFont(metrics.small)
        painter.setPen(lone or theme.secondary)
        title = lower.elidedText(row.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, top + upper.height(), width + 1, lower.height()), Qt.AlignmentFlag.AlignVCenter, title)
        if chosen and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(lone or theme.text, 2))
            painter.drawRect(area.adjusted(BAR + 1, 1, -1, -2))
        painter.restore()
