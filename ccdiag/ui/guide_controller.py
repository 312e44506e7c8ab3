"""Follows procedures for the window: keeps each step on disk before the next one is shown, and lets the laptop look at what it can see."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ccdiag.app.procedure_facts import procedure_facts
from ccdiag.app.procedure_session import Guided, ProcedureSession
from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.model.case_key import case_key, is_simulation, shop_of
from ccdiag.model.check import CheckId
from ccdiag.model.event import RunEvent
from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import ProcedureRecord, Progress
from ccdiag.model.run import RunState
from ccdiag.probes.abandon import run_abandonable
from ccdiag.procedures.visit import Visit
from ccdiag.ui.controller import Controller
from ccdiag.ui.models.guide_content import LiveCheck, Owed, StepContent
from ccdiag.ui.models.guide_presenter import end_content, owed_of, start_content, step_content, tms_id_of

if TYPE_CHECKING:
    from ccdiag.engine.run import Run

_LOOK_AGAIN_MS: Final = 30_000
"""As long as between two runs of a watch: what a person does on a terminal takes about as long."""

_READ_S: Final = 20.0
"""A folder of a user may be on a drive in the network, which has to wake up first."""
_OTHER_SHOP: Final = "SIMULATION"
"""Written into the record of what was not ended in a simulated shop."""

_FRAME_MS: Final = 100
"""What the laptop sees is shown ten times a second at most."""


class GuideController(QObject):
    """The procedures of all cases; one of them is followed at a time, the others stand where they were left."""

    start_changed = Signal(object)
    """What can be chosen (StartContent)."""
    step_changed = Signal(object)
    """The step at hand (StepContent)."""
    ended = Signal(object)
    """How a procedure ended (EndContent)."""
    owed_changed = Signal(object)
    """All that is owed, in whichever shop (tuple of Owed)."""
    live_changed = Signal(object, bool)
    """What the laptop sees of this step (tuple of LiveCheck), and whether it looks at this moment."""
    troubled = Signal(object)
    """Why something could not be kept (Message); None: everything is kept."""
    kept = Signal(object)
    """When a step was kept (datetime)."""
    loaded = Signal()
    """What was kept is known, or cannot be known; told once."""
    warned = Signal(object)
    """What has to be read (Message)."""

    def __init__(self, checklist: Controller, store: ProcedureStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checklist = checklist
        self._store = store if store is not None else ProcedureStore()
        self._sessions: dict[str, ProcedureSession] = {}
        self._visits: dict[str, Visit] = {}
        self._current: tuple[str, str] | None = None
        self._content: StepContent | None = None
        self._view: Callable[[], None] = self.show_start
        self._seen = False
        self._is_stale = False
        self.is_loaded = False
        """Whether what was kept before this start is known by now."""
        self.all_kept = True
        """Whether what is owed is on the disk too."""
        self._run: Run | None = None
        self._looking: asyncio.Task[None] | None = None
        self._live = RunState()
        self._live_ended: datetime | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self.look)
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME_MS)
        self._frame.timeout.connect(self._tell_live)
        checklist.case_changed.connect(lambda _case: self._on_case())
        checklist.environment_changed.connect(lambda _environment: self._on_case())

    # --- what there is ---

    @property
    def key(self) -> str:
        """Under which the procedures of the open case are kept."""
        return case_key(self._checklist.case, simulation=self._checklist.simulation)

    @property
    def owed(self) -> tuple[Owed, ...]:
        """All that is owed, the oldest first; what is owed in the lab only while that is open."""
        simulation = self._checklist.simulation
        owed = [
            one
            for visit in self._visits.values()
            if simulation or not is_simulation(visit.key)
            for one in owed_of(visit.key, visit.obligations)
        ]
        return tuple(sorted(owed, key=lambda one: one.obligation.since))

    @property
    def content(self) -> StepContent | None:
        """The step at hand; None while none is followed."""
        return self._content

    async def load(self) -> None:
        """Read what is kept, beside the window."""
        try:
            await self._load()
        finally:
            self.is_loaded = True
            self.loaded.emit()

    async def _load(self) -> None:
        try:
            opened = await run_abandonable(self._store.all, limit=_READ_S, name="ccdiag-guide-load")
        except TimeoutError:
            self.warned.emit(message("What was kept of the procedures could not be read in time. Whether anything is owed is not known."))
            return
        for visit in opened.visits:
            if visit.key not in self._sessions:
                self._visits[visit.key] = visit
        for notice in opened.notices:
            self.warned.emit(notice)
        self._tell_owed()
        if self._current is None:
            self.show_start()

    # --- what the user asks for ---

    def show_start(self) -> None:
        """Show what can be chosen."""
        self._leave_step()
        self._view = self.show_start
        simulation = self._checklist.simulation
        visits = {key: visit for key, visit in self._visits.items() if simulation or not is_simulation(key)}
        if self.key not in visits:
            visits[self.key] = self._session(self.key).visit
        self.start_changed.emit(start_content(self.key, shop_of(self._checklist.case), visits.values(), datetime.now(UTC)))

    def show_again(self) -> None:
        """Show what is at hand to a page that was just made."""
        self._view()

    def begin(self, procedure: str) -> None:
        """Begin a procedure for the open case, or go on with it where it is under way there. Raises KeyError for an unknown one."""
        self.open(self.key, procedure)

    def open(self, key: str, procedure: str) -> None:
        """Begin a procedure for a case, or go on with it where it is under way there. Raises KeyError for an unknown one."""
        session = self._session(key)
        known = next((one for one in reversed(session.visit.open_progresses()) if one.procedure == procedure), None)
        if known is None:
            # It may be what another procedure is about to do anyway.
            known = next((one for one in session.visit.open_progresses() if procedure in {frame.procedure for frame in one.frames}), None)
        if known is not None:
            self.go_on(key, known.id)
            return
        self._take(key, session.begin(procedure, self._facts(key)))

    def go_on(self, key: str, id_: str) -> None:
        """Take a procedure up where it stands."""
        facts = self._facts(key) if key == self.key else None
        self._take(key, self._session(key).resume(id_, facts))

    def answer(self, value: str, reason: str) -> None:
        """Answer the step at hand."""
        self._do(lambda session, id_: session.answer(id_, value, reason=reason))

    def back(self) -> None:
        """Return to the step before."""
        self._do(lambda session, id_: session.back(id_))

    def pause(self) -> None:
        """Put the procedure aside, and show what else there is."""
        if self._current is None:
            return
        key, id_ = self._current
        self._keep(key, self._session(key).pause(id_))
        self.show_start()

    def give_up(self, key: str, id_: str, reason: str) -> None:
        """End a procedure before its end."""
        self._take(key, self._session(key).stop(id_, reason=reason))

    def choose_variant(self, variant: str, shown: bool) -> None:  # noqa: FBT001  # what the menu says
        """Note which reading of the menus this terminal shows."""
        self._do(lambda session, id_: session.choose_variant(id_, variant, shown=shown))

    def settle(self, key: str, kind: str, reason: str) -> None:
        """Take away what is owed because it was put right otherwise."""
        guided = self._session(key).settle(kind, reason=reason)
        if guided.refusal is not None:
            self.warned.emit(guided.refusal)
        self._keep(key, guided)
        self._view()

    def leave_simulation(self) -> None:
        """End what is under way in the lab, and let nothing be owed there: another simulated shop stands in its place."""
        for key in [key for key in {*self._visits, *self._sessions} if is_simulation(key)]:
            session = self._session(key)
            for progress in session.visit.progresses:
                session.stop(progress.id, reason=_OTHER_SHOP)
            for owed in session.obligations:
                session.settle(owed.kind, reason=_OTHER_SHOP)
            self._visits[key] = session.visit
        self._tell_owed()
        if self._current is None or is_simulation(self._current[0]):
            self.show_start()

    def try_again(self) -> None:
        """Try once more to keep what could not be kept."""
        self._do(lambda session, id_: session.keep_again(id_))

    def show_record(self, id_: str) -> None:
        """Show what a procedure of the open case left behind."""
        record = next((one for one in self._session(self.key).visit.records if one.id == id_), None)
        if record is not None:
            self._show_end(self.key, record, None, "")

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001  # a state
        """Look at the step only while somebody sees it."""
        self._seen = seen
        if seen and self._is_stale:
            self._is_stale = False
            self._view()
        if seen and self._content is not None:
            self.look()
        elif not seen:
            self._stop_looking()

    # --- sessions ---

    def _session(self, key: str) -> ProcedureSession:
        if key not in self._sessions:
            shop = shop_of(self._checklist.case) if key == self.key else ""
            session = self._sessions[key] = ProcedureSession(self._store, key, shop=shop, kept=self._checklist.keep_visit)
            if session.notice is not None:
                self.warned.emit(session.notice)
            if session.visit.is_open:
                self._visits[key] = session.visit
        return self._sessions[key]

    def _facts(self, key: str) -> dict[str, str]:
        """Return what is known of a case; of one that is not open what its procedures knew, and its name."""
        if key == self.key:
            return procedure_facts(self._checklist.case, self._checklist.environment)
        visit = self._session(key).visit
        known = next((one.facts for one in reversed(visit.progresses) if one.facts), {})
        facts = dict(known)
        if (tms_id := tms_id_of(key)) is not None:
            facts.setdefault("terminal.tms_id", tms_id)
        if visit.shop:
            facts.setdefault("merchant.name", visit.shop)
        return facts

    def _do(self, change: Callable[[ProcedureSession, str], Guided]) -> None:
        if self._current is not None:
            key, id_ = self._current
            self._take(key, change(self._session(key), id_))

    def _take(self, key: str, guided: Guided) -> None:
        """Show what a session returned."""
        self._keep(key, guided)
        progress = guided.progress
        if progress is None:
            if guided.refusal is not None:
                self.warned.emit(guided.refusal)
            self.show_start()
        elif progress.status.ended:
            record = next((one for one in guided.visit.records if one.id == progress.id), None)
            if record is not None:
                self._show_end(key, record, guided.ending, progress.suggests)
        else:
            self._show_step(key, progress)

    def _keep(self, key: str, guided: Guided) -> None:
        self._visits[key] = guided.visit
        self.all_kept = guided.kept
        if guided.kept:
            self.troubled.emit(None)
            if guided.notice is not None:
                self.warned.emit(guided.notice)
            elif guided.refusal is None:
                self.kept.emit(datetime.now(UTC))
        else:
            self.troubled.emit(guided.notice or message("This step is not kept."))
        self._tell_owed()

    def _tell_owed(self) -> None:
        self.owed_changed.emit(self.owed)

    def _show_step(self, key: str, progress: Progress) -> None:
        before = self._content
        content = step_content(progress, simulation=is_simulation(key))
        assert content is not None, "a procedure that has not ended has a step"
        self._current, self._content = (key, progress.id), content
        self._view = self._show_again
        self.step_changed.emit(content)
        same = before is not None and before.view.live == content.view.live and before.progress.id == progress.id
        if not same:
            self._stop_looking()
            self._live, self._live_ended = RunState(), None
            self._tell_live()
            self.look()

    def _show_again(self) -> None:
        if self._current is not None:
            key, id_ = self._current
            guided = self._session(key).show(id_)
            if guided.progress is not None and not guided.progress.status.ended:
                self._show_step(key, guided.progress)

    def _show_end(self, key: str, record: ProcedureRecord, told: Message | None, suggests: str) -> None:
        self._leave_step()
        # What is owed may be put right while this is shown.
        self._view = lambda: self._show_end(key, record, told, suggests)
        self.ended.emit(end_content(key, record, told, self._visits.get(key, Visit(key=key)).obligations, suggests))

    def _leave_step(self) -> None:
        self._stop_looking()
        self._current, self._content = None, None

    def _on_case(self) -> None:
        """Let a procedure that is followed for this case know what has changed in it."""
        self._tell_owed()
        if self._current is None:
            # While somebody types an id, each letter would be another case.
            self._is_stale = not self._seen
            if self._seen:
                self._view()
            return
        key, id_ = self._current
        if is_simulation(key) is not self._checklist.simulation:
            # The lab was entered or left: its terminal is not the shop's.
            self.show_start()
        elif key == self.key and self._content is not None and self._content.progress.facts != (facts := self._facts(key)):
            self._take(key, self._session(key).update_facts(id_, facts))

    # --- what the laptop sees ---

    def look(self) -> None:
        """Run the checks of this step, unless they run already or nobody looks."""
        checks = self._live_checks()
        if not checks or not self._seen or self._looking is not None:
            return
        self._looking = self._checklist.spawn(self._look(checks), "ccdiag-guide-look")

    async def _look(self, checks: tuple[CheckId, ...]) -> None:
        from ccdiag.app.session import make_run

        own = asyncio.current_task()
        try:
            await self._checklist.until_warm()
            run = self._run = make_run(self._checklist.situation, self._on_event, only=checks)
            self._tell_live()
            state = await run.execute()
            if self._run is run:
                self._live, self._live_ended = state, datetime.now(UTC)
        finally:
            if self._looking is own:
                self._looking, self._run = None, None
                self._tell_live()
                if self._seen:
                    self._again.start()

    def _on_event(self, _event: RunEvent) -> None:
        if self._run is not None:
            self._live = self._run.state
            if not self._frame.isActive():
                self._frame.start()

    def _stop_looking(self) -> None:
        self._again.stop()
        self._frame.stop()
        run, task, self._run, self._looking = self._run, self._looking, None, None
        if run is not None:
            run.cancel()
        elif task is not None:
            task.cancel()

    def _tell_live(self) -> None:
        self.live_changed.emit(tuple(self._live_check(check) for check in self._live_checks()), self._looking is not None)

    def _live_checks(self) -> tuple[CheckId, ...]:
        """Return what can be looked at: nothing for a shop that the checklist is not about, of which it would be said."""
        if self._content is None or self._current is None or self._current[0] != self.key:
            return ()
        return self._content.view.live

    def _live_check(self, check: CheckId) -> LiveCheck:
        from ccdiag.checks.registry import all_checks

        state = self._live.checks.get(check)
        title = next(one.title for one in all_checks() if one.id == check)
        ended = self._live_ended if state is not None and state.result is not None else None
        return LiveCheck(check=check, title=title, state=state, ended_at=ended)

    def close(self) -> None:
        """Look no more."""
        with contextlib.suppress(RuntimeError):
            self._stop_looking()
