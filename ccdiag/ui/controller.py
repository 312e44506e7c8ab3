"""Runs the checklist for the window: the only owner of its tasks."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ccdiag.content.hosts import is_simulated_host
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId
from ccdiag.model.environment import Environment
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.ui.history import History

if TYPE_CHECKING:
    from ccdiag.engine.run import Run
    from ccdiag.procedures.visit import Visit
    from ccdiag.ui.keeping import Keeping

_log = logging.getLogger(__name__)

_FRAME_MS: Final = 33
"""Events are shown together, thirty times a second; a person reads no faster."""
_DISK_S: Final = 0.1
"""How long a frame waits for the disk; whoever has pressed Stop sees at once that it stops."""


class Controller(QObject):
    """Starts, stops and repeats runs, and judges again when something is answered."""

    state_changed = Signal(object)
    """The state of the run (RunState), at most thirty times a second, and always the last one."""
    running_changed = Signal(bool)
    case_changed = Signal(object)
    """The case (Case), after an answer or an edit."""
    environment_changed = Signal(object)
    history_changed = Signal(object)
    """The lights of the last runs, by check."""
    consent_wanted = Signal(object)
    """A function to call once, with whether the terminal's ports may be opened."""
    refused = Signal(object)
    """What was refused, and why (Message)."""
    troubled = Signal(str)
    """A trace of a bug in ccdiag itself."""
    run_refused = Signal()
    """A run was asked for while none may begin."""

    def __init__(self, environment: Environment, case: Case, *, deadline_s: float = 15.0) -> None:
        super().__init__()
        self.environment = environment
        self.case = case
        self.deadline_s = deadline_s
        self.hold_s = 0.0
        self.state = RunState()
        self._as_ended = RunState()
        """The run as it was seen; each answer judges it anew, so that one answer does not build on another that was taken back."""
        self._planned = RunState()
        self.history = History()
        self.consented_at: datetime | None = None
        self._own: tuple[Environment, Case] | None = None
        self._simulation = False
        self._run: Run | None = None
        self._work: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch_s = 0.0
        self._stopped = asyncio.Event()
        self._closed = False
        self.barred = False
        """Whether no run may begin, since what is shown is of somewhere else: it would be taken for that shop's."""
        self.keeping: Keeping | None = None
        """Keeps what happens, where it is to be kept."""
        self._shown = 0
        """Grows with all that is shown: a frame that waited for the disk is not shown after a newer one."""
        self._warm = asyncio.Event()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME_MS)
        self._frame.timeout.connect(self._on_frame)

    def warmed_up(self) -> None:
        """Let runs begin: what they import is there, so that none of them holds the window up."""
        self._warm.set()

    async def until_warm(self) -> None:
        """Wait until a run may begin."""
        await self._warm.wait()

    # --- what the user asks for ---

    @property
    def running(self) -> bool:
        """Whether a run goes on, or the next of a watch is waited for."""
        return self._work is not None

    @property
    def simulation(self) -> bool:
        """Whether the lab is what is measured."""
        return self._simulation or self.environment.simulation

    @property
    def in_lab(self) -> bool:
        """Whether the lab of this window brings endpoints and case; endpoints of a lab may stand in a file as well."""
        return self._simulation

    def start(self, *, watch_s: float = 0.0) -> None:
        """Run every check; with `watch_s`, again and again that long apart."""
        self._begin(self._run_and_watch((), watch_s))

    def again(self, check: CheckId) -> None:
        """Run one check again, with what depends on it."""
        self._begin(self._run_and_watch((check,), 0.0))

    def plan(self, state: RunState) -> None:
        """Show what a run will look at, before the first."""
        if not self.state.begun:
            self._planned = state
            self._show()

    def stop(self) -> None:
        """Stop the run and the watch; what was seen is kept."""
        self._stopped.set()
        if self._run is not None:
            self._run.cancel()

    def answer(self, key: str, value: str) -> None:
        """Put one value into the case, and judge again."""
        from ccdiag.content.answers import apply_answers
        from ccdiag.content.errors import ContentError

        try:
            case = apply_answers(self.case, [f"{key}={value}"])
        except ContentError as error:
            self.refused.emit(error.expected)
            return
        self.set_case(case)
        if self.keeping is not None:
            self.keeping.answered(key, value, case, simulation=self.simulation)

    def keep_visit(self, visit: "Visit") -> None:
        """Keep what ended on a terminal beside its runs."""
        if self.keeping is not None:
            self.keeping.visit(visit)

    def set_case(self, case: Case) -> None:
        """Take another case, and judge what was seen by it."""
        if case == self.case:
            return
        other_shop = (case.terminal.tms_id, case.merchant.name) != (self.case.terminal.tms_id, self.case.merchant.name)
        self.case = case
        self.case_changed.emit(case)
        if other_shop and not self.running:
            self.history.clear()
            self.history_changed.emit(self.history.lights)
        self._judge_again()

    def set_environment(self, environment: Environment) -> None:
        """Measure against other endpoints from now on; what was seen of others no longer counts."""
        if environment == self.environment:
            return
        self.environment = environment
        self.environment_changed.emit(environment)
        if not self.running:
            self._forget()

    def enter_lab(self, environment: Environment, case: Case) -> None:
        """Measure the simulated shop, and keep the user's own case for afterwards."""
        if self._own is None:
            self._own = (self.environment, self.case)
            self._forget()
        self._simulation = True
        self.environment, self.case = environment, case
        self.environment_changed.emit(environment)
        self.case_changed.emit(case)

    def leave_lab(self) -> None:
        """Measure the user's own shop again."""
        if self._own is None:
            return
        (self.environment, self.case), self._own, self._simulation = self._own, None, False
        self.environment_changed.emit(self.environment)
        self.case_changed.emit(self.case)
        self._forget()

    async def close(self) -> None:
        """End every task; returns when none is left, and begins no run any more."""
        self._closed = True
        self.stop()
        for task in tuple(self._tasks):
            # A run ends by itself within a moment; whatever else there is, is cancelled.
            if task is not self._work:
                task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._frame.stop()
        if self.keeping is not None:
            await self.keeping.close()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something beside the window; what it raises is shown, never lost."""
        task = asyncio.get_event_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    # --- runs ---

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        # The lab may have been started a moment before the window was closed, and then asks for a run.
        if self._work is not None or self._closed:
            work.close()
            return
        if self.barred:
            work.close()
            self.run_refused.emit()
            return
        self._stopped.clear()
        self._work = self.spawn(work, "ccdiag-window-run")
        self.running_changed.emit(True)

    async def _run_and_watch(self, again: tuple[CheckId, ...], watch_s: float) -> None:
        await self._warm.wait()
        touch = await self._consent()
        if touch is None:
            return
        while True:
            await self._run_once(again, touch=touch)
            if not watch_s or self._stopped.is_set():
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(watch_s):
                    await self._stopped.wait()
                return

    @property
    def _at_simulated_terminal(self) -> bool:
        """Whether nobody has to be asked: beside endpoints of the lab that were opened from a file stands the user's own case."""
        address = self.case.terminal.ip
        return self._simulation or (self.environment.simulation and (address is None or is_simulated_host(address)))

    async def _consent(self) -> bool | None:
        """Ask whether the terminal's ports may be opened; None: the user changed his mind and wants no run at all."""
        if self._at_simulated_terminal:
            return True
        if self.case.terminal.ip is None or self.case.terminal.link == "sim":
            return False
        answered: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()

        def answer(agreed: bool | None) -> None:  # noqa: FBT001  # a plain answer
            if not answered.done():
                answered.set_result(agreed)

        self.consent_wanted.emit(answer)
        stopped = asyncio.ensure_future(self._stopped.wait())
        waited_for: set[asyncio.Future[Any]] = {answered, stopped}
        try:
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
        if not answered.done():
            return None
        agreed = answered.result()
        self.consented_at = datetime.now().astimezone() if agreed else None
        return agreed

    async def _run_once(self, again: tuple[CheckId, ...], *, touch: bool) -> None:
        from ccdiag.app.session import make_run

        situation = self._situation(touch=touch)
        before = self._as_ended if again and self._as_ended.finished else None
        if self.keeping is not None:
            self.keeping.begin(situation)
        self._run = make_run(situation, self._on_event, only=again if before is not None else (), again=before)
        try:
            self.state = self._as_ended = await self._run.execute()
        finally:
            if self.keeping is not None:
                self.keeping.ended(self._run.state, situation.case)
            self._run = None
        if self.case != situation.case:
            # Answered while it ran.
            self._judge_again()
        _log.info("run ended: %s in %.1f s; %s", self.state.verdict, self.state.elapsed_s or 0.0, [cause.id for cause in self.state.causes])
        if not self.state.cancelled:
            self.history.add(self.state)
            self.history_changed.emit(self.history.lights)
        if self.keeping is not None:
            await self.keeping.keeper.kept(_DISK_S)
        self._show()

    def _situation(self, *, touch: bool) -> Situation:
        return Situation(
            environment=self.environment,
            case=self.case,
            simulation=self.simulation,
            touch_terminal=touch,
            hold_s=self.hold_s,
            deadline_s=self.deadline_s,
        )

    @property
    def situation(self) -> Situation:
        """What a run would be told now."""
        return self._situation(touch=self._at_simulated_terminal or self.consented_at is not None)

    def _on_event(self, event: RunEvent) -> None:
        assert self._run is not None, "an event without a run"
        self.state = self._run.state
        if self.keeping is not None:
            self.keeping.add_event(event)
        if not self._frame.isActive():
            self._frame.start()

    def _on_frame(self) -> None:
        if self.keeping is None or self._closed:
            self._show()
        else:
            self.spawn(self._show_kept(self.state, self.keeping), "ccdiag-window-frame")

    async def _show_kept(self, state: RunState, keeping: "Keeping") -> None:
        """Show a state once all that led to it is on the disk, or cannot be brought there."""
        shown = self._shown
        await keeping.keeper.kept(_DISK_S)
        if shown == self._shown and state.begun:
            self.state_changed.emit(state)

    def _show(self) -> None:
        self._frame.stop()
        self._shown += 1
        self.state_changed.emit(self.state if self.state.begun else self._planned)

    def _judge_again(self) -> None:
        if self._run is not None or not self._as_ended.finished or self._as_ended.cancelled:
            return
        from ccdiag.app.session import judge_again

        self.state = judge_again(self._as_ended, self.situation)
        if self.keeping is not None:
            self.keeping.judged(self.state, self.case)
        self._show()

    def _forget(self) -> None:
        self.state = self._as_ended = RunState()
        self.consented_at = None
        self.history.clear()
        self.history_changed.emit(self.history.lights)
        self._show()

    # --- what goes wrong ---

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task is self._work:
            self._work = None
            self.running_changed.emit(False)
            self._show()
        if not task.cancelled() and (error := task.exception()) is not None:
            self.report(error)

    def report(self, error: BaseException) -> None:
        """Log a bug of ccdiag and tell the window of it."""
        _log.error("a task of the window failed", exc_info=error)
        self.troubled.emit("".join(traceback.format_exception(error)))
