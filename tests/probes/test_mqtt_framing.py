import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.mqtt_framing import CONNACK, PINGRESP, Framing, Packet, PacketTooLargeError


def encoded(kind: int, body: bytes) -> bytes:
    length = len(body)
    header = bytearray([kind << 4])
    while True:
        length, seven = divmod(length, 128)
        header.append(seven | (0x80 if length else 0))
        if not length:
            return bytes(header) + body


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted(cut % (len(data) + 1) for cut in cuts)
    return [data[begin:end] for begin, end in zip([0, *at], [*at, len(data)], strict=True)]


@given(st.lists(st.tuples(st.integers(0, 15), st.binary(max_size=300)), max_size=8), st.lists(st.integers(min_value=0), max_size=20))
def test_packets_are_found_however_the_stream_is_cut(packets: list[tuple[int, bytes]], cuts: list[int]) -> None:
    framing = Framing(most=300)
    stream = b"".join(encoded(kind, body) for kind, body in packets)
    found = [packet for piece in pieces(stream, cuts) for packet in framing.feed(piece)]
    assert found == [Packet(kind, body[:2]) for kind, body in packets]


@given(st.lists(st.binary(max_size=64), max_size=16))
def test_nonsense_ends_in_nothing_or_in_too_large(stream: list[bytes]) -> None:
    framing = Framing(most=1000)
    try:
        for piece in stream:
            for packet in framing.feed(piece):
                assert len(packet.begin) <= 2
    except PacketTooLargeError:
        pass


def test_connack_and_pingresp_as_they_are_written() -> None:
    assert list(Framing(most=10).feed(b"\x20\x02\x00\x05\xd0\x00")) == [Packet(CONNACK, b"\x00\x05"), Packet(PINGRESP, b"")]


def test_a_length_beyond_the_most_is_told_before_its_body_comes() -> None:
    with pytest.raises(PacketTooLargeError):
        list(Framing(most=100).feed(b"\x30\x65"))


def test_a_length_of_five_bytes_is_none() -> None:
    framing = Framing(most=2**30)
    assert list(framing.feed(b"\x20\x80\x80\x80\x80\x01")) == []
    assert list(framing.feed(b"\x20\x02\x00\x00")) == []
