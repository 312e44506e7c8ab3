"""One shop's terminal: the procedures that are followed on it side by side, what is owed there, and the records of those that ended."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Progress, Settlement, Status

MOST_RECORDS = 200
"""The oldest are left out; a terminal sees a few procedures a year."""


class Visit(Struct, frozen=True, kw_only=True):
    """All procedures of one case; what is kept on disk."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    """Of the case: the TMS id, or another name that stays."""
    shop: Annotated[str, Meta(max_length=200)] = ""
    revision: int = 0
    """Grows with each writing, so that two programs do not overwrite each other."""
    progresses: tuple[Progress, ...] = ()
    """Those that go on or are paused, the one begun last at the end."""
    obligations: tuple[Obligation, ...] = ()
    records: tuple[ProcedureRecord, ...] = ()
    settled: tuple[Settlement, ...] = ()
    """Obligations that a person took away, and why."""
    variants: tuple[Annotated[str, Meta(max_length=200)], ...] = ()
    """The readings of the menus that this terminal shows, as the last procedure found them."""

    @property
    def is_open(self) -> bool:
        """Whether a procedure is under way, or something is owed."""
        return bool(self.progresses or self.obligations)

    def progress(self, id_: str) -> Progress | None:
        """Return a procedure, knowing what is owed in this shop now."""
        found = next((one for one in self.progresses if one.id == id_), None)
        return replace(found, obligations=self.obligations) if found is not None else None

    def open_progresses(self) -> tuple[Progress, ...]:
        """Return all that have not ended, knowing what is owed now."""
        return tuple(replace(one, obligations=self.obligations) for one in self.progresses)


def taken(visit: Visit, progress: Progress, *, reason: str = "") -> Visit:
    """Put a procedure in its new state; one that has ended leaves a record, with the reason where a person ended it."""
    others = tuple(one for one in visit.progresses if one.id != progress.id)
    visit = replace(visit, variants=progress.variants)
    if not progress.status.ended:
        return replace(visit, progresses=(*others, progress), obligations=progress.obligations)
    records = (*visit.records, record_of(progress, reason=reason))[-MOST_RECORDS:]
    return replace(visit, progresses=others, obligations=progress.obligations, records=records)


def record_of(progress: Progress, *, reason: str = "") -> ProcedureRecord:
    """Make the record of a procedure."""
    return ProcedureRecord(
        id=progress.id,
        procedure=progress.procedure,
        shop=progress.shop,
        status=progress.status,
        started_at=progress.started_at,
        ended_at=progress.ended_at or progress.shown_at,
        steps=progress.log,
        still_owed=progress.obligations,
        settled=progress.settled,
        reason=reason,
    )


def settled_by_hand(visit: Visit, kind: str, *, reason: str, at: datetime) -> Visit:
    """Take an obligation away that was met otherwise; the reason is kept."""
    met = tuple(one for one in visit.obligations if one.kind == kind)
    return replace(
        visit,
        obligations=tuple(one for one in visit.obligations if one.kind != kind),
        settled=(*visit.settled, *(Settlement(obligation=one, at=at, reason=reason) for one in met))[-MOST_RECORDS:],
    )


def is_worth_keeping(visit: Visit) -> bool:
    """Whether there is anything to keep."""
    return bool(visit.progresses or visit.obligations or visit.records or visit.settled)


def running(visit: Visit) -> tuple[Progress, ...]:
    """Return the procedures that nobody has paused."""
    return tuple(one for one in visit.open_progresses() if one.status is Status.RUNNING)
