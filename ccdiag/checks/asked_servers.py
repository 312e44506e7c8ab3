"""Which name servers are asked, and for whom."""

from collections.abc import Iterable

from msgspec import Struct

from ccdiag.checks.base import CheckContext
from ccdiag.model.case import Case
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.facts import DnsFacts
from ccdiag.model.observation import Observation
from ccdiag.probes.dns_message import Record
from ccdiag.probes.dns_query import ServerRole, dns_query, query_target
from ccdiag.probes.name_servers import laptop_name_servers, parse_name_server
from ccdiag.probes.system_lookup import system_lookup

RECORDS: tuple[Record, ...] = ("A", "AAAA")

_MOST_OF_A_ROLE = 6
"""Each server costs questions and time; nobody's settings name more that count."""


class AskedServer(Struct, frozen=True):
    """A name server, and whose it is."""

    endpoint: Endpoint
    role: ServerRole


def own_servers(environment: Environment) -> tuple[AskedServer, ...]:
    """Return the servers that look-ups on this laptop rely on: the environment's where it names some, else the laptop's."""
    if environment.dns.servers:
        return _of_role("environment", _parsed(environment.dns.servers))
    return _of_role("laptop", laptop_name_servers())


def reference_servers(environment: Environment) -> tuple[AskedServer, ...]:
    """Return the servers that the environment names to compare with."""
    return _of_role("reference", _parsed(environment.dns.reference))


def terminal_servers(case: Case) -> tuple[AskedServer, ...]:
    """Return the servers that are filled in on the terminal, by the case."""
    return _of_role("terminal", _parsed(case.terminal.dns or ()))


def servers_to_ask(environment: Environment, case: Case) -> tuple[AskedServer, ...]:
    """Return every server to ask: the own ones, the terminal's from the case, and the environment's reference.

    A server that stands in several lists is asked once, under the first of these: what the site's own look-ups meet counts.
    """
    asked: dict[Endpoint, AskedServer] = {}
    for server in (*own_servers(environment), *terminal_servers(case), *reference_servers(environment)):
        asked.setdefault(server.endpoint, server)
    return tuple(asked.values())


def without_former_servers(seen: Iterable[Observation], case: Case) -> tuple[Observation, ...]:
    """Return what was seen, but for servers that were said to be the terminal's and no longer are."""
    servers = {str(server.endpoint) for server in terminal_servers(case)}
    return tuple(
        observation
        for observation in seen
        if not (isinstance(facts := observation.facts, DnsFacts) and facts.role == "terminal" and facts.server not in servers)
    )


def uses_system_lookup(environment: Environment) -> bool:
    """Say whether the operating system's own look-up counts: not where the environment names servers instead of it."""
    return not environment.dns.servers


async def ask_server(name: str, record: Record, server: AskedServer, context: CheckContext) -> Observation:
    """Put one question to one server and record what was seen."""
    seen = await dns_query(
        name,
        record,
        server.endpoint,
        role=server.role,
        private_answers=context.environment.dns.private_answers,
        limits=context.limits,
        source=context.source,
    )
    return context.record(seen)


async def ask_system(name: str, context: CheckContext) -> Observation:
    """Let the operating system look a name up, and record what was seen."""
    seen = await system_lookup(
        name,
        private_answers=context.environment.dns.private_answers,
        limits=context.limits,
        hopeless=context.meanwhile.names_silent,
    )
    return context.record(seen)


def target_of(name: str, record: Record, server: AskedServer) -> str:
    """Return how a question to a server is called in observations."""
    return query_target(name, record, server.endpoint)


def _parsed(texts: Iterable[str]) -> list[Endpoint]:
    found: list[Endpoint] = []
    for text in texts:
        try:
            found.append(parse_name_server(text))
        except ValueError:
            continue  # loading a file refuses such a text and tells where it stands; here there is nothing to ask
    return found


def _of_role(role: ServerRole, endpoints: Iterable[Endpoint]) -> tuple[AskedServer, ...]:
    return tuple(AskedServer(endpoint, role) for endpoint in dict.fromkeys(endpoints))[:_MOST_OF_A_ROLE]
