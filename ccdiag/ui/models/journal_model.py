"""What the simulated shop saw, newest last; bounded."""

from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import JournalLine
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows

MOST_LINES: Final = 500
"""What is older is in nobody's mind any more."""

ACTORS: Final[dict[str, Message]] = {
    "dns": message("Name server"),
    "site dns": message("Name server of the shop"),
    "mqtt": message("MQTT service"),
    "tas": message("TAS"),
    "tms": message("TMS"),
    "vpos": message("VPOS"),
    "vpos tls": message("VPOS"),
    "control": message("Another web server"),
    "internet": message("Internet"),
    "proxy": message("Proxy"),
    "terminal": message("Terminal"),
    "terminal opi port": message("Terminal, OPI port"),
    "terminal trigger port": message("Terminal, trigger port"),
}
_EVENTS: Final[dict[str, Message]] = {
    "connect": message("is asked for a connection"),
    "connection": message("gets a connection"),
    "handshake": message("completes an encrypted connection"),
    "handshake failed": message("an encrypted connection fails"),
    "refused": message("refuses the encrypted connection"),
    "query": message("is asked for a name"),
    "request": message("gets a request"),
    "kick published": message("publishes the kick"),
    "kick refused": message("refuses the kick"),
    "cloud kick": message("is kicked over the cloud"),
    "local kick": message("is kicked over the LAN"),
    "cloud kick not obeyed": message("does not obey a kick over the cloud in its POS mode"),
    "local kick not obeyed": message("does not obey a kick over the LAN in its POS mode"),
    "hardware installation": message("is installed from TMS"),
    "POS mode set": message("its POS mode is set"),
    "day opened": message("its day is opened"),
    "day closed": message("its day is closed"),
    "dialled TAS": message("dials TAS"),
    "TAS not reached": message("does not reach TAS"),
    "TAS ended the connection": message("TAS ends the connection"),
    "terminal coupled": message("couples the terminal"),
    "MQTT session up": message("its MQTT session is up"),
    "no MQTT session": message("gets no MQTT session"),
}
PROBLEMS: Final[dict[str, Message]] = {
    "nothing happened": message("nothing happened"),
    "configuration not understood": message("the configuration is not understood"),
    "not on the whitelist": message("not on the whitelist"),
    "unknown management system": message("unknown management system"),
    "TAS not reached": message("TAS is not reached"),
    "TAS ended the connection": message("TAS ends the connection"),
    "ConnectionRefusedError": message("the connection is refused"),
    "TimeoutError": message("no answer"),
}
_TIME, _WHO, _WHAT = range(3)


class JournalModel(PlainRows):
    """Time, who, what."""

    headings = (message("Time"), message("Who"), message("What"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._lines: deque[JournalLine] = deque()

    def add(self, lines: Sequence[JournalLine]) -> None:
        """Append lines, and forget the oldest where there are too many."""
        fresh = lines[-MOST_LINES:]
        excess = len(self._lines) + len(fresh) - MOST_LINES
        if excess > 0:
            self.beginRemoveRows(NOTHING, 0, excess - 1)
            for _ in range(excess):
                self._lines.popleft()
            self.endRemoveRows()
        first = len(self._lines)
        self.beginInsertRows(NOTHING, first, first + len(fresh) - 1)
        self._lines.extend(fresh)
        self.endInsertRows()

    def clear(self) -> None:
        """Forget everything."""
        self.beginResetModel()
        self._lines.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._text(line, index.column())
            case Qt.ItemDataRole.ForegroundRole if index.column() != _WHAT:
                return self._look.theme.secondary
        return None

    def _text(self, line: JournalLine, column: int) -> str:
        say = self._look.say
        if column == _TIME:
            return self._look.seconds(line.at_s)
        if column == _WHO:
            return say(ACTORS[line.actor]) if line.actor in ACTORS else line.actor
        told = say(_EVENTS[line.event]) if line.event in _EVENTS else line.event
        detail = say(PROBLEMS[line.detail]) if line.detail in PROBLEMS else line.detail
        return f"{told}: {detail}" if detail else told
