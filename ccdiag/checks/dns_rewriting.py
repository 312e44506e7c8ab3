"""dns.rewriting: whether names that do not exist get an answer all the same."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from functools import cache

from ccdiag.checks.asked_servers import ask_server, ask_system, servers_to_ask, target_of, uses_system_lookup, without_former_servers
from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.dns_lookup import lookup_limit
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import DnsFacts, SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict

_NO_ADDRESS = frozenset(
    {Failure.NAME_NOT_FOUND, Failure.DNS_NAME_MISSING, Failure.DNS_NO_ADDRESS, Failure.DNS_REFUSED, Failure.DNS_SERVER_FAILURE}
)
"""Answers without an address: the name was not rewritten."""


@cache
def missing_name() -> str:
    """Return a name that cannot exist (RFC 2606 reserves `.invalid`), another one each time the program starts."""
    # The final dot keeps the system from trying the name in the domains of its search list, where it may well exist.
    return f"ccdiag-{secrets.token_hex(6)}.invalid."


class DnsRewriting(Check):
    """Asks every server, and the system, for a name that does not exist."""

    id = "dns.rewriting"
    title = message("Names that do not exist")
    purpose = message("Do names that do not exist get an address all the same? Then a filter changes answers.")
    place = Place.DNS
    needs = ("network.interface",)
    limit = lookup_limit(Limits())

    def skip(self, situation: Situation) -> Skip | None:
        """Skip where no name is ever looked up."""
        environment = situation.environment
        if environment.mqtt.endpoint.is_address and environment.tas.endpoint.is_address:
            return Skip(message("The services are given by address; no names are looked up."))
        return None

    def limit_for(self, situation: Situation) -> float:
        """Leave the probes their own limits."""
        return lookup_limit(situation.limits)

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the system's look-up and every question."""
        system = (missing_name(),) if uses_system_lookup(context.environment) else ()
        return (*system, *(target_of(missing_name(), "A", server) for server in servers_to_ask(context.environment, context.case)))

    async def observe(self, context: CheckContext) -> None:
        """Ask everyone side by side."""
        async with asyncio.TaskGroup() as group:
            if uses_system_lookup(context.environment):
                group.create_task(ask_system(missing_name(), context))
            for server in servers_to_ask(context.environment, context.case):
                group.create_task(ask_server(missing_name(), "A", server, context))

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Leave out the servers that are no longer said to be the terminal's; what the others answered stays true."""
        return None if seen is None else without_former_servers(seen, situation.case)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Any address is one too many."""
        for _, answer in seen.of(DnsFacts):
            if addresses := (*answer.addresses, *answer.forged_addresses):
                said = message("{server} gives {address} for a name that does not exist.", server=answer.server, address=addresses[0])
                return Judgement(verdict=Verdict.WARN, reason=said)
        for _, own in seen.of(SystemLookupFacts):
            if addresses := (*own.addresses, *own.forged_addresses):
                said = message("This laptop's own look-up gives {address} for a name that does not exist.", address=addresses[0])
                return Judgement(verdict=Verdict.WARN, reason=said)
        told = sum(observation.failure in _NO_ADDRESS for observation in seen)
        if not told:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("Nobody answered the question for a name that does not exist. See at the names of the services why."),
            )
        return Judgement(verdict=Verdict.PASS, reason=message("A name that does not exist gets no address."))
