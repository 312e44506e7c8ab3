"""Echo requests, by whichever way this user may send them."""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import sys
from collections.abc import Coroutine
from functools import partial
from math import sqrt
from statistics import median
from time import perf_counter

from ccdiag.model.facts import PingFacts, Role
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.probes import echo
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.classify import classify
from ccdiag.probes.numeric import socket_address
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_echo import windows_echo

SPACING = 0.005
"""Seconds between two requests: not in one burst, which a small router takes for a flood."""
_CERTAINTY = 1.645
"""Standard deviations of the normal distribution that 95 of 100 values stay below."""
_LATE = 2
"""How many times as long as the slowest answer the others are waited for: a line that is full delays more and more."""
_MOST_WAITING = 4
"""Packets read at the end for each request, since a raw socket hears of others' as well."""
_TOKEN_BYTES = 24
_PACKET = 2048
_PROGRAM_SPACING = 0.2
"""Seconds; the least that the program ping lets an ordinary user ask for."""
_LEAST_BY_PROGRAM = 3
_MOST_OUTPUT = 65536
_IP_RECVERR = 11
_IPV6_RECVERR = 25


class Tally:
    """Requests that went out, and what became of them."""

    def __init__(self) -> None:
        self.sent: dict[int, float] = {}
        """When, by sequence number."""
        self.rtt_ms: dict[int, float] = {}
        self.refused: dict[int, Failure] = {}
        self.failure: Failure | None = None
        """Why nothing could be sent."""

    def settled(self, count: int) -> bool:
        """Whether every request has its outcome."""
        return len(self.rtt_ms.keys() | self.refused.keys()) >= count

    def take(self, reply: echo.Reply) -> None:
        """Note one reply; the first one for a request counts."""
        at = self.sent.get(reply.sequence)
        if at is None or reply.sequence in self.rtt_ms:
            return
        if reply.kind == "answer":
            self.rtt_ms[reply.sequence] = (perf_counter() - at) * 1000
        else:
            self.refused[reply.sequence] = Failure(reply.kind)


async def ping(
    address: str,
    *,
    role: Role,
    count: int,
    limit: float,
    source: Source,
    hurry: asyncio.Event | None = None,
    spacing: float = SPACING,
    patience: float | None = None,
) -> Observation:
    """Send `count` echo requests `spacing` seconds apart and wait until all are answered, at most `limit` seconds.

    An ordinary user whose system leaves this to the program ping sends no more than that program can within the limit.

    With `patience` it ends so many seconds after the last request, or twice as long after it as the slowest answer took: what is late is
    not lost.

    Once `hurry` is set, an address that has not answered at all is waited for no longer; one that has gets the whole limit, so that
    a loss is never one of impatience. A failure means that none was answered. Raises ValueError when it is no address.
    """
    watch = Stopwatch()
    tally = Tally()
    way: Coroutine[None, None, None]
    if sys.platform == "win32":
        way = _by_windows(tally, address, count, limit, source, spacing)
    elif (opened := _open(address, source, tally)) is not None:
        way = _by_socket(tally, opened, count, spacing, patience)
    elif tally.failure is not None:
        return watch.observation(address, PingFacts(role=role, address=address), tally.failure)
    else:
        way = _by_program(tally, address, count, limit, source)
    try:
        async with asyncio.timeout(limit):
            await _unless_hurried(way, tally, hurry)
    except (TimeoutError, OSError) as error:
        tally.failure = tally.failure or classify(error)
    return watch.observation(address, _facts(role, address, tally), _failure(tally))


async def _unless_hurried(way: Coroutine[None, None, None], tally: Tally, hurry: asyncio.Event | None) -> None:
    if hurry is None:
        await way
        return
    working, hurried = asyncio.create_task(way), asyncio.create_task(hurry.wait())
    try:
        await asyncio.wait({working, hurried}, return_when=asyncio.FIRST_COMPLETED)
        if working.done() or tally.rtt_ms:
            await working
    finally:
        working.cancel()
        hurried.cancel()
        await asyncio.gather(working, hurried, return_exceptions=True)


def _facts(role: Role, address: str, tally: Tally) -> PingFacts:
    sent, received = len(tally.sent), len(tally.rtt_ms)
    return PingFacts(
        role=role,
        address=address,
        sent=sent,
        received=received,
        loss_percent=round(100 * (sent - received) / sent, 1) if sent else None,
        loss_at_least_percent=round(100 * _at_least(sent - received, sent), 1) if sent else None,
        rtt_ms=round(median(tally.rtt_ms.values()), 3) if tally.rtt_ms else None,
    )


def _at_least(lost: int, sent: int) -> float:
    """Return the lower end of the one-sided interval of Wilson (1927) for a share of which a sample was seen."""
    share = lost / sent
    middle = share + _CERTAINTY**2 / (2 * sent)
    half = _CERTAINTY * sqrt(share * (1 - share) / sent + _CERTAINTY**2 / (4 * sent**2))
    return max((middle - half) / (1 + _CERTAINTY**2 / sent), 0.0)


def _failure(tally: Tally) -> Failure | None:
    if tally.rtt_ms:
        return None
    if tally.refused:
        return next(iter(tally.refused.values()))
    return tally.failure or Failure.DEADLINE


class _Opened:
    """A socket for echo requests; `identifier` is None where the kernel sets it."""

    def __init__(self, sock: socket.socket, family: echo.Family, identifier: int | None) -> None:
        self.sock = sock
        self.family = family
        self.identifier = identifier


def _open(address: str, source: Source, tally: Tally) -> _Opened | None:
    """Open an unprivileged datagram socket, else a raw one; None when this user may open neither, or `tally` says why not."""
    family, target = socket_address(address, 0)
    ipv6 = family == socket.AF_INET6
    protocol = socket.IPPROTO_ICMPV6 if ipv6 else socket.IPPROTO_ICMP
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError:
            continue  # not for this user (ping_group_range, CAP_NET_RAW), or not on this system
        sock.setblocking(False)
        try:
            source.bind(sock)
            # So that the kernel tells of ICMP errors, also those that it makes itself when no neighbour answers.
            with contextlib.suppress(OSError):
                sock.setsockopt(*((socket.IPPROTO_IPV6, _IPV6_RECVERR, 1) if ipv6 else (socket.IPPROTO_IP, _IP_RECVERR, 1)))
            # Connected, so that errors about other destinations stay away; a raw socket hears of all of them else.
            sock.connect(target)
        except OSError as error:
            sock.close()
            tally.failure = classify(error)
            return None
        identifier = None if kind == socket.SOCK_DGRAM else int.from_bytes(os.urandom(2), "big")
        return _Opened(sock, 6 if ipv6 else 4, identifier)
    return None


async def _by_socket(tally: Tally, opened: _Opened, count: int, spacing: float, patience: float | None) -> None:
    token = os.urandom(_TOKEN_BYTES)
    loop = asyncio.get_running_loop()
    with opened.sock as sock:
        listening = asyncio.create_task(_listen(tally, opened, token, count))
        try:
            for sequence in range(1, count + 1):
                packet = echo.request(opened.family, opened.identifier or 0, sequence, token)
                tally.sent[sequence] = perf_counter()
                try:
                    await loop.sock_sendall(sock, packet)
                except OSError as error:
                    # An error of an earlier request may be told here, before this one was sent.
                    _note_error(tally, classify(error), sequence)
                if sequence < count:
                    await asyncio.wait({listening}, timeout=spacing)
            if not tally.settled(count):
                await _answered(listening, tally, patience)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            if patience is not None:
                # On a busy machine answers may be here that nobody had the time to read.
                _take_waiting(tally, opened, token, count)


async def _answered(listening: asyncio.Task[None], tally: Tally, patience: float | None) -> None:
    if patience is None:
        await listening
        return
    begin = perf_counter()
    while not listening.done():
        left = begin + max(patience, _LATE * max(tally.rtt_ms.values(), default=0.0) / 1000) - perf_counter()
        if left <= 0:
            return
        await asyncio.wait({listening}, timeout=left)


def _take_waiting(tally: Tally, opened: _Opened, token: bytes, count: int) -> None:
    """Read what has come, and wait for nothing."""
    for _ in range(_MOST_WAITING * count):
        try:
            packet = opened.sock.recv(_PACKET)
        except OSError:
            return
        reply = echo.read(opened.family, packet, token, identifier=opened.identifier)
        if reply is not None:
            tally.take(reply)


async def _listen(tally: Tally, opened: _Opened, token: bytes, count: int) -> None:
    loop = asyncio.get_running_loop()
    while not tally.settled(count):
        try:
            packet = await loop.sock_recv(opened.sock, _PACKET)
        except OSError as error:
            _drain(opened.sock)
            waiting = next((sequence for sequence in tally.sent if sequence not in tally.rtt_ms | tally.refused), None)
            if waiting is None:
                return
            _note_error(tally, classify(error), waiting)
            continue
        reply = echo.read(opened.family, packet, token, identifier=opened.identifier)
        if reply is not None:
            tally.take(reply)


def _note_error(tally: Tally, failure: Failure, sequence: int) -> None:
    tally.refused.setdefault(sequence, failure)


def _drain(sock: socket.socket) -> None:
    """Take one error off the queue, or the kernel would tell of it again."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            sock.recvmsg(_PACKET, 512, socket.MSG_ERRQUEUE)


async def _by_program(tally: Tally, address: str, count: int, limit: float, source: Source) -> None:
    """Let the program ping do it, which the system's maker gave the right to."""
    program = shutil.which("ping")
    if program is None:
        tally.failure = Failure.NOT_PERMITTED
        return
    # The last request leaves after the spacing of all; it gets what is left of the limit.
    count = min(count, max(_LEAST_BY_PROGRAM, int(limit / 2 / _PROGRAM_SPACING)))
    spacing = min(_PROGRAM_SPACING, limit / max(count, 1) / 2)
    patience = max(limit - spacing * (count - 1) - 0.1, 0.1)
    arguments = ["-n", "-c", str(count), "-i", f"{spacing:.3f}", "-W", f"{patience:.1f}", address]
    if source.interface:
        arguments = ["-I", source.interface, *arguments]
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "")},
            limit=_MOST_OUTPUT,
        )
    except PermissionError:  # where nobody may gain rights, as in a container, the program does not even start
        tally.failure = Failure.NOT_PERMITTED
        return
    assert process.stdout is not None
    tally.sent = dict.fromkeys(range(1, count + 1), 0.0)
    try:
        while line := await process.stdout.readline():
            if found := parse_program_line(line.decode("ascii", "replace")):
                tally.rtt_ms.setdefault(*found)
        # 1: no answers; 2 and above: it could not send at all.
        if await process.wait() > 1:
            tally.sent = {}
            tally.failure = Failure.NOT_PERMITTED
    except ValueError:  # a line without end
        tally.failure = Failure.UNKNOWN
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


_ANSWER = re.compile(r"(?:icmp_seq|seq)=(\d{1,6}) .{0,40}?time[=<](\d{1,7}(?:\.\d{1,6})?) ?ms")


def parse_program_line(line: str) -> tuple[int, float] | None:
    """Read one line of ping's output (iputils or busybox): sequence number and milliseconds; None when it tells of no answer."""
    found = _ANSWER.search(line[:500])
    return (int(found[1]), float(found[2])) if found else None


async def _by_windows(tally: Tally, address: str, count: int, limit: float, source: Source, spacing: float) -> None:
    own = source.ipv6 if ":" in address else source.ipv4
    token = os.urandom(_TOKEN_BYTES)

    async def one(sequence: int, patience: float) -> None:
        await asyncio.sleep(max(sequence - 2, 0) * spacing)
        call = partial(windows_echo, address, token, limit=patience, source_address=own)
        tally.sent[sequence] = perf_counter()
        outcome = await run_abandonable(call, limit=patience, name="ccdiag-echo")
        if isinstance(outcome, Failure):
            if outcome is not Failure.DEADLINE:
                tally.refused[sequence] = outcome
        else:
            tally.rtt_ms[sequence] = outcome

    # While an address is being resolved Windows keeps one packet for it and drops the others, which would look like a loss:
    # the first request goes alone.
    await asyncio.gather(one(1, limit / 2), return_exceptions=True)
    await asyncio.gather(*(one(sequence, limit / 2) for sequence in range(2, count + 1)), return_exceptions=True)
