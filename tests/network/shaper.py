"""A bad line: a program that carries packets through TUN devices, and loses, delays and slows them on the way.

It is started in a namespace that routes between two devices and translates no addresses. What comes in by one of them is routed into a
TUN device of its own, a lane, instead of onward; written back, it comes out of the lane and takes the usual way. So each lane carries
one direction. It needs nothing but the standard library, prints `ready` once packets take the new way, and ends with its parent or by
SIGTERM.

    python shaper.py '[{"device": "out", "from": "shop", "delay_ms": 30, "jitter_ms": 5, "loss": 0.01, "seed": 1}, …]'
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

# linux/if_tun.h
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_PACKET_BYTES = 65535
# linux/prctl.h
_PR_SET_PDEATHSIG = 1
_FIRST_TABLE = 7700
"""Routing tables from here on, one a lane."""


@dataclass
class Lane:
    """One direction: what becomes of the packets that come in by one device."""

    device: str
    """The TUN device that is made for it."""
    coming_from: str
    """The device whose packets take this lane."""
    to: str | None = None
    """The only destination whose packets take it; None: all of them."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Evenly spread on either side of the delay."""
    loss: float = 0.0
    """How likely each packet is lost, from 0 to 1."""
    bits_per_s: float | None = None
    queue: int = 100
    """How many packets may wait for a slow line; more are lost, as a modem does."""
    reorders: bool = False
    """Whether a packet with less jitter overtakes an earlier one."""
    seed: int = 0
    seen: int = field(default=0, init=False)
    lost: int = field(default=0, init=False)
    overflowed: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._free_at = 0.0
        self._last_due = 0.0
        self._leaving: list[float] = []
        """When the packets leave that wait for the slow line, the earliest first."""

    def due(self, size: int, now: float) -> float | None:
        """Return when a packet of so many bytes comes out again; None where it is lost."""
        self.seen += 1
        # Every packet takes the same two numbers, so that a seed gives the same losses whatever else is set.
        is_lost, spread = self._chance.random() < self.loss, self._chance.uniform(-1, 1)
        if is_lost:
            self.lost += 1
            return None
        left = now
        if self.bits_per_s is not None:
            self._leaving = [at for at in self._leaving if at > now]
            if len(self._leaving) >= self.queue:
                self.overflowed += 1
                return None
            self._free_at = left = max(now, self._free_at) + size * 8 / self.bits_per_s
            self._leaving.append(left)
        due = left + max(self.delay_ms + self.jitter_ms * spread, 0.0) / 1000
        if not self.reorders:
            due = self._last_due = max(due, self._last_due)
        return due


def _open(device: str) -> int:
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN | _IFF_NO_PI))
    return descriptor


def _route(lanes: list[Lane]) -> None:
    _unroute(lanes)
    lines = []
    for number, lane in enumerate(lanes, _FIRST_TABLE):
        # The longest queue: what is lost here is lost by the lane and not before it.
        lines += [f"link set dev {lane.device} txqueuelen 10000 up", f"route add default dev {lane.device} table {number}"]
    # Only once every lane is there do packets take it.
    for number, lane in enumerate(lanes, _FIRST_TABLE):
        only = "" if lane.to is None else f"to {lane.to} "
        lines.append(f"rule add iif {lane.coming_from} {only}lookup {number} priority {number}")
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines) + "\n", text=True, check=True)


def _unroute(lanes: list[Lane]) -> None:
    # One that was killed leaves its rules behind; they lead nowhere then, so that packets take the usual way.
    lines = [f"rule del priority {number}" for number in range(_FIRST_TABLE, _FIRST_TABLE + len(lanes))]
    subprocess.run(["ip", "-force", "-batch", "-"], input="\n".join(lines) + "\n", text=True, check=False, stderr=subprocess.DEVNULL)


def carry(lanes: list[Lane], descriptors: list[int]) -> None:
    """Carry packets until a signal ends it."""
    waiting: list[tuple[float, int, int, bytes]] = []
    count = 0
    while True:
        timeout = None if not waiting else max(waiting[0][0] - time.monotonic(), 0.0)
        ready, _, _ = select.select(descriptors, [], [], timeout)
        for lane, descriptor in zip(lanes, descriptors, strict=True):
            while descriptor in ready:
                try:
                    packet = os.read(descriptor, _PACKET_BYTES)
                except BlockingIOError:
                    break
                due = lane.due(len(packet), time.monotonic())
                if due is not None:
                    count += 1
                    heapq.heappush(waiting, (due, count, descriptor, packet))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, descriptor, packet = heapq.heappop(waiting)
            try:
                os.write(descriptor, packet)
            except OSError:
                # What the kernel refuses, a packet that is damaged or of a family that is off, would be lost on a real line as well.
                continue


def _read(text: str) -> list[Lane]:
    wanted: list[dict[str, Any]] = json.loads(text)
    return [Lane(coming_from=one.pop("from"), **one) for one in wanted]


def main() -> None:
    """Make the lanes, carry, and say at the end what was carried."""
    lanes = _read(sys.argv[1])
    parent = os.getppid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return  # it has ended already
    descriptors = [_open(lane.device) for lane in lanes]
    _route(lanes)
    print("ready", flush=True)  # noqa: T201  # whoever started it waits for this
    try:
        carry(lanes, descriptors)
    finally:
        _unroute(lanes)
        for lane in lanes:
            sys.stderr.write(f"{lane.device}: {lane.seen} seen, {lane.lost} lost, {lane.overflowed} overflowed\n")


if __name__ == "__main__":
    main()
