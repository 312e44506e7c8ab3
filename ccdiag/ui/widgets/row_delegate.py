"""Rows of a list of choices: as high as their texts need, with the chosen one marked."""

from abc import abstractmethod
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ccdiag.ui.look import Look

Index = QModelIndex | QPersistentModelIndex
BAR: Final = 3
"""Pixels of the accent bar of the chosen row."""


class RowDelegate(QStyledItemDelegate):
    """Draws what all rows share; what stands in one is said by `laid_out`. Nothing is cut off."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    @abstractmethod
    def laid_out(self, index: Index, width: float, painter: QPainter | None, *, chosen: bool) -> int:
        """Lay a row out, draw it from the origin on where there is a painter, and return its height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Measure the row for the width of the list."""
        width = self._view.viewport().width()
        return QSize(width, self.laid_out(index, width, None, chosen=False))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        theme = self._look.theme
        area = QRectF(option.rect)
        chosen = self._view.currentIndex() == index
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(area, theme.selected)
            painter.fillRect(QRectF(area.left(), area.top(), BAR, area.height()), theme.accent)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.separator)
        painter.translate(area.topLeft())
        self.laid_out(index, area.width(), painter, chosen=chosen)
        painter.translate(-area.topLeft())
        if chosen and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.selected_text if theme.is_contrast else theme.text, 2))
            painter.drawRect(area.adjusted(BAR + 1, 1, -1, -2))
        painter.restore()
