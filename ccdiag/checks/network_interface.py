"""network.interface: whether this laptop has a network, and which way its traffic goes."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_interface

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.presence import look_at
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import is_address
from ccdiag.model.facts import InterfaceFacts, NeighbourFacts, PingFacts, RouteFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.interfaces import interfaces, zone_of
from ccdiag.probes.routes import DEFAULT_DESTINATIONS, default_routes, route_to

_DOCUMENTATION = ("192.0.2.1", "198.51.100.1", "203.0.113.1")
"""RFC 5737: addresses that stand for the outside when only names are known; nothing is sent to them."""
_READING = 2.0
"""Seconds to read interfaces and routes, which takes milliseconds; a hanging driver must not hang the check."""
_MARGIN = 0.5
"""Seconds beyond the limits of the probes, so that they end by themselves."""


class NetworkInterface(Check):
    """Interfaces, routes and the gateway; several interfaces and a VPN are told of."""

    id = "network.interface"
    title = message("This laptop's network")
    purpose = message("Has this laptop a network, and is the shop's router there?")
    place = Place.LAPTOP
    limit = 10.1

    def limit_for(self, situation: Situation) -> float:
        """Allow for the gateway's neighbour look, which takes longest when nobody answers and is then done twice."""
        return _READING + max(2 * situation.limits.neighbour, situation.limits.ping) + _MARGIN

    async def observe(self, context: CheckContext) -> None:
        """Read interfaces and routes, then look whether the gateway is there."""
        situation, source = context.situation, context.source

        def read() -> tuple[list[Observation], list[Observation], list[Observation]]:
            found = interfaces()
            routes = [route_to(address, source=source) for address in _destinations(situation, found)]
            defaults = default_routes(interface=situation.interface) if _leads_outside(routes) else []
            return found, routes, defaults

        try:
            found, routes, defaults = await run_abandonable(read, limit=_READING, name="ccdiag-interfaces")
        except TimeoutError:
            return  # nothing was seen, which is judged as such
        to_service = _to_service(Seen(routes), situation)
        carrying = {facts.interface for observation, facts in to_service if observation.failure is None}
        for observation in found:
            facts = observation.facts
            if isinstance(facts, InterfaceFacts) and situation.interface in {None, facts.name}:
                context.record(replace(observation, facts=replace(facts, carries_traffic=facts.name in carrying)))
        for observation in (*routes, *defaults):
            context.record(observation)
        usable = {facts.name for facts in _facts_of(found) if _usable(facts)}
        gateway = _gateway(facts for _, facts in to_service if facts.interface in usable)
        if gateway is not None:
            await look_at(context, gateway, role="gateway", neighbour_limit=context.limits.neighbour)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge by the routes to the service first, then by the gateway, then by what makes the way uncertain."""
        to_service = _to_service(seen, situation)
        if not to_service:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message(
                    "This system did not say which way its traffic goes. Look in its network settings for address and gateway, or test "
                    "from another laptop."
                ),
            )
        ways = [facts for observation, facts in to_service if observation.failure is None]
        if ways and not _leads_outside([observation for observation, _ in to_service]):
            return Judgement(verdict=Verdict.PASS, reason=message("Everything that is tested runs on this laptop itself."))
        return (
            _without_interface(seen)
            or _without_route(seen, to_service)
            or _without_gateway(seen)
            or _uncertain_way(seen, to_service)
            or _lossy(seen)
            or _good(seen, ways[0])
        )


def _destinations(situation: Situation, found: Iterable[Observation]) -> list[str]:
    """List the addresses whose way is asked for: the service's, the name servers' and the terminal's."""
    environment = situation.environment
    service = [host for host in (environment.tms.host, environment.mqtt.host, environment.tas.host) if is_address(host)]
    servers = [address for server in environment.dns.servers if (address := _server_address(server)) is not None]
    names_stay_here = bool(servers) and all(ip_address(server).is_loopback for server in servers)
    if not service and not names_stay_here:
        own = [ip_interface(address).network for facts in _facts_of(found) for address in facts.addresses]
        outside = (address for address in _DOCUMENTATION if not any(ip_address(address) in network for network in own))
        service = [next(outside, _DOCUMENTATION[0])]
    terminal = situation.case.terminal.ip
    others = [*servers, *([terminal] if terminal and is_address(terminal) else [])]
    return list(dict.fromkeys([*service, *others]))


def _facts_of(found: Iterable[Observation]) -> list[InterfaceFacts]:
    return [observation.facts for observation in found if isinstance(observation.facts, InterfaceFacts)]


def _to_service(seen: Seen, situation: Situation) -> list[tuple[Observation, RouteFacts]]:
    """Choose the routes that lead to the service; where it has names on own servers only, those to the servers."""
    environment = situation.environment
    routes = [(observation, facts) for observation, facts in seen.of(RouteFacts) if facts.destination not in DEFAULT_DESTINATIONS]
    hosts = {environment.tms.host, environment.mqtt.host, environment.tas.host, *_DOCUMENTATION}
    # A loopback address without a way (the broadcast address, say) tells nothing of the ways that lead out.
    chosen = [
        (observation, facts)
        for observation, facts in routes
        if facts.destination in hosts and not (observation.failure and ip_address(facts.destination).is_loopback)
    ]
    servers = {_server_address(server) for server in environment.dns.servers}
    return chosen or [(observation, facts) for observation, facts in routes if facts.destination in servers]


def _server_address(server: str) -> str | None:
    """Take the address out of `address`, `address:port` or `[IPv6]:port`."""
    if is_address(server):
        return server
    host = server.rpartition(":")[0].strip("[]")
    return host if is_address(host) else None


def _leads_outside(routes: Iterable[Observation]) -> bool:
    return any(isinstance(route.facts, RouteFacts) and not ip_address(route.facts.destination).is_loopback for route in routes)


def _gateway(routes: Iterable[RouteFacts]) -> str | None:
    """Choose the gateway that is looked at: IPv4 first, whose address needs no zone."""
    for facts in sorted(routes, key=lambda facts: ":" in (facts.gateway or "")):
        if not facts.gateway or facts.interface_kind == "vpn":
            continue  # a tunnel has no neighbours
        gateway = ip_address(facts.gateway)
        if gateway.is_loopback:
            continue
        if gateway.version == 6 and gateway.is_link_local:  # noqa: PLR2004  # the version's number
            zone = zone_of(facts.interface) if facts.interface else None
            return f"{gateway}%{zone}" if zone is not None else None
        return str(gateway)
    return None


def _usable(facts: InterfaceFacts) -> bool:
    """Whether it is up and has an address that a router would forward; 169.254/16 and fe80::/10 are self-assigned."""
    return facts.up and facts.kind != "loopback" and any(not ip_interface(address).is_link_local for address in facts.addresses)


def _without_interface(seen: Seen) -> Judgement | None:
    found = [facts for _, facts in seen.of(InterfaceFacts)]
    if any(_usable(facts) for facts in found):
        return None
    for facts in found:
        own = [address for address in facts.addresses if ip_interface(address).version == 4]  # noqa: PLR2004  # likewise
        if facts.up and facts.kind != "loopback" and own:
            return Judgement(
                verdict=Verdict.FAIL,
                reason=message(
                    "{interface} is connected but got no address from the network; it gave itself {address}.",
                    interface=facts.name,
                    address=own[0],
                ),
            )
    return Judgement(verdict=Verdict.FAIL, reason=message("No network interface is connected and has an address."))


def _without_route(seen: Seen, to_service: list[tuple[Observation, RouteFacts]]) -> Judgement | None:
    unreached = [facts.destination for observation, facts in to_service if observation.failure is not None]
    if not unreached:
        return None
    has_default = any(facts.destination in DEFAULT_DESTINATIONS for _, facts in seen.of(RouteFacts))
    reason = message("This laptop has no way to {destination}.", destination=unreached[0])
    # With a default route of the other family the rest of the service may well be within reach.
    return Judgement(verdict=Verdict.WARN if has_default or len(unreached) < len(to_service) else Verdict.FAIL, reason=reason)


def _without_gateway(seen: Seen) -> Judgement | None:
    """Accuse the gateway only when its neighbours asked for it and nobody answered; many gateways do not answer ping."""
    if any(facts.received for _, facts in seen.of(PingFacts)):
        return None
    absent = next((facts for _, facts in seen.of(NeighbourFacts) if facts.state == "absent"), None)
    if absent is None:
        return None
    return Judgement(
        verdict=Verdict.FAIL,
        reason=message("The gateway {gateway} is not there: asked for on the own network, and nobody answers.", gateway=absent.address),
    )


def _uncertain_way(seen: Seen, to_service: list[tuple[Observation, RouteFacts]]) -> Judgement | None:
    ways = [facts for observation, facts in to_service if observation.failure is None]
    if tunnel := next((facts for facts in ways if facts.interface_kind == "vpn"), None):
        reason = message(
            "A VPN ({interface}) carries the traffic: what is seen is its network, not the shop's.", interface=tunnel.interface or "?"
        )
        return Judgement(verdict=Verdict.WARN, reason=reason)
    usable = {facts.name for _, facts in seen.of(InterfaceFacts) if _usable(facts)}
    leading = {
        facts.interface for _, facts in seen.of(RouteFacts) if facts.destination in DEFAULT_DESTINATIONS and facts.interface in usable
    }
    if len(leading) > 1:
        reason = message(
            "Several interfaces lead outside ({interfaces}); traffic to the service leaves by {interface}.",
            interfaces=", ".join(sorted(name for name in leading if name)),
            interface=ways[0].interface or "?",
        )
        return Judgement(verdict=Verdict.WARN, reason=reason)
    return None


def _lossy(seen: Seen) -> Judgement | None:
    pinged = next((facts for _, facts in seen.of(PingFacts) if 0 < facts.received < facts.sent), None)
    if pinged is None:
        return None
    reason = message(
        "The gateway {gateway} answers only {received} of {sent} pings.", gateway=pinged.address, received=pinged.received, sent=pinged.sent
    )
    return Judgement(verdict=Verdict.WARN, reason=reason)


def _good(seen: Seen, way: RouteFacts) -> Judgement:
    values = {"interface": way.interface or "?", "address": way.source_address or "?"}
    if way.gateway is None:
        reason = message("Traffic leaves by {interface} from {address}, without a gateway.", **values)
    elif any(facts.received for _, facts in seen.of(PingFacts)) or any(facts.state == "present" for _, facts in seen.of(NeighbourFacts)):
        reason = message("Traffic leaves by {interface} from {address}; the gateway {gateway} is there.", **values, gateway=way.gateway)
    else:
        reason = message(
            "Traffic leaves by {interface} from {address} to the gateway {gateway}, which did not show itself.",
            **values,
            gateway=way.gateway,
        )
    return Judgement(verdict=Verdict.PASS, reason=reason)
