"""How much is lost on the way: few packets show that something is, only many how much, and where."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence

from ccdiag.checks.base import CheckContext
from ccdiag.model.facts import PingFacts, Role
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.ping import SPACING, ping


def time_to_measure(limits: Limits) -> float:
    """Return how many seconds it takes at most."""
    few = limits.ping_count_outside * limits.ping_spacing_outside
    many = max(limits.ping_count_of_loss * SPACING, limits.ping_count_of_loss_outside * limits.ping_spacing_outside)
    return few + many + 2 * limits.ping


async def measure_loss(context: CheckContext, outside: Sequence[str]) -> None:
    """Ping machines on the internet a few times; where they or the shop's router have lost some, all of them many times.

    Without the router's share nobody could say whether the line loses packets, or the shop's network.
    """
    limits = context.limits
    router = next((facts for _, facts in context.seen("network.interface").of(PingFacts) if facts.received), None)

    async def several(count: int, addresses: Iterable[str]) -> list[Observation]:
        spacing = limits.ping_spacing_outside
        return await asyncio.gather(*(_measure(context, one, "internet", count=count, spacing=spacing) for one in addresses))

    first = await several(limits.ping_count_outside, outside)
    if not any(_loses(seen.facts) for seen in first) and (router is None or not _loses(router)):
        return
    answering = [address for address, seen in zip(outside, first, strict=True) if seen.failure is None]
    measured: list[Awaitable[object]] = [several(limits.ping_count_of_loss_outside, answering)]
    if router is not None:
        measured.append(_measure(context, router.address, router.role, count=limits.ping_count_of_loss, spacing=SPACING))
    await asyncio.gather(*measured)


async def _measure(context: CheckContext, address: str, role: Role, *, count: int, spacing: float) -> Observation:
    limit = context.limits.ping + count * spacing
    return context.record(await ping(address, role=role, count=count, limit=limit, source=context.source, spacing=spacing))


def _loses(facts: object) -> bool:
    """Whether some were lost and some were not: a machine that answers no ping at all says nothing of a loss."""
    return isinstance(facts, PingFacts) and 0 < facts.received < facts.sent
