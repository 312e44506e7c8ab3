"""The machine: where a procedure stands after an answer. Nothing waits, nothing is read and nothing is written here."""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from ccdiag.content.procedures import load_procedures
from ccdiag.model.procedure import AnswerKind, Condition, Procedures, Step, Way
from ccdiag.model.procedure_progress import Answer, Obligation, ProcedureFrame, Progress, Settlement, Status, StepRecord
from ccdiag.procedures.acceptance import refusal_of, tidy
from ccdiag.procedures.places import value_of

_TYPED = "done"
"""The way that follows a typed answer."""


def begin(
    procedure: str,
    *,
    id_: str,
    shop: str,
    at: datetime,
    facts: Mapping[str, str] | None = None,
    obligations: tuple[Obligation, ...] = (),
    variants: tuple[str, ...] = (),
    book: Procedures | None = None,
) -> Progress:
    """Begin a procedure at its first step; `obligations` are those that are open in this shop. Raises KeyError for an unknown one."""
    book = book or load_procedures()
    first = book.procedures[procedure].steps[0].id
    progress = Progress(
        id=id_,
        procedure=procedure,
        shop=shop,
        started_at=at,
        shown_at=at,
        frames=(ProcedureFrame(procedure, first),),
        facts=dict(facts or {}),
        obligations=obligations,
        variants=variants,
    )
    return _shown(progress, at, book)


def current_step(progress: Progress, book: Procedures | None = None) -> Step | None:
    """Return the step that is shown; None when the procedure has ended."""
    book = book or load_procedures()
    frame = progress.current
    return book.procedures[frame.procedure].step(frame.step) if frame is not None else None


def advance(progress: Progress, answer: Answer, book: Procedures | None = None) -> Progress:
    """Take an answer and go on; an answer that cannot be taken leaves everything where it is, with the reason in `refusal`."""
    book = book or load_procedures()
    step = current_step(progress, book)
    if step is None or progress.status is not Status.RUNNING:
        return progress
    refusal = refusal_of(step, answer, progress, book)
    if refusal is not None:
        return replace(progress, refusal=refusal)
    value = tidy(answer.value)
    way = step.way(_TYPED if step.kind is AnswerKind.TEXT else value)
    record = StepRecord(
        procedure=progress.frames[-1].procedure,
        step=step.id,
        field=step.field,
        shown_at=progress.shown_at,
        answered_at=answer.at,
        answer=value,
        reason=tidy(answer.reason) if way.asks_reason else "",
        frames=progress.frames,
    )
    progress = replace(progress, log=(*progress.log, record), refusal=None, says=way.says, suggests=way.suggests or "")
    return _follow(_owing(progress, step, way, answer.at, book), step, way, answer.at, book)


def follow_expected(progress: Progress, book: Procedures | None = None) -> Progress:
    """Go on as when all goes well, whatever has to be typed; for looking ahead only."""
    book = book or load_procedures()
    step = current_step(progress, book)
    if step is None:
        return progress
    at, answer = progress.shown_at, step.expected
    record = StepRecord(
        procedure=progress.frames[-1].procedure,
        step=step.id,
        field=step.field,
        shown_at=at,
        answered_at=at,
        # What would be typed is not known; places that need it stay empty.
        answer="" if step.kind is AnswerKind.TEXT else answer,
        frames=progress.frames,
    )
    way = step.way(answer)
    return _follow(_owing(replace(progress, log=(*progress.log, record)), step, way, at, book), step, way, at, book)


def back(progress: Progress, at: datetime, book: Procedures | None = None) -> Progress:
    """Return to the step before; what is owed stays owed, for going back in a guide undoes nothing on a terminal."""
    book = book or load_procedures()
    if progress.status is not Status.RUNNING or not can_go_back(progress):
        return progress
    kept = list(progress.log)
    number = max(number for number, entry in enumerate(kept) if not entry.taken_back)
    entry = kept[number]
    kept[number] = replace(entry, taken_back=True)
    step = current_step(progress, book)
    # The step that is left was only shown: what it would have brought about is not so.
    owed = tuple(one for one in progress.obligations if one.certain or step is None or one.kind != step.arises)
    progress = replace(progress, log=tuple(kept), frames=entry.frames, obligations=owed, shown_at=at, refusal=None, says="", suggests="")
    shown = current_step(progress, book)
    # Shown once, it is shown again, though what has been answered since would pass it over.
    return _possibly_owing(progress, shown, at, book) if shown is not None else progress


def can_go_back(progress: Progress) -> bool:
    """Whether there is a step before this one."""
    return any(not entry.taken_back for entry in progress.log)


def pause(progress: Progress) -> Progress:
    """Put a procedure aside; it stays at its step."""
    return replace(progress, status=Status.PAUSED, refusal=None) if progress.status is Status.RUNNING else progress


def resume(progress: Progress, at: datetime) -> Progress:
    """Take a procedure up again where it was."""
    return replace(progress, status=Status.RUNNING, shown_at=at) if progress.status is Status.PAUSED else progress


def give_up(progress: Progress, at: datetime) -> Progress:
    """End a procedure before its end; what is owed stays owed."""
    if progress.status.ended:
        return progress
    return replace(progress, status=Status.STOPPED, frames=(), ended_at=at, refusal=None, says="", suggests="")


def with_facts(progress: Progress, facts: Mapping[str, str]) -> Progress:
    """Let a procedure know what has changed in the case."""
    return replace(progress, facts=dict(facts), refusal=None)


def with_variant(progress: Progress, variant: str, *, shown: bool) -> Progress:
    """Note which reading of the menus this terminal shows."""
    others = tuple(one for one in progress.variants if one != variant)
    return replace(progress, variants=(*others, variant) if shown else others)


def _follow(progress: Progress, step: Step, way: Way, at: datetime, book: Procedures) -> Progress:
    """Go where a way leads."""
    if way.ends == "stopped":
        return replace(progress, frames=(), status=Status.STOPPED, ended_at=at)
    frame = progress.frames[-1]
    procedure = book.procedures[frame.procedure]
    goto = way.goto or (_detour(progress, step) if not step.on else None)
    following = "" if way.ends else goto or procedure.after(step.id)
    frames = (*progress.frames[:-1], ProcedureFrame(frame.procedure, following))
    if way.runs is not None:
        frames = (*frames, ProcedureFrame(way.runs, book.procedures[way.runs].steps[0].id))
    return _shown(replace(progress, frames=frames), at, book)


def _detour(progress: Progress, step: Step) -> str | None:
    """Return where the step leads on a terminal that shows another reading."""
    return next((one.goto for one in step.variations if one.variant in progress.variants and one.goto), None)


def _shown(progress: Progress, at: datetime, book: Procedures) -> Progress:
    """Go on to the next step that is shown: into procedures that run inside, and out of those that have ended."""
    while progress.frames:
        frame = progress.frames[-1]
        if not frame.step:
            progress = replace(progress, frames=progress.frames[:-1])
            continue
        procedure = book.procedures[frame.procedure]
        step = procedure.step(frame.step)
        holds = all(_holds(condition, progress) for condition in step.when)
        if holds and step.runs is None:
            return _possibly_owing(replace(progress, shown_at=at), step, at, book)
        frames = (*progress.frames[:-1], ProcedureFrame(frame.procedure, procedure.after(step.id)))
        if holds and step.runs is not None:
            frames = (*frames, ProcedureFrame(step.runs, book.procedures[step.runs].steps[0].id))
        progress = replace(progress, frames=frames)
    return replace(progress, status=Status.FINISHED, ended_at=at)


def _holds(condition: Condition, progress: Progress) -> bool:
    holds = True
    if condition.obligation is not None:
        holds = any(one.kind == condition.obligation for one in progress.obligations)
    if condition.answered is not None:
        holds = holds and progress.answers().get(condition.answered) in condition.one_of
    if condition.variant is not None:
        holds = holds and condition.variant in progress.variants
    if condition.nested is not None:
        holds = holds and (len(progress.frames) > 1) is condition.nested
    return holds is condition.holds


def _owing(progress: Progress, step: Step, way: Way, at: datetime, book: Procedures) -> Progress:
    """Take down what an answered step brought about, and what it met."""
    for kind in filter(None, (step.arises, way.arises)):
        progress = _with_obligation(progress, kind, at, book, certain=True)
    for kind in filter(None, (step.meets, way.meets)):
        met = tuple(one for one in progress.obligations if one.kind == kind)
        progress = replace(
            progress,
            obligations=tuple(one for one in progress.obligations if one.kind != kind),
            settled=(*progress.settled, *(Settlement(obligation=one, at=at) for one in met)),
        )
    return progress


def _possibly_owing(progress: Progress, step: Step, at: datetime, book: Procedures) -> Progress:
    """Take down what a step may bring about, before anybody can have done it."""
    return _with_obligation(progress, step.arises, at, book, certain=False) if step.arises is not None else progress


def _with_obligation(progress: Progress, kind: str, at: datetime, book: Procedures, *, certain: bool) -> Progress:
    known = next((one for one in progress.obligations if one.kind == kind), None)
    if known is not None and (known.certain or not certain):
        return progress
    described = book.obligations[kind]
    remembered = value_of(described.remembers, progress, book) if described.remembers is not None else None
    made = Obligation(kind=kind, shop=progress.shop, since=at, certain=certain, old_value=remembered or "", procedure=described.met_by)
    if known is not None:
        made = replace(made, since=known.since, old_value=known.old_value or made.old_value)
    return replace(progress, obligations=(*(one for one in progress.obligations if one.kind != kind), made))
