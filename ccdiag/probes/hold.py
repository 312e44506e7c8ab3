"""Keeping a connection open without traffic, to meet what forgets idle connections on the way."""

import asyncio
import contextlib
import ssl
from typing import Literal

from ccdiag.model.facts import HoldFacts, Role
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.classify import classify
from ccdiag.probes.mqtt import MqttConnection
from ccdiag.probes.source import ANY_SOURCE, Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import Connection, open_tcp

EndedBy = Literal["us", "peer_close", "peer_reset", "silence"]

# A few bytes at a time: whatever comes unasked is thrown away.
_PIECE = 16384


async def hold_session(session: MqttConnection, *, seconds: float, role: Role = "mqtt") -> Observation:
    """Leave an open session alone for `seconds`, then send PINGREQ: only its answer proves that the session is still there.

    The session must have a keep-alive longer than that, or it pings by itself. What ended it too early is `ended_by` and the failure;
    `held_s` counts to the moment at which the end showed.
    """
    watch = Stopwatch()
    failure = await session.ended_within(seconds)
    held = watch.elapsed_s
    if failure is None:
        failure = (await session.ping()).failure
    facts = HoldFacts(role=role, kind="session", planned_s=seconds, held_s=round(held, 3), ended_by=_ended_by(failure))
    return watch.observation(session.target, facts, failure)


async def hold_connection(
    address: str, port: int, *, role: Role, server_name: str, seconds: float, limits: Limits, source: Source = ANY_SOURCE
) -> Observation:
    """Open a plain TCP connection, leave it alone for `seconds`, then begin TLS on it: any answer proves that it is still there.

    Without those bytes nothing could be proven: a firewall that forgets a connection says so to nobody. Servers close connections on
    which nobody speaks, so `peer_close` accuses nobody. Only for servers that speak TLS; never for a terminal. What a server sends
    unasked is thrown away, up to `limits.banner` bytes. Where no connection comes about, its `tcp_connect` is returned.
    """
    connected, connection = await open_tcp(address, port, role=role, limit=limits.connect, source=source)
    if connection is None:
        return connected
    async with connection:
        watch = Stopwatch()
        failure = await _read_until_end(connection, seconds=seconds, most=limits.banner)
        held = watch.elapsed_s
        if failure is None:
            failure = await _use(connection, server_name, limit=limits.handshake)
    facts = HoldFacts(role=role, kind="connection", planned_s=seconds, held_s=round(held, 3), ended_by=_ended_by(failure))
    return watch.observation(connection.target, facts, failure)


def _ended_by(failure: Failure | None) -> EndedBy:
    """Say who ended it; where it was neither silence nor the peer (nonsense, too many bytes) it was us."""
    if failure in SILENCE:
        return "silence"
    if failure in {Failure.CLOSED, Failure.TLS_ALERT}:
        return "peer_close"
    return "peer_reset" if failure is Failure.RESET else "us"


async def _read_until_end(connection: Connection, *, seconds: float, most: int) -> Failure | None:
    """Read and throw away; None when the time passed and the connection still seems to stand."""
    received = 0
    deadline = asyncio.timeout(seconds)
    try:
        async with deadline:
            while received <= most:
                data = await connection.receive(_PIECE)
                if not data:
                    return Failure.CLOSED
                received += len(data)
    except OSError as error:
        return None if deadline.expired() else classify(error)
    return Failure.TOO_LARGE


async def _use(connection: Connection, server_name: str, *, limit: float) -> Failure | None:
    """Send a ClientHello and wait for any answer, be it an alert; None when one came."""
    deadline = asyncio.timeout(limit)
    try:
        async with deadline:
            await connection.send(_client_hello(server_name))
            return None if await connection.receive(1) else Failure.CLOSED
    except OSError as error:
        return Failure.DEADLINE if deadline.expired() else classify(error)


def _client_hello(server_name: str) -> bytes:
    """Return the first bytes of a TLS handshake; nothing is verified, because only whether an answer comes is of interest."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outgoing = ssl.MemoryBIO()
    handshake = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=server_name)
    with contextlib.suppress(ssl.SSLWantReadError):  # it waits for a ServerHello that it will never see
        handshake.do_handshake()
    return outgoing.read()
