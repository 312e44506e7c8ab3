from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.mqtt_hold import MqttHold
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import HoldFacts, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch
from tests.checks.running import operations, result_of, run_check, seen
from tests.probes.mqtt_servers import (
    ALPN,
    CONNACK,
    HOST,
    MOSQUITTO,
    Certificates,
    Conversation,
    Script,
    assert_no_thread_is_left,
    mosquitto,
    scripted_broker,
)
from tests.servers import closes_at_once, serving, silent

LIMITS = Limits(connect=1.0, handshake=0.2, after_handshake=0.05, mqtt_answer=0.2)
HELD = 0.1


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert_no_thread_is_left()


def situation(
    port: int,
    certificates: Certificates | None = None,
    *,
    client: Path | None = None,
    control: int | None = None,
    hold_s: float = HELD,
    alpn: str = ALPN,
) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(
            host=HOST,
            port=port,
            alpn=alpn,
            trust=str(certificates.trust) if certificates else "amazon",
            client_certificate=str(client) if client else "",
        ),
        tas=TcpService(host="127.0.0.1", port=1),
        tms=TcpService(host="127.0.0.1", port=1),
        control=TcpService(host="127.0.0.1", port=control) if control else None,
    )
    return Situation(environment=environment, case=Case(), limits=LIMITS, hold_s=hold_s)


def reached(port: int) -> dict[CheckId, CheckResult]:
    connected = seen(TcpFacts(role="mqtt", address="127.0.0.1", port=port), f"127.0.0.1:{port}")
    return {"mqtt.tcp": result_of("mqtt.tcp", [connected])}


def ended(result: CheckResult) -> dict[str, str]:
    return {facts.role: facts.ended_by for _, facts in Seen(result.observations).of(HoldFacts)}


class TestHolding:
    def test_only_when_it_is_asked_for(self) -> None:
        skip = MqttHold().skip(situation(1, hold_s=0))
        assert skip is not None
        assert "--hold" in skip.reason.english()
        assert MqttHold().skip(situation(1)) is None

    def test_it_may_take_as_long_as_the_hold_and_more(self) -> None:
        assert MqttHold().limit_for(situation(1, hold_s=600)) > 610

    @pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed")
    async def test_a_session_with_mosquitto_stays(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            asked = situation(port, certificates, client=certificates.client, control=port, alpn="")
            result = await run_check(MqttHold(), asked, reached(port))
        assert result.verdict is Verdict.PASS, result.reason.english()
        assert ended(result) == {"mqtt": "us", "control": "us"}

    async def test_the_keep_alive_is_longer_than_the_hold(self, certificates: Certificates) -> None:
        asked: list[int] = []

        async def script(client: Conversation) -> None:
            body = await client.accept()
            asked.append(int.from_bytes(body[8:10], "big"))

        async def hold(hold_s: float) -> None:
            async with scripted_broker(script, certificates.server_context()) as port:
                await run_check(MqttHold(), situation(port, certificates, client=certificates.client, hold_s=hold_s), reached(port))

        for hold_s in (0.1, 300.0, 5000.0):
            await hold(hold_s)
        assert asked == [60, 331, 1200]

    async def hold_session(self, script: Script, certificates: Certificates, hold_s: float = HELD) -> CheckResult:
        async with (
            scripted_broker(script, certificates.server_context()) as port,
            scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as control,
        ):
            asked = situation(port, certificates, client=certificates.client, control=control, hold_s=hold_s)
            return await run_check(MqttHold(), asked, reached(port))

    async def test_a_session_that_is_forgotten_while_the_control_stays(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.until_closed()

        result = await self.hold_session(script, certificates)
        assert result.verdict is Verdict.FAIL
        assert ended(result) == {"mqtt": "silence", "control": "us"}

    async def test_a_session_that_is_reset_while_the_control_stays(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            client.reset()

        result = await self.hold_session(script, certificates)
        assert result.verdict is Verdict.FAIL
        assert ended(result) == {"mqtt": "peer_reset", "control": "us"}

    async def test_where_the_session_is_refused_nothing_is_held(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            await client.send(CONNACK + b"\x05")
            await client.until_closed()

        result = await self.hold_session(script, certificates, hold_s=60.0)
        assert result.verdict is Verdict.INCONCLUSIVE
        assert operations(result)[-1] == "mqtt_connect"
        assert "control" not in ended(result)

    async def test_an_encrypted_key(self, certificates: Certificates) -> None:
        result = await run_check(MqttHold(), situation(1, certificates, client=certificates.encrypted_client), reached(1))
        assert result.verdict is Verdict.INCONCLUSIVE
        assert [observation.failure for observation in result.observations] == [Failure.UNREADABLE]

    async def test_a_plain_connection_without_a_certificate(self, certificates: Certificates) -> None:
        async with scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as port:
            result = await run_check(MqttHold(), situation(port), reached(port))
        assert result.verdict is Verdict.PASS
        assert "A session was not held" in result.reason.english()
        assert operations(result) == ["hold"]

    async def test_a_plain_connection_that_is_forgotten_while_the_control_stays(self, certificates: Certificates) -> None:
        async with (
            serving(silent) as port,
            scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as control,
        ):
            result = await run_check(MqttHold(), situation(port, control=control), reached(port))
        assert result.verdict is Verdict.FAIL

    async def test_a_plain_connection_that_the_server_closes(self) -> None:
        async with serving(closes_at_once) as port:
            result = await run_check(MqttHold(), situation(port, hold_s=30.0), reached(port))
        assert result.verdict is Verdict.INCONCLUSIVE
        assert "as servers do" in result.reason.english()

    async def test_nothing_answered(self) -> None:
        assert (await run_check(MqttHold(), situation(1), {})).verdict is Verdict.INCONCLUSIVE

    async def test_the_port_has_closed_meanwhile(self) -> None:
        async with serving(silent) as port:
            pass
        result = await run_check(MqttHold(), situation(port), reached(port))
        assert result.verdict is Verdict.INCONCLUSIVE
        assert operations(result) == ["tcp_connect"]


EndedBy = Literal["us", "peer_close", "peer_reset", "silence"]
FAILURES: dict[EndedBy, Failure | None] = {
    "us": None,
    "peer_close": Failure.CLOSED,
    "peer_reset": Failure.RESET,
    "silence": Failure.DEADLINE,
}


def held(role: Literal["mqtt", "control"], kind: Literal["session", "connection"], ended_by: EndedBy) -> Observation:
    facts = HoldFacts(role=role, kind=kind, planned_s=60, held_s=41.2, ended_by=ended_by)
    return Stopwatch().observation("there", facts, FAILURES[ended_by])


def judged(kind: Literal["session", "connection"], ended_by: EndedBy, control: EndedBy | None) -> Judgement:
    observations = [held("mqtt", kind, ended_by)]
    if control is not None:
        observations.append(held("control", "connection", control))
    return MqttHold().judge(Seen(observations), situation(443), {})


@pytest.mark.parametrize(
    ("kind", "ended_by", "control", "verdict"),
    [
        ("session", "us", None, Verdict.PASS),
        ("session", "us", "silence", Verdict.PASS),
        ("connection", "us", None, Verdict.PASS),
        # Silence and RST: the service itself would say goodbye to a session.
        ("session", "silence", None, Verdict.FAIL),
        ("session", "silence", "us", Verdict.FAIL),
        ("session", "silence", "peer_close", Verdict.FAIL),
        ("session", "peer_reset", None, Verdict.FAIL),
        ("session", "peer_reset", "us", Verdict.FAIL),
        # Both were cut off: perhaps the laptop's own link.
        ("session", "silence", "silence", Verdict.INCONCLUSIVE),
        ("session", "peer_reset", "peer_reset", Verdict.INCONCLUSIVE),
        ("connection", "silence", "silence", Verdict.INCONCLUSIVE),
        # On a plain connection it may have been the server, unless the control connection stayed.
        ("connection", "silence", None, Verdict.INCONCLUSIVE),
        ("connection", "peer_reset", None, Verdict.INCONCLUSIVE),
        ("connection", "peer_reset", "peer_close", Verdict.INCONCLUSIVE),
        ("connection", "silence", "us", Verdict.FAIL),
        ("connection", "peer_reset", "us", Verdict.FAIL),
        # An end in good form accuses nobody.
        ("session", "peer_close", None, Verdict.INCONCLUSIVE),
        ("session", "peer_close", "us", Verdict.INCONCLUSIVE),
        ("connection", "peer_close", None, Verdict.INCONCLUSIVE),
        ("connection", "peer_close", "us", Verdict.INCONCLUSIVE),
    ],
)
def test_how_an_end_is_read(kind: Literal["session", "connection"], ended_by: EndedBy, control: EndedBy | None, verdict: Verdict) -> None:
    judgement = judged(kind, ended_by, control)
    assert judgement.verdict is verdict
    assert "{" not in judgement.reason.english()


def test_the_time_at_which_it_ended_is_told() -> None:
    assert "41 s" in judged("session", "silence", None).reason.english()


def test_no_longer_quiet_is_claimed_than_was_kept() -> None:
    facts = HoldFacts(role="mqtt", kind="session", planned_s=3600, held_s=3600, ended_by="us")
    judgement = MqttHold().judge(Seen([Stopwatch().observation("there", facts)]), situation(443), {})
    assert "1200 s" in judgement.reason.english()
