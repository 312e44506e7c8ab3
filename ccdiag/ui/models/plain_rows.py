"""What the models of plain tables share: headings in the language of the look, and rows to copy."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.model.message import Message
from ccdiag.ui.look import Look

NOTHING: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PlainRows(QAbstractTableModel):
    """Says how many rows there are in `rowCount`, and what stands in a cell in `data`."""

    headings: tuple[Message, ...] = ()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._paint()

    def retell(self) -> None:
        """Speak and draw as the look does."""
        self._paint()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.headings) - 1)
        self._tell_all()

    def columnCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401, N802  # Qt's
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._look.say(self.headings[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def text_of_row(self, row: int) -> str:
        """Return a row as text to copy, its cells apart by tabs."""
        return "\t".join(str(self.index(row, column).data() or "") for column in range(len(self.headings)))

    def _tell_all(self) -> None:
        """Tell that every cell may have changed."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(self.headings) - 1))

    def _paint(self) -> None:
        """Make the icons anew, where there are any; called before anything else of the model is there."""
