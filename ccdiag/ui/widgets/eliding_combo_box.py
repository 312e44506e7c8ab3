"""A list to choose from whose choice ends in dots where it has no room; the tool tip tells all of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

_BESIDE_ICON = 6
"""Of the styles, in pixels, and what else is left free."""


class ElidingComboBox(QComboBox):
    """Qt's own cuts letters in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._beside = ""
        self.currentTextChanged.connect(self._tell)

    def tell_beside(self, text: str) -> None:
        """Say more in the tool tip, below the choice."""
        self._beside = text
        self._tell()

    def _tell(self, _text: str = "") -> None:
        self.setToolTip("\n".join(part for part in (self.currentText(), self._beside) if part))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw what there is room for."""
        if not self.currentText():
            # As in the window's first picture, which then does without the style's many names.
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        whole: str = option.currentText
        icon: QIcon = option.currentIcon
        taken = 2 if icon.isNull() else option.iconSize.width() + _BESIDE_ICON
        option.currentText = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room.width() - taken)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
