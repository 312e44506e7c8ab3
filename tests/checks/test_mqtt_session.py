from collections.abc import Iterator
from pathlib import Path

import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.mqtt_session import MqttSession
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import MqttConnectFacts, TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from tests.checks.running import operations, result_of, run_check, seen
from tests.probes.mqtt_servers import (
    ALPN,
    CONNACK,
    HOST,
    MOSQUITTO,
    PINGRESP,
    Certificates,
    Conversation,
    Script,
    assert_no_thread_is_left,
    mosquitto,
    scripted_broker,
)
from tests.servers import TlsServer, serving

LIMITS = Limits(connect=1.0, handshake=1.0, after_handshake=0.05, mqtt_answer=0.2)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert_no_thread_is_left()


def situation(
    port: int, certificates: Certificates, client: Path | None, *, topics: tuple[str, ...] = ("NL-CAT",), alpn: str = ALPN
) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(
            host=HOST, port=port, trust=str(certificates.trust), alpn=alpn, topics=topics, client_certificate=str(client) if client else ""
        ),
        tas=TcpService(host="127.0.0.1", port=1),
        tms=TcpService(host="127.0.0.1", port=1),
    )
    return Situation(environment=environment, case=Case(), limits=LIMITS)


def reached(port: int, *, tls: Verdict = Verdict.PASS) -> dict[CheckId, CheckResult]:
    connected = seen(TcpFacts(role="mqtt", address="127.0.0.1", port=port), f"127.0.0.1:{port}")
    return {"mqtt.tcp": result_of("mqtt.tcp", [connected]), "mqtt.tls": result_of("mqtt.tls", [], verdict=tls)}


async def run_against(script: Script, certificates: Certificates, *, topics: tuple[str, ...] = ("NL-CAT",)) -> CheckResult:
    """Run the check against a broker that plays the script, once the handshake that is made before the session is over."""

    async def play(client: Conversation) -> None:
        if not await client.is_leaving():
            await script(client)

    async with scripted_broker(play, certificates.server_context()) as port:
        return await run_check(MqttSession(), situation(port, certificates, certificates.client, topics=topics), reached(port))


class TestWithoutClientCertificate:
    @pytest.mark.parametrize("tls", [Verdict.PASS, Verdict.WARN])
    async def test_what_the_handshake_proved(self, certificates: Certificates, tls: Verdict) -> None:
        result = await run_check(MqttSession(), situation(1, certificates, None), reached(1, tls=tls))
        assert result.verdict is Verdict.PASS
        assert not result.observations

    async def test_it_is_inferred(self, certificates: Certificates) -> None:
        judged = MqttSession().judge(Seen(), situation(1, certificates, None), reached(1))
        assert judged.basis is Basis.INFERRED
        assert "was not tried" in judged.reason.english()

    @pytest.mark.parametrize("tls", [Verdict.INCONCLUSIVE, Verdict.SKIPPED, Verdict.CRASHED])
    async def test_a_handshake_that_proved_nothing(self, certificates: Certificates, tls: Verdict) -> None:
        result = await run_check(MqttSession(), situation(1, certificates, None), reached(1, tls=tls))
        assert result.verdict is Verdict.INCONCLUSIVE


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed")
class TestAgainstMosquitto:
    # It knows no ALPN, so none is asked for.
    async def test_a_whole_session(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            asked = situation(port, certificates, certificates.client, topics=("NL-CAT", "BE-CAT"), alpn="")
            result = await run_check(MqttSession(), asked, reached(port))
        assert result.verdict is Verdict.PASS, result.reason.english()
        assert operations(result) == ["tls_handshake", "mqtt_connect", "mqtt_subscribe", "mqtt_subscribe", "mqtt_ping"]

    async def test_a_stranger_is_refused_by_its_alert(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            asked = situation(port, certificates, certificates.strange_client, alpn="")
            result = await run_check(MqttSession(), asked, reached(port))
        assert result.verdict is Verdict.FAIL
        assert operations(result) == ["tls_handshake"]
        assert "refuses the client certificate" in result.reason.english()
        facts = result.observations[0].facts
        assert isinstance(facts, TlsFacts)
        assert facts.client_certificate_sent
        assert facts.alert == "unknown_ca"


class TestSteps:
    async def test_all_good(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.grant()
            await client.packet()
            await client.send(PINGRESP)
            await client.until_closed()

        result = await run_against(script, certificates)
        assert result.verdict is Verdict.PASS, result.reason.english()

    @pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
    async def test_a_refused_session(self, certificates: Certificates, code: int) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            await client.send(CONNACK + bytes([code]))

        result = await run_against(script, certificates)
        assert result.verdict is Verdict.FAIL
        assert f"(code {code})" in result.reason.english()
        assert operations(result) == ["tls_handshake", "mqtt_connect"]

    async def test_silence(self, certificates: Certificates) -> None:
        result = await run_against(lambda client: client.until_closed(), certificates)
        assert result.verdict is Verdict.FAIL
        assert "does not answer the beginning" in result.reason.english()

    async def test_closed_before_the_answer(self, certificates: Certificates) -> None:
        result = await run_against(lambda client: client.packet(), certificates)
        assert result.verdict is Verdict.FAIL
        assert result.observations[-1].failure is Failure.CLOSED

    async def test_a_refused_topic_and_a_session_that_goes_on(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.grant(0x80)
            await client.packet()
            await client.send(PINGRESP)
            await client.until_closed()

        result = await run_against(script, certificates)
        assert result.verdict is Verdict.FAIL
        assert "refuses the topic NL-CAT" in result.reason.english()
        assert result.observations[-1].failure is None

    async def test_closed_at_the_subscription(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.packet()

        result = await run_against(script, certificates)
        assert result.verdict is Verdict.FAIL
        assert operations(result) == ["tls_handshake", *["mqtt_connect", "mqtt_subscribe"] * 2]
        assert "ends at the subscription to NL-CAT" in result.reason.english()

    async def test_no_answer_to_a_ping(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.until_closed()

        result = await run_against(script, certificates, topics=())
        assert result.verdict is Verdict.FAIL
        assert "does not answer a ping" in result.reason.english()

    async def test_reset_at_the_ping(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.packet()
            client.reset()

        result = await run_against(script, certificates, topics=())
        assert result.verdict is Verdict.FAIL
        assert result.observations[-1].failure is Failure.RESET

    async def test_a_server_that_closes_without_its_alert(self, certificates: Certificates, tmp_path: Path) -> None:
        server = TlsServer(certificates.server_context(), last_word=False)
        async with serving(server) as port:
            asked = situation(port, certificates, certificates.strange_client)
            result = await run_check(MqttSession(), asked, reached(port))
        assert result.verdict is Verdict.FAIL
        assert operations(result) == ["tls_handshake", "tls_handshake"]

    async def test_a_session_that_ends_once_and_then_works_is_unstable_and_not_broken(self, certificates: Certificates) -> None:
        ended = False

        async def script(client: Conversation) -> None:
            nonlocal ended
            await client.accept()
            if not ended:
                ended = True
                client.reset()
                return
            await client.packet()
            await client.send(PINGRESP)
            await client.until_closed()

        result = await run_against(script, certificates, topics=())
        assert result.verdict is Verdict.WARN
        assert "unstable" in result.reason.english()


class TestFiles:
    async def judged(self, certificates: Certificates, client: Path) -> CheckResult:
        result = await run_check(MqttSession(), situation(1, certificates, client), reached(1))
        assert result.verdict is Verdict.INCONCLUSIVE
        assert [observation.failure for observation in result.observations] == [Failure.UNREADABLE]
        assert isinstance(result.observations[0].facts, MqttConnectFacts)
        return result

    async def test_an_encrypted_key(self, certificates: Certificates) -> None:
        assert "is encrypted" in (await self.judged(certificates, certificates.encrypted_client)).reason.english()

    async def test_no_file(self, certificates: Certificates, tmp_path: Path) -> None:
        assert "cannot be read" in (await self.judged(certificates, tmp_path / "none.pem")).reason.english()

    async def test_no_key(self, certificates: Certificates) -> None:
        assert "holds no certificate" in (await self.judged(certificates, certificates.trust)).reason.english()


async def test_nothing_answered(certificates: Certificates) -> None:
    result = await run_check(MqttSession(), situation(1, certificates, certificates.client), {})
    assert result.verdict is Verdict.INCONCLUSIVE
