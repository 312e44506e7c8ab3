"""Ending tasks for certain."""

import asyncio
from collections.abc import Iterable

_PATIENCE_S = 0.25


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait until they are done.

    A cancellation can be lost: libraries answer it with an error of their own, and `wait_for` of Python 3.11 gives a result that came
    at the same moment instead of it. So it is said again until it is heard.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_PATIENCE_S)
