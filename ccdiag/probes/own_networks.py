"""The IPv4 subnets that this laptop is on."""

from collections.abc import Iterable
from ipaddress import IPv4Interface, ip_interface

from msgspec import Struct

from ccdiag.model.facts import InterfaceFacts
from ccdiag.probes.interface_kind import InterfaceKind
from ccdiag.probes.interfaces import interfaces
from ccdiag.probes.routes import route_table

_REAL: frozenset[InterfaceKind] = frozenset({"wired", "wireless", "unknown"})
_ONE_ADDRESS = 32


class OwnNetwork(Struct, frozen=True, kw_only=True):
    """One own address with its subnet."""

    interface: str
    kind: InterfaceKind
    address: IPv4Interface

    @property
    def has_neighbours(self) -> bool:
        """Whether machines there are asked for by ARP; tunnels and loopback have no such thing."""
        return self.kind not in {"vpn", "loopback"}


def own_networks(interface: str | None = None) -> list[OwnNetwork]:
    """List the subnets of one interface, or of those that lead into a shop's network.

    Without a name, VPNs and loopback are left out, and so are the switches of virtual machines, unless traffic leaves through one
    (Hyper-V puts one before the cable) or there is nothing else.
    """
    seen = (observation.facts for observation in interfaces())
    found = list(_networks(facts for facts in seen if isinstance(facts, InterfaceFacts) and facts.up))
    if interface is not None:
        return [own for own in found if own.interface == interface]
    leaving = {route.interface for route in route_table() if route.is_default}
    real = [own for own in found if own.kind in _REAL or (own.kind == "virtual" and own.interface in leaving)]
    return real or [own for own in found if own.kind == "virtual"]


def _networks(found: Iterable[InterfaceFacts]) -> Iterable[OwnNetwork]:
    for facts in found:
        for written in facts.addresses:
            address = ip_interface(written)
            # A link-local address was taken for want of a better one: no terminal has a neighbour there that it could be paid through.
            if isinstance(address, IPv4Interface) and not address.is_link_local and address.network.prefixlen < _ONE_ADDRESS:
                yield OwnNetwork(interface=facts.name, kind=facts.kind, address=address)
