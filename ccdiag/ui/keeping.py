"""Keeps the window's runs and answers: each event is on the disk before it is shown, and what is typed once nobody types any more."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ccdiag.app.case_keeper import CaseKeeper, KeptRun
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key
from ccdiag.model.event import RunEvent
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import StatedAnswer
from ccdiag.model.situation import Situation
from ccdiag.probes.abandon import run_abandonable
from ccdiag.procedures.visit import Visit

if TYPE_CHECKING:
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.main_window import MainWindow

_TYPED_MS: Final = 1000
"""After the last key: a TMS id is typed letter by letter, and none of its beginnings is a terminal."""
_CLOSE_S: Final = 4.0
"""A little more than the keeper gives itself."""


class Keeping(QObject):
    """What the controller tells is kept, in the order in which it is told."""

    troubled = Signal(object)
    """Why something is not kept, or what was wrong with what was kept before (Message)."""
    mended = Signal(object)
    """That all is kept again (Message)."""

    def __init__(self, *, file: Path | None = None, days: int = 365, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._warned: set[str] = set()
        self._is_troubled = False
        # Told in the keeper's thread; a signal of this object brings it into the window's.
        self.keeper: Final = CaseKeeper(file, days=days, trouble=self._on_trouble, notice=self._on_notice)
        self._run: KeptRun | None = None
        self._judged: tuple[RunState, Case] | None = None
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self.write_typed)

    def begin(self, situation: Situation) -> None:
        """Keep a run that begins."""
        self.write_typed()
        self._run = self.keeper.begin(situation)

    def add_event(self, event: RunEvent) -> None:
        """Keep an event of it."""
        if self._run is not None:
            self._run.event(event)

    def ended(self, state: RunState, case: Case) -> None:
        """Keep the run as it ended."""
        if self._run is not None:
            self._run.ended(state, case)

    def judged(self, state: RunState, case: Case) -> None:
        """Keep the last run as it stands by what was typed, once nobody types any more."""
        self._judged = (state, case)
        self._typed.start()

    def answered(self, key: str, value: str, case: Case, *, simulation: bool) -> None:
        """Keep an answer to a question, and the run as it stands by it, at once."""
        self.write_typed()
        named = case_key(case, simulation=simulation)
        self.keeper.answer(named, StatedAnswer(at=datetime.now(UTC), key=key[:200], value=value[:200]))
        self.keeper.case(named, case)

    def visit(self, visit: Visit) -> None:
        """Keep what ended on a terminal, and what is owed there."""
        self.keeper.visit(visit)

    async def close(self) -> None:
        """Write what is left."""
        self.write_typed()
        try:
            await run_abandonable(self.keeper.close, limit=_CLOSE_S, name="ccdiag-cases-close")
        except TimeoutError:
            return

    def write_typed(self) -> None:
        """Keep what was typed at once, without waiting for more."""
        self._typed.stop()
        if self._judged is not None and self._run is not None:
            self._run.judged(*self._judged)
        self._judged = None

    def _on_notice(self, told: Message) -> None:
        with contextlib.suppress(RuntimeError):
            self.troubled.emit(told)

    def _on_trouble(self, told: Message | None) -> None:
        # The window may be gone, where a disk took longer than its closing: then there is nobody to tell.
        with contextlib.suppress(RuntimeError):
            self._tell(told)

    def _tell(self, told: Message | None) -> None:
        if told is None:
            if self._is_troubled:
                self._is_troubled = False
                self.mended.emit(message("Everything is kept again."))
            return
        self._is_troubled = True
        # Once is enough: what is wrong with a disk stays wrong for a while.
        if told.text not in self._warned:
            self._warned.add(told.text)
            self.troubled.emit(told)


def keep_window(controller: "Controller", window: "MainWindow", days: int) -> None:
    """Keep what happens in a window, and tell there what cannot be kept."""
    keeping = Keeping(days=days, parent=controller)
    keeping.troubled.connect(window.warn)
    keeping.mended.connect(window.tell)
    controller.keeping = keeping
    keeping.keeper.let_old_go()
