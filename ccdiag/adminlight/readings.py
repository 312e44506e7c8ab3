"""Other readings of a screen: what a user chooses who says that the terminal shows the other."""

from msgspec.structs import replace

from ccdiag.adminlight.circumstances import shipped
from ccdiag.model.screen import AdminLight
from ccdiag.model.terminal_state import TerminalState


def reading_of(state: TerminalState, screen: str, adminlight: AdminLight | None = None) -> str | None:
    """Return the reading that this terminal shows of a screen, by its id; None: the usual one."""
    variants = shipped(adminlight).variants
    return next((name for name in reversed(state.variants) if name in variants and variants[name].screen == screen), None)


def with_reading(state: TerminalState, screen: str, variant: str | None, adminlight: AdminLight | None = None) -> TerminalState:
    """Let the terminal show this reading of a screen from now on; None: the usual one. Of the others nothing changes."""
    variants = shipped(adminlight).variants
    others = tuple(name for name in state.variants if name in variants and variants[name].screen != screen)
    return replace(state, variants=others if variant is None else (*others, variant))
