"""A laboratory in a thread and an event loop of its own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from ccdiag.lab.lab import Lab
from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.prepared_shop import PreparedShop

Result = TypeVar("Result")

_CHANGE_S: Final = 0.5
"""A change opens and closes its ports in moments; what takes longer waits for the terminal's session, and can be left."""


class LabThread:
    """Runs a laboratory beside a program whose own event loop it must not slow down."""

    def __init__(self, faults: Iterable[str] = (), *, shop: PreparedShop | None = None, directory: Path | None = None) -> None:
        """Prepare; raises what `Lab` raises."""
        self.lab = Lab(faults, shop=shop, directory=directory)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._ready: Future[None] = Future()
        self._asked: set[asyncio.Task[Any]] = set()

    @property
    def environment(self) -> Environment:
        """The environment that describes the laboratory now."""
        return self.lab.environment

    @property
    def case(self) -> Case:
        """The case of the laboratory's shop now."""
        return self.lab.case

    def start(self) -> None:
        """Start the laboratory and wait until it is ready; raises what its start raises."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="ccdiag-lab", daemon=True)
        self._thread.start()
        self._ready.result()

    def submit(self, function: Callable[..., Awaitable[Result]], *arguments: Any) -> Future[Result]:  # noqa: ANN401  # whatever it takes
        """Run `function(*arguments)` in the laboratory's loop, without waiting for it."""
        assert self._loop is not None, "the laboratory was not started"
        return asyncio.run_coroutine_threadsafe(self._kept(function(*arguments)), self._loop)

    def call(self, function: Callable[..., Awaitable[Result]], *arguments: Any) -> Result:  # noqa: ANN401  # likewise
        """Run `function(*arguments)` in the laboratory's loop and wait for it: `call(lab.lab.set_fault, "tas.port_rejected", True)`."""
        return self.submit(function, *arguments).result()

    def stop(self) -> None:
        """End the laboratory and its thread."""
        if self._thread is None:
            return
        if self._loop is not None and self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _run(self) -> None:
        try:
            await self.lab.start()
        except BaseException as error:  # noqa: BLE001  # it is carried over to the thread that waits
            self._ready.set_exception(error)
            return
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set_result(None)
        try:
            await self._end.wait()
        finally:
            await self._end_changes()
            await self.lab.stop()

    async def _kept(self, awaitable: Awaitable[Result]) -> Result:
        task = asyncio.current_task()
        assert task is not None
        self._asked.add(task)
        try:
            return await awaitable
        finally:
            self._asked.discard(task)

    async def _end_changes(self) -> None:
        """Let nobody open a port again that is about to be closed for good."""
        if self._asked:
            await asyncio.wait(self._asked, timeout=_CHANGE_S)
        left = tuple(self._asked)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
