"""A table without lines of its own: rows can be chosen and copied."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ccdiag.ui.look import Look
from ccdiag.ui.widgets.plain_header import PAD_EM, PlainHeader

_ROW_EM: Final = 1.75
_ICON_EM: Final = 1.0
_MOST_SHARE: Final = 0.72
_ICON_GAP_EM: Final = 0.3

Index = QModelIndex | QPersistentModelIndex


class PlainTable(QTableView):
    """Shows a model; one column takes what the others leave."""

    def __init__(
        self, look: Look, model: QAbstractTableModel, *, stretched: int, widths: dict[int, float], parent: QWidget | None = None
    ) -> None:
        """`widths` are those of the other columns, in ems."""
        super().__init__(parent)
        self._look = look
        self._stretched = stretched
        self._widths = widths
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(look, self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = PlainHeader(look, self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setAutoFillBackground(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def height_of_all(self) -> int:
        """Return how high it is with every row in sight."""
        return self.horizontalHeader().height() + self.model().rowCount() * self._look.metrics.length(_ROW_EM) + 2

    def copy_text(self) -> str:
        """Return the chosen rows as text."""
        model: Any = self.model()
        return "\n".join(model.text_of_row(row) for row in sorted({index.row() for index in self.selectionModel().selectedRows()}))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the chosen rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copy_text())
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row, so that the focus is seen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Share the room out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _restyle(self) -> None:
        metrics = self._look.metrics
        self.setFont(metrics.font)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(metrics.length(_ROW_EM))
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setFont(metrics.small)
        self.horizontalHeader().setFixedHeight(metrics.length(_ROW_EM))
        self._lay_out()

    def _lay_out(self) -> None:
        room = self.viewport().width()
        # In a narrow window the stretched column keeps more than a quarter.
        share = min(1.0, _MOST_SHARE * room / max(1.0, sum(self._widths.values()) * self._look.metrics.em))
        left = room
        for column, ems in self._widths.items():
            width = int(ems * self._look.metrics.em * share)
            self.setColumnWidth(column, width)
            left -= width
        self.setColumnWidth(self._stretched, max(1, left))


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QTableView) -> None:
        super().__init__(parent)
        self._look = look
        self._view = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, theme.selected)
        painter.setPen(theme.separator)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PAD_EM * metrics.em, 0, -PAD_EM * metrics.em, 0)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            side = metrics.length(_ICON_EM)
            place = QRectF(inner.left(), round(inner.center().y() - side / 2), side, side).toRect()
            # Of a light, "on" is the picture for a ground of the highlight.
            state_of_icon = QIcon.State.On if selected and theme.is_contrast else QIcon.State.Off
            icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal, state_of_icon)
            inner.setLeft(inner.left() + side + _ICON_GAP_EM * metrics.em)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        font = index.data(Qt.ItemDataRole.FontRole)
        font = font if isinstance(font, QFont) else metrics.font
        painter.setFont(font)
        painter.setPen(theme.selected_text if selected and theme.is_contrast else ink if isinstance(ink, QColor) else theme.text)
        text = QFontMetricsF(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            painter.setPen(theme.text)
            painter.drawLine(area.topLeft(), area.topRight())
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()
