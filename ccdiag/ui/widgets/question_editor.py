"""Answers a question in its row, by controls that the keyboard and a screen reader reach."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from ccdiag.model.check import Question
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.ui.look import Look
from ccdiag.ui.models.answer_form import AnswerForm, answer_form

_TEXT_EMS = 11.0
_BUTTON_EMS = 2.05
_PADDING_EMS = 1.6


class AnswerButton(QPushButton):
    """A button that Enter presses, also outside a dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Press on Enter as on the space bar."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.menu() is None:
            self.click()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.showMenu()
        else:
            super().keyPressEvent(event)


class QuestionEditor(QWidget):
    """The controls for one question; made anew when the look or the question changes."""

    answered = Signal(str, str)
    """The key of the case and the value."""
    file_wanted = Signal(str)
    """The key that names the file."""
    entered = Signal()
    """One of its controls took the focus."""

    def __init__(self, look: Look, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self._look = look
        self._form = answer_form(question.key)
        self._controls: list[QWidget] = []
        self._field: QLineEdit | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.metrics.space[1])
        # Beside the buttons the row shows through.
        self.setAutoFillBackground(False)
        self._fill(self._form)

    @property
    def controls(self) -> Sequence[QWidget]:
        """What takes the focus, in order."""
        return tuple(self._controls)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Tell when a control takes the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def _fill(self, form: AnswerForm) -> None:
        match form.kind:
            case "buttons":
                for value, label in form.options:
                    button = self._button(self._said(label))
                    button.clicked.connect(lambda _=False, value=value: self.answered.emit(form.key, value))
            case "menu":
                button = self._button(self._look.say(message("Choose…")))
                menu = QMenu(button)
                for value, label in form.options:
                    menu.addAction(self._said(label)).triggered.connect(lambda _=False, value=value: self.answered.emit(form.key, value))
                button.setMenu(menu)
                button.setFixedWidth(button.width() + self._look.metrics.length(1.2))
            case "text":
                self._field = QLineEdit()
                self._field.setMinimumWidth(self._look.metrics.length(_TEXT_EMS / 2))
                self._field.setMaximumWidth(self._look.metrics.length(_TEXT_EMS))
                self._field.setMaxLength(200)
                self._field.setMinimumHeight(self._look.metrics.length(_BUTTON_EMS))
                self._field.returnPressed.connect(self._submit)
                self._field.setAccessibleDescription(self._where())
                self._add(self._field, "")
                self._button(self._look.say(message("Fill in"))).clicked.connect(self._submit)
            case "file":
                button = self._button(self._look.say(message("Choose a file…")))
                button.clicked.connect(lambda: self.file_wanted.emit(form.key))

    def _submit(self) -> None:
        if self._field is not None and (text := self._field.text().strip()):
            self.answered.emit(self._form.key, text)

    def _button(self, label: str) -> AnswerButton:
        # An ampersand in a value is no mnemonic; the same answers stand in several rows, so that none of them has one.
        button = AnswerButton(label.replace("&", "&&"))
        metrics = self._look.metrics
        button.setFont(metrics.font)
        button.setMinimumHeight(metrics.length(_BUTTON_EMS))
        # The style's own width is that of a dialog's button; in a row the question needs the room.
        button.setFixedWidth(round(metrics.width(label)) + metrics.length(_PADDING_EMS))
        button.setAccessibleDescription(self._where())
        self._add(button, label)
        return button

    def _add(self, control: QWidget, label: str) -> None:
        asked = printable(self._look.say(self.question.text))
        control.setAccessibleName(f"{asked} {label}".strip())
        control.installEventFilter(self)
        self._controls.append(control)
        self._row.addWidget(control)

    def _where(self) -> str:
        return printable(self._look.say(self.question.where))

    def _said(self, label: Message | str) -> str:
        return self._look.say(label) if isinstance(label, Message) else label
