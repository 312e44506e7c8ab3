"""Something that is only done for a reason: the field for it opens in its place."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import LONGEST_REASON
from ccdiag.model.verdict import Light
from ccdiag.procedures.acceptance import reason_refusal
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_FIELD_EM: Final = 2.35


class ReasonForm(QWidget):
    """Asks for a reason, and tells it when it is one."""

    given = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, question: Message, word: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._question, self._word = question, word
        self._trouble: Message | None = None
        self._label, self._problem = WrappingLabel(), WrappingLabel()
        for label in (self._label, self._problem):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_REASON)
        self.field.textEdited.connect(self._on_edit)
        self.give, self.cancel = QPushButton(), QPushButton()
        self.give.clicked.connect(self._give)
        self.cancel.clicked.connect(self._close)
        buttons = QWidget()
        self._buttons = FlowLayout(buttons)
        self._buttons.addWidget(self.give)
        self._buttons.addWidget(self.cancel)
        self._column = QVBoxLayout(self)
        for part in (self._label, self.field, self._problem, buttons):
            self._column.addWidget(part)
        self.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    def open_form(self) -> None:
        """Ask."""
        self.field.clear()
        self._trouble = None
        self._restyle()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Let Escape give it up, and Enter give the reason, or press the button that it is on; nobody around this hears of either."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.cancel.hasFocus():
                self._close()
            else:
                self._give()
        else:
            super().keyPressEvent(event)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _on_edit(self, _text: str) -> None:
        self._trouble = None
        self._restyle()

    def _give(self) -> None:
        self._trouble = reason_refusal(self.field.text())
        self._restyle()
        if self._trouble is None:
            self.hide()
            self.given.emit(self.field.text())
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, small, gap, _, _, _ = metrics.space
        self._column.setContentsMargins(0, small, 0, 0)
        self._column.setSpacing(small)
        self._buttons.setSpacing(gap)
        self._label.setText(look.say(self._question))
        told = look.say(self._trouble) if self._trouble is not None else ""
        self._problem.setText(told)
        self._problem.setVisible(bool(told))
        colour_text(self._problem, look.theme.texts[Light.FAIL])
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setAccessibleName(look.say(self._question))
        self.field.setAccessibleDescription(told)
        self.field.setToolTip(self.field.text())
        colour, radius = look.theme.graphics[Light.FAIL].name(), round(metrics.radius)
        self.field.setStyleSheet(f"QLineEdit {{ border: 2px solid {colour}; border-radius: {radius}px; }}" if told else "")
        self.give.setText(look.say(self._word))
        self.cancel.setText(look.say(message("Cancel")))
        for button in (self.give, self.cancel):
            button.setMinimumHeight(metrics.length(2.05))
