"""What the look-ups of one service's name have in common."""

import asyncio
from abc import abstractmethod
from collections.abc import Mapping, Sequence

from ccdiag.checks.asked_servers import (
    RECORDS,
    AskedServer,
    ask_server,
    ask_system,
    servers_to_ask,
    target_of,
    uses_system_lookup,
    without_former_servers,
)
from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.dns_judgement import judge_lookups
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.limits import Limits
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation

_GOOD = frozenset({None, Failure.DNS_NO_ADDRESS})
"""A name need not have addresses of both families; one that has none at all is waited for like any trouble, by the system's look-up."""
_MARGIN = 1.0
"""Seconds beyond the probes' own limits, so that those end first."""


def lookup_limit(limits: Limits) -> float:
    """Return how many seconds one look-up of a name takes at most, by system and servers side by side."""
    # The last word is either TCP's, asked after the first silence or a truncated answer, or that of the last UDP attempt.
    one_server = limits.dns_udp * limits.dns_udp_attempts + limits.dns_tcp
    return max(limits.system_lookup, one_server) + _MARGIN


class DnsLookup(Check):
    """Looks the name of one service up: by the operating system, and at each name server by itself."""

    place = Place.DNS
    needs = ("network.interface",)
    changes_by_itself = True
    limit = lookup_limit(Limits())

    @abstractmethod
    def endpoint(self, environment: Environment) -> Endpoint:
        """Return the service whose name is looked up."""

    def skip(self, situation: Situation) -> Skip | None:
        """Skip where the environment names an address."""
        endpoint = self.endpoint(situation.environment)
        if endpoint.is_address:
            return Skip(message("{host} is an address; there is nothing to look up.", host=endpoint.host))
        return None

    def limit_for(self, situation: Situation) -> float:
        """Leave the probes their own limits."""
        return lookup_limit(situation.limits)

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the system's look-up and every question."""
        name = self.endpoint(context.environment).host
        servers = servers_to_ask(context.environment, context.case)
        system = (name,) if uses_system_lookup(context.environment) else ()
        return (*system, *(target_of(name, record, server) for server in servers for record in RECORDS))

    async def observe(self, context: CheckContext) -> None:
        """Ask everyone side by side; whoever only compares is not waited for long where there is nothing to compare."""
        name = self.endpoint(context.environment).host
        servers = servers_to_ask(context.environment, context.case)
        async with asyncio.TaskGroup() as group:

            def ask(server: AskedServer) -> list[asyncio.Task[Observation]]:
                return [group.create_task(ask_server(name, record, server, context)) for record in RECORDS]

            own = [task for server in servers if server.role != "reference" for task in ask(server)]
            comparing = [task for server in servers if server.role == "reference" for task in ask(server)]
            if own and comparing:
                group.create_task(_notice_silence([*own, *comparing], context))
            if uses_system_lookup(context.environment):
                own.append(group.create_task(ask_system(name, context)))
            seen = await asyncio.gather(*own)
            if comparing and all(observation.failure in _GOOD for observation in seen):
                # Networks that let out nothing else block these as well: their silence would hold up all that follows.
                _, late = await asyncio.wait(comparing, timeout=context.limits.slow_dns)
                for task in late:
                    task.cancel()

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Leave out the servers that are no longer said to be the terminal's; what the others answered stays true."""
        return None if seen is None else without_former_servers(seen, situation.case)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Good where the own look-up finds usable addresses and every server of the site answers."""
        return judge_lookups(self.endpoint(situation.environment).host, seen, situation)


async def _notice_silence(asked: Sequence[asyncio.Task[Observation]], context: CheckContext) -> None:
    """Tell that there is nobody to wait for: the servers of the site may be slow, those outside are not at the same time."""
    if all(observation.failure in SILENCE for observation in await asyncio.gather(*asked)):
        context.meanwhile.names_silent.set()
