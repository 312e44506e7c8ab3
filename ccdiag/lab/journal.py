"""What happened in the laboratory, in order, and a way to wait for it."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter

from msgspec import Struct

_KEPT = 2000


class Entry(Struct, frozen=True):
    """One thing that happened."""

    at: float
    """`perf_counter` seconds."""
    actor: str
    event: str
    detail: str = ""


class Journal:
    """Notes of every server and of the terminal; bounded."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
        self.listener: Callable[[Entry], None] | None = None
        """Told of each entry, in the laboratory's thread."""
        self._waiting: list[tuple[Callable[[Entry], bool], asyncio.Future[Entry]]] = []

    def note(self, actor: str, event: str, detail: str = "") -> None:
        """Write an entry and wake who waited for it."""
        entry = Entry(perf_counter(), actor, event, detail)
        self.entries.append(entry)
        if self.listener is not None:
            self.listener(entry)
        for wanted, future in self._waiting:
            if not future.done() and wanted(entry):
                future.set_result(entry)

    async def wait_for(self, wanted: Callable[[Entry], bool], *, since: float, limit: float) -> Entry | None:
        """Return the first entry that is wanted, from `since` (perf_counter) on; None when none came within `limit` seconds."""
        for entry in self.entries:
            if entry.at >= since and wanted(entry):
                return entry
        future: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()
        waiter = (wanted, future)
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(limit):
                return await future
        except TimeoutError:
            return None
        finally:
            self._waiting.remove(waiter)
