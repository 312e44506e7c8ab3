"""What the checks of TAS, TMS and VPOS share: connect, hear what comes unasked, close."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from ccdiag.checks.addresses import addresses_of
from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.connecting import (
    Tried,
    connect_all,
    connect_failure,
    family_without_route,
    most_telling,
    no_address,
    refuser,
    tried_addresses,
)
from ccdiag.checks.way import with_way
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.facts import PassiveReadFacts, Role
from ccdiag.model.message import message
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.passive_read import passive_read
from ccdiag.probes.tcp import Connection


class ServiceTcp(Check):
    """Whether a host answers on its port; that it answers is all that is tested, and the reason says so."""

    role: ClassVar[Role]
    from_check: ClassVar[CheckId | None] = None
    """The check that looked the name up; None: look it up here."""
    # Two attempts and the passive read, or the look-up of a silent resolver and one attempt: what was seen by then is judged.
    limit = 9.0

    @abstractmethod
    def endpoint(self, environment: Environment) -> Endpoint:
        """Where the service listens."""

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the service; its addresses are known only later."""
        return (str(self.endpoint(context.environment)),)

    async def observe(self, context: CheckContext) -> None:
        """Connect to every address, and read what comes unasked."""
        endpoint = self.endpoint(context.environment)
        addresses = await addresses_of(endpoint, context, from_check=self.from_check)

        async def use(connection: Connection) -> None:
            await self.use(connection, context)

        await connect_all(addresses, endpoint.port, role=self.role, context=context, use=use)

    async def use(self, connection: Connection, context: CheckContext) -> None:
        """Do what is to be done with an open connection."""
        limits = context.limits
        context.record(await passive_read(connection, limit=limits.passive_read, most=limits.banner))

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Pass when every address answers and stays."""
        endpoint = self.endpoint(situation.environment)
        target = str(endpoint)
        tried = tried_addresses(seen, self.role)
        if not tried:
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=no_address(target))
        answering = [one for one in tried if one.answers]
        if not answering:
            failure = most_telling(tried)
            reason = connect_failure(failure, target, by=refuser(tried, failure))
            return Judgement(verdict=Verdict.FAIL, reason=with_way(reason, seen, self.role))
        ended = {facts.address: facts.ended_by for _, facts in seen.of(PassiveReadFacts) if facts.role == self.role}
        staying = [one for one in answering if ended.get(one.address, "us") == "us"]
        if not staying:
            how = ended[answering[0].address]
            return Judgement(
                verdict=Verdict.FAIL,
                reason=message("{target} accepts the connection and resets it at once.", target=target)
                if how == "peer_reset"
                else message("{target} accepts the connection and closes it at once.", target=target),
            )
        return _judge_answering(tried, staying, target)


def _judge_answering(tried: tuple[Tried, ...], staying: list[Tried], target: str) -> Judgement:
    absent = family_without_route(tried)
    counted = [one for one in tried if one.family != absent]
    if len(staying) < len(counted):
        bad = next(one for one in counted if one not in staying)
        return Judgement(
            verdict=Verdict.WARN,
            reason=message(
                "{answering} of {all} addresses of {target} answer; {address} does not.",
                answering=len(staying),
                all=len(counted),
                target=target,
                address=bad.address,
            ),
        )
    if any(one.unstable for one in staying):
        return Judgement(
            verdict=Verdict.WARN, reason=message("{target} answers only at the second attempt: the connection is unstable.", target=target)
        )
    return Judgement(
        verdict=Verdict.PASS, reason=message("{target} answers; whether the service behind it works was not tested.", target=target)
    )
