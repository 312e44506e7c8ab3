"""Each parameter beside what Cloud Connect 1.0 and 2.0 need and what was found, as a table."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.settings_check.lint_report import ComparisonRow, RowState
from ccdiag.settings_check.lint_words import STATE_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows
from ccdiag.ui.paint.lights import light_icon

_PARTS: Final[dict[str, Message]] = {"webkassa": message("Webkassa"), "tms": message("TMS")}
_LIGHTS: Final[dict[RowState, Light]] = {
    RowState.RIGHT: Light.PASS,
    RowState.WRONG: Light.FAIL,
    RowState.WARNING: Light.WARN,
    RowState.MISSING: Light.FAIL,
    RowState.NOT_SEEN: Light.INCONCLUSIVE,
    RowState.NOT_COMPARED: Light.SKIPPED,
    RowState.UNDECIDED: Light.INCONCLUSIVE,
    RowState.NOT_NEEDED: Light.SKIPPED,
}
PARAMETER, NEEDED_1_0, NEEDED_2_0, FOUND = range(4)
_MOST_VALUES: Final = 5
"""Of one parameter; a list of many terminals has one for each."""


class SettingsTable(PlainRows):
    """One row a parameter."""

    headings = (message("Parameter"), message("1.0 needs"), message("2.0 needs"), message("Found"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._rows: tuple[ComparisonRow, ...] = ()

    def show_rows(self, rows: Sequence[ComparisonRow]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_of(self, parameter: str) -> int:
        """Return the row of a parameter; -1 where it has none."""
        return next((number for number, row in enumerate(self._rows) if row.parameter == parameter), -1)

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count the parameters."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        light, word = _LIGHTS[row.state], STATE_WORDS[row.state]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._places(row) if column == FOUND else self._text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._look.say(word)}: {self._text(row, column)}" if column == FOUND else self._text(row, column)
            case Qt.ItemDataRole.DecorationRole if column == FOUND:
                return self._icons[light]
            case Qt.ItemDataRole.ForegroundRole if column == FOUND:
                return self._look.theme.texts[light]
            case Qt.ItemDataRole.ForegroundRole if column in {NEEDED_1_0, NEEDED_2_0}:
                return self._look.theme.secondary
            case _:
                return None

    def _text(self, row: ComparisonRow, column: int) -> str:
        say = self._look.say
        if column == PARAMETER:
            return f"{say(_PARTS[row.part])}: {row.parameter}" if row.part in _PARTS else row.parameter
        if column == NEEDED_1_0:
            return say(row.needed_1_0)
        if column == NEEDED_2_0:
            return say(row.needed_2_0)
        values = list(dict.fromkeys(found.value for found in row.found))
        if not values:
            return say(STATE_WORDS[row.state])
        shown = ", ".join(value or "“”" for value in values[:_MOST_VALUES])
        return f"{shown}, …" if len(values) > _MOST_VALUES else shown

    def _places(self, row: ComparisonRow) -> str:
        lines = [f"{found.value}  ({found.file}: {found.location})" for found in row.found[:_MOST_VALUES]]
        return "\n".join([self._look.say(STATE_WORDS[row.state]), *lines])

    def _paint(self) -> None:
        self._icons = {light: light_icon(self._look, light) for light in _LIGHTS.values()}
