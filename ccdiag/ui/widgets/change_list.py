"""The checks that changed: what was found then, an arrow, what is found now."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPalette, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.change_rows import CHANGE_ROLE, ChangeRow, ChangeRows, FoundCell, Index
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.widgets.paragraph import wrapped

_ROW_EM: Final = 1.85
_STACKED_EM: Final = 40.0
_TITLE_SHARE: Final = 0.42
_LEAST_REASON_EM: Final = 4.0
"""A reason that has less room than that says nothing."""
_UNFOLDED_EM: Final = 0.35
_LIGHT_EM: Final = 1.2
_GAP_EM: Final = 0.5
_ARROW_EM: Final = 2.0
_ARROW: Final = "→"
_WEIGHTY: Final = frozenset({Light.PASS, Light.WARN, Light.FAIL, Light.CRASHED})


class ChangeList(QListView):
    """As high as all its rows: the page around it scrolls. The row that is chosen unfolds, and shows its reasons whole."""

    def __init__(self, look: Look, model: ChangeRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        # First: a model that comes chooses a row, and that is measured.
        self.setItemDelegate(_ChangeDelegate(look, self))
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        model.modelReset.connect(self._fit)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_stacked(self) -> bool:
        """Whether then and now stand below each other."""
        return self.width() < self._look.metrics.length(_STACKED_EM)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802  # Qt's name
        """Unfold the chosen row."""
        super().currentChanged(current, previous)
        self._fit()

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
        delegate, model = self.itemDelegate(), self.model()
        assert isinstance(delegate, _ChangeDelegate)
        delegate.measure()
        self.setFixedHeight(max(1, sum(delegate.height_of(model.index(row, 0)) for row in range(model.rowCount()))))
        self.doItemsLayout()

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
        self._title_width = 0.0

    def measure(self) -> None:
        """Give the titles as much room as the longest of them needs, within bounds."""
        metrics, model = self._look.metrics, self._view.model()
        widths = [metrics.width(str(model.index(row, 0).data())) for row in range(model.rowCount())]
        self._title_width = min(max(widths, default=0.0) + 2, _TITLE_SHARE * self._view.width())

    def height_of(self, index: Index) -> int:
        line = self._look.metrics.length(_ROW_EM)
        height: float = line * (3 if self._view.is_stacked else 1)
        if index == self._view.currentIndex():
            height += sum(part[1] for part in self._unfolded(index)) + 2 * _UNFOLDED_EM * self._look.metrics.em
        return round(height)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        return QSize(1, self.height_of(index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(CHANGE_ROLE)
        assert isinstance(row, ChangeRow)
        theme, em = self._look.theme, self._look.metrics.em
        whole, line = QRectF(option.rect), float(self._look.metrics.length(_ROW_EM))
        unfolded = index == self._view.currentIndex()
        painter.save()
        painter.setClipRect(whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrow, gap = _ARROW_EM * em, _GAP_EM * em
        left, top, width = whole.left(), whole.top(), whole.width()
        if self._view.is_stacked:
            self._title(painter, row.title, QRectF(left, top, width, line), bold=True)
            self._cell(painter, row.then, QRectF(left + arrow, top + line, width - arrow, line), short=unfolded)
            self._arrow(painter, QRectF(left, top + 2 * line, arrow, line))
            self._cell(painter, row.now, QRectF(left + arrow, top + 2 * line, width - arrow, line), short=unfolded)
            below = top + 3 * line
        else:
            half = max(0.0, (width - self._title_width - 2 * gap - arrow) / 2)
            self._title(painter, row.title, QRectF(left, top, self._title_width, line), bold=unfolded)
            start = left + self._title_width + 2 * gap
            self._cell(painter, row.then, QRectF(start, top, half, line), short=unfolded)
            self._arrow(painter, QRectF(start + half, top, arrow, line))
            self._cell(painter, row.now, QRectF(start + half + arrow, top, half, line), short=unfolded)
            below = top + line
        if unfolded:
            painter.setPen(theme.secondary)
            below += _UNFOLDED_EM * em
            for layout, height in self._unfolded(index):
                layout.draw(painter, QPointF(left + arrow, below))
                below += height
        if self._view.hasFocus() and unfolded:
            # Above and below: a frame would run through the titles, which stand at the edge.
            painter.fillRect(QRectF(left, top, width, 2), theme.text)
            painter.fillRect(QRectF(left, whole.bottom() - 2, width, 2), theme.text)
        painter.restore()

    def _unfolded(self, index: Index) -> list[tuple[QTextLayout, float]]:
        """Lay out what was found then and what is found now, whole."""
        row = index.data(CHANGE_ROLE)
        assert isinstance(row, ChangeRow)
        metrics = self._look.metrics
        width = max(1.0, self._view.width() - 2 * _ARROW_EM * metrics.em)
        return [wrapped(f"{letter}  {cell.readable}", metrics.font, width) for letter, cell in (("A", row.then), ("B", row.now))]

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

    def _cell(self, painter: QPainter, cell: FoundCell, room: QRectF, *, short: bool) -> None:
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
        if short or width < _LEAST_REASON_EM * metrics.em:
            return
        painter.setFont(metrics.font)
        painter.setPen(theme.secondary)
        reason = QFontMetricsF(metrics.font).elidedText(cell.reason, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, room.top(), width + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, reason)
