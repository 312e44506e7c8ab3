"""One window a user: a second start hands over what it was asked to open, and ends."""

import getpass
import hashlib
import json
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ccdiag.ui.identity import let_come_to_front, session

_WAIT_MS: Final = 1000
"""The first window answers at once, unless it hangs: then a second one is better than none."""
_MOST_BYTES: Final = 65536


def server_name(folder: str) -> str:
    """Name the pipe of this user, this logon session and this data folder; no name of a person goes into it."""
    try:
        user = getpass.getuser()
    except (OSError, ImportError):
        # A user whom the system knows by a number only; the folder is this user's all the same.
        user = ""
    told = f"{user}|{folder}|{session()}" if session() else f"{user}|{folder}"
    return "ccdiag-" + hashlib.sha256(told.encode()).hexdigest()[:16]


def hand_over(name: str, wishes: list[str]) -> bool:
    """Give the first window what this start was asked to open; false when there is none, or it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    # This start is in front, since the user has just made it; the window that takes over may come there.
    let_come_to_front(int(socket.socketDescriptor()))
    socket.write(json.dumps(wishes).encode() + b"\n")
    answered = socket.waitForReadyRead(_WAIT_MS)
    socket.disconnectFromServer()
    return answered


class Instance(QObject):
    """Listens for further starts."""

    handed_over = Signal(list)
    """What the other start was asked to open: files and links, as texts; empty: just raise the window."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        # Nobody else on this machine may send files to this window.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(name):
            # A window that was killed leaves its name behind on Linux.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether further starts can be heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._on_text(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._on_text(socket)

    def _on_text(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
            return
        if not socket.canReadLine():
            return
        try:
            wishes = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        if not isinstance(wishes, list) or not all(isinstance(wish, str) for wish in wishes):
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        self.handed_over.emit(wishes)
