"""Addresses as sockets take them, without a look-up."""

import socket
from ipaddress import IPv4Address, ip_address

SocketAddress = tuple[str, int] | tuple[str, int, int, int]


def socket_address(address: str, port: int) -> tuple[socket.AddressFamily, SocketAddress]:
    """Return the family and the socket address of a numeric address, with or without a zone.

    `getaddrinfo` would do it as well, but may block. A zone that names no interface is taken for none.
    Raises ValueError when it is no address.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return socket.AF_INET, (str(parsed), port)
    return socket.AF_INET6, (address.split("%", maxsplit=1)[0], port, 0, scope(parsed.scope_id))


def scope(zone: str | None) -> int:
    """Return the number of a zone: an interface's name, or the number itself; 0 for none or one that is not there."""
    if not zone:
        return 0
    if zone.isdecimal():
        return int(zone) & 0xFFFFFFFF
    try:
        return socket.if_nametoindex(zone)
    except (OSError, ValueError):
        return 0
