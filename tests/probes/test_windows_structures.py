"""The layouts and the readers of Windows' structures, held against the sizes that the Windows SDK documents for 64 bits."""

import ctypes
import sys

import pytest

from ccdiag.model.failure import Failure
from ccdiag.probes import windows_adapters, windows_echo, windows_neighbours, windows_routes
from ccdiag.probes.windows_adapters import Adapter
from ccdiag.probes.windows_neighbours import NeighbourState, NetRow, NetTableHead, WindowsNeighbour
from ccdiag.probes.windows_routes import ForwardRow, ForwardTableHead
from ccdiag.probes.windows_sockaddr import SockaddrIn, SockaddrIn6, SockaddrInet, from_sockaddr, to_sockaddr

pytestmark = pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes are those of 64 bits")


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        (SockaddrIn, 16),
        (SockaddrIn6, 28),
        (SockaddrInet, 28),
        (ForwardRow, 104),
        (ForwardTableHead, 8),
        (NetRow, 88),
        (NetTableHead, 8),
        (windows_echo.EchoReply, 40),
        (windows_echo.Echo6Reply, 36),
        (windows_adapters.UnicastAddress, 64),
    ],
)
def test_sizes(structure: type[ctypes.Structure], size: int) -> None:
    assert ctypes.sizeof(structure) == size


@pytest.mark.parametrize(
    ("structure", "field", "offset"),
    [
        (ForwardRow, "prefix", 12),
        (ForwardRow, "next_hop", 44),
        (ForwardRow, "metric", 84),
        (NetRow, "interface_index", 28),
        (NetRow, "physical_address", 40),
        (NetRow, "state", 76),
        (windows_adapters.AdapterAddresses, "description", 64),
        (windows_adapters.AdapterAddresses, "friendly_name", 72),
        (windows_adapters.AdapterAddresses, "if_type", 100),
        (windows_adapters.UnicastAddress, "on_link_prefix_length", 56),
        (windows_echo.Echo6Reply, "status", 28),
    ],
)
def test_offsets(structure: type[ctypes.Structure], field: str, offset: int) -> None:
    assert getattr(structure, field).offset == offset


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "fe80::1"])
def test_addresses_come_back(address: str) -> None:
    assert from_sockaddr(to_sockaddr(address)) == address


def test_no_next_hop() -> None:
    assert from_sockaddr(to_sockaddr("0.0.0.0")) is None
    assert from_sockaddr(SockaddrInet()) is None


def test_a_zone_is_a_number() -> None:
    assert to_sockaddr("fe80::1%12").ipv6.scope == 12


def test_forward_table() -> None:
    class Table(ctypes.Structure):
        _fields_ = (("head", ForwardTableHead), ("rows", ForwardRow * 2))

    table = Table()
    table.head.entries = 2
    table.rows[0].interface_index = 5
    table.rows[0].prefix = to_sockaddr("0.0.0.0")
    table.rows[0].prefix.ipv4.family = 2
    table.rows[0].next_hop = to_sockaddr("192.0.2.1")
    table.rows[0].metric = 25
    table.rows[1].prefix = to_sockaddr("2001:db8::")
    table.rows[1].prefix_length = 32
    table.rows[1].interface_index = 6
    first, second = windows_routes.read_forward_table(ctypes.addressof(table), {5: Adapter(name="Ethernet", metrics={4: 35, 6: 45})})
    assert (str(first.network), first.interface, first.gateway, first.metric, first.is_default) == (
        "0.0.0.0/0",
        "Ethernet",
        "192.0.2.1",
        60,
        True,
    )
    assert (str(second.network), second.interface, second.gateway) == ("2001:db8::/32", "#6", None)


def test_neighbour_table() -> None:
    class Table(ctypes.Structure):
        _fields_ = (("head", NetTableHead), ("rows", NetRow * 1))

    table = Table()
    table.head.entries = 1
    row = table.rows[0]
    row.address = to_sockaddr("192.0.2.7")
    row.interface_index = 5
    row.physical_address[:6] = bytes.fromhex("020000000702")
    row.physical_address_length = 6
    row.state = NeighbourState.REACHABLE
    row.reachability_time = 1200
    assert windows_neighbours.read_net_table(ctypes.addressof(table)) == [
        WindowsNeighbour(address="192.0.2.7", interface_index=5, state=5, reachability_ms=1200, hardware_address="02:00:00:00:07:02")
    ]


def test_adapters() -> None:
    sockaddr = to_sockaddr("2001:db8::7")
    unicast = windows_adapters.UnicastAddress()
    unicast.address.address = ctypes.addressof(sockaddr)
    unicast.address.length = 28
    unicast.on_link_prefix_length = 64
    name, description = ctypes.create_unicode_buffer("Ethernet"), ctypes.create_unicode_buffer("Some card")
    second = windows_adapters.AdapterAddresses()
    second.friendly_name, second.description, second.if_type = ctypes.addressof(name), ctypes.addressof(description), 6
    second.if_index, second.ipv6_if_index = 5, 5
    second.ipv4_metric, second.ipv6_metric = 25, 35
    second.first_unicast = ctypes.addressof(unicast)
    first = windows_adapters.AdapterAddresses()
    first.next = ctypes.addressof(second)
    found = windows_adapters.read_adapters(ctypes.addressof(first))
    assert found[1] == windows_adapters.Adapter(
        name="Ethernet", description="Some card", if_type=6, indexes=(5,), prefixes={"2001:db8::7": 64}, metrics={4: 25, 6: 35}
    )


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_elsewhere_nothing_is_known() -> None:
    assert windows_adapters.windows_adapters() == []
    assert windows_routes.windows_route_table() == []
    assert windows_routes.windows_route("192.0.2.7", None) is None
    assert windows_neighbours.windows_neighbours(ipv6=False) is None
    assert windows_echo.windows_echo("192.0.2.7", b"x", limit=1, source_address=None) is Failure.UNSUPPORTED
