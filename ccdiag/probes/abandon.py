"""Blocking calls that can be left behind."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def run_abandonable(call: Callable[[], Result], *, limit: float, name: str = "ccdiag-blocking") -> Result:
    """Run a blocking call in a daemon thread of its own, for at most `limit` seconds.

    Raises `TimeoutError` when the time is up, and what the call raises. The thread is then left behind: unlike asyncio's executor,
    whose threads are joined when the program ends, it never holds up the end. `getaddrinfo` can block for minutes.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def deliver(result: Result | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only when the call itself returns None

    def work() -> None:
        result: Result | None = None
        error: BaseException | None = None
        try:
            result = call()
        except BaseException as raised:  # noqa: BLE001  # it is carried over to the waiting task, whatever it is
            error = raised
        try:
            loop.call_soon_threadsafe(deliver, result, error)
        except RuntimeError:
            return  # the loop was closed meanwhile: nobody waits any more

    threading.Thread(target=work, name=name, daemon=True).start()
    async with asyncio.timeout(limit):
        return await future
