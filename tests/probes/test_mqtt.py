import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from ccdiag.model.facts import MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.mqtt import MqttConnection, open_session
from ccdiag.probes.trust import Trust
from tests.probes.mqtt_servers import (
    ALPN,
    CONNACK,
    HOST,
    MOSQUITTO,
    PINGREQ,
    PINGRESP,
    SUBSCRIBE,
    Certificates,
    Conversation,
    Script,
    assert_no_thread_is_left,
    mosquitto,
    scripted_broker,
)

LIMITS = Limits(connect=2.0, handshake=2.0, mqtt_answer=2.0)
SHORT = Limits(connect=2.0, handshake=2.0, mqtt_answer=0.15)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert_no_thread_is_left()


def session(
    port: int,
    certificates: Certificates,
    *,
    limits: Limits = LIMITS,
    client: Path | None = None,
    trust: Path | None = None,
    server_name: str = HOST,
) -> AbstractAsyncContextManager[MqttConnection]:
    return open_session(
        "127.0.0.1",
        port,
        server_name=server_name,
        trust=Trust("bundle", trust or certificates.trust),
        alpn=ALPN,
        client_certificate=client or certificates.client,
        limits=limits,
    )


@asynccontextmanager
async def session_with(script: Script, certificates: Certificates, *, limits: Limits = LIMITS) -> AsyncIterator[MqttConnection]:
    async with scripted_broker(script, certificates.server_context()) as port, session(port, certificates, limits=limits) as opened:
        yield opened


def connect_facts(opened: MqttConnection) -> MqttConnectFacts:
    assert isinstance(opened.opening.facts, MqttConnectFacts)
    return opened.opening.facts


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed")
class TestAgainstMosquitto:
    async def test_a_whole_session(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            async with session(port, certificates) as opened:
                assert opened.opening.failure is None
                assert connect_facts(opened).reason_code == 0
                assert connect_facts(opened).client_id.startswith("ccdiag-")
                assert opened.is_open
                granted = await opened.subscribe("NL-CAT")
                assert (granted.failure, granted.facts) == (None, MqttSubscribeFacts(topic="NL-CAT", reason_code=0))
                pinged = await opened.ping()
                assert pinged.failure is None
                assert isinstance(pinged.facts, MqttPingFacts)
                assert pinged.facts.rtt_ms is not None
            assert not opened.is_open

    async def test_two_sessions_at_once_do_not_throw_each_other_off(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            async with session(port, certificates) as one, session(port, certificates) as other:
                assert (await one.ping()).failure is None
                assert (await other.ping()).failure is None

    async def test_a_stranger_is_refused(self, certificates: Certificates, tmp_path: Path) -> None:
        with mosquitto(certificates, tmp_path) as port:
            async with session(port, certificates, client=certificates.strange_client) as opened:
                # The alert may be lost to the RST that answers our CONNECT; the check's own handshake before it sends nothing.
                assert opened.opening.failure in {Failure.TLS_ALERT, Failure.CLOSED, Failure.RESET}
                assert not opened.is_open


class TestConnect:
    async def test_connect_is_clean_and_of_our_own_name(self, certificates: Certificates) -> None:
        seen: asyncio.Queue[bytes] = asyncio.Queue()

        async def script(client: Conversation) -> None:
            seen.put_nowait(await client.accept())
            seen.put_nowait(await client.until_closed())

        async with scripted_broker(script, certificates.server_context()) as port:
            async with session(port, certificates) as opened:
                assert opened.opening.failure is None
            # Protocol MQTT, level 4, clean session and nothing else, keep-alive 60 s, the client id; then DISCONNECT.
            name = connect_facts(opened).client_id.encode()
            assert await seen.get() == b"\x00\x04MQTT\x04\x02\x00\x3c" + len(name).to_bytes(2, "big") + name
            assert await seen.get() == b"\xe0\x00"

    @pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
    async def test_every_refusal_keeps_its_number(self, certificates: Certificates, code: int) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            await client.send(CONNACK + bytes([code]))
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            assert opened.opening.failure is Failure.MQTT_REFUSED
            assert connect_facts(opened).reason_code == code
            assert connect_facts(opened).reason
            assert not opened.is_open

    async def test_a_code_that_is_none(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            await client.send(CONNACK + b"\x2a")
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            assert (opened.opening.failure, connect_facts(opened).reason_code) == (Failure.MQTT_PROTOCOL, 42)

    async def test_silence(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.until_closed()

        async with session_with(script, certificates, limits=SHORT) as opened:
            assert opened.opening.failure is Failure.DEADLINE
            assert connect_facts(opened).reason_code is None

    async def test_closed_before_the_answer(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()

        async with session_with(script, certificates) as opened:
            assert opened.opening.failure is Failure.CLOSED

    async def test_reset_before_the_answer(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            client.reset()

        async with session_with(script, certificates) as opened:
            assert opened.opening.failure is Failure.RESET

    @pytest.mark.parametrize(
        "nonsense",
        [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x20\x80\x80\x80\x80\x80", b"\x00" * 64, b"\x20\x01\x00", b"\x90\x00", b"\xf0\x00"],
    )
    async def test_nonsense_is_no_answer(self, certificates: Certificates, nonsense: bytes) -> None:
        async def script(client: Conversation) -> None:
            await client.packet()
            await client.send(nonsense)
            await client.until_closed()

        async with session_with(script, certificates, limits=SHORT) as opened:
            assert opened.opening.failure in {Failure.MQTT_PROTOCOL, Failure.DEADLINE}

    async def test_a_packet_without_end_is_not_taken(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.send(b"\x30\xff\xff\xff\x7f" + bytes(60000))
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            assert await opened.ended_within(2.0) is Failure.TOO_LARGE

    async def test_a_stranger_s_certificate(self, certificates: Certificates) -> None:
        async with (
            scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as port,
            session(port, certificates, trust=certificates.other_trust) as opened,
        ):
            assert opened.opening.failure is Failure.TLS_UNTRUSTED

    async def test_another_host_s_certificate(self, certificates: Certificates) -> None:
        async with (
            scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as port,
            session(port, certificates, server_name="elsewhere.test") as opened,
        ):
            assert opened.opening.failure is Failure.TLS_UNTRUSTED

    async def test_a_host_that_cannot_be_a_server_name(self, certificates: Certificates) -> None:
        async with (
            scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as port,
            session(port, certificates, server_name=".test") as opened,
        ):
            assert opened.opening.failure is Failure.TLS_PROTOCOL

    async def test_a_server_that_does_not_shake_hands(self, certificates: Certificates) -> None:
        limits = Limits(connect=2.0, handshake=0.15)
        async with (
            scripted_broker(lambda client: client.until_closed(), None) as port,
            session(port, certificates, limits=limits) as opened,
        ):
            assert opened.opening.failure is Failure.DEADLINE

    async def test_a_closed_port(self, certificates: Certificates) -> None:
        async with scripted_broker(lambda client: client.until_closed(), None) as port:
            pass
        async with session(port, certificates) as opened:
            assert opened.opening.failure is Failure.REFUSED

    async def test_files_that_cannot_be_used(self, certificates: Certificates, tmp_path: Path) -> None:
        async with scripted_broker(lambda client: client.until_closed(), None) as port:
            async with session(port, certificates, client=certificates.encrypted_client) as opened:
                assert opened.opening.failure is Failure.UNREADABLE
                assert connect_facts(opened).reason == "client certificate: encrypted"
            async with session(port, certificates, trust=tmp_path / "none.pem") as opened:
                assert opened.opening.failure is Failure.UNREADABLE

    @pytest.mark.parametrize("shakes_hands", [True, False])
    async def test_cancelling_leaves_nothing_behind(self, certificates: Certificates, *, shakes_hands: bool) -> None:
        arrived = asyncio.Event()

        async def script(client: Conversation) -> None:
            await client._reader.read(1)
            arrived.set()
            await client.until_closed()

        async def stay(port: int) -> None:
            async with session(port, certificates):
                raise AssertionError("nobody accepted")

        async with scripted_broker(script, certificates.server_context() if shakes_hands else None) as port:
            task = asyncio.create_task(stay(port))
            await arrived.wait()
            task.cancel()
            async with asyncio.timeout(0.2):
                await asyncio.wait({task})
            assert task.cancelled()


class TestSubscribe:
    async def test_messages_are_no_answer(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.send(b"\x30\x05\x00\x01a\x1b[")
            await client.grant()
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            assert (await opened.subscribe("NL-CAT")).failure is None

    async def test_several_topics_at_once(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            for _ in range(2):
                await client.grant()
            await client.grant(128)
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            seen = await asyncio.gather(*(opened.subscribe(topic) for topic in ("a", "b", "c")))
        assert [observation.failure for observation in seen] == [None, None, Failure.MQTT_REFUSED]
        assert seen[2].facts == MqttSubscribeFacts(topic="c", reason_code=128)

    async def test_silence(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.until_closed()

        async with session_with(script, certificates, limits=SHORT) as opened:
            assert (await opened.subscribe("NL-CAT")).failure is Failure.DEADLINE
            assert opened.is_open

    async def test_closed_instead(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            kind, _ = await client.packet()
            assert kind == SUBSCRIBE

        async with session_with(script, certificates) as opened:
            assert (await opened.subscribe("NL-CAT")).failure is Failure.CLOSED
            assert not opened.is_open
            # What is asked of a session that is over ends at once, and as the session did.
            assert (await opened.subscribe("again")).failure is Failure.CLOSED
            assert (await opened.ping()).failure is Failure.CLOSED


class TestPing:
    async def test_answered(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            assert await client.packet() == (PINGREQ, b"")
            await client.send(PINGRESP)
            await client.until_closed()

        async with session_with(script, certificates) as opened:
            assert (await opened.ping()).failure is None

    async def test_silence(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.until_closed()

        async with session_with(script, certificates, limits=SHORT) as opened:
            assert (await opened.ping()).failure is Failure.DEADLINE

    async def test_reset(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.packet()
            client.reset()

        async with session_with(script, certificates) as opened:
            assert (await opened.ping()).failure is Failure.RESET
