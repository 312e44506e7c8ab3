"""Whether the MQTT service is the right one, and the network lets TLS and its protocol through."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.control_host import control_address
from ccdiag.checks.mqtt_handshake import is_let_through, is_shown, is_stalled, trouble
from ccdiag.checks.second_try import tried_twice
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tls import Purpose, tls_handshake
from ccdiag.probes.trust import LAPTOP_TRUST, NO_TRUST, TLS_1_2_ONLY, TLS_1_2_TO_1_3, Trust, Versions, environment_trust

Shaken = tuple[Observation, TlsFacts]
_CUT_SHORT = frozenset({Failure.RESET, Failure.CLOSED})


class MqttTls(Check):
    """Shakes hands with every address that answers, then looks closer at one.

    Few connections on purpose: one an address, four or five more to a single address, and one to the control host. A burst of
    handshakes meets the rate limits of firewalls and of the service, and what is dropped then looks like a fault. Where a handshake
    stalls, the second try and the control host come beside it, since one after another they would take a quarter of a minute.
    """

    id: ClassVar[CheckId] = "mqtt.tls"
    title = message("Encryption of the MQTT service")
    purpose = message("Does the encrypted connection arrive unopened, with a certificate that the terminal trusts?")
    place = Place.AWS_IOT
    needs: ClassVar[tuple[CheckId, ...]] = ("mqtt.tcp",)
    only_for_2_0 = True
    # A stalled handshake and the closer look after it; each part has limits of its own.
    limit = 14.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the addresses that answered."""
        return tuple(observation.target for observation in _answering(context))

    async def observe(self, context: CheckContext) -> None:
        """Identify the service at each address, then tell apart what can be told."""
        addresses = [observation.facts.address for observation in _answering(context) if isinstance(observation.facts, TcpFacts)]
        shakes = _Shakes(context)
        try:
            identified = list(await asyncio.gather(*(shakes.identify(address) for address in dict.fromkeys(addresses))))
            if not identified:
                return
            if all(_may_be_bad_luck(*one) for one in identified):
                # Once more, at one address: a single reset is bad luck, two are a rule.
                identified.append(await shakes.identify_again(identified[0][1].address))
            chosen = next((one for one in identified if is_shown(one[1])), identified[-1])
            closer: list[Awaitable[object]] = []
            if is_shown(chosen[1]):
                closer.append(shakes.look_closer(chosen))
            if not is_let_through(*chosen):
                closer.append(shakes.compare_control(chosen[1]))
            if is_shown(chosen[1]):
                # Where another address works, a second time tells bad luck from an address that is dead to the terminal.
                closer += [shakes.identify_again(address) for address in _ended_once(identified)]
            await asyncio.gather(*closer)
        finally:
            await shakes.leave_control()

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Pass when the chain is good and the protocol is chosen; a server that then wants a certificate is as it should be."""
        identified = [(observation, facts) for observation, facts in seen.of(TlsFacts) if facts.purpose == "identify"]
        last = {facts.address: (observation, facts) for observation, facts in identified}
        if not last:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("No handshake with the MQTT service was seen. Test again, with more time (--deadline)."),
            )
        if any(observation.failure is Failure.UNREADABLE for observation, _ in last.values()):
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("The trusted roots that the environment names could not be read. Check the file that “trust” names there."),
            )
        host = situation.environment.mqtt.host
        troubles = {address: trouble(*one, host) for address, one in last.items()}
        good = [last[address][1] for address, found in troubles.items() if found is None]
        bad = [found for found in troubles.values() if found is not None]
        if not good:
            return Judgement(verdict=Verdict.FAIL, reason=bad[0])
        if bad:
            reason = message(
                "{good} of {all} addresses of {host} shake hands as they should; {address} does not.",
                good=len(good),
                all=len(last),
                host=host,
                address=next(address for address, found in troubles.items() if found is not None),
            )
            return Judgement(verdict=Verdict.WARN, reason=reason)
        return _judge_good(good, host, situation)


def _judge_good(good: Sequence[TlsFacts], host: str, situation: Situation) -> Judgement:
    soonest = min((facts.days_left for facts in good if facts.days_left is not None), default=None)
    if soonest is not None and soonest < situation.limits.expires_soon_days:
        reason = message("The certificate of {host} is good, but expires in {days} days.", host=host, days=int(soonest))
        return Judgement(verdict=Verdict.WARN, reason=reason)
    if any(facts.attempt > 1 for facts in good):
        reason = message("The handshake with {host} failed once, and then worked: the connection is unstable.", host=host)
        return Judgement(verdict=Verdict.WARN, reason=reason)
    if any(facts.client_certificate_requested or facts.alert or facts.after_handshake == "closed" for facts in good):
        reason = message(
            "The certificate and the protocol of {host} are right: the network lets the terminal through. "
            "The terminal's own certificate is untested.",
            host=host,
        )
        return Judgement(verdict=Verdict.PASS, reason=reason)
    return Judgement(verdict=Verdict.PASS, reason=message("The certificate and the protocol of {host} are right.", host=host))


def _ended_once(identified: Sequence[Shaken]) -> list[str]:
    """List the addresses where the one handshake that was tried was ended."""
    again = {facts.address for _, facts in identified if facts.attempt > 1}
    return [
        facts.address
        for seen, facts in identified
        if facts.address not in again and facts.stage != "connecting" and _may_be_bad_luck(seen, facts)
    ]


def _may_be_bad_luck(observation: Observation, facts: TlsFacts) -> bool:
    """Whether a handshake was cut short, or not even a connection stood where one had stood a moment before."""
    return not is_shown(facts) and (
        observation.failure in _CUT_SHORT or (facts.stage == "connecting" and observation.failure is not Failure.UNREADABLE)
    )


def _answering(context: CheckContext) -> list[Observation]:
    seen = context.seen("mqtt.tcp").of(TcpFacts)
    return [observation for observation, facts in seen if observation.failure is None and facts.role == "mqtt"]


class _Shakes:
    """The handshakes of one run of the check."""

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        service = context.environment.mqtt
        self._host = service.host
        self._port = service.port
        # An environment without a protocol name speaks MQTT without ALPN.
        self._alpn = (service.alpn,) if service.alpn else ()
        self._bundle = environment_trust(service.trust)
        self._stalled: str | None = None
        """The first address that stalled."""
        self._control: asyncio.Task[Observation | None] | None = None
        # The connection was seen to work: what looks closer need not wait long for another.
        self._closer_limits = replace(
            context.limits, connect=context.limits.second_connect, handshake=min(context.limits.handshake, context.limits.closer_handshake)
        )

    async def identify(self, address: str) -> Shaken:
        """Shake hands as a terminal would, but for the certificate of its own; where it stalls, a second time beside it.

        The second time only at the first address that stalls, and what tells the causes apart is asked from then on.
        """
        watch, over = Stopwatch(), asyncio.Event()

        def stalls() -> None:
            self._context.meanwhile.stalls.begin(self._asked(address))
            self._context.meanwhile.loss.set()
            self._stalled = self._stalled or address
            if self._stalled == address:
                over.set()
                self._begin_control()

        def is_lost(seen: Observation) -> bool:
            if is_stalled(seen):
                stalls()
                return self._stalled == address
            return False

        async def shake_hands(attempt: int) -> Observation:
            seen = await self._seen(address, "identify", self._alpn, self._bundle, attempt=attempt, when_stalled=stalls)
            if not is_stalled(seen):
                self._context.meanwhile.stalls.end(address)
            return seen

        *before, last = await tried_twice(shake_hands, patience=over, is_lost=is_lost)
        for seen in before:
            self._record(seen or watch.observation(str(Endpoint(address, self._port)), self._asked(address), Failure.DEADLINE))
        assert last is not None
        return self._found(*self._record(last))

    async def identify_again(self, address: str) -> Shaken:
        """Shake hands once more where it was ended."""
        return self._found(*await self._shake(address, "identify", self._alpn, self._bundle, attempt=2))

    def _found(self, observation: Observation, facts: TlsFacts) -> Shaken:
        """Let those that need a good handshake begin, which is not to wait for the closer look."""
        if trouble(observation, facts, self._host) is None:
            self._context.meanwhile.find_good("mqtt.tls", facts.address)
        return observation, facts

    async def look_closer(self, identified: Shaken) -> None:
        """Ask the questions that tell an inspecting firewall, stripped ALPN and an old server apart."""
        observation, facts = identified
        at = facts.address
        asked: list[Awaitable[Shaken]] = [
            self._shake(at, "laptop_trust", self._alpn, LAPTOP_TRUST),
            self._shake(at, "alpn_http", ("http/1.1",), self._bundle),
            self._shake(at, "tls_1_2", self._alpn, self._bundle, TLS_1_2_ONLY),
        ]
        if self._alpn:
            asked.append(self._shake(at, "alpn_none", (), self._bundle))
        if observation.failure is Failure.TLS_UNTRUSTED:
            asked.append(self._shake(at, "unverified", self._alpn, NO_TRUST))
        await asyncio.gather(*asked)

    async def compare_control(self, mqtt: TlsFacts) -> None:
        """Shake hands with the control host, to tell this name from everything on the way."""
        seen = await self._begin_control()
        if seen is None:
            return
        if isinstance(seen.facts, TlsFacts) and seen.facts.issuer and mqtt.issuer:
            seen = replace(seen, facts=replace(seen.facts, same_issuer_as_mqtt=seen.facts.issuer == mqtt.issuer))
        self._context.record(seen)

    async def leave_control(self) -> None:
        """Let go of a comparison that was begun and is not needed."""
        if self._control is not None:
            self._control.cancel()
            await asyncio.gather(self._control, return_exceptions=True)

    def _begin_control(self) -> "asyncio.Task[Observation | None]":
        if self._control is None:
            self._control = asyncio.create_task(self._control_seen(), name="ccdiag-control")
        return self._control

    async def _control_seen(self) -> Observation | None:
        """Shake hands with the control host; None where there is none, or it takes too long."""
        # What the comparison brings is welcome, but the check does not depend on it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._context.limits.connect + self._context.limits.handshake):
                control = await control_address(self._context)
                if control is not None:
                    endpoint, address = control
                    return await tls_handshake(
                        address,
                        endpoint.port,
                        role="control",
                        purpose="control",
                        server_name=endpoint.host,
                        alpn=(),
                        trust=NO_TRUST,
                        limits=self._closer_limits,
                        source=self._context.source,
                    )
        return None

    async def _shake(
        self,
        address: str,
        purpose: Purpose,
        alpn: tuple[str, ...],
        trust: Trust,
        versions: Versions = TLS_1_2_TO_1_3,
        *,
        attempt: int = 1,
    ) -> Shaken:
        return self._record(await self._seen(address, purpose, alpn, trust, versions, attempt=attempt))

    def _record(self, seen: Observation) -> Shaken:
        recorded = self._context.record(seen)
        assert isinstance(recorded.facts, TlsFacts)
        return recorded, recorded.facts

    def _asked(self, address: str) -> TlsFacts:
        """Return what is asked of an address, as far as it is known before an answer."""
        return TlsFacts(
            role="mqtt",
            purpose="identify",
            address=address,
            port=self._port,
            server_name=self._host,
            alpn_offered=self._alpn,
            stage="hello_sent",
        )

    async def _seen(
        self,
        address: str,
        purpose: Purpose,
        alpn: tuple[str, ...],
        trust: Trust,
        versions: Versions = TLS_1_2_TO_1_3,
        *,
        attempt: int = 1,
        when_stalled: Callable[[], None] = lambda: None,
    ) -> Observation:
        return await tls_handshake(
            address,
            self._port,
            role="mqtt",
            purpose=purpose,
            server_name=self._host,
            alpn=alpn,
            trust=trust,
            limits=self._context.limits if purpose == "identify" else self._closer_limits,
            source=self._context.source,
            versions=versions,
            attempt=attempt,
            when_stalled=when_stalled,
        )
