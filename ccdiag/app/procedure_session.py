"""Following procedures in one case: each step is on the disk before the next one is shown. Window and command line both use it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.app.procedure_store import ProcedureStore, VisitChangedError, VisitNotKeptError
from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import Answer, Obligation, Progress
from ccdiag.procedures import machine
from ccdiag.procedures.acceptance import reason_refusal, tidy
from ccdiag.procedures.view import StepView, ending, view
from ccdiag.procedures.visit import Visit, settled_by_hand, taken

MOST_PROGRESSES: Final = 20
"""Procedures under way in one case; more than two at once is already a mistake."""
_LONGEST_NAME: Final = 200
"""Characters of a shop's name, as a visit keeps it."""
_ATTEMPTS: Final = 3
"""Of writing, where another program writes other procedures of the case between reading and writing."""


class Guided(Struct, frozen=True, kw_only=True):
    """What is to be shown now; it was kept, unless `kept` says that it was not."""

    visit: Visit
    progress: Progress | None = None
    """The procedure that was gone on with, also when it has ended by that; None where there is none."""
    view: StepView | None = None
    """Its step; None when it has ended."""
    ending: Message | None = None
    """How it ended, in words."""
    refusal: Message | None = None
    """Why nothing was done: an answer or a reason that cannot be taken. Nothing was written then."""
    notice: Message | None = None
    """What the user has to be told: not kept, or another program has gone on."""
    kept: bool = True


class ProcedureSession:
    """The procedures of one case. A program may have several sessions, one a case."""

    def __init__(
        self,
        store: ProcedureStore,
        key: str,
        *,
        shop: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        kept: Callable[[Visit], None] = lambda _visit: None,
    ) -> None:
        """`kept` is told each time when a procedure has ended or what is owed has changed, and it is on the disk."""
        self.key: Final = key
        self._store = store
        self._now = now
        self._kept = True
        self._tell_kept = kept
        loaded = store.load(key)
        self._visit = replace(loaded.visit, shop=shop[:_LONGEST_NAME] or loaded.visit.shop)
        self.notice: Final = loaded.notice
        """What had to be told when it was loaded."""

    @property
    def visit(self) -> Visit:
        """All that is known of this case now."""
        return self._visit

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What is owed in this shop now."""
        return self._visit.obligations

    def show(self, id_: str) -> Guided:
        """Return where a procedure stands; nothing is written."""
        return self._guided(self._visit.progress(id_))

    def begin(self, procedure: str, facts: Mapping[str, str]) -> Guided:
        """Begin a procedure at its first step. Raises KeyError for one that does not exist."""
        if len(self._visit.progresses) >= MOST_PROGRESSES:
            return self._guided(None, refusal=message("Too many procedures are under way in this case: end one of them first."))
        id_, at = uuid4().hex[:12], self._now()

        def begun(visit: Visit) -> Progress:
            return machine.begin(
                procedure, id_=id_, shop=visit.shop, at=at, facts=facts, obligations=visit.obligations, variants=visit.variants
            )

        return self._do(None, begun)

    def answer(self, id_: str, value: str = "done", *, reason: str = "") -> Guided:
        """Answer the step that is shown."""
        given = Answer(value=value, at=self._now(), reason=reason)
        return self._do(id_, lambda visit: machine.advance(_progress(visit, id_), given))

    def back(self, id_: str) -> Guided:
        """Return to the step before; what is owed stays owed."""
        at = self._now()
        return self._do(id_, lambda visit: machine.back(_progress(visit, id_), at))

    def pause(self, id_: str) -> Guided:
        """Put a procedure aside; it is there after a restart."""
        return self._do(id_, lambda visit: machine.pause(_progress(visit, id_)))

    def resume(self, id_: str, facts: Mapping[str, str] | None = None) -> Guided:
        """Take a procedure up again, with what the case says now."""
        at = self._now()

        def resumed(visit: Visit) -> Progress:
            progress = machine.resume(_progress(visit, id_), at)
            return machine.with_facts(progress, facts) if facts is not None else progress

        return self._do(id_, resumed)

    def stop(self, id_: str, *, reason: str = "") -> Guided:
        """End a procedure before its end, with a reason where there is one to tell; what is owed stays owed."""
        reason = tidy(reason)
        refusal = reason_refusal(reason) if reason else None
        if refusal is not None:
            return self._guided(self._visit.progress(id_), refusal=refusal)
        at = self._now()
        return self._do(id_, lambda visit: machine.give_up(_progress(visit, id_), at), reason=reason)

    def choose_variant(self, id_: str, variant: str, *, shown: bool) -> Guided:
        """Note which reading of the menus this terminal shows: "mine looks different"."""
        return self._do(id_, lambda visit: machine.with_variant(_progress(visit, id_), variant, shown=shown))

    def update_facts(self, id_: str, facts: Mapping[str, str]) -> Guided:
        """Let a procedure know what has changed in the case."""
        return self._do(id_, lambda visit: machine.with_facts(_progress(visit, id_), facts))

    def keep_again(self, id_: str) -> Guided:
        """Write once more what could not be written, as it stands."""
        told = self._keep(lambda visit: visit)
        return self._guided(self._visit.progress(id_), notice=told)

    def settle(self, kind: str, *, reason: str) -> Guided:
        """Take away what is owed because it was put right otherwise; without a reason nothing is taken away."""
        reason, at = tidy(reason), self._now()
        refusal = reason_refusal(reason)
        if refusal is not None:
            return self._guided(None, refusal=refusal)
        told = self._keep(lambda visit: settled_by_hand(visit, kind, reason=reason, at=at))
        return self._guided(None, notice=told)

    def _do(self, id_: str | None, change: Callable[[Visit], Progress], *, reason: str = "") -> Guided:
        seen = self._visit.progress(id_) if id_ is not None else None
        if id_ is not None and seen is None:
            return self._guided(None, notice=message("This procedure is not under way any more."))
        after: Progress = change(self._visit)
        if after == seen or after.refusal is not None:
            # A refused answer holds what was typed, whatever that was: it is shown, and goes nowhere else.
            return self._guided(after)

        def changed(visit: Visit) -> Visit:
            nonlocal after
            after = change(visit)
            return taken(visit, after, reason=reason)

        told = self._keep(changed, of=id_)
        if self._visit.progress(after.id) is None and not after.status.ended:
            return self._guided(None, notice=told)
        return self._guided(after if after.status.ended else self._visit.progress(after.id), notice=told)

    def _keep(self, change: Callable[[Visit], Visit], *, of: str | None = None) -> Message | None:
        """Change the visit and write it; returns what has to be told."""
        for _ in range(_ATTEMPTS):
            before, changed = self._visit, change(self._visit)
            try:
                self._visit = self._store.save(changed)
            except VisitNotKeptError as error:
                self._visit, self._kept = changed, False
                return error.told
            except VisitChangedError as error:
                mine, theirs = self._visit, self._with_own_obligations(error.current)
                self._visit, self._kept = theirs, True
                if of is not None and _stands(mine, of) != _stands(theirs, of):
                    return message("Another program has gone on with this procedure. This is where it stands; your answer was not taken.")
            else:
                self._kept = True
                if _outcome(before) != _outcome(self._visit):
                    self._tell_kept(self._visit)
                return None
        self._kept = False
        return message("Another program keeps writing in this case. This step is not kept: use one program at a time.")

    def _with_own_obligations(self, current: Visit) -> Visit:
        """Keep owed what steps brought about that could not be written, whatever the other program knows."""
        if self._kept:
            return replace(current, shop=current.shop or self._visit.shop)
        known = {one.kind for one in current.obligations}
        own = tuple(one for one in self._visit.obligations if one.kind not in known)
        return replace(current, obligations=(*current.obligations, *own))

    def _guided(self, progress: Progress | None, *, refusal: Message | None = None, notice: Message | None = None) -> Guided:
        if progress is None:
            return Guided(visit=self._visit, refusal=refusal, notice=notice, kept=self._kept)
        return Guided(
            visit=self._visit,
            progress=progress,
            view=view(progress),
            ending=ending(progress),
            refusal=refusal or progress.refusal,
            notice=notice,
            kept=self._kept,
        )


def _progress(visit: Visit, id_: str) -> Progress:
    progress = visit.progress(id_)
    if progress is None:
        raise KeyError(id_)
    return progress


def _outcome(visit: Visit) -> object:
    """Return what is kept of a visit beside the runs of its case."""
    return visit.records, visit.obligations, visit.settled


def _stands(visit: Visit, id_: str) -> object:
    """Return where a procedure stands, without what is owed, which other procedures change too."""
    progress = visit.progress(id_)
    return replace(progress, obligations=(), refusal=None) if progress is not None else None
