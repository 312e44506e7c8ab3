import socket
from pathlib import Path

import pytest

from ccdiag.model.facts import PathFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.icmp_notice import IcmpNotice
from ccdiag.probes.own_refusal import has_neighbours, refused_at_home
from ccdiag.probes.path import Surroundings, is_private, path_facts, path_failure, path_probe
from ccdiag.probes.path_walk import Heard, Walk, walk
from ccdiag.probes.source import ANY_SOURCE, Source
from tests.servers import serving, silent

TARGET = "203.0.113.10"
LAPTOP, GATEWAY, SECOND_ROUTER, OUTSIDE, FARTHER = "192.168.1.9", "192.168.1.1", "10.0.0.1", "198.51.100.1", "198.51.100.9"
AROUND = Surroundings(own=frozenset({LAPTOP}), gateway=GATEWAY)
SHORT = Limits(path=0.5, path_silence=0.1, path_hops=4)
RESET = Heard(failure=Failure.REFUSED)


def hop(address: str) -> Heard:
    notice = IcmpNotice(offender=address, icmp_type="time_exceeded", icmp_code="time_exceeded")
    return Heard(failure=Failure.HOST_UNREACHABLE, notice=notice)


def no(address: str, code: str = "admin_prohibited", failure: Failure = Failure.HOST_UNREACHABLE) -> Heard:
    return Heard(failure=failure, notice=IcmpNotice(offender=address, icmp_type="destination_unreachable", icmp_code=code))  # type: ignore[arg-type]  # tests name them shortly


def way(*addresses: str | None, then: Heard | None = None) -> dict[int, Heard]:
    seen = {distance: hop(address) for distance, address in enumerate(addresses, 1) if address is not None}
    return seen | ({len(addresses) + 1: then} if then is not None else {})


def concluded(found: Walk) -> PathFacts:
    return path_facts(found, AROUND, address=TARGET, port=443, role="mqtt")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.0.0.9"])
async def test_loopback_is_not_probed(address: str) -> None:
    assert await path_probe(address, 443, role="mqtt", limits=SHORT, source=ANY_SOURCE) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_a_port_that_is_open(address: str) -> None:
    async with serving(silent, host=address) as port:
        found = await walk(address, port, limits=SHORT, source=ANY_SOURCE)
    assert found.plain == Heard(failure=None)
    assert not found.kept_back


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_a_port_that_is_closed(address: str) -> None:
    with socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET) as freed:
        port = freed.getsockname()[1]
    found = await walk(address, port, limits=SHORT, source=ANY_SOURCE)
    assert found.plain == RESET
    # One hop is enough to get there; nothing is sent that lives longer.
    assert set(found.by_distance) <= {1, 2}
    assert found.reset_distance == 1


async def test_a_source_that_is_not_there() -> None:
    found = await walk("127.0.0.1", 1, limits=SHORT, source=Source("lo", "192.0.2.99"))
    assert found.plain is not None
    assert found.plain.failure is Failure.ADDRESS_UNAVAILABLE


def test_an_rst_that_comes_without_a_packet_out_is_the_laptops() -> None:
    found = Walk(plain=RESET, by_distance={1: RESET}, refused_at_home=True)
    facts = concluded(found)
    assert path_failure(found) is Failure.PERMISSION_DENIED
    assert (facts.answered_by, facts.verdict_by, facts.last_hop) == (TARGET, "laptop", None)


def test_an_rst_at_once_alone_accuses_nobody() -> None:
    found = Walk(plain=RESET, by_distance={1: RESET})
    assert path_failure(found) is Failure.REFUSED
    assert concluded(found).verdict_by is None


@pytest.mark.parametrize(
    ("kind", "flags", "expected"),
    [
        ("1", "0x1003", True),
        ("1", "0x1083", False),  # IFF_NOARP
        ("772", "0x9", False),  # loopback
        ("65534", "0x1091", False),  # a tunnel
        ("one", "0x1003", False),
        ("1", "", False),
    ],
)
def test_interfaces_that_ask_before_they_send(tmp_path: Path, kind: str, flags: str, expected: bool) -> None:
    (tmp_path / "eth0").mkdir()
    (tmp_path / "eth0" / "type").write_text(f"{kind}\n")
    (tmp_path / "eth0" / "flags").write_text(f"{flags}\n")
    assert has_neighbours("eth0", tmp_path) is expected
    assert not has_neighbours("eth1", tmp_path)


@pytest.mark.parametrize(("address", "interface"), [("127.0.0.1", "lo"), ("203.0.113.10", "none0"), ("2001:db8::7", "lo")])
async def test_what_cannot_be_tried_accuses_nobody(address: str, interface: str) -> None:
    assert not await refused_at_home(address, 9, interface=interface)


class TestSilence:
    def test_the_last_that_was_seen_is_told(self) -> None:
        facts = concluded(Walk(by_distance=way(GATEWAY, None, OUTSIDE)))
        assert facts.hops == (GATEWAY, None, OUTSIDE)
        assert (facts.last_hop, facts.last_hop_distance, facts.last_hop_is) == (OUTSIDE, 3, "outside")
        assert (facts.answered_by, facts.verdict_by) == (None, None)

    def test_a_second_router_of_the_shop_is_inside(self) -> None:
        assert concluded(Walk(by_distance=way(GATEWAY, SECOND_ROUTER))).last_hop_is == "inside"

    def test_a_private_address_beyond_a_public_one_is_the_providers(self) -> None:
        assert concluded(Walk(by_distance=way(GATEWAY, OUTSIDE, SECOND_ROUTER))).last_hop_is == "outside"

    def test_the_first_hop_is_the_gateway_whatever_its_address(self) -> None:
        assert concluded(Walk(by_distance=way(OUTSIDE))).last_hop_is == "gateway"

    def test_nobody_at_all(self) -> None:
        found = Walk(by_distance={})
        assert path_failure(found) is Failure.DEADLINE
        assert concluded(found) == PathFacts(role="mqtt", address=TARGET, port=443)

    def test_the_own_system_keeps_the_packets_back(self) -> None:
        found = Walk(by_distance={}, kept_back=True)
        assert path_failure(found) is Failure.PERMISSION_DENIED
        assert concluded(found).verdict_by == "laptop"

    def test_echo_requests_are_told_from_packets_of_a_connection(self) -> None:
        assert concluded(Walk(by_distance=way(GATEWAY), by_echo=True)).protocol == "icmp"


class TestIcmp:
    @pytest.mark.parametrize(
        ("address", "where"),
        [(LAPTOP, "laptop"), (GATEWAY, "gateway"), (SECOND_ROUTER, "inside"), (OUTSIDE, "outside"), (TARGET, "target")],
    )
    def test_who_says_no(self, address: str, where: str) -> None:
        facts = concluded(Walk(plain=no(address), by_distance={}))
        assert (facts.answered_by, facts.icmp_code, facts.verdict_by) == (address, "admin_prohibited", where)
        assert facts.last_hop == (None if where == "laptop" else address)

    def test_only_a_packet_with_a_short_life_was_answered(self) -> None:
        found = Walk(by_distance=way(GATEWAY, OUTSIDE, then=no(OUTSIDE, "host_unreachable")))
        facts = concluded(found)
        assert (facts.answered_by, facts.icmp_code, facts.last_hop_distance) == (OUTSIDE, "host_unreachable", 2)
        assert path_failure(found) is Failure.HOST_UNREACHABLE

    def test_what_linux_calls_a_lack_of_rights_over_ipv6_is_not_the_laptops(self) -> None:
        found = Walk(plain=no(OUTSIDE, failure=Failure.PERMISSION_DENIED), by_distance={})
        assert path_failure(found) is Failure.HOST_UNREACHABLE
        assert concluded(found).verdict_by == "outside"

    def test_packets_that_go_in_circles(self) -> None:
        facts = concluded(Walk(plain=hop(FARTHER), by_distance={}))
        assert (facts.answered_by, facts.icmp_type, facts.verdict_by) == (FARTHER, "time_exceeded", "outside")


class TestReset:
    def test_a_router_that_refuses_to_pass_it_on(self) -> None:
        found = Walk(plain=RESET, by_distance=way(GATEWAY, then=RESET), behind_reset=hop(OUTSIDE).notice)
        facts = concluded(found)
        assert (facts.answered_by, facts.verdict_by, facts.icmp_code) == (GATEWAY, "gateway", None)
        assert path_failure(found) is Failure.REFUSED

    @pytest.mark.parametrize("behind", [None, no(TARGET, "port_unreachable").notice])
    def test_the_target_may_stand_right_behind_the_gateway(self, behind: IcmpNotice | None) -> None:
        facts = concluded(Walk(plain=RESET, by_distance=way(GATEWAY, then=RESET), behind_reset=behind))
        assert (facts.answered_by, facts.verdict_by) == (TARGET, None)

    @pytest.mark.parametrize("behind", [None, no(TARGET, "port_unreachable").notice])
    def test_nobody_in_the_shop(self, behind: IcmpNotice | None) -> None:
        facts = concluded(Walk(plain=RESET, by_distance=way(GATEWAY, OUTSIDE, then=RESET), behind_reset=behind))
        assert (facts.answered_by, facts.verdict_by, facts.last_hop) == (TARGET, "outside", OUTSIDE)

    def test_laptop_and_gateway_look_alike(self) -> None:
        facts = concluded(Walk(plain=RESET, by_distance={1: RESET}))
        assert (facts.answered_by, facts.verdict_by) == (TARGET, None)

    def test_behind_a_silent_hop_nothing_is_concluded(self) -> None:
        assert concluded(Walk(plain=RESET, by_distance=way(GATEWAY, None, then=RESET))).verdict_by is None


def test_a_connection_that_works_by_now() -> None:
    found = Walk(plain=Heard(failure=None), by_distance=way(GATEWAY))
    assert path_failure(found) is None
    assert (concluded(found).last_hop, concluded(found).last_hop_is) == (TARGET, "target")


def test_no_route_is_the_laptops_word() -> None:
    found = Walk(plain=Heard(failure=Failure.NETWORK_UNREACHABLE), by_distance={})
    assert (path_failure(found), concluded(found).verdict_by) == (Failure.NETWORK_UNREACHABLE, "laptop")


@pytest.mark.parametrize("address", ["192.168.1.1", "10.9.8.7", "172.31.0.1", "fd00::1"])
def test_private_addresses(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["100.64.0.1", "203.0.113.1", "172.32.0.1", "2001:db8::1"])
def test_addresses_of_providers(address: str) -> None:
    assert not is_private(address)
