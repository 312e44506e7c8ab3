"""The question of a step, with what answers it: a choice, yes or no, or something typed; and a reason where one is asked."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import LONGEST_ANSWER, LONGEST_REASON
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS
from ccdiag.procedures.view import StepView
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import Judge
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.radio_button import RadioButton
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_FIELD_EM: Final = 2.5


class StepQuestion(QWidget):
    """Asks, and tells the answer when it is wanted; where nothing is asked, it is not there."""

    choice_changed = Signal(str)
    worked_at = Signal()
    """Something was typed, chosen or refused: the place where it is answered should be in sight."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view: StepView | None = None
        self._judge: Judge | None = None
        self._equal_to: Message | None = None
        self._trouble: Message | None = None
        self._title = WrappingLabel()
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_ANSWER)
        self.field.textEdited.connect(self._on_edit)
        self._agrees = _Agreement(look)
        self.choices: dict[str, RadioButton] = {}
        self._group = QButtonGroup(self)
        self._choice_box = QWidget()
        self._choice_column = QVBoxLayout(self._choice_box)
        self._choice_column.setContentsMargins(0, 0, 0, 0)
        self._reason_label = WrappingLabel()
        self._reason_label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.textEdited.connect(self._on_edit)
        self._problem = WrappingLabel()
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        parts = (self._title, self.field, self._agrees, self._choice_box, self._reason_label, self.reason, self._problem)
        for part in parts:
            self._column.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    # --- what is asked ---

    def show_step(self, view: StepView, judge: Judge | None, equal_to: Message | None, *, again: bool) -> None:
        """Ask what this step asks; `equal_to` says what a typed answer that is taken was compared with.

        With `again` it is the step that is asked already, and what was typed and chosen stays.
        """
        self._view, self._judge, self._equal_to, self._trouble = view, judge, equal_to, view.refusal
        if not again:
            self.field.clear()
            self.reason.clear()
            self._make_choices(view)
        self._restyle()
        if view.refusal is not None:
            self.take_keyboard()
            self.worked_at.emit()

    def _make_choices(self, view: StepView) -> None:
        for button in self.choices.values():
            self._group.removeButton(button)
            self._choice_column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.choices = {}
        for choice in view.choices:
            button = RadioButton(self._look, self._choice_box)
            self._group.addButton(button)
            self._choice_column.addWidget(button)
            # At once: a layout would do so later, and what is not to be seen yet cannot take the keyboard.
            button.show()
            self.choices[choice.value] = button
            if choice.default:
                button.setChecked(True)
            button.toggled.connect(lambda on, value=choice.value: self._on_choice(value) if on else None)

    @property
    def choice(self) -> str:
        """The answer that is chosen; empty while there is none."""
        return next((value for value, button in self.choices.items() if button.isChecked()), "")

    @property
    def asks(self) -> bool:
        """Whether there is anything to answer."""
        return self._view is not None and self._view.kind is not AnswerKind.DONE

    def answer(self) -> tuple[str, str] | None:
        """Return the answer and its reason; None while there is none, which is then said here."""
        if self._view is None or self._view.kind is AnswerKind.DONE:
            return "done", ""
        if self._view.kind is AnswerKind.TEXT:
            return self.field.text(), ""
        if not self.choice:
            self.refuse(message("Choose an answer."))
            return None
        return self.choice, self.reason.text() if self._asks_reason else ""

    def refuse(self, why: Message) -> None:
        """Say why the answer is not taken."""
        self._trouble = why
        self._restyle()
        self.take_keyboard()
        self.worked_at.emit()

    def take_keyboard(self) -> None:
        """Put the keyboard where the answer is given."""
        target: QWidget | None = None
        if self._view is not None and self._view.kind is AnswerKind.TEXT:
            target = self.field
            self.field.selectAll()
        elif self._asks_reason and self._trouble is not None:
            target = self.reason
        elif self.choices:
            target = self.choices.get(self.choice) or next(iter(self.choices.values()))
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _asks_reason(self) -> bool:
        chosen = self.choice
        return self._view is not None and any(one.value == chosen and one.asks_reason for one in self._view.choices)

    def _on_choice(self, value: str) -> None:
        self._trouble = None
        self._restyle()
        self.choice_changed.emit(value)
        self.worked_at.emit()

    def _on_edit(self, _text: str) -> None:
        self._trouble = None
        self._restyle()
        self.worked_at.emit()

    @property
    def shown_last(self) -> QWidget:
        """The lowest part that says something."""
        parts = (self._problem, self.reason, self._agrees, self.field, self.choices.get(self.choice), self._title)
        return next((part for part in parts if part is not None and part.isVisibleTo(self)), self)

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, view = self._look, self._look.metrics, self._view
        _, small, gap, _, _, _ = metrics.space
        self._column.setSpacing(small)
        self._choice_column.setSpacing(small)
        asks = self.asks
        self.setVisible(asks)
        typed = view is not None and view.kind is AnswerKind.TEXT
        asked = look.say(view.question) if view is not None and view.question is not None else ""
        self._title.setFont(metrics.sized(1.0, bold=True))
        self._title.setText(asked)
        self.field.setVisible(typed)
        font = QFont(metrics.fixed)
        font.setPixelSize(metrics.length(1.1))
        self.field.setFont(font)
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setAccessibleName(asked)
        self._choice_box.setVisible(bool(self.choices))
        if view is not None:
            for choice in view.choices:
                button, label = self.choices[choice.value], look.say(choice.label)
                button.setText(label)
                button.setAccessibleName(f"{asked} {label}".strip())
        self._reason_label.setVisible(self._asks_reason)
        self._reason_label.setFont(metrics.font)
        self._reason_label.setText(look.say(message("For what reason? It is kept with the record.")))
        self.reason.setVisible(self._asks_reason)
        self.reason.setMinimumHeight(metrics.length(_FIELD_EM))
        self.reason.setAccessibleName(self._reason_label.text())
        self._reason_label.setContentsMargins(0, gap, 0, 0)
        self._show_trouble()
        self._show_agreement(typed=typed)

    def _show_trouble(self) -> None:
        look, trouble = self._look, self._trouble
        told = "" if trouble is None else look.say(trouble)
        self._problem.setVisible(trouble is not None)
        self._problem.setFont(look.metrics.font)
        self._problem.setText(told)
        colour_text(self._problem, look.theme.texts[Light.FAIL])
        wrong = self.reason if self._asks_reason else self.field
        colour, radius = look.theme.graphics[Light.FAIL].name(), round(look.metrics.radius)
        for field in (self.field, self.reason):
            bad = trouble is not None and field is wrong
            field.setAccessibleDescription(told if bad else "")
            field.setToolTip(field.text() if len(field.text()) > 1 else "")
            field.setStyleSheet(f"QLineEdit {{ border: 2px solid {colour}; border-radius: {radius}px; }}" if bad else "")

    def _show_agreement(self, *, typed: bool) -> None:
        text = self.field.text().strip()
        taken = typed and bool(text) and self._judge is not None and self._judge(text) is None
        self._agrees.setVisible(taken and self._equal_to is not None and self._trouble is None)
        if self._equal_to is not None:
            self._agrees.show_text(self._look.say(self._equal_to))


class _Agreement(QWidget):
    """That what was typed is as it should be; said by a person, not measured."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tick, self._bubble = Mark(look, 1.2), Mark(look, 1.1)
        self._text, self._basis = QLabel(), QLabel()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._tick)
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(self._bubble)
        row.addWidget(self._basis)

    def show_text(self, text: str) -> None:
        """Say so."""
        look, theme, metrics = self._look, self._look.theme, self._look.metrics
        self._row.setSpacing(metrics.space[1])
        self._text.setText(text)
        self._text.setFont(metrics.font)
        colour_text(self._text, theme.texts[Light.PASS])
        self._basis.setText(look.say(BASIS_WORDS[Basis.STATED]))
        self._basis.setFont(metrics.sized(0.92, bold=True))
        self._tick.show_drawing(lambda painter, rect: paint_light(painter, rect, Light.PASS, theme, basis=Basis.STATED))
        self._bubble.show_drawing(lambda painter, rect: paint_basis(painter, rect, Basis.STATED, theme.text))
