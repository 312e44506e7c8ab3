"""Routing tables as values: reading Linux's, and finding the way to one destination."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from msgspec import Struct

_RTF_UP = 0x0001
_RTF_GATEWAY = 0x0002
_RTF_REJECT = 0x0200
_IPV4_FIELDS = 8
_IPV6_FIELDS = 10
_WORD = 8
_MOST_LINES = 100_000


class Route(Struct, frozen=True, kw_only=True):
    """One line of a routing table."""

    network: IPv4Network | IPv6Network
    interface: str
    gateway: str | None = None
    metric: int = 0
    reject: bool = False
    """The table forbids this destination rather than naming a way."""

    @property
    def is_default(self) -> bool:
        """Whether it serves everything that no other line names."""
        return self.network.prefixlen == 0 and not self.reject


def parse_ipv4_routes(text: str) -> list[Route]:
    """Read `/proc/net/route`; lines that cannot be read, and routes that are down, are left out.

    Addresses stand there as 32-bit numbers in the machine's own byte order, written in hexadecimal; all machines that we meet are
    little-endian (x86, ARM).
    """
    routes = []
    for line in text.splitlines()[1:_MOST_LINES]:
        fields = line.split()
        if len(fields) < _IPV4_FIELDS:
            continue
        try:
            flags, metric = int(fields[3], 16), int(fields[6])
            destination, gateway, mask = (_little_endian(fields[place]) for place in (1, 2, 7))
            network = IPv4Network((int(destination), int(mask).bit_count()))
        except ValueError:
            continue
        if flags & _RTF_UP:
            routes.append(_route(network, fields[0], gateway, flags, metric))
    return routes


def parse_ipv6_routes(text: str) -> list[Route]:
    """Read `/proc/net/ipv6_route`; lines that cannot be read, and routes that are down, are left out."""
    routes = []
    for line in text.splitlines()[:_MOST_LINES]:
        fields = line.split()
        if len(fields) < _IPV6_FIELDS:
            continue
        try:
            network = IPv6Network((bytes.fromhex(fields[0]), int(fields[1], 16)))
            gateway = IPv6Address(bytes.fromhex(fields[4]))
            metric, flags = int(fields[5], 16), int(fields[8], 16)
        except ValueError:
            continue
        if flags & _RTF_UP or flags & _RTF_REJECT:
            routes.append(_route(network, fields[9], gateway, flags, metric))
    return routes


def best_route(destination: str, routes: Iterable[Route], *, interface: str | None = None) -> Route | None:
    """Find the way: the longest prefix that holds the destination, of those the lowest metric; None when there is none.

    With `interface`, only routes through it count: policy rules (VPN clients) may have chosen another table than the main one, and
    the source address tells which interface that was. Raises ValueError when the destination is no address.
    """
    address = ip_address(destination.split("%", maxsplit=1)[0])
    fitting = [route for route in routes if (interface is None or route.interface == interface) and _holds(route, address)]
    if not fitting:
        return None
    found = min(fitting, key=lambda route: (-route.network.prefixlen, route.metric))
    return None if found.reject else found


def _route(network: IPv4Network | IPv6Network, interface: str, gateway: IPv4Address | IPv6Address, flags: int, metric: int) -> Route:
    has_gateway = flags & _RTF_GATEWAY and not gateway.is_unspecified
    return Route(
        network=network,
        interface=interface,
        gateway=str(gateway) if has_gateway else None,
        metric=metric,
        reject=bool(flags & _RTF_REJECT),
    )


def _holds(route: Route, address: IPv4Address | IPv6Address) -> bool:
    return route.network.version == address.version and address in route.network


def _little_endian(word: str) -> IPv4Address:
    if len(word) != _WORD:
        raise ValueError(word)
    return IPv4Address(bytes.fromhex(word)[::-1])
