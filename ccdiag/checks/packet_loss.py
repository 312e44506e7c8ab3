"""How much of what goes to a machine is lost: few packets show that something is, only many how much."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence

from ccdiag.checks.base import CheckContext
from ccdiag.model.facts import PingFacts, Role
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.ping import SPACING, ping


def time_to_measure(limits: Limits) -> float:
    """Return how many seconds a measurement takes at most; there is none where nothing is lost, or everything."""
    sending = (limits.ping_count_of_loss * SPACING, limits.ping_count_of_loss_outside * limits.ping_spacing_outside)
    return max(sending) + limits.ping


async def measure_loss_nearby(context: CheckContext, first: Observation | None) -> None:
    """Ping the shop's router, or another machine of the LAN, many times where some of the `first` requests were lost."""
    if first is not None and _loses(first):
        assert isinstance(first.facts, PingFacts)
        count = context.limits.ping_count_of_loss
        await _measure(context, first.facts.address, first.facts.role, count=count, spacing=SPACING)


async def measure_loss_outside(context: CheckContext, addresses: Sequence[str], *, role: Role) -> None:
    """Ping machines on the internet a few times; where some are lost, many times, and the shop's router beside them.

    Without the router's share nobody could say whether the line loses packets, or the shop's network.
    """
    limits = context.limits
    spacing = limits.ping_spacing_outside

    async def several(count: int, among: Iterable[str]) -> list[Observation]:
        return await asyncio.gather(*(_measure(context, one, role, count=count, spacing=spacing) for one in among))

    first = await several(limits.ping_count_outside, addresses)
    if not any(_loses(seen) for seen in first):
        return
    answering = [address for address, seen in zip(addresses, first, strict=True) if seen.failure is None]
    measured: list[Awaitable[object]] = [several(limits.ping_count_of_loss_outside, answering)]
    nearby = [facts for _, facts in context.seen("network.interface").of(PingFacts) if facts.received]
    if nearby and max(facts.sent for facts in nearby) < limits.ping_count_of_loss:
        measured.append(_measure(context, nearby[0].address, nearby[0].role, count=limits.ping_count_of_loss, spacing=SPACING))
    await asyncio.gather(*measured)


async def _measure(context: CheckContext, address: str, role: Role, *, count: int, spacing: float) -> Observation:
    limit = context.limits.ping + count * spacing
    return context.record(await ping(address, role=role, count=count, limit=limit, source=context.source, spacing=spacing))


def _loses(seen: Observation) -> bool:
    """Whether some were lost and some were not: a machine that answers no ping at all says nothing of a loss."""
    return isinstance(seen.facts, PingFacts) and 0 < seen.facts.received < seen.facts.sent
