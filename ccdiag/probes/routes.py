"""Which way this laptop sends traffic; asking sends nothing."""

import socket
import sys
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from ccdiag.model.facts import RouteFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.classify import classify
from ccdiag.probes.interfaces import interface_kind, interface_of
from ccdiag.probes.numeric import socket_address
from ccdiag.probes.route_table import Route, best_route, parse_ipv4_routes, parse_ipv6_routes
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_adapters import windows_adapters
from ccdiag.probes.windows_routes import windows_route, windows_route_table

DEFAULT_DESTINATIONS = ("0.0.0.0/0", "::/0")
"""What the observation of a default route is aimed at, by family."""

_DISCARD_PORT = 9
_IPV4_TABLE = Path("/proc/net/route")
_IPV6_TABLE = Path("/proc/net/ipv6_route")
_MOST_BYTES = 4_000_000


def route_to(destination: str, *, source: Source) -> Observation:
    """Tell which address, interface and gateway lead to an address.

    Connecting a datagram socket makes the system choose a way without sending anything. Raises ValueError when the destination is no
    address.
    """
    family, target = socket_address(destination, _DISCARD_PORT)
    watch = Stopwatch()
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            source.bind(sock)
            sock.connect(target)
            own = str(sock.getsockname()[0])
    except OSError as error:
        failure = classify(error)
        # Windows says "host unreachable" for a missing route too; without a datagram sent, nobody else can have said so.
        failure = Failure.NETWORK_UNREACHABLE if failure is Failure.HOST_UNREACHABLE else failure
        return watch.observation(destination, RouteFacts(destination=destination, interface=source.interface), failure)
    interface, gateway = _way(destination, own, source)
    adapter = next((adapter for adapter in windows_adapters() if adapter.name == interface), None)
    facts = RouteFacts(
        destination=destination,
        source_address=own,
        interface=printable(interface) if interface else None,
        interface_kind=interface_kind(interface, adapter) if interface else None,
        gateway=gateway,
    )
    return watch.observation(destination, facts)


def default_routes(*, interface: str | None = None) -> list[Observation]:
    """Tell of every default route, of all interfaces or of one; the destination is `0.0.0.0/0` or `::/0`."""
    watch = Stopwatch()
    adapters = {adapter.name: adapter for adapter in windows_adapters()}
    observations = []
    seen = set()
    for route in sorted((route for route in route_table() if route.is_default), key=lambda route: route.metric):
        key = (route.network.version, route.interface, route.gateway)
        if key in seen or (interface is not None and route.interface != interface):
            continue
        seen.add(key)
        facts = RouteFacts(
            destination=str(route.network),
            interface=printable(route.interface),
            interface_kind=interface_kind(route.interface, adapters.get(route.interface)),
            gateway=route.gateway,
        )
        observations.append(watch.observation(str(route.network), facts))
    return observations


def route_table() -> list[Route]:
    """Read the system's main routing table; empty where there is no way to read it."""
    if sys.platform == "linux":
        return [*parse_ipv4_routes(_text(_IPV4_TABLE)), *parse_ipv6_routes(_text(_IPV6_TABLE))]
    return windows_route_table()


def _way(destination: str, own: str, source: Source) -> tuple[str | None, str | None]:
    """Find interface and gateway, the first by the own address that the system chose."""
    parsed = ip_address(destination)
    zone = parsed.scope_id if isinstance(parsed, IPv6Address) else None
    interface = source.interface or interface_of(own)
    if sys.platform == "linux":
        interface = zone or interface
        route = best_route(destination, route_table(), interface=interface)
        return interface, route.gateway if route else None
    chosen = windows_route(destination, own)
    if chosen is not None:
        return chosen.interface or interface, chosen.gateway
    route = best_route(destination, windows_route_table(), interface=interface)
    return interface, route.gateway if route else None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("ascii", "replace")
    except OSError:
        return ""
