"""The few packets of MQTT 3.1.1 that a terminal needs, and where one packet ends (OASIS MQTT 3.1.1, sections 2 and 3)."""

from enum import IntEnum

from msgspec import Struct

# A lab message is a few hundred bytes; the protocol would allow 256 MB.
_MOST = 65536
_LENGTH_BYTES = 4
ACCEPTED = 0


class PacketType(IntEnum):
    """The upper half of the first byte."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    SUBSCRIBE = 8
    SUBACK = 9
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class MqttPacketError(ValueError):
    """The bytes are no MQTT, or a packet is larger than a laboratory needs."""


class PacketCutter:
    """Cuts a stream of bytes into packets."""

    def __init__(self) -> None:
        self._buffer = b""

    def cut(self, data: bytes) -> list[bytes]:
        """Take bytes in; return the packets that are whole. Raises MqttPacketError."""
        self._buffer += data
        packets = []
        while (length := _whole_length(self._buffer)) is not None and length <= len(self._buffer):
            packets.append(self._buffer[:length])
            self._buffer = self._buffer[length:]
        return packets


def _whole_length(buffer: bytes) -> int | None:
    """Return the length of the first packet with its header, or None when the header is not whole."""
    remaining = 0
    for index in range(_LENGTH_BYTES):
        if len(buffer) < index + 2:
            return None
        byte = buffer[index + 1]
        remaining |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            if remaining > _MOST:
                raise MqttPacketError("a packet is too large")
            return index + 2 + remaining
    raise MqttPacketError("a length has no end")


def packet_type(packet: bytes) -> int:
    """Return the type of a whole packet."""
    return packet[0] >> 4


class Publication(Struct, frozen=True):
    """A message of quality of service 0."""

    topic: str
    payload: bytes


def connect(client_id: str, *, keep_alive_s: int) -> bytes:
    """Make a CONNECT with a clean session."""
    return _packet(PacketType.CONNECT << 4, _text("MQTT") + b"\x04\x02" + keep_alive_s.to_bytes(2, "big") + _text(client_id))


def subscribe(packet_id: int, topics: tuple[str, ...]) -> bytes:
    """Make a SUBSCRIBE of quality of service 0."""
    body = packet_id.to_bytes(2, "big") + b"".join(_text(topic) + b"\x00" for topic in topics)
    return _packet(PacketType.SUBSCRIBE << 4 | 2, body)


def ping() -> bytes:
    """Make a PINGREQ."""
    return _packet(PacketType.PINGREQ << 4, b"")


def disconnect() -> bytes:
    """Make a DISCONNECT."""
    return _packet(PacketType.DISCONNECT << 4, b"")


def return_codes(packet: bytes) -> tuple[int, ...]:
    """Return the code of a CONNACK, or the codes of a SUBACK."""
    body = _body(packet)
    return tuple(body[1:2]) if packet_type(packet) == PacketType.CONNACK else tuple(body[2:])


def publication(packet: bytes) -> Publication:
    """Read a PUBLISH of quality of service 0. Raises MqttPacketError."""
    body = _body(packet)
    length = int.from_bytes(body[:2], "big")
    if len(body) < 2 + length:
        raise MqttPacketError("a topic is cut off")
    try:
        return Publication(body[2 : 2 + length].decode(), body[2 + length :])
    except UnicodeDecodeError as error:
        raise MqttPacketError("a topic is no text") from error


def _body(packet: bytes) -> bytes:
    index = 1
    while packet[index] & 0x80:
        index += 1
    return packet[index + 1 :]


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _packet(first: int, body: bytes) -> bytes:
    length = len(body)
    header = bytearray([first])
    while True:
        length, low = divmod(length, 128)
        header.append(low | (0x80 if length else 0))
        if not length:
            return bytes(header) + body
