"""A TCP server of the laboratory: counts its clients, and by itself says nothing."""

import asyncio
import socket
import ssl
import struct
import sys
from contextlib import suppress

from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.conditions import PortState
from ccdiag.lab.ending import end
from ccdiag.lab.journal import Journal
from ccdiag.lab.port import LOOPBACK, Port

# Seconds and bytes that a client gets to read the last words and go.
_PARTING_S = 1.0
_PARTING_BYTES = 1 << 20


class TcpService:
    """Accepts connections, and stays silent until the client goes; TAS and TMS are like that to a stranger."""

    def __init__(self, name: str, journal: Journal, *, host: str = LOOPBACK) -> None:
        self.name = name
        self.journal = journal
        self.port = Port(self._listen, host)
        self.closes_at_once = False
        self.connections = 0
        """How many there were since the start."""
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self) -> None:
        """Open the port."""
        await self.port.set_state(PortState.OPEN)

    async def stop(self) -> None:
        """Close the port and end every connection."""
        self.port.close()
        await self.drop_clients()

    async def set_port(self, state: PortState) -> None:
        """Change the port; what was connected is cut off with it."""
        if state is not self.port.state:
            await self.port.set_state(state)
            await self.drop_clients()

    async def drop_clients(self) -> None:
        """End every connection now."""
        clients = dict(self._clients)
        for writer in clients.values():
            writer.transport.abort()
        await end(clients)

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client, until it goes."""
        while await reader.read(65536):
            pass

    async def _listen(self, sock: socket.socket) -> asyncio.Server:
        return await asyncio.start_server(self._accepted, sock=sock)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.port.state is not PortState.OPEN:
            # It was on its way in while the port was closed.
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._clients[task] = writer
        self.connections += 1
        self.journal.note(self.name, "connection")
        try:
            if not self.closes_at_once:
                await self.serve(reader, writer)
        except (OSError, EOFError, ssl.SSLError, TimeoutError, ValueError, asyncio.CancelledError):
            pass  # a client may end a connection as it likes, and stopping cancels
        finally:
            writer.close()
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()
            del self._clients[task]


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST, unless it has ended already."""
    if writer.is_closing():
        return
    sock = writer.get_extra_info("socket")
    # struct linger {on, seconds}: two shorts on Windows, two ints elsewhere.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0))
    writer.transport.abort()


async def part(reader: ByteReader, writer: asyncio.StreamWriter) -> None:
    """End a connection in good form: all is sent, and the client gets the time to read it.

    Closing with unread bytes would send RST, which can overtake the alert that was just written.
    """
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PARTING_S):
            await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
            swallowed = 0
            while swallowed < _PARTING_BYTES and (data := await reader.read(65536)):
                swallowed += len(data)
