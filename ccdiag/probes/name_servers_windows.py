"""The name servers of Windows' connected adapters, by GetAdaptersAddresses, and by GetNetworkParams where that knows none.

The registry lists servers of adapters that are no longer connected as well, and asking those would look like silence.
Source: iptypes.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/iphlpapi/nf-iphlpapi-getadaptersaddresses>.
"""

import contextlib
import ctypes
import os
import sys
from ipaddress import IPv4Address, IPv6Network, ip_address
from pathlib import Path, PureWindowsPath

from ccdiag.model.endpoint import Endpoint
from ccdiag.probes.windows_adapters import MOST_LISTED, AdapterAddresses, SocketAddress, adapter_list, sockaddr_of
from ccdiag.probes.windows_library import windows_library
from ccdiag.probes.windows_sockaddr import AF_INET6, NO_ERROR, from_sockaddr

_FLAGS = 0x1 | 0x2 | 0x4
"""GAA_FLAG_SKIP_UNICAST, _SKIP_ANYCAST and _SKIP_MULTICAST."""
_IF_OPER_STATUS_UP = 1
_ERROR_BUFFER_OVERFLOW = 111
_FIRST_BUFFER = 4096
_MOST_BYTES = 1_000_000
_ATTEMPTS = 3
_MOST_SERVERS = 6
_TCPIP_PARAMETERS = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_LONGEST_PATH = 1_000
_UNKNOWN_METRIC = 0xFFFFFFFF
_DNS_PORT = 53
_PLACEHOLDERS = IPv6Network("fec0:0:0:ffff::/64")
"""Windows lists fec0:0:0:ffff::1 to ::3 where no IPv6 server is set; nobody listens there."""


class DnsServerAddress(ctypes.Structure):
    """`IP_ADAPTER_DNS_SERVER_ADDRESS_XP`."""

    _fields_ = (("length", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("next", ctypes.c_void_p), ("address", SocketAddress))


class AddressString(ctypes.Structure):
    """`IP_ADDR_STRING`."""

    _fields_ = (("next", ctypes.c_void_p), ("address", ctypes.c_char * 16), ("mask", ctypes.c_char * 16), ("context", ctypes.c_uint32))


class NetworkParameters(ctypes.Structure):
    """The beginning of `FIXED_INFO`, as far as it is read here."""

    _fields_ = (
        ("host_name", ctypes.c_char * 132),
        ("domain_name", ctypes.c_char * 132),
        ("current_dns_server", ctypes.c_void_p),
        ("dns_servers", AddressString),
    )


def windows_name_servers() -> tuple[Endpoint, ...]:
    """Ask Windows for the servers of the adapters that are up; empty on other systems, or when Windows does not say.

    On some machines the adapters have none although names are looked up well; the older call, which knows IPv4 only, then tells
    (<https://github.com/c-ares/c-ares/issues/1020>).
    """
    buffer = adapter_list(_FLAGS)
    found = () if buffer is None else read_name_servers(ctypes.addressof(buffer))
    return found or _of_the_machine()


def windows_hosts_folder() -> Path:
    """Return the folder of the hosts file: where the registry says, as far as that is a disk of this machine, else the usual one.

    Source: `DataBasePath` of the TCP/IP parameters, which some programs change.
    """
    usual = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "drivers" / "etc"
    if sys.platform != "win32":
        return usual
    import winreg

    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _TCPIP_PARAMETERS) as key:
        value = winreg.QueryValueEx(key, "DataBasePath")[0]
        if isinstance(value, str) and len(value) <= _LONGEST_PATH:
            told = PureWindowsPath(os.path.expandvars(value))
            # Not a share, which might be gone.
            if len(told.drive) == len("C:") and told.root:
                return Path(told)
    return usual


def _of_the_machine() -> tuple[Endpoint, ...]:
    library = windows_library("iphlpapi")
    if library is None:
        return ()
    size = ctypes.c_uint32(_FIRST_BUFFER)
    for _ in range(_ATTEMPTS):
        buffer = ctypes.create_string_buffer(min(size.value, _MOST_BYTES))
        size.value = len(buffer)
        status = library.GetNetworkParams(buffer, ctypes.byref(size))
        if status == NO_ERROR:
            return read_network_parameters(ctypes.addressof(buffer))
        if status != _ERROR_BUFFER_OVERFLOW:
            break
    return ()


def read_network_parameters(place: int) -> tuple[Endpoint, ...]:
    """Read the servers of the parameters that lie at this place in memory."""
    found: dict[Endpoint, None] = {}
    entry: AddressString | None = NetworkParameters.from_address(place).dns_servers
    for _ in range(MOST_LISTED):
        if entry is None:
            break
        address = bytes(entry.address).decode("ascii", "replace")
        try:
            unspecified = IPv4Address(address).is_unspecified
        except ValueError:
            unspecified = True  # an empty list has one entry without an address
        if not unspecified:
            found.setdefault(Endpoint(address, _DNS_PORT))
        entry = AddressString.from_address(entry.next) if entry.next else None
    return tuple(found)[:_MOST_SERVERS]


def read_name_servers(first: int | None) -> tuple[Endpoint, ...]:
    """Walk the list of adapters that begins at this place in memory; the servers of the adapter with the lowest metric come first.

    Windows prefers them in that order, so that those of a VPN mostly lead, and those of a virtual switch are last.
    """
    by_metric: list[tuple[int, list[str]]] = []
    place = first
    for _ in range(MOST_LISTED):
        if not place:
            break
        adapter = AdapterAddresses.from_address(place)
        if adapter.oper_status == _IF_OPER_STATUS_UP:
            by_metric.append((_metric(adapter), _servers_of(adapter.first_dns_server)))
        place = adapter.next
    addresses = [address for _, servers in sorted(by_metric, key=lambda one: one[0]) for address in servers]
    return tuple(Endpoint(address, _DNS_PORT) for address in dict.fromkeys(addresses))[:_MOST_SERVERS]


def _metric(adapter: AdapterAddresses) -> int:
    """Return the lower of the two metrics; 0 stands for a version of IP that the adapter does not have."""
    return min((metric for metric in (adapter.ipv4_metric, adapter.ipv6_metric) if metric), default=_UNKNOWN_METRIC)


def _servers_of(first: int | None) -> list[str]:
    addresses: list[str] = []
    place = first
    while place and len(addresses) < MOST_LISTED:
        entry = DnsServerAddress.from_address(place)
        address = _address(entry.address)
        addresses.append(address or "")
        place = entry.next
    return [address for address in addresses if address]


def _address(given: SocketAddress) -> str | None:
    held = sockaddr_of(given)
    address = from_sockaddr(held) if held is not None else None
    if held is None or address is None or ip_address(address) in _PLACEHOLDERS:
        return None
    # A link-local server can be asked only through its own adapter.
    zone = held.ipv6.scope if held.family == AF_INET6 and ip_address(address).is_link_local else 0
    return f"{address}%{zone}" if zone else address
