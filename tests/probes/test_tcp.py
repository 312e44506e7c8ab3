import asyncio
import socket

import pytest

from ccdiag.model.facts import PassiveReadFacts, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.probes.passive_read import passive_read
from ccdiag.probes.source import ANY_SOURCE, Source
from ccdiag.probes.tcp import open_tcp, tcp_connect
from tests.servers import Handler, closes_at_once, repeats, resets_at_once, says, serving, silent


def facts_of(seen: Observation) -> TcpFacts:
    assert isinstance(seen.facts, TcpFacts)
    return seen.facts


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        return int(freed.getsockname()[1])


async def test_connects_and_closes() -> None:
    ended = asyncio.Event()

    async def handler(sock: socket.socket) -> None:
        await silent(sock)
        ended.set()

    async with serving(handler) as port:
        seen = await tcp_connect("127.0.0.1", port, role="mqtt", limit=1, source=ANY_SOURCE, attempt=2)
        await asyncio.wait_for(ended.wait(), 1)
    assert seen.failure is None
    assert seen.target == f"127.0.0.1:{port}"
    assert facts_of(seen) == TcpFacts(role="mqtt", address="127.0.0.1", port=port, family="ipv4", attempt=2, local_address="127.0.0.1")


async def test_ipv6() -> None:
    async with serving(silent, host="::1") as port:
        seen = await tcp_connect("::1", port, role="tas", limit=1, source=ANY_SOURCE)
    assert seen.failure is None
    assert seen.target == f"[::1]:{port}"
    assert facts_of(seen).family == "ipv6"


async def test_refused() -> None:
    seen = await tcp_connect("127.0.0.1", free_port(), role="tas", limit=1, source=ANY_SOURCE)
    assert seen.failure is Failure.REFUSED
    assert facts_of(seen).local_address is None


async def test_silence_is_our_deadline() -> None:
    # A full queue of connections makes Linux drop the next SYN.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            seen = await tcp_connect("127.0.0.1", port, role="tas", limit=0.15, source=ANY_SOURCE)
    assert seen.failure is Failure.DEADLINE
    assert 0.15 <= seen.elapsed_s < 0.5


async def test_source_without_an_address_of_the_family() -> None:
    seen = await tcp_connect("127.0.0.1", 9, role="tas", limit=1, source=Source("eth9", None, "::1"))
    assert seen.failure is Failure.ADDRESS_UNAVAILABLE


async def test_unknown_zone_is_no_traceback() -> None:
    seen = await tcp_connect("fe80::1%nosuch0", 9, role="tas", limit=0.2, source=Source("eth9", "127.0.0.1", None))
    assert seen.failure is Failure.ADDRESS_UNAVAILABLE


@pytest.mark.skipif(not hasattr(socket, "TCP_MAXSEG"), reason="this system has no way to limit segments")
async def test_small_segments() -> None:
    async with serving(silent) as port:
        _, connection = await open_tcp("127.0.0.1", port, role="mqtt", limit=1, source=ANY_SOURCE, maximum_segment=536)
        assert connection is not None
        async with connection:
            assert connection.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= 536


async def test_no_way_to_limit_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_MAXSEG", raising=False)
    seen = await tcp_connect("127.0.0.1", 9, role="mqtt", limit=1, source=ANY_SOURCE, maximum_segment=536)
    assert seen.failure is Failure.UNSUPPORTED


async def listened(handler: Handler, *, limit: float = 0.15, most: int = 1000) -> tuple[Observation, PassiveReadFacts]:
    async with serving(handler) as port:
        _, connection = await open_tcp("127.0.0.1", port, role="tas", limit=1, source=ANY_SOURCE)
        assert connection is not None
        async with connection:
            seen = await passive_read(connection, limit=limit, most=most)
    assert isinstance(seen.facts, PassiveReadFacts)
    assert seen.failure is None
    return seen, seen.facts


async def test_a_server_that_waits() -> None:
    seen, facts = await listened(silent)
    assert (facts.ended_by, facts.bytes_received) == ("us", 0)
    assert seen.elapsed_s >= 0.15


async def test_a_server_that_closes_at_once() -> None:
    seen, facts = await listened(closes_at_once)
    assert facts.ended_by == "peer_close"
    assert seen.elapsed_s < 0.15


async def test_a_server_that_resets_at_once() -> None:
    _, facts = await listened(resets_at_once)
    assert facts.ended_by == "peer_reset"


async def test_a_banner_is_counted_and_thrown_away() -> None:
    seen, facts = await listened(says(b"\x1b[2Jhello"))
    assert (facts.ended_by, facts.bytes_received) == ("us", 9)
    assert "hello" not in repr(seen)


async def test_an_endless_banner_is_bounded() -> None:
    seen, facts = await listened(repeats(b"x" * 65536), limit=5)
    assert (facts.ended_by, facts.bytes_received) == ("us", 1000)
    assert seen.elapsed_s < 2


async def test_a_slow_drip_does_not_renew_the_limit() -> None:
    seen, facts = await listened(repeats(b"x", every=0.01))
    assert facts.ended_by == "us"
    assert facts.bytes_received > 1
    assert seen.elapsed_s < 0.4
