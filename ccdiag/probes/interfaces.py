"""The network interfaces of this laptop, as the system tells of them."""

import socket
import sys
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv6Address, ip_address
from typing import Protocol

import psutil

from ccdiag.model.facts import InterfaceFacts
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.interface_kind import InterfaceKind, kind_by_name, linux_kind, windows_kind
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_adapters import Adapter, windows_adapters


class AddressEntry(Protocol):
    """An address as psutil gives it."""

    @property
    def family(self) -> int:
        """AF_INET, AF_INET6 or the link's own."""

    @property
    def address(self) -> str:
        """The address, with a zone where IPv6 has one."""

    @property
    def netmask(self) -> str | None:
        """The mask; Windows has none for IPv6."""


def interfaces() -> list[Observation]:
    """Read every interface, its addresses and its kind; nothing is sent."""
    found = psutil.net_if_addrs()
    stats = psutil.net_if_stats()
    adapters = {adapter.name: adapter for adapter in windows_adapters()}
    observations = []
    for name in sorted({*found, *stats}):
        watch = Stopwatch()
        state = stats.get(name)
        facts = InterfaceFacts(
            name=printable(name),
            up=state is not None and state.isup,
            kind=interface_kind(name, adapters.get(name)),
            addresses=with_prefixes(found.get(name, ()), adapters.get(name)),
            mtu=state.mtu if state is not None and state.mtu > 0 else None,
        )
        observations.append(watch.observation(printable(name), facts))
    return observations


def interface_kind(name: str, adapter: Adapter | None = None) -> InterfaceKind:
    """Tell what one interface is; `adapter` is what Windows says of it."""
    if sys.platform == "linux":
        return linux_kind(name)
    if adapter is not None:
        return windows_kind(adapter.if_type, adapter.name, adapter.description, tunnel_type=adapter.tunnel_type)
    return kind_by_name(name)


def interface_of(address: str) -> str | None:
    """Name the interface that has this address of our own; None when there is none."""
    wanted = _without_zone(address)
    found: Mapping[str, Sequence[AddressEntry]] = psutil.net_if_addrs()
    for name, entries in found.items():
        if any(entry.family in _IP_FAMILIES and _without_zone(entry.address) == wanted for entry in entries):
            return name
    # All of 127.0.0.0/8 is ours, although only 127.0.0.1 is listed.
    return interface_of("127.0.0.1") if _is_loopback(wanted) and wanted != "127.0.0.1" else None


def zone_of(interface: str) -> str | None:
    """Return what follows the `%` of a link-local address by this interface: its name, or on Windows its number; None when unknown."""
    if sys.platform == "linux":
        return interface
    return next((str(max(adapter.indexes)) for adapter in windows_adapters() if adapter.name == interface and adapter.indexes), None)


def with_prefixes(entries: Iterable[AddressEntry], adapter: Adapter | None = None) -> tuple[str, ...]:
    """Write the IP addresses of an interface with their prefix lengths; without one where the system tells none."""
    shown = []
    for entry in entries:
        if entry.family not in _IP_FAMILIES:
            continue
        address = _without_zone(entry.address)
        length = prefix_length(entry.netmask)
        if length is None and adapter is not None:
            length = adapter.prefixes.get(address)
        shown.append(printable(address if length is None else f"{address}/{length}"))
    return tuple(shown)


def prefix_length(netmask: str | None) -> int | None:
    """Count the ones of a mask such as `255.255.255.0` or `ffff:ffff::`; None when it is none."""
    if not netmask:
        return None
    try:
        mask = ip_address(netmask.split("/", maxsplit=1)[0])
    except ValueError:
        return None
    bits = int(mask)
    width = 128 if isinstance(mask, IPv6Address) else 32
    ones = bits.bit_count()
    return ones if bits == ((1 << ones) - 1) << (width - ones) else None


_IP_FAMILIES = frozenset({int(socket.AF_INET), int(socket.AF_INET6)})


def _without_zone(address: str) -> str:
    return address.split("%", maxsplit=1)[0]


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
