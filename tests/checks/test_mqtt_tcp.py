import socket
from datetime import timedelta

import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.mqtt_tcp import MqttTcp
from ccdiag.model.case import Case
from ccdiag.model.check import CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import Role, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch
from tests.checks.running import looked_up, run_check
from tests.servers import serving, silent

HOST = "mqtt.shop.example"
QUICK = Limits(connect=0.2, second_connect=0.2)


def situation(port: int, *, control: int | None = None, host: str = HOST, limits: Limits = QUICK) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host=host, port=port),
        tas=TcpService(host="127.0.0.1", port=1),
        tms=TcpService(host="127.0.0.1", port=1),
        control=TcpService(host="127.0.0.1", port=control) if control else None,
    )
    return Situation(environment=environment, case=Case(), limits=limits)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        return int(freed.getsockname()[1])


def of_role(result: CheckResult, role: Role) -> list[tuple[Observation, TcpFacts]]:
    return [one for one in Seen(result.observations).of(TcpFacts) if one[1].role == role]


async def test_both_families_answer() -> None:
    async with serving(silent) as port, serving(silent, host="::1", port=port):
        result = await run_check(MqttTcp(), situation(port), looked_up("dns.mqtt", HOST, "127.0.0.1", "::1"))
    assert result.verdict is Verdict.PASS
    assert {facts.family for _, facts in of_role(result, "mqtt")} == {"ipv4", "ipv6"}
    assert len(result.observations) == 2


async def test_an_address_needs_no_look_up() -> None:
    async with serving(silent) as port:
        result = await run_check(MqttTcp(), situation(port, host="127.0.0.1"))
    assert result.verdict is Verdict.PASS


async def test_some_answer_and_some_do_not() -> None:
    async with serving(silent) as port:
        result = await run_check(MqttTcp(), situation(port, control=port), looked_up("dns.mqtt", HOST, "127.0.0.1", "127.0.0.2"))
    assert result.verdict is Verdict.WARN
    assert "127.0.0.2" in result.reason.text
    # A refusal is an answer: no second attempt. And something answers, so the control host is left alone.
    assert len(result.observations) == 2


async def test_refused_while_the_control_host_answers() -> None:
    async with serving(silent) as control:
        result = await run_check(MqttTcp(), situation(closed_port(), control=control), looked_up("dns.mqtt", HOST, "127.0.0.1"))
    assert result.verdict is Verdict.FAIL
    assert [observation.failure for observation, _ in of_role(result, "mqtt")] == [Failure.REFUSED]
    assert [observation.failure for observation, _ in of_role(result, "control")] == [None]
    assert "another host" in result.reason.text


async def test_nothing_answers_anywhere() -> None:
    port = closed_port()
    result = await run_check(MqttTcp(), situation(port, control=port), looked_up("dns.mqtt", HOST, "127.0.0.1"))
    assert result.verdict is Verdict.FAIL
    assert "either" in result.reason.text


async def test_refused_without_a_control_host() -> None:
    port = closed_port()
    result = await run_check(MqttTcp(), situation(port), looked_up("dns.mqtt", HOST, "127.0.0.1"))
    assert result.verdict is Verdict.FAIL
    assert result.reason.text == f"{HOST}:{port} refuses the connection."


@pytest.fixture
def full_queue() -> "socket.socket":
    # Linux drops a SYN while the queue of unaccepted connections is full.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    return listener


async def test_silence_is_tried_twice(full_queue: socket.socket) -> None:
    port = full_queue.getsockname()[1]
    with full_queue, socket.create_connection(("127.0.0.1", port)):
        result = await run_check(MqttTcp(), situation(port), looked_up("dns.mqtt", HOST, "127.0.0.1"))
    assert result.verdict is Verdict.FAIL
    assert [(observation.failure, facts.attempt) for observation, facts in of_role(result, "mqtt")] == [
        (Failure.DEADLINE, 1),
        (Failure.DEADLINE, 2),
    ]
    assert "Nothing comes back" in result.reason.text


async def test_the_second_attempt_begins_beside_one_that_lasts(full_queue: socket.socket) -> None:
    port = full_queue.getsockname()[1]
    limits = Limits(connect=0.6, second_connect=0.3, second_try=0.1)
    with full_queue, socket.create_connection(("127.0.0.1", port)):
        asked = situation(port, control=closed_port(), limits=limits)
        result = await run_check(MqttTcp(), asked, looked_up("dns.mqtt", HOST, "127.0.0.1"))
    assert result.verdict is Verdict.FAIL
    at = {facts.attempt: observation.started_at for observation, facts in of_role(result, "mqtt")}
    first_ends = at[1] + timedelta(seconds=limits.connect)
    ((control, _),) = of_role(result, "control")
    assert max(at[2], control.started_at) < first_ends


async def test_failed_then_worked_is_unstable(full_queue: socket.socket) -> None:
    port = full_queue.getsockname()[1]
    with full_queue, socket.create_connection(("127.0.0.1", port)):

        def make_room(_observation: Observation) -> None:
            full_queue.accept()[0].close()
            full_queue.listen(5)

        seen_first: list[Observation] = []

        def first_only(observation: Observation) -> None:
            if not seen_first:
                make_room(observation)
            seen_first.append(observation)

        result = await run_check(MqttTcp(), situation(port), looked_up("dns.mqtt", HOST, "127.0.0.1"), on_record=first_only)
    assert result.verdict is Verdict.WARN
    assert "second attempt" in result.reason.text


def connect(address: str, failure: Failure | None) -> Observation:
    family = "ipv6" if ":" in address else "ipv4"
    facts = TcpFacts(role="mqtt", address=address, port=443, family=family)  # type: ignore[arg-type]  # one of the two
    return Stopwatch().observation(address, facts, failure)


@pytest.mark.parametrize(
    ("seen", "verdict", "says"),
    [
        ([("192.0.2.1", None), ("2001:db8::1", Failure.NETWORK_UNREACHABLE)], Verdict.PASS, "IPv6 is not available"),
        ([("192.0.2.1", Failure.ADDRESS_UNAVAILABLE), ("2001:db8::1", None)], Verdict.PASS, "IPv4 is not available"),
        ([("192.0.2.1", None), ("2001:db8::1", Failure.DEADLINE)], Verdict.WARN, "does not"),
        ([("192.0.2.1", Failure.DEADLINE), ("2001:db8::1", Failure.NETWORK_UNREACHABLE)], Verdict.FAIL, "Nothing comes back"),
        ([("192.0.2.1", Failure.NETWORK_UNREACHABLE)], Verdict.FAIL, "no route"),
        ([("192.0.2.1", Failure.PERMISSION_DENIED)], Verdict.FAIL, "itself forbids"),
        ([("192.0.2.1", Failure.HOST_UNREACHABLE)], Verdict.FAIL, "no way to it"),
        (
            [("192.0.2.1", None), ("2001:db8::1", Failure.NETWORK_UNREACHABLE), ("2001:db8::2", Failure.REFUSED)],
            Verdict.WARN,
            "1 of 3",
        ),
        ([], Verdict.INCONCLUSIVE, "No address"),
    ],
)
def test_judged(seen: list[tuple[str, Failure | None]], verdict: Verdict, says: str) -> None:
    judgement = MqttTcp().judge(Seen([connect(*one) for one in seen]), situation(443), {})
    assert judgement.verdict is verdict
    assert says in judgement.reason.english()
