import asyncio
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.facts import NeighbourFacts, PingFacts
from ccdiag.model.failure import Failure
from ccdiag.probes import echo
from ccdiag.probes.neighbours import neighbour
from ccdiag.probes.ping import Tally, _at_least, parse_program_line, ping
from ccdiag.probes.source import ANY_SOURCE

TOKEN = b"t" * 24


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_loopback_answers(address: str) -> None:
    seen = await ping(address, role="terminal", count=3, limit=1, source=ANY_SOURCE)
    if seen.failure is Failure.NOT_PERMITTED:
        pytest.skip("this user may not send echo requests")
    assert seen.failure is None
    assert isinstance(seen.facts, PingFacts)
    assert (seen.facts.sent, seen.facts.received, seen.facts.loss_percent) == (3, 3, 0.0)
    assert seen.facts.rtt_ms is not None


async def test_no_limit_to_speak_of_is_silence() -> None:
    seen = await ping("127.0.0.1", role="terminal", count=1, limit=0, source=ANY_SOURCE)
    assert seen.failure in {Failure.DEADLINE, Failure.NOT_PERMITTED}


async def test_hurry_does_not_cut_an_answering_address_short() -> None:
    hurry = asyncio.Event()
    asyncio.get_running_loop().call_later(0.007, hurry.set)
    seen = await ping("127.0.0.1", role="terminal", count=5, limit=1, source=ANY_SOURCE, hurry=hurry)
    assert isinstance(seen.facts, PingFacts)
    assert seen.failure is Failure.NOT_PERMITTED or seen.facts.received == 5


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_loopback_needs_no_neighbour(address: str) -> None:
    seen = await neighbour(address, role="terminal", limit=1, source=ANY_SOURCE)
    assert isinstance(seen.facts, NeighbourFacts)
    assert (seen.facts.state, seen.failure) == ("present", None)


def ip_header(payload: bytes, protocol: int = 1) -> bytes:
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, bytes(4), bytes(4)) + payload


def answer(sequence: int) -> bytes:
    return struct.pack("!BBHHH", 0, 0, 0, 7, sequence) + TOKEN


@pytest.mark.parametrize("packet", [answer(2), ip_header(answer(2))], ids=["datagram", "raw"])
def test_an_answer(packet: bytes) -> None:
    assert echo.read(4, packet, TOKEN, identifier=7) == echo.Reply(2, "answer")
    assert echo.read(4, packet, b"other", identifier=7) is None


@pytest.mark.parametrize(("code", "kind"), [(0, "network_unreachable"), (1, "host_unreachable"), (13, "host_unreachable")])
def test_a_router_says_no(code: int, kind: str) -> None:
    quoted = ip_header(echo.request(4, 7, 3, TOKEN))[:28]
    packet = ip_header(struct.pack("!BBHI", 3, code, 0, 0) + quoted)
    assert echo.read(4, packet, TOKEN, identifier=7) == echo.Reply(3, kind)  # type: ignore[arg-type]  # a literal in a parameter
    assert echo.read(4, packet, TOKEN, identifier=8) is None


def test_checksum_of_a_request_is_right() -> None:
    assert echo.internet_checksum(echo.request(4, 7, 3, TOKEN + b"x")) == 0


@given(st.binary(max_size=120), st.sampled_from([4, 6]))
def test_any_packet_is_read(packet: bytes, family: echo.Family) -> None:
    echo.read(family, packet, TOKEN, identifier=7)
    echo.read(family, b"\x45" + packet, TOKEN, identifier=7)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=0.045 ms", (2, 0.045)),
        ("64 bytes from 10.0.0.9: seq=0 ttl=64 time=1.2 ms", (0, 1.2)),
        ("From 10.0.0.1 icmp_seq=1 Destination Host Unreachable", None),
        ("", None),
    ],
)
def test_lines_of_the_program(line: str, found: tuple[int, float] | None) -> None:
    assert parse_program_line(line) == found


def test_a_second_answer_to_one_request_does_not_count() -> None:
    tally = Tally()
    tally.sent[1] = 0.0
    tally.take(echo.Reply(1, "answer"))
    first = dict(tally.rtt_ms)
    tally.take(echo.Reply(1, "answer"))
    tally.take(echo.Reply(9, "answer"))
    assert tally.rtt_ms == first


@pytest.mark.parametrize(
    ("lost", "sent", "percent"),
    # Few packets say little: one of three may be 8 % in the long run, and 16 of 100 are hardly less than 10.
    [(0, 3, 0.0), (1, 3, 7.8), (40, 200, 15.8), (16, 100, 10.9), (12, 200, 3.8), (100, 100, 97.4)],
)
def test_what_is_lost_at_the_least(lost: int, sent: int, percent: float) -> None:
    assert 100 * _at_least(lost, sent) == pytest.approx(percent, abs=0.05)
