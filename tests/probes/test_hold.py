import asyncio
import socket
from collections.abc import Iterator

import pytest

from ccdiag.model.facts import HoldFacts, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.hold import hold_connection, hold_session
from ccdiag.probes.mqtt import open_session
from ccdiag.probes.trust import Trust
from tests.probes.mqtt_servers import (
    ALPN,
    HOST,
    PINGREQ,
    PINGRESP,
    Certificates,
    Conversation,
    Script,
    assert_no_thread_is_left,
    scripted_broker,
)
from tests.servers import Handler, closes_at_once, closes_on_hello, repeats, resets_on_hello, says, serving, silent

LIMITS = Limits(connect=1.0, handshake=1.0, mqtt_answer=0.15)
SHORT = Limits(connect=1.0, handshake=0.15, mqtt_answer=0.15)
HELD = 0.05


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert_no_thread_is_left()


class TestSession:
    async def hold(self, script: Script, certificates: Certificates, seconds: float = HELD) -> tuple[Observation, HoldFacts]:
        async with (
            scripted_broker(script, certificates.server_context()) as port,
            open_session(
                "127.0.0.1",
                port,
                server_name=HOST,
                trust=Trust("bundle", certificates.trust),
                alpn=ALPN,
                client_certificate=certificates.client,
                limits=LIMITS,
            ) as session,
        ):
            assert session.opening.failure is None
            observation = await hold_session(session, seconds=seconds)
        assert isinstance(observation.facts, HoldFacts)
        return observation, observation.facts

    async def test_it_stays_and_nothing_is_sent_before_the_end(self, certificates: Certificates) -> None:
        heard: list[tuple[int, bytes]] = []

        async def script(client: Conversation) -> None:
            await client.accept()
            heard.append(await client.packet())
            await client.send(PINGRESP)
            await client.until_closed()

        observation, facts = await self.hold(script, certificates)
        assert heard == [(PINGREQ, b"")]
        assert (observation.failure, facts.kind, facts.role, facts.ended_by) == (None, "session", "mqtt", "us")
        assert facts.held_s >= facts.planned_s == HELD

    async def test_it_was_forgotten(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.until_closed()

        observation, facts = await self.hold(script, certificates)
        assert (observation.failure, facts.ended_by) == (Failure.DEADLINE, "silence")

    async def test_the_service_closes_it(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()

        observation, facts = await self.hold(script, certificates, seconds=5.0)
        assert (observation.failure, facts.ended_by) == (Failure.CLOSED, "peer_close")
        assert facts.held_s < facts.planned_s

    async def test_it_is_reset(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            client.reset()

        observation, facts = await self.hold(script, certificates, seconds=5.0)
        assert (observation.failure, facts.ended_by) == (Failure.RESET, "peer_reset")

    async def test_nonsense_ends_it_and_accuses_nobody(self, certificates: Certificates) -> None:
        async def script(client: Conversation) -> None:
            await client.accept()
            await client.send(b"\xf0\x00")
            await client.until_closed()

        observation, facts = await self.hold(script, certificates, seconds=5.0)
        assert (observation.failure, facts.ended_by) == (Failure.MQTT_PROTOCOL, "us")


class TestConnection:
    async def hold(self, handler: Handler, seconds: float = HELD, limits: Limits = LIMITS) -> tuple[Observation, HoldFacts]:
        async with serving(handler) as port:
            observation = await hold_connection("127.0.0.1", port, role="control", server_name=HOST, seconds=seconds, limits=limits)
        assert isinstance(observation.facts, HoldFacts)
        return observation, observation.facts

    async def test_a_tls_server_answers_after_the_hold(self, certificates: Certificates) -> None:
        async with scripted_broker(lambda client: client.until_closed(), certificates.server_context()) as port:
            observation = await hold_connection("127.0.0.1", port, role="mqtt", server_name=HOST, seconds=HELD, limits=LIMITS)
        assert isinstance(observation.facts, HoldFacts)
        assert (observation.failure, observation.facts.kind, observation.facts.ended_by) == (None, "connection", "us")

    async def test_not_a_byte_is_sent_while_it_is_held(self) -> None:
        came: asyncio.Queue[float] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def handler(sock: socket.socket) -> None:
            begin = loop.time()
            assert (await loop.sock_recv(sock, 1)) == b"\x16"
            came.put_nowait(loop.time() - begin)

        await self.hold(handler, seconds=0.1)
        assert await came.get() > 0.09

    async def test_it_was_forgotten(self) -> None:
        observation, facts = await self.hold(silent, limits=SHORT)
        assert (observation.failure, facts.ended_by) == (Failure.DEADLINE, "silence")

    async def test_it_is_closed(self) -> None:
        observation, facts = await self.hold(closes_at_once, seconds=5.0)
        assert (observation.failure, facts.ended_by) == (Failure.CLOSED, "peer_close")
        assert facts.held_s < 4.0

    async def test_it_is_reset_when_it_is_used_again(self) -> None:
        observation, facts = await self.hold(resets_on_hello)
        assert (observation.failure, facts.ended_by) == (Failure.RESET, "peer_reset")
        assert facts.held_s >= HELD

    async def test_it_is_closed_when_it_is_used_again(self) -> None:
        observation, facts = await self.hold(closes_on_hello)
        assert facts.ended_by in {"peer_close", "peer_reset"}
        assert observation.failure in {Failure.CLOSED, Failure.RESET}

    async def test_a_word_unasked_is_thrown_away(self) -> None:
        observation, facts = await self.hold(says(b"220 ready\r\n"), limits=SHORT)
        assert (observation.failure, facts.ended_by) == (Failure.DEADLINE, "silence")

    async def test_words_without_end_are_not_heard_to_the_end(self) -> None:
        observation, facts = await self.hold(repeats(bytes(60000)), seconds=5.0)
        assert (observation.failure, facts.ended_by) == (Failure.TOO_LARGE, "us")

    async def test_where_there_is_no_connection_nothing_was_held(self) -> None:
        async with serving(silent) as port:
            pass
        observation = await hold_connection("127.0.0.1", port, role="control", server_name=HOST, seconds=5.0, limits=LIMITS)
        assert observation.failure is Failure.REFUSED
        assert isinstance(observation.facts, TcpFacts)
        assert observation.facts.role == "control"

    async def test_cancelling_takes_effect_at_once(self) -> None:
        async with serving(silent) as port:
            task = asyncio.create_task(hold_connection("127.0.0.1", port, role="mqtt", server_name=HOST, seconds=60.0, limits=LIMITS))
            await asyncio.wait({task}, timeout=0.05)
            task.cancel()
            async with asyncio.timeout(0.2):
                await asyncio.wait({task})
            assert task.cancelled()
