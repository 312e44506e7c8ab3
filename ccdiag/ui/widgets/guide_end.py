"""The end of a procedure: what was done, what it left behind, and what is still owed."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.procedure_progress import Status, StepRecord
from ccdiag.model.verdict import Basis, Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER
from ccdiag.ui.models.guide_content import EndContent
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.guide_rows import OwedRow, moment_text, section_title
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.note_box import NoteBox
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.scrolling import scrolling
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_MOST_EM: Final = 90.0


class GuideEnd(QWidget):
    """Shows a record, and what can be done after it."""

    start_wanted = Signal()
    """Back to all procedures."""
    test_wanted = Signal()
    """Let the checklist run again."""
    begin_wanted = Signal(str)
    """The procedure that should follow."""
    open_wanted = Signal(str, str)
    settled = Signal(str, str, str)
    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._content: EndContent | None = None
        self._made: list[QWidget] = []
        self._light = Mark(look, 2.8)
        self._head, self._title, self._told = WrappingLabel(), WrappingLabel(), FlowingText()
        self.suggests = NoteBox(look, None)
        self.suggests.button.show()
        self.suggests.button.clicked.connect(self._on_suggested)
        self.test, self.start, self.copy = AccentButton(look, Pictogram.REPEAT), QPushButton(), QPushButton()
        self.test.clicked.connect(self.test_wanted)
        self.start.clicked.connect(self.start_wanted)
        self.copy.clicked.connect(lambda: self.copied.emit(self.record_text()))
        box = QWidget()
        self._buttons = FlowLayout(box)
        for button in (self.test, self.copy, self.start):
            self._buttons.addWidget(button)
        self._table = Panel(look)
        self._rows = QGridLayout(self._table)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        for part in (self._head, self._title, self._told):
            titles.addWidget(part)
        self._top = QHBoxLayout()
        self._top.addWidget(self._light, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addLayout(titles, 1)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.addLayout(self._top)
        self._owed = QVBoxLayout()
        self._column.addLayout(self._owed)
        self._column.addWidget(self.suggests)
        self._column.addWidget(box)
        self._done_title = WrappingLabel()
        self._column.addWidget(self._done_title)
        self._column.addWidget(self._table)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(self._inside))
        look.changed.connect(self._restyle)
        self._restyle()

    def show_content(self, content: EndContent) -> None:
        """Show this."""
        self._content = content
        self._restyle()

    def take_keyboard(self) -> None:
        """Put the keyboard on what should follow: first on what is owed."""
        first = next((button for part in self._made for button in part.findChildren(QPushButton)), None)
        (first or self.test).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Press the button that the keyboard is on by Enter, too."""
        focused = QApplication.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def record_text(self) -> str:
        """Write the record down, for a ticket."""
        content, say = self._content, self._look.say
        if content is None:
            return ""
        record = content.record
        lines = [f"{say(content.title)}: {self._title.text()}", record.shop]
        lines.append(f"{moment_text(self._look, record.started_at)} – {moment_text(self._look, record.ended_at)}")
        lines += self._told.toPlainText().splitlines()
        lines += [
            f"{number}. {time}  {label}{': ' + answer if answer else ''}" for number, (time, label, answer) in enumerate(self._steps(), 1)
        ]
        still_owed = say(message("Still owed"))
        lines += [f"{still_owed}: {say(one.title)}" for one in content.owed]
        return "\n".join(line for line in lines if line)

    def _steps(self) -> list[tuple[str, str, str]]:
        content, say = self._content, self._look.say
        if content is None:
            return []
        rows = []
        for step in content.record.steps:
            label = content.labels.get(f"{step.procedure}/{step.step}")
            answer = _answer(step, content, say)
            if step.taken_back:
                taken_back = say(message("taken back"))
                answer = f"{answer} ({taken_back})".strip()
            rows.append((f"{step.answered_at.astimezone():%H:%M}", say(label) if label is not None else step.step, answer))
        return rows

    def _on_suggested(self) -> None:
        if self._content is not None and self._content.suggests is not None:
            self.begin_wanted.emit(self._content.suggests.id)

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(inner)
        self._inside.setMaximumWidth(metrics.length(_MOST_EM))
        self._owed.setSpacing(gap)
        self._top.setSpacing(inner)
        self._buttons.setSpacing(gap)
        self._rows.setContentsMargins(inner, gap, inner, gap)
        self._rows.setHorizontalSpacing(margin)
        self._rows.setVerticalSpacing(small)
        for label in (self._head, self._title, self._done_title):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._head.setFont(metrics.font)
        colour_text(self._head, look.theme.secondary)
        self._title.setFont(metrics.sized(BANNER, bold=True))
        self._told.setFont(metrics.font)
        self._done_title.setFont(metrics.sized(1.17, bold=True))
        self.test.setText(look.say(message("&Test again")))
        for button, word, pictogram in (
            (self.copy, message("&Copy the record"), Pictogram.COPY),
            (self.start, message("All &procedures"), Pictogram.GUIDE),
        ):
            button.setText(look.say(word))
            button.setIcon(pictogram_icon(look, pictogram))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(2.35))
        self._fill()

    def _fill(self) -> None:
        look, content = self._look, self._content
        for part in self._made:
            part.hide()
            part.deleteLater()
        self._made = []
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if content is None:
            return
        record, theme = content.record, look.theme
        done = record.status is Status.FINISHED
        light = Light.WARN if content.owed else Light.PASS if done else Light.SKIPPED
        basis = Basis.MEASURED if light is Light.WARN else Basis.STATED
        self._light.show_drawing(lambda painter, rect: paint_light(painter, rect, light, theme, basis=basis, ground=theme.window))
        self._head.setText(look.say(content.title))
        self._title.setText(look.say(message("Finished") if done else message("Stopped before its end")))
        told = [look.say(content.told)] if content.told is not None else []
        if record.reason:
            told.append(printable(record.reason))
        self._told.show_text("\n".join(told), theme.text)
        self._told.setVisible(bool(told))
        suggested = content.suggests
        if suggested is not None:
            title = Message(suggested.title)
            self.suggests.button.setText(look.say(message("&Begin: {procedure}", procedure=title)))
        self.suggests.show_text(look.say(message("What should follow now stands ready.")) if suggested is not None else "")
        if content.owed:
            head = section_title(look, look.say(message("Still owed")))
            self._owed.addWidget(head)
            self._made.append(head)
        self.test.set_loud(not content.owed)
        for place, one in enumerate(content.owed):
            row = OwedRow(look, one, accent=place == 0)
            row.open_wanted.connect(self.open_wanted)
            row.settled.connect(self.settled)
            self._owed.addWidget(row)
            self._made.append(row)
        self._fill_steps()
        self.setAccessibleName(f"{self._head.text()}: {self._title.text()}. {' '.join(told)}")

    def _fill_steps(self) -> None:
        look, metrics = self._look, self._look.metrics
        rows = self._steps()
        self._done_title.setText(look.say(message("What was done")))
        self._done_title.setVisible(bool(rows))
        self._table.setVisible(bool(rows))
        for number, (time, label, answer) in enumerate(rows):
            for column, text in enumerate((time, label, answer)):
                part = FlowingText()
                part.setFont(metrics.small if column == 0 else metrics.font)
                if column == 0:
                    part.setFixedWidth(metrics.length(3.2))
                part.show_text(text, look.theme.text if column == 1 else look.theme.secondary)
                self._rows.addWidget(part, number, column, Qt.AlignmentFlag.AlignTop)
        self._rows.setColumnStretch(1, 2)
        self._rows.setColumnStretch(2, 3)


def _answer(step: StepRecord, content: EndContent, say: object) -> str:
    assert callable(say)
    known = content.answers.get(f"{step.procedure}/{step.step}/{step.answer}")
    said = str(say(known)) if known is not None else printable(step.answer)
    return f"{said}; {printable(step.reason)}" if step.reason else said
