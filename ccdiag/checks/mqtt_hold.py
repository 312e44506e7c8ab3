"""Whether a quiet connection to the MQTT service stays."""

import asyncio
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import ClassVar

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.control_host import control_address
from ccdiag.checks.mqtt_address import working_address
from ccdiag.checks.mqtt_session import certificate_trouble
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import HoldFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.hold import hold_connection, hold_session
from ccdiag.probes.mqtt import KEEP_ALIVE, LONGEST_KEEP_ALIVE, open_session
from ccdiag.probes.trust import environment_trust

# Opening before the hold, using and closing after it, each at its slowest; what is held is not among these.
_MARGIN = 15.0
# So that our own PINGREQ after the hold comes before paho's.
_KEEP_ALIVE_MARGIN = 30

_CUT = frozenset({"peer_reset", "silence"})


class MqttHold(Check):
    """Holds a session, or where there is no client certificate a plain connection, and beside it one to the control host.

    How an end is read:

    - Silence or RST on a session means that something on the way forgot or dropped it: the service itself says goodbye with FIN, and
      both sides agreed on a keep-alive longer than the hold. On a plain connection the service might reset a stranger that says nothing,
      so there it counts only when the control connection survived.
    - FIN is how a server ends what it is tired of: nobody is accused. A plain connection is ended so by most servers sooner or later.
    - Where the control connection is cut off too, it may be this laptop's own link, so the way to the MQTT service is not accused.
    """

    id: ClassVar[CheckId] = "mqtt.hold"
    title = message("A quiet connection to the MQTT service")
    purpose = message("Does a quiet connection stay, or does something on the way forget it?")
    place = Place.FIREWALL
    only_for_2_0 = True
    needs: ClassVar[tuple[CheckId, ...]] = ("mqtt.tls", "mqtt.session")
    after: ClassVar[tuple[CheckId, ...]] = ("mqtt.tcp",)
    limit = _MARGIN

    def skip(self, situation: Situation) -> Skip | None:
        """Skip unless a hold was asked for."""
        return None if situation.hold_s > 0 else Skip(message("Only with --hold: it takes as long as the connection is to be held."))

    def limit_for(self, situation: Situation) -> float:
        """Take as long as the hold, and what is around it."""
        return situation.hold_s + _MARGIN

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the address that is held."""
        address = working_address(context)
        return () if address is None else (str(Endpoint(address, context.environment.mqtt.port)),)

    async def observe(self, context: CheckContext) -> None:
        """Hold both connections side by side, so that what happens to one can be set beside the other."""
        address = working_address(context)
        if address is None:
            return
        service = context.environment.mqtt
        if service.client_certificate:
            certificate = Path(service.client_certificate)
            unreadable = await certificate_trouble(certificate, Endpoint(address, service.port), limit=context.limits.file_read)
            if unreadable is not None:
                context.record(unreadable)
                return
            held = _hold_session(context, address, certificate)
        else:
            held = _hold_plain(context, address)
        async with asyncio.TaskGroup() as group:
            control = group.create_task(_hold_control(context))
            if not await held:
                control.cancel()  # nothing to compare it with

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge the held connection beside the control connection."""
        host = situation.environment.mqtt.host
        holds = {facts.role: (observation, facts) for observation, facts in seen.of(HoldFacts)}
        held = holds.get("mqtt")
        if held is None:
            reason = message("There was no session or connection to hold. See at the other checks of the MQTT service why.")
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
        return _judge(*held, holds.get("control"), host)


async def _hold_session(context: CheckContext, address: str, certificate: Path) -> bool:
    """Hold a session; False when there was none to hold."""
    service = context.environment.mqtt
    seconds = context.situation.hold_s
    wanted = ceil(seconds + context.limits.mqtt_answer) + _KEEP_ALIVE_MARGIN
    # No subscription: messages would be traffic.
    async with open_session(
        address,
        service.port,
        server_name=service.host,
        trust=environment_trust(service.trust),
        alpn=service.alpn,
        client_certificate=certificate,
        limits=context.limits,
        source=context.source,
        keep_alive=min(max(KEEP_ALIVE, wanted), LONGEST_KEEP_ALIVE),
    ) as session:
        if session.opening.failure is not None:
            context.record(session.opening)
            return False
        context.record(await hold_session(session, seconds=seconds))
    return True


async def _hold_plain(context: CheckContext, address: str) -> bool:
    """Hold a plain connection; False when there was none to hold."""
    service = context.environment.mqtt
    seen = await hold_connection(
        address,
        service.port,
        role="mqtt",
        server_name=service.host,
        seconds=context.situation.hold_s,
        limits=context.limits,
        source=context.source,
    )
    return isinstance(context.record(seen).facts, HoldFacts)


async def _hold_control(context: CheckContext) -> None:
    found = await control_address(context)
    if found is None:
        return
    control, address = found
    seen = await hold_connection(
        address,
        control.port,
        role="control",
        server_name=control.host,
        seconds=context.situation.hold_s,
        limits=context.limits,
        source=context.source,
    )
    context.record(seen)


def _judge(observation: Observation, facts: HoldFacts, control: tuple[Observation, HoldFacts] | None, host: str) -> Judgement:
    if observation.failure is None:
        return Judgement(verdict=Verdict.PASS, reason=_stayed(facts, host))
    survived = control is not None and control[0].failure is None
    control_cut = control is not None and control[1].ended_by in _CUT
    if facts.ended_by not in _CUT:
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=_ended_in_good_form(facts, host, observation.failure))
    if control_cut:
        reason = message(
            "The quiet connection to {host} was gone after {seconds} s, and the one to the control host too: something near this laptop "
            "forgets quiet connections, or its own link was interrupted. Test again on a cable, and from a phone's hotspot.",
            host=host,
            seconds=_shown(facts.held_s),
        )
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
    if facts.kind == "connection" and not survived:
        reason = message(
            "The quiet connection to {host} was cut off after {seconds} s. Without a session and without a control connection that "
            "stayed, it cannot be told whether the service or the way did that. Name a control host or a client certificate in the "
            "environment file, or try from a phone's hotspot.",
            host=host,
            seconds=_shown(facts.held_s),
        )
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
    return Judgement(verdict=Verdict.FAIL, reason=_cut_off(facts, host, survived=survived))


def _stayed(facts: HoldFacts, host: str) -> Message:
    if facts.kind == "session":
        # A longer silence than the keep-alive is never asked of the service.
        quiet = min(facts.planned_s, LONGEST_KEEP_ALIVE)
        return message("The session with {host} stayed, left alone for {seconds} s.", host=host, seconds=_shown(quiet))
    return message(
        "The connection to {host} stayed, left alone for {seconds} s. A session was not held, because the environment has no client "
        "certificate.",
        host=host,
        seconds=_shown(facts.planned_s),
    )


def _ended_in_good_form(facts: HoldFacts, host: str, failure: Failure | None) -> Message:
    seconds = _shown(facts.held_s)
    if facts.ended_by == "us":
        return message(
            "The quiet connection to {host} was given up after {seconds} s: {failure}. Test again.",
            host=host,
            seconds=seconds,
            failure=failure or "?",
        )
    if facts.kind == "session":
        return message(
            "The other side ended the session with {host} in good form after {seconds} s: a restart of the service, or a proxy on the way. "
            "Test again; if it ends after as long, try from a phone's hotspot.",
            host=host,
            seconds=seconds,
        )
    return message(
        "The other side closed the quiet connection to {host} in good form after {seconds} s, as servers do with those who say nothing. "
        "Name a client certificate in the environment file, and a session is held instead.",
        host=host,
        seconds=seconds,
    )


def _cut_off(facts: HoldFacts, host: str, *, survived: bool) -> Message:
    seconds = _shown(facts.held_s)
    if facts.ended_by == "silence":
        said = (
            message("After {seconds} s of quiet nothing comes back from {host} any more, while the control connection stayed.")
            if survived
            else message("After {seconds} s of quiet nothing comes back from {host} any more.")
        )
    else:
        said = (
            message("The quiet connection to {host} was reset after {seconds} s, while the control connection stayed.")
            if survived
            else message("The quiet connection to {host} was reset after {seconds} s.")
        )
    return said.with_values(host=host, seconds=seconds)


def _shown(seconds: float) -> float | int:
    """Seconds as a person reads them: whole ones from ten on."""
    return round(seconds) if seconds >= 10 else round(seconds, 1)  # noqa: PLR2004  # two digits either way
