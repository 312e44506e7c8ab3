"""The addresses of a service, for the checks that connect."""

import asyncio
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Any

from ccdiag.checks.asked_servers import RECORDS, AskedServer, ask_server, ask_system, own_servers, uses_system_lookup
from ccdiag.checks.base import CheckContext, Seen
from ccdiag.model.check import CheckId
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import DnsFacts, SystemLookupFacts
from ccdiag.model.observation import Observation

_OWN_ROLES = frozenset({"environment", "laptop"})


async def addresses_of(endpoint: Endpoint, context: CheckContext, *, from_check: CheckId | None) -> tuple[str, ...]:
    """Return the addresses to connect to, IPv4 and IPv6 in turns, at most `limits.addresses`; empty when none is known.

    They are those that `from_check` saw; where it is None, or not part of this run, the name is looked up here, and what was seen
    is recorded. The system's own look-up comes before the servers; a server that only compares, or that only the terminal uses, is
    never followed, and a forged address neither.
    """
    if endpoint.is_address:
        return (endpoint.host,)
    seen = context.seen(from_check) if from_check is not None else Seen()
    if not any(isinstance(observation.facts, SystemLookupFacts | DnsFacts) for observation in seen):
        seen = Seen(await _looked_up(endpoint.host, context))
    return usable_addresses(seen, most=context.limits.addresses)


async def addresses_of_servers(name: str, context: CheckContext) -> tuple[str, ...]:
    """Ask the servers that look-ups here rely on, side by side, and return what one of them gives."""
    return usable_addresses(await _by_servers(name, context), most=context.limits.addresses)


def usable_addresses(seen: Iterable[Observation], *, most: int) -> tuple[str, ...]:
    """Choose among what look-ups saw; pure.

    One source is followed, as a program would: mixing the answers of several would blame the network for one server's mistake.
    """
    by_server: dict[str, list[str]] = {}
    for observation in seen:
        facts = observation.facts
        if isinstance(facts, SystemLookupFacts) and facts.addresses:
            return _in_turns(facts.addresses, most)
        if isinstance(facts, DnsFacts) and facts.role in _OWN_ROLES and facts.addresses:
            by_server.setdefault(facts.server, []).extend(facts.addresses)
    # A server that knows IPv4 addresses comes first: those are what the terminal uses.
    best = max(by_server.values(), key=lambda addresses: any(":" not in address for address in addresses), default=[])
    return _in_turns(best, most)


async def _looked_up(name: str, context: CheckContext) -> list[Observation]:
    """Let the system look the name up, and ask its servers by ourselves where it finds nothing, or takes long.

    A stub resolver waits 5 s for a server that is dead before it asks the next one; asked side by side that one answers at once.
    """
    if not uses_system_lookup(context.environment):
        return await _by_servers(name, context)
    own = asyncio.create_task(ask_system(name, context))
    servers: asyncio.Task[list[Observation]] | None = None
    try:
        await asyncio.wait({own}, timeout=context.limits.slow_dns)
        if own.done() and _found(own.result()):
            return [own.result()]
        servers = asyncio.create_task(_by_servers(name, context))
        waiting: list[asyncio.Task[Any]] = [servers, *([] if own.done() else [own])]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if own.done() and (_found(own.result()) or context.meanwhile.names_silent.is_set()):
            return [own.result()]
        seen = await servers
        if any(_found(observation) for observation in seen):
            return [own.result(), *seen] if own.done() else seen
        return [await own, *seen]
    finally:
        begun: list[asyncio.Task[Any]] = [own, *([] if servers is None else [servers])]
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


def _found(observation: Observation) -> bool:
    return isinstance(observation.facts, SystemLookupFacts | DnsFacts) and bool(observation.facts.addresses)


async def _by_servers(name: str, context: CheckContext) -> list[Observation]:
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(_both(name, server, context)) for server in own_servers(context.environment)]
    return list(chain.from_iterable(task.result() for task in asked))


async def _both(name: str, server: AskedServer, context: CheckContext) -> list[Observation]:
    return await asyncio.gather(*(ask_server(name, record, server, context) for record in RECORDS))


def _in_turns(addresses: Iterable[str], most: int) -> tuple[str, ...]:
    known = tuple(dict.fromkeys(addresses))
    version_4 = [address for address in known if ":" not in address]
    version_6 = [address for address in known if ":" in address]
    turns = chain.from_iterable(zip_longest(version_4, version_6))
    return tuple(address for address in turns if address is not None)[:most]
