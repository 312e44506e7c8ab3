"""Servers on loopback that behave well, or badly in one exact way."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Handler = Callable[[socket.socket], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Accept connections, give each plain socket to the handler, and close it after; gives the port."""
    loop = asyncio.get_running_loop()
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=64)
    listener.setblocking(False)

    async def one(sock: socket.socket) -> None:
        with sock, suppress(OSError):
            await handler(sock)

    async def accept() -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                sock, _ = await loop.sock_accept(listener)
                group.create_task(one(sock))

    accepting = asyncio.create_task(accept())
    try:
        yield listener.getsockname()[1]
    finally:
        accepting.cancel()
        with suppress(asyncio.CancelledError):
            await accepting
        listener.close()


def reset(sock: socket.socket) -> None:
    """Close with RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


async def until_closed(sock: socket.socket) -> bytes:
    """Read until the other side is done."""
    loop = asyncio.get_running_loop()
    received = b""
    while data := await loop.sock_recv(sock, 65536):
        received += data
    return received


async def silent(sock: socket.socket) -> None:
    """Accept, and say nothing."""
    await until_closed(sock)


async def closes_at_once(_sock: socket.socket) -> None:
    """FIN without a word."""


async def resets_at_once(sock: socket.socket) -> None:
    """RST without a word."""
    reset(sock)


async def closes_on_hello(sock: socket.socket) -> None:
    """FIN once the client spoke."""
    await asyncio.get_running_loop().sock_recv(sock, 65536)


async def resets_on_hello(sock: socket.socket) -> None:
    """RST once the client spoke."""
    await asyncio.get_running_loop().sock_recv(sock, 65536)
    reset(sock)


def says(data: bytes) -> Handler:
    """Say this at once, and wait."""

    async def handler(sock: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(sock, data)
        await until_closed(sock)

    return handler


def answers(data: bytes) -> Handler:
    """Say this once the client spoke, and wait."""

    async def handler(sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_recv(sock, 65536)
        await loop.sock_sendall(sock, data)
        await until_closed(sock)

    return handler


def repeats(data: bytes, *, every: float = 0.0) -> Handler:
    """Say this again and again, without end."""

    async def handler(sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await loop.sock_sendall(sock, data)
            await asyncio.sleep(every)

    return handler


def fatal_alert(number: int) -> bytes:
    """Return a plain TLS record with a fatal alert."""
    return bytes((21, 3, 3, 0, 2, 2, number))


class TlsServer:
    """A server's side of TLS over memory buffers, so that its alert is sent when the handshake fails (asyncio's own drops it)."""

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        refuse_alpn: bool = False,
        after: Handler | None = None,
        last_word: bool = True,
    ) -> None:
        self.context = context
        self.refuse_alpn = refuse_alpn
        self.after = after
        self.last_word = last_word
        """Without it the server closes without its alert, as some do."""
        self.server_names: list[str | None] = []
        self.received = b""
        context.sni_callback = self._heard_name

    def _heard_name(self, _tls: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        self.server_names.append(name)

    async def __call__(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context.wrap_bio(incoming, outgoing, server_side=True)
        shaken = False
        while True:
            try:
                if not shaken:
                    tls.do_handshake()
                    shaken = True
                    if self.after is not None:
                        await loop.sock_sendall(sock, outgoing.read())
                        await self.after(sock)
                        return
                self.received += tls.read(65536)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                if self.last_word:
                    await loop.sock_sendall(sock, outgoing.read())
                return
            if pending := outgoing.read():
                await loop.sock_sendall(sock, pending)
            data = await loop.sock_recv(sock, 65536)
            if not data:
                return
            if self.refuse_alpn and not shaken and self._offers_nothing_known(data):
                await loop.sock_sendall(sock, fatal_alert(120))
                return
            incoming.write(data)

    def _offers_nothing_known(self, client_hello: bytes) -> bool:
        return b"x-amzn-mqtt-ca" not in client_hello
