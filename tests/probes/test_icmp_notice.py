import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.icmp_notice import IcmpNotice, keep_notices, kept_notice, parse_notice

ICMP, ICMP6, LOCAL = 2, 3, 1
AT_4 = struct.pack("=H2x4s8x", socket.AF_INET, bytes((192, 0, 2, 1)))
AT_6 = struct.pack("=H6x16s4x", socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "2001:db8::1"))
addresses_4 = st.ip_addresses(v=4).map(str)
addresses_6 = st.ip_addresses(v=6).map(str)


def kept(origin: int, kind: int, code: int, offender: bytes) -> bytes:
    return struct.pack("=IBBBBII", 113, origin, kind, code, 0, 0, 0) + offender


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (3, 0, ("destination_unreachable", "net_unreachable")),
        (3, 1, ("destination_unreachable", "host_unreachable")),
        (3, 3, ("destination_unreachable", "port_unreachable")),
        (3, 4, ("destination_unreachable", "fragmentation_needed")),
        (3, 9, ("destination_unreachable", "net_prohibited")),
        (3, 10, ("destination_unreachable", "host_prohibited")),
        (3, 13, ("destination_unreachable", "admin_prohibited")),
        (3, 200, ("destination_unreachable", "other")),
        (11, 0, ("time_exceeded", "time_exceeded")),
        (12, 0, ("other", "other")),
    ],
)
def test_ipv4(kind: int, code: int, expected: tuple[str, str]) -> None:
    found = parse_notice(kept(ICMP, kind, code, AT_4))
    assert found is not None
    assert (found.offender, (found.icmp_type, found.icmp_code)) == ("192.0.2.1", expected)


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (1, 0, "net_unreachable"),
        (1, 1, "admin_prohibited"),
        (1, 3, "host_unreachable"),
        (1, 4, "port_unreachable"),
        (1, 6, "admin_prohibited"),
        (2, 0, "fragmentation_needed"),
        (3, 0, "time_exceeded"),
        (4, 0, "other"),
    ],
)
def test_ipv6(kind: int, code: int, expected: str) -> None:
    found = parse_notice(kept(ICMP6, kind, code, AT_6))
    assert found is not None
    assert (found.offender, found.icmp_code) == ("2001:db8::1", expected)


def test_only_a_life_that_ended_is_a_hop() -> None:
    hop, no = parse_notice(kept(ICMP, 11, 0, AT_4)), parse_notice(kept(ICMP, 3, 13, AT_4))
    assert hop is not None
    assert no is not None
    assert (hop.is_hop, no.is_hop) == (True, False)


@pytest.mark.parametrize("data", [kept(LOCAL, 3, 1, AT_4), kept(0, 0, 0, AT_4), kept(ICMP, 3, 1, b""), kept(ICMP, 3, 1, AT_4[:6])])
def test_what_names_nobody_is_left_out(data: bytes) -> None:
    assert parse_notice(data) is None


@given(st.binary(max_size=80))
def test_whatever_the_kernel_hands_over(data: bytes) -> None:
    found = parse_notice(data)
    assert found is None or isinstance(found, IcmpNotice)


@given(kind=st.integers(0, 255), code=st.integers(0, 255), offender=st.one_of(addresses_4, addresses_6), more=st.binary(max_size=16))
def test_every_icmp_error_names_its_sender(kind: int, code: int, offender: str, more: bytes) -> None:
    if ":" in offender:
        data = kept(ICMP6, kind, code, struct.pack("=H6x16s4x", socket.AF_INET6, socket.inet_pton(socket.AF_INET6, offender)))
    else:
        data = kept(ICMP, kind, code, struct.pack("=H2x4s8x", socket.AF_INET, socket.inet_aton(offender)))
    found = parse_notice(data + more)
    assert found is not None
    assert found.offender == offender


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_nothing_is_kept_for_a_new_socket(family: socket.AddressFamily) -> None:
    with socket.socket(family) as sock:
        sock.setblocking(False)
        keep_notices(sock)
        assert kept_notice(sock) is None
