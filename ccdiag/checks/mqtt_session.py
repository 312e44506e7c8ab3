"""Whether the MQTT service lets a client in, grants the topics and answers."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.mqtt_address import working_address
from ccdiag.checks.mqtt_handshake import trouble
from ccdiag.checks.second_try import tried_twice
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts, TlsFacts
from ccdiag.model.failure import SILENCE, UNREACHABLE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.client_certificate import ClientCertificateError, check_client_certificate
from ccdiag.probes.mqtt import MqttConnection, open_session
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tls import tls_handshake
from ccdiag.probes.trust import environment_trust

_ENDED = frozenset({Failure.CLOSED, Failure.RESET})
_TRANSIENT = _ENDED | SILENCE | UNREACHABLE | {Failure.REFUSED}
"""What a bad line does as well: tried a second time, since one failure of this kind is "unstable" and never "broken"."""


class MqttSession(Check):
    """Where the environment has a client certificate: shows it, connects, subscribes and pings; else tells what the handshake proved.

    The handshake beside the session sends no byte of MQTT, because an alert that refuses the certificate is easily lost to the RST
    that answers what is sent after it.
    """

    id: ClassVar[CheckId] = "mqtt.session"
    title = message("Session with the MQTT service")
    purpose = message("Does the MQTT service let a client in, and does it answer?")
    place = Place.AWS_IOT
    only_for_2_0 = True
    needs: ClassVar[tuple[CheckId, ...]] = ("mqtt.tls",)
    early: ClassVar[tuple[CheckId, ...]] = ("mqtt.tls",)
    after: ClassVar[tuple[CheckId, ...]] = ("mqtt.tcp",)
    # Two connections with their handshakes, and three answers, one of them silent when something is; each tried twice at the most.
    limit = 20.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the address that the session is tried with."""
        service = context.environment.mqtt
        address = working_address(context) if service.client_certificate else None
        return () if address is None else (str(Endpoint(address, service.port)),)

    async def observe(self, context: CheckContext) -> None:
        """Show the certificate, and beside it open a session and use it; stop where there is nothing to go on with."""
        service = context.environment.mqtt
        address = working_address(context)
        if not service.client_certificate or address is None:
            return
        certificate = Path(service.client_certificate)
        unreadable = await certificate_trouble(certificate, Endpoint(address, service.port), limit=context.limits.file_read)
        if unreadable is not None:
            context.record(unreadable)
            return
        opening = _Opening(context, address, certificate)
        # Beside each other, since each takes many round trips; what a session met says nothing more where the certificate is refused.
        using = asyncio.create_task(opening.use())
        try:
            shown = await opening.show()
            assert isinstance(shown.facts, TlsFacts)
            if shown.failure is not None or trouble(shown, shown.facts, service.host) is not None:
                return
            for observation in await using:
                context.record(observation)
        finally:
            using.cancel()
            await asyncio.gather(using, return_exceptions=True)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Name the first step that failed, in the order in which they are taken."""
        service = situation.environment.mqtt
        if not service.client_certificate:
            return _without_certificate(results)
        for observation in seen:
            if observation.failure is Failure.UNREADABLE:
                return Judgement(verdict=Verdict.INCONCLUSIVE, reason=_unreadable(observation, service.client_certificate))
        before, last = _by_attempt(seen)
        wrong = _trouble(last, service.host)
        if wrong is not None:
            return Judgement(verdict=Verdict.FAIL, reason=wrong)
        if not seen.of(MqttConnectFacts):
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("No address of the MQTT service was there to try a session with. See at the checks before this one why."),
            )
        if not seen.of(MqttPingFacts):
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("The session was opened, but not tried to its end. Test again, with more time (--deadline)."),
            )
        if _trouble(before, service.host) is not None:
            reason = message("The session with {host} was cut off once, and then worked: the connection is unstable.", host=service.host)
            return Judgement(verdict=Verdict.WARN, reason=reason)
        reason = message("{host} accepts the session, grants the subscriptions and answers.", host=service.host)
        return Judgement(verdict=Verdict.PASS, reason=reason)


async def certificate_trouble(certificate: Path, target: Endpoint, *, limit: float) -> Observation | None:
    """Say, as an observation, why a client certificate cannot be used; None when it can. Reads the file, and connects nowhere."""
    watch = Stopwatch()
    try:
        await run_abandonable(lambda: check_client_certificate(certificate), limit=limit, name="ccdiag-client-certificate")
    except ClientCertificateError as error:
        problem = error.problem
    except TimeoutError:
        problem = "missing"  # a share that is gone
    else:
        return None
    facts = MqttConnectFacts(address=target.host, client_id="", reason=f"client certificate: {problem}")
    return watch.observation(str(target), facts, Failure.UNREADABLE)


class _Opening:
    """The tries of one run of the check; each is made twice where the first is lost, or lasts as if packets were."""

    def __init__(self, context: CheckContext, address: str, certificate: Path) -> None:
        self._context = context
        self._service = context.environment.mqtt
        self._address = address
        self._certificate = certificate
        self._trust = environment_trust(self._service.trust)

    async def show(self) -> Observation:
        """Show the certificate, and return what came of it."""
        watch = Stopwatch()

        async def shake_hands(attempt: int) -> Observation:
            return await tls_handshake(
                self._address,
                self._service.port,
                role="mqtt",
                purpose="identify",
                server_name=self._service.host,
                alpn=(self._service.alpn,) if self._service.alpn else (),
                trust=self._trust,
                limits=self._context.limits,
                source=self._context.source,
                client_certificate=self._certificate,
                attempt=attempt,
            )

        *before, last = await tried_twice(shake_hands, patience=self._context.limits.second_try, is_lost=_is_lost)
        given_up = TlsFacts(role="mqtt", purpose="identify", address=self._address, port=self._service.port)
        for seen in before:
            self._context.record(seen or watch.observation(self._target, given_up, Failure.DEADLINE))
        assert last is not None
        return self._context.record(last)

    async def use(self) -> list[Observation]:
        """Open a session and use it to its end; return what came of each try."""
        watch = Stopwatch()
        *before, last = await tried_twice(
            self._session, patience=self._context.limits.second_try, is_lost=lambda seen: any(_is_lost(one) for one in seen)
        )
        given_up = MqttConnectFacts(address=self._address, client_id="")
        tries = [seen or [watch.observation(self._target, given_up, Failure.DEADLINE)] for seen in before]
        return [observation for seen in (*tries, last or []) for observation in seen]

    @property
    def _target(self) -> str:
        return str(Endpoint(self._address, self._service.port))

    async def _session(self, attempt: int) -> list[Observation]:
        async with open_session(
            self._address,
            self._service.port,
            server_name=self._service.host,
            trust=self._trust,
            alpn=self._service.alpn,
            client_certificate=self._certificate,
            limits=self._context.limits,
            source=self._context.source,
        ) as session:
            opening = session.opening
            if isinstance(opening.facts, MqttConnectFacts):
                opening = replace(opening, facts=replace(opening.facts, attempt=attempt))
            if opening.failure is not None:
                return [opening]
            return [opening, *await _used(session, self._service.topics, attempt)]


def _is_lost(seen: Observation) -> bool:
    return seen.failure in _TRANSIENT


async def _used(session: MqttConnection, topics: Sequence[str], attempt: int) -> list[Observation]:
    granted = await asyncio.gather(*(session.subscribe(topic) for topic in topics))
    # A session that ended at a subscription has been told of; a silent one is tried anew first, and then asked whether it is there at all.
    if any(observation.failure in _ENDED for observation in granted):
        return granted
    if attempt == 1 and any(observation.failure in SILENCE for observation in granted):
        return granted
    return [*granted, await session.ping()]


def _by_attempt(seen: Seen) -> tuple[Seen, Seen]:
    """Part what was seen at tries that were repeated from what counts: the last handshake, and the last session."""
    handshakes = [place for place, observation in enumerate(seen) if isinstance(observation.facts, TlsFacts)]
    sessions = [place for place, observation in enumerate(seen) if isinstance(observation.facts, MqttConnectFacts)]
    counted = {*handshakes[-1:], *(range(sessions[-1], len(seen)) if sessions else ())}
    return (
        Seen([observation for place, observation in enumerate(seen) if place not in counted]),
        Seen([observation for place, observation in enumerate(seen) if place in counted]),
    )


def _trouble(seen: Seen, host: str) -> Message | None:
    return _handshake_trouble(seen, host) or _connect_trouble(seen, host) or _use_trouble(seen, host)


def _without_certificate(results: Mapping[CheckId, CheckResult]) -> Judgement:
    tls = results.get("mqtt.tls")
    if tls is None or tls.verdict not in {Verdict.PASS, Verdict.WARN}:
        reason = message(
            "The handshake did not show whether the service is reached, and without a client certificate no session is tried. See at the "
            "encryption of the MQTT service what to do."
        )
        return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.INFERRED, reason=reason)
    reason = message(
        "The handshake shows that the service is reached; the session itself was not tried, because the environment has no client "
        "certificate."
    )
    return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=reason)


def _unreadable(observation: Observation, path: str) -> Message:
    facts = observation.facts
    if not isinstance(facts, MqttConnectFacts) or not (facts.reason or "").startswith("client certificate"):
        return message("The trusted roots that the environment names could not be read. Check the file that “trust” names there.")
    if facts.reason == "client certificate: encrypted":
        return message(
            "The key in {path} is encrypted, and passwords are never asked for: give a PEM file with an unencrypted key.", path=path
        )
    if facts.reason == "client certificate: missing":
        return message(
            "The client certificate {path} cannot be read. Check its path in the environment file, and who may read it.", path=path
        )
    return message("{path} holds no certificate with its own key in PEM. Give a file with both.", path=path)


def _handshake_trouble(seen: Seen, host: str) -> Message | None:
    for observation, facts in seen.of(TlsFacts):
        if facts.client_certificate_sent and facts.alert is not None:
            return message("{host} refuses the client certificate ({alert}).", host=host, alert=facts.alert)
        if facts.client_certificate_sent and observation.failure in _ENDED:
            return message(
                "{host} ends the connection once the client certificate is shown, without saying why; it probably refuses it.", host=host
            )
        wrong = trouble(observation, facts, host)
        if wrong is not None:
            return wrong
    return None


def _connect_trouble(seen: Seen, host: str) -> Message | None:
    for observation, facts in seen.of(MqttConnectFacts):
        failure = observation.failure
        if failure is Failure.MQTT_REFUSED:
            return message(
                "{host} refuses the session: {reason} (code {code}).", host=host, reason=facts.reason or "?", code=facts.reason_code or 0
            )
        if failure in SILENCE:
            return message("{host} does not answer the beginning of the session.", host=host)
        if failure is Failure.TLS_ALERT:
            return message("{host} refuses the client certificate once the session begins.", host=host)
        if failure in _ENDED:
            return message(
                "The connection ends when the session begins; perhaps the certificate does not allow a client of ccdiag's name. "
                "{host} or something on the way ends it.",
                host=host,
            )
        if failure is Failure.MQTT_PROTOCOL:
            return message("What {host} answers is not MQTT 3.1.1.", host=host)
        if failure is not None:
            return message("The connection to {host} worked a moment ago, and now fails.", host=host)
    return None


def _use_trouble(seen: Seen, host: str) -> Message | None:
    for observation, facts in seen.of(MqttSubscribeFacts):
        if observation.failure is Failure.MQTT_REFUSED:
            return message("{host} refuses the topic {topic}.", host=host, topic=facts.topic)
    for observation, facts in seen.of(MqttSubscribeFacts):
        if observation.failure in SILENCE:
            return message("{host} does not answer the subscription to {topic}.", host=host, topic=facts.topic)
        if observation.failure is not None:
            return message("The session ends at the subscription to {topic}.", topic=facts.topic)
    for observation, _ in seen.of(MqttPingFacts):
        if observation.failure in SILENCE:
            return message("{host} accepts the session, and then does not answer a ping.", host=host)
        if observation.failure is not None:
            return message("The session with {host} is cut off.", host=host)
    return None
