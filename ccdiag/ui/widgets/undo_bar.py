"""Says what was deleted, and takes it back."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.wrapping import WrappingLabel

_BUTTON_EM: Final = 2.05
_TEXT_EM: Final = 16.0
"""With less than this beside the buttons, they stand below the text."""


class UndoBar(Panel):
    """One line, or the buttons below the text where there is no room beside it."""

    undo_wanted = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._told: Message | None = None
        self._label = WrappingLabel()
        self.undo, self.close_button = QPushButton(), QToolButton()
        self.undo.clicked.connect(self.undo_wanted)
        self.close_button.setAutoRaise(True)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.closed)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.undo)
        self._buttons.addWidget(self.close_button)
        self._row.addWidget(self._label, 1)
        self._row.addLayout(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_deleted(self, told: Message) -> None:
        """Say this, and offer to take it back."""
        self._told = told
        self._restyle()

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stack where there is no room side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() - self._buttons.sizeHint().width() < self._look.metrics.length(_TEXT_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, _, _ = metrics.space
        self._row.setContentsMargins(inner, small, small, small)
        self._row.setSpacing(gap)
        self._buttons.setSpacing(gap)
        told = say(self._told) if self._told is not None else ""
        self._label.setFont(metrics.font)
        self._label.setText(told)
        self.setAccessibleName(told)
        word = say(message("&Undo"))
        key = QKeySequence(QKeySequence.StandardKey.Undo).toString(QKeySequence.SequenceFormat.NativeText)
        self.undo.setText(f"{word}  {key}")
        self.undo.setAccessibleName(word.replace("&", ""))
        self.undo.setIcon(pictogram_icon(look, Pictogram.BACK))
        self.undo.setMinimumHeight(metrics.length(_BUTTON_EM))
        self.close_button.setIcon(pictogram_icon(look, Pictogram.CROSS))
        self.close_button.setAccessibleName(say(message("Leave it deleted")))
        self.close_button.setToolTip(say(message("Leave it deleted")))
        side = metrics.length(1.1)
        for button in (self.undo, self.close_button):
            button.setIconSize(QSize(side, side))
        self._arrange()
