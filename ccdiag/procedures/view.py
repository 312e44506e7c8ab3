"""Everything that is shown of the current step, with the values of this case put in; window and command line show the same."""

from msgspec import Struct

from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.procedures import load_procedures
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind, Press, Procedures, Step, TextFormat, Where
from ccdiag.model.procedure_progress import Progress, Status
from ccdiag.model.screen import AdminLight, Standing
from ccdiag.model.terminal_state import KeyKind
from ccdiag.procedures.machine import can_go_back, current_step
from ccdiag.procedures.places import filled, value_of
from ccdiag.procedures.wording import ANSWER_WORDS, PLACE_NAMES, label_of, press_words, title_of


class Mark(Struct, frozen=True, kw_only=True):
    """One thing to press, marked on the screen in this order."""

    key: KeyKind
    label: str
    """Of the entry or the tool that is pressed; empty for a key."""
    text: Message
    """What the flag beside it says."""
    typed: str = ""
    """What is typed, where it is known and no password."""
    secret: bool = False


class ShownValue(Struct, frozen=True, kw_only=True):
    """A value to compare with."""

    label: Message
    value: str | None
    """None: nobody filled it in."""


class Choice(Struct, frozen=True, kw_only=True):
    """One answer."""

    value: str
    label: Message
    default: bool
    asks_reason: bool
    stops: bool
    """It ends the procedure."""


class Appearing(Struct, frozen=True, kw_only=True):
    """What may be on the screen next."""

    label: str
    screen: str | None
    then: Message


class Difference(Struct, frozen=True, kw_only=True):
    """Another reading of the screen, for "mine looks different"."""

    variant: str
    title: Message
    standing: Standing
    chosen: bool


class StepView(Struct, frozen=True, kw_only=True):
    """A step as it is shown."""

    procedure: str
    procedure_title: Message
    step: str
    place: Where
    title: Message
    label: Message
    screen: str | None
    marks: tuple[Mark, ...]
    why: Message | None
    danger: Message | None
    check: Message | None
    shows: tuple[ShownValue, ...]
    kind: AnswerKind
    question: Message | None
    form: TextFormat
    choices: tuple[Choice, ...]
    """Empty for done and for a typed answer."""
    live: tuple[CheckId, ...]
    appears: tuple[Appearing, ...]
    differences: tuple[Difference, ...]
    standing: Standing
    source: str
    says: Message | None
    """What the answer before led to."""
    refusal: Message | None
    """Why the answer was not taken."""
    arises: Message | None
    """What will be owed from here on."""
    can_go_back: bool
    paused: bool


def view(progress: Progress, book: Procedures | None = None, adminlight: AdminLight | None = None) -> StepView | None:
    """Return what is shown of the current step; None when the procedure has ended."""
    book, adminlight = book or load_procedures(), adminlight or load_adminlight()
    step, frame = current_step(progress, book), progress.current
    if step is None or frame is None:
        return None
    procedure = book.procedures[frame.procedure]

    def said(text: str) -> Message | None:
        return filled(text, progress, book) if text else None

    arising = book.obligations.get(step.arises or "")
    return StepView(
        procedure=procedure.id,
        procedure_title=Message(procedure.title),
        step=step.id,
        place=step.place,
        title=said(step.title) or title_of(presses_of(step, progress)),
        label=said(step.label) or label_of(presses_of(step, progress)),
        screen=step.screen,
        marks=tuple(_mark(press, progress, book) for press in presses_of(step, progress)),
        why=said(step.why),
        danger=said(step.danger),
        check=said(step.check),
        shows=tuple(
            ShownValue(label=PLACE_NAMES.get(place, message("Value")), value=value_of(place, progress, book)) for place in step.shows
        ),
        kind=step.kind,
        question=said(step.ask.question) if step.ask is not None else None,
        form=step.ask.form if step.ask is not None else TextFormat.TEXT,
        choices=_choices(step, progress, book),
        live=step.live,
        appears=tuple(
            Appearing(
                label=one.label if one.label is not None else adminlight.screens[one.screen or ""].title,
                screen=one.screen,
                then=filled(one.then, progress, book),
            )
            for one in step.appears
        ),
        differences=_differences(step, progress, adminlight),
        standing=step.standing,
        source=step.source,
        says=said(progress.says),
        refusal=progress.refusal,
        arises=filled(arising.consequence, progress, book) if arising is not None else None,
        can_go_back=can_go_back(progress),
        paused=progress.status is Status.PAUSED,
    )


def presses_of(step: Step, progress: Progress) -> tuple[Press, ...]:
    """Return what is pressed on this terminal, whose menus may be another reading."""
    chosen = (one.presses for one in step.variations if one.variant in progress.variants and one.presses)
    return next(chosen, step.presses)


def ending(progress: Progress, book: Procedures | None = None) -> Message | None:
    """Return how a procedure ended, in words; None while it goes on, and where there is nothing to add."""
    book = book or load_procedures()
    return filled(progress.says, progress, book) if progress.status.ended and progress.says else None


def _mark(press: Press, progress: Progress, book: Procedures) -> Mark:
    typed = filled(press.text, progress, book) if press.key in {KeyKind.TEXT, KeyKind.FILL} and not press.secret else None
    known = typed is not None and all(isinstance(value, str) for value in typed.values.values())
    return Mark(
        key=press.key,
        label=press.text if press.key in {KeyKind.POINT, KeyKind.CHOOSE, KeyKind.TOOL} else "",
        text=press_words(press, typed),
        typed=typed.english() if typed is not None and known else "",
        secret=press.secret,
    )


def _choices(step: Step, progress: Progress, book: Procedures) -> tuple[Choice, ...]:
    if step.ask is None or step.kind is AnswerKind.TEXT:
        return ()
    return tuple(
        Choice(
            value=answer,
            label=filled(step.way(answer).label, progress, book) if step.way(answer).label else ANSWER_WORDS[answer],
            default=answer == step.ask.default,
            asks_reason=step.way(answer).asks_reason,
            stops=step.way(answer).ends == "stopped",
        )
        for answer in step.answers()
    )


def _differences(step: Step, progress: Progress, adminlight: AdminLight) -> tuple[Difference, ...]:
    named = [one.variant for one in step.variations]
    others = [variant.id for variant in adminlight.variants_of(step.screen)] if step.screen is not None else []
    return tuple(
        Difference(
            variant=id_,
            title=Message(adminlight.variants[id_].title),
            standing=adminlight.variants[id_].standing,
            chosen=id_ in progress.variants,
        )
        for id_ in dict.fromkeys((*named, *others))
    )
