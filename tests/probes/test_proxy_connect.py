"""CONNECT through proxies of every kind, on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import ProxyConnectFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.proxy_connect import proxy_connect
from ccdiag.probes.source import ANY_SOURCE, source_of

LIMITS = Limits(proxy_connect=1.0)
TARGET = Endpoint("mqtt.example.com", 443)


@asynccontextmanager
async def proxy_saying(answer: bytes, *, stay: bool = False) -> AsyncIterator[tuple[Endpoint, list[bytes]]]:
    """Run a proxy that answers every request so; yields where it is and the requests."""
    requests: list[bytes] = []
    done = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            if stay:
                await done.wait()
        except (OSError, EOFError):
            pass
        finally:
            writer.transport.abort()

    async def serve_politely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            writer.write_eof()
            await reader.read()
        except (OSError, EOFError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve if stay else serve_politely, "127.0.0.1", 0)
    try:
        yield Endpoint("127.0.0.1", server.sockets[0].getsockname()[1]), requests
    finally:
        server.close()
        done.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("answer", "status", "failure"),
    [
        (b"HTTP/1.1 200 Connection established\r\n\r\n", 200, None),
        (b"HTTP/1.0 200\r\n\r\n", 200, None),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n", 407, Failure.HTTP_STATUS),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n<html>", 403, Failure.HTTP_STATUS),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", 503, Failure.HTTP_STATUS),
        (b"SSH-2.0-OpenSSH\r\n", None, Failure.HTTP_PROTOCOL),
        (b"HTTP/1.1 999 no\r\n\r\n", None, Failure.HTTP_PROTOCOL),
        (b"garbage without an end", None, Failure.HTTP_PROTOCOL),
        (b"HTTP/1.1 200 " + b"a" * 1_000_000, None, Failure.HTTP_PROTOCOL),
        (b"", None, Failure.CLOSED),
    ],
)
async def test_answers(answer: bytes, status: int | None, failure: Failure | None) -> None:
    async with proxy_saying(answer) as (proxy, requests):
        observation = await proxy_connect(proxy, TARGET, limits=LIMITS, source=ANY_SOURCE)
    assert isinstance(observation.facts, ProxyConnectFacts)
    assert (observation.facts.status, observation.failure) == (status, failure)
    assert observation.target == observation.facts.proxy == str(proxy)
    assert requests == [b"CONNECT mqtt.example.com:443 HTTP/1.1\r\nHost: mqtt.example.com:443\r\nUser-Agent: ccdiag\r\n\r\n"]


async def test_an_answer_is_not_waited_beyond() -> None:
    begin = perf_counter()
    async with proxy_saying(b"HTTP/1.1 200 OK\r\n", stay=True) as (proxy, _):
        observation = await proxy_connect(proxy, TARGET, limits=LIMITS, source=ANY_SOURCE)
    assert observation.failure is None
    assert perf_counter() - begin < 0.5


async def test_a_silent_proxy_is_a_deadline() -> None:
    async with proxy_saying(b"", stay=True) as (proxy, _):
        observation = await proxy_connect(proxy, TARGET, limits=Limits(proxy_connect=0.2), source=ANY_SOURCE)
    assert observation.failure is Failure.DEADLINE


async def test_a_closed_port_is_refused_and_a_name_is_looked_up() -> None:
    async with proxy_saying(b"") as (proxy, _):
        pass
    observation = await proxy_connect(Endpoint("localhost", proxy.port), TARGET, limits=LIMITS, source=ANY_SOURCE)
    assert observation.failure is Failure.REFUSED


async def test_ipv6_targets_stand_in_brackets_and_the_interface_is_used() -> None:
    async with proxy_saying(b"HTTP/1.1 200 OK\r\n\r\n") as (proxy, requests):
        observation = await proxy_connect(proxy, Endpoint("2001:db8::1", 443), limits=LIMITS, source=source_of("lo"))
    assert observation.failure is None
    assert requests[0].startswith(b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n")


async def test_a_proxy_with_an_ipv6_address_is_connected_to_as_windows_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a host and a port only, Windows' event loop takes every address for one of IPv4."""
    asked: list[object] = []

    async def refuse(_sock: object, address: object) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", refuse)
    observation = await proxy_connect(Endpoint("::1", 1), TARGET, limits=LIMITS, source=ANY_SOURCE)
    assert (observation.failure, asked) == (Failure.REFUSED, [("::1", 1, 0, 0)])
