"""Whether the MQTT address is reached."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import ClassVar

from ccdiag.checks.addresses import addresses_of
from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.connecting import (
    connect_all,
    connect_failure,
    family_without_route,
    most_telling,
    no_address,
    refuser,
    tried_addresses,
)
from ccdiag.checks.control_host import control_address
from ccdiag.checks.way import with_way
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import TcpFacts
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.tcp import tcp_connect


class MqttTcp(Check):
    """Connects to every address of the MQTT name, IPv4 and IPv6 side by side."""

    id: ClassVar[CheckId] = "mqtt.tcp"
    title = message("Connection to the MQTT service")
    purpose = message("Does the firewall let connections out to the MQTT service, at each of its addresses?")
    place = Place.AWS_IOT
    needs: ClassVar[tuple[CheckId, ...]] = ("network.interface", "dns.mqtt")
    # Two attempts, and the look-up and connection of the control host beside the second.
    only_for_2_0 = True
    limit = 9.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the service; its addresses are known only later."""
        return (str(context.environment.mqtt.endpoint),)

    async def observe(self, context: CheckContext) -> None:
        """Connect everywhere; where nothing answers at all, connect to the control host too."""
        service = context.environment.mqtt
        addresses = await addresses_of(service.endpoint, context, from_check="dns.mqtt")

        async def compare() -> None:
            # The comparison may not make the check last longer than the attempts themselves.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(context.limits.connect):
                    if (control := await control_address(context)) is not None:
                        endpoint, address = control
                        limit = context.limits.second_connect
                        context.record(await tcp_connect(address, endpoint.port, role="control", limit=limit, source=context.source))

        if addresses:
            await connect_all(addresses, service.port, role="mqtt", context=context, when_all_failed=compare)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Pass when every address answers, leaving out a family that this network does not have."""
        target = str(situation.environment.mqtt.endpoint)
        tried = tried_addresses(seen, "mqtt")
        if not tried:
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=no_address(target))
        if not any(one.answers for one in tried):
            failure = most_telling(tried)
            by = refuser(tried, failure)
            reason = connect_failure(failure, target, by=by)
            return Judgement(verdict=Verdict.FAIL, reason=with_way(reason if by else _beside_control(reason, seen), seen, "mqtt"))
        absent = family_without_route(tried)
        counted = [one for one in tried if one.family != absent]
        dead = [one for one in counted if not one.answers]
        if dead:
            return Judgement(
                verdict=Verdict.WARN,
                reason=message(
                    "{answering} of {all} addresses of {target} answer; {address} does not.",
                    answering=len(counted) - len(dead),
                    all=len(counted),
                    target=target,
                    address=dead[0].address,
                ),
            )
        if any(one.unstable for one in counted):
            return Judgement(
                verdict=Verdict.WARN,
                reason=message("{target} answers only at the second attempt: the connection is unstable.", target=target),
            )
        if absent is not None:
            family = "IPv6" if absent == "ipv6" else "IPv4"
            return Judgement(
                verdict=Verdict.PASS,
                reason=message("{target} answers; {family} is not available here, and not needed.", target=target, family=family),
            )
        return Judgement(verdict=Verdict.PASS, reason=message("{target} answers.", target=target))


def _beside_control(reason: Message, seen: Seen) -> Message:
    control = [(observation, facts) for observation, facts in seen.of(TcpFacts) if facts.role == "control"]
    if not control:
        return reason
    observation, facts = control[0]
    target = reason.values.get("target", "")
    if observation.failure is None:
        return message(
            "No connection to {target} comes about, while another host ({control}) answers on port {port}.",
            target=target,
            control=facts.address,
            port=facts.port,
        )
    return message(
        "No connection to {target} comes about, and none to another host ({control}, port {port}) either.",
        target=target,
        control=facts.address,
        port=facts.port,
    )
