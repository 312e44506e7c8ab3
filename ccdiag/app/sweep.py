"""Finding terminals on the own subnet: who is there first, then, with consent, their ports."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from ipaddress import IPv4Network
from time import perf_counter

import msgspec
from msgspec import Struct

from ccdiag.checks.terminal_ports import port_state
from ccdiag.model.facts import NeighbourFacts
from ccdiag.model.limits import Limits
from ccdiag.model.sweep import Answered, PortState, Sweep, SweptHost, SweptNetwork, by_address
from ccdiag.probes.neighbours import neighbour
from ccdiag.probes.own_networks import OwnNetwork
from ccdiag.probes.ping import ping
from ccdiag.probes.roll_call import call_the_roll, may_ask_anew
from ccdiag.probes.source import ANY_SOURCE, Source
from ccdiag.probes.tcp import tcp_connect

WHOLE_UP_TO = 22
"""A prefix length: own subnets that are larger are swept whole only when they are named."""
_AROUND = 24
LARGEST = 16
"""A prefix length: what is larger takes an hour, and nobody's shop is."""
_PINGS = 2


class BeyondError(Exception):
    """The range is not within an own subnet."""


class SweepRequest(Struct, frozen=True, kw_only=True):
    """What is to be looked for, and how much of it was agreed to."""

    networks: tuple[SweptNetwork, ...]
    opi_port: int = 4100
    trigger_port: int = 4105
    tries_opi: bool = False
    tries_trigger: bool = False
    source: Source = ANY_SOURCE
    """For what lies beyond the own subnets."""
    limits: Limits = Limits()


def ranges(own: Iterable[OwnNetwork], wanted: IPv4Network | None = None, *, beyond: bool = False) -> tuple[SweptNetwork, ...]:
    """Choose what to sweep: the range that was named, or every own subnet, of a large one the part around the own address.

    Raises BeyondError when the range that was named is not within an own subnet, and `beyond` does not allow that.
    """
    own = list(own)
    mine = tuple(str(subnet.address.ip) for subnet in own if not subnet.address.is_loopback)
    if wanted is not None:
        around = next((subnet for subnet in own if wanted.subnet_of(subnet.address.network)), None)
        if around is not None:
            return (_range(around, wanted, mine),)
        if not beyond:
            raise BeyondError(str(wanted))
        return (SweptNetwork(network=wanted, own_addresses=mine, by="ping"),)
    chosen: dict[IPv4Network, SweptNetwork] = {}
    for subnet in own:
        whole = subnet.address.network
        part = whole if whole.prefixlen >= WHOLE_UP_TO else IPv4Network((subnet.address.ip, _AROUND), strict=False)
        # By cable and by wireless into the same subnet: once is enough.
        chosen.setdefault(part, _range(subnet, part, mine, whole if part != whole else None))
    return tuple(chosen.values())


def _range(subnet: OwnNetwork, network: IPv4Network, mine: tuple[str, ...], part_of: IPv4Network | None = None) -> SweptNetwork:
    return SweptNetwork(
        network=network,
        interface=subnet.interface,
        own_address=str(subnet.address.ip),
        own_addresses=mine,
        by="neighbour" if subnet.has_neighbours else "ping",
        part_of=part_of,
    )


class Sweeping:
    """One sweep, from the first question to the last port; `show` is told of every change, and of each machine once it is done with."""

    def __init__(self, request: SweepRequest, show: Callable[[Sweep, SweptHost | None], None]) -> None:
        self._request = request
        self._show = show
        self._hosts: dict[str, SweptHost] = {}
        self._visits = asyncio.Semaphore(request.limits.sweep_at_once)
        self._pings = asyncio.Semaphore(request.limits.sweep_at_once)
        self._work: asyncio.Task[None] | None = None
        self._begin = perf_counter()
        self.stopped = False
        self.sweep = Sweep(
            networks=request.networks,
            opi_port=request.opi_port,
            trigger_port=request.trigger_port,
            tries_opi=request.tries_opi,
            tries_trigger=request.tries_trigger,
            total=sum(network.size for network in request.networks),
            started_at=datetime.now(UTC),
        )

    def cancel(self) -> None:
        """Stop at once, and keep what was found."""
        self.stopped = True
        if self._work is not None:
            self._work.cancel()

    async def execute(self) -> Sweep:
        """Sweep everything, and return what was found."""
        self._begin = perf_counter()
        self._work = asyncio.create_task(self._sweep_all())
        cancelled = False
        try:
            await self._work
        except asyncio.CancelledError:
            cancelled = True
        self._change(cancelled=cancelled)
        return self.sweep

    async def _sweep_all(self) -> None:
        self._change()
        async with asyncio.TaskGroup() as group:
            for network in self._request.networks:
                group.create_task(_Range(self, network, group).execute())

    @property
    def request(self) -> SweepRequest:
        """What was asked for."""
        return self._request

    def asked(self, count: int) -> None:
        """So many more addresses are waited for no longer."""
        self._change(asked=self.sweep.asked + count)

    def not_asked(self, count: int) -> None:
        """So many addresses could not be asked."""
        self._change(not_asked=self.sweep.not_asked + count)

    def is_met(self, address: str) -> bool:
        """Whether this address was found already, by another of the laptop's interfaces."""
        return address in self._hosts

    def meet(self, host: SweptHost, *, done: bool) -> None:
        """Keep what is known of a machine by now."""
        self._hosts[host.address] = host
        self._change(host if done else None, hosts=by_address(self._hosts.values()))

    async def visit(self, host: SweptHost, source: Source) -> SweptHost:
        """Try the ports of a machine that were agreed to, one after the other; each is closed at once, without a byte."""
        async with self._visits:
            for field, port, agreed in (
                ("opi", self._request.opi_port, self._request.tries_opi),
                ("trigger", self._request.trigger_port, self._request.tries_trigger),
            ):
                if agreed:
                    state = await self._port(host.address, port, source, opi=field == "opi")
                    host = msgspec.structs.replace(host, **{field: state})
        return host

    async def _port(self, address: str, port: int, source: Source, *, opi: bool) -> PortState:
        limit = self._request.limits.sweep_port
        return port_state(await tcp_connect(address, port, role="opi" if opi else "trigger", limit=limit, source=source))

    async def answers_ping(self, address: str, source: Source) -> bool:
        """Whether an address answers an echo request."""
        async with self._pings:
            seen = await ping(address, role="terminal", count=_PINGS, limit=self._request.limits.ping, source=source)
        return seen.failure is None

    def _change(self, done: SweptHost | None = None, **changes: object) -> None:
        self.sweep = msgspec.structs.replace(self.sweep, elapsed_s=round(perf_counter() - self._begin, 6), **changes)
        self._show(self.sweep, done)


class _Range:
    """One range of a sweep; what the roll call tells of becomes tasks of the sweep's group."""

    def __init__(self, sweeping: Sweeping, network: SweptNetwork, group: asyncio.TaskGroup) -> None:
        self._sweeping = sweeping
        self._network = network
        self._group = group
        self._looks = asyncio.Semaphore(sweeping.request.limits.sweep_at_once)
        request = sweeping.request
        self._source = request.source if network.interface is None else Source(network.interface, network.own_address)

    async def execute(self) -> None:
        """Look for machines in whatever way leads there."""
        addresses = list(self._network.addresses)
        if self._network.by == "neighbour":
            try:
                missed = await call_the_roll(addresses, roll=self, source=self._source, limits=self._sweeping.request.limits)
            except OSError:
                # No table on this system, or no interface any more: then machines are known by their answers only.
                pass
            else:
                self._sweeping.not_asked(missed)
                return
        async with asyncio.TaskGroup() as group:
            for address in addresses:
                group.create_task(self._ping(address))

    def answered(self, address: str, hardware_address: str | None) -> None:
        """Go on to the ports of a machine that is there."""
        self._group.create_task(self._meet(self._host(address, hardware_address, Answered.NEIGHBOUR)))

    def known_before(self, address: str, hardware_address: str | None) -> None:
        """Find out whether a machine is still there."""
        self._group.create_task(self._look_again(address, hardware_address))

    def asked(self, count: int) -> None:
        """Count."""
        self._sweeping.asked(count)

    async def _ping(self, address: str) -> None:
        if await self._sweeping.answers_ping(address, self._source):
            # A sweep that is being stopped takes up nothing new, while its inner tasks have not heard of it yet.
            if self._sweeping.stopped:
                return
            self._group.create_task(self._meet(self._host(address, None, Answered.PING)))
        self.asked(1)

    async def _meet(self, host: SweptHost) -> None:
        if self._sweeping.is_met(host.address):
            return
        agreed = self._sweeping.request.tries_opi
        self._sweeping.meet(host, done=not agreed)
        if agreed:
            self._sweeping.meet(await self._sweeping.visit(host, self._source), done=True)

    async def _look_again(self, address: str, hardware_address: str | None) -> None:
        """Look for a sign of life: an answer for the address, to a ping, or, with consent, of a port.

        The kernel itself asks again only after five seconds; with consent the ports tell sooner whether there is anything to find.
        """
        signs = self._group.create_task(self._sign_of_life(address))
        host = self._host(address, hardware_address, Answered.PORT)
        try:
            if self._sweeping.request.tries_opi:
                host = await self._sweeping.visit(host, self._source)
            if not {"open", "refused"}.intersection(host.ports):
                sign = await signs
                if sign is None:
                    return
                host = msgspec.structs.replace(host, answered=sign)
        finally:
            signs.cancel()
        if not self._sweeping.is_met(address):
            self._sweeping.meet(host, done=True)

    async def _sign_of_life(self, address: str) -> Answered | None:
        limits = self._sweeping.request.limits
        soon = self._sweeping.request.tries_opi or (self._network.interface is not None and may_ask_anew(self._network.interface))
        limit = limits.sweep_answer if soon else limits.sweep_known_before
        looks = {
            asyncio.create_task(self._answers_as_neighbour(address, limit)): Answered.NEIGHBOUR,
            asyncio.create_task(self._sweeping.answers_ping(address, self._source)): Answered.PING,
        }
        waiting = set(looks)
        try:
            while waiting:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                if (sign := next((looks[look] for look in done if look.result()), None)) is not None:
                    return sign
        finally:
            for look in looks:
                look.cancel()
            await asyncio.gather(*looks, return_exceptions=True)
        return None

    async def _answers_as_neighbour(self, address: str, limit: float) -> bool:
        async with self._looks:
            seen = await neighbour(address, role="terminal", limit=limit, source=self._source)
        return isinstance(seen.facts, NeighbourFacts) and seen.facts.state == "present"

    def _host(self, address: str, hardware_address: str | None, answered: Answered) -> SweptHost:
        return SweptHost(address=address, answered=answered, interface=self._network.interface, hardware_address=hardware_address)
