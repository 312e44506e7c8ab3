from ipaddress import ip_interface
from typing import Literal

import pytest
from msgspec.structs import replace

from ccdiag.checks.base import Seen
from ccdiag.checks.terminal_lan import TerminalLan, subnet
from ccdiag.model.case import Case, Terminal
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import Facts, InterfaceFacts, NeighbourFacts, PingFacts, RouteFacts, SubnetFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from tests.checks.running import operations, result_of, run_check, seen

ADDRESS = "10.0.0.9"
NEAR = SubnetFacts(address=ADDRESS, same_subnet=True, laptop_addresses=("10.0.0.7/24",))
FAR = SubnetFacts(address=ADDRESS, same_subnet=False, laptop_addresses=("10.0.1.7/24",))
PINGED = PingFacts(role="terminal", address=ADDRESS, sent=3, received=3, loss_percent=0.0, rtt_ms=1.0)
LOSSY = PingFacts(role="terminal", address=ADDRESS, sent=3, received=2, loss_percent=33.3, rtt_ms=1.0)
SILENT = PingFacts(role="terminal", address=ADDRESS, sent=3, received=0, loss_percent=100.0)
ENVIRONMENT = Environment(
    schema=1,
    id="test",
    title="Test",
    mqtt=MqttService(host="mqtt.test"),
    tas=TcpService(host="tas.test", port=5555),
    tms=TcpService(host="127.0.0.1", port=15000),
)


def situation(**terminal: object) -> Situation:
    return Situation(environment=ENVIRONMENT, case=Case(terminal=Terminal(**{"ip": ADDRESS, **terminal})))  # type: ignore[arg-type]  # as told


def table(state: str, *hardware: str) -> NeighbourFacts:
    return NeighbourFacts(role="terminal", address=ADDRESS, state=state, hardware_addresses=hardware)  # type: ignore[arg-type]  # as told


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ((NEAR, PINGED, table("present")), Verdict.PASS),
        ((NEAR, PINGED), Verdict.PASS),
        ((NEAR, SILENT, table("present")), Verdict.PASS),
        ((NEAR, SILENT, table("absent")), Verdict.FAIL),
        ((NEAR, PINGED, table("absent")), Verdict.PASS),
        ((NEAR, SILENT, table("unknown")), Verdict.INCONCLUSIVE),
        ((NEAR, LOSSY, table("present")), Verdict.WARN),
        ((NEAR, PINGED, table("present", "02:00:00:00:00:01", "02:00:00:00:00:02")), Verdict.FAIL),
        ((FAR, PINGED), Verdict.PASS),
        ((FAR, SILENT), Verdict.INCONCLUSIVE),
        # The system did not say its own addresses, so the terminal's subnet is unknown.
        ((PINGED,), Verdict.PASS),
        ((SILENT,), Verdict.INCONCLUSIVE),
    ],
)
def test_judgement(facts: tuple[Facts, ...], verdict: Verdict) -> None:
    judgement = TerminalLan().judge(Seen([seen(found) for found in facts]), situation(), {})
    assert judgement.verdict is verdict
    assert "{" not in judgement.reason.english()


@pytest.mark.parametrize(("would_show", "told"), [(False, True), (True, False), (None, False)])
def test_what_rights_would_show_is_said_where_something_is_uncertain(would_show: bool | None, *, told: bool) -> None:
    facts = (NEAR, LOSSY, replace(table("present", "02:00:00:00:00:01"), conflict_would_show=would_show))
    judgement = TerminalLan().judge(Seen([seen(found) for found in facts]), situation(), {})
    assert judgement.verdict is Verdict.WARN
    assert judgement.reason.english().endswith("administrator rights.") is told


@pytest.mark.parametrize("would_show", [False, True, None])
@pytest.mark.parametrize("answer", [PINGED, SILENT])
def test_a_terminal_that_is_there_is_no_place_for_it(answer: PingFacts, would_show: bool | None) -> None:
    facts = (NEAR, answer, replace(table("present", "02:00:00:00:00:01"), conflict_would_show=would_show))
    judgement = TerminalLan().judge(Seen([seen(found) for found in facts]), situation(), {})
    assert judgement.verdict is Verdict.PASS
    assert "rights" not in judgement.reason.english()


@pytest.mark.parametrize(
    ("where", "state", "verdict"),
    [
        (NEAR, "present", Verdict.PASS),
        (NEAR, "absent", Verdict.FAIL),
        (NEAR, "unknown", Verdict.INCONCLUSIVE),
        (FAR, None, Verdict.INCONCLUSIVE),
    ],
)
def test_who_may_not_ping_is_not_told_that_nobody_answered(where: SubnetFacts, state: str | None, verdict: Verdict) -> None:
    unpinged = replace(seen(PingFacts(role="terminal", address=ADDRESS)), failure=Failure.NOT_PERMITTED)
    looked = [seen(table(state))] if state is not None else []
    judgement = TerminalLan().judge(Seen([seen(where), unpinged, *looked]), situation(), {})
    assert judgement.verdict is verdict
    told = judgement.reason.english()
    assert "answer ping" not in told
    assert "by ping" not in told
    assert ("rights" in told) is (verdict is Verdict.INCONCLUSIVE), told


@pytest.mark.parametrize(("would_show", "told"), [(False, True), (True, False), (None, False)])
def test_who_may_not_ask_anew_is_told_so(would_show: bool | None, *, told: bool) -> None:
    resting = replace(table("unknown"), last_heard_s=12.3, conflict_would_show=would_show)
    judgement = TerminalLan().judge(Seen([seen(NEAR), seen(SILENT), seen(resting)]), situation(), {})
    assert judgement.verdict is Verdict.WARN
    assert ("With administrator rights" in judgement.reason.english()) is told


def test_the_laptops_own_address_is_a_question() -> None:
    own = SubnetFacts(address=ADDRESS, same_subnet=True, laptop_addresses=(f"{ADDRESS}/24",))
    judgement = TerminalLan().judge(Seen([seen(own), seen(PINGED)]), situation(), {})
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert judgement.question is not None
    assert judgement.question.key == "terminal.ip"


def routed_by(gateway: str, *, kind: Literal["vpn", "wired"] = "wired") -> CheckResult:
    way = seen(RouteFacts(destination="192.0.2.1", interface="eth0", interface_kind=kind, gateway=gateway))
    return CheckResult(id="network.interface", verdict=Verdict.PASS, basis=Basis.MEASURED, reason=message("made up"), observations=(way,))


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ({"network.interface": routed_by(ADDRESS)}, Verdict.INCONCLUSIVE),
        ({"network.interface": routed_by("10.0.0.1")}, Verdict.PASS),
        # A VPN may well give itself a way by an address that means something else here.
        ({"network.interface": routed_by(ADDRESS, kind="vpn")}, Verdict.PASS),
    ],
)
def test_the_gateways_address_is_a_question(results: dict[CheckId, CheckResult], verdict: Verdict) -> None:
    judgement = TerminalLan().judge(Seen([seen(NEAR), seen(PINGED), seen(table("present"))]), situation(), results)
    assert judgement.verdict is verdict
    assert (judgement.question is not None) is (verdict is Verdict.INCONCLUSIVE)


def test_two_machines_at_the_gateways_address_are_told_first() -> None:
    twice = table("present", "02:00:00:00:00:01", "02:00:00:00:00:02")
    judgement = TerminalLan().judge(Seen([seen(NEAR), seen(PINGED), seen(twice)]), situation(), {"network.interface": routed_by(ADDRESS)})
    assert judgement.verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("address", "own", "nobodys"),
    [
        ("10.0.0.0", "10.0.0.7/24", True),
        ("10.0.0.255", "10.0.0.7/24", True),
        ("10.0.0.254", "10.0.0.7/24", False),
        ("10.0.0.255", "10.0.0.7/16", False),
        ("10.0.0.6", "10.0.0.7/31", False),
        ("10.0.1.255", "10.0.0.7/24", False),
        ("fd00::", "fd00::7/64", False),
        ("0.0.0.0", "10.0.0.7/24", True),
        ("224.0.0.1", "10.0.0.7/24", True),
        ("255.255.255.255", "10.0.0.7/24", True),
    ],
)
async def test_an_address_that_no_device_can_have_is_a_question_and_not_looked_for(address: str, own: str, *, nobodys: bool) -> None:
    where = subnet(address, None, [ip_interface(own)])
    judgement = TerminalLan().judge(Seen([seen(where)]), situation(ip=address), {})
    assert ("a device can have" in judgement.reason.english()) is nobodys
    assert (judgement.question is not None) is nobodys
    if nobodys:
        laptop = InterfaceFacts(name="eth0", up=True, kind="wired", addresses=(own,))
        known: dict[CheckId, CheckResult] = {"network.interface": result_of("network.interface", [seen(laptop)])}
        result = await run_check(TerminalLan(), situation(ip=address), known)
        assert result.verdict is Verdict.INCONCLUSIVE
        assert set(operations(result)) <= {"subnet"}


@pytest.mark.parametrize(("kind", "told"), [("vpn", True), ("wired", False)])
def test_a_vpn_that_takes_the_own_network_hides_the_terminal(kind: Literal["vpn", "wired"], *, told: bool) -> None:
    way = seen(RouteFacts(destination=ADDRESS, interface="tun0", interface_kind=kind))
    interface = CheckResult(
        id="network.interface", verdict=Verdict.WARN, basis=Basis.MEASURED, reason=message("made up"), observations=(way,)
    )
    judgement = TerminalLan().judge(Seen([seen(NEAR), seen(SILENT), seen(table("unknown"))]), situation(), {"network.interface": interface})
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert ("tun0" in judgement.reason.english()) is told


def test_skipped_where_it_cannot_be_seen() -> None:
    by_sim = TerminalLan().skip(situation(link="sim"))
    unknown = TerminalLan().skip(situation(ip=None))
    assert by_sim is not None
    assert by_sim.question is None
    assert unknown is not None
    assert unknown.question is not None
    assert unknown.question.key == "terminal.ip"
    assert TerminalLan().skip(situation(ip="dead-beef")) is not None
    assert TerminalLan().skip(situation()) is None


@pytest.mark.parametrize(
    ("address", "prefix", "same", "differs"),
    [
        ("10.0.0.9", None, True, False),
        ("10.0.0.9", 24, True, False),
        ("10.0.0.9", 16, True, True),
        ("10.0.1.9", 24, False, False),
        ("fd00::9", None, True, False),
        ("127.0.0.1", None, True, False),
    ],
)
def test_subnet(address: str, prefix: int | None, *, same: bool, differs: bool) -> None:
    facts = subnet(address, prefix, [ip_interface("10.0.0.7/24"), ip_interface("fd00::7/64")])
    assert (facts.same_subnet, facts.stated_prefix_differs) == (same, differs)


async def test_on_loopback() -> None:
    own = InterfaceFacts(name="lo", up=True, kind="loopback", addresses=("127.0.0.1/8", "::1/128"))
    result = await run_check(TerminalLan(), situation(ip="127.0.0.1"), {"network.interface": result_of("network.interface", [seen(own)])})
    assert result.verdict is Verdict.PASS
    assert sorted(operations(result)) == ["neighbour", "ping", "subnet"]
