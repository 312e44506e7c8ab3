"""One real MQTT 3.1.1 session: a random client id of our own, a clean session, nothing published, messages dropped unread."""

import asyncio
import importlib
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.client_certificate import ClientCertificateError
from ccdiag.probes.mqtt_framing import PINGRESP, Packet
from ccdiag.probes.mqtt_wire import Encryption, Wire, failure_of, session_context
from ccdiag.probes.source import ANY_SOURCE, Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import open_tcp
from ccdiag.probes.trust import Trust, UnreadableTrustError

if TYPE_CHECKING:
    from ccdiag.probes.mqtt_client import SessionClient

Value = TypeVar("Value")

KEEP_ALIVE = 60
"""Seconds between two packets at the most; AWS IoT takes 30 to 1200."""
LONGEST_KEEP_ALIVE = 1200

_CLIENT_ID_BYTES = 8
_ACCEPTED = 0
_GRANTED = range(3)
# MQTT 3.1.1, section 3.2.2.3.
_CONNACK_REASONS = {
    0: "accepted",
    1: "unacceptable protocol version",
    2: "identifier rejected",
    3: "server unavailable",
    4: "bad user name or password",
    5: "not authorised",
}
# After DISCONNECT paho closes within milliseconds; where the connection takes no bytes any more it is cut instead.
_POLITE_END = 0.5
# To read three small files and start a thread, on a slow disk.
_PREPARING = 2.0


class MqttConnection:
    """A session on one address; opened with `open_session`, used on one event loop, held idle for as long as wanted.

    Every operation returns an observation and never raises for what the network does.
    """

    def __init__(self, address: str, port: int, *, limits: Limits) -> None:
        self.client_id = f"ccdiag-{secrets.token_hex(_CLIENT_ID_BYTES)}"
        self.address = address
        self.target = str(Endpoint(address, port))
        self.opening: Observation
        """How CONNECT went."""
        self._port = port
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._client: SessionClient | None = None
        self._wire: Wire | None = None
        self._answer: asyncio.Future[None] = self._loop.create_future()
        self._end: asyncio.Future[Failure] = self._loop.create_future()
        self._pong: asyncio.Future[None] | None = None
        self._grants: dict[int, asyncio.Future[int]] = {}

    @property
    def is_open(self) -> bool:
        """Whether the service accepted the session and it still stands, as far as can be told without sending."""
        return self._client is not None and self.opening.failure is None and not self._end.done()

    async def connect(
        self, server_name: str, *, trust: Trust, alpn: str, client_certificate: Path, keep_alive: int, source: Source
    ) -> None:
        """Connect, shake hands, send CONNECT and wait for CONNACK; `opening` tells how it went."""
        watch = Stopwatch()

        def prepare() -> ssl.SSLContext:
            # paho takes a while to import: in this thread it holds nobody up.
            importlib.import_module("ccdiag.probes.mqtt_client")
            return session_context(trust, alpn=alpn, client_certificate=client_certificate)

        code: int | None = None
        failure: Failure | None = None
        reason: str | None = None
        try:
            encrypted = await self._encrypted(server_name, prepare, source)
        except _NotConnectedError as error:
            failure, reason = error.failure, error.reason
        else:
            code, failure = await self._accepted(encrypted, server_name, keep_alive)
            reason = None if code is None else _CONNACK_REASONS.get(code, "unknown return code")
        facts = MqttConnectFacts(address=self.address, client_id=self.client_id, reason_code=code, reason=reason)
        self.opening = watch.observation(self.target, facts, failure)

    async def subscribe(self, topic: str) -> Observation:
        """Subscribe to one topic, at most once, and wait for SUBACK."""
        watch = Stopwatch()
        assert self._client is not None
        packet_id = self._client.ask_for(topic)
        if packet_id is None:
            return watch.observation(self.target, MqttSubscribeFacts(topic=printable(topic)), await self._why_ended())
        # Answers arrive through the loop, so none can come before this line.
        granted = self._grants[packet_id] = self._loop.create_future()
        code = granted.result() if await self._first(granted) else None
        facts = MqttSubscribeFacts(topic=printable(topic), reason_code=code)
        if code is None:
            return watch.observation(self.target, facts, self._end.result() if self._end.done() else Failure.DEADLINE)
        return watch.observation(self.target, facts, None if code in _GRANTED else Failure.MQTT_REFUSED)

    async def ping(self) -> Observation:
        """Send PINGREQ and wait for PINGRESP."""
        watch = Stopwatch()
        assert self._client is not None
        pong = self._pong = self._loop.create_future()
        if not self._client.ping():
            return watch.observation(self.target, MqttPingFacts(), await self._why_ended())
        if await self._first(pong):
            return watch.observation(self.target, MqttPingFacts(rtt_ms=round(watch.elapsed_s * 1000, 3)))
        return watch.observation(self.target, MqttPingFacts(), self._end.result() if self._end.done() else Failure.DEADLINE)

    async def ended_within(self, seconds: float) -> Failure | None:
        """Wait without sending; return how the session ended, or None when the time passed and it still seems to stand."""
        await asyncio.wait({self._end}, timeout=seconds)
        return self._end.result() if self._end.done() else None

    async def close(self) -> None:
        """Say goodbye where there is somebody to say it to, and let go of everything."""
        if self._client is None or self._wire is None or self._end.done():
            return
        try:
            self._client.say_goodbye()
            await asyncio.wait({self._end}, timeout=_POLITE_END)
            if not self._end.done():
                self._wire.cut()
                await asyncio.wait({self._end}, timeout=_POLITE_END)
        except asyncio.CancelledError:
            self._wire.cut()  # the thread notices, closes what it holds and ends without anybody waiting
            raise

    async def _encrypted(self, server_name: str, prepare: Callable[[], ssl.SSLContext], source: Source) -> ssl.SSLSocket:
        """Connect and shake hands. Raises _NotConnectedError."""
        connected, connection = await open_tcp(self.address, self._port, role="mqtt", limit=self._limits.connect, source=source)
        if connection is None:
            raise _NotConnectedError(connected.failure or Failure.UNKNOWN)
        encryption = Encryption(connection.socket, limit=self._limits.handshake)
        try:
            return await run_abandonable(
                lambda: encryption.begin(server_name, prepare), limit=_PREPARING + self._limits.handshake, name="ccdiag-mqtt-tls"
            )
        except BaseException as error:
            encryption.abandon()
            if (why := _why_not(error)) is None:
                raise
            raise why from error

    async def _accepted(self, encrypted: ssl.SSLSocket, server_name: str, keep_alive: int) -> tuple[int | None, Failure | None]:
        """Send CONNECT and wait for CONNACK; return its code and the failure."""
        from ccdiag.probes.mqtt_client import SessionClient

        self._wire = Wire(encrypted, on_packet=self._packet_seen)
        self._client = SessionClient(self._wire, self.client_id, self)
        self._client.start(server_name, self._port, keep_alive=keep_alive)
        if not await self._first(self._answer):
            return None, self._end.result() if self._end.done() else Failure.DEADLINE
        code = self._wire.connack
        if code == _ACCEPTED:
            return code, None
        return code, Failure.MQTT_REFUSED if code in _CONNACK_REASONS else Failure.MQTT_PROTOCOL

    async def _first(self, answer: asyncio.Future[None] | asyncio.Future[int]) -> bool:
        """Wait for an answer or the end of the session, whichever is first; say whether the answer came."""
        await asyncio.wait({answer, self._end}, timeout=self._limits.mqtt_answer, return_when=asyncio.FIRST_COMPLETED)
        return answer.done()

    async def _why_ended(self) -> Failure:
        """Return how the session ended; paho noticed already, its thread tells in a moment."""
        await asyncio.wait({self._end}, timeout=_POLITE_END)
        return self._end.result() if self._end.done() else Failure.CLOSED

    # --- told by paho's network thread ---

    def answered(self) -> None:
        """Take note of CONNACK; the wire knows its code."""
        self._soon(lambda: _settle(self._answer, None))

    def granted(self, packet_id: int, code: int) -> None:
        """Take note of SUBACK."""

        def settle() -> None:
            if packet_id in self._grants:
                _settle(self._grants[packet_id], code)

        self._soon(settle)

    def ended(self, *, keep_alive_missed: bool) -> None:
        """Take note that the session is over and its thread has let go of everything."""
        wire = self._wire
        assert wire is not None
        # Neither the peer nor the way ended it: paho did, at a packet that is none.
        why = wire.ended or (Failure.DEADLINE if keep_alive_missed else Failure.MQTT_PROTOCOL)

        def settle() -> None:
            # paho does not tell of every refusal (1 is hidden), but the wire saw it.
            if wire.connack is not None:
                _settle(self._answer, None)
            _settle(self._end, why)

        self._soon(settle)

    def _packet_seen(self, packet: Packet) -> None:
        if packet.kind == PINGRESP:
            self._soon(lambda: _settle(self._pong, None))

    def _soon(self, call: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:
            return  # the loop was closed meanwhile: nobody waits any more


class _NotConnectedError(Exception):
    """There is no encrypted connection to speak MQTT on."""

    def __init__(self, failure: Failure, reason: str | None = None) -> None:
        super().__init__(failure, reason)
        self.failure = failure
        self.reason = reason


def _why_not(error: BaseException) -> _NotConnectedError | None:
    """Say what kept the connection from being made; None for what is a fault of the program, or a cancellation."""
    match error:
        case ClientCertificateError():
            return _NotConnectedError(Failure.UNREADABLE, f"client certificate: {error.problem}")
        case UnreadableTrustError():
            return _NotConnectedError(Failure.UNREADABLE, "trust: no certificates")
        case OSError():
            return _NotConnectedError(failure_of(error))
        case ValueError():
            # The host cannot be written as a server name: a label too long, a dot at its beginning.
            return _NotConnectedError(Failure.TLS_PROTOCOL, "not a server name")
        case _:
            return None


def _settle(future: asyncio.Future[Value] | None, value: Value) -> None:
    if future is not None and not future.done():
        future.set_result(value)


@asynccontextmanager
async def open_session(
    address: str,
    port: int,
    *,
    server_name: str,
    trust: Trust,
    alpn: str,
    client_certificate: Path,
    limits: Limits,
    source: Source = ANY_SOURCE,
    keep_alive: int = KEEP_ALIVE,
) -> AsyncIterator[MqttConnection]:
    """Open a session on one address, with `server_name` as SNI and as the name that the certificate must bear.

    The session's `opening` says how it went, `is_open` whether it can be used; on leaving it is closed, with no thread left.
    """
    session = MqttConnection(address, port, limits=limits)
    try:
        await session.connect(
            server_name, trust=trust, alpn=alpn, client_certificate=client_certificate, keep_alive=keep_alive, source=source
        )
        yield session
    finally:
        await session.close()
