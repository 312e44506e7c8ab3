"""What was kept by another version of the procedures, made fit for this one: nothing owed is lost, nothing unknown is followed."""

from msgspec import Struct

from ccdiag.content.procedures import load_procedures
from ccdiag.model.procedure import Procedures
from ccdiag.model.procedure_progress import Obligation, Progress
from ccdiag.procedures.machine import give_up
from ccdiag.procedures.visit import Visit, taken


class Restored(Struct, frozen=True, kw_only=True):
    """A visit that can be gone on with."""

    visit: Visit
    ended: tuple[Progress, ...] = ()
    """Procedures whose step this version does not have; they are among the records now."""


def restored(visit: Visit, book: Procedures | None = None) -> Restored:
    """Stop the procedures that stand at a step which does not exist; what is owed stays owed."""
    book = book or load_procedures()
    unfit = tuple(one for one in visit.open_progresses() if not _fits(one, book))
    for progress in unfit:
        visit = taken(visit, give_up(progress, progress.shown_at))
    return Restored(visit=visit, ended=unfit)


def unknown_obligations(visit: Visit, book: Procedures | None = None) -> tuple[Obligation, ...]:
    """Return what is owed of a kind that this version does not know, and cannot tell how to meet."""
    book = book or load_procedures()
    return tuple(one for one in visit.obligations if one.kind not in book.obligations or one.procedure not in book.procedures)


def _fits(progress: Progress, book: Procedures) -> bool:
    """Whether every step that is gone on from, or back to, exists."""
    if progress.status.ended or not progress.frames or progress.procedure not in book.procedures:
        return False
    places = {(frame.procedure, frame.step) for frame in progress.frames}
    for entry in progress.log:
        places.update((frame.procedure, frame.step) for frame in entry.frames)
        places.add((entry.procedure, entry.step))
        if not entry.frames or (entry.frames[-1].procedure, entry.frames[-1].step) != (entry.procedure, entry.step):
            return False
    shown = progress.frames[-1]
    known = book.procedures.get(shown.procedure)
    # The innermost step is the one that is shown; the others may have ended behind what runs inside them.
    if known is None or not any(one.id == shown.step and one.runs is None for one in known.steps):
        return False
    return all(_exists(procedure, step, book) for procedure, step in places)


def _exists(procedure: str, step: str, book: Procedures) -> bool:
    known = book.procedures.get(procedure)
    return known is not None and (not step or any(one.id == step for one in known.steps))
