"""Windows' neighbour table by GetIpNetTable2.

Source: netioapi.h and nldef.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/netioapi/nf-netioapi-getipnettable2>.
"""

import ctypes
from enum import IntEnum

from msgspec import Struct

from ccdiag.probes.windows_library import windows_library
from ccdiag.probes.windows_sockaddr import AF_INET, AF_INET6, NO_ERROR, SockaddrInet, from_sockaddr

_MOST_ROWS = 100_000
_LONGEST_HARDWARE_ADDRESS = 32


class NeighbourState(IntEnum):
    """`NL_NEIGHBOR_STATE`."""

    UNREACHABLE = 0
    INCOMPLETE = 1
    PROBE = 2
    DELAY = 3
    STALE = 4
    REACHABLE = 5
    PERMANENT = 6


class NetRow(ctypes.Structure):
    """`MIB_IPNET_ROW2`."""

    _fields_ = (
        ("address", SockaddrInet),
        ("interface_index", ctypes.c_uint32),
        ("interface_luid", ctypes.c_uint64),
        ("physical_address", ctypes.c_uint8 * _LONGEST_HARDWARE_ADDRESS),
        ("physical_address_length", ctypes.c_uint32),
        ("state", ctypes.c_int32),
        ("flags", ctypes.c_uint8),
        ("reachability_time", ctypes.c_uint32),
    )


class NetTableHead(ctypes.Structure):
    """`MIB_IPNET_TABLE2` up to its first row, which is aligned to eight bytes."""

    _fields_ = (("entries", ctypes.c_uint32), ("padding", ctypes.c_uint32))


class WindowsNeighbour(Struct, frozen=True, kw_only=True):
    """One row of the table."""

    address: str
    interface_index: int
    state: int
    reachability_ms: int | None = None
    """`ReachabilityTime`; what it counts depends on the state, and is not said clearly."""
    hardware_address: str | None = None


def windows_neighbours(*, ipv6: bool) -> list[WindowsNeighbour] | None:
    """Read the table of one address family; None on other systems, or when Windows does not say."""
    library = windows_library("iphlpapi")
    if library is None:
        return None
    table = ctypes.c_void_p()
    if library.GetIpNetTable2(AF_INET6 if ipv6 else AF_INET, ctypes.byref(table)) != NO_ERROR or not table.value:
        return None
    try:
        return read_net_table(table.value)
    finally:
        library.FreeMibTable(table)


def read_net_table(place: int) -> list[WindowsNeighbour]:
    """Read the table that lies at this place in memory."""
    count = min(NetTableHead.from_address(place).entries, _MOST_ROWS)
    rows = (NetRow * count).from_address(place + ctypes.sizeof(NetTableHead))
    found = []
    for row in rows:
        if address := from_sockaddr(row.address):
            hardware = bytes(row.physical_address)[: min(row.physical_address_length, _LONGEST_HARDWARE_ADDRESS)]
            found.append(
                WindowsNeighbour(
                    address=address,
                    interface_index=row.interface_index,
                    state=row.state,
                    reachability_ms=row.reachability_time,
                    hardware_address=hardware.hex(":") if any(hardware) else None,
                )
            )
    return found
