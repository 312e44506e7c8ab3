"""One HTTP request of a check, its host looked up as the environment says."""

import asyncio
from urllib.parse import urlsplit

from msgspec.structs import replace

from ccdiag.checks.addresses import addresses_of, addresses_of_servers
from ccdiag.checks.asked_servers import uses_system_lookup
from ccdiag.checks.base import CheckContext
from ccdiag.checks.second_try import tried_twice
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

    watch = Stopwatch()

    async def get(attempt: int) -> Got:
        # Both end when the time of the whole is up.
        left = context.limits.http - (watch.elapsed_s if attempt > 1 else 0.0)
        return await http_get(
            url,
            role=role,
            limits=replace(context.limits, http=max(left, 0.0)),
            source=context.source,
            expect=expect,
            bearer_token=bearer_token,
            most_body=most_body,
            addresses=addresses,
            attempt=attempt,
        )

    patience = min(context.limits.second_try, context.limits.http / 2)
    *before, last = await tried_twice(get, patience=patience, is_lost=_is_lost)
    for got in before:
        # One that was given up shows how long nothing came.
        given_up = HttpFacts(role=role, url=shown_url(url, role=role))
        context.record(got[0] if got is not None else watch.observation(given_up.url, given_up, Failure.DEADLINE))
    assert last is not None
    observation, body = last
    return context.record(observation), body


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
    hopeless = context.meanwhile.names_silent
    own = asyncio.create_task(system_lookup(endpoint.host, private_answers="allowed", limits=context.limits, hopeless=hopeless))
    servers: asyncio.Task[tuple[str, ...]] | None = None
    try:
        await asyncio.wait({own}, timeout=context.limits.slow_dns)
        if own.done():
            return _addresses_in(own.result(), context)
        servers = asyncio.create_task(addresses_of_servers(endpoint.host, context))
        await asyncio.wait({own, servers}, return_when=asyncio.FIRST_COMPLETED)
        if own.done() and (found := _addresses_in(own.result(), context)):
            return found
        if not (own.done() and hopeless.is_set()) and (found := await servers):
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
