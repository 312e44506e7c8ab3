"""The checks of a run as rows: grouped by place, in the order of the way."""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import IntEnum
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_row import CheckRow, awaited, row_of

Index = QModelIndex | QPersistentModelIndex
_TOP: Final = QModelIndex()
_WAY: Final = tuple(Place)
"""The order of the way, as it is drawn: the two that stand side by side in the shop first."""


class CheckRole(IntEnum):
    """What can be asked of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """All of it, as a CheckRow; what Qt would turn into plain text or a list comes whole this way."""
    CHECK = Qt.ItemDataRole.UserRole + 2
    PLACE = Qt.ItemDataRole.UserRole + 3
    FIRST_OF_PLACE = Qt.ItemDataRole.UserRole + 4
    LIGHT = Qt.ItemDataRole.UserRole + 5
    WORD = Qt.ItemDataRole.UserRole + 6
    TITLE = Qt.ItemDataRole.UserRole + 7
    DETAIL = Qt.ItemDataRole.UserRole + 8
    BASIS = Qt.ItemDataRole.UserRole + 9
    HISTORY = Qt.ItemDataRole.UserRole + 10
    ELAPSED = Qt.ItemDataRole.UserRole + 11
    """Seconds; of a running check, until now."""
    WAITING_FOR = Qt.ItemDataRole.UserRole + 12
    PROGRESS = Qt.ItemDataRole.UserRole + 13
    """Of the check's own limit, 0 to 1; None when it does not run."""
    QUESTION = Qt.ItemDataRole.UserRole + 14
    BLOCKED_BY = Qt.ItemDataRole.UserRole + 15
    COPY = Qt.ItemDataRole.UserRole + 16
    """The row as one readable line."""


class CheckModel(QAbstractListModel):
    """Shows a RunState; within a run only rows that changed are told, and nothing is reset."""

    def __init__(self, look: Look, parent: QObject | None = None, *, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(parent)
        self._look = look
        self._clock = clock
        self._run = RunState()
        self._order: tuple[CheckId, ...] = ()
        self._rows: list[CheckRow] = []
        self._seen_running: dict[CheckId, float] = {}
        self._history: Mapping[CheckId, tuple[Light, ...]] = {}
        self._then: Mapping[CheckId, CheckResult] = {}
        self._moment_s: float | None = None
        look.changed.connect(self._say_anew)

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802  # Qt's name
        """Return how many checks there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # what Qt asks for, by role
        """Return what a role asks for."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid | self.CheckIndexOption.ParentIsInvalid):
            return None
        row = self._rows[index.row()]
        match role:
            case CheckRole.ROW:
                return row
            case CheckRole.FIRST_OF_PLACE:
                return index.row() == 0 or self._rows[index.row() - 1].place is not row.place
            case CheckRole.ELAPSED:
                return self._elapsed(row)
            case CheckRole.PROGRESS:
                elapsed = self._elapsed(row)
                return min(1.0, elapsed / row.limit_s) if row.running and elapsed is not None and row.limit_s > 0 else None
            case _:
                return _SIMPLE[role](row) if role in _SIMPLE else None

    # --- what is shown ---

    def show_state(self, state: RunState) -> None:
        """Show a state; only another plan resets the model."""
        before, self._run = self._run, state
        order = tuple(sorted(state.checks, key=lambda check: _WAY.index(state.checks[check].planned.place)))
        for check, now in state.checks.items():
            if now.light is not Light.RUNNING:
                self._seen_running.pop(check, None)
            elif check not in self._seen_running or before.started_at != state.started_at:
                self._seen_running[check] = self._clock()
        if order != self._order:
            self.beginResetModel()
            self._order = order
            self._rows = [self._row(check) for check in order]
            self.endResetModel()
            return
        for at, check in enumerate(order):
            old, new = before.checks[check], state.checks[check]
            if _shows_otherwise(old, new) or awaited(old, before) != awaited(new, state):
                self._put(at)

    def set_history(self, history: Mapping[CheckId, tuple[Light, ...]]) -> None:
        """Show what the last runs of this session ended with, oldest first."""
        self._history = dict(history)
        for at in range(len(self._rows)):
            self._put(at)

    def set_then(self, then: Mapping[CheckId, CheckResult], moment_s: float | None) -> None:
        """Say which checks a saved run judged otherwise, and at which moment of that run one is; None: it has ended."""
        changed = {check for check in {*then, *self._then} if then.get(check) != self._then.get(check)}
        self._then, self._moment_s = dict(then), moment_s
        for at, check in enumerate(self._order):
            if check in changed:
                self._put(at)

    @property
    def state(self) -> RunState:
        """The state that is shown."""
        return self._run

    def counts(self) -> dict[Light, int]:
        """Count the rows by their light."""
        return Counter(row.light for row in self._rows)

    def running_rows(self) -> tuple[int, ...]:
        """Return which rows have a clock that runs."""
        return tuple(at for at, row in enumerate(self._rows) if row.running)

    def row_of_check(self, check: str) -> int | None:
        """Return where a check stands."""
        return next((at for at, row in enumerate(self._rows) if row.check == check), None)

    def _row(self, check: CheckId) -> CheckRow:
        return row_of(self._run.checks[check], self._run, self._history.get(check, ()), self._look, self._then.get(check))

    def _put(self, at: int) -> None:
        row = self._row(self._order[at])
        if row != self._rows[at]:
            self._rows[at] = row
            index = self.index(at)
            self.dataChanged.emit(index, index)

    def _say_anew(self) -> None:
        if self._rows:
            self._rows = [self._row(check) for check in self._order]
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _elapsed(self, row: CheckRow) -> float | None:
        if row.running and self._moment_s is not None:
            return max(0.0, self._moment_s - (self._run.checks[row.check].started_at_s or 0.0))
        if row.running and row.check in self._seen_running:
            return self._clock() - self._seen_running[row.check]
        return row.elapsed_s


class CheckFilter(QSortFilterProxyModel):
    """Shows the checks with one light, or all."""

    def __init__(self, model: CheckModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._light: Light | None = None
        self.setSourceModel(model)

    @property
    def light(self) -> Light | None:
        """The light that is shown; None: all."""
        return self._light

    def set_light(self, light: Light | None) -> None:
        """Show only the checks with this light; None shows all."""
        if light is not self._light:
            self.beginFilterChange()
            self._light = light
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Whether a row has the light."""
        row: CheckRow = self._model.index(source_row).data(CheckRole.ROW)
        return self._light is None or row.light is self._light

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # what Qt asks for, by role
        """Return what a role asks for; the first of its place is the first that is shown."""
        if role == CheckRole.FIRST_OF_PLACE and index.isValid():
            above = self.index(index.row() - 1, 0)
            return index.row() == 0 or above.data(CheckRole.PLACE) != index.data(CheckRole.PLACE)
        return super().data(index, role)


def _shows_otherwise(old: CheckState, new: CheckState) -> bool:
    """Whether something of it is seen in the row; ten thousand observations of one target are not."""
    return old is not new and (old.phase != new.phase or old.result is not new.result or old.waiting_for != new.waiting_for)


_SIMPLE: Final[dict[int, Callable[[CheckRow], Any]]] = {
    Qt.ItemDataRole.DisplayRole: lambda row: row.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda row: row.readable,
    Qt.ItemDataRole.AccessibleDescriptionRole: lambda row: row.detail,
    Qt.ItemDataRole.ToolTipRole: lambda row: "\n".join(
        dict.fromkeys(part for part in (row.title, row.headline, row.detail, row.where) if part)
    ),
    CheckRole.CHECK: lambda row: row.check,
    CheckRole.PLACE: lambda row: row.place.value,
    CheckRole.LIGHT: lambda row: row.light.value,
    CheckRole.WORD: lambda row: row.word,
    CheckRole.TITLE: lambda row: row.headline,
    CheckRole.DETAIL: lambda row: row.below,
    CheckRole.BASIS: lambda row: row.basis and row.basis.value,
    CheckRole.HISTORY: lambda row: row.history,
    CheckRole.WAITING_FOR: lambda row: row.waiting_for,
    CheckRole.QUESTION: lambda row: row.question,
    CheckRole.BLOCKED_BY: lambda row: row.blocked_by,
    CheckRole.COPY: lambda row: row.readable,
}
