"""The versions and licences of what the program is made of."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.app.components import Component
from ccdiag.model.message import message
from ccdiag.ui.look import Look

_HEADINGS: Final = (message("Part of the program"), message("Version"), message("Licence"))
_NOTHING: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class ComponentsModel(QAbstractTableModel):
    """Name, version, licence."""

    def __init__(self, look: Look, parts: tuple[Component, ...]) -> None:
        super().__init__()
        self._look = look
        self._parts = parts

    def retell(self) -> None:
        """Speak the language of the look."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADINGS) - 1)

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._parts)

    def columnCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return three."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401, N802  # Qt's
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._look.say(_HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        part = self._parts[index.row()]
        return (part.name, part.version, part.licence)[index.column()]

    def text_of_row(self, number: int) -> str:
        """Return a row as text to copy."""
        part = self._parts[number]
        return f"{part.name}\t{part.version}\t{part.licence}"
