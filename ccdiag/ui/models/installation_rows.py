"""The parts of an installation as they become known."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from ccdiag.app.installation_document import Part, light_of
from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows
from ccdiag.ui.paint.lights import light_icon

_LIGHTS: Final = (Light.PASS, Light.WARN, Light.FAIL)


class InstallationRows(PlainRows):
    """How it did, which part, and what was found."""

    headings = (message("State"), message("Part of the program"), message("Found"))

    def __init__(self, look: Look) -> None:
        self._icons: dict[Light, QIcon] = {}
        super().__init__(look)
        self.parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Add a part at the end."""
        self.beginInsertRows(NOTHING, len(self.parts), len(self.parts))
        self.parts.append(part)
        self.endInsertRows()

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many are known."""
        return 0 if parent.isValid() else len(self.parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid():
            return None
        part = self.parts[index.row()]
        light = light_of(part)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._icons[light]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return (self._look.say(LIGHT_WORDS[light]), part.title, part.detail)[index.column()]
        return None

    def _paint(self) -> None:
        self._icons = {light: light_icon(self._look, light) for light in _LIGHTS}
