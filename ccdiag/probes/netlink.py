"""Linux' neighbour table over rtnetlink: asked for, and watched while it changes.

Source: rtnetlink(7); linux/rtnetlink.h and linux/neighbour.h.
"""

import socket
import struct
import sys
from collections.abc import Iterator

from msgspec import Struct

_HEADER = struct.Struct("=IHHII")
"""nlmsghdr: length, type, flags, sequence, port."""
_NEIGHBOUR = struct.Struct("=BBHiHBB")
"""ndmsg: family, two of padding, interface index, state, flags, type."""
_ATTRIBUTE = struct.Struct("=HH")
"""rtattr: length, type."""
_CACHE_INFO = struct.Struct("=III")
"""nda_cacheinfo: when confirmed, when used, when its state changed (and one more), each as clock ticks ago."""
_ALIGNMENT = 4

_NLMSG_ERROR = 2
_NLMSG_DONE = 3
_RTM_NEWNEIGH = 28
_RTM_DELNEIGH = 29
_RTM_GETNEIGH = 30
_NLM_F_REQUEST = 0x1
_NLM_F_MULTI = 0x2
_NLM_F_DUMP = 0x300
_RTMGRP_NEIGH = 0x4
_NDA_DST = 1
_NDA_LLADDR = 2
_NDA_CACHEINFO = 3
_TICKS_A_SECOND = 100
"""USER_HZ; the same on all architectures that matter here."""

NUD_INCOMPLETE = 0x01
NUD_REACHABLE = 0x02
NUD_STALE = 0x04
NUD_DELAY = 0x08
NUD_PROBE = 0x10
NUD_FAILED = 0x20
NUD_NOARP = 0x40
NUD_PERMANENT = 0x80

RECEIVE_SIZE = 65536
"""Bytes; the kernel sends at most 32 KB in one datagram of a dump."""


class Neighbour(Struct, frozen=True, kw_only=True):
    """One entry of the table, or one change of it."""

    address: str
    interface_index: int
    state: int
    """A sum of `NUD_…`; 0: never resolved, or gone."""
    hardware_address: str | None = None
    confirmed_s: float | None = None
    """How many seconds ago somebody last answered for it."""
    changed_s: float | None = None
    """How many seconds ago its state changed."""
    unasked: bool = False
    """Whether the kernel told of a change by itself, and not in answer to a request."""


def open_watch() -> socket.socket:
    """Open a non-blocking socket that gets every change of the table; any user may.

    Raises OSError where the kernel has no netlink, or this is not Linux.
    """
    if sys.platform != "linux":
        raise OSError("no netlink on this system")
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
    try:
        sock.bind((0, _RTMGRP_NEIGH))
    except OSError:
        sock.close()
        raise
    return sock


def dump_request(family: int, sequence: int = 1) -> bytes:
    """Write the request for all entries of one address family."""
    body = _NEIGHBOUR.pack(family, 0, 0, 0, 0, 0, 0)
    return _HEADER.pack(_HEADER.size + len(body), _RTM_GETNEIGH, _NLM_F_REQUEST | _NLM_F_DUMP, sequence, 0) + body


def parse_neighbours(data: bytes) -> tuple[list[Neighbour], bool]:
    """Read one datagram: the entries in it, and whether a dump ends here; what cannot be read is left out."""
    entries: list[Neighbour] = []
    done = False
    for kind, flags, body in _messages(data):
        if kind in {_NLMSG_DONE, _NLMSG_ERROR}:
            done = True
        elif kind in {_RTM_NEWNEIGH, _RTM_DELNEIGH} and (entry := _entry(kind, body, unasked=not flags & _NLM_F_MULTI)) is not None:
            entries.append(entry)
    return entries, done


def _messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + _HEADER.size <= len(data):
        length, kind, flags, _, _ = _HEADER.unpack_from(data, place)
        if length < _HEADER.size or place + length > len(data):
            return
        yield kind, flags, data[place + _HEADER.size : place + length]
        place += _aligned(length)


def _entry(kind: int, body: bytes, *, unasked: bool) -> Neighbour | None:
    if len(body) < _NEIGHBOUR.size:
        return None
    family, _, _, index, state, _, _ = _NEIGHBOUR.unpack_from(body)
    attributes = dict(_attributes(body[_NEIGHBOUR.size :]))
    raw = attributes.get(_NDA_DST, b"")
    try:
        address = socket.inet_ntop(family, raw)
    except (OSError, ValueError):
        return None
    hardware = attributes.get(_NDA_LLADDR, b"")
    cache = attributes.get(_NDA_CACHEINFO, b"")
    ticks = _CACHE_INFO.unpack_from(cache) if len(cache) >= _CACHE_INFO.size else None
    return Neighbour(
        address=address,
        interface_index=index,
        state=0 if kind == _RTM_DELNEIGH else state,
        hardware_address=hardware.hex(":") if any(hardware) else None,
        confirmed_s=ticks[0] / _TICKS_A_SECOND if ticks is not None else None,
        changed_s=ticks[2] / _TICKS_A_SECOND if ticks is not None else None,
        unasked=unasked,
    )


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, place)
        if length < _ATTRIBUTE.size or place + length > len(data):
            return
        yield kind, data[place + _ATTRIBUTE.size : place + length]
        place += _aligned(length)


def _aligned(length: int) -> int:
    return (length + _ALIGNMENT - 1) & ~(_ALIGNMENT - 1)
