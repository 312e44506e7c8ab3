"""What ICMP said about a packet of ours, as Linux keeps it in a socket's error queue.

Source: ip(7), IP_RECVERR; linux/errqueue.h; RFC 792, RFC 1812 (5.2.7.1) and RFC 4443.
"""

import contextlib
import socket
import struct
import sys
from typing import Literal

from msgspec import Struct

from ccdiag.model.facts import IcmpCode

_EXTENDED_ERROR = struct.Struct("=IBBBBII")
"""sock_extended_err: errno, origin, type, code, padding, info, data; the offender's socket address follows."""
_ADDRESS_AT = {socket.AF_INET: (4, 4), socket.AF_INET6: (8, 16)}
"""Where the address stands in a socket address, and how long it is."""
_FROM_ICMP = {2: 4, 3: 6}
"""SO_EE_ORIGIN_ICMP and SO_EE_ORIGIN_ICMP6: the version of IP."""

_SOL_IP, _IP_RECVERR = 0, 11
_SOL_IPV6, _IPV6_RECVERR = 41, 25
_QUEUE_BYTES = 512
_MOST_ERRORS = 8

IcmpType = Literal["destination_unreachable", "packet_too_big", "time_exceeded", "other"]

_TYPES: dict[tuple[int, int], IcmpType] = {
    (4, 3): "destination_unreachable",
    (4, 11): "time_exceeded",
    (6, 1): "destination_unreachable",
    (6, 2): "packet_too_big",
    (6, 3): "time_exceeded",
}
_CODES_4: dict[int, IcmpCode] = {
    0: "net_unreachable",
    1: "host_unreachable",
    2: "protocol_unreachable",
    3: "port_unreachable",
    4: "fragmentation_needed",
    6: "net_unreachable",  # unknown
    7: "host_unreachable",  # unknown
    8: "host_unreachable",  # isolated
    9: "net_prohibited",
    10: "host_prohibited",
    11: "net_unreachable",  # for this type of service
    12: "host_unreachable",  # likewise
    13: "admin_prohibited",
}
_CODES_6: dict[int, IcmpCode] = {
    0: "net_unreachable",
    1: "admin_prohibited",
    3: "host_unreachable",
    4: "port_unreachable",
    5: "admin_prohibited",  # by the source address; RFC 4443 calls 5 and 6 more informative subsets of 1
    6: "admin_prohibited",  # by a route that rejects
}
PROHIBITED = frozenset[IcmpCode | None]({"net_prohibited", "host_prohibited", "admin_prohibited"})
"""Somebody could pass the packet on, and will not."""


class IcmpNotice(Struct, frozen=True, kw_only=True):
    """One ICMP error and who sent it."""

    offender: str
    icmp_type: IcmpType
    icmp_code: IcmpCode

    @property
    def is_hop(self) -> bool:
        """Whether somebody on the way only says that the packet's life ended there."""
        return self.icmp_type == "time_exceeded"


def parse_notice(data: bytes) -> IcmpNotice | None:
    """Read one `sock_extended_err` with the address behind it; None when it is cut off, or does not come from ICMP."""
    if len(data) < _EXTENDED_ERROR.size + 2:
        return None
    _, origin, kind, code, _, _, _ = _EXTENDED_ERROR.unpack_from(data)
    version = _FROM_ICMP.get(origin)
    offender = _address(data[_EXTENDED_ERROR.size :])
    if version is None or offender is None:
        return None
    icmp_type = _TYPES.get((version, kind), "other")
    return IcmpNotice(offender=offender, icmp_type=icmp_type, icmp_code=_code(version, icmp_type, code))


def _code(version: int, icmp_type: IcmpType, code: int) -> IcmpCode:
    match icmp_type:
        case "time_exceeded":
            return "time_exceeded"
        case "packet_too_big":
            return "fragmentation_needed"
        case "destination_unreachable":
            return (_CODES_4 if version == 4 else _CODES_6).get(code, "other")  # noqa: PLR2004  # the version's number
        case _:
            return "other"


def _address(data: bytes) -> str | None:
    family = int.from_bytes(data[:2], sys.byteorder)
    if family not in _ADDRESS_AT:
        return None
    start, length = _ADDRESS_AT[socket.AddressFamily(family)]
    raw = data[start : start + length]
    return socket.inet_ntop(family, raw) if len(raw) == length else None


def keep_notices(sock: socket.socket, *, keep: bool = True) -> None:
    """Have the kernel keep what ICMP says about this socket's packets, or not any more; does nothing where there is no such thing."""
    if sys.platform == "linux":
        option = (_SOL_IPV6, _IPV6_RECVERR) if sock.family == socket.AF_INET6 else (_SOL_IP, _IP_RECVERR)
        with contextlib.suppress(OSError):
            sock.setsockopt(*option, int(keep))


def kept_notice(sock: socket.socket) -> IcmpNotice | None:
    """Take what was kept off the queue and return the first ICMP error in it; None when there is none."""
    if sys.platform != "linux":
        return None
    found: IcmpNotice | None = None
    for _ in range(_MOST_ERRORS):
        try:
            _, ancillary, _, _ = sock.recvmsg(_QUEUE_BYTES, _QUEUE_BYTES, socket.MSG_ERRQUEUE)
        except OSError:  # EAGAIN: the queue is empty
            break
        for level, kind, data in ancillary:
            if found is None and (level, kind) in {(_SOL_IP, _IP_RECVERR), (_SOL_IPV6, _IPV6_RECVERR)}:
                found = parse_notice(data)
    return found
