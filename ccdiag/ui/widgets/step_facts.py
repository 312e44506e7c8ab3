"""What stands beside a step: why, the danger, what to look at, the question, what the laptop sees, and what may appear next."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.screen import Standing
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import StepContent
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.live_checks import LiveChecks
from ccdiag.ui.widgets.note_box import NoteBox
from ccdiag.ui.widgets.wrapping import WrappingLabel

_NEXT_SHARE: Final = (9, 10)
_OF_STEP: Final = re.compile(r"([\d.]+), step (\d+)")
"""How the data name a place in the manual."""
STANDING_WORDS: Final = {
    Standing.DOCUMENTED: message("as the manual shows it"),
    Standing.INFERRED: message("concluded from the manual; your terminal may differ"),
    Standing.SIMULATED: message("the manual does not show its words: these are ours"),
}


class StepFacts(QWidget):
    """A column of sections; those that have nothing to say are not there."""

    def __init__(self, look: Look, question: QWidget, parent: QWidget | None = None) -> None:
        """`question` is shown in its place among the sections, unless it stands elsewhere."""
        super().__init__(parent)
        self._look = look
        self._content: StepContent | None = None
        self._owed_shown = False
        self._question = question
        self._why_title, self._why = WrappingLabel(), FlowingText()
        self.danger = NoteBox(look, Light.WARN)
        self._check_title, self._check = WrappingLabel(), FlowingText()
        self.live = LiveChecks(look)
        self._next_title = WrappingLabel()
        self._next = QWidget()
        self._grid = QGridLayout(self._next)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._owed_title, self._owed = WrappingLabel(), FlowingText()
        self._source = FlowingText()
        self._column = QVBoxLayout(self)
        self._why_part = self._part(self._why_title, self._why)
        self._check_part = self._part(self._check_title, self._check)
        self._next_part = self._part(self._next_title, self._next)
        self._owed_part = self._part(self._owed_title, self._owed)
        for part in (self._why_part, self.danger, self._check_part, question, self.live, self._next_part, self._owed_part):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._column.addWidget(self._source)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    def _part(self, title: QWidget, text: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(text)
        return box

    def show_step(self, content: StepContent) -> None:
        """Show what belongs to this step."""
        self._content = content
        self._restyle()

    def show_owed(self, shown: bool) -> None:  # noqa: FBT001  # a state
        """Say here what is owed afterwards, where the list of steps is not there to say it."""
        if shown != self._owed_shown:
            self._owed_shown = shown
            self._restyle()

    def take_question(self, *, back: bool) -> None:
        """Have the question among the sections again, or let it go."""
        self._column.removeWidget(self._question)
        if back:
            self._column.insertWidget(self._column.indexOf(self._check_part) + 1, self._question)

    def take_danger(self, *, back: bool) -> None:
        """Have the danger among the sections again, or let it go."""
        self._column.removeWidget(self.danger)
        if back:
            self._column.insertWidget(self._column.indexOf(self._why_part) + 1, self.danger)

    def _restyle(self) -> None:
        look, metrics, content = self._look, self._look.metrics, self._content
        _, small, _, _, margin, _ = metrics.space
        self._column.setSpacing(margin)
        for box in (self._why_part, self._check_part, self._next_part, self._owed_part):
            if (inner := box.layout()) is not None:
                inner.setSpacing(small)
        for title, text in (
            (self._why_title, message("Why")),
            (self._check_title, message("Look at this")),
            (self._next_title, message("What may appear now")),
            (self._owed_title, message("Required afterwards")),
        ):
            title.setFont(metrics.sized(1.0, bold=True))
            title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            title.setText(look.say(text))
        for text_part in (self._why, self._check, self._owed):
            text_part.setFont(metrics.font)
        self._source.setFont(metrics.small)
        if content is None:
            return
        view = content.view
        for box, part, told in ((self._why_part, self._why, view.why), (self._check_part, self._check, view.check)):
            box.setVisible(told is not None)
            part.show_text(look.say(told) if told is not None else "", look.theme.text)
        self.danger.show_text(look.say(view.danger) if view.danger is not None else "")
        self._fill_next(content)
        self._fill_owed(content)
        self._source.show_text("\n".join(self._sources(content)), look.theme.secondary)

    def _fill_next(self, content: StepContent) -> None:
        look, metrics = self._look, self._look.metrics
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        appears = content.view.appears
        self._next_part.setVisible(bool(appears))
        self._grid.setHorizontalSpacing(metrics.gap)
        self._grid.setVerticalSpacing(metrics.space[1])
        for row, one in enumerate(appears):
            label, then = FlowingText(), FlowingText()
            label.setFont(metrics.font)
            label.show_text(one.label, look.theme.text)
            then.setFont(metrics.font)
            then.show_text(look.say(one.then), look.theme.secondary)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(then, row, 1, Qt.AlignmentFlag.AlignTop)
        for column, share in enumerate(_NEXT_SHARE):
            self._grid.setColumnStretch(column, share)

    def _fill_owed(self, content: StepContent) -> None:
        look = self._look
        owed = content.outline.obligations if self._owed_shown else ()
        self._owed_part.setVisible(bool(owed))
        procedures = load_procedures().procedures
        self._owed.show_text("\n".join(f"{look.say(Message(procedures[one.procedure].title))}: {look.say(one.title)}" for one in owed))

    def _sources(self, content: StepContent) -> list[str]:
        look, view, screen = self._look, content.view, content.screen
        lines = []
        if view.screen is not None or view.marks:
            standing = STANDING_WORDS[view.standing]
            of_step = _OF_STEP.match(view.source)
            if of_step is not None:
                chapter, number = of_step.groups()
                lines.append(
                    look.say(
                        message("Manual 1.1, chapter {place}, step {step}: {standing}.", place=chapter, step=number, standing=standing)
                    )
                )
            elif view.source:
                lines.append(look.say(message("Manual 1.1, chapter {place}: {standing}.", place=view.source, standing=standing)))
            else:
                lines.append(look.say(message("This step: {standing}.", standing=standing)))
        if screen is not None and screen.path:
            lines.append(look.say(message("Path: {path}", path=" › ".join(screen.path))))
        return lines
