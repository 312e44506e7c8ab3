"""Owns the simulated shop for the window: starts and stops it, breaks and mends it, kicks its terminal."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QObject, Qt, Signal

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.ui.models.lab_view import JournalLine, LabStage, LabView, ShopPart

if TYPE_CHECKING:
    from ccdiag.lab.journal import Entry
    from ccdiag.lab.thread import LabThread
    from ccdiag.model.prepared_shop import Mending, PreparedShop
    from ccdiag.model.terminal_state import TerminalState

_log = logging.getLogger(__name__)

_MOST_LINES: Final = 500
"""Of the journal, kept for a page that is opened later."""
_ENDING_S: Final = 10.0
"""The laboratory ends its servers within moments; a window that closes waits no longer than this."""


class LabController(QObject):
    """One laboratory at a time; it lives in threads of its own, and what it tells comes back as signals of the window's thread."""

    view_changed = Signal(object)
    """The stage, the parts and the faults (LabView)."""
    journal_grew = Signal(object)
    """New lines (tuple[JournalLine, ...])."""
    kicked = Signal(object)
    """How a kick went (KickResult)."""
    troubled = Signal(object)
    """What did not work (Message)."""
    lab_changed = Signal(object, object)
    """The environment and the case that the checklist has to run against, whenever they change."""
    terminal_changed = Signal(object)
    """What its terminal's AdminLight shows now (TerminalState); None: there is no laboratory any more."""
    opened = Signal(object)
    """It is in this prepared shop now (PreparedShop)."""
    terminal_pressed = Signal(object, object, object)
    """Its terminal before a key and after it (TerminalState), and the faults that are left."""
    mended = Signal(object, bool, object)
    """Something was put right elsewhere (Mending), whether anything was wrong there, and the faults that are left."""
    hiding_changed = Signal(bool)
    """Whether what is wrong in it is hidden now, since somebody has to find it out."""
    left = Signal()
    """The laboratory has ended; the user's own shop is back."""

    # From other threads into the window's.
    _began = Signal(object)
    _broke = Signal(object)
    _ended = Signal()
    _changed = Signal(object)
    _kick_came = Signal(object)
    _shop_opened = Signal(object)
    _mending_done = Signal(object)
    _terminal_set = Signal(object)
    _noted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = LabView()
        self._lab: LabThread | None = None
        self._worker: threading.Thread | None = None
        self._notes: deque[Entry] = deque(maxlen=_MOST_LINES)
        self._lines: deque[JournalLine] = deque(maxlen=_MOST_LINES)
        self._announced = threading.Event()
        self._since = 0.0
        self._pending = 0
        self._terminal_pending = 0
        self._told: tuple[object, object] | None = None
        self._hides = False
        # Queued also where the answer is there at once, so that what the laboratory tells is told in its order.
        for signal, slot in (
            (self._began, self._on_began),
            (self._broke, self._on_broken),
            (self._ended, self._on_ended),
            (self._changed, self._on_changed),
            (self._kick_came, self._on_kick),
            (self._shop_opened, self._on_shop),
            (self._mending_done, self._on_mended),
            (self._terminal_set, self._on_terminal_set),
            (self._noted, self._on_noted),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)

    @property
    def view(self) -> LabView:
        """What there is now."""
        return self._view

    @property
    def lines(self) -> tuple[JournalLine, ...]:
        """The journal so far."""
        return tuple(self._lines)

    @property
    def hides(self) -> bool:
        """Whether what is wrong is hidden now."""
        return self._hides

    def set_hiding(self, hides: bool) -> None:  # noqa: FBT001  # a state
        """Hide what is wrong, or show it again; for a training."""
        if hides != self._hides:
            self._hides = hides
            self.hiding_changed.emit(hides)

    def start(self, faults: Iterable[str] = (), shop: "PreparedShop | None" = None) -> None:
        """Start a shop with these faults, or a prepared one; `lab_changed` tells when it stands."""
        if self._view.stage is not LabStage.STOPPED:
            return
        self._lines.clear()
        self._since = 0.0
        self._show(stage=LabStage.STARTING)
        names = tuple(faults)
        self._work("ccdiag-lab-start", lambda: self._start(names, shop))

    def stop(self) -> None:
        """End the shop; `left` tells when it is gone."""
        if self._lab is None or self._view.stage is not LabStage.RUNNING:
            return
        self._show(stage=LabStage.STOPPING)
        lab = self._lab
        self._work("ccdiag-lab-stop", lambda: self._stop(lab))

    def set_fault(self, name: str, on: bool) -> None:  # noqa: FBT001  # what a check box tells
        """Break or mend one thing."""
        if self._lab is not None and self._view.stage is LabStage.RUNNING:
            self._await(self._lab.submit(self._lab.lab.set_fault, name, on), self._changed)

    def mend_all(self) -> None:
        """Make the shop healthy."""
        if self._lab is not None and self._view.stage is LabStage.RUNNING:
            self._await(self._lab.submit(self._lab.lab.set_faults, ()), self._changed)

    def kick(self, kind: Literal["cloud", "local"]) -> None:
        """Let the web till wake the terminal; `kicked` tells how it went."""
        if self._lab is not None and self._view.stage is LabStage.RUNNING:
            self._await(self._lab.submit(self._lab.lab.kick, kind), self._kick_came)

    def open_shop(self, shop: "PreparedShop") -> None:
        """Be a prepared shop, started anew if need be; `opened` tells when it stands."""
        if self._view.stage is LabStage.STOPPED:
            self.start(shop=shop)
        elif self._lab is not None and self._view.stage is LabStage.RUNNING:
            lab = self._lab.lab

            async def open_it() -> "PreparedShop":
                await lab.open_shop(shop)
                return shop

            self._await(self._lab.submit(open_it), self._shop_opened)

    def mend(self, mending: "Mending") -> None:
        """Have something put right elsewhere than on the terminal; `mended` tells of it."""
        if self._lab is not None and self._view.stage is LabStage.RUNNING:
            lab = self._lab.lab

            async def mend_it() -> "tuple[Mending, bool, frozenset[str]]":
                return mending, await lab.mend(mending), lab.faults

            self._await(self._lab.submit(mend_it), self._mending_done)

    @property
    def terminal_state(self) -> "TerminalState | None":
        """What AdminLight shows of its terminal; None while no laboratory runs."""
        return self._lab.lab.terminal_state if self._lab is not None and self._view.stage is LabStage.RUNNING else None

    def set_terminal_state(self, state: "TerminalState") -> None:
        """Put its terminal into another state; `terminal_changed` tells when it has followed all that was asked so far."""
        if self._lab is not None and self._view.stage is LabStage.RUNNING:
            self._terminal_pending += 1
            self._await(self._lab.submit(self._lab.lab.set_terminal_state, state), self._terminal_set)

    def shut_down(self) -> None:
        """End everything and wait for it, when the window closes."""
        if self._worker is not None:
            self._worker.join(_ENDING_S)
        if self._lab is not None:
            lab, self._lab = self._lab, None
            lab.lab.journal.listener = lab.lab.terminal_listener = None
            lab.stop()
        self._view = LabView()

    # --- in other threads ---

    def _work(self, name: str, work: Callable[[], None]) -> None:
        self._worker = threading.Thread(target=work, name=name, daemon=True)
        self._worker.start()

    def _start(self, faults: tuple[str, ...], shop: "PreparedShop | None") -> None:
        try:
            from ccdiag.lab.thread import LabThread

            lab = LabThread(faults, shop=shop)
            lab.lab.journal.listener = self._note
            lab.lab.terminal_listener = self.terminal_pressed.emit
            lab.start()
        except Exception as error:  # noqa: BLE001  # whatever it is, the window has to show it
            self._broke.emit(error)
        else:
            # Kept at once, so that a window that closes now can end it.
            self._lab = lab
            self._began.emit(lab)

    def _stop(self, lab: "LabThread") -> None:
        try:
            lab.stop()
        except Exception as error:  # noqa: BLE001  # likewise
            self._broke.emit(error)
        self._ended.emit()

    def _note(self, entry: "Entry") -> None:
        self._notes.append(entry)
        # A run makes hundreds of entries; one announcement stands for all that have not been shown.
        if not self._announced.is_set():
            self._announced.set()
            self._noted.emit()

    def _await(self, future: "Future[Any]", done: Any) -> None:  # noqa: ANN401  # a bound signal has no type of its own
        self._pending += 1
        self._show()

        def tell(finished: "Future[Any]") -> None:
            if finished.cancelled():
                return
            error = finished.exception()
            (self._broke if error is not None else done).emit(error if error is not None else finished.result())

        future.add_done_callback(tell)

    # --- in the window's thread ---

    def _on_began(self, lab: "LabThread") -> None:
        if self._lab is not lab:
            return
        self._pending = self._terminal_pending = 0
        self._show(stage=LabStage.RUNNING)
        self._tell_of_lab()
        self._tell_of_terminal()
        if lab.lab.shop is not None:
            self.opened.emit(lab.lab.shop)

    def _on_changed(self, _: object) -> None:
        self._pending, self._told = max(0, self._pending - 1), None
        self._show()
        self._tell_of_lab()
        self._tell_of_terminal()

    def _on_terminal_set(self, _: object) -> None:
        self._pending, self._terminal_pending = max(0, self._pending - 1), max(0, self._terminal_pending - 1)
        self._show()
        self._tell_of_lab()
        self._tell_of_terminal()

    def _tell_of_lab(self) -> None:
        if self._lab is None or self._view.stage is not LabStage.RUNNING:
            return
        # Most keys of the terminal change nothing that is measured.
        now = (self._lab.environment, self._lab.case)
        if now != self._told:
            self._told = now
            self.lab_changed.emit(*now)

    def _tell_of_terminal(self) -> None:
        # While another key is on its way, what the laboratory has is older than what was pressed.
        if self._terminal_pending == 0 and self.terminal_state is not None:
            self.terminal_changed.emit(self.terminal_state)

    def _on_shop(self, shop: object) -> None:
        self._on_changed(shop)
        self.opened.emit(shop)

    def _on_mended(self, done: "tuple[Mending, bool, frozenset[str]]") -> None:
        self._on_changed(done)
        self.mended.emit(*done)

    def _on_kick(self, result: object) -> None:
        self._pending = max(0, self._pending - 1)
        self._show()
        self.kicked.emit(result)

    def _on_ended(self) -> None:
        self._lab, self._pending, self._terminal_pending, self._told = None, 0, 0, None
        self._notes.clear()
        self._show(stage=LabStage.STOPPED)
        self.terminal_changed.emit(None)
        self.left.emit()

    def _on_broken(self, error: BaseException) -> None:
        _log.error("the laboratory", exc_info=error)
        self._pending, self._terminal_pending = max(0, self._pending - 1), 0
        self._show(stage=LabStage.STOPPED if self._view.stage is LabStage.STARTING else self._view.stage)
        self.troubled.emit(_told(error))

    def _on_noted(self) -> None:
        # First, so that what comes from now on is announced again.
        self._announced.clear()
        lines = []
        while self._notes:
            entry = self._notes.popleft()
            self._since = self._since or entry.at
            lines.append(
                JournalLine(max(0.0, entry.at - self._since), printable(entry.actor), printable(entry.event), printable(entry.detail))
            )
        if lines:
            self._lines.extend(lines)
            self.journal_grew.emit(tuple(lines))

    def _show(self, *, stage: LabStage | None = None) -> None:
        stage = stage or self._view.stage
        lab = self._lab.lab if self._lab is not None and stage is LabStage.RUNNING else None
        view = LabView(
            stage=stage,
            busy=self._pending > 0 or stage in {LabStage.STARTING, LabStage.STOPPING},
            parts=tuple(ShopPart(part.kind.value, part.address, part.state.value) for part in lab.parts) if lab is not None else (),
            faults=lab.faults if lab is not None else frozenset(),
            shop=lab.shop.id if lab is not None and lab.shop is not None else "",
        )
        if view != self._view:
            self._view = view
            self.view_changed.emit(view)


def _told(error: BaseException) -> Message:
    if isinstance(error, OSError):
        return message("The lab could not open its ports: {reason}", reason=printable(str(error)))
    return message("The lab failed: {reason}", reason=printable(f"{type(error).__name__}: {error}"))
