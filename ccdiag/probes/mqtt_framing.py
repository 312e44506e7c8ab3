"""MQTT control packets in a stream of bytes: where each begins and ends, and nothing of what is in them."""

from collections.abc import Iterator

from msgspec import Struct

CONNACK = 2
"""Packet types as MQTT 3.1.1 numbers them (section 2.2.1)."""
PINGRESP = 13

# What a listener needs: CONNACK's flags and return code.
_KEPT = 2
_MOST_LENGTH_BYTES = 4


class Packet(Struct, frozen=True):
    """One whole control packet: its type, and the first two bytes of its body."""

    kind: int
    begin: bytes


class PacketTooLargeError(Exception):
    """A packet announced more bytes than we are willing to take."""


class Framing:
    """Follows a stream of control packets, handed over in pieces of any size, without keeping their bodies."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._kind: int | None = None
        self._length = 0
        self._length_bytes = 0
        self._length_known = False
        self._taken = 0
        self._begin = b""
        self._lost = False

    def feed(self, data: bytes) -> Iterator[Packet]:
        """Take a piece of the stream and yield the packets that it completes.

        Raises PacketTooLargeError as soon as a packet says that its body is longer than `most` bytes. A length that is no MQTT length
        ends the following: where the next packet begins can no longer be told.
        """
        at = 0
        while not self._lost and at < len(data):
            if self._kind is None:
                self._kind = data[at] >> 4
                at += 1
            elif not self._length_known:
                self._take_length(data[at])
                at += 1
            else:
                piece = data[at : at + self._length - self._taken]
                self._begin = (self._begin + piece[:_KEPT])[:_KEPT]
                self._taken += len(piece)
                at += len(piece)
            if self._length_known and self._taken == self._length:
                assert self._kind is not None
                yield Packet(self._kind, self._begin)
                self._reset()

    def _take_length(self, byte: int) -> None:
        # Seven bits a byte, least significant first; the high bit says that more follow (section 2.2.3).
        self._length += (byte & 0x7F) << (7 * self._length_bytes)
        self._length_bytes += 1
        if byte & 0x80:
            self._lost = self._length_bytes == _MOST_LENGTH_BYTES
            return
        if self._length > self._most:
            raise PacketTooLargeError
        self._length_known = True

    def _reset(self) -> None:
        self._kind = None
        self._length = self._length_bytes = self._taken = 0
        self._length_known = False
        self._begin = b""
