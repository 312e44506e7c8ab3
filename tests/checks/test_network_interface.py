import threading

import pytest

from ccdiag.checks import network_interface
from ccdiag.checks.base import Seen
from ccdiag.checks.network_interface import NetworkInterface
from ccdiag.model.case import Case, Terminal
from ccdiag.model.environment import DnsSettings, Environment, MqttService, TcpService
from ccdiag.model.facts import Facts, InterfaceFacts, NeighbourFacts, PingFacts, RouteFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch
from tests.checks.running import operations, run_check, seen

TMS = "203.0.113.101"
ETHERNET = InterfaceFacts(name="eth0", up=True, kind="wired", addresses=("10.0.0.7/24", "fe80::7/64"), carries_traffic=True)
WIFI = InterfaceFacts(name="wlan0", up=True, kind="wireless", addresses=("10.0.1.7/24",))
WAY = RouteFacts(destination=TMS, source_address="10.0.0.7", interface="eth0", interface_kind="wired", gateway="10.0.0.1")
DEFAULT = RouteFacts(destination="0.0.0.0/0", interface="eth0", interface_kind="wired", gateway="10.0.0.1")
PINGED = PingFacts(role="gateway", address="10.0.0.1", sent=3, received=3, loss_percent=0.0, rtt_ms=1.0)
SILENT = PingFacts(role="gateway", address="10.0.0.1", sent=3, received=0, loss_percent=100.0)
PRESENT = NeighbourFacts(role="gateway", address="10.0.0.1", state="present", hardware_addresses=("02:00:00:00:00:01",))
ABSENT = NeighbourFacts(role="gateway", address="10.0.0.1", state="absent")
UNKNOWN = NeighbourFacts(role="gateway", address="10.0.0.1", state="unknown")


def situation(tms: str = TMS, *servers: str, terminal: str | None = None) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host="mqtt.test"),
        tas=TcpService(host="tas.test", port=5555),
        tms=TcpService(host=tms, port=15000),
        dns=DnsSettings(servers=servers),
    )
    return Situation(environment=environment, case=Case(terminal=Terminal(ip=terminal)))


def failed(facts: Facts, failure: Failure = Failure.NETWORK_UNREACHABLE) -> Observation:
    return Stopwatch().observation("there", facts, failure)


def judged(*facts: Facts | Observation) -> tuple[Verdict, str]:
    observations = [found if isinstance(found, Observation) else seen(found) for found in facts]
    judgement = NetworkInterface().judge(Seen(observations), situation(), {})
    return judgement.verdict, judgement.reason.english()


@pytest.mark.parametrize("tms", ["127.0.0.1", "::1", "tms.test"])
async def test_a_service_on_this_laptop_needs_no_network(tms: str) -> None:
    result = await run_check(NetworkInterface(), situation(tms, "127.0.0.1:5353", "[::1]:53", terminal="127.0.0.1"))
    assert result.verdict is Verdict.PASS
    assert set(operations(result)) == {"interface", "route"}
    carrying = {
        found.facts.kind for found in result.observations if isinstance(found.facts, InterfaceFacts) and found.facts.carries_traffic
    }
    assert carrying == {"loopback"}


@pytest.mark.parametrize("gateway", [(PINGED,), (PRESENT, SILENT), (PINGED, ABSENT), (PRESENT,), (SILENT, UNKNOWN), ()])
def test_a_gateway_is_innocent_until_nobody_answers_for_it(gateway: tuple[Facts, ...]) -> None:
    assert judged(ETHERNET, WAY, DEFAULT, *gateway)[0] is Verdict.PASS


def test_gateway_down() -> None:
    verdict, reason = judged(ETHERNET, WAY, DEFAULT, ABSENT, SILENT)
    assert verdict is Verdict.FAIL
    assert "10.0.0.1" in reason


@pytest.mark.parametrize(
    "found",
    [
        [InterfaceFacts(name="eth0", up=False, kind="wired", addresses=("10.0.0.7/24",))],
        [InterfaceFacts(name="eth0", up=True, kind="wired")],
        [InterfaceFacts(name="lo", up=True, kind="loopback", addresses=("127.0.0.1/8",))],
    ],
)
def test_no_interface(found: list[InterfaceFacts]) -> None:
    assert judged(*found, failed(RouteFacts(destination=TMS))) == (Verdict.FAIL, "No network interface is connected and has an address.")


def test_an_address_that_the_laptop_gave_itself_is_none() -> None:
    own = InterfaceFacts(name="eth0", up=True, kind="wired", addresses=("fe80::7/64", "169.254.7.7/16"))
    verdict, reason = judged(own, failed(RouteFacts(destination=TMS)))
    assert verdict is Verdict.FAIL
    assert "169.254.7.7/16" in reason


def test_no_route() -> None:
    assert judged(ETHERNET, failed(RouteFacts(destination=TMS)))[0] is Verdict.FAIL


def test_no_route_in_one_family_is_no_accusation() -> None:
    other = RouteFacts(destination="::/0", interface="eth0", interface_kind="wired", gateway="fe80::1")
    assert judged(ETHERNET, failed(RouteFacts(destination=TMS)), other)[0] is Verdict.WARN


def test_a_vpn_that_carries_the_traffic_is_told_of() -> None:
    tunnel = InterfaceFacts(name="tun0", up=True, kind="vpn", addresses=("10.8.0.2/24",), carries_traffic=True)
    way = RouteFacts(destination=TMS, source_address="10.8.0.2", interface="tun0", interface_kind="vpn")
    verdict, reason = judged(ETHERNET, tunnel, way, DEFAULT)
    assert verdict is Verdict.WARN
    assert "tun0" in reason


def test_a_vpn_beside_the_way_is_not() -> None:
    tunnel = InterfaceFacts(name="tun0", up=True, kind="vpn", addresses=("10.8.0.2/24",))
    assert judged(ETHERNET, tunnel, WAY, DEFAULT, PINGED)[0] is Verdict.PASS


def test_several_ways_outside() -> None:
    other = RouteFacts(destination="0.0.0.0/0", interface="wlan0", interface_kind="wireless", gateway="10.0.1.1")
    verdict, reason = judged(ETHERNET, WIFI, WAY, DEFAULT, other, PINGED)
    assert verdict is Verdict.WARN
    assert "eth0, wlan0" in reason
    assert reason.endswith("by eth0.")
    assert judged(ETHERNET, WAY, DEFAULT, other, PINGED)[0] is Verdict.PASS  # wlan0 is not up


def test_nothing_seen() -> None:
    assert judged()[0] is Verdict.INCONCLUSIVE


async def test_a_driver_that_hangs_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(network_interface, "interfaces", released.wait)
    monkeypatch.setattr(network_interface, "_READING", 0.05)
    result = await run_check(NetworkInterface(), situation("127.0.0.1"))
    released.set()
    assert result.verdict is Verdict.INCONCLUSIVE
    assert not result.observations
