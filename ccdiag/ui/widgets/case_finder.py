"""The left side of the cases: a search, the terminals that it finds, and the history of the one that is chosen."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ccdiag.model.case_key import is_simulation
from ccdiag.model.message import Message, message
from ccdiag.model.saved_case import SIMULATED_DAYS, CaseSummary
from ccdiag.ui.case_browser import FoundCases, ReadHistory
from ccdiag.ui.look import Look
from ccdiag.ui.models.case_rows import CaseRows
from ccdiag.ui.models.moments import short_day
from ccdiag.ui.models.run_rows import PAIR, RunRows
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.case_list import CaseList
from ccdiag.ui.widgets.check_box import CheckBox
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.run_history import RunHistory
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import ElidedLabel

_FIELD_EM: Final = 2.4
_NOTHING_KEPT: Final = message(
    "Nothing is kept yet. Every run is kept here from now on, by shop and terminal, so that today can be compared with yesterday."
)
_KEEPING_OFF: Final = message("Keeping is switched off in the options, so there is nothing here.")
_NOTHING_FOUND: Final = message(
    "Nothing was found. Type a part of the shop's name, a TMS id, an address, a date such as 21-11-2025, or a cause."
)


class CaseFinder(QWidget):
    """Reports what is looked for and what is chosen; shows what it is given."""

    search_wanted = Signal(str, bool, int)
    """The text, whether simulated runs count, and from which hit on."""
    case_opened = Signal(object)
    """A terminal (CaseSummary)."""
    history_wanted = Signal(str, int)
    """More runs of a terminal, from which one on."""
    closed = Signal()
    """The history was left for the list of terminals."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._case: CaseSummary | None = None
        self._by_itself = False
        self._was_left = False
        """Whether the history of a single hit was left: then it does not open again by itself."""
        self._kept_days: int | None = None
        self._notice: Message | None = None
        self._answered = False
        self._alone = True
        self.cases, self.runs = CaseRows(look), RunRows(look)
        self.cases.more_wanted.connect(self._search_on)
        self.runs.more_wanted.connect(self._more_runs)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._open_first)
        self.field.installEventFilter(self)
        self._glass = QAction(self)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.case_list = CaseList(look, self.cases)
        self.case_list.row_opened.connect(self._open_row)
        self.history = RunHistory(look, self.runs)
        self._empty = FlowingText()
        self._build_history()
        self._nothing = QWidget()
        self._around = QVBoxLayout(self._nothing)
        self._around.addWidget(self._empty)
        self._around.addStretch(1)
        self._stack = QStackedWidget()
        for part in (self._nothing, self.case_list, self._past):
            self._stack.addWidget(part)
        self.simulated = CheckBox(look)
        self.simulated.toggled.connect(lambda _on: self.search_again())
        self._foot = FlowingText()
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        self._above.addWidget(self.field)
        self._below.addWidget(self.simulated)
        self._below.addWidget(self._foot)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._above)
        self._column.addWidget(self._stack, 1)
        self._column.addLayout(self._below)
        self.runs.marks_changed.connect(self._tell)
        look.changed.connect(self._restyle)
        self._restyle()

    def _build_history(self) -> None:
        self._past = QWidget()
        self.back = QToolButton()
        self.back.setAutoRaise(True)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self.leave_history)
        self._name, self._shop, self._count = ElidedLabel(), ElidedLabel(), QLabel()
        self._head = QHBoxLayout()
        self._head.addWidget(self.back)
        self._line = QFrame()
        self._line.setFixedHeight(1)
        self._line.setAutoFillBackground(True)
        self._names = QVBoxLayout()
        self._names.setSpacing(0)
        self._names.addWidget(self._name)
        self._names.addWidget(self._shop)
        self._head.addLayout(self._names, 1)
        self._head.addWidget(self._count)
        column = QVBoxLayout(self._past)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._line)
        column.addWidget(self.history, 1)

    # --- what is shown ---

    @property
    def case(self) -> CaseSummary | None:
        """The terminal whose history is shown."""
        return self._case

    def show_found(self, found: FoundCases) -> None:
        """Show what a search found; a single hit opens by itself."""
        self._answered = True
        if found.offset:
            self.cases.add_cases(found.cases, more=found.more)
            return
        before = self.cases.cases[self.case_list.chosen].key if self.case_list.chosen >= 0 else ""
        self.cases.show_cases(found.cases, more=found.more)
        self.case_list.choose(max(0, self.cases.row_of_key(before)) if found.cases else -1)
        alone = found.cases[0] if found.text.strip() and len(found.cases) == 1 else None
        if self._case is not None:
            key = self._case.key
            if self._by_itself and (alone is None or alone.key != key):
                self._forget_case()
            else:
                self._case = next((case for case in found.cases if case.key == key), self._case)
        if self._case is None and alone is not None and not self._was_left:
            self._open(alone, by_itself=True)
        self._tell()

    def show_history(self, read: ReadHistory) -> None:
        """Show runs of the chosen terminal."""
        if self._case is None or read.key != self._case.key:
            return
        if read.offset:
            self.runs.add_runs(read.runs, more=read.more)
            return
        if not read.runs and self.cases.row_of_key(read.key) < 0:
            # The last of it was deleted.
            self._forget_case()
            self._tell()
            return
        run = self.runs.run_at(self.history.chosen)
        self.runs.show_runs(read.runs, more=read.more)
        row = self.runs.row_of_run(run.id) if run is not None else -1
        if row < 0 and self._case.matched is not None:
            row = self.runs.row_of_run(self._case.matched.id)
        self.history.choose(max(0, row) if read.runs else -1)
        self._tell()

    def show_notice(self, notice: Message | None) -> None:
        """Say what is wrong with the store."""
        self._notice = notice
        self._tell()

    def set_kept_days(self, days: int | None) -> None:
        """Say how long runs are kept; 0: not at all, None: for ever."""
        self._kept_days = days
        self._tell()

    def open_case(self, case: CaseSummary) -> None:
        """Open the history of a terminal."""
        self._open(case, by_itself=False)

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001  # a state
        """Say by itself why there is nothing, or leave that to whoever stands beside it."""
        self._alone = alone
        self._tell()

    @property
    def why_nothing(self) -> Message | None:
        """Why there is nothing at all, for whoever stands beside it; None where something is there, or was looked for."""
        if not self._answered or self._alone or self.cases.rowCount() or self.field.text().strip():
            return None
        return self._why_empty()

    def leave_history(self) -> None:
        """Show the terminals again."""
        if self._case is None:
            return
        self._forget_case()
        self._was_left = True
        self._tell()
        self.case_list.setFocus(Qt.FocusReason.OtherFocusReason)

    def search_again(self) -> None:
        """Look for the same once more: something was added or deleted."""
        self.search_wanted.emit(self.field.text(), self.simulated.isChecked(), 0)

    def focus_field(self) -> None:
        """Go to the field, with all of it selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # --- what the user does ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go down from the field into what was found."""
        is_key = watched is self.field and event.type() is QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            shown = self._stack.currentWidget()
            (self.history if shown is self._past else self.case_list).setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _search_on(self, offset: int) -> None:
        self.search_wanted.emit(self.field.text(), self.simulated.isChecked(), offset)

    def _on_text(self, text: str) -> None:
        # What is typed is looked for among all terminals; the open one stays only where it is the one that fits.
        self._by_itself, self._was_left = True, False
        self.search_wanted.emit(text, self.simulated.isChecked(), 0)

    def _open_first(self) -> None:
        if self._case is not None:
            self.history.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.cases.rowCount():
            self._open_row(max(0, self.case_list.chosen))

    def _open_row(self, row: int) -> None:
        if 0 <= row < self.cases.rowCount():
            self._open(self.cases.cases[row], by_itself=False)
            self.history.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, case: CaseSummary, *, by_itself: bool) -> None:
        self._case, self._by_itself = case, by_itself
        self.runs.show_runs((), more=False)
        self._tell()
        self.case_opened.emit(case)

    def _forget_case(self) -> None:
        self._case, self._by_itself = None, False
        self.runs.show_runs((), more=False)
        self.closed.emit()

    def _more_runs(self, offset: int) -> None:
        if self._case is not None:
            self.history_wanted.emit(self._case.key, offset)

    # --- how it looks ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the ground, and the line at the right."""
        theme = self._look.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.base)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.separator)
        del event

    def _tell(self) -> None:
        say, theme = self._look.say, self._look.theme
        case = self._case
        if case is not None:
            self._stack.setCurrentWidget(self._past)
        elif self.cases.rowCount():
            self._stack.setCurrentWidget(self.case_list)
        else:
            self._stack.setCurrentWidget(self._nothing)
        self._empty.show_text(say(self._why_empty()) if self._answered and self.why_nothing is None else "", theme.text)
        if case is not None:
            named = case.tms_id or case.shop or case.merchant_id or case.address
            self._name.set_whole_text(named or say(message("Shop not filled in")))
            simulation = say(message("SIMULATION")) if is_simulation(case.key) else ""
            below = "  ·  ".join(part for part in (simulation, case.shop if case.shop != named else "") if part)
            self._shop.set_whole_text(below)
            self._shop.setVisible(bool(below))
            self._count.setText(say(message("1 run") if case.runs == 1 else message("{count} runs", count=case.runs)))
        self.simulated.setVisible(case is None)
        self._foot.show_text("\n".join(say(line) for line in self._foot_lines()), theme.secondary)
        self._foot.setVisible(bool(self._foot.toPlainText()))

    def _why_empty(self) -> Message:
        if self._notice is not None:
            return self._notice
        if self.field.text().strip():
            return _NOTHING_FOUND
        return _KEEPING_OFF if self._kept_days == 0 else _NOTHING_KEPT

    def _foot_lines(self) -> list[Message]:
        lines = []
        if self._case is not None and self.runs.rowCount() >= PAIR:
            marked = len(self.runs.marked)
            if marked == 0:
                lines.append(message("Choose two runs with the space bar to compare them."))
            elif marked < PAIR:
                lines.append(message("Choose another one with the space bar to compare them."))
        if self._case is not None and self._case.last is not None and self._kept_days:
            days = min(self._kept_days, SIMULATED_DAYS) if self._case.last.simulation else self._kept_days
            until: datetime = self._case.last.started_at + timedelta(days=days)
            lines.append(message("Kept until {day}.", day=short_day(until, self._look)))
        if self._notice is not None and self.cases.rowCount():
            lines.append(self._notice)
        return lines

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        tight, small, gap, inner, _, _ = metrics.space
        self._above.setContentsMargins(inner, inner, inner + 1, gap)
        self._below.setContentsMargins(inner, gap, inner + 1, inner)
        self._below.setSpacing(small)
        self._around.setContentsMargins(inner, gap, inner + 1, gap)
        self._head.setContentsMargins(small, 0, inner, gap)
        self._head.setSpacing(small)
        self._stack.setContentsMargins(0, 0, 1, 0)
        del tight
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setPlaceholderText(say(message("Shop, TMS id, date, cause …")))
        self.field.setAccessibleName(say(message("Search what is kept")))
        self._glass.setIcon(pictogram_icon(look, Pictogram.SEARCH, colour=look.theme.secondary))
        self.case_list.setAccessibleName(say(message("Terminals that were found")))
        self.history.setAccessibleName(say(message("Runs of this terminal")))
        told = say(message("Back to all terminals"))
        self.back.setIcon(pictogram_icon(look, Pictogram.BACK))
        self.back.setAccessibleName(told)
        self.back.setToolTip(f"{told} (Alt+←)")
        side = metrics.length(1.34)
        self.back.setIconSize(QSize(side, side))
        self._name.setFont(metrics.sized(1.0, bold=True))
        for label in (self._shop, self._count):
            label.setFont(metrics.small)
            colour_text(label, look.theme.secondary)
        self.simulated.setText(say(message("Show &simulated runs too")))
        self._foot.setFont(metrics.small)
        self._empty.setFont(metrics.font)
        palette = QPalette(self._line.palette())
        palette.setColor(self._line.backgroundRole(), look.theme.separator)
        self._line.setPalette(palette)
        palette = QPalette(self._stack.palette())
        palette.setColor(QPalette.ColorRole.Window, look.theme.base)
        self._stack.setPalette(palette)
        self.cases.retell()
        self.runs.retell()
        self._tell()
        self.update()
