"""The parts of the simulated shop, with address and state."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import ShopPart
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows
from ccdiag.ui.paint.lights import light_icon

_KINDS: Final[dict[str, Message]] = {
    "dns": message("Name server"),
    "site_dns": message("Name server of the shop"),
    "internet": message("Known pages on the internet"),
    "proxy": message("Proxy"),
    "mqtt": message("MQTT service"),
    "tas": message("TAS"),
    "tms": message("TMS"),
    "vpos": message("VPOS"),
    "whitelist": message("Whitelist look-up"),
    "control": message("Another web server"),
    "terminal": message("Terminal"),
}
_STATES: Final[dict[str, tuple[Message, Light]]] = {
    "works": (message("works"), Light.PASS),
    "rejects": (message("says no"), Light.FAIL),
    "silent": (message("is silent"), Light.FAIL),
    "unreachable": (message("cannot be reached"), Light.FAIL),
    "closes": (message("ends connections"), Light.FAIL),
    "odd": (message("behaves oddly"), Light.WARN),
    "absent": (message("is not there"), Light.SKIPPED),
}
_PART, _ADDRESS, _STATE = range(3)


class PartsModel(PlainRows):
    """Part, address, state."""

    headings = (message("Part"), message("Address"), message("State"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._parts: tuple[ShopPart, ...] = ()

    def show_parts(self, parts: Sequence[ShopPart]) -> None:
        """Show these."""
        if [part.kind for part in parts] == [part.kind for part in self._parts]:
            self._parts = tuple(parts)
            self._tell_all()
            return
        self.beginResetModel()
        self._parts = tuple(parts)
        self.endResetModel()

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many parts there are."""
        return 0 if parent.isValid() else len(self._parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid():
            return None
        part, column = self._parts[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._text(part, column)
            case Qt.ItemDataRole.DecorationRole if column == _STATE:
                return self._icons[part.state]
            case Qt.ItemDataRole.ForegroundRole if column == _STATE:
                return self._look.theme.texts[_STATES[part.state][1]]
            case Qt.ItemDataRole.FontRole if column == _ADDRESS:
                return self._look.metrics.fixed
        return None

    def _paint(self) -> None:
        self._icons = {state: light_icon(self._look, light) for state, (_, light) in _STATES.items()}

    def _text(self, part: ShopPart, column: int) -> str:
        if column == _PART:
            return self._look.say(_KINDS[part.kind])
        return part.address if column == _ADDRESS else self._look.say(_STATES[part.state][0])
