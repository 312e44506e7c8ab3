"""A list of rows that are all equally high, of which only those are asked for that come into sight."""

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccdiag.ui.look import Look

Index = QModelIndex | QPersistentModelIndex
BAR: Final = 3
"""Pixels of the accent bar of the chosen row."""


class LazyList(QListView):
    """Chooses a row by arrows or click, opens it by Enter or a click, and reports Delete."""

    row_chosen = Signal(int)
    row_opened = Signal(int)
    delete_wanted = Signal()

    def __init__(self, look: Look, model: QAbstractListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def choose(self, row: int) -> None:
        """Go to a row; -1 for none."""
        self.setCurrentIndex(self.model().index(row, 0) if row >= 0 else QModelIndex())

    @property
    def chosen(self) -> int:
        """The chosen row; -1 for none."""
        return self.currentIndex().row()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802  # Qt's name
        """Tell of the row."""
        super().currentChanged(current, previous)
        self.row_chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Open by Enter, delete by Delete."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen >= 0:
            self.row_opened.emit(self.chosen)
        elif event.key() == Qt.Key.Key_Delete and self.chosen >= 0:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row, so that the focus is seen."""
        super().focusInEvent(event)
        if self.chosen < 0 and self.model().rowCount():
            self.choose(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Elide the rows anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._look.theme.base)
        self.setPalette(palette)
        self.setFont(self._look.metrics.font)
        self.scheduleDelayedItemsLayout()


class LazyDelegate(QStyledItemDelegate):
    """What rows of one height share."""

    height_em: float = 3.5

    def __init__(self, look: Look, view: LazyList) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Return the one height."""
        return QSize(1, self._look.metrics.length(self.height_em))
