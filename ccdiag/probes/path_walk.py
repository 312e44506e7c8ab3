"""Linux: connections whose packets live for so many hops only, and what comes back for each; no rights are needed.

Source: ip(7), IP_TTL and IP_RECVERR; tcp(7), TCP_INFO.
"""

import asyncio
import contextlib
import socket
import struct
import sys

from msgspec import Struct

from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.classify import classify
from ccdiag.probes.icmp_notice import IcmpNotice, keep_notices, kept_notice
from ccdiag.probes.numeric import socket_address
from ccdiag.probes.source import Source

_HEAD_START = 0.03
"""Seconds: who says no in the shop does so by then, and routers limit how often they speak (Linux: six times, then once a second)."""
_SPACING = 0.01
"""Seconds between two packets: no burst, and nothing is sent beyond the one who says no."""
_TRACE_PORT = 33434
"""Where traceroute sends datagrams that nobody expects."""
_CONFIRMATION = 0.4
"""Seconds for the datagram that looks behind an RST."""
_TCP_RETRANS_AT, _TCP_TOTAL_RETRANS_AT = 36, 100
"""Where TCP_INFO holds tcpi_retrans and tcpi_total_retrans."""
_TCP_INFO_BYTES = 192


class Heard(Struct, frozen=True, kw_only=True):
    """What one connection met: a failure, or None when it came about; and what ICMP said of it."""

    failure: Failure | None
    notice: IcmpNotice | None = None

    @property
    def is_hop(self) -> bool:
        """Whether this only shows somebody on the way."""
        return self.notice is not None and self.notice.is_hop


class Walk(Struct):
    """What came back on the way to one address."""

    plain: Heard | None = None
    """For a connection as any other; None: silence."""
    by_distance: dict[int, Heard] = {}
    behind_reset: IcmpNotice | None = None
    """What a datagram met that lived just as long as the packet that got an RST."""
    kept_back: bool = False
    """Whether the own system did not let the packets out."""
    refused_at_home: bool = False
    """Whether the own system answers with an RST, and lets no packet out."""
    by_echo: bool = False
    """Whether echo requests showed who is on the way."""

    @property
    def reset_distance(self) -> int | None:
        """The least life that got an answer which ends the way without ICMP; None when there was none."""
        ends = [distance for distance, heard in self.by_distance.items() if heard.failure is Failure.REFUSED and heard.notice is None]
        return min(ends, default=None)


async def walk(address: str, port: int, *, limits: Limits, source: Source) -> Walk:
    """Connect once as usual and up to `limits.path_hops` times with packets that live 1, 2, 3, … hops.

    Ends as soon as it is known who answers, else once silent hops had `limits.path_silence`; after `limits.path` at the latest.
    """
    return await _Walking(address, port, source).all(limits)


class _Walking:
    """The connections of one walk, side by side."""

    def __init__(self, address: str, port: int, source: Source) -> None:
        self._address = address
        self._port = port
        self._source = source
        self._found = Walk(by_distance={})
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        """Set once somebody has answered for the target: whatever lives longer meets the same one."""

    async def all(self, limits: Limits) -> Walk:
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limits.path):
                    await self._start_all(limits.path_hops)
                    await self._until_quiet(limits.path_silence)
                    if (reset := self._found.reset_distance) is not None:
                        self._found.behind_reset = await _datagram(self._address, reset, self._source)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        return self._found

    async def _start_all(self, hops: int) -> None:
        self._tasks.add(asyncio.create_task(self._plainly()))
        pause = _HEAD_START
        for distance in range(1, hops + 1):
            if await _is_set(self._over, pause):
                return
            self._tasks.add(asyncio.create_task(self._living(distance)))
            pause = _SPACING

    async def _plainly(self) -> None:
        try:
            with _socket(self._address, self._source) as sock:
                try:
                    heard = await _knock(sock, self._address, self._port)
                except asyncio.CancelledError:
                    self._found.kept_back = _kept_back(sock)
                    raise
        except OSError as error:  # no such socket on this system, or no such source
            heard = Heard(failure=classify(error))
        self._found.plain = heard
        # An RST does not say who sent it: then the way has to be walked.
        if heard.notice is not None or heard.failure is not Failure.REFUSED:
            self._over.set()

    async def _living(self, distance: int) -> None:
        with contextlib.suppress(OSError), _socket(self._address, self._source) as sock:
            _limit_life(sock, distance)
            heard = self._found.by_distance[distance] = await _knock(sock, self._address, self._port)
            if not heard.is_hop:
                self._over.set()

    async def _until_quiet(self, silence: float) -> None:
        """Wait until all have answered; where somebody on the way or beyond it has, the others get `silence` and no more."""
        waiting = {task for task in self._tasks if not task.done()}
        while waiting and not (self._found.plain is not None and _complete(self._found)):
            patience = silence if self._over.is_set() or self._found.by_distance else None
            done, waiting = await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                return


def _complete(found: Walk) -> bool:
    """Whether everybody up to the one who answered for the target is known, so that nothing more can come."""
    ends = [distance for distance, heard in found.by_distance.items() if not heard.is_hop]
    if ends:
        return all(distance in found.by_distance for distance in range(1, min(ends)))
    return found.plain is not None and not found.by_distance and found.plain.failure is not Failure.REFUSED


async def _is_set(event: asyncio.Event, limit: float) -> bool:
    try:
        async with asyncio.timeout(limit):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _socket(address: str, source: Source, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
    family, _ = socket_address(address, 0)
    sock = socket.socket(family, kind)
    try:
        sock.setblocking(False)
        keep_notices(sock)
        source.bind(sock)
    except BaseException:
        sock.close()
        raise
    return sock


def _limit_life(sock: socket.socket, hops: int) -> None:
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
    else:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)


async def _knock(sock: socket.socket, address: str, port: int) -> Heard:
    failure: Failure | None = None
    try:
        await asyncio.get_running_loop().sock_connect(sock, socket_address(address, port)[1])
        sock.getpeername()  # an error may be kept for a socket that is not connected
    except OSError as error:
        failure = classify(error)
    return Heard(failure=failure, notice=kept_notice(sock) if failure is not None else None)


async def _datagram(address: str, distance: int, source: Source) -> IcmpNotice | None:
    """Send an empty datagram that lives as long, and return what ICMP says of it."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, TimeoutError), _socket(address, source, socket.SOCK_DGRAM) as sock:
        _limit_life(sock, distance)
        sock.connect(socket_address(address, _TRACE_PORT + distance)[1])
        try:
            async with asyncio.timeout(_CONFIRMATION):
                sock.send(b"")
                await loop.sock_recv(sock, 1)
        except OSError:  # TimeoutError is one too
            return kept_notice(sock)
    return None


def _kept_back(sock: socket.socket) -> bool:
    """Tell whether the own system threw the packets away: TCP counts each one that it sends again, and of those the ones that left.

    Linux tells a program of a datagram that its firewall drops (EPERM); of a connection it tells only this.
    """
    if sys.platform != "linux":
        return False
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        (left,) = struct.unpack_from("=I", info, _TCP_RETRANS_AT)
        (sent_again,) = struct.unpack_from("=I", info, _TCP_TOTAL_RETRANS_AT)
    except (OSError, struct.error):
        return False
    return bool(sent_again > 0 and left == 0)
