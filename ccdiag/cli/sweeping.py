"""Sweeping for the command line."""

import asyncio
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError

from msgspec import Struct

from ccdiag.app.sweep import LARGEST, BeyondError, Sweeping, SweepRequest, ranges
from ccdiag.cli.interrupt import interrupt
from ccdiag.cli.language import said
from ccdiag.cli.options import fail
from ccdiag.cli.status import Exit
from ccdiag.cli.streams import OutputLostError, write_error, writing
from ccdiag.cli.sweep_output import Output
from ccdiag.model.sweep import Sweep, SweptHost, SweptNetwork
from ccdiag.probes.own_networks import OwnNetwork, own_networks
from ccdiag.probes.source import ANY_SOURCE, source_of


class Wish(Struct, frozen=True, kw_only=True):
    """What the user asked for, as the command line was parsed."""

    network: str | None = None
    beyond: bool = False
    interface: str | None = None
    touch_terminal: bool = False
    trigger_port: bool = False
    opi_port: int = 4100
    trigger_port_number: int = 4105


def run_sweep(wish: Wish, output: Output) -> Exit:
    """Sweep as asked, show it, and return the exit status."""
    wanted = None if wish.network is None else _network(wish.network)
    try:
        source = ANY_SOURCE if wish.interface is None else source_of(wish.interface)
    except LookupError as error:
        fail(said("There is no network interface “{name}” here; there are: {names}.").format(name=wish.interface, names=error))
    networks = _ranges(own_networks(wish.interface), wanted, beyond=wish.beyond)
    request = SweepRequest(
        networks=networks,
        opi_port=wish.opi_port,
        trigger_port=wish.trigger_port_number,
        tries_opi=wish.touch_terminal,
        tries_trigger=wish.trigger_port,
        source=source,
    )
    try:
        sweep = asyncio.run(_sweep(request, output))
    except asyncio.CancelledError:
        return Exit.CANCELLED
    finally:
        with writing():
            output.close()
    if sweep.cancelled:
        return Exit.CANCELLED
    if not networks:
        write_error("ccdiag: " + said("This laptop is on no IPv4 network that could be swept."))
        return Exit.COULD_NOT_TELL
    return Exit.GOOD


def _network(text: str) -> IPv4Network:
    try:
        network = IPv4Network(text, strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        fail(said("“{text}” is not an IPv4 network such as 192.0.2.0/24.").format(text=text))
    if network.prefixlen < LARGEST:
        fail(said("{network} is too large to be swept; a /{largest} is the largest.").format(network=network, largest=LARGEST))
    return network


def _ranges(own: list[OwnNetwork], wanted: IPv4Network | None, *, beyond: bool) -> tuple[SweptNetwork, ...]:
    try:
        return ranges(own, wanted, beyond=beyond)
    except BeyondError:
        mine = ", ".join(str(subnet.address.network) for subnet in own) or "–"
        fail(
            said("{network} is not within a subnet of this laptop ({own}). With --beyond it is swept all the same.").format(
                network=wanted, own=mine
            )
        )


async def _sweep(request: SweepRequest, output: Output) -> Sweep:
    lost: OutputLostError | None = None

    def show(sweep: Sweep, done: SweptHost | None) -> None:
        nonlocal lost
        if lost is not None:
            return
        try:
            with writing():
                output.on_change(sweep, done)
        except OutputLostError as error:
            # Nobody would see the rest.
            lost = error
            sweeping.cancel()

    sweeping = Sweeping(request, show)
    with interrupt(sweeping.cancel):
        sweep = await sweeping.execute()
    if lost is not None:
        raise lost
    with writing():
        output.finish(sweep)
    return sweep
