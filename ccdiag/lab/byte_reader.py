"""What the laboratory's servers need of a stream that they read."""

from typing import Protocol


class ByteReader(Protocol):
    """The part of `asyncio.StreamReader` that is used."""

    async def read(self, n: int = -1, /) -> bytes:
        """Return what came, at most `n` bytes; nothing at the end."""
        ...

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes. Raises IncompleteReadError at the end."""
        ...


class FirstByteReader:
    """A reader that can wait for the first byte without taking it away."""

    def __init__(self, reader: ByteReader) -> None:
        self._reader = reader
        self._first = b""

    async def wait(self) -> None:
        """Return when the first byte came. Raises IncompleteReadError at the end."""
        self._first = await self._reader.readexactly(1)

    async def read(self, n: int = -1, /) -> bytes:
        """Return what came, at most `n` bytes; nothing at the end."""
        if n and (first := self._first):
            self._first = b""
            return first
        return await self._reader.read(n)

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes. Raises IncompleteReadError at the end."""
        first, self._first = self._first[:n], self._first[n:]
        return first + await self._reader.readexactly(n - len(first))
