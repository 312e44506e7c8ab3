"""Whether VPOS, the vendor's payment service, is reached."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from ccdiag.checks.base import CheckContext, Seen, Skip
from ccdiag.checks.service_tcp import ServiceTcp
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.facts import Role, TlsFacts
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.tcp import Connection
from ccdiag.probes.tls import tls_handshake
from ccdiag.probes.trust import LAPTOP_TRUST


class VposTcp(ServiceTcp):
    """The host that the till asks to wake the terminal; only whether it is reached, over TCP and TLS."""

    id: ClassVar[CheckId] = "vpos.tcp"
    title = message("Connection to VPOS")
    purpose = message("Is VPOS reached, the host that the till asks to wake the terminal?")
    place = Place.VPOS
    needs: ClassVar[tuple[CheckId, ...]] = ("network.interface",)
    role: ClassVar[Role] = "vpos"
    # Two attempts, then the handshake on a connection of its own.
    limit = 12.0

    def skip(self, situation: Situation) -> Skip | None:
        """Apply only where the environment names a VPOS."""
        return Skip(message("The environment names no VPOS.")) if situation.environment.vpos is None else None

    def endpoint(self, environment: Environment) -> Endpoint:
        """Return where VPOS listens."""
        assert environment.vpos is not None
        return environment.vpos.endpoint

    async def use(self, connection: Connection, context: CheckContext) -> None:
        """Read what comes unasked, and shake hands on another connection beside it."""
        endpoint = self.endpoint(context.environment)

        async def shake_hands() -> None:
            context.record(
                await tls_handshake(
                    connection.address,
                    connection.port,
                    role=self.role,
                    purpose="laptop_trust",
                    server_name=endpoint.host,
                    alpn=(),
                    trust=LAPTOP_TRUST,
                    limits=context.limits,
                    source=context.source,
                )
            )

        await asyncio.gather(super().use(connection, context), shake_hands())

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge the connection, then whether anything speaks TLS; whose certificate it is does not matter for being reached."""
        judged = super().judge(seen, situation, results)
        shaken = [(observation, facts) for observation, facts in seen.of(TlsFacts) if facts.role == self.role]
        if judged.verdict not in {Verdict.PASS, Verdict.WARN} or not shaken:
            return judged
        if any(facts.stage in {"certificate", "done"} for _, facts in shaken):
            return judged
        target = str(self.endpoint(situation.environment))
        return Judgement(
            verdict=Verdict.WARN, reason=message("{target} accepts the connection, but does not answer in TLS.", target=target)
        )
