"""When a second try is made, and which of two counts."""

import asyncio

from ccdiag.checks.second_try import tried_twice

LONG = 30.0


async def test_a_first_that_works_is_alone() -> None:
    async def do(attempt: int) -> str:
        return f"answer {attempt}"

    assert await tried_twice(do, patience=LONG, is_lost=lambda said: said == "lost") == ("answer 1",)


async def test_a_first_that_is_lost_is_followed_at_once() -> None:
    async def do(attempt: int) -> str:
        return "lost" if attempt == 1 else "answer"

    assert await tried_twice(do, patience=LONG, is_lost=lambda said: said == "lost") == ("lost", "answer")


async def test_a_first_that_lasts_is_given_up_for_the_second() -> None:
    ended = asyncio.Event()

    async def do(attempt: int) -> str:
        if attempt == 1:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
        return "answer"

    assert await tried_twice(do, patience=0.01, is_lost=lambda said: said == "lost") == (None, "answer")
    assert ended.is_set()


async def test_a_first_that_is_only_slow_counts() -> None:
    begun = asyncio.Event()

    async def do(attempt: int) -> str:
        if attempt == 1:
            await begun.wait()
            return "slow answer"
        begun.set()
        await asyncio.Event().wait()
        return "never"

    assert await tried_twice(do, patience=0.01, is_lost=lambda said: said == "lost") == ("slow answer",)


async def test_two_that_are_lost() -> None:
    async def do(attempt: int) -> str:
        return f"lost {attempt}"

    assert await tried_twice(do, patience=LONG, is_lost=lambda said: said.startswith("lost")) == ("lost 1", "lost 2")
