"""Who is on the way to an address and a port, and who there says no."""

import sys
from collections.abc import Mapping
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_interface, ip_network

from msgspec import Struct

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import InterfaceFacts, PathFacts, Role, RouteFacts, Whereabouts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.interfaces import interfaces
from ccdiag.probes.own_refusal import refused_at_home
from ccdiag.probes.path_walk import Heard, Walk, walk
from ccdiag.probes.path_windows import walk_by_echo
from ccdiag.probes.routes import route_to
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch

_READING = 0.5
"""Seconds to read interfaces and routes, which takes milliseconds."""
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
"""RFC 1918, RFC 3927, RFC 4193, RFC 4291; 100.64.0.0/10 (RFC 6598) is left out, since it belongs to providers."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What this laptop knows of its own place in the network."""

    own: frozenset[str] = frozenset()
    """Its addresses."""
    gateway: str | None = None
    interface: str | None = None
    """By which packets to the target leave."""
    on_own_subnet: bool = False
    """Whether the target is a neighbour, or this laptop itself."""


async def path_probe(address: str, port: int, *, role: Role, limits: Limits, source: Source) -> Observation | None:
    """Find out who is on the way to a port, who refuses a connection to it, and where they stand.

    The failure is that of a connection as any other, as far as it was awaited. None for an address on the own subnet or on loopback:
    there is nobody on the way. Raises ValueError when it is no address.
    """
    watch = Stopwatch()
    target = str(Endpoint(address, port))
    if ip_address(address).is_loopback:
        return None
    around = await _surroundings(address, source)
    if around.on_own_subnet:
        return None
    if sys.platform == "linux":
        found = await walk(address, port, limits=limits, source=source)
        if found.reset_distance == 1 and around.interface is not None:
            found.refused_at_home = await refused_at_home(address, port, interface=around.interface, own_address=source.ipv4)
    elif sys.platform == "win32":
        found = await walk_by_echo(address, port, role=role, limits=limits, source=source)
    else:
        return watch.observation(target, PathFacts(role=role, address=address, port=port), Failure.UNSUPPORTED)
    return watch.observation(target, path_facts(found, around, address=address, port=port, role=role), path_failure(found))


def path_failure(found: Walk) -> Failure | None:
    """Say how the port answered; pure."""
    if found.kept_back or found.refused_at_home:
        return Failure.PERMISSION_DENIED
    no = _no(found)
    if no is None:
        return Failure.DEADLINE if found.plain is None else found.plain.failure
    # Linux calls it EACCES when somebody else prohibits an IPv6 connection; that is not this laptop's doing.
    return Failure.HOST_UNREACHABLE if no.notice is not None and no.failure is Failure.PERMISSION_DENIED else no.failure


def path_facts(found: Walk, around: Surroundings, *, address: str, port: int, role: Role) -> PathFacts:
    """Conclude who was seen and who said no; pure."""
    hops = _hops(found.by_distance)
    last, distance = next(((hop, place) for place, hop in reversed(list(enumerate(hops, 1))) if hop is not None), (None, None))
    answered_by, verdict_by = _refused_by(found, around, hops, address)
    no = _no(found)
    notice = no.notice if no is not None else None
    if answered_by is not None and verdict_by != "laptop" and answered_by not in hops:
        # Whoever speaks has been reached; RST carries the target's address, whoever sent it.
        last, distance = (answered_by, None) if notice is not None else (last, distance)
    if found.plain is not None and found.plain.failure is None:
        last, distance = address, min((n for n, heard in found.by_distance.items() if heard.failure is None), default=None)
    return PathFacts(
        role=role,
        address=address,
        port=port,
        protocol="icmp" if found.by_echo else "tcp",
        hops=hops,
        last_hop=last,
        last_hop_distance=distance,
        last_hop_is=_whereabouts(last, hops, around, address) if last is not None else None,
        answered_by=answered_by,
        icmp_type=notice.icmp_type if notice is not None else None,
        icmp_code=notice.icmp_code if notice is not None else None,
        verdict_by=verdict_by,
    )


def _no(found: Walk) -> Heard | None:
    """Choose the answer that says no: to the connection as any other, else to the one with the shortest life."""
    if found.plain is not None:
        return found.plain if found.plain.failure is not None else None
    nos = {distance: heard for distance, heard in found.by_distance.items() if not heard.is_hop and heard.failure is not None}
    return nos[min(nos)] if nos else None


def _hops(by_distance: Mapping[int, Heard]) -> tuple[str | None, ...]:
    seen = {distance: heard.notice.offender for distance, heard in by_distance.items() if heard.notice is not None and heard.is_hop}
    return tuple(seen.get(distance) for distance in range(1, max(seen, default=0) + 1))


def _refused_by(found: Walk, around: Surroundings, hops: tuple[str | None, ...], address: str) -> tuple[str | None, Whereabouts | None]:
    if found.kept_back:
        return None, "laptop"
    no = _no(found)
    if no is None:
        return None, None
    if no.notice is not None:
        return no.notice.offender, _whereabouts(no.notice.offender, hops, around, address)
    if no.failure is Failure.REFUSED:
        return _reset_by(found, around, hops, address)
    # Without a word from anybody else it is the own system that says there is no way, or that it is forbidden.
    own = {Failure.PERMISSION_DENIED, Failure.NETWORK_UNREACHABLE, Failure.HOST_UNREACHABLE, Failure.ADDRESS_UNAVAILABLE}
    return None, "laptop" if no.failure in own and not found.by_distance else None


def _reset_by(found: Walk, around: Surroundings, hops: tuple[str | None, ...], address: str) -> tuple[str | None, Whereabouts | None]:
    """Tell who sent an RST by how far it is: the last hop before its distance, which refuses to pass on, or whoever stands at it.

    The next packet that lives as long and is no TCP shows who stands there. At distance 1 gateway and laptop look alike, unless the laptop
    answered a packet that could not leave it.
    """
    if found.refused_at_home:
        return address, "laptop"
    distance = found.reset_distance
    before = hops[distance - 2] if distance is not None and 2 <= distance <= len(hops) + 1 else None  # noqa: PLR2004  # one hop before it
    if distance is None or before is None:
        return address, None
    where = _whereabouts(before, hops, around, address)
    if found.behind_reset is not None and found.behind_reset.is_hop and found.behind_reset.offender != address:
        return before, where
    # Either way nobody in the shop.
    return address, "outside" if where == "outside" else None


def _whereabouts(offender: str, hops: tuple[str | None, ...], around: Surroundings, target: str) -> Whereabouts:
    if offender in around.own or ip_address(offender).is_loopback:
        return "laptop"
    if offender == target:
        return "target"
    if offender == around.gateway or hops[:1] == (offender,):
        return "gateway"
    nearer = hops[: hops.index(offender)] if offender in hops else hops
    # Providers use private addresses too, beyond their public ones.
    return "inside" if is_private(offender) and all(hop is None or is_private(hop) for hop in nearer[1:]) else "outside"


def is_private(address: str) -> bool:
    """Whether an address is one that shops use inside."""
    parsed = ip_address(address)
    return any(parsed in block for block in _PRIVATE if block.version == parsed.version)


async def _surroundings(address: str, source: Source) -> Surroundings:
    try:
        return await run_abandonable(partial(_read_surroundings, address, source), limit=_READING, name="ccdiag-surroundings")
    except TimeoutError:
        return Surroundings()


def _read_surroundings(address: str, source: Source) -> Surroundings:
    wanted = ip_address(address)
    own, around = set(), False
    for seen in interfaces():
        for text in seen.facts.addresses if isinstance(seen.facts, InterfaceFacts) else ():
            one = ip_interface(text)
            own.add(str(one.ip))
            around = around or (seen.failure is None and wanted in one.network)
    route = route_to(address, source=source).facts
    if not isinstance(route, RouteFacts):
        return Surroundings(own=frozenset(own), on_own_subnet=around)
    return Surroundings(own=frozenset(own), gateway=route.gateway, interface=route.interface, on_own_subnet=around)
