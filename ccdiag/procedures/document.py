"""The procedures as other programs get them."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.model.procedure import AnswerKind, Press, Procedure, Procedures, Step, TextFormat, Where
from ccdiag.model.screen import Standing
from ccdiag.model.terminal_state import KeyKind
from ccdiag.procedures.wording import ANSWER_WORDS, label_of, title_of

Render = Callable[[Message], str]


class PressDocument(Struct, kw_only=True):
    """One thing to press, choose or type."""

    key: KeyKind
    text: str
    """A label of the terminal, or what is typed with its places in braces; empty for a key and for a password."""
    secret: bool


class AnswerDocument(Struct, kw_only=True):
    """One answer and what follows it."""

    value: str
    label: str
    default: bool
    asks_reason: bool
    runs: str | None
    """Another procedure first."""
    goto: str | None
    """A step of the same procedure; none: the next one that is not aside."""
    ends: Literal["finished", "stopped"] | None
    says: str | None
    suggests: str | None
    arises: str | None
    meets: str | None


class StepDocument(Struct, kw_only=True):
    """One step."""

    id: str
    runs: str | None
    """Nothing is shown: this procedure runs here."""
    place: Where
    title: str
    label: str
    screen: str | None
    presses: list[PressDocument]
    why: str | None
    danger: str | None
    check: str | None
    shows: list[str]
    kind: AnswerKind
    form: TextFormat
    question: str | None
    matches: str | None
    """A place whose value a typed answer must be equal to."""
    answers: list[AnswerDocument]
    live: list[str]
    """Checks of `ccdiag check --only` whose results belong to the step."""
    arises: str | None
    meets: str | None
    aside: bool
    """Reached only from an answer."""
    standing: Standing
    source: str


class PreconditionDocument(Struct, kw_only=True):
    """What must be so before anything is done."""

    text: str
    why: str
    step: str


class ProcedureDocument(Struct, kw_only=True):
    """One procedure."""

    id: str
    title: str
    purpose: str
    part: bool
    """A piece that others run; not followed by itself."""
    dangers: list[str]
    preconditions: list[PreconditionDocument]
    steps: list[StepDocument]


class GuideDocument(Struct, kw_only=True):
    """The document `ccdiag.guide/1`: the procedures asked for, and those that run inside them."""

    schema: Literal["ccdiag.guide/1"]
    simulation: bool
    version: str
    procedures: list[ProcedureDocument]


def guide_document(name: str | None, book: Procedures, *, version: str, render: Render) -> GuideDocument:
    """Write down one procedure with what runs inside it, or all; texts in the reader's language, places in braces. Raises KeyError."""
    wanted = _with_inner(name, book) if name is not None else tuple(book.procedures)
    return GuideDocument(
        schema="ccdiag.guide/1",
        simulation=False,
        version=version,
        procedures=[_procedure_document(book.procedures[id_], render) for id_ in wanted],
    )


def _with_inner(name: str, book: Procedures) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        id_ = waiting.pop(0)
        if id_ in found:
            continue
        found[id_] = None
        for step in book.procedures[id_].steps:
            waiting += filter(None, (step.runs, *(way.runs for way in step.on.values())))
    return tuple(found)


def _procedure_document(procedure: Procedure, render: Render) -> ProcedureDocument:
    return ProcedureDocument(
        id=procedure.id,
        title=render(Message(procedure.title)),
        purpose=render(Message(procedure.purpose)) if procedure.purpose else "",
        part=procedure.part,
        dangers=[render(Message(danger)) for danger in procedure.dangers],
        preconditions=[
            PreconditionDocument(text=render(Message(one.text)), why=render(Message(one.why)), step=one.step)
            for one in procedure.preconditions
        ],
        steps=[_step_document(step, render) for step in procedure.steps],
    )


def _step_document(step: Step, render: Render) -> StepDocument:
    def said(text: str) -> str | None:
        return render(Message(text)) if text else None

    return StepDocument(
        id=step.id,
        runs=step.runs,
        place=step.place,
        title="" if step.runs else said(step.title) or render(title_of(step.presses)),
        label="" if step.runs else said(step.label) or render(label_of(step.presses)),
        screen=step.screen,
        presses=[_press_document(press) for press in step.presses],
        why=said(step.why),
        danger=said(step.danger),
        check=said(step.check),
        shows=list(step.shows),
        kind=step.kind,
        form=step.ask.form if step.ask is not None else TextFormat.TEXT,
        question=said(step.ask.question) if step.ask is not None else None,
        matches=step.ask.matches if step.ask is not None else None,
        answers=[] if step.runs else [_answer_document(step, answer, render) for answer in step.answers()],
        live=list(step.live),
        arises=step.arises,
        meets=step.meets,
        aside=step.aside,
        standing=step.standing,
        source=step.source,
    )


def _press_document(press: Press) -> PressDocument:
    return PressDocument(key=press.key, text=press.text, secret=press.secret)


def _answer_document(step: Step, answer: str, render: Render) -> AnswerDocument:
    way = step.way(answer)
    return AnswerDocument(
        value=answer,
        label=render(Message(way.label) if way.label else ANSWER_WORDS[answer]),
        default=step.ask is not None and answer == step.ask.default,
        asks_reason=way.asks_reason,
        runs=way.runs,
        goto=way.goto,
        ends=way.ends,
        says=render(Message(way.says)) if way.says else None,
        suggests=way.suggests,
        arises=way.arises,
        meets=way.meets,
    )
