"""Windows' routing table by GetBestRoute2 and GetIpForwardTable2.

Source: netioapi.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/netioapi/nf-netioapi-getbestroute2>.
"""

import ctypes
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network

from msgspec import Struct

from ccdiag.probes.route_table import Route
from ccdiag.probes.windows_adapters import Adapter, windows_adapters
from ccdiag.probes.windows_library import windows_library
from ccdiag.probes.windows_sockaddr import AF_INET, NO_ERROR, SockaddrInet, from_sockaddr, to_sockaddr

_AF_UNSPEC = 0
_MOST_ROWS = 100_000


class ForwardRow(ctypes.Structure):
    """`MIB_IPFORWARD_ROW2`."""

    _fields_ = (
        ("interface_luid", ctypes.c_uint64),
        ("interface_index", ctypes.c_uint32),
        ("prefix", SockaddrInet),
        ("prefix_length", ctypes.c_uint8),
        ("next_hop", SockaddrInet),
        ("site_prefix_length", ctypes.c_uint8),
        ("valid_lifetime", ctypes.c_uint32),
        ("preferred_lifetime", ctypes.c_uint32),
        ("metric", ctypes.c_uint32),
        ("protocol", ctypes.c_int32),
        ("loopback", ctypes.c_uint8),
        ("autoconfigure_address", ctypes.c_uint8),
        ("publish", ctypes.c_uint8),
        ("immortal", ctypes.c_uint8),
        ("age", ctypes.c_uint32),
        ("origin", ctypes.c_int32),
    )


class ForwardTableHead(ctypes.Structure):
    """`MIB_IPFORWARD_TABLE2` up to its first row, which is aligned to eight bytes."""

    _fields_ = (("entries", ctypes.c_uint32), ("padding", ctypes.c_uint32))


class WindowsRoute(Struct, frozen=True, kw_only=True):
    """What Windows chose for one destination."""

    source_address: str | None
    interface: str | None
    gateway: str | None


def windows_route(destination: str, source_address: str | None) -> WindowsRoute | None:
    """Ask Windows which way it takes; None on other systems, or when it does not say.

    Raises ValueError when the destination is no address.
    """
    library = windows_library("iphlpapi")
    if library is None:
        return None
    target = to_sockaddr(destination)
    own = to_sockaddr(source_address) if source_address else None
    row, chosen = ForwardRow(), SockaddrInet()
    status = library.GetBestRoute2(
        None, 0, ctypes.byref(own) if own is not None else None, ctypes.byref(target), 0, ctypes.byref(row), ctypes.byref(chosen)
    )
    if status != NO_ERROR:
        return None
    adapter = _adapters().get(row.interface_index)
    name = adapter.name if adapter is not None else None
    return WindowsRoute(source_address=from_sockaddr(chosen), interface=name, gateway=from_sockaddr(row.next_hop))


def windows_route_table() -> list[Route]:
    """Read the whole table; empty on other systems, or when Windows does not say."""
    library = windows_library("iphlpapi")
    if library is None:
        return []
    table = ctypes.c_void_p()
    if library.GetIpForwardTable2(_AF_UNSPEC, ctypes.byref(table)) != NO_ERROR or not table.value:
        return []
    try:
        return read_forward_table(table.value, _adapters())
    finally:
        library.FreeMibTable(table)


def read_forward_table(place: int, adapters: Mapping[int, Adapter]) -> list[Route]:
    """Read the table that lies at this place in memory."""
    count = min(ForwardTableHead.from_address(place).entries, _MOST_ROWS)
    rows = (ForwardRow * count).from_address(place + ctypes.sizeof(ForwardTableHead))
    return [read_row(row, adapters) for row in rows]


def read_row(row: ForwardRow, adapters: Mapping[int, Adapter]) -> Route:
    """Turn one row into a route; an interface without a name goes by its number.

    Windows chooses by the sum of the route's metric and its interface's: most default routes have 0, and only the interfaces differ
    (MIB_IPFORWARD_ROW2, Metric).
    """
    adapter = adapters.get(row.interface_index)
    network: IPv4Network | IPv6Network
    if row.prefix.family == AF_INET:
        network = IPv4Network((bytes(row.prefix.ipv4.address), min(row.prefix_length, 32)), strict=False)
    else:
        network = IPv6Network((bytes(row.prefix.ipv6.address), min(row.prefix_length, 128)), strict=False)
    return Route(
        network=network,
        interface=adapter.name if adapter is not None else f"#{row.interface_index}",
        gateway=from_sockaddr(row.next_hop),
        metric=row.metric + (adapter.metrics.get(network.version, 0) if adapter is not None else 0),
    )


def _adapters() -> dict[int, Adapter]:
    return {index: adapter for adapter in windows_adapters() for index in adapter.indexes}
