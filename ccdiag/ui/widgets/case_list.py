"""The list of terminals: name and number of runs, below it the id and the last run; what is owed stands out."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.case_rows import CASE_ROLE, CaseRow, CaseRows
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.widgets.lazy_list import BAR, LazyDelegate, LazyList

Index = QModelIndex | QPersistentModelIndex
_PAD: Final = 0.8
_GAP: Final = 0.6
_LIGHT: Final = 1.33
_SMALL_LIGHT: Final = 1.0


class CaseList(LazyList):
    """Shows what was found."""

    def __init__(self, look: Look, model: CaseRows) -> None:
        super().__init__(look, model)
        self.setItemDelegate(_CaseDelegate(look, self))
        # A click opens: there is nothing else to do with a terminal.
        self.clicked.connect(lambda index: self.row_opened.emit(index.row()))


class _CaseDelegate(LazyDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(CASE_ROLE)
        assert isinstance(row, CaseRow)
        theme, metrics = self._look.theme, self._look.metrics
        em, area = metrics.em, QRectF(option.rect)
        chosen = self._view.currentIndex() == index
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(area, theme.selected)
            painter.fillRect(QRectF(area.left(), area.top(), BAR, area.height()), theme.accent)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.separator)
        lone = theme.selected_text if chosen and theme.is_contrast else None
        ground = theme.selected if chosen else theme.base
        left = area.left() + _PAD * em
        if row.light is not None:
            side = _LIGHT * em
            box = QRectF(left, round(area.center().y() - side / 2), side, side)
            paint_light(painter, box, row.light, theme, colour=lone, ground=ground)
        left += (_LIGHT + _GAP) * em
        self._texts(painter, row, QRectF(left, area.top(), area.right() - _PAD * em - left, area.height()), lone is not None)
        if chosen and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(lone or theme.text, 2))
            painter.drawRect(area.adjusted(BAR + 1, 1, -1, -2))
        painter.restore()

    def _texts(self, painter: QPainter, row: CaseRow, room: QRectF, lone: bool) -> None:  # noqa: FBT001  # a state
        theme, metrics = self._look.theme, self._look.metrics
        bold, small = metrics.sized(1.0, bold=True), metrics.small
        upper, lower = QFontMetricsF(bold), QFontMetricsF(small)
        top = room.top() + (room.height() - upper.height() - lower.height()) / 2
        faint = theme.selected_text if lone else theme.secondary
        painter.setFont(small)
        painter.setPen(faint)
        right = room.right()
        if row.count:
            width = lower.horizontalAdvance(row.count)
            painter.drawText(QRectF(right - width, top, width + 1, upper.height()), Qt.AlignmentFlag.AlignVCenter, row.count)
            right -= width + _GAP * metrics.em
        if row.owed:
            right = self._owed(painter, row.owed, right, QRectF(room.left(), top, room.width(), upper.height()), lone)
        painter.setFont(bold)
        painter.setPen(theme.selected_text if lone else theme.text)
        width = max(0.0, right - room.left())
        name = upper.elidedText(row.name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(room.left(), top, width + 1, upper.height()), Qt.AlignmentFlag.AlignVCenter, name)
        if row.simulation:
            room = self._simulation(painter, row.simulation, room, top + upper.height())
        painter.setFont(small)
        painter.setPen(faint)
        below = lower.elidedText(row.below, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRectF(room.left(), top + upper.height(), room.width() + 1, lower.height()), Qt.AlignmentFlag.AlignVCenter, below)

    def _simulation(self, painter: QPainter, text: str, room: QRectF, top: float) -> QRectF:
        """Write on an inverted ground that this is no shop; return the room that is left."""
        theme, metrics = self._look.theme, self._look.metrics
        font = metrics.sized(0.83, bold=True)
        height = QFontMetricsF(metrics.small).height()
        plate = QRectF(room.left(), top, QFontMetricsF(font).horizontalAdvance(text) + 0.6 * metrics.em, height)
        painter.fillRect(plate.adjusted(0, 1, 0, -1), theme.strip)
        painter.setFont(font)
        painter.setPen(theme.on_strip)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
        return room.adjusted(plate.width() + 0.4 * metrics.em, 0, 0, 0)

    def _owed(self, painter: QPainter, text: str, right: float, line: QRectF, lone: bool) -> float:  # noqa: FBT001  # a state
        theme, metrics = self._look.theme, self._look.metrics
        bold = metrics.sized(0.92, bold=True)
        ink = theme.selected_text if lone else theme.texts[Light.WARN]
        width, side = QFontMetricsF(bold).horizontalAdvance(text), _SMALL_LIGHT * metrics.em
        left = right - width - side - 0.3 * metrics.em
        sign = theme.selected_text if lone else theme.graphics[Light.WARN]
        paint_light(painter, QRectF(left, round(line.center().y() - side / 2), side, side), Light.WARN, theme, colour=sign)
        painter.setFont(bold)
        painter.setPen(ink)
        painter.drawText(QRectF(right - width, line.top(), width + 1, line.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return left - _GAP * metrics.em
