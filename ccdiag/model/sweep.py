"""What a sweep of the own subnet finds: who is there, what its ports say, and what that makes of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from msgspec import Struct

from ccdiag.model.document import Render
from ccdiag.model.message import message


class Answered(StrEnum):
    """How a machine showed that it is there."""

    NEIGHBOUR = "neighbour"
    """It answered for its address on the own network, which no firewall forbids: now, or at most 45 s ago."""
    PING = "ping"
    PORT = "port"
    """One of its ports opened or refused."""


_TWO_ADDRESSES = 31
"""A prefix from which on no address is set apart for the network and for broadcasts (RFC 3021)."""
PortState = Literal["open", "refused", "silent", "unreachable"]
"""What one connection attempt showed."""


class Likely(StrEnum):
    """What a machine may be, concluded from its ports: no source documents what each POS mode listens on."""

    FLAT_OUTGOING = "terminal_flat_outgoing"
    TILL_OR_TERMINAL = "till_or_terminal"
    UNKNOWN = "unknown"


class SweptNetwork(Struct, frozen=True, kw_only=True):
    """One range of addresses that is swept."""

    network: IPv4Network
    interface: str | None = None
    """The own interface in it; none: it lies beyond the own subnets."""
    own_address: str | None = None
    """The one that questions are sent from."""
    own_addresses: tuple[str, ...] = ()
    """Left out: a laptop does not look for itself."""
    by: Literal["neighbour", "ping"] = "neighbour"
    """How machines are looked for; beyond the own subnets, in tunnels and on loopback there are no neighbours."""
    part_of: IPv4Network | None = None
    """The own subnet, where it is too large to be swept whole unasked."""

    @property
    def addresses(self) -> Iterator[str]:
        """The addresses to ask."""
        return (address for address in map(str, self.network.hosts()) if address not in self.own_addresses)

    @property
    def size(self) -> int:
        """How many addresses there are to ask."""
        ends = 2 if self.network.prefixlen < _TWO_ADDRESSES else 0
        own = sum(1 for address in self.own_addresses if self._is_asked(IPv4Address(address)))
        return self.network.num_addresses - ends - own

    def _is_asked(self, address: IPv4Address) -> bool:
        if self.network.prefixlen >= _TWO_ADDRESSES:
            return address in self.network
        return self.network.network_address < address < self.network.broadcast_address


class SweptHost(Struct, frozen=True, kw_only=True):
    """One machine that is there."""

    address: str
    answered: Answered
    interface: str | None = None
    hardware_address: str | None = None
    opi: PortState | None = None
    """The OPI port; none: not tried."""
    trigger: PortState | None = None
    """The trigger port; none: not tried."""

    @property
    def ports(self) -> tuple[PortState, ...]:
        """The ports that were tried."""
        return tuple(state for state in (self.opi, self.trigger) if state is not None)

    @property
    def likely(self) -> Likely:
        """What the ports make of it."""
        return likely_from(self.opi, self.trigger)


def likely_from(opi: PortState | None, trigger: PortState | None) -> Likely:
    """Conclude from the two ports what a machine may be.

    A terminal in TCP FLAT-OUTGOING listens on its trigger port and not on the OPI port; one in TCP STANDAARD or TCP FLAT-INCOMING listens
    on the OPI port, and so may a till's own programs. Where both are open, the trigger port says that it is no till, and the OPI port
    that the mode is another.
    """
    if opi == "open":
        return Likely.TILL_OR_TERMINAL
    return Likely.FLAT_OUTGOING if trigger == "open" else Likely.UNKNOWN


LIKELY_WORDS = {
    Likely.FLAT_OUTGOING: message("terminal in TCP FLAT-OUTGOING"),
    Likely.TILL_OR_TERMINAL: message("till, or terminal in TCP STANDAARD or TCP FLAT-INCOMING"),
    Likely.UNKNOWN: message("unknown"),
}


class Sweep(Struct, frozen=True, kw_only=True):
    """A sweep so far."""

    networks: tuple[SweptNetwork, ...]
    opi_port: int
    trigger_port: int
    tries_opi: bool
    tries_trigger: bool
    total: int
    """Addresses to ask."""
    asked: int = 0
    """Addresses whose answer is waited for no longer."""
    not_asked: int = 0
    """Addresses that this laptop could not ask: no room in its neighbour table, or its own firewall."""
    hosts: tuple[SweptHost, ...] = ()
    """By address."""
    started_at: datetime
    elapsed_s: float = 0.0
    cancelled: bool = False

    @property
    def found(self) -> tuple[SweptHost, ...]:
        """Machines that may be a terminal."""
        return tuple(host for host in self.hosts if host.likely is not Likely.UNKNOWN)


def by_address(hosts: Iterable[SweptHost]) -> tuple[SweptHost, ...]:
    """Put machines in the order of their addresses."""
    return tuple(sorted(hosts, key=lambda host: IPv4Address(host.address)))


class SweptPortDocument(Struct, kw_only=True):
    """A port that was tried."""

    port: int
    name: Literal["opi", "trigger"]
    state: PortState


class SweptHostDocument(Struct, kw_only=True):
    """A machine as other programs see it."""

    address: str
    hardware_address: str | None
    interface: str | None
    answered: Answered
    ports: list[SweptPortDocument]
    likely: Likely
    basis: Literal["inferred"]
    meaning: str


class SweptNetworkDocument(Struct, kw_only=True):
    """A range as other programs see it."""

    network: str
    interface: str | None
    by: Literal["neighbour", "ping"]
    part_of: str | None


class SweepDocument(Struct, kw_only=True):
    """The contract's `ccdiag.sweep/1`."""

    schema: Literal["ccdiag.sweep/1"]
    simulation: bool
    version: str
    started_at: datetime
    elapsed_s: float
    cancelled: bool
    touch_terminal: bool
    trigger_port: bool
    addresses: int
    asked: int
    not_asked: int
    networks: list[SweptNetworkDocument]
    hosts: list[SweptHostDocument]


def sweep_document(sweep: Sweep, *, version: str, render: Render) -> SweepDocument:
    """Write a sweep down as the contract's document."""
    return SweepDocument(
        schema="ccdiag.sweep/1",
        # A sweep looks at a network and never at the lab.
        simulation=False,
        version=version,
        started_at=sweep.started_at,
        elapsed_s=sweep.elapsed_s,
        cancelled=sweep.cancelled,
        touch_terminal=sweep.tries_opi,
        trigger_port=sweep.tries_trigger,
        addresses=sweep.total,
        asked=sweep.asked,
        not_asked=sweep.not_asked,
        networks=[
            SweptNetworkDocument(
                network=str(swept.network),
                interface=swept.interface,
                by=swept.by,
                part_of=str(swept.part_of) if swept.part_of else None,
            )
            for swept in sweep.networks
        ],
        hosts=[_host_document(host, sweep, render) for host in sweep.hosts],
    )


def _host_document(host: SweptHost, sweep: Sweep, render: Render) -> SweptHostDocument:
    tried: list[tuple[int, Literal["opi", "trigger"], PortState | None]] = [
        (sweep.opi_port, "opi", host.opi),
        (sweep.trigger_port, "trigger", host.trigger),
    ]
    return SweptHostDocument(
        address=host.address,
        hardware_address=host.hardware_address,
        interface=host.interface,
        answered=host.answered,
        ports=[SweptPortDocument(port=port, name=name, state=state) for port, name, state in tried if state is not None],
        likely=host.likely,
        basis="inferred",
        meaning=render(LIKELY_WORDS[host.likely]),
    )
