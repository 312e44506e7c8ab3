"""The checks that changed: what was found then, an arrow, what is found now."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.change_rows import CHANGE_ROLE, ChangeRow, ChangeRows, FoundCell, Index
from ccdiag.ui.paint.lights import paint_light

_ROW_EM: Final = 1.85
_STACKED_EM: Final = 50.0
_TITLE_SHARE, _MOST_TITLE_EM = 0.27, 17.0
_LIGHT_EM: Final = 1.2
_GAP_EM: Final = 0.5
_ARROW_EM: Final = 2.0
_ARROW: Final = "→"
_WEIGHTY: Final = frozenset({Light.PASS, Light.WARN, Light.FAIL, Light.CRASHED})


class ChangeList(QListView):
    """As high as all its rows: the page around it scrolls."""

    def __init__(self, look: Look, model: ChangeRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setModel(model)
        self.setItemDelegate(_ChangeDelegate(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        model.modelReset.connect(self._fit)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_stacked(self) -> bool:
        """Whether then and now stand below each other."""
        return self.width() < self._look.metrics.length(_STACKED_EM)

    @property
    def row_height(self) -> int:
        """How high a row is."""
        return self._look.metrics.length(_ROW_EM) * (3 if self.is_stacked else 1)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row, so that the focus is seen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Share the room out anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, self.model().rowCount() * self.row_height))
        self.scheduleDelayedItemsLayout()

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._look.theme.base)
        self.setPalette(palette)
        self.setFont(self._look.metrics.font)
        self._fit()


class _ChangeDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: ChangeList) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        return QSize(1, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(CHANGE_ROLE)
        assert isinstance(row, ChangeRow)
        theme, metrics = self._look.theme, self._look.metrics
        em, area = metrics.em, QRectF(option.rect)
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view.is_stacked:
            line = area.height() / 3
            self._title(painter, row.title, QRectF(area.left(), area.top(), area.width(), line), bold=True)
            indent = _ARROW_EM * em
            self._cell(painter, row.then, QRectF(area.left() + indent, area.top() + line, area.width() - indent, line))
            self._arrow(painter, QRectF(area.left(), area.top() + 2 * line, indent, line))
            self._cell(painter, row.now, QRectF(area.left() + indent, area.top() + 2 * line, area.width() - indent, line))
        else:
            title = min(_TITLE_SHARE * area.width(), _MOST_TITLE_EM * em)
            arrow, gap = _ARROW_EM * em, _GAP_EM * em
            half = max(0.0, (area.width() - title - arrow - gap) / 2)
            self._title(painter, row.title, QRectF(area.left(), area.top(), title, area.height()), bold=False)
            left = area.left() + title + gap
            self._cell(painter, row.then, QRectF(left, area.top(), half, area.height()))
            self._arrow(painter, QRectF(left + half, area.top(), arrow, area.height()))
            self._cell(painter, row.now, QRectF(left + half + arrow, area.top(), half, area.height()))
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def _title(self, painter: QPainter, text: str, room: QRectF, *, bold: bool) -> None:
        font = self._look.metrics.sized(1.0, bold=bold)
        painter.setFont(font)
        painter.setPen(self._look.theme.text)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, shown)

    def _arrow(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(self._look.metrics.font)
        painter.setPen(self._look.theme.secondary)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _ARROW)

    def _cell(self, painter: QPainter, cell: FoundCell, room: QRectF) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        side, gap = round(_LIGHT_EM * metrics.em), _GAP_EM * metrics.em
        box = QRectF(round(room.left()), round(room.center().y() - side / 2), side, side)
        paint_light(painter, box, cell.light, theme, basis=cell.basis)
        left = room.left() + side + gap
        word = metrics.sized(1.0, bold=cell.light in _WEIGHTY)
        width = max(0.0, room.right() - left)
        shown = QFontMetricsF(word).elidedText(cell.word, Qt.TextElideMode.ElideRight, width)
        painter.setFont(word)
        painter.setPen(theme.texts[cell.light])
        painter.drawText(QRectF(left, room.top(), width + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        left += QFontMetricsF(word).horizontalAdvance(shown) + gap
        width = max(0.0, room.right() - left)
        painter.setFont(metrics.font)
        painter.setPen(theme.secondary)
        reason = QFontMetricsF(metrics.font).elidedText(cell.reason, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, room.top(), width + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, reason)
