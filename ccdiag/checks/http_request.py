"""One HTTP request of a check, its host looked up as the environment says."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from msgspec.structs import replace

from ccdiag.checks.addresses import addresses_of, addresses_of_servers
from ccdiag.checks.asked_servers import uses_system_lookup
from ccdiag.checks.base import CheckContext
from ccdiag.model.endpoint import Endpoint, is_address
from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import HttpFacts, Role, SystemLookupFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.observation import Observation
from ccdiag.probes.http import http_get, shown_url
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.system_lookup import system_lookup

Got = tuple[Observation, bytes]

_STANDARD_PORTS = {"http": 80, "https": 443}
_WORTH_ANOTHER = SILENCE | {Failure.RESET, Failure.CLOSED}
"""What a bad line does as well; a refusal is an answer."""


async def request(
    url: str,
    context: CheckContext,
    *,
    role: Role,
    most_body: int,
    expect: KnownAnswer | None = None,
    bearer_token: str | None = None,
) -> tuple[Observation, bytes]:
    """Send a GET, a second time where the first is lost, record what was seen, and return it with the body.

    Where the environment names servers, they are asked for the host instead of the system, and what they say is recorded first. Where
    the system's look-up takes long, its servers are asked beside it: a program would wait for minutes, and blame the web server.
    """
    endpoint = _endpoint(url)
    if endpoint is None or is_address(endpoint.host):
        addresses = None  # the request itself will say so if this is no URL
    elif uses_system_lookup(context.environment):
        addresses = await _looked_up(endpoint, context)
    else:
        addresses = await addresses_of(endpoint, context, from_check=None)

    async def get(attempt: int, seconds: float) -> Got:
        return await http_get(
            url,
            role=role,
            limits=replace(context.limits, http=seconds),
            source=context.source,
            expect=expect,
            bearer_token=bearer_token,
            most_body=most_body,
            addresses=addresses,
            attempt=attempt,
        )

    seen = await _once_more(get, whole=context.limits.http, given_up=HttpFacts(role=role, url=shown_url(url, role=role)))
    for observation, _ in seen[:-1]:
        context.record(observation)
    observation, body = seen[-1]
    return context.record(observation), body


async def _once_more(get: Callable[[int, float], Awaitable[Got]], *, whole: float, given_up: HttpFacts) -> list[Got]:
    """Send a request again that has brought no answer by half of its time, and return what was seen, the best last.

    The first is waited for all the same, since it may just be slow; a connection that was ended is tried again at once.
    """
    watch = Stopwatch()
    first = asyncio.ensure_future(get(1, whole))
    again: asyncio.Future[Got] | None = None
    try:
        await asyncio.wait({first}, timeout=whole / 2)
        if first.done() and not _is_lost(first.result()):
            return [first.result()]
        again = asyncio.ensure_future(get(2, whole - watch.elapsed_s))
        both = {first, again}
        while both and not any(one.done() and not _is_lost(one.result()) for one in (first, again)):
            _, both = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if first.done() and not _is_lost(first.result()):
            return [first.result()]
        # Where the second brought the answer, the first shows how long nothing came.
        before = first.result() if first.done() else (watch.observation(given_up.url, given_up, Failure.DEADLINE), b"")
        return [before, again.result()]
    finally:
        for one in (first, again):
            if one is not None:
                one.cancel()
                await asyncio.gather(one, return_exceptions=True)


def _is_lost(got: Got) -> bool:
    """Whether a request ended as a bad line ends one, before there was an answer."""
    observation, _ = got
    answered = isinstance(observation.facts, HttpFacts) and observation.facts.status is not None
    return not answered and observation.failure in _WORTH_ANOTHER


async def _looked_up(endpoint: Endpoint, context: CheckContext) -> tuple[str, ...] | None:
    """Return where the system, or by themselves the servers that it asks, say that a host is; None where nobody says so.

    One lost packet lets the system's look-up take 5 s (resolv.conf(5)), as long as the whole request may take.
    """
    # What a login page's name server forges is followed here: that is how the page shows itself.
    own = asyncio.create_task(system_lookup(endpoint.host, private_answers="allowed", limits=context.limits))
    servers: asyncio.Task[tuple[str, ...]] | None = None
    try:
        await asyncio.wait({own}, timeout=context.limits.slow_dns)
        if own.done():
            return _addresses_in(own.result(), context)
        servers = asyncio.create_task(addresses_of_servers(endpoint.host, context))
        await asyncio.wait({own, servers}, return_when=asyncio.FIRST_COMPLETED)
        if own.done() and (found := _addresses_in(own.result(), context)):
            return found
        if found := await servers:
            return found
        seen = context.record(await own)
        return _addresses_in(seen, context) or ()
    finally:
        for task in (own, servers):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


def _addresses_in(seen: Observation, context: CheckContext) -> tuple[str, ...] | None:
    facts = seen.facts
    if not isinstance(facts, SystemLookupFacts):
        return None
    return (facts.addresses or facts.forged_addresses)[: context.limits.addresses] or None


def _endpoint(url: str) -> Endpoint | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _STANDARD_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return Endpoint(host, port) if host and port else None
