"""What a check saw, as a table."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.app.evidence_table import EvidenceRow, EvidenceTable
from ccdiag.model.message import Message
from ccdiag.model.printable import printable
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look

LIGHT_ROLE: Final = Qt.ItemDataRole.UserRole
FIXED_ROLE: Final = Qt.ItemDataRole.UserRole + 1
LATENCY_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""Seconds for TCP, for TLS, and the longest of the table, which is the scale of all bars; None without a latency."""

_NOTHING: Final = QModelIndex()
_LONGEST_CELL: Final = 400

Index = QModelIndex | QPersistentModelIndex


class EvidenceModel(QAbstractTableModel):
    """One row an observation; where any has a latency, that is the last column."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._table = EvidenceTable()

    def show_table(self, table: EvidenceTable) -> None:
        """Show these rows; where only values changed, selection and scrolling stay."""
        same_shape = table.columns == self._table.columns and len(table.rows) == len(self._table.rows)
        if same_shape and self.columnCount() == _columns(table):
            self._table = table
            if table.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(table.rows) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def retell(self) -> None:
        """Speak the language of the look."""
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self._table.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    @property
    def has_latency(self) -> bool:
        """Whether the last column draws times."""
        return self._table.bar is not None

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many observations there are."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else _columns(self._table)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401, N802  # Qt's
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            heading = self._table.columns[section] if section < len(self._table.columns) else self._table.bar
            return self._look.say(heading) if heading is not None else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid():
            return None
        row = self._table.rows[index.row()]
        latency = index.column() >= len(self._table.columns)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._total(row) if latency else self._text(row, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return self._spoken_latency(row) if latency else self._text(row, index.column())
            case _ if role == LIGHT_ROLE:
                return None if latency or index.column() >= len(row.cells) else row.cells[index.column()].light
            case _ if role == FIXED_ROLE:
                return not latency and index.column() < len(row.cells) and row.cells[index.column()].fixed
            case _ if role == LATENCY_ROLE:
                return self._bar(row) if latency else None
        return None

    def text_of_row(self, number: int) -> str:
        """Return a row as text, its cells apart by tabs, to copy."""
        row = self._table.rows[number]
        cells = [self._text(row, column) for column in range(len(self._table.columns))]
        return "\t".join([*cells, *([self._spoken_latency(row)] if self.has_latency else [])])

    def _text(self, row: EvidenceRow, column: int) -> str:
        if column >= len(row.cells):
            return ""
        text, seconds = row.cells[column].text, row.cells[column].seconds
        if seconds is not None:
            return self._look.seconds(seconds)
        return printable(self._look.say(text) if isinstance(text, Message) else text, most=_LONGEST_CELL)

    def _spoken(self, row: EvidenceRow, column: int) -> str:
        if column >= len(self._table.columns):
            return self._spoken_latency(row)
        text = self._text(row, column)
        light = row.cells[column].light if column < len(row.cells) else None
        return f"{self._look.say(LIGHT_WORDS[light])} {text}" if light is not None else text

    def _total(self, row: EvidenceRow) -> str:
        return self._look.locale.toString(row.latency.total_s, "f", 2) if row.latency is not None else ""

    def _spoken_latency(self, row: EvidenceRow) -> str:
        if row.latency is None:
            return ""
        # Both are names of protocols, the same in every language.
        return f"TCP {self._look.seconds(row.latency.tcp_s, 3)}, TLS {self._look.seconds(row.latency.tls_s, 3)}"

    def _bar(self, row: EvidenceRow) -> tuple[float, float, float] | None:
        if row.latency is None:
            return None
        longest = max(other.latency.total_s for other in self._table.rows if other.latency is not None)
        return row.latency.tcp_s, row.latency.tls_s, longest


def _columns(table: EvidenceTable) -> int:
    return len(table.columns) + (table.bar is not None)
