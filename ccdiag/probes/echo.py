"""ICMP echo on the wire: writing requests and reading what comes back, pure.

Source: RFC 792, RFC 4443.
"""

import struct
from typing import Literal

from msgspec import Struct

_HEADER = struct.Struct("!BBHHH")
"""Type, code, checksum, identifier, sequence."""
_IPV4_MINIMUM = 20
_IPV6_HEADER = 40
_PROTOCOL_ICMP = 1
_PROTOCOL_ICMPV6 = 58

_REQUEST = {4: 8, 6: 128}
_REPLY = {4: 0, 6: 129}
_UNREACHABLE = {4: 3, 6: 1}
_NET_CODES = {4: frozenset({0, 6, 11}), 6: frozenset({0})}
"""Network unreachable or unknown; for IPv6: no route."""

Family = Literal[4, 6]


class Reply(Struct, frozen=True):
    """What came back for one request."""

    sequence: int
    kind: Literal["answer", "host_unreachable", "network_unreachable"]


def request(family: Family, identifier: int, sequence: int, token: bytes) -> bytes:
    """Write one echo request; the kernel fills in the checksum of IPv6, which covers addresses that are not known here."""
    header = _HEADER.pack(_REQUEST[family], 0, 0, identifier, sequence)
    checksum = internet_checksum(header + token) if family == 4 else 0  # noqa: PLR2004  # the version's number
    return _HEADER.pack(_REQUEST[family], 0, checksum, identifier, sequence) + token


def internet_checksum(data: bytes) -> int:
    """Compute the checksum of RFC 1071."""
    padded = data + b"\0" * (len(data) % 2)
    total = sum(int.from_bytes(padded[place : place + 2], "big") for place in range(0, len(padded), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def read(family: Family, packet: bytes, token: bytes, *, identifier: int | None) -> Reply | None:
    """Read one packet; None when it is not about our requests.

    `packet` begins with the ICMP header, or, from a raw IPv4 socket, with the IP header. `identifier` is None where the kernel chose
    it. An answer carries our token; an error carries the head of our request, of which a router need send no more than 8 bytes.
    """
    body = _without_ip_header(packet) if family == 4 else packet  # noqa: PLR2004  # likewise
    if len(body) < _HEADER.size:
        return None
    kind, code, _, named, sequence = _HEADER.unpack_from(body)
    if kind == _REPLY[family]:
        return Reply(sequence, "answer") if body[_HEADER.size :] == token else None
    if kind == _UNREACHABLE[family]:
        inner = _inner(family, body[_HEADER.size :])
        if len(inner) < _HEADER.size:
            return None
        kind, _, _, named, sequence = _HEADER.unpack_from(inner)
        if kind == _REQUEST[family] and named == identifier:
            return Reply(sequence, "network_unreachable" if code in _NET_CODES[family] else "host_unreachable")
    return None


def _without_ip_header(packet: bytes) -> bytes:
    # An ICMP type that looks like version 4 with a header of 20 bytes or more (0x45 = 69 and up) is not assigned to anything we read.
    if packet and packet[0] >> 4 == 4:  # noqa: PLR2004  # likewise
        return packet[(packet[0] & 0x0F) * 4 :]
    return packet


def _inner(family: Family, rest: bytes) -> bytes:
    """Cut the quoted packet down to its ICMP part; empty when it is something else."""
    if family == 4:  # noqa: PLR2004  # likewise
        quoted = len(rest) >= _IPV4_MINIMUM and rest[9] == _PROTOCOL_ICMP
        return rest[(rest[0] & 0x0F) * 4 :] if quoted else b""
    return rest[_IPV6_HEADER:] if len(rest) >= _IPV6_HEADER and rest[6] == _PROTOCOL_ICMPV6 else b""
