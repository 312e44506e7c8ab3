"""Whether large packets get through: a handshake that stalls is tried again with small ones."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.mqtt_handshake import is_shown, is_stalled
from ccdiag.checks.second_try import until_either
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import TlsFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.tls import tls_handshake
from ccdiag.probes.trust import NO_TRUST

# RFC 879: every IPv4 path must carry 576 bytes, 40 of which are headers; no path is known that carries less.
_SMALL_SEGMENT = 536


class NetworkPathMtu(Check):
    """Looks for a path that swallows large packets without saying so (RFC 2923, 2.1).

    The place is the shop's network: such paths begin mostly at its own router, with PPPoE or a tunnel behind it.
    """

    id: ClassVar[CheckId] = "network.path_mtu"
    title = message("Large packets")
    purpose = message("Do large packets get through, or do they disappear on the way?")
    place = Place.SHOP_NETWORK
    needs: ClassVar[tuple[CheckId, ...]] = ("mqtt.tcp",)
    beside: ClassVar[tuple[CheckId, ...]] = ("mqtt.tls",)
    only_for_2_0 = True
    # As long as the handshakes that it looks at, and one of its own.
    limit = 22.0

    async def observe(self, context: CheckContext) -> None:
        """As soon as a handshake stalls, try it with small segments; stop where it goes on after all."""
        stalls = context.meanwhile.stalls
        ended = asyncio.create_task(context.meanwhile.ended("mqtt.tls"))
        try:
            while (asked := stalls.first) is not None or not ended.done():
                if asked is None:
                    await until_either(ended, stalls.changed)
                elif await _tried(asked, context):
                    return
        finally:
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Fail when only small packets get through; over IPv6 alone that is no fault, since a terminal most likely uses IPv4."""
        handshakes = results["mqtt.tls"].observations if "mqtt.tls" in results else ()
        if not any(isinstance(observation.facts, TlsFacts) for observation in handshakes):
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message(
                    "No handshake was seen that could have stalled. See at the encryption of the MQTT service why, and test again."
                ),
            )
        stalled = _stalled(handshakes)
        if not stalled:
            if (once := _stalled_once(handshakes)) is not None:
                reason = message("The handshake with {target} stalled once, and then worked: the connection is unstable.", target=once)
                return Judgement(verdict=Verdict.WARN, reason=reason)
            return Judgement(verdict=Verdict.PASS, reason=message("No handshake stalled, so large packets get through."))
        small = [one for one in seen.of(TlsFacts) if one[1].purpose == "small_segments" and one[1].address in stalled]
        if not small:
            reason = message("A handshake stalled; it was not tried with small packets to the end.")
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
        observation, facts = small[0]
        target = observation.target
        if is_shown(facts):
            if _only_over_ipv6(stalled, handshakes):
                reason = message(
                    "Over IPv6 the handshake with {target} stalls with large packets and works with small ones; over IPv4 large packets "
                    "get through.",
                    target=target,
                )
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
            reason = message(
                "The handshake with {target} stalls, and this system has no way to try it with small packets. Try on another network, for "
                "example a phone's hotspot.",
                target=target,
            )
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
        reason = message(
            "The handshake with {target} stalled, and ended otherwise when it was tried with small packets. Test again; if it differs each "
            "time, try on another network, for example a phone's hotspot.",
            target=target,
        )
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)


async def _tried(asked: TlsFacts, context: CheckContext) -> bool:
    """Repeat a handshake with small segments and record it; False where the handshake went on meanwhile, and this one was given up."""
    stalls = context.meanwhile.stalls
    trying = asyncio.create_task(
        tls_handshake(
            asked.address,
            asked.port,
            role=asked.role,
            purpose="small_segments",
            server_name=asked.server_name,
            alpn=asked.alpn_offered,
            # Whose certificate it is does not matter here: it is a large packet that arrives or does not.
            trust=NO_TRUST,
            limits=context.limits,
            source=context.source,
            maximum_segment=_SMALL_SEGMENT,
        )
    )
    try:
        while asked.address in stalls and not trying.done():
            await until_either(trying, stalls.changed)
        if not trying.done():
            return False
        context.record(trying.result())
        return True
    finally:
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)


def _identified(handshakes: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Return the handshakes that count, by their address."""
    found: dict[str, list[Observation]] = {}
    for observation in handshakes:
        if isinstance(observation.facts, TlsFacts) and observation.facts.purpose == "identify":
            found.setdefault(observation.facts.address, []).append(observation)
    return found


def _stalled(handshakes: Iterable[Observation]) -> frozenset[str]:
    """Return the addresses where each handshake went silent after the connection stood."""
    return frozenset(address for address, tries in _identified(handshakes).items() if is_stalled(tries[-1]))


def _only_over_ipv6(stalled: frozenset[str], handshakes: Iterable[Observation]) -> bool:
    shown = (
        address for address, tries in _identified(handshakes).items() if isinstance(tries[-1].facts, TlsFacts) and is_shown(tries[-1].facts)
    )
    return all(":" in address for address in stalled) and any(":" not in address for address in shown)


def _stalled_once(handshakes: Iterable[Observation]) -> str | None:
    """Name one that stalled and then worked."""
    found = (
        tries[-1]
        for tries in _identified(handshakes).values()
        if any(is_stalled(before) for before in tries[:-1]) and isinstance(tries[-1].facts, TlsFacts) and is_shown(tries[-1].facts)
    )
    return next((observation.target for observation in found), None)
