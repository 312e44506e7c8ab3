"""Who is there in a whole range of the own subnet: every address is poked, and the neighbour table tells who answered."""

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Sequence
from typing import Protocol

from ccdiag.model.limits import Limits
from ccdiag.probes import arp, netlink
from ccdiag.probes.numeric import scope
from ccdiag.probes.source import Source
from ccdiag.probes.windows_neighbours import NeighbourState, windows_neighbours

_DISCARD_PORT = 9
"""RFC 863: what arrives there is thrown away; a machine without the service throws it away as well."""
_BURST = 16
_BETWEEN_BURSTS = 0.005
"""Seconds: every poke becomes a broadcast, and an access point sends those at its lowest rate; 254 of them take a tenth of a second."""
_ATTEMPTS = 2
"""Where the kernel has no room for an address, once more after the others."""
_WINDOWS_LOOK = 0.05
"""Seconds between two looks at Windows' table, which tells of no changes by itself."""

_OF_THE_PAST = netlink.NUD_STALE | netlink.NUD_DELAY | netlink.NUD_PROBE | netlink.NUD_PERMANENT | netlink.NUD_NOARP
_WINDOWS_OF_THE_PAST = frozenset({NeighbourState.STALE, NeighbourState.DELAY, NeighbourState.PROBE, NeighbourState.PERMANENT})


class Roll(Protocol):
    """Is told what the table says, as soon as it says it."""

    def answered(self, address: str, hardware_address: str | None) -> None:
        """Somebody answered for this address."""

    def known_before(self, address: str, hardware_address: str | None) -> None:
        """Somebody had this address once; whether that still holds the table does not know yet."""

    def asked(self, count: int) -> None:
        """So many more addresses are waited for no longer."""


def may_ask_anew(interface: str) -> bool:
    """Whether this user may send ARP requests here, so that nobody has to wait until the kernel does."""
    sock = arp.open_arp(interface)
    if sock is None:
        return False
    sock.close()
    return True


async def call_the_roll(addresses: Sequence[str], *, roll: Roll, source: Source, limits: Limits) -> int:
    """Ask for all addresses, `limits.sweep_wave` of them at a time; return how many could not be asked.

    Needs no rights. Raises OSError where the system has no neighbour table that can be read.
    """
    wave_of = _wave_on_linux if sys.platform == "linux" else _wave_on_windows
    waiting = list(addresses)
    unheard: list[str] = []
    for _ in range(_ATTEMPTS):
        unheard = []
        for begin in range(0, len(waiting), limits.sweep_wave):
            chosen = waiting[begin : begin + limits.sweep_wave]
            wave = _Wave(chosen, roll, scope(source.interface))
            with contextlib.suppress(TimeoutError):
                await wave_of(wave, source, limits.sweep_answer)
            unheard += sorted(wave.unheard)
            roll.asked(len(chosen) - len(wave.unheard))
        waiting = unheard
    roll.asked(len(unheard))
    return len(unheard)


class _Wave:
    """Addresses that are asked together."""

    def __init__(self, addresses: Sequence[str], roll: Roll, index: int) -> None:
        self.addresses = addresses
        self.pending = set(addresses)
        """Nobody has answered yet."""
        self.unheard = set(addresses)
        """The table does not even hold the question."""
        self._roll = roll
        self._index = index
        self._asked_again: set[str] = set()

    def see(self, entry: netlink.Neighbour) -> str | None:
        """Take in one entry, or one change, of Linux' table; return an address that has to be poked once more."""
        if entry.interface_index != self._index or entry.address not in self.pending:
            return None
        self.unheard.discard(entry.address)
        if entry.state & netlink.NUD_REACHABLE:
            self._answered(entry.address, entry.hardware_address)
        elif entry.state & _OF_THE_PAST:
            self._known_before(entry.address, entry.hardware_address)
        elif not entry.state & netlink.NUD_INCOMPLETE and entry.address not in self._asked_again:
            # Given up: the end of a question that somebody asked before us, so ours was never sent.
            self._asked_again.add(entry.address)
            return entry.address
        return None

    def see_on_windows(self, address: str, state: int, hardware_address: str | None) -> None:
        """Take in one row of Windows' table."""
        if address not in self.pending:
            return
        self.unheard.discard(address)
        if state == NeighbourState.REACHABLE:
            self._answered(address, hardware_address)
        elif state in _WINDOWS_OF_THE_PAST:
            self._known_before(address, hardware_address)

    def _answered(self, address: str, hardware_address: str | None) -> None:
        self.pending.discard(address)
        self._roll.answered(address, hardware_address)

    def _known_before(self, address: str, hardware_address: str | None) -> None:
        self.pending.discard(address)
        self._roll.known_before(address, hardware_address)


async def _wave_on_linux(wave: _Wave, source: Source, limit: float) -> None:
    loop = asyncio.get_running_loop()
    with netlink.open_watch() as watch:
        # The watch is open before the pokes, so that no change is missed.
        await _poke(wave.addresses, source)
        watch.send(netlink.dump_request(socket.AF_INET))
        whole = False
        async with asyncio.timeout(limit):
            while wave.pending or not whole:
                try:
                    data = await loop.sock_recv(watch, netlink.RECEIVE_SIZE)
                except OSError as error:
                    if error.errno != errno.ENOBUFS:
                        raise
                    # More changes at once than the socket holds: what was lost stands in the table.
                    watch.send(netlink.dump_request(socket.AF_INET))
                    continue
                entries, done = netlink.parse_neighbours(data)
                whole = whole or done
                if again := [address for entry in entries if (address := wave.see(entry)) is not None]:
                    await _poke(again, source)


async def _wave_on_windows(wave: _Wave, source: Source, limit: float) -> None:
    await _poke(wave.addresses, source)
    async with asyncio.timeout(limit):
        while wave.pending:
            table = windows_neighbours(ipv6=False)
            if table is None:
                raise OSError("the neighbour table cannot be read")
            for entry in table:
                wave.see_on_windows(entry.address, entry.state, entry.hardware_address)
            await asyncio.sleep(_WINDOWS_LOOK)


async def _poke(addresses: Sequence[str], source: Source) -> None:
    """Send one empty datagram to each address, so that the system has to find out who has it."""
    for begin in range(0, len(addresses), _BURST):
        if begin:
            await asyncio.sleep(_BETWEEN_BURSTS)
        # A socket a burst: what waits for an answer counts against the socket's buffer, which holds fewer than three hundred.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            source.bind(sock)
            for address in addresses[begin : begin + _BURST]:
                # What cannot be sent (no way, own firewall) leaves no trace in the table, and is told from that.
                with contextlib.suppress(OSError):
                    sock.sendto(b"", (address, _DISCARD_PORT))
