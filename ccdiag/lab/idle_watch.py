"""A firewall's short memory: connections that say nothing are forgotten."""

import asyncio
from collections.abc import Callable
from typing import Self

from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.tcp_service import reset


class IdleWatch:
    """Resets a connection once nothing was heard on it for `limit` seconds."""

    def __init__(self, writer: asyncio.StreamWriter, limit: float) -> None:
        self._writer = writer
        self._limit = limit
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        self.heard()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def heard(self) -> None:
        """Begin to count again."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._limit, reset, self._writer)


class HeardReader:
    """A reader that tells whenever something was read."""

    def __init__(self, reader: ByteReader, heard: Callable[[], None]) -> None:
        self._reader = reader
        self._heard = heard

    async def read(self, n: int = -1, /) -> bytes:
        """Return what came."""
        data = await self._reader.read(n)
        self._heard()
        return data

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes."""
        data = await self._reader.readexactly(n)
        self._heard()
        return data
