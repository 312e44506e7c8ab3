import ssl
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.lab import mqtt_packets
from ccdiag.lab.client_hello import NotTlsError, parse
from ccdiag.lab.mqtt_packets import MqttPacketError, PacketCutter, Publication


def client_hello(name: str | None, alpn: list[str]) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if alpn:
        context.set_alpn_protocols(alpn)
    outgoing = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name).do_handshake()
    return outgoing.read()[5:]


def test_a_client_hello_of_openssl() -> None:
    hello = parse(client_hello("mqtt.ccdiag.test", ["x-amzn-mqtt-ca", "http/1.1"]))
    assert (hello.server_name, hello.alpn) == ("mqtt.ccdiag.test", ("x-amzn-mqtt-ca", "http/1.1"))
    bare = parse(client_hello(None, []))
    assert (bare.server_name, bare.alpn) == (None, ())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_client_hello_or_not(data: bytes) -> None:
    with suppress(NotTlsError):
        parse(data)


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=255))
def test_a_damaged_client_hello(place: int, byte: int) -> None:
    message = bytearray(client_hello("mqtt.ccdiag.test", ["x-amzn-mqtt-ca"]))
    message[place % len(message)] = byte
    with suppress(NotTlsError):
        parse(bytes(message))


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=5), st.integers(min_value=1, max_value=50))
def test_packets_are_cut_wherever_the_stream_is(topics: list[bytes], step: int) -> None:
    packets = [mqtt_packets.connect(topic.hex(), keep_alive_s=30) for topic in topics] + [mqtt_packets.ping(), mqtt_packets.disconnect()]
    stream = b"".join(packets)
    cutter = PacketCutter()
    assert [packet for place in range(0, len(stream), step) for packet in cutter.cut(stream[place : place + step])] == packets


@given(st.binary(max_size=100))
def test_any_bytes_are_packets_or_not(data: bytes) -> None:
    with suppress(MqttPacketError):
        for packet in PacketCutter().cut(data):
            mqtt_packets.publication(packet)
            mqtt_packets.return_codes(packet)


def test_a_publication() -> None:
    assert mqtt_packets.publication(b"\x30\x0a\x00\x06NL-CAThi") == Publication("NL-CAT", b"hi")
