"""The structures, numbers and codes that are written down here, held against the headers of the Windows SDK by a compiler for Windows.

MinGW-w64 carries those headers, but for ICMPV6_ECHO_REPLY. A size, a place or a number that differs is an error of the compiler, so that
nothing has to run. What the compiler agreed to is kept in `sdk_claims.c`, and held everywhere, also where there is no such compiler; after
a change, `python -m tests.probes.test_sdk_layout` has the compiler look and writes it anew.
"""

import ctypes
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ccdiag.probes import (
    name_servers_windows,
    windows_adapters,
    windows_echo,
    windows_neighbours,
    windows_proxy,
    windows_refusal,
    windows_tcp_info,
)
from ccdiag.probes import windows_routes as routes
from ccdiag.probes import windows_sockaddr as sockaddr
from ccdiag.probes.tls_exchange import OPENSSL_CODE
from tests.probes.test_classify import KNOWN_CODES, SILENT_CODES

CLAIMS = Path(__file__).with_name("sdk_claims.c")
COMPILER = "x86_64-w64-mingw32-gcc"

HEADERS = (
    "winsock2.h",
    "ws2tcpip.h",
    "windows.h",
    "iphlpapi.h",
    "netioapi.h",
    "ipexport.h",
    "icmpapi.h",
    "mstcpip.h",
    "winhttp.h",
    "wincrypt.h",
)

# Each structure with its name in the SDK, and its fields with theirs. `...`: only the beginning is written down, so the sizes differ.
STRUCTURES: tuple[tuple[type[ctypes.Structure | ctypes.Union], str, Mapping[str, str]], ...] = (
    (sockaddr.SockaddrIn, "SOCKADDR_IN", {"family": "sin_family", "port": "sin_port", "address": "sin_addr", "zero": "sin_zero"}),
    (
        sockaddr.SockaddrIn6,
        "SOCKADDR_IN6",
        {"family": "sin6_family", "port": "sin6_port", "flow": "sin6_flowinfo", "address": "sin6_addr", "scope": "sin6_scope_id"},
    ),
    (sockaddr.SockaddrInet, "SOCKADDR_INET", {"ipv4": "Ipv4", "ipv6": "Ipv6", "family": "si_family"}),
    (windows_adapters.SocketAddress, "SOCKET_ADDRESS", {"address": "lpSockaddr", "length": "iSockaddrLength"}),
    (
        windows_adapters.UnicastAddress,
        "IP_ADAPTER_UNICAST_ADDRESS_LH",
        {
            "length": "Length",
            "flags": "Flags",
            "next": "Next",
            "address": "Address",
            "prefix_origin": "PrefixOrigin",
            "suffix_origin": "SuffixOrigin",
            "dad_state": "DadState",
            "valid_lifetime": "ValidLifetime",
            "preferred_lifetime": "PreferredLifetime",
            "lease_lifetime": "LeaseLifetime",
            "on_link_prefix_length": "OnLinkPrefixLength",
        },
    ),
    (
        windows_adapters.AdapterAddresses,
        "IP_ADAPTER_ADDRESSES_LH",
        {
            "...": "",
            "length": "Length",
            "if_index": "IfIndex",
            "next": "Next",
            "adapter_name": "AdapterName",
            "first_unicast": "FirstUnicastAddress",
            "first_anycast": "FirstAnycastAddress",
            "first_multicast": "FirstMulticastAddress",
            "first_dns_server": "FirstDnsServerAddress",
            "dns_suffix": "DnsSuffix",
            "description": "Description",
            "friendly_name": "FriendlyName",
            "physical_address": "PhysicalAddress",
            "physical_address_length": "PhysicalAddressLength",
            "flags": "Flags",
            "mtu": "Mtu",
            "if_type": "IfType",
            "oper_status": "OperStatus",
            "ipv6_if_index": "Ipv6IfIndex",
            "zone_indices": "ZoneIndices",
            "first_prefix": "FirstPrefix",
            "transmit_link_speed": "TransmitLinkSpeed",
            "receive_link_speed": "ReceiveLinkSpeed",
            "first_wins_server": "FirstWinsServerAddress",
            "first_gateway": "FirstGatewayAddress",
            "ipv4_metric": "Ipv4Metric",
            "ipv6_metric": "Ipv6Metric",
            "luid": "Luid",
            "dhcpv4_server": "Dhcpv4Server",
            "compartment_id": "CompartmentId",
            "network_guid": "NetworkGuid",
            "connection_type": "ConnectionType",
            "tunnel_type": "TunnelType",
        },
    ),
    (
        name_servers_windows.DnsServerAddress,
        "IP_ADAPTER_DNS_SERVER_ADDRESS_XP",
        {"length": "Length", "reserved": "Reserved", "next": "Next", "address": "Address"},
    ),
    (
        name_servers_windows.AddressString,
        "IP_ADDR_STRING",
        {"next": "Next", "address": "IpAddress", "mask": "IpMask", "context": "Context"},
    ),
    (
        name_servers_windows.NetworkParameters,
        "FIXED_INFO",
        {
            "...": "",
            "host_name": "HostName",
            "domain_name": "DomainName",
            "current_dns_server": "CurrentDnsServer",
            "dns_servers": "DnsServerList",
        },
    ),
    (
        routes.ForwardRow,
        "MIB_IPFORWARD_ROW2",
        {
            "interface_luid": "InterfaceLuid",
            "interface_index": "InterfaceIndex",
            "prefix": "DestinationPrefix.Prefix",
            "prefix_length": "DestinationPrefix.PrefixLength",
            "next_hop": "NextHop",
            "site_prefix_length": "SitePrefixLength",
            "valid_lifetime": "ValidLifetime",
            "preferred_lifetime": "PreferredLifetime",
            "metric": "Metric",
            "protocol": "Protocol",
            "loopback": "Loopback",
            "autoconfigure_address": "AutoconfigureAddress",
            "publish": "Publish",
            "immortal": "Immortal",
            "age": "Age",
            "origin": "Origin",
        },
    ),
    (routes.ForwardTableHead, "MIB_IPFORWARD_TABLE2", {"...": "", "entries": "NumEntries"}),
    (
        windows_neighbours.NetRow,
        "MIB_IPNET_ROW2",
        {
            "address": "Address",
            "interface_index": "InterfaceIndex",
            "interface_luid": "InterfaceLuid",
            "physical_address": "PhysicalAddress",
            "physical_address_length": "PhysicalAddressLength",
            "state": "State",
            "flags": "Flags",
            "reachability_time": "ReachabilityTime",
        },
    ),
    (windows_neighbours.NetTableHead, "MIB_IPNET_TABLE2", {"...": "", "entries": "NumEntries"}),
    (
        windows_echo.OptionInformation,
        "IP_OPTION_INFORMATION",
        {"ttl": "Ttl", "tos": "Tos", "flags": "Flags", "options_size": "OptionsSize", "options_data": "OptionsData"},
    ),
    (
        windows_echo.EchoReply,
        "ICMP_ECHO_REPLY",
        {
            "address": "Address",
            "status": "Status",
            "round_trip_time": "RoundTripTime",
            "data_size": "DataSize",
            "reserved": "Reserved",
            "data": "Data",
            "options": "Options",
        },
    ),
)

STRUCTURES += (
    (
        windows_tcp_info.TcpInfo,
        "TCP_INFO_v0",
        {
            "state": "State",
            "mss": "Mss",
            "connection_time_ms": "ConnectionTimeMs",
            "timestamps_enabled": "TimestampsEnabled",
            "rtt_us": "RttUs",
            "min_rtt_us": "MinRttUs",
            "bytes_in_flight": "BytesInFlight",
            "congestion_window": "Cwnd",
            "send_window": "SndWnd",
            "receive_window": "RcvWnd",
            "receive_buffer": "RcvBuf",
            "bytes_out": "BytesOut",
            "bytes_in": "BytesIn",
            "bytes_reordered": "BytesReordered",
            "bytes_retransmitted": "BytesRetrans",
            "fast_retransmissions": "FastRetrans",
            "duplicate_acknowledgments_in": "DupAcksIn",
            "timeout_episodes": "TimeoutEpisodes",
            "syn_retransmissions": "SynRetrans",
        },
    ),
    (
        windows_refusal.InitialRtoParameters,
        "TCP_INITIAL_RTO_PARAMETERS",
        {"rtt": "Rtt", "max_syn_retransmissions": "MaxSynRetransmissions"},
    ),
    (
        windows_proxy.CurrentUserConfig,
        "WINHTTP_CURRENT_USER_IE_PROXY_CONFIG",
        {"auto_detect": "fAutoDetect", "auto_config_url": "lpszAutoConfigUrl", "proxy": "lpszProxy", "proxy_bypass": "lpszProxyBypass"},
    ),
    (
        windows_proxy.ProxyInfo,
        "WINHTTP_PROXY_INFO",
        {"access_type": "dwAccessType", "proxy": "lpszProxy", "proxy_bypass": "lpszProxyBypass"},
    ),
    (
        windows_proxy.AutoproxyOptions,
        "WINHTTP_AUTOPROXY_OPTIONS",
        {
            "flags": "dwFlags",
            "auto_detect_flags": "dwAutoDetectFlags",
            "auto_config_url": "lpszAutoConfigUrl",
            "reserved_place": "lpvReserved",
            "reserved": "dwReserved",
            "auto_logon_if_challenged": "fAutoLogonIfChallenged",
        },
    ),
)

# What Windows' verifier says of a chain.
VERIFIER_CODES = (
    ("CRYPT_E_REVOKED", 0x80092010),
    ("TRUST_E_CERT_SIGNATURE", 0x80096004),
    ("TRUST_E_BASIC_CONSTRAINTS", 0x80096019),
    ("CERT_E_EXPIRED", 0x800B0101),
    ("CERT_E_ROLE", 0x800B0103),
    ("CERT_E_PATHLENCONST", 0x800B0104),
    ("CERT_E_CRITICAL", 0x800B0105),
    ("CERT_E_PURPOSE", 0x800B0106),
    ("CERT_E_UNTRUSTEDROOT", 0x800B0109),
    ("CERT_E_CHAINING", 0x800B010A),
    ("CERT_E_REVOKED", 0x800B010C),
    ("CERT_E_UNTRUSTEDTESTROOT", 0x800B010D),
    ("CERT_E_CN_NO_MATCH", 0x800B010F),
    ("CERT_E_WRONG_USAGE", 0x800B0110),
    ("TRUST_E_EXPLICIT_DISTRUST", 0x800B0111),
    ("CERT_E_INVALID_NAME", 0x800B0114),
)

NUMBERS: Mapping[str, int] = {
    # Where the first row of a table begins.
    "offsetof(MIB_IPFORWARD_TABLE2, Table)": ctypes.sizeof(routes.ForwardTableHead),
    "offsetof(MIB_IPNET_TABLE2, Table)": ctypes.sizeof(windows_neighbours.NetTableHead),
    "AF_INET": sockaddr.AF_INET,
    "AF_INET6": sockaddr.AF_INET6,
    **{f"Nlns{state.name.capitalize()}": state for state in windows_neighbours.NeighbourState},
    "IfOperStatusUp": 1,
    "TUNNEL_TYPE_6TO4": 11,
    "TUNNEL_TYPE_ISATAP": 13,
    "TUNNEL_TYPE_TEREDO": 14,
    "TUNNEL_TYPE_IPHTTPS": 15,
    "IP_DEST_NET_UNREACHABLE": 11002,
    "IP_DEST_HOST_UNREACHABLE": 11003,
    "IP_DEST_PROT_UNREACHABLE": 11004,
    "IP_DEST_PORT_UNREACHABLE": 11005,
    "IP_PACKET_TOO_BIG": 11009,
    "IP_REQ_TIMED_OUT": 11010,
    "IP_TTL_EXPIRED_TRANSIT": 11013,
    "IP_BAD_DESTINATION": 11018,
    "IP_FLAG_DF": 2,
    "SIO_TCP_INITIAL_RTO": 0x98000011,
    "SIO_TCP_INFO": 0xD8000027,
    "TCP_INITIAL_RTO_UNSPECIFIED_RTT": 0xFFFF,
    "WINHTTP_ACCESS_TYPE_NO_PROXY": 1,
    "WINHTTP_ACCESS_TYPE_NAMED_PROXY": 3,
    "WINHTTP_AUTOPROXY_CONFIG_URL": 2,
    "ERROR_WINHTTP_TIMEOUT": 12002,
    "ERROR_WINHTTP_NAME_NOT_RESOLVED": 12007,
    "ERROR_WINHTTP_LOGIN_FAILURE": 12015,
    "ERROR_WINHTTP_CANNOT_CONNECT": 12029,
    "ERROR_WINHTTP_CONNECTION_ERROR": 12030,
    "ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT": 12166,
    "ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT": 12167,
    "ERROR_WINHTTP_UNHANDLED_SCRIPT_TYPE": 12176,
    "ERROR_WINHTTP_SCRIPT_EXECUTION_ERROR": 12177,
    "(unsigned long long) CERT_STORE_PROV_SYSTEM_REGISTRY_W": 13,
    "CERT_STORE_READONLY_FLAG": 0x8000,
    "CERT_STORE_OPEN_EXISTING_FLAG": 0x4000,
    "CERT_SYSTEM_STORE_CURRENT_USER": 1 << 16,
    "CERT_SYSTEM_STORE_LOCAL_MACHINE": 2 << 16,
    "CERT_SYSTEM_STORE_CURRENT_USER_GROUP_POLICY": 7 << 16,
    "CERT_SYSTEM_STORE_LOCAL_MACHINE_GROUP_POLICY": 8 << 16,
    "CERT_SYSTEM_STORE_LOCAL_MACHINE_ENTERPRISE": 9 << 16,
    "CERT_FIND_ISSUER_OF": 12 << 16,
    "X509_ASN_ENCODING": 1,
    **{f"(unsigned long) {name}": code for name, code in VERIFIER_CODES},
    **{name: code for name, code, _ in KNOWN_CODES},
    **dict(SILENT_CODES),
}


@pytest.fixture(scope="module")
def compiler() -> str:
    """Return the compiler, which takes 200 MB and is not asked for everywhere."""
    found = shutil.which(COMPILER)
    if found is None:
        pytest.skip(f"{COMPILER} is not installed")
    return found


def claims() -> Iterator[tuple[str, int]]:
    """Return every C expression with the number that it must be."""
    for structure, name, fields in STRUCTURES:
        if "..." not in fields:
            yield f"sizeof({name})", ctypes.sizeof(structure)
        for ours, theirs in fields.items():
            if ours != "...":
                field = getattr(structure, ours)
                yield f"offsetof({name}, {theirs})", field.offset
                yield f"sizeof((({name} *)0)->{theirs})", field.size
    yield from NUMBERS.items()


def source(made: Iterator[tuple[str, int]]) -> str:
    lines = [f"#include <{header}>" for header in HEADERS]
    lines += [f'_Static_assert({expression} == {number}, "{expression} is not {number}");' for expression, number in made]
    return "\n".join(["#include <stddef.h>", *lines, ""])


def complaints(compiler: str, text: str, folder: Path) -> list[str]:
    file = folder / "claims.c"
    file.write_text(text)
    command = [compiler, "-std=c11", "-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A000006", "-fsyntax-only", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return [line for line in done.stderr.splitlines() if "error" in line] or ([] if done.returncode == 0 else [done.stderr])


def test_every_code_of_the_verifier_is_known_by_its_name() -> None:
    assert {code for _, code in VERIFIER_CODES} == OPENSSL_CODE.keys()


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes are those of 64 bits")
def test_what_is_claimed_is_what_the_compiler_agreed_to() -> None:
    assert source(claims()) == CLAIMS.read_text(encoding="ascii"), "run `python -m tests.probes.test_sdk_layout`"


def test_the_sdk_says_the_same(compiler: str, tmp_path: Path) -> None:
    assert complaints(compiler, CLAIMS.read_text(encoding="ascii"), tmp_path) == []


def test_a_wrong_claim_is_noticed(compiler: str, tmp_path: Path) -> None:
    found = complaints(compiler, source(iter([("sizeof(SOCKADDR_IN6)", 27)])), tmp_path)
    assert len(found) == 1
    assert "sizeof(SOCKADDR_IN6) is not 27" in found[0]


@pytest.mark.parametrize(("structure", "fields"), [(structure, fields) for structure, _, fields in STRUCTURES])
def test_no_field_is_left_out(structure: type[ctypes.Structure], fields: Mapping[str, str]) -> None:
    ours = {name for name, *_ in structure._fields_} - {"padding"}
    assert ours == set(fields) - {"..."}


def keep() -> str | None:
    """Have the compiler look at what is claimed now, and keep that where it agrees; return what is wrong."""
    found = shutil.which(COMPILER)
    if found is None:
        return f"{COMPILER} is missing (Debian: gcc-mingw-w64-x86-64-win32)"
    text = source(claims())
    with tempfile.TemporaryDirectory() as folder:
        wrong = complaints(found, text, Path(folder))
    if not wrong:
        CLAIMS.write_text(text, encoding="ascii")
    return "\n".join(wrong) or None


if __name__ == "__main__":
    sys.exit(keep())
