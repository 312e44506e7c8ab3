"""The runs of one terminal as a list, newest first; two of them can be marked to be compared."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ccdiag.cases.meantime import light_of
from ccdiag.model.cause import Severity
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import RunSummary
from ccdiag.model.verdict import Light, RunVerdict
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.moments import short_moment

RUN_ROLE: Final = Qt.ItemDataRole.UserRole + 1
PAGE: Final = 200
"""Runs that are read at once."""
PAIR: Final = 2
_NOTHING: Final = QModelIndex()
_TITLES: Final[dict[RunVerdict, Message]] = {
    RunVerdict.HEALTHY: message("No fault found"),
    RunVerdict.FAULT: message("Fault found"),
    RunVerdict.INCONCLUSIVE: message("Cannot tell"),
    RunVerdict.CANCELLED: message("Stopped"),
}

Index = QModelIndex | QPersistentModelIndex


class RunRow(Struct, frozen=True):
    """What stands in a row."""

    letter: str
    """`A` or `B` where it is marked; else empty."""
    light: Light
    word: str
    moment: str
    title: str


def title_of(run: RunSummary, look: Look) -> str:
    """Return in a few words what a run ended with."""
    return _title(run.verdict, run.title, run.warnings, look, finished=run.finished)


def title_of_state(state: RunState, look: Look) -> str:
    """Return the same for a whole run."""
    primary = state.causes[0].title if state.causes else None
    warnings = sum(cause.severity is Severity.WARNING for cause in state.causes)
    return _title(state.verdict, primary, warnings, look, finished=state.finished)


def _title(verdict: RunVerdict, title: Message | None, warnings: int, look: Look, *, finished: bool) -> str:
    if not finished:
        return look.say(message("Not ended"))
    if verdict is RunVerdict.FAULT and title is not None:
        return printable(look.say(title))
    told = look.say(_TITLES[verdict])
    if verdict is RunVerdict.HEALTHY and warnings:
        return look.say(message("{told}, {count} to be minded", told=told, count=warnings))
    return told


class RunRows(QAbstractListModel):
    """Marks are kept by the run's id, so that they stay where they are when another run comes in."""

    more_wanted = Signal(int)
    """How many there are already."""
    marks_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._runs: list[RunSummary] = []
        self._marked: list[str] = []
        self._has_more = False
        self._asked = False

    def show_runs(self, runs: Sequence[RunSummary], *, more: bool) -> None:
        """Show these instead; marks on runs that are no longer there go."""
        self.beginResetModel()
        self._runs, self._has_more, self._asked = list(runs), more, False
        self.endResetModel()
        known = {run.id for run in self._runs}
        self._mark([id_ for id_ in self._marked if id_ in known])

    def add_runs(self, runs: Sequence[RunSummary], *, more: bool) -> None:
        """Show these too."""
        self._has_more, self._asked = more, False
        known = {run.id for run in self._runs}
        new = [run for run in runs if run.id not in known]
        if new:
            self.beginInsertRows(_NOTHING, len(self._runs), len(self._runs) + len(new) - 1)
            self._runs += new
            self.endInsertRows()

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """All that were read."""
        return tuple(self._runs)

    def run_at(self, row: int) -> RunSummary | None:
        """Return the run in a row."""
        return self._runs[row] if 0 <= row < len(self._runs) else None

    def row_of_run(self, id_: str) -> int:
        """Return the row of a run; -1 where it is not among those that were read."""
        return next((number for number, run in enumerate(self._runs) if run.id == id_), -1)

    @property
    def marked(self) -> tuple[RunSummary, ...]:
        """Those that are marked, the earlier one first."""
        return tuple(sorted((run for run in self._runs if run.id in self._marked), key=lambda run: run.started_at))

    def toggle(self, row: int) -> None:
        """Mark a run, or no longer; a third takes the place of the one that was marked first."""
        run = self.run_at(row)
        if run is None:
            return
        if run.id in self._marked:
            self._mark([id_ for id_ in self._marked if id_ != run.id])
        else:
            self._mark([*self._marked[-(PAIR - 1) :], run.id])

    def unmark(self) -> None:
        """Mark none."""
        self._mark([])

    def _mark(self, ids: list[str]) -> None:
        if ids == self._marked:
            return
        self._marked = ids
        self.retell()
        self.marks_changed.emit()

    def retell(self) -> None:
        """Tell every row anew."""
        if self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, 0))

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Whether there are others."""
        return not parent.isValid() and self._has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: N802  # Qt's name
        """Ask for them; they come later."""
        if not parent.isValid() and self._has_more and not self._asked:
            self._asked = True
            self.more_wanted.emit(len(self._runs))

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count those that were read."""
        return 0 if parent.isValid() else len(self._runs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._row(index.row()).moment
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._readable(index.row())
            case Qt.ItemDataRole.ToolTipRole:
                row = self._row(index.row())
                return f"{row.moment}\n{row.title}"
            case _ if role == RUN_ROLE:
                return self._row(index.row())
            case _:
                return None

    def _readable(self, number: int) -> str:
        row = self._row(number)
        told = f"{row.moment}, {row.word}. {row.title}"
        return self._look.say(message("{letter}, chosen to be compared: {told}", letter=row.letter, told=told)) if row.letter else told

    def _row(self, number: int) -> RunRow:
        run, look = self._runs[number], self._look
        light = light_of(run.verdict) if run.finished else Light.SKIPPED
        letters = {one.id: letter for one, letter in zip(self.marked, "AB", strict=False)} if run.id in self._marked else {}
        return RunRow(
            letter=letters.get(run.id, ""),
            light=light,
            word=look.say(LIGHT_WORDS[light]),
            moment=short_moment(run.started_at, look),
            title=title_of(run, look),
        )
