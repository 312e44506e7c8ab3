import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes import arp, netlink
from ccdiag.probes.neighbours import Look

HARDWARE = bytes.fromhex("020000000702")


def entry(kind: int, state: int, *attributes: tuple[int, bytes], index: int = 3, flags: int = 2) -> bytes:
    body = struct.pack("=BBHiHBB", socket.AF_INET, 0, 0, index, state, 0, 1)
    for number, value in attributes:
        body += struct.pack("=HH", 4 + len(value), number) + value + bytes(-len(value) % 4)
    return struct.pack("=IHHII", 16 + len(body), kind, flags, 1, 0) + body


def neighbour(state: int, *, hardware: bytes = HARDWARE, kind: int = 28, flags: int = 2) -> bytes:
    return entry(kind, state, (1, socket.inet_aton("10.0.0.9")), (2, hardware), flags=flags)


DONE = struct.pack("=IHHII", 20, 3, 0, 1, 0) + bytes(4)


def test_entries_and_the_end_of_a_dump() -> None:
    entries, done = netlink.parse_neighbours(neighbour(netlink.NUD_REACHABLE) + neighbour(0, kind=29) + DONE)
    assert done
    assert [(found.address, found.interface_index, found.state, found.hardware_address) for found in entries] == [
        ("10.0.0.9", 3, netlink.NUD_REACHABLE, "02:00:00:00:07:02"),
        ("10.0.0.9", 3, 0, "02:00:00:00:07:02"),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    netlink.parse_neighbours(data)
    netlink.parse_neighbours(neighbour(netlink.NUD_REACHABLE)[:-5] + data)
    arp.parse_reply(data, "10.0.0.9")


def look(*states: int, index: int = 0) -> Look:
    seen = Look("10.0.0.9", index)
    for state in states:
        for found in netlink.parse_neighbours(neighbour(state))[0]:
            seen.see(found)
    return seen


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((netlink.NUD_INCOMPLETE,), "unknown"),
        ((netlink.NUD_INCOMPLETE, netlink.NUD_REACHABLE), "present"),
        ((netlink.NUD_INCOMPLETE, netlink.NUD_FAILED), "absent"),
        ((netlink.NUD_INCOMPLETE, 0), "absent"),
        ((netlink.NUD_STALE, netlink.NUD_DELAY, netlink.NUD_PROBE), "unknown"),
        ((netlink.NUD_PROBE, netlink.NUD_FAILED), "absent"),
        ((netlink.NUD_PERMANENT,), "unknown"),
        ((netlink.NUD_NOARP,), "unknown"),
    ],
)
def test_what_the_table_says(states: tuple[int, ...], told: str) -> None:
    assert look(*states).state == told


def test_given_up_and_asked_anew_before_it_was_told() -> None:
    """As a kernel does where another processor sends a packet to it at that moment."""
    seen = look(netlink.NUD_INCOMPLETE)
    for found in netlink.parse_neighbours(neighbour(netlink.NUD_INCOMPLETE, hardware=b"", flags=0))[0]:
        seen.see(found)
    assert seen.state == "absent"


def rested(for_s: float, state: int, *, patience: float) -> Look:
    """Look at a neighbour that was known before, and rests since then."""
    seen = Look("10.0.0.9", 0, patience=patience)
    ticks = struct.pack("=IIII", 3000, 0, round(100 * for_s), 1)
    for found in netlink.parse_neighbours(entry(28, state, (1, socket.inet_aton("10.0.0.9")), (2, HARDWARE), (3, ticks)))[0]:
        seen.see(found)
    return seen


@pytest.mark.parametrize(
    ("state", "for_s", "patience", "in_vain"),
    [
        (netlink.NUD_STALE, 60.0, 3.8, True),
        (netlink.NUD_STALE, 60.0, 8.5, False),
        (netlink.NUD_DELAY, 0.1, 3.8, True),
        (netlink.NUD_DELAY, 2.0, 3.8, True),
        (netlink.NUD_DELAY, 4.5, 3.8, False),
    ],
)
def test_whom_the_kernel_does_not_ask_in_time(state: int, for_s: float, patience: float, *, in_vain: bool) -> None:
    seen = rested(for_s, state, patience=patience)
    assert seen.known_s == 30.0
    assert (seen.last_heard_s is not None) is in_vain


def test_entries_of_another_interface_do_not_count() -> None:
    assert look(netlink.NUD_REACHABLE, index=4).state == "unknown"
    assert look(netlink.NUD_REACHABLE, index=3).state == "present"


def test_arp_reply() -> None:
    reply = struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 2, HARDWARE, bytes([10, 0, 0, 9]), bytes(6), bytes(4))
    assert arp.parse_reply(reply + bytes(18), "10.0.0.9") == "02:00:00:00:07:02"
    assert arp.parse_reply(reply, "10.0.0.8") is None
    assert arp.parse_reply(reply.replace(b"\x04\x00\x02", b"\x04\x00\x01"), "10.0.0.9") is None
