"""Who on the way said no to a connection, where the system keeps the ICMP message for any user.

Source: ip(7), IP_RECVERR; linux/errqueue.h. TCP keeps such messages for a connection that is being opened from Linux 5.11 on.
"""

import socket
import struct
import sys
from typing import Literal

from msgspec import Struct

Said = Literal["host_unreachable", "network_unreachable", "port_unreachable", "prohibited", "other"]

_IP_RECVERR = 11
_IPV6_RECVERR = 25
_MSG_ERRQUEUE = 0x2000
_EXTENDED = struct.Struct("=IBBBBII")
"""sock_extended_err: errno, origin, type, code, and three that do not matter here; the offender's socket address follows."""
_ORIGIN_ICMP, _ORIGIN_ICMP6 = 2, 3
_QUOTED = 512
"""Bytes of the packet that the message is about; it is thrown away."""

_UNREACHABLE_4 = 3
"""RFC 792; the codes: RFC 1122, 3.2.2.1, and RFC 1812, 5.2.7.1."""
_SAID_4: dict[int, Said] = {
    0: "network_unreachable",
    1: "host_unreachable",
    3: "port_unreachable",
    6: "network_unreachable",
    7: "host_unreachable",
    9: "prohibited",
    10: "prohibited",
    11: "network_unreachable",
    12: "host_unreachable",
    13: "prohibited",
}
_UNREACHABLE_6 = 1
"""RFC 4443, 3.1."""
_SAID_6: dict[int, Said] = {
    0: "network_unreachable",
    1: "prohibited",
    3: "host_unreachable",
    4: "port_unreachable",
    5: "prohibited",
    6: "prohibited",
}


class Refusal(Struct, frozen=True):
    """An ICMP message that ended a connection."""

    address: str
    """Who sent it."""
    said: Said


def keep_refusals(sock: socket.socket, *, keep: bool = True) -> None:
    """Have the system keep ICMP messages for this socket, or not any more; does nothing where there is no such thing."""
    if sys.platform != "linux":
        return
    level, option = (socket.IPPROTO_IPV6, _IPV6_RECVERR) if sock.family == socket.AF_INET6 else (socket.IPPROTO_IP, _IP_RECVERR)
    try:
        sock.setsockopt(level, option, int(keep))
    except OSError:
        return


def kept_refusal(sock: socket.socket) -> Refusal | None:
    """Take the message that was kept; None when there is none, or the system keeps none."""
    if sys.platform != "linux":
        return None
    try:
        _, ancillary, _, _ = sock.recvmsg(_QUOTED, _QUOTED, _MSG_ERRQUEUE | socket.MSG_DONTWAIT)
    except OSError:
        return None
    for level, kind, data in ancillary:
        if (level, kind) in {(socket.IPPROTO_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR)} and (found := read_refusal(data)):
            return found
    return None


def read_refusal(data: bytes) -> Refusal | None:
    """Read a sock_extended_err with its offender; None when it is no ICMP message, or names nobody."""
    if len(data) < _EXTENDED.size:
        return None
    _, origin, kind, code, _, _, _ = _EXTENDED.unpack_from(data)
    offender = data[_EXTENDED.size :]
    if origin == _ORIGIN_ICMP and len(offender) >= 8:  # noqa: PLR2004  # sockaddr_in: family, port, then four bytes of address
        address = socket.inet_ntop(socket.AF_INET, offender[4:8])
        said = _SAID_4.get(code, "other") if kind == _UNREACHABLE_4 else "other"
    elif origin == _ORIGIN_ICMP6 and len(offender) >= 24:  # noqa: PLR2004  # sockaddr_in6: family, port, flow, then sixteen bytes
        address = socket.inet_ntop(socket.AF_INET6, offender[8:24])
        said = _SAID_6.get(code, "other") if kind == _UNREACHABLE_6 else "other"
    else:
        return None
    return Refusal(address, said)
