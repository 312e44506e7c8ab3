"""The terminals of which something is kept, as a list that reads on as it is scrolled."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ccdiag.cases.meantime import light_of
from ccdiag.model.case_key import is_simulation
from ccdiag.model.message import message
from ccdiag.model.saved_case import CaseSummary, RunSummary
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.moments import short_moment
from ccdiag.ui.models.run_rows import title_of

CASE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
PAGE: Final = 100
"""Terminals that are read at once."""
_NOTHING: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class CaseRow(Struct, frozen=True):
    """What stands in a row."""

    name: str
    below: str
    count: str
    owed: str
    """Empty: nothing is owed there."""
    light: Light | None
    word: str
    simulation: str
    """Empty: it is a shop."""


class CaseRows(QAbstractListModel):
    """What was found, the newest first."""

    more_wanted = Signal(int)
    """How many there are already."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cases: list[CaseSummary] = []
        self._has_more = False
        self._asked = False

    def show_cases(self, cases: Sequence[CaseSummary], *, more: bool) -> None:
        """Show these instead; `more` says whether there are others to read."""
        self.beginResetModel()
        self._cases, self._has_more, self._asked = list(cases), more, False
        self.endResetModel()

    def add_cases(self, cases: Sequence[CaseSummary], *, more: bool) -> None:
        """Show these too."""
        self._has_more, self._asked = more, False
        known = {case.key for case in self._cases}
        # What was measured meanwhile has moved the pages.
        new = [case for case in cases if case.key not in known]
        if new:
            self.beginInsertRows(_NOTHING, len(self._cases), len(self._cases) + len(new) - 1)
            self._cases += new
            self.endInsertRows()

    @property
    def cases(self) -> tuple[CaseSummary, ...]:
        """All that were read."""
        return tuple(self._cases)

    def row_of_key(self, key: str) -> int:
        """Return the row of a terminal; -1 where it is not among those that were read."""
        return next((number for number, case in enumerate(self._cases) if case.key == key), -1)

    def retell(self) -> None:
        """Speak the language of the look."""
        if self._cases:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._cases) - 1, 0))

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Whether there are others."""
        return not parent.isValid() and self._has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: N802  # Qt's name
        """Ask for them; they come later."""
        if not parent.isValid() and self._has_more and not self._asked:
            self._asked = True
            self.more_wanted.emit(len(self._cases))

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count those that were read."""
        return 0 if parent.isValid() else len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._row(index.row()).name
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self._row(index.row())
                return ". ".join(part for part in (row.simulation, row.name, row.word, row.below, row.count, row.owed) if part)
            case Qt.ItemDataRole.ToolTipRole:
                row = self._row(index.row())
                return f"{row.name}\n{row.below}"
            case _ if role == CASE_ROLE:
                return self._row(index.row())
            case _:
                return None

    def _row(self, number: int) -> CaseRow:
        case, say = self._cases[number], self._look.say
        shown = case.matched or case.last
        named = case.shop or case.tms_id or case.merchant_id or case.address
        known = [case.tms_id if named != case.tms_id else "", _last(case.matched, self._look) or _last(case.last, self._look)]
        return CaseRow(
            name=named or say(message("Shop not filled in")),
            below="  ·  ".join(part for part in known if part),
            count=say(message("1 run") if case.runs == 1 else message("{count} runs", count=case.runs)) if case.runs else "",
            owed=say(message("owed")) if case.owed else "",
            light=light_of(shown.verdict) if shown is not None else None,
            word=say(LIGHT_WORDS[light_of(shown.verdict)]) if shown is not None else "",
            simulation=say(message("SIMULATION")) if is_simulation(case.key) else "",
        )


def _last(run: RunSummary | None, look: Look) -> str:
    if run is None:
        return ""
    moment = short_moment(run.started_at, look)
    return f"{moment}  {title_of(run, look)}" if run.verdict.value == "fault" else moment
