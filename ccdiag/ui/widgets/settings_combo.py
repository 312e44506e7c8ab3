"""A list to choose from that the wheel does not change by accident."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy


class SettingsCombo(QComboBox):
    """Offers pairs of a key and a text; as wide as it is told, where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._width = 0

    def set_width(self, width: int) -> None:
        """Be this wide where there is room."""
        self._width = width
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be as wide as was said."""
        hint = super().sizeHint()
        return QSize(max(self._width, hint.width()), hint.height())

    def show_choices(self, choices: Iterable[tuple[object, str]], chosen: object) -> None:
        """Offer pairs of key and text."""
        self.clear()
        keys: list[object] = []
        for key, text in choices:
            self.addItem(text, key)
            keys.append(key)
        self.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to the page."""
        event.ignore()
