"""Whether large packets get through: a handshake that stalls is tried again with small ones."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.mqtt_handshake import is_shown
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import TlsFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.tls import Purpose, tls_handshake
from ccdiag.probes.trust import NO_TRUST

# RFC 879: every IPv4 path must carry 576 bytes, 40 of which are headers; no path is known that carries less.
_SMALL_SEGMENT = 536


class NetworkPathMtu(Check):
    """Looks for a path that swallows large packets without saying so (RFC 2923, 2.1).

    The place is the shop's network: such paths begin mostly at its own router, with PPPoE or a tunnel behind it.
    """

    id: ClassVar[CheckId] = "network.path_mtu"
    title = message("Large packets")
    place = Place.SHOP_NETWORK
    needs: ClassVar[tuple[CheckId, ...]] = ("mqtt.tcp",)
    after: ClassVar[tuple[CheckId, ...]] = ("mqtt.tls",)
    only_for_2_0 = True
    limit = 9.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the address whose handshake stalled."""
        stalled = _stalled(context.seen("mqtt.tls"))
        return (stalled[0].target,) if stalled else ()

    async def observe(self, context: CheckContext) -> None:
        """Repeat a stalled handshake with small segments, and beside it as it was: it may have been bad luck."""
        stalled = _stalled(context.seen("mqtt.tls"))
        if not stalled:
            return
        facts = stalled[0].facts
        assert isinstance(facts, TlsFacts)

        async def repeat(purpose: Purpose, maximum_segment: int | None) -> None:
            context.record(
                await tls_handshake(
                    facts.address,
                    facts.port,
                    role=facts.role,
                    purpose=purpose,
                    server_name=facts.server_name,
                    alpn=facts.alpn_offered,
                    # Whose certificate it is does not matter here: it is a large packet that arrives or does not.
                    trust=NO_TRUST,
                    limits=context.limits,
                    source=context.source,
                    maximum_segment=maximum_segment,
                    attempt=1 if maximum_segment else 2,
                )
            )

        await asyncio.gather(repeat("small_segments", _SMALL_SEGMENT), repeat("unverified", None))

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Fail when only small packets get through."""
        handshakes = results["mqtt.tls"].observations if "mqtt.tls" in results else ()
        if not any(isinstance(observation.facts, TlsFacts) for observation in handshakes):
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=message("No handshake was seen that could have stalled."))
        repeated = seen.of(TlsFacts)
        small = [one for one in repeated if one[1].purpose == "small_segments"]
        if not small:
            return Judgement(verdict=Verdict.PASS, reason=message("No handshake stalled, so large packets get through."))
        observation, facts = small[0]
        target = observation.target
        if is_shown(facts):
            if any(is_shown(other) for _, other in repeated if other.purpose == "unverified"):
                reason = message("The handshake with {target} stalled once, and then worked: the connection is unstable.", target=target)
                return Judgement(verdict=Verdict.WARN, reason=reason)
            reason = message(
                "The handshake with {target} stalls with large packets and works with small ones: something on the way swallows them.",
                target=target,
            )
            return Judgement(verdict=Verdict.FAIL, reason=reason)
        if observation.failure in SILENCE:
            reason = message("The handshake with {target} stalls with small packets as well, so size is not the reason.", target=target)
            return Judgement(verdict=Verdict.PASS, reason=reason)
        if observation.failure is Failure.UNSUPPORTED:
            reason = message("The handshake with {target} stalls, and this system has no way to try it with small packets.", target=target)
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
        reason = message("The handshake with {target} stalled, and ended otherwise when it was tried with small packets.", target=target)
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)


def _stalled(handshakes: Seen) -> list[Observation]:
    """Return the handshakes that went silent after the connection stood."""
    return [
        observation
        for observation, facts in handshakes.of(TlsFacts)
        if facts.purpose == "identify" and observation.failure in SILENCE and facts.stage != "connecting"
    ]
