"""Whether anybody answers for an address on the own subnet: the neighbour table, after a poke."""

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Coroutine, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import inf
from typing import Literal

from ccdiag.model.facts import NeighbourFacts, Role
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.probes import arp, netlink
from ccdiag.probes.classify import classify
from ccdiag.probes.icmp_notice import keep_notices, kept_notice
from ccdiag.probes.interfaces import interface_of
from ccdiag.probes.numeric import scope, socket_address
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_neighbour_reading import read_rows
from ccdiag.probes.windows_neighbours import WindowsNeighbour, windows_neighbours

State = Literal["present", "absent", "unknown"]

_DISCARD_PORT = 9
"""RFC 863: what arrives there is thrown away; a machine without the service throws it away as well."""
_SECOND_ANSWER = 0.1
"""Seconds that a second machine gets to answer our own ARP request after the first one did; on a LAN it takes milliseconds."""
_ARP_REQUESTS = 3
_ARP_AGAIN = 1.0
"""Seconds between two requests of our own; as many and as far apart as the kernel's (arp(7): mcast_solicit, retrans_time_ms)."""
_KERNEL_ASKS = 3.0
"""Seconds until Linux gives up whom it asks (arp(7): three requests, one second apart)."""
_FRESH = 1.0
"""Seconds: an answer that is older than the poke by so little still tells of now."""
_RESTS = 5.0
"""Seconds that a known neighbour rests before Linux asks for it again (arp(7): delay_first_probe_time)."""
_REFUSAL = 0.8
"""Seconds for the refusal of the datagram, where nothing else is to be learnt; Wi-Fi devices that save power wake up for it."""
_WINDOWS_LOOK = 0.05
"""Seconds between two looks at Windows' table, which tells of no changes by itself."""


async def neighbour(
    address: str, *, role: Role, limit: float, source: Source, hurry: asyncio.Event | None = None, again: float = 0.0
) -> Observation:
    """Poke an address with one datagram to the discard port and wait until the neighbour table has decided, at most `limit` seconds.

    Once `hurry` is set it ends with what is known by then. `unknown` without a failure: then, or the address is not on an own subnet,
    so that the table never holds it. Before it says that nobody is there it asks a second time, for at most `again` seconds: where a third
    of all packets is lost, as broadcasts on Wi-Fi may be, three requests in a row are lost in one of twenty runs, and the first three may
    all have gone to a machine whose place another one with the same address took. Raises ValueError when it is no address.
    """
    watch = Stopwatch()
    parsed = ip_address(address)
    if parsed.is_loopback:
        return watch.observation(address, NeighbourFacts(role=role, address=address, state="present"))
    look = Look(address=str(parsed).split("%", maxsplit=1)[0], index=_index(parsed, source), patience=limit)
    try:
        async with asyncio.timeout(limit):
            looking = _look_on_linux if sys.platform == "linux" else _look_on_windows
            await _unless_hurried(looking(look, address, source), hurry)
        if again and look.state == "absent":
            look.begin_again(patience=again)
            async with asyncio.timeout(again):
                await _unless_hurried(looking(look, address, source), hurry)
    except (TimeoutError, OSError) as error:
        if look.state != "present":
            look.failure = look.failure or classify(error)
            look.last_heard_s = look.known_s if look.last_heard_s is None else look.last_heard_s
    if look.was_absent and look.state == "unknown" and not (hurry is not None and hurry.is_set()):
        look.state = "absent"
    facts = NeighbourFacts(
        role=role,
        address=address,
        state=look.state,
        hardware_addresses=tuple(look.hardware),
        last_heard_s=look.last_heard_s if look.state == "unknown" else None,
        conflict_would_show=look.conflict_would_show,
    )
    if look.state == "present":
        return watch.observation(address, facts)
    return watch.observation(address, facts, Failure.HOST_UNREACHABLE if look.state == "absent" else look.failure)


async def _unless_hurried(looking: Coroutine[None, None, None], hurry: asyncio.Event | None) -> None:
    if hurry is None:
        await looking
        return
    look, hurried = asyncio.create_task(looking), asyncio.create_task(hurry.wait())
    try:
        await asyncio.wait({look, hurried}, return_when=asyncio.FIRST_COMPLETED)
        if look.done():
            look.result()
    finally:
        look.cancel()
        hurried.cancel()
        await asyncio.gather(look, hurried, return_exceptions=True)


class Look:
    """What is known of one address so far; fed with entries and changes of the table."""

    def __init__(self, address: str, index: int, *, patience: float = inf) -> None:
        self.address = address
        self.patience = patience
        """Seconds that the kernel is given to decide."""
        self.index = index
        """Only entries of this interface count; 0: of all."""
        self.state: State = "unknown"
        self.asked = False
        """Whether the table holds the address at all."""
        self.hardware: list[str] = []
        """Those that answered, in order."""
        self.last_heard_s: float | None = None
        """The table has it for known by an answer that old, and so does not ask again, or not soon enough."""
        self.known_s: float | None = None
        """The table has an answer that old, and is about to ask again."""
        self.conflict_would_show: bool | None = None
        """Whether everybody who answers is heard, and not only the first; None where that was not tried."""
        self.failure: Failure | None = None
        self.was_absent = False
        """Whether nobody answered when it was asked for the first time."""

    def begin_again(self, *, patience: float) -> None:
        """Make it ready to be asked for a second time."""
        self.was_absent, self.state, self.asked, self.patience = True, "unknown", False, patience

    @property
    def decided(self) -> bool:
        """Whether waiting longer would tell nothing new."""
        return self.state != "unknown"

    def answered(self, hardware_address: str | None) -> None:
        """Note that somebody answered."""
        self.state = "present"
        if hardware_address and hardware_address not in self.hardware:
            self.hardware.append(hardware_address)

    def see(self, entry: netlink.Neighbour, *, since_poke_s: float = 0.0) -> None:
        """Take in one entry, or one change, of Linux' table.

        An entry that is stale tells of the past: it rests for five seconds before the kernel asks again, which may be too long. So does one
        that is reachable by an older answer: for up to 45 s the kernel takes it for granted. A permanent one was written by hand and says
        nothing.
        """
        if entry.address != self.address or (self.index and entry.interface_index != self.index):
            return
        before, self.asked = self.asked, True
        if entry.state & netlink.NUD_REACHABLE:
            if entry.confirmed_s is None or entry.confirmed_s <= since_poke_s + _FRESH:
                self.answered(entry.hardware_address)
            else:
                self.last_heard_s = entry.confirmed_s
        elif entry.state & (netlink.NUD_STALE | netlink.NUD_DELAY) and entry.confirmed_s is not None:
            self.known_s = entry.confirmed_s
            rested = (entry.changed_s or 0.0) if entry.state & netlink.NUD_DELAY else 0.0
            if _RESTS - rested + _KERNEL_ASKS > self.patience:
                self.last_heard_s = entry.confirmed_s
        elif entry.state & netlink.NUD_FAILED or (entry.state & netlink.NUD_INCOMPLETE and entry.unasked) or (before and entry.state == 0):
            self.state = "present" if self.hardware else "absent"

    def row_on_windows(self, table: Sequence[WindowsNeighbour]) -> WindowsNeighbour | None:
        """Choose the row that is about the address."""
        return next((row for row in table if row.address == self.address and self.index in {0, row.interface_index}), None)


async def _look_on_linux(look: Look, address: str, source: Source) -> None:
    # The watch is open before the poke, so that no change is missed.
    with netlink.open_watch() as watch, _poked(address, source) as poked:
        table = asyncio.create_task(_follow_table(look, watch, socket.AF_INET6 if ":" in look.address else socket.AF_INET))
        asking = asyncio.create_task(_ask_by_arp(look, str(poked.getsockname()[0])))
        refused = asyncio.create_task(_is_refused(look.address, poked))
        tasks = {table, asking, refused}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not table.done() and not look.decided:
                await asyncio.wait({table, refused}, return_when=asyncio.FIRST_COMPLETED)
            if not table.done() and not look.decided:
                # Whoever refuses is there; the table knows by which hardware address.
                await asyncio.wait({table}, timeout=_SECOND_ANSWER)
            if look.last_heard_s is not None and not look.decided:
                rest, limit = ({refused}, _REFUSAL) if asking.done() else ({asking, refused}, None)
                await asyncio.wait(rest, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if refused.done() and not look.decided:
                look.answered(None)
            if look.state == "present" and not asking.done():
                await asyncio.wait({asking}, timeout=_SECOND_ANSWER)
            if table.done():
                table.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _is_refused(address: str, poked: socket.socket) -> None:
    """Wait until the target itself answers the datagram; most machines say that nobody listens there, also those that answer no ping."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            await loop.sock_recv(poked, 1)
        except OSError:
            # The own system tells by such a notice that nobody answers, or that its firewall minds.
            notice = kept_notice(poked)
            if notice is None or notice.offender != address:
                continue
        return


async def _follow_table(look: Look, watch: socket.socket, family: socket.AddressFamily) -> None:
    watch.send(netlink.dump_request(family))
    loop = asyncio.get_running_loop()
    poked_at = loop.time()
    while not look.decided:
        try:
            data = await loop.sock_recv(watch, netlink.RECEIVE_SIZE)
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            # More changes at once than the socket holds, in a sweep, say: what was lost stands in the table.
            watch.send(netlink.dump_request(family))
            continue
        entries, done = netlink.parse_neighbours(data)
        for entry in entries:
            look.see(entry, since_poke_s=loop.time() - poked_at)
        if done and (not look.asked or look.last_heard_s is not None):
            # The kernel made no entry for the poke: it went to a gateway, or left by an interface without neighbours. Or it will not ask.
            return


async def _ask_by_arp(look: Look, own_address: str) -> None:
    """Ask by ARP as well, where this user may, and note everybody who answers.

    It ends where the table took an old answer for granted and nobody answers these requests.
    """
    interface = interface_of(own_address)
    if interface is None or ":" in look.address:
        return
    sock = arp.open_arp(interface)
    if sock is None:
        look.conflict_would_show = False
        return
    loop = asyncio.get_running_loop()
    with sock:
        for _ in range(_ARP_REQUESTS):
            if not arp.send_request(sock, interface, own_address, look.address):
                return
            look.conflict_would_show = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ARP_AGAIN) as patience:
                    answered = False
                    while True:
                        hardware = arp.parse_reply(await loop.sock_recv(sock, arp.RECEIVE_SIZE), look.address)
                        if hardware is not None:
                            look.answered(hardware)
                        if hardware is not None and not answered:
                            answered = True
                            patience.reschedule(loop.time() + _SECOND_ANSWER)
            if look.hardware:
                return
    if look.last_heard_s is not None and not look.decided:
        look.state = "absent"


async def _look_on_windows(look: Look, address: str, source: Source) -> None:
    loop = asyncio.get_running_loop()
    # Read before the poke: what stands there already tells of the past.
    before = windows_neighbours(ipv6=":" in look.address)
    since: list[tuple[float, WindowsNeighbour | None]] = []
    _poked(address, source).close()
    poked_at = loop.time()
    while before is not None and (table := windows_neighbours(ipv6=":" in look.address)) is not None:
        row = look.row_on_windows(table)
        since.append((loop.time() - poked_at, row))
        reading = read_rows(look.row_on_windows(before), since)
        look.last_heard_s = reading.last_heard_s
        if reading.state == "present":
            look.answered(row.hardware_address if row is not None else None)
        look.state = reading.state
        if reading.over:
            return
        await asyncio.sleep(_WINDOWS_LOOK)
    look.failure = Failure.UNSUPPORTED


def _poked(address: str, source: Source) -> socket.socket:
    """Send one empty datagram, so that the system has to find out who has the address; return the socket. Raises OSError."""
    family, target = socket_address(address, _DISCARD_PORT)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        keep_notices(sock)
        source.bind(sock)
        sock.connect(target)
        sock.send(b"")
    except BaseException:
        sock.close()
        raise
    return sock


def _index(address: IPv4Address | IPv6Address, source: Source) -> int:
    zone = address.scope_id if isinstance(address, IPv6Address) else None
    if zone:
        return scope(zone)
    # On Windows sockets know interfaces by other names than psutil does: there the address alone has to do.
    return scope(source.interface) if sys.platform == "linux" else 0
