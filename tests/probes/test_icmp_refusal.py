import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.icmp_refusal import Refusal, read_refusal

ICMP, ICMP6, LOCAL = 2, 3, 1
AT_4 = struct.pack("=HH4s8x", 2, 0, bytes((192, 0, 2, 1)))
AT_6 = struct.pack("=HHI16s", 10, 0, 0, bytes.fromhex("20010db8000000000000000000000001"))


def kept(origin: int, kind: int, code: int, offender: bytes) -> bytes:
    return struct.pack("=IBBBBII", 113, origin, kind, code, 0, 0, 0) + offender


@pytest.mark.parametrize(
    ("code", "said"), [(0, "network_unreachable"), (1, "host_unreachable"), (3, "port_unreachable"), (13, "prohibited"), (99, "other")]
)
def test_who_said_what(code: int, said: str) -> None:
    found = read_refusal(kept(ICMP, 3, code, AT_4))
    assert found is not None
    assert (found.address, found.said) == ("192.0.2.1", said)


def test_over_ipv6() -> None:
    assert read_refusal(kept(ICMP6, 1, 1, AT_6)) == Refusal("2001:db8::1", "prohibited")


@pytest.mark.parametrize("data", [b"", b"\0" * 7, kept(LOCAL, 0, 0, AT_4), kept(ICMP, 3, 1, b"\2\0")])
def test_nobody_is_named(data: bytes) -> None:
    assert read_refusal(data) is None


@given(st.binary(max_size=64))
def test_whatever_the_kernel_keeps(data: bytes) -> None:
    read_refusal(data)
