"""One saved run: the way as it was, the cause, what to do, a little evidence, and what can be done with it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.cause import Cause
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import RunVerdict, Verdict
from ccdiag.model.words import CERTAINTY_WORDS, OWNER_WORDS
from ccdiag.ui.case_browser import ReadRun
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.run_rows import title_of_state
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.note_editor import NoteEditor
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.run_picture import RunPicture
from ccdiag.ui.widgets.wrapping import WrappingLabel

_BUTTON_EM: Final = 2.35
_MOST_FOUND: Final = 4
_MOST_LINES: Final = 2
_LONGEST_LINE: Final = 180


class RunOverview(QWidget):
    """Shows one run, and reports what is wanted of it."""

    open_wanted = Signal()
    report_wanted = Signal()
    export_wanted = Signal()
    delete_wanted = Signal()
    note_written = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._read: ReadRun | None = None
        self.picture = RunPicture(look)
        self._panel = Panel(look)
        self.title = WrappingLabel()
        self._who, self._meaning, self._remedy, self._found, self._lines, self._measured = (FlowingText() for _ in range(6))
        self._remedy_title, self._evidence_title = QLabel(), QLabel()
        self.open = AccentButton(look, Pictogram.EYE)
        self.report, self.export, self.delete = QPushButton(), QPushButton(), QPushButton()
        for button, signal in (
            (self.open, self.open_wanted),
            (self.report, self.report_wanted),
            (self.export, self.export_wanted),
            (self.delete, self.delete_wanted),
        ):
            button.clicked.connect(signal)
        self._buttons = FlowLayout()
        for button in (self.open, self.report, self.export, self.delete):
            self._buttons.addWidget(button)
        self.notes = NoteEditor(look)
        self.notes.note_written.connect(self.note_written)
        self._body = QVBoxLayout(self._panel)
        for part in (self.title, self._who, self._meaning, self._remedy_title, self._remedy, self._evidence_title, self._found):
            self._body.addWidget(part)
        self._body.addWidget(self._lines)
        self._body.addWidget(self._measured)
        self._body.addLayout(self._buttons)
        self._body.addWidget(self.notes)
        self._body.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.picture)
        self._column.addWidget(self._panel, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_run(self, read: ReadRun) -> None:
        """Show this run."""
        self._read = read
        self.picture.show_run(read.run)
        self.notes.show_notes(read.notes)
        self._restyle()

    def show_doors(self, *, opens: bool, reports: bool, exports: bool, keeps: bool) -> None:
        """Say what can be done with a run."""
        for button, shown in ((self.open, opens), (self.report, reports), (self.export, exports), (self.delete, keeps)):
            button.setVisible(shown)
        self.notes.setVisible(keeps)

    @property
    def run(self) -> SavedRun | None:
        """What is shown."""
        return self._read.run if self._read is not None else None

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no more height than the parts have at this width; Qt's labels ask for that of a narrow column, and the page would scroll."""
        return QSize(super().minimumSizeHint().width(), self._column.heightForWidth(max(1, self.width())))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(gap)
        self._body.setContentsMargins(margin, inner, margin, margin)
        self._body.setSpacing(small)
        self._buttons.setSpacing(gap)
        self._buttons.setContentsMargins(0, gap, 0, inner)
        self.title.setFont(metrics.sized(HEADING, bold=True))
        for label, text in ((self._remedy_title, message("What to do")), (self._evidence_title, message("Evidence"))):
            label.setFont(metrics.sized(1.0, bold=True))
            label.setText(say(text))
            label.setContentsMargins(0, gap, 0, 0)
        for part in (self._who, self._meaning, self._remedy, self._found):
            part.setFont(metrics.font)
        self._measured.setFont(metrics.small)
        self._lines.setFont(metrics.fixed)
        for button, text, picture in (
            (self.open, message("&Open"), Pictogram.EYE),
            (self.report, message("&Report…"), Pictogram.FILE_CHECK),
            (self.export, message("&Export…"), Pictogram.FOLDER),
            (self.delete, message("&Delete"), Pictogram.CROSS),
        ):
            said = say(text)
            button.setText(said)
            button.setAccessibleName(said.replace("&", ""))
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
            if button is not self.open:
                button.setIcon(pictogram_icon(look, picture))
                button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        if self._read is not None:
            self._tell(self._read.run)

    def _tell(self, run: SavedRun) -> None:
        state, say, theme = run.state, self._look.say, self._look.theme
        cause = state.causes[0] if state.causes else None
        fault = state.verdict is RunVerdict.FAULT
        self.title.setText(title_of_state(state, self._look))
        self.title.setAccessibleName(self.title.text())
        who = meaning = remedy = ""
        if cause is not None:
            who = say(message("{owner}; {certainty}", owner=OWNER_WORDS[cause.owner], certainty=CERTAINTY_WORDS[cause.certainty]))
            meaning = say(cause.meaning) if fault else say(message("Attention: {cause}", cause=cause.title))
            steps = "\n".join(f"{number}. {say(step)}" for number, step in enumerate(cause.remedy, 1))
            remedy = steps
        elif state.finished:
            meaning = say(_counted(state))
        told = (
            [message("{check}: {reason}", check=title, reason=reason) for title, reason in _found(cause, state)]
            if cause is not None
            else []
        )
        found = "\n".join(say(one) for one in told[:_MOST_FOUND])
        lines = "\n".join(_lines(cause, state)) if cause is not None else ""
        for part, text, colour in (
            (self._who, who if fault else "", theme.secondary),
            (self._meaning, meaning, theme.text),
            (self._remedy, remedy, theme.text),
            (self._found, found, theme.text),
            (self._lines, lines, theme.secondary),
        ):
            part.show_text("\n".join(printable(line, most=600) for line in text.split("\n")), colour)
            part.setVisible(bool(text))
        self._remedy_title.setVisible(bool(remedy))
        self._evidence_title.setVisible(bool(found or lines))
        measured = message(
            "Endpoints: {environment}. Judged by ccdiag {version}.",
            environment=printable(run.environment.title),
            version=printable(run.version),
        )
        self._measured.show_text(say(measured), theme.secondary)


def _counted(state: RunState) -> Message:
    found = Counter(result.verdict for result in state.results.values())
    if state.cancelled:
        done = sum(result.verdict is not Verdict.SKIPPED for result in state.results.values())
        return message("{done} of {total} checks were done. What was seen is kept.", done=done, total=len(state.checks))
    return message("{good} checks are good; not tested: {skipped}.", good=found[Verdict.PASS], skipped=found[Verdict.SKIPPED])


def _found(cause: Cause, state: RunState) -> Iterator[tuple[Message, Message]]:
    """Yield the checks that a cause spoilt by itself, and what each of them saw."""
    for check, result in state.results.items():
        concerned = check in cause.explains or any(seen.id in cause.evidence for seen in result.observations)
        if concerned and result.blocked_by is None and result.verdict not in {Verdict.PASS, Verdict.SKIPPED}:
            yield state.checks[check].planned.title, result.reason


def _lines(cause: Cause, state: RunState) -> list[str]:
    from ccdiag.app.evidence_line import evidence_line

    seen: dict[str, Observation] = {one.id: one for result in state.results.values() for one in result.observations}
    return [printable(evidence_line(seen[id_]), most=_LONGEST_LINE) for id_ in cause.evidence if id_ in seen][:_MOST_LINES]
