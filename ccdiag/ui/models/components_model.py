"""The versions and licences of what the program is made of."""

from typing import Any

from PySide6.QtCore import Qt

from ccdiag.app.components import Component
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows


class ComponentsModel(PlainRows):
    """Name, version, licence."""

    headings = (message("Part of the program"), message("Version"), message("Licence"))

    def __init__(self, look: Look, parts: tuple[Component, ...]) -> None:
        super().__init__(look)
        self._parts = parts

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        part = self._parts[index.row()]
        return (part.name, part.version, part.licence)[index.column()]
