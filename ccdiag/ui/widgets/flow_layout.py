"""Controls beside each other, on as many lines as they need; or all below each other, equally wide."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Wraps like words do, each in the middle of its line; a control that is wider than the whole line gets the whole line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._column = False
        self.setContentsMargins(0, 0, 0, 0)

    def set_column(self, column: bool) -> None:  # noqa: FBT001  # a state
        """Stand below each other whatever room there is."""
        if column != self._column:
            self._column = column
            self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  # Qt's name
        """Take one more, at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # Qt's name
        """Return one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # Qt's name
        """Give one of them back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802  # Qt's name
        """Want no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Return that the height follows the width."""
        return not self._column

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return how high the lines are for this width."""
        places = self._places(width)
        return max((place.bottom() + 1 for _, place in places), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Like to stand on one line, or in one column."""
        hints = [item.sizeHint() for item in self._shown()]
        if not hints:
            return QSize()
        gaps = max(0, self.spacing()) * (len(hints) - 1)
        widths, heights = [hint.width() for hint in hints], [hint.height() for hint in hints]
        return QSize(max(widths), sum(heights) + gaps) if self._column else QSize(sum(widths) + gaps, max(heights))

    def minimumSize(self) -> QSize:  # noqa: N802  # Qt's name
        """Need the width of the widest."""
        hints = [item.sizeHint() for item in self._shown()]
        if not hints:
            return QSize()
        return self.sizeHint() if self._column else QSize(max(hint.width() for hint in hints), max(hint.height() for hint in hints))

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  # Qt's name
        """Place them."""
        super().setGeometry(rect)
        for item, place in self._places(rect.width()):
            item.setGeometry(place.translated(rect.topLeft()))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, width: int) -> list[tuple[QLayoutItem, QRect]]:
        gap = max(0, self.spacing())
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._shown():
            hint = item.sizeHint()
            own = width if self._column else min(hint.width(), width)
            if not lines or self._column or left + own > width:
                lines.append([])
                left = 0
            lines[-1].append((item, QSize(own, hint.height())))
            left += own + gap
        places, top = [], 0
        for line in lines:
            left, height = 0, max(size.height() for _, size in line)
            for item, size in line:
                places.append((item, QRect(QPoint(left, top + (height - size.height()) // 2), size)))
                left += size.width() + gap
            top += height + gap
        return places
