"""The terminal of the AdminLight page: its state, the steps that led there, and the laboratory's terminal in its place."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ccdiag.adminlight.machine import press
from ccdiag.adminlight.readings import reading_of, with_reading
from ccdiag.adminlight.view import render
from ccdiag.adminlight.way import open_screen
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.screen import ScreenKind, Variant
from ccdiag.model.terminal_state import Key, ScreenView, TerminalState, World

_MOST_STEPS: Final = 200
"""That can be taken back."""


class SimulatedTerminal(QObject):
    """Keeps a `TerminalState`; whoever shows it listens to `changed`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._adminlight = load_adminlight()
        self._first = World()
        self._usual: tuple[str, ...] = ()
        """The readings of the menus that it shows."""
        self._state = TerminalState()
        self._before: list[TerminalState] = []
        self._told: Callable[[TerminalState], None] | None = None

    @property
    def state(self) -> TerminalState:
        """What it is now."""
        return self._state

    @property
    def view(self) -> ScreenView:
        """What is to be seen of it."""
        return render(self._state, self._adminlight)

    @property
    def can_step_back(self) -> bool:
        """Whether a step was made."""
        return bool(self._before)

    @property
    def is_the_labs(self) -> bool:
        """Whether real sockets follow what is set here."""
        return self._told is not None

    def press(self, key: Key) -> None:
        """Press a key."""
        self._go(press(self._state, key, self._adminlight))

    def open(self, screen: str, variant: str | None = None) -> bool:
        """Walk to a screen, with whatever must hold for it, in another reading if one is given; whether there is such a screen."""
        if screen not in self._adminlight.screens:
            return False
        state = self._state
        if variant in self._adminlight.variants:
            state = with_reading(state, screen, variant, self._adminlight)
        self._go(open_screen(state, screen, self._adminlight))
        return True

    def set_world(self, **values: Any) -> None:  # noqa: ANN401  # whatever a world holds
        """Change what is set on the terminal or in TMS."""
        self._go(replace(self._state, world=replace(self._state.world, **values)))

    def choose_reading(self, variant: str | None) -> None:
        """Show the open menu in another reading; None: in the usual one."""
        state = with_reading(self._state, self.view.screen, variant, self._adminlight)
        if state.frames:
            state = replace(state, frames=(*state.frames[:-1], replace(state.frames[-1], highlighted=0, first=0)))
        self._go(state)

    @property
    def reading(self) -> str | None:
        """The reading in which the open menu is shown; None: the usual one."""
        return reading_of(self._state, self.view.screen, self._adminlight)

    @property
    def readings(self) -> tuple[Variant, ...]:
        """The other readings that there are of the open menu."""
        return self._adminlight.variants_of(self.view.screen)

    def step_back(self) -> None:
        """Return to where it was before the last step."""
        if self._before:
            self._show(self._before.pop())

    def begin_again(self) -> None:
        """Rest, with nothing printed, and all set as at the beginning; what is set in a laboratory stays."""
        world = self._state.world if self.is_the_labs else self._first
        self._go(TerminalState(world=world, variants=() if self.is_the_labs else self._usual))

    def be_in_shop(self, name: str, tms_id: str) -> None:
        """Take over name and TMS id of the shop that is worked on; not while it is the laboratory's."""
        usual = World()
        shop, own_id = name or usual.shop, tms_id or usual.tms_id
        self._first = replace(usual, shop=shop, customer=shop, tms_id=own_id, installed_tms_id=own_id)
        world = self._state.world
        if self.is_the_labs or (world.shop, world.tms_id) == (shop, own_id):
            return
        self._before.clear()
        customer = shop if world.customer == world.shop else world.customer
        installed = own_id if world.installed_tms_id == world.tms_id else world.installed_tms_id
        self._show(replace(self._state, world=replace(world, shop=shop, customer=customer, tms_id=own_id, installed_tms_id=installed)))

    def follow(self, state: TerminalState, told: Callable[[TerminalState], None]) -> None:
        """Be the laboratory's terminal from now on, as it is at this moment; what is done here is told there."""
        if self._told is None:
            self._before.clear()
        self._told = told
        if state != self._state:
            self._state = state
            self.changed.emit()

    def stand_as(self, state: TerminalState) -> None:
        """Be another terminal from now on, to which beginning again returns."""
        self._told = None
        self._first = state.world
        self._usual = state.variants
        self._before.clear()
        self._show(state)

    def leave(self) -> None:
        """Be a terminal of its own again."""
        if self._told is not None:
            self._told = None
            self._before.clear()
            self._show(TerminalState(world=self._first))

    def _go(self, state: TerminalState) -> None:
        before = self._state
        if state == before:
            return
        moved = [frame.screen for frame in state.frames] != [frame.screen for frame in before.frames]
        working = before.frames and self._adminlight.screens[before.frames[-1].screen].kind is ScreenKind.BUSY
        if (moved or state.world != before.world or state.variants != before.variants) and not working:
            self._before = [*self._before, before][-_MOST_STEPS:]
        self._show(state)

    def _show(self, state: TerminalState) -> None:
        self._state = state
        if self._told is not None:
            self._told(state)
        self.changed.emit()
