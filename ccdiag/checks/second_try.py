"""A second try where the first was lost, or lasts as long as only a lost packet makes it last."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


async def tried_twice(
    do: Callable[[int], Awaitable[Result]], *, patience: float | asyncio.Event, is_lost: Callable[[Result], bool]
) -> tuple[Result | None, ...]:
    """Do something; once more where it is lost, and beside it where it lasts longer than `patience`: so many seconds, or until it is set.

    Returns what counts last: the first result alone, or the first and the second. The first is waited for all the same, since it may
    just be slow; it is None where the second was there before it, and the first was given up.
    """
    first = asyncio.ensure_future(do(1))
    second: asyncio.Future[Result] | None = None
    try:
        if isinstance(patience, asyncio.Event):
            await until_either(first, patience)
        else:
            await asyncio.wait({first}, timeout=patience)
        if first.done() and not is_lost(first.result()):
            return (first.result(),)
        second = asyncio.ensure_future(do(2))
        waiting: set[asyncio.Future[Result]] = {one for one in (first, second) if not one.done()}
        while waiting:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if first.done() and not is_lost(first.result()):
                return (first.result(),)
            if second.done() and not is_lost(second.result()):
                return (first.result() if first.done() else None, second.result())
        return (first.result(), second.result())
    finally:
        begun = [one for one in (first, second) if one is not None]
        for one in begun:
            one.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


async def until_either(work: "asyncio.Future[Result]", event: asyncio.Event) -> None:
    """Wait until something is done or something happens."""
    happening = asyncio.create_task(event.wait())
    waiting: list[asyncio.Future[Any]] = [work, happening]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        happening.cancel()
        await asyncio.gather(happening, return_exceptions=True)
