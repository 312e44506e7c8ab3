"""The name servers of Windows' connected adapters, by GetAdaptersAddresses.

The registry lists servers of adapters that are no longer connected as well, and asking those would look like silence.
Source: iptypes.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/iphlpapi/nf-iphlpapi-getadaptersaddresses>.
Written from that documentation; the layout is tested, real Windows has not been seen.
"""

import ctypes
from ipaddress import IPv6Network, ip_address

from ccdiag.model.endpoint import Endpoint
from ccdiag.probes.windows_adapters import AdapterAddresses, SocketAddress
from ccdiag.probes.windows_sockaddr import AF_INET, AF_INET6, NO_ERROR, SockaddrIn, SockaddrIn6, SockaddrInet, from_sockaddr, iphlpapi

_AF_UNSPEC = 0
_FLAGS = 0x1 | 0x2 | 0x4
"""GAA_FLAG_SKIP_UNICAST, _SKIP_ANYCAST and _SKIP_MULTICAST."""
_ERROR_BUFFER_OVERFLOW = 111
_IF_OPER_STATUS_UP = 1
_FIRST_BUFFER = 16384
_ATTEMPTS = 3
_MOST = 256
"""Adapters, and servers of one: an end for a list that runs in a circle."""
_MOST_SERVERS = 6
_DNS_PORT = 53
_PLACEHOLDERS = IPv6Network("fec0:0:0:ffff::/64")
"""Windows lists fec0:0:0:ffff::1 to ::3 where no IPv6 server is set; nobody listens there."""


class DnsServerAddress(ctypes.Structure):
    """`IP_ADAPTER_DNS_SERVER_ADDRESS_XP`."""

    _fields_ = (("length", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("next", ctypes.c_void_p), ("address", SocketAddress))


def windows_name_servers() -> tuple[Endpoint, ...]:
    """Ask Windows for the servers of the adapters that are up; empty on other systems, or when Windows does not say."""
    library = iphlpapi()
    if library is None:
        return ()
    size = ctypes.c_uint32(_FIRST_BUFFER)
    for _ in range(_ATTEMPTS):
        buffer = ctypes.create_string_buffer(size.value)
        status = library.GetAdaptersAddresses(_AF_UNSPEC, _FLAGS, None, buffer, ctypes.byref(size))
        if status == NO_ERROR:
            return read_name_servers(ctypes.addressof(buffer))
        if status != _ERROR_BUFFER_OVERFLOW:
            return ()
    return ()


def read_name_servers(first: int | None) -> tuple[Endpoint, ...]:
    """Walk the list of adapters that begins at this place in memory."""
    found: dict[Endpoint, None] = {}
    place = first
    for _ in range(_MOST):
        if not place:
            break
        adapter = AdapterAddresses.from_address(place)
        if adapter.oper_status == _IF_OPER_STATUS_UP:
            for address in _servers_of(adapter.first_dns_server):
                found.setdefault(Endpoint(address, _DNS_PORT))
        place = adapter.next
    return tuple(found)[:_MOST_SERVERS]


def _servers_of(first: int | None) -> list[str]:
    addresses: list[str] = []
    place = first
    while place and len(addresses) < _MOST:
        entry = DnsServerAddress.from_address(place)
        address = _address(entry.address)
        addresses.append(address or "")
        place = entry.next
    return [address for address in addresses if address]


def _address(given: SocketAddress) -> str | None:
    if not given.address:
        return None
    family = ctypes.c_uint16.from_address(given.address).value
    size = {AF_INET: ctypes.sizeof(SockaddrIn), AF_INET6: ctypes.sizeof(SockaddrIn6)}.get(family)
    if size is None or given.length < size:
        return None
    # Copied, since a SOCKADDR_IN in memory is shorter than the union that it is read as.
    held = SockaddrInet()
    ctypes.memmove(ctypes.addressof(held), given.address, size)
    address = from_sockaddr(held)
    if address is None or ip_address(address) in _PLACEHOLDERS:
        return None
    # A link-local server can be asked only through its own adapter.
    zone = held.ipv6.scope if family == AF_INET6 and ip_address(address).is_link_local else 0
    return f"{address}%{zone}" if zone else address
