"""What a training came to: the outcome, what was wrong, what was done and what of it was needless, and what would have been enough."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccdiag.app.evidence_table import Cell, EvidenceRow, EvidenceTable
from ccdiag.app.training_report import WORTH_WORDS, JudgedDeed, TrainingReport, Worth
from ccdiag.app.training_text import report_lines
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER, HEADING
from ccdiag.ui.models.lab_view import FaultChoice
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.evidence_table import EvidenceView
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel

_BUTTON_EM: Final = 2.05
_LIGHTS: Final = {
    Worth.HELPED: Light.PASS,
    Worth.NEEDED: Light.PASS,
    Worth.RIGHT: Light.PASS,
    Worth.LOOKED: Light.SKIPPED,
    Worth.NEEDLESS: Light.WARN,
    Worth.WRONG: Light.FAIL,
    Worth.HARMFUL: Light.FAIL,
}
_MINUTE_S: Final = 60


class TrainingReportView(Panel):
    """Shows a report until it is closed."""

    closed = Signal()
    copied = Signal(str)
    """The report as text."""

    def __init__(self, look: Look, causes: Sequence[FaultChoice], parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._titles: Mapping[str, Message] = {choice.name: choice.title for choice in causes}
        self._report: TrainingReport | None = None
        self._headline = FlowingText()
        self._wrong, self._times, self._lesson, self._enough, self._advice = (FlowingText() for _ in range(5))
        self._done_title, self._enough_title, self._lesson_title = QLabel(), QLabel(), QLabel()
        self._deeds = EvidenceView(look)
        self._close, self._copy = QPushButton(), QPushButton()
        self._close.clicked.connect(self.closed)
        self._copy.clicked.connect(self._on_copy)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        for part in (self._headline, self._wrong, self._times, self._advice, self._done_title, self._deeds, self._enough_title):
            self._column.addWidget(part)
        for part in (self._enough, self._lesson_title, self._lesson):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._around = QVBoxLayout(self)
        self._around.addWidget(self._scroll, 1)
        foot = QWidget()
        self._buttons = FlowLayout(foot)
        self._buttons.addWidget(self._close)
        self._buttons.addWidget(self._copy)
        self._foot = QHBoxLayout()
        self._foot.addWidget(foot)
        self._around.addLayout(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_report(self, report: TrainingReport) -> None:
        """Show this one, from its beginning."""
        self._report = report
        self._fill()
        self._scroll.verticalScrollBar().setValue(0)

    def _on_copy(self) -> None:
        if self._report is not None:
            text = "\n".join(report_lines(self._report, self._look.say))
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(text)

    def _fill(self) -> None:
        report = self._report
        if report is None:
            return
        theme, say = self._look.theme, self._look.say
        good = report.mended and report.named and not report.gave_up
        light = Light.PASS if good else Light.WARN if report.mended else Light.FAIL
        self._headline.show_text(say(report.headline), theme.texts[light])
        wrong = [message("What was wrong: {title}", title=report.title)]
        if report.left and not report.gave_up:
            still = ", ".join(say(self._titles.get(name, Message("{id}", {"id": name}))) for name in report.left)
            wrong.append(message("Still there: {causes}", causes=still))
        self._wrong.show_text("\n".join(say(one) for one in wrong), theme.text)
        self._times.show_text("  ·  ".join(self._told_times(report)), theme.secondary)
        self._advice.show_text("\n".join(say(one) for one in report.advice), theme.texts[Light.WARN])
        self._advice.setVisible(bool(report.advice))
        self._deeds.show_table(
            EvidenceTable(
                (message("After"), message("What was done"), message("What came of it"), message("Worth")),
                tuple(self._row(one) for one in report.deeds),
            )
        )
        for part in (self._done_title, self._deeds):
            part.setVisible(bool(report.deeds))
        steps = "\n".join(f"{number}. {say(step)}" for number, step in enumerate(report.enough, 1))
        self._enough.show_text(steps, theme.text)
        self._lesson.show_text(say(report.lesson), theme.text)

    def _told_times(self, report: TrainingReport) -> list[str]:
        found = [(message("It took {time}"), report.seconds)]
        for told, seconds in (
            (message("cause named after {time}"), report.named_after_s),
            (message("mended after {time}"), report.mended_after_s),
        ):
            if seconds is not None:
                found.append((told, seconds))
        return [self._look.say(told.with_values(time=_clock(seconds))) for told, seconds in found]

    def _row(self, one: JudgedDeed) -> EvidenceRow:
        came = one.deed.came_of_it
        worth = Cell(WORTH_WORDS[one.worth], light=_LIGHTS[one.worth])
        return EvidenceRow((Cell(_clock(one.deed.at_s)), Cell(one.deed.told), Cell(came if came is not None else ""), worth))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, margin, margin)
        self._column.setSpacing(gap)
        self._around.setContentsMargins(1, 1, 1, margin)
        self._around.setSpacing(small)
        self._headline.setFont(metrics.sized((HEADING + BANNER) / 2, bold=True))
        for flowing in (self._wrong, self._times, self._advice, self._enough, self._lesson):
            flowing.setFont(metrics.font)
        for label, text in (
            (self._done_title, message("What was done")),
            (self._enough_title, message("What would have been enough")),
            (self._lesson_title, message("To remember")),
        ):
            label.setFont(metrics.sized(HEADING, bold=True))
            label.setWordWrap(True)
            label.setText(say(text))
            label.setContentsMargins(0, gap, 0, 0)
        self._scroll.setAccessibleName(say(message("Report of the training")))
        for button, said, picture in (
            (self._close, message("&Close the report"), Pictogram.CHECK),
            (self._copy, message("Cop&y the report"), Pictogram.COPY),
        ):
            button.setText(say(said))
            button.setIcon(pictogram_icon(look, picture))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
        self._buttons.setSpacing(gap)
        self._foot.setContentsMargins(margin, 0, margin, 0)
        self._fill()


def _clock(seconds: float) -> str:
    """Write a time as on a stop-watch: 2:05."""
    whole = round(seconds)
    return f"{whole // _MINUTE_S}:{whole % _MINUTE_S:02d}"
