"""Runs a training for the window: opens the shop, listens to all that is done, and judges it at the end."""

from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from ccdiag.app.training import (
    Training,
    begin,
    draw,
    finish,
    with_cause,
    with_checklist,
    with_keys,
    with_kick,
    with_mending,
    with_procedure,
)
from ccdiag.app.training_report import TrainingReport, report_of
from ccdiag.content.shops import load_shops
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind
from ccdiag.ui.models.lab_view import LabStage, LabView

if TYPE_CHECKING:
    from ccdiag.lab.webkassa import KickResult
    from ccdiag.model.prepared_shop import Mending, PreparedShop
    from ccdiag.model.run import RunState
    from ccdiag.model.terminal_state import TerminalState
    from ccdiag.ui.lab_controller import LabController
    from ccdiag.ui.models.guide_content import StepContent


class TrainingView(Struct, frozen=True, kw_only=True):
    """What the page of the laboratory shows of a training."""

    complaint: Message | None = None
    """What the shopkeeper says in the prepared shop that is open; None: no prepared shop is."""
    title: Message | None = None
    """What is wrong there; None while it is hidden."""
    running: bool = False
    told: Message | None = None
    """What came of the last wish."""
    report: TrainingReport | None = None
    """After the end, until it is closed."""


class TrainingController(QObject):
    """One training at a time, in the laboratory of the window."""

    changed = Signal(object)
    """What is to be shown (TrainingView)."""
    told = Signal(object)
    """Where in the window something is done (Message)."""

    def __init__(self, laboratory: "LabController", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laboratory = laboratory
        self._hiding: str | None = None
        self._training: Training | None = None
        self._begun = 0.0
        self._begun_at = datetime.now(UTC)
        self._last_run: datetime | None = None
        self._followed: set[str] = set()
        self._view = TrainingView()
        laboratory.opened.connect(self._on_opened)
        laboratory.terminal_pressed.connect(self._on_keys)
        laboratory.mended.connect(self._on_mended)
        laboratory.kicked.connect(self._on_kicked)
        laboratory.view_changed.connect(self._on_view)

    @property
    def view(self) -> TrainingView:
        """What there is now."""
        return self._view

    def open(self, shop: str = "", *, hidden: bool = False, seed: int | None = None) -> None:
        """Open a prepared shop, or one that is drawn; `hidden` begins a training in it."""
        from ccdiag.lab.shops import can_be_shown

        shops = load_shops().shops
        chosen = shops.get(shop) or draw([one for one in shops.values() if can_be_shown(one)], seed)
        self._hiding = chosen.id if hidden or not shop else None
        self._training = None
        self._show(TrainingView())
        self._laboratory.open_shop(chosen)

    def name_cause(self, cause: str, title: Message) -> None:
        """Write down which cause the trainee takes it for."""
        if self._training is not None:
            self._training = with_cause(self._training, cause, title, self._now())
            self._tell(message("Written down: {title}", title=title))

    def mend(self, mending: str) -> None:
        """Have something put right elsewhere than on the terminal."""
        found = load_shops().mendings.get(mending)
        if found is not None:
            self._laboratory.mend(found)

    def take_run(self, state: "RunState") -> None:
        """Write a checklist down, once it has ended."""
        if self._training is None or not state.finished or state.started_at == self._last_run or state.started_at < self._begun_at:
            return
        self._last_run = state.started_at
        self._training = with_checklist(self._training, state, self._now())

    def take_step(self, step: "StepContent") -> None:
        """Write down that a procedure is followed, once for each; and say where it is done what no key of the terminal does."""
        view = step.view
        if self._view.complaint is not None and view.kind is AnswerKind.DONE and not view.marks and view.screen is None:
            self.told.emit(message("In the lab this is done on the page Lab: have it put right elsewhere."))
        if self._training is not None and step.progress.id not in self._followed:
            self._followed.add(step.progress.id)
            self._training = with_procedure(self._training, step.progress.procedure, step.outline.title, self._now())

    def end(self, *, gave_up: bool = False) -> None:
        """End the training, and show what it came to."""
        if self._training is not None:
            ended = finish(self._training, self._now(), gave_up=gave_up)
            self._training = None
            report = report_of(ended, load_shops())
            self._show(TrainingView(complaint=report.complaint, title=report.title, report=report))

    def close(self) -> None:
        """Put the report away; the shop stays open."""
        if self._view.report is not None:
            self._show(TrainingView(complaint=self._view.complaint, title=self._view.title))

    def _now(self) -> float:
        return perf_counter() - self._begun

    def _show(self, view: TrainingView) -> None:
        self._view = view
        self._laboratory.set_hiding(view.running)
        self.changed.emit(view)

    def _tell(self, told: Message) -> None:
        self._show(TrainingView(complaint=self._view.complaint, title=self._view.title, running=self._training is not None, told=told))

    def _on_opened(self, shop: "PreparedShop") -> None:
        if self._hiding != shop.id:
            self._show(TrainingView(complaint=Message(shop.complaint), title=Message(shop.title)))
            return
        self._hiding = None
        self._begun, self._begun_at, self._last_run = perf_counter(), datetime.now(UTC), None
        self._followed = set()
        self._training = begin(shop, self._laboratory.view.faults)
        self._show(TrainingView(complaint=Message(shop.complaint), running=True))

    def _on_keys(self, before: "TerminalState", after: "TerminalState", faults: frozenset[str]) -> None:
        if self._training is not None:
            self._training = with_keys(self._training, before, after, faults, self._now())

    def _on_mended(self, mending: "Mending", helped: bool, faults: frozenset[str]) -> None:  # noqa: FBT001  # what the signal tells
        if self._training is not None:
            self._training = with_mending(self._training, mending, helped=helped, faults=faults, at_s=self._now())
        # Who was asked says that it is done; whether anything was wrong there, a test tells.
        self._tell(message("It is done: {title}", title=Message(mending.title)))

    def _on_kicked(self, result: "KickResult") -> None:
        if self._training is not None:
            self._training = with_kick(self._training, result.kind, arrived=result.succeeded, at_s=self._now())

    def _on_view(self, view: LabView) -> None:
        if view.stage is LabStage.STOPPED:
            self._hiding = None
            if self._training is not None:
                self.end(gave_up=True)
            elif self._view.complaint is not None and self._view.report is None:
                self._show(TrainingView())
        elif view.stage is LabStage.RUNNING and not view.shop and self._training is None and self._view.complaint is not None:
            # Other faults were chosen: it is that shop no more.
            self._show(TrainingView(report=self._view.report))
