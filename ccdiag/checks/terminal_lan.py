"""terminal.lan: whether the terminal is there, seen from this laptop."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Interface, IPv6Interface, ip_address, ip_interface

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.presence import look_at
from ccdiag.checks.questions import ask_terminal_ip
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import is_address
from ccdiag.model.facts import InterfaceFacts, NeighbourFacts, PingFacts, RouteFacts, SubnetFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch

_MARGIN = 0.5
"""Seconds beyond the limits of the probes, so that they end by themselves."""
_LIMITED_BROADCAST = IPv4Address("255.255.255.255")


class TerminalLan(Check):
    """Subnet, neighbour table and ping; no port is touched."""

    id = "terminal.lan"
    title = message("The terminal on the network")
    purpose = message("Is the terminal there, on the same network as this laptop?")
    place = Place.TERMINAL
    needs = ("network.interface",)
    asks_of_case = ("terminal.ip", "terminal.prefix")
    limit = 12.8

    def limit_for(self, situation: Situation) -> float:
        """Allow for a neighbour that was known before, which takes longest to be given up, and is then asked once more."""
        limits = situation.limits
        return max(limits.neighbour_stale + limits.neighbour, limits.ping) + _MARGIN

    def skip(self, situation: Situation) -> Skip | None:
        """Skip a terminal that a laptop cannot see, or whose address is not known."""
        return skip_without_address(situation)

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the terminal."""
        return (context.case.terminal.ip,) if context.case.terminal.ip else ()

    async def observe(self, context: CheckContext) -> None:
        """Compare subnets, then look at the terminal."""
        terminal = context.case.terminal
        assert terminal.ip is not None
        if _is_nobodys(terminal.ip):
            return
        watch = Stopwatch()
        own = _own_addresses(context.seen("network.interface"))
        facts = subnet(terminal.ip, terminal.prefix, own)
        near = facts.same_subnet
        # Where the system did not say its own addresses, nothing is known of the terminal's subnet, and silence there proves nothing.
        if own or near:
            context.record(watch.observation(f"subnet of {terminal.ip}", facts))
        if _is_the_subnets(facts):
            return  # whoever answers there is not the terminal
        await look_at(context, terminal.ip, role="terminal", neighbour_limit=context.limits.neighbour_stale, on_own_subnet=near)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge: any answer shows the terminal; only an unanswered question on the own subnet shows that it is not there."""
        address = situation.case.terminal.ip or ""
        where = next((facts for _, facts in seen.of(SubnetFacts)), None)
        if where is not None and _is_own(where):
            reason = message("{address} is this laptop's own address; the terminal must have another.", address=address)
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason, question=ask_terminal_ip())
        if _is_nobodys(address) or (where is not None and _is_the_subnets(where)):
            reason = message(
                "{address} is no address that a device can have on this network; the terminal must have another.", address=address
            )
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason, question=ask_terminal_ip())
        hardware = {found for _, facts in seen.of(NeighbourFacts) for found in facts.hardware_addresses}
        if len(hardware) > 1:
            reason = message("Two machines answer for {address}: {hardware}.", address=address, hardware=", ".join(sorted(hardware)))
            return Judgement(verdict=Verdict.FAIL, reason=reason)
        if _is_gateway(address, results):
            reason = message("{address} is the gateway of this laptop, a router; the terminal must have another address.", address=address)
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason, question=ask_terminal_ip())
        ping = next((facts for _, facts in seen.of(PingFacts) if facts.received), None)
        blind = conflict_unseen(seen)
        if ping is not None:
            return _answers(address, ping, where, blind=blind)
        unpinged = any(observation.failure is Failure.NOT_PERMITTED for observation, _ in seen.of(PingFacts))
        if where is not None and not where.same_subnet:
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=_in_another_subnet(address, unpinged=unpinged))
        states = {facts.state for _, facts in seen.of(NeighbourFacts)}
        if "present" in states:
            return Judgement(verdict=Verdict.PASS, reason=_there(address, unpinged=unpinged))
        if (tunnel := _tunnel_to(address, results)) is not None:
            reason = message(
                "This laptop's way to {address} leads into a VPN ({interface}), so whether it is on the shop's network cannot be told.",
                address=address,
                interface=tunnel,
            )
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
        if "absent" in states:
            return Judgement(verdict=Verdict.FAIL, reason=_absent(address, unpinged=unpinged))
        return _untold(address, seen, blind=blind, unpinged=unpinged)


def skip_without_address(situation: Situation) -> Skip | None:
    """Say why a terminal cannot be looked at from here: it is on a SIM card, or its address is not known."""
    terminal = situation.case.terminal
    if terminal.link == "sim":
        return Skip(message("The terminal has a SIM card; it cannot be seen from a laptop."))
    if not terminal.ip:
        return Skip(message("The terminal's IP address is not known."), ask_terminal_ip())
    if not is_address(terminal.ip):
        return Skip(message("“{address}” is not an IP address.", address=terminal.ip), ask_terminal_ip())
    return None


def subnet(address: str, stated_prefix: int | None, own: list[IPv4Interface | IPv6Interface]) -> SubnetFacts:
    """Compare an address with the subnets of this laptop's addresses.

    Raises ValueError when it is no address.
    """
    wanted = ip_address(address.split("%", maxsplit=1)[0])
    around = [mine for mine in own if mine.version == wanted.version and wanted in mine.network]
    return SubnetFacts(
        address=address,
        same_subnet=bool(around) or wanted.is_loopback,
        laptop_addresses=tuple(str(mine) for mine in around or own),
        stated_prefix_differs=stated_prefix is not None
        and bool(around)
        and all(mine.network.prefixlen != stated_prefix for mine in around),
    )


def _own_addresses(seen: Seen) -> list[IPv4Interface | IPv6Interface]:
    return [ip_interface(address) for _, facts in seen.of(InterfaceFacts) if facts.up for address in facts.addresses]


def _is_nobodys(address: str) -> bool:
    """Whether no single device anywhere has this address: RFC 1122, 3.2.1.3, and multicast."""
    wanted = ip_address(address.split("%", maxsplit=1)[0])
    return wanted.is_unspecified or wanted.is_multicast or wanted == _LIMITED_BROADCAST


def _is_the_subnets(where: SubnetFacts) -> bool:
    """Whether it is the first or the last address of this laptop's own IPv4 subnet; of two addresses both can be had (RFC 3021)."""
    wanted = ip_address(where.address.split("%", maxsplit=1)[0])
    if not where.same_subnet or wanted.version != 4 or wanted.is_loopback:  # noqa: PLR2004  # the version's number
        return False
    networks = [ip_interface(mine).network for mine in where.laptop_addresses]
    return any(network.num_addresses > 2 and wanted in {network[0], network[-1]} for network in networks)  # noqa: PLR2004  # likewise


def _is_gateway(address: str, results: Mapping[CheckId, CheckResult]) -> bool:
    """Whether the address is that of the router by which this laptop's traffic leaves."""
    interface = results.get("network.interface")
    ways = [one.facts for one in interface.observations if isinstance(one.facts, RouteFacts)] if interface is not None else []
    return any(way.gateway is not None and way.interface_kind != "vpn" and _same(way.gateway, address) for way in ways)


def _same(one: str, other: str) -> bool:
    return is_address(one) and ip_address(one.split("%", maxsplit=1)[0]) == ip_address(other.split("%", maxsplit=1)[0])


def _tunnel_to(address: str, results: Mapping[CheckId, CheckResult]) -> str | None:
    """Name the VPN that takes what is sent to the terminal; some take the shop's own network too."""
    interface = results.get("network.interface")
    ways = [one.facts for one in interface.observations if isinstance(one.facts, RouteFacts)] if interface is not None else []
    return next((way.interface or "?" for way in ways if way.destination == address and way.interface_kind == "vpn"), None)


def _is_own(where: SubnetFacts) -> bool:
    wanted = ip_address(where.address.split("%", maxsplit=1)[0])
    return not wanted.is_loopback and any(ip_interface(mine).ip == wanted for mine in where.laptop_addresses)


def _untold(address: str, seen: Seen, *, blind: bool, unpinged: bool) -> Judgement:
    """Judge where nobody answered, and nobody was asked in a way that would prove anything."""
    silence = _silence(address, unpinged=unpinged)
    heard = next((facts.last_heard_s for _, facts in seen.of(NeighbourFacts) if facts.last_heard_s is not None), None)
    if heard is None:
        reason = message(
            "{silence} This laptop cannot tell whether it is there. Look whether the terminal shows its usual screen, plug this laptop "
            "into the terminal's own switch, and test again.",
            silence=silence,
        )
        return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason)
    reason = message(
        "{silence} It was on the network {seconds} s ago; whether it still is, this laptop cannot tell yet.",
        silence=silence,
        seconds=round(heard),
    )
    if blind:
        reason = message("{reason} With administrator rights it would be asked for again at once.", reason=reason)
    return Judgement(verdict=Verdict.WARN, reason=reason)


def _silence(address: str, *, unpinged: bool) -> Message:
    """Say what came of pinging, or why nobody pinged."""
    if unpinged:
        return message("This user may not ping {address}; with administrator rights it would be tried.", address=address)
    return message("{address} does not answer ping.", address=address)


def _there(address: str, *, unpinged: bool) -> Message:
    if unpinged:
        return message("{address} is there; this user may not ping it.", address=address)
    return message("{address} is there; it does not answer ping.", address=address)


def _absent(address: str, *, unpinged: bool) -> Message:
    if unpinged:
        return message("Nobody answers for {address}: asked for on the own network.", address=address)
    return message("Nobody answers for {address}: asked for on the own network, and by ping.", address=address)


def _in_another_subnet(address: str, *, unpinged: bool) -> Message:
    if unpinged:
        return message(
            "{address} is in another subnet than this laptop, and this user may not ping it; with administrator rights it would be tried. "
            "Plug this laptop into the terminal's own switch, or join its Wi-Fi, and test again.",
            address=address,
        )
    return message(
        "{address} is in another subnet than this laptop and does not answer ping, which may be filtered on the way. "
        "Plug this laptop into the terminal's own switch, or join its Wi-Fi, and test again.",
        address=address,
    )


def conflict_unseen(seen: Iterable[Observation]) -> bool:
    """Whether a second machine with the terminal's address would have been heard by somebody with more rights, and not by us."""
    return any(isinstance(one.facts, NeighbourFacts) and one.facts.conflict_would_show is False for one in seen)


def with_limits(reason: Message) -> Message:
    """Say what somebody with more rights would see as well; for what is uncertain or wrong, since each healthy run would say it."""
    return message("{reason} Whether a second device has the same address shows only with administrator rights.", reason=reason)


def _answers(address: str, ping: PingFacts, where: SubnetFacts | None, *, blind: bool) -> Judgement:
    if ping.received < ping.sent:
        reason = message("{address} answers only {received} of {sent} pings.", address=address, received=ping.received, sent=ping.sent)
        return Judgement(verdict=Verdict.WARN, reason=with_limits(reason) if blind else reason)
    if where is not None and where.stated_prefix_differs:
        reason = message("{address} answers; the prefix length stated for it is not this laptop's.", address=address)
        return Judgement(verdict=Verdict.WARN, reason=reason)
    if where is not None and not where.same_subnet:
        reason = message("{address} answers, from another subnet than this laptop's: it may take another way outside.", address=address)
        return Judgement(verdict=Verdict.PASS, reason=reason)
    reason = message("{address} answers within {milliseconds} ms.", address=address, milliseconds=round(ping.rtt_ms or 0, 1))
    return Judgement(verdict=Verdict.PASS, reason=reason)
