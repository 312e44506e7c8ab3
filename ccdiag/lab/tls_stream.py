"""TLS over a plain stream, driven by hand, so that alerts go out when a handshake fails."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ccdiag.lab.byte_reader import ByteReader

Result = TypeVar("Result")

_CHUNK = 65536


class TlsStream:
    """The server's end of one TLS connection.

    asyncio's own TLS server drops the alert of a failed handshake; here everything that OpenSSL wrote is sent before an error rises.
    """

    def __init__(self, reader: ByteReader, writer: asyncio.StreamWriter, context: ssl.SSLContext, *, received: bytes = b"") -> None:
        self._reader = reader
        self.writer = writer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._incoming.write(received)
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    @property
    def alpn(self) -> str | None:
        """The protocol that was selected."""
        return self._tls.selected_alpn_protocol()

    async def handshake(self) -> None:
        """Shake hands. Raises ssl.SSLError, after the alert was sent."""
        await self._pumped(self._tls.do_handshake)

    async def read(self) -> bytes:
        """Return what came, or nothing at the end."""
        try:
            return await self._pumped(lambda: self._tls.read(_CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def write(self, data: bytes) -> None:
        """Send data, without waiting for it to leave."""
        self._tls.write(data)
        self._flush()

    async def drain(self) -> None:
        """Wait until what was written may leave."""
        await self.writer.drain()

    def close(self) -> None:
        """Say close_notify and FIN."""
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        self._flush()
        self.writer.close()

    async def _pumped(self, operation: Callable[[], Result]) -> Result:
        while True:
            try:
                result = operation()
            except ssl.SSLWantReadError:
                self._flush()
                await self.writer.drain()
                data = await self._reader.read(_CHUNK)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                self._flush()
                raise
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        if (data := self._outgoing.read()) and not self.writer.is_closing():
            self.writer.write(data)
