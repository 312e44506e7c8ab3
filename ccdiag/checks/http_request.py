"""One HTTP request of a check, its host looked up as the environment says."""

import asyncio
from urllib.parse import urlsplit

from ccdiag.checks.addresses import addresses_of, addresses_of_servers
from ccdiag.checks.asked_servers import uses_system_lookup
from ccdiag.checks.base import CheckContext
from ccdiag.model.endpoint import Endpoint, is_address
from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import Role, SystemLookupFacts
from ccdiag.model.observation import Observation
from ccdiag.probes.http import http_get
from ccdiag.probes.system_lookup import system_lookup

_STANDARD_PORTS = {"http": 80, "https": 443}


async def request(
    url: str,
    context: CheckContext,
    *,
    role: Role,
    most_body: int,
    expect: KnownAnswer | None = None,
    bearer_token: str | None = None,
) -> tuple[Observation, bytes]:
    """Send one GET, record what was seen, and return it with the body.

    Where the environment names servers, they are asked for the host instead of the system, and what they say is recorded first. Where
    the system's look-up takes long, its servers are asked beside it: a program would wait for minutes, and blame the web server.
    """
    endpoint = _endpoint(url)
    if endpoint is None or is_address(endpoint.host):
        addresses = None  # the request itself will say so if this is no URL
    elif uses_system_lookup(context.environment):
        addresses = await _beside_a_slow_system(endpoint, context)
    else:
        addresses = await addresses_of(endpoint, context, from_check=None)
    observation, body = await http_get(
        url,
        role=role,
        limits=context.limits,
        source=context.source,
        expect=expect,
        bearer_token=bearer_token,
        most_body=most_body,
        addresses=addresses,
    )
    return context.record(observation), body


async def _beside_a_slow_system(endpoint: Endpoint, context: CheckContext) -> tuple[str, ...] | None:
    """Return the addresses to use instead of another look-up by the system; None where it answers soon, whatever it answers."""
    # What a login page's name server forges is followed here: that is how the page shows itself.
    own = asyncio.create_task(system_lookup(endpoint.host, private_answers="allowed", limits=context.limits))
    try:
        await asyncio.wait({own}, timeout=context.limits.slow_dns)
        if own.done():
            return None
        if found := await addresses_of_servers(endpoint.host, context):
            return found
        seen = context.record(await own)
        return seen.facts.addresses if isinstance(seen.facts, SystemLookupFacts) else ()
    finally:
        own.cancel()


def _endpoint(url: str) -> Endpoint | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _STANDARD_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return Endpoint(host, port) if host and port else None
