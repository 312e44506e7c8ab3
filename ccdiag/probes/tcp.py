"""One TCP connection."""

import asyncio
import contextlib
import socket
import struct
import sys
from typing import Literal, Self

from msgspec.structs import replace

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import Role, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.probes.classify import classify
from ccdiag.probes.icmp_notice import PROHIBITED, IcmpNotice, keep_notices, kept_notice
from ccdiag.probes.numeric import socket_address
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_refusal import hear_refusals_soon
from ccdiag.probes.windows_tcp_info import windows_tcp_info

_TCP_UNACKED_AT = 24
"""Where TCP_INFO (tcp(7), linux/tcp.h) holds tcpi_unacked."""
_TCP_INFO_BYTES = 192
_WINDOW_SEGMENTS = 2
"""Segments that fit into a window; who sends waits for half of it to be free (RFC 9293, 3.8.6.2.1), so that one would stop and go."""


class Connection:
    """An open TCP connection; whoever holds it closes it."""

    def __init__(self, sock: socket.socket, address: str, port: int, role: Role) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()
        self.address = address
        self.port = port
        self.role: Role = role

    @property
    def target(self) -> str:
        """The other end, as observations name it."""
        return str(Endpoint(self.address, self.port))

    @property
    def socket(self) -> socket.socket:
        """The socket itself, not blocking."""
        return self._sock

    async def receive(self, most: int = 16384) -> bytes:
        """Wait for at most `most` bytes; empty when the peer closed. Raises OSError."""
        return await self._loop.sock_recv(self._sock, most)

    async def send(self, data: bytes) -> None:
        """Send everything. Raises OSError."""
        await self._loop.sock_sendall(self._sock, data)

    def send_without_waiting(self, data: bytes) -> None:
        """Hand over what the system takes at once; a last word before closing, on which nothing depends."""
        if data:
            with contextlib.suppress(OSError):
                self._sock.send(data)

    def all_acknowledged(self) -> bool | None:
        """Whether the peer took in all that was sent; None where this system does not tell."""
        if sys.platform != "linux":
            counted = windows_tcp_info(self._sock)
            return counted.unacknowledged == 0 if counted is not None else None
        try:
            info = self._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
            (unacknowledged,) = struct.unpack_from("=I", info, _TCP_UNACKED_AT)
        except (OSError, struct.error):
            return None
        return bool(unacknowledged == 0)

    def close(self) -> None:
        """Close; a second time does nothing."""
        self._sock.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self.close()


async def open_tcp(
    address: str,
    port: int,
    *,
    role: Role,
    limit: float,
    source: Source,
    attempt: int = 1,
    maximum_segment: int | None = None,
) -> tuple[Observation, Connection | None]:
    """Open one TCP connection to an address, within `limit` seconds; the caller closes it.

    With `maximum_segment` both sides send segments of at most so many bytes. Windows lets nobody set that; there the other side sends at
    most twice as many bytes at a time. Where the system can do neither, the failure is `unsupported`.
    """
    watch = Stopwatch()
    target = str(Endpoint(address, port))
    family, _ = socket_address(address, port)
    facts = tcp_facts(address, port, role, attempt=attempt)
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        return watch.observation(target, facts, classify(error)), None
    failure: Failure | None = None
    notice: IcmpNotice | None = None
    try:
        failure = await _connect(sock, address, port, limit=limit, source=source, maximum_segment=maximum_segment)
        local = _local_address(sock)
        if failure is None:
            # Later on such a message would end a connection that the system else would keep alive.
            keep_notices(sock, keep=False)
        else:
            notice = kept_notice(sock)
    except BaseException:
        # Cancelled in the middle: nobody else knows of this socket.
        sock.close()
        raise
    if failure is not None:
        sock.close()
        if notice is not None:
            facts = replace(facts, local_address=local, answered_by=notice.offender, icmp_code=notice.icmp_code)
            failure = _told(failure, notice, own_address=local)
        return watch.observation(target, facts, failure), None
    return watch.observation(target, tcp_facts(address, port, role, attempt=attempt, local_address=local)), Connection(
        sock, address, port, role
    )


async def tcp_connect(
    address: str,
    port: int,
    *,
    role: Role,
    limit: float,
    source: Source,
    attempt: int = 1,
    maximum_segment: int | None = None,
) -> Observation:
    """Open one TCP connection and close it again, without a byte sent."""
    observation, connection = await open_tcp(
        address, port, role=role, limit=limit, source=source, attempt=attempt, maximum_segment=maximum_segment
    )
    if connection is not None:
        connection.close()
    return observation


async def _connect(
    sock: socket.socket, address: str, port: int, *, limit: float, source: Source, maximum_segment: int | None
) -> Failure | None:
    if maximum_segment is not None and not _limit_segments(sock, maximum_segment):
        return Failure.UNSUPPORTED
    deadline = asyncio.timeout(limit)
    try:
        sock.setblocking(False)
        source.bind(sock)
        keep_notices(sock)
        hear_refusals_soon(sock, limit=limit)
        async with deadline:
            await asyncio.get_running_loop().sock_connect(sock, socket_address(address, port)[1])
    except OSError as error:
        # Our deadline and the kernel's ETIMEDOUT raise one class; only what the deadline cut short is ours.
        return Failure.DEADLINE if deadline.expired() else classify(error)
    return None if maximum_segment is None or _is_limited(sock, maximum_segment) else Failure.UNSUPPORTED


def _told(failure: Failure, notice: IcmpNotice, *, own_address: str | None) -> Failure:
    """Say what an ICMP message means that the error code alone leaves open.

    A message of our own that nobody has the address (the neighbour table gave up) is host-unreachable; any other of our own is the
    firewall of this machine, which rejects with port-unreachable by default, or with "prohibited".
    """
    if notice.icmp_code not in {"port_unreachable", "protocol_unreachable"} and notice.icmp_code not in PROHIBITED:
        return failure
    return Failure.PERMISSION_DENIED if notice.offender == own_address else Failure.REFUSED


def _limit_segments(sock: socket.socket, maximum_segment: int) -> bool:
    """Announce and keep small segments, or on Windows a small window; False where the system has no way to."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW_SEGMENTS * maximum_segment)
            return True
        return False
    option: int | None = getattr(socket, "TCP_MAXSEG", None)
    if option is None:
        return False
    try:
        sock.setsockopt(socket.IPPROTO_TCP, option, maximum_segment)
    except OSError:
        return False
    return True


def _is_limited(sock: socket.socket, maximum_segment: int) -> bool:
    """Whether the limit holds: a window is what the system makes of it, so its own count decides."""
    if sys.platform != "win32":
        return True
    counted = windows_tcp_info(sock)
    return counted is not None and 0 < counted.receive_window <= _WINDOW_SEGMENTS * maximum_segment


def _local_address(sock: socket.socket) -> str | None:
    try:
        return str(sock.getsockname()[0])
    except OSError:
        return None


def tcp_facts(address: str, port: int, role: Role, *, attempt: int = 1, local_address: str | None = None) -> TcpFacts:
    """Say which connection is meant, before anything is known of it."""
    family: Literal["ipv4", "ipv6"] = "ipv6" if ":" in address else "ipv4"
    return TcpFacts(role=role, address=address, port=port, family=family, attempt=attempt, local_address=local_address)
