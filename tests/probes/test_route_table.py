from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.route_table import Route, best_route, parse_ipv4_routes, parse_ipv6_routes

IPV4_TABLE = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0107A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
wlan0\t00000000\t0108A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t0007A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
*\t00000A0A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0
eth9\t0007A8C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""
NOTHING = "0" * 32
IPV6_TABLE = f"""\
fd000000000000000000000000000000 40 {NOTHING} 00 {NOTHING} 00000100 00000001 00000000 00000001     eth0
{NOTHING} 00 {NOTHING} 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
{NOTHING} 00 {NOTHING} 00 {NOTHING} ffffffff 00000001 00000000 00200200       lo
"""


@pytest.mark.parametrize(
    ("destination", "interface", "gateway"),
    [
        ("193.173.53.101", "eth0", "192.168.7.1"),
        ("192.168.7.9", "eth0", None),
        ("10.1.2.3", "tun0", None),
    ],
)
def test_longest_prefix_then_lowest_metric(destination: str, interface: str, gateway: str | None) -> None:
    found = best_route(destination, parse_ipv4_routes(IPV4_TABLE))
    assert found is not None
    assert (found.interface, found.gateway) == (interface, gateway)


def test_a_rejecting_route_is_no_way() -> None:
    assert best_route("10.10.3.4", parse_ipv4_routes(IPV4_TABLE)) is None


def test_only_routes_of_the_interface_count_when_it_is_known() -> None:
    found = best_route("193.173.53.101", parse_ipv4_routes(IPV4_TABLE), interface="wlan0")
    assert found is not None
    assert found.gateway == "192.168.8.1"
    assert best_route("192.168.7.9", parse_ipv4_routes(IPV4_TABLE), interface="tun0") is None


def test_ipv6() -> None:
    routes = parse_ipv6_routes(IPV6_TABLE)
    near, far = best_route("fd00::9", routes), best_route("2001:db8::1", routes)
    assert near is not None
    assert far is not None
    assert (near.interface, near.gateway, far.gateway) == ("eth0", None, "fd00::1")
    assert [route.is_default for route in routes] == [False, True, False]
    assert best_route("2001:db8::1", routes[2:]) is None


def test_families_do_not_mix() -> None:
    assert best_route("2001:db8::1", parse_ipv4_routes(IPV4_TABLE)) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse_ipv4_routes("head\n" + text)
    parse_ipv6_routes(text)


@given(st.lists(st.integers(0, 32), max_size=12), st.integers(0, 2**32 - 1))
def test_the_longest_matching_prefix_wins(lengths: list[int], number: int) -> None:
    address = ip_address(number)
    routes = [Route(network=ip_network((number, length), strict=False), interface=f"i{length}") for length in lengths]
    found = best_route(str(address), routes)
    assert (found.network.prefixlen if found else None) == (max(lengths) if lengths else None)
