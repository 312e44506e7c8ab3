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
