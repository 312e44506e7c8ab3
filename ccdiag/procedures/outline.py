"""A procedure at a glance: what was checked before, what is done, what is now, what is still to come, and what is owed after it."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message
from ccdiag.model.procedure import AnswerKind, Procedures, Step
from ccdiag.model.procedure_progress import Obligation, Progress, Status
from ccdiag.procedures.machine import current_step, follow_expected
from ccdiag.procedures.places import filled
from ccdiag.procedures.view import presses_of
from ccdiag.procedures.wording import label_of

MOST_STEPS = 200
"""Of those to come; the longest procedure has a third of it."""


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to_come"


class PreconditionState(StrEnum):
    """Where a precondition stands."""

    MET = "met"
    OPEN = "open"
    """Not looked at yet."""
    NOT_MET = "not_met"


class OutlineStep(Struct, frozen=True, kw_only=True):
    """One row of the list of steps."""

    number: int
    procedure: str
    step: str
    label: Message
    depth: int
    """How many procedures run around it; 0 for the procedure's own."""
    state: StepState
    answer: str = ""
    """Of one that is done: `done`, `yes`, `no`, `unknown`, the name of a choice, or what was typed."""


class OutlinePrecondition(Struct, frozen=True, kw_only=True):
    """One row of what must be so before."""

    text: Message
    why: Message
    state: PreconditionState


class OutlineObligation(Struct, frozen=True, kw_only=True):
    """Something that is owed, or will be."""

    kind: str
    title: Message
    consequence: Message
    procedure: str
    """That meets it."""
    since: Obligation | None
    """None: a step to come brings it about."""
    met_on_the_way: bool
    """A step to come meets it, when all goes well."""


class Outline(Struct, frozen=True, kw_only=True):
    """A procedure at a glance."""

    title: Message
    dangers: tuple[Message, ...]
    preconditions: tuple[OutlinePrecondition, ...]
    steps: tuple[OutlineStep, ...]
    obligations: tuple[OutlineObligation, ...]

    @property
    def number(self) -> int:
        """The number of the current step; that of the last when it has ended."""
        current = [step.number for step in self.steps if step.state is StepState.CURRENT]
        return current[0] if current else len(self.steps)


def outline(progress: Progress, book: Procedures | None = None) -> Outline:
    """Return a procedure at a glance; the steps to come are those that come when all goes well."""
    book = book or load_procedures()
    procedure = book.procedures[progress.procedure]
    future = _future(progress, book)
    done = [
        (entry.frames[-1].procedure, entry.step, len(entry.frames) - 1, StepState.DONE, entry.answer)
        for entry in progress.log
        if not entry.taken_back
    ]
    to_come = [
        (frame.procedure, frame.step, len(moment.frames) - 1, StepState.TO_COME if number else StepState.CURRENT, "")
        for number, moment in enumerate(future)
        if (frame := moment.current) is not None
    ]
    steps = tuple(
        OutlineStep(
            number=number,
            procedure=name,
            step=id_,
            label=_label(_step(book, name, id_), progress, book),
            depth=depth,
            state=state,
            answer=answer,
        )
        for number, (name, id_, depth, state, answer) in enumerate((*done, *to_come), 1)
    )
    return Outline(
        title=Message(procedure.title),
        dangers=tuple(Message(danger) for danger in procedure.dangers),
        preconditions=tuple(
            OutlinePrecondition(text=Message(one.text), why=Message(one.why), state=_precondition_state(one.step, progress, future, book))
            for one in procedure.preconditions
        ),
        steps=steps,
        obligations=_obligations(progress, future, book),
    )


def _step(book: Procedures, procedure: str, id_: str) -> Step:
    return book.procedures[procedure].step(id_)


def _label(step: Step, progress: Progress, book: Procedures) -> Message:
    return filled(step.label, progress, book) if step.label else label_of(presses_of(step, progress))


def _future(progress: Progress, book: Procedures) -> list[Progress]:
    """Return the moments from now to the end, when all goes well."""
    moments: list[Progress] = []
    seen: set[object] = set()
    moment = replace(progress, status=Status.RUNNING) if progress.status is Status.PAUSED else progress
    while moment.current is not None and moment.frames not in seen and len(moments) < MOST_STEPS:
        seen.add(moment.frames)
        moments.append(moment)
        moment = follow_expected(moment, book)
    if moment.status.ended:
        moments.append(moment)
    return moments


def _precondition_state(id_: str, progress: Progress, future: list[Progress], book: Procedures) -> PreconditionState:
    step = _step(book, progress.procedure, id_)
    answers = [entry for entry in progress.log if not entry.taken_back and entry.procedure == progress.procedure and entry.step == id_]
    current = current_step(progress, book)
    here = progress.frames[:1] and progress.frames[0].step == id_ and current is not None
    if answers and not here:
        entry = answers[-1]
        way = step.way("done" if step.kind is AnswerKind.TEXT else entry.answer)
        if way.ends == "stopped":
            return PreconditionState.NOT_MET
        # An answer that leads to finding it out has settled nothing yet.
        return PreconditionState.OPEN if way.goto is not None and _still_to_be_asked(id_, future) else PreconditionState.MET
    if here or _still_to_be_asked(id_, future):
        return PreconditionState.OPEN
    # It was passed over because it holds already.
    return PreconditionState.MET if not progress.status.ended else PreconditionState.OPEN


def _still_to_be_asked(id_: str, future: list[Progress]) -> bool:
    return any(moment.frames and len(moment.frames) == 1 and moment.frames[0].step == id_ for moment in future)


def _obligations(progress: Progress, future: list[Progress], book: Procedures) -> tuple[OutlineObligation, ...]:
    found: dict[str, Obligation | None] = {one.kind: one for one in progress.obligations}
    for moment in future:
        for one in moment.obligations:
            found.setdefault(one.kind, None)
    left = {one.kind for one in future[-1].obligations} if future else {one.kind for one in progress.obligations}
    rows: list[OutlineObligation] = []
    for kind, since in found.items():
        described = book.obligations.get(kind)
        if described is None:
            continue
        certain = since is None or since.certain
        rows.append(
            OutlineObligation(
                kind=kind,
                title=filled(described.title if certain else described.possible, progress, book),
                consequence=filled(described.consequence, progress, book),
                procedure=described.met_by,
                since=since,
                met_on_the_way=kind not in left,
            )
        )
    return tuple(rows)
