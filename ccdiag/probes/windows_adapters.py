"""Windows' network adapters by GetAdaptersAddresses.

Source: iptypes.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/iphlpapi/nf-iphlpapi-getadaptersaddresses>.
"""

import ctypes

from msgspec import Struct

from ccdiag.probes.windows_library import windows_library
from ccdiag.probes.windows_sockaddr import AF_INET, AF_INET6, NO_ERROR, SockaddrIn, SockaddrIn6, SockaddrInet, from_sockaddr

_ERROR_BUFFER_OVERFLOW = 111
_AF_UNSPEC = 0
_WITHOUT_SERVERS = 0x2 | 0x4 | 0x8
"""GAA_FLAG_SKIP_ANYCAST, _SKIP_MULTICAST and _SKIP_DNS_SERVER."""
_FIRST_BUFFER = 16384
"""Bytes; Microsoft recommends 15 KB so that one call mostly suffices."""
_MOST_BYTES = 4_000_000
_ATTEMPTS = 3
"""Adapters may come while their list is asked for."""
MOST_LISTED = 256
"""Adapters, and addresses of one: an end for a list that runs in a circle."""


class SocketAddress(ctypes.Structure):
    """`SOCKET_ADDRESS`."""

    _fields_ = (("address", ctypes.c_void_p), ("length", ctypes.c_int32))


class UnicastAddress(ctypes.Structure):
    """`IP_ADAPTER_UNICAST_ADDRESS_LH`."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("next", ctypes.c_void_p),
        ("address", SocketAddress),
        ("prefix_origin", ctypes.c_int32),
        ("suffix_origin", ctypes.c_int32),
        ("dad_state", ctypes.c_int32),
        ("valid_lifetime", ctypes.c_uint32),
        ("preferred_lifetime", ctypes.c_uint32),
        ("lease_lifetime", ctypes.c_uint32),
        ("on_link_prefix_length", ctypes.c_uint8),
    )


class AdapterAddresses(ctypes.Structure):
    """The beginning of `IP_ADAPTER_ADDRESSES_LH`, which Windows has since Vista, as far as it is read here."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("if_index", ctypes.c_uint32),
        ("next", ctypes.c_void_p),
        ("adapter_name", ctypes.c_void_p),
        ("first_unicast", ctypes.c_void_p),
        ("first_anycast", ctypes.c_void_p),
        ("first_multicast", ctypes.c_void_p),
        ("first_dns_server", ctypes.c_void_p),
        ("dns_suffix", ctypes.c_void_p),
        ("description", ctypes.c_void_p),
        ("friendly_name", ctypes.c_void_p),
        ("physical_address", ctypes.c_uint8 * 8),
        ("physical_address_length", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("mtu", ctypes.c_uint32),
        ("if_type", ctypes.c_uint32),
        ("oper_status", ctypes.c_int32),
        ("ipv6_if_index", ctypes.c_uint32),
        ("zone_indices", ctypes.c_uint32 * 16),
        ("first_prefix", ctypes.c_void_p),
        ("transmit_link_speed", ctypes.c_uint64),
        ("receive_link_speed", ctypes.c_uint64),
        ("first_wins_server", ctypes.c_void_p),
        ("first_gateway", ctypes.c_void_p),
        ("ipv4_metric", ctypes.c_uint32),
        ("ipv6_metric", ctypes.c_uint32),
        ("luid", ctypes.c_uint64),
        ("dhcpv4_server", SocketAddress),
        ("compartment_id", ctypes.c_uint32),
        ("network_guid", ctypes.c_uint8 * 16),
        ("connection_type", ctypes.c_int32),
        ("tunnel_type", ctypes.c_int32),
    )


class Adapter(Struct, frozen=True, kw_only=True):
    """One adapter, as far as psutil does not tell of it; `name` is the one that psutil uses as well."""

    name: str
    description: str = ""
    if_type: int = 0
    tunnel_type: int = 0
    """`TUNNEL_TYPE` of ifdef.h; 0 for what is none."""
    indexes: tuple[int, ...] = ()
    """The interface's number for IPv4 and for IPv6; mostly the same."""
    prefixes: dict[str, int] = {}
    """Length of the on-link prefix by address."""
    metrics: dict[int, int] = {}
    """What Windows adds to the metric of each route by this adapter, by the version of IP."""


def windows_adapters() -> list[Adapter]:
    """Ask Windows for its adapters; empty on other systems, or when Windows does not say."""
    buffer = adapter_list(_WITHOUT_SERVERS)
    return [] if buffer is None else read_adapters(ctypes.addressof(buffer))


def adapter_list(flags: int) -> "ctypes.Array[ctypes.c_char] | None":
    """Have Windows write its list of adapters, and return the memory that holds it; None on other systems, or when Windows does not say."""
    library = windows_library("iphlpapi")
    if library is None:
        return None
    size = ctypes.c_uint32(_FIRST_BUFFER)
    for _ in range(_ATTEMPTS):
        buffer = ctypes.create_string_buffer(min(size.value, _MOST_BYTES))
        size.value = len(buffer)
        status = library.GetAdaptersAddresses(_AF_UNSPEC, flags, None, buffer, ctypes.byref(size))
        if status == NO_ERROR:
            return buffer
        if status != _ERROR_BUFFER_OVERFLOW:
            return None
    return None


def read_adapters(first: int | None) -> list[Adapter]:
    """Walk the list of adapters that begins at this place in memory."""
    adapters: list[Adapter] = []
    place = first
    while place and len(adapters) < MOST_LISTED:
        entry = AdapterAddresses.from_address(place)
        adapters.append(
            Adapter(
                name=_wide_text(entry.friendly_name),
                description=_wide_text(entry.description),
                if_type=entry.if_type,
                tunnel_type=entry.tunnel_type,
                indexes=tuple(sorted({entry.if_index, entry.ipv6_if_index} - {0})),
                prefixes=_prefixes(entry.first_unicast),
                metrics={4: entry.ipv4_metric, 6: entry.ipv6_metric},
            )
        )
        place = entry.next
    return adapters


def _prefixes(first: int | None) -> dict[str, int]:
    prefixes: dict[str, int] = {}
    place = first
    for _ in range(MOST_LISTED):
        if not place:
            break
        entry = UnicastAddress.from_address(place)
        if (held := sockaddr_of(entry.address)) is not None and (address := from_sockaddr(held)):
            prefixes[address] = entry.on_link_prefix_length
        place = entry.next
    return prefixes


def sockaddr_of(given: SocketAddress) -> SockaddrInet | None:
    """Copy out the address that is pointed at; None for one of another family, or one that is cut off."""
    if not given.address:
        return None
    family = ctypes.c_uint16.from_address(given.address).value
    size = {AF_INET: ctypes.sizeof(SockaddrIn), AF_INET6: ctypes.sizeof(SockaddrIn6)}.get(family)
    if size is None or given.length < size:
        return None
    # Copied, since a SOCKADDR_IN in memory is shorter than the union that it is read as.
    held = SockaddrInet()
    ctypes.memmove(ctypes.addressof(held), given.address, size)
    return held


def _wide_text(place: int | None) -> str:
    return ctypes.wstring_at(place) if place else ""
