"""How much is lost on the way: few packets show that something is, only many how much, and where."""

import asyncio
import contextlib
from collections.abc import Awaitable, Iterable, Sequence

from ccdiag.checks.base import CheckContext
from ccdiag.checks.second_try import until_either
from ccdiag.model.check import CheckId
from ccdiag.model.facts import PingFacts, Role
from ccdiag.model.failure import SILENCE
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.ping import SPACING, ping

_WOULD_MEET_IT: tuple[CheckId, ...] = (
    "dns.mqtt",
    "dns.tas",
    "dns.rewriting",
    "mqtt.tcp",
    "mqtt.tls",
    "tas.tcp",
    "tms.tcp",
    "vpos.tcp",
)
"""The checks that send the most packets, and none of which waits for this one."""


def time_to_measure(limits: Limits) -> float:
    """Return how many seconds it takes at most."""
    few = limits.ping_count_outside * limits.ping_spacing_outside
    many = max(limits.ping_count_of_loss * SPACING, limits.ping_count_of_loss_outside * limits.ping_spacing_outside)
    return few + limits.loss_told + many + 2 * limits.ping_late


async def measure_loss(context: CheckContext, outside: Sequence[str]) -> None:
    """Ping machines on the internet a few times; where something was lost, all of them and the shop's router many times.

    What was lost may be one of these pings, one of the router's, or a packet of another check. Without the router's share nobody could
    say whether the line loses packets, or the shop's network. Where packets are lost, a machine that answered none of a few may have
    missed them all: the router is always asked again, and those outside where none of them answered.
    """
    limits = context.limits
    router = next((facts for _, facts in context.seen("network.interface").of(PingFacts)), None)

    async def several(count: int, addresses: Iterable[str]) -> list[Observation]:
        spacing = limits.ping_spacing_outside
        return await asyncio.gather(*(_measure(context, one, "internet", count=count, spacing=spacing) for one in addresses))

    first = await several(limits.ping_count_outside, outside)
    asked = list(zip(outside, first, strict=True))
    answering = [address for address, seen in asked if seen.failure is None]
    silent = [address for address, seen in asked if seen.failure in SILENCE]
    loses = any(_loses(seen.facts) for seen in first) or (router is not None and _loses(router))
    if not loses and not ((answering or silent) and await _others_meet_loss(context)):
        return
    measured: list[Awaitable[object]] = [several(limits.ping_count_of_loss_outside, answering or silent)]
    if router is not None:
        measured.append(_measure(context, router.address, router.role, count=limits.ping_count_of_loss, spacing=SPACING))
    await asyncio.gather(*measured)


async def _others_meet_loss(context: CheckContext) -> bool:
    """Wait until another check meets a loss, or all of them have ended without one."""
    meanwhile = context.meanwhile
    ended = asyncio.create_task(meanwhile.ended(*_WOULD_MEET_IT))
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(context.limits.loss_told):
                await until_either(ended, meanwhile.loss)
    finally:
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)
    return meanwhile.loss.is_set()


async def _measure(context: CheckContext, address: str, role: Role, *, count: int, spacing: float) -> Observation:
    limits = context.limits
    seen = await ping(
        address,
        role=role,
        count=count,
        limit=limits.ping_late + count * spacing,
        source=context.source,
        spacing=spacing,
        patience=limits.ping,
    )
    return context.record(seen)


def _loses(facts: object) -> bool:
    """Whether some were lost and some were not: a machine that answers no ping at all says nothing of a loss."""
    return isinstance(facts, PingFacts) and 0 < facts.received < facts.sent
