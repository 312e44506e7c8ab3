"""Which addresses a sweep asks."""

from ipaddress import IPv4Interface, IPv4Network

import pytest

from ccdiag.app.sweep import BeyondError, ranges
from ccdiag.probes.interface_kind import InterfaceKind
from ccdiag.probes.own_networks import OwnNetwork


def own(address: str, interface: str = "eth0", kind: InterfaceKind = "wired") -> OwnNetwork:
    return OwnNetwork(interface=interface, kind=kind, address=IPv4Interface(address))


def test_an_own_subnet_is_swept_whole_without_the_laptop() -> None:
    (swept,) = ranges([own("192.0.2.7/29")])
    assert list(swept.addresses) == [f"192.0.2.{last}" for last in (1, 2, 3, 4, 5, 6)]
    (swept,) = ranges([own("192.0.2.3/29")])
    assert (list(swept.addresses), swept.size) == ([f"192.0.2.{last}" for last in (1, 2, 4, 5, 6)], 5)


@pytest.mark.parametrize(("prefix", "expected"), [(24, "10.1.2.0/24"), (22, "10.1.0.0/22"), (21, "10.1.2.0/24"), (8, "10.1.2.0/24")])
def test_of_a_large_subnet_only_the_part_around_the_laptop(prefix: int, expected: str) -> None:
    (swept,) = ranges([own(f"10.1.2.3/{prefix}")])
    assert str(swept.network) == expected
    assert (swept.part_of is not None) is (prefix < 22)


def test_by_cable_and_by_wireless_into_the_same_subnet_is_one() -> None:
    swept = ranges([own("192.0.2.3/24"), own("192.0.2.4/24", "wlan0", "wireless"), own("198.51.100.3/24", "eth1")])
    assert [(str(one.network), one.interface) for one in swept] == [("192.0.2.0/24", "eth0"), ("198.51.100.0/24", "eth1")]
    assert {"192.0.2.3", "192.0.2.4"}.isdisjoint(swept[0].addresses)


def test_a_range_within_a_large_own_subnet_may_be_named() -> None:
    (swept,) = ranges([own("10.1.2.3/8")], IPv4Network("10.9.0.0/16"))
    assert (swept.interface, swept.by, swept.part_of) == ("eth0", "neighbour", None)


@pytest.mark.parametrize("wanted", ["192.0.3.0/24", "192.0.2.0/23", "0.0.0.0/0"])
def test_beyond_is_refused_unless_allowed(wanted: str) -> None:
    with pytest.raises(BeyondError):
        ranges([own("192.0.2.3/24")], IPv4Network(wanted))
    (swept,) = ranges([own("192.0.2.3/24")], IPv4Network(wanted), beyond=True)
    assert (swept.interface, swept.by) == (None, "ping")


def test_a_tunnel_has_no_neighbours() -> None:
    (swept,) = ranges([own("192.0.2.3/24", "tun0", "vpn")])
    assert swept.by == "ping"
