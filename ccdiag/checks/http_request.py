"""One HTTP request of a check, its host looked up as the environment says."""

from urllib.parse import urlsplit

from ccdiag.checks.addresses import addresses_of
from ccdiag.checks.asked_servers import uses_system_lookup
from ccdiag.checks.base import CheckContext
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import Role
from ccdiag.model.observation import Observation
from ccdiag.probes.http import http_get

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

    Where the environment names servers, they are asked for the host instead of the system, and what they say is recorded first.
    """
    addresses = None if uses_system_lookup(context.environment) else await _from_named_servers(url, context)
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


async def _from_named_servers(url: str, context: CheckContext) -> tuple[str, ...] | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _STANDARD_PORTS.get(parts.scheme)
    except ValueError:
        return None  # the request itself will say that this is no URL
    if not host or not port:
        return None
    return await addresses_of(Endpoint(host, port), context, from_check=None)
