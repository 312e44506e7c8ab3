"""Windows' socket addresses, as the IP Helper functions take and give them.

Sizes are written with fixed-width types rather than `wintypes`, so that the layout is the same, and can be tested, on every system.
Source: ws2def.h and ws2ipdef.h of the Windows SDK.
"""

import ctypes
from ipaddress import IPv4Address, IPv6Address, ip_address

AF_INET = 2
AF_INET6 = 23

NO_ERROR = 0


class SockaddrIn(ctypes.Structure):
    """`SOCKADDR_IN`; port and address in network order."""

    _fields_ = (("family", ctypes.c_uint16), ("port", ctypes.c_uint16), ("address", ctypes.c_uint8 * 4), ("zero", ctypes.c_uint8 * 8))


class SockaddrIn6(ctypes.Structure):
    """`SOCKADDR_IN6`."""

    _fields_ = (
        ("family", ctypes.c_uint16),
        ("port", ctypes.c_uint16),
        ("flow", ctypes.c_uint32),
        ("address", ctypes.c_uint8 * 16),
        ("scope", ctypes.c_uint32),
    )


class SockaddrInet(ctypes.Union):
    """`SOCKADDR_INET`: either of the two, told apart by the family."""

    _fields_ = (("ipv4", SockaddrIn), ("ipv6", SockaddrIn6), ("family", ctypes.c_uint16))


def to_sockaddr(address: str) -> SockaddrInet:
    """Write an address, with a numeric zone where it has one.

    Raises ValueError when it is no address.
    """
    parsed = ip_address(address)
    made = SockaddrInet()
    if isinstance(parsed, IPv4Address):
        made.ipv4.family = AF_INET
        made.ipv4.address[:] = parsed.packed
    else:
        made.ipv6.family = AF_INET6
        made.ipv6.address[:] = parsed.packed
        zone = parsed.scope_id or ""
        made.ipv6.scope = int(zone) if zone.isdecimal() else 0
    return made


def from_sockaddr(given: SockaddrInet) -> str | None:
    """Read an address; None when the family is another, or the address is unspecified (no next hop)."""
    parsed: IPv4Address | IPv6Address
    if given.family == AF_INET:
        parsed = IPv4Address(bytes(given.ipv4.address))
    elif given.family == AF_INET6:
        parsed = IPv6Address(bytes(given.ipv6.address))
    else:
        return None
    return None if parsed.is_unspecified else str(parsed)
