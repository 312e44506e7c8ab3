"""Whether a machine on the LAN is there: neighbour table and ping side by side."""

import asyncio

from ccdiag.checks.base import CheckContext
from ccdiag.model.facts import NeighbourFacts, PingFacts, Role
from ccdiag.model.observation import Observation
from ccdiag.probes.neighbours import neighbour
from ccdiag.probes.ping import ping

SETTLE = 0.3
"""Seconds after the start that the second sign of life is still waited for, once the first one came."""


async def look_at(context: CheckContext, address: str, *, role: Role, neighbour_limit: float, on_own_subnet: bool = True) -> None:
    """Record what ping, and on the own subnet the neighbour table, say of an address; end soon after one of them says that it is there."""
    limits, source = context.limits, context.source
    hurry = asyncio.Event()
    loop = asyncio.get_running_loop()
    settled_at = loop.time() + SETTLE
    pending: set[asyncio.Task[Observation]] = set()
    hurried: set[asyncio.Task[Observation]] = set()
    if on_own_subnet:
        # Begun first: what Windows' table holds by then comes from before, and not from our own ping.
        # Of a terminal that is there it is still told whether a second machine with its address would have shown.
        ending = hurry if role == "terminal" else None
        looking = asyncio.create_task(
            neighbour(address, role=role, limit=neighbour_limit, source=source, hurry=ending, again=limits.neighbour)
        )
        pending.add(looking)
        if ending is not None:
            hurried.add(looking)
    # Ping ends by itself, at once if nothing was answered: a loss must not be one of impatience.
    pinging = asyncio.create_task(ping(address, role=role, count=limits.ping_count, limit=limits.ping, source=source, hurry=hurry))
    pending.add(pinging)
    hurried.add(pinging)
    try:
        there = False
        while pending and not there:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            recorded = [context.record(task.result()) for task in done]
            there = any(is_there(observation) for observation in recorded)
        if pending:
            done, pending = await asyncio.wait(pending, timeout=max(settled_at - loop.time(), 0))
            for task in done:
                context.record(task.result())
        hurry.set()
        for task in pending & hurried:
            context.record(await task)
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def is_there(observation: Observation) -> bool:
    """Whether this observation shows that somebody answers for the address."""
    facts = observation.facts
    if isinstance(facts, PingFacts):
        return facts.received > 0
    return isinstance(facts, NeighbourFacts) and facts.state == "present"
