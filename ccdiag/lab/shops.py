"""A prepared shop in the laboratory: what it breaks, how its terminal stands, and what a mending leaves."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from ccdiag.lab.faults import FAULTS, Setting, UnknownFaultError, known
from ccdiag.lab.terminal_world import mended_in_tms
from ccdiag.model.prepared_shop import Mending, PreparedShop
from ccdiag.model.procedure import Where
from ccdiag.model.terminal_state import TerminalState, World

Stated = dict[str, Setting]
"""Keys of the case's terminal that were stated wrongly, with what was stated."""
TerminalListener = Callable[[TerminalState, TerminalState, frozenset[str]], None]
"""Takes the terminal before a key and after it, and the faults that are left."""


def faults_in(shop: PreparedShop | None) -> frozenset[str]:
    """Return what is broken in a shop. Raises UnknownFaultError and UnavailableFaultError."""
    return known(shop.faults) if shop is not None else frozenset()


def stated_in(shop: PreparedShop | None) -> Stated:
    """Return what was stated wrongly in a shop."""
    return dict(shop.case) if shop is not None else {}


def terminal_in(shop: PreparedShop | None, world: World) -> TerminalState:
    """Return a shop's terminal at rest, with this world where the shop says nothing else."""
    if shop is None:
        return TerminalState(world=world)
    return TerminalState(world=replace(world, **shop.terminal.values()), variants=shop.terminal.variants)


def can_be_shown(shop: PreparedShop) -> bool:
    """Whether this computer's loopback can show everything that is wrong there. Raises UnknownFaultError."""
    if unknown := set(shop.faults) - FAULTS.keys():
        raise UnknownFaultError(unknown)
    return all(FAULTS[name].available for name in shop.faults)


def mended(mending: Mending, faults: frozenset[str], stated: Stated) -> tuple[frozenset[str], Stated]:
    """Return the faults and the wrong statements that are left after a mending."""
    for name in _there(mending, faults):
        faults = mended_in_tms(faults, name) if mending.place is Where.TMS else faults - {name}
    return faults, {key: value for key, value in stated.items() if key not in mending.corrects}


def _there(mending: Mending, faults: frozenset[str]) -> Iterable[str]:
    return [name for name in mending.mends if name in faults]
