"""A TCP port that keeps its number and can be open, closed or silent while it runs."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from ccdiag.lab.conditions import PortState

LOOPBACK = "127.0.0.1"

Opener = Callable[[socket.socket], Awaitable[asyncio.Server]]

# With a backlog of 0 Linux lets one connection wait to be accepted; the others only make sure of it.
_FILLERS = 3


class Port:
    """One port of one loopback address; starts closed."""

    def __init__(self, opener: Opener, host: str = LOOPBACK) -> None:
        self.host = host
        self.number = 0
        self.state = PortState.REJECTED
        self._opener = opener
        self._server: asyncio.Server | None = None
        self._sockets: list[socket.socket] = []

    async def set_state(self, state: PortState) -> None:
        """Open, close or silence the port; the first call chooses its number. Raises OSError when the number cannot be had."""
        if state is self.state and self._held:
            return
        await self._stop_accepting()
        self._release()
        sock = self._bound()
        self.state = state
        if state is PortState.OPEN:
            self._server = await self._opener(sock)
        else:
            self._sockets = [sock]
            if state is PortState.DROPPED:
                self._sockets += _filled(sock)

    async def reserve(self, number: int) -> None:
        """Take this very number, closed as yet. Raises OSError when it cannot be had."""
        self.number = number
        await self.set_state(PortState.REJECTED)

    def close(self) -> None:
        """Give the number back."""
        self._release()
        self.state = PortState.REJECTED

    @property
    def _held(self) -> bool:
        return self._server is not None or bool(self._sockets)

    async def _stop_accepting(self) -> None:
        """Take no more, and let what is on its way in arrive: a server that is closed meanwhile would leave it open for ever."""
        if self._server is None:
            return
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):
            # Windows' loop accepts in one step.
            for listening in self._server.sockets:
                loop.remove_reader(listening.fileno())
        # The loop accepts in one turn, and makes the connection's transport in the next.
        for _ in range(2):
            await asyncio.sleep(0)

    def _release(self) -> None:
        if self._server is not None:
            self._server.close()
        for sock in self._sockets:
            sock.close()
        self._server = None
        self._sockets = []

    def _bound(self) -> socket.socket:
        # With the protocol named, asyncio switches Nagle's algorithm off on every accepted connection.
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if sys.platform == "win32":
                # There SO_REUSEADDR would let a stranger take the port over.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                # Ended connections of the port's former life must not keep it from opening again.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setblocking(False)
            sock.bind((self.host, self.number))
        except OSError:
            sock.close()
            raise
        self.number = sock.getsockname()[1]
        return sock


def _filled(sock: socket.socket) -> list[socket.socket]:
    """Let the accept queue run full: Linux then drops every further SYN, which is real silence."""
    sock.listen(0)
    fillers = []
    for _ in range(_FILLERS):
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        filler.setblocking(False)
        with suppress(BlockingIOError):
            filler.connect(sock.getsockname())
        fillers.append(filler)
    return fillers
