"""Turns procedures and their progress into what the guide shows; nothing is decided here."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from ccdiag.adminlight.machine import press
from ccdiag.adminlight.view import render
from ccdiag.adminlight.way import open_screen
from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind, Procedures, Step
from ccdiag.model.procedure_progress import Answer, Obligation, ProcedureRecord, Progress
from ccdiag.model.terminal_state import Key, KeyKind, ScreenView, TerminalState, World
from ccdiag.procedures.acceptance import refusal_of
from ccdiag.procedures.machine import begin, current_step
from ccdiag.procedures.outline import Outline, StepState, outline
from ccdiag.procedures.places import filled, value_of
from ccdiag.procedures.view import StepView, view
from ccdiag.procedures.visit import Visit
from ccdiag.procedures.wording import ANSWER_WORDS, PLACE_NAMES, label_of
from ccdiag.ui.models.guide_content import EndContent, Offered, Owed, StartContent, StepContent, UnderWay

_HIDDEN = "••••••"
"""In the place of a password, of which nothing is known."""
_NOT_KNOWN = "…"


def tms_id_of(key: str) -> str | None:
    """Return the TMS id by which a case is kept; None when it is kept by the name of its shop."""
    kind, _, name = key.removeprefix("simulation:").partition(":")
    return name if kind == "tms" and name else None


def name_of(key: str) -> str:
    """Return the name by which a case is kept, as people know it."""
    return key.removeprefix("simulation:").partition(":")[2]


def step_content(progress: Progress, *, simulation: bool = False) -> StepContent | None:
    """Return the step at hand; None when the procedure has ended. With `simulation` the terminal is the laboratory's."""
    book = load_procedures()
    shown, step = view(progress, book), current_step(progress, book)
    if shown is None or step is None:
        return None
    whole = outline(progress, book)
    pressed = screen_of(shown.screen, shown, progress) if shown.screen is not None else None
    ways = {answer: step.way(answer).sees for answer in step.answers()}
    return StepContent(
        progress=progress,
        view=shown,
        outline=whole,
        screen=pressed,
        screens={answer: screen_of(sees, None, progress) for answer, sees in ways.items() if sees is not None and sees != shown.screen},
        judge=(lambda text: refusal_of(step, Answer(value=text, at=progress.shown_at), progress, book))
        if step.kind is AnswerKind.TEXT
        else None,
        equal_to=_equal_to(step, progress, book),
        next_label=_next_label(whole),
        simulation=simulation,
    )


def screen_of(screen: str, shown: StepView | None, progress: Progress) -> ScreenView:
    """Return a screen as it should look on this shop's terminal, with what is to be chosen marked and what is to be typed filled in."""
    facts, answers = progress.facts, progress.answers()
    shop = progress.shop or facts.get("merchant.name") or _NOT_KNOWN
    tms_id = answers.get("tms_id") or facts.get("terminal.tms_id") or _NOT_KNOWN
    world = World(shop=shop, customer=shop, address=facts.get("terminal.ip") or _NOT_KNOWN, tms_id=tms_id, installed_tms_id=tms_id)
    state = open_screen(TerminalState(world=world, variants=progress.variants), screen)
    for mark in shown.marks if shown is not None else ():
        if mark.key in {KeyKind.POINT, KeyKind.CHOOSE}:
            state = press(state, Key(KeyKind.POINT, mark.label))
        elif mark.key in {KeyKind.TEXT, KeyKind.FILL}:
            state = replace(state, typed=_HIDDEN if mark.secret else mark.typed)
    return render(replace(state, printer=()))


def _equal_to(step: Step, progress: Progress, book: Procedures) -> Message | None:
    if step.ask is None or step.ask.matches is None or value_of(step.ask.matches, progress, book) is None:
        return None
    if step.ask.matches.startswith("terminal."):
        return message("equal to the case")
    return message("equal to what was typed before") if step.ask.matches not in PLACE_NAMES else message("equal to TMS")


def _next_label(whole: Outline) -> Message | None:
    seen = False
    for step in whole.steps:
        if seen:
            return step.label
        seen = step.state is StepState.CURRENT
    return None


def owed_of(key: str, obligations: Iterable[Obligation], facts: dict[str, str] | None = None) -> tuple[Owed, ...]:
    """Return what is owed in a shop, in words; what a newer version may have written is told as it is."""
    book = load_procedures()
    told = []
    for one in obligations:
        shop = one.shop or name_of(key)
        kind = book.obligations.get(one.kind)
        if kind is None:
            unknown = Message("{kind}", {"kind": one.kind})
            told.append(
                Owed(key=key, shop=shop, obligation=one, title=unknown, consequence=message("It must be put right."), remedy=unknown)
            )
            continue
        values = Progress(
            id="", procedure=kind.met_by, shop=one.shop, started_at=one.since, shown_at=one.since, facts=facts or {}, obligations=(one,)
        )
        told.append(
            Owed(
                key=key,
                shop=shop,
                obligation=one,
                title=filled(kind.title if one.certain else kind.possible, values, book),
                consequence=filled(kind.consequence, values, book),
                remedy=Message(book.procedures[kind.met_by].title),
            )
        )
    return tuple(told)


def under_way(key: str, progress: Progress) -> UnderWay | None:
    """Return a procedure that has not ended, and where it stands; None for one that no longer exists."""
    book = load_procedures()
    try:
        whole = outline(progress, book)
    except KeyError:
        # Written by another version, whose procedures had other steps.
        return None
    current = next((step for step in whole.steps if step.state is StepState.CURRENT), None)
    label = current.label if current is not None else whole.title
    return UnderWay(
        key=key,
        shop=progress.shop or name_of(key),
        progress=progress,
        title=whole.title,
        number=whole.number,
        total=len(whole.steps),
        label=label,
    )


def offered(at: datetime) -> tuple[Offered, ...]:
    """Return what can be begun, with how many steps it has when all goes well."""
    book = load_procedures()
    return tuple(
        Offered(procedure=one, steps=len(outline(begin(one.id, id_="", shop="", at=at, book=book), book).steps)) for one in book.offered()
    )


def start_content(key: str, shop: str, visits: Iterable[Visit], at: datetime) -> StartContent:
    """Return what there is to choose from; `visits` are all that is kept, this case among them."""
    visits = tuple(visits)
    own = next((one for one in visits if one.key == key), None)
    going = [told for visit in visits for one in visit.open_progresses() if (told := under_way(visit.key, one)) is not None]
    going.sort(key=lambda one: (one.key != key, -one.progress.shown_at.timestamp()))
    return StartContent(
        key=key,
        shop=" · ".join(dict.fromkeys(part for part in (shop, tms_id_of(key)) if part)),
        owed=tuple(owed for visit in visits for owed in owed_of(visit.key, visit.obligations)),
        under_way=tuple(going),
        offered=offered(at),
        records=tuple(reversed(own.records)) if own is not None else (),
    )


def end_content(key: str, record: ProcedureRecord, told: Message | None, owed: Iterable[Obligation], suggests: str) -> EndContent:
    """Return how a procedure ended; `owed` is what is still owed in that shop now."""
    book = load_procedures()
    values = Progress(
        id=record.id,
        procedure=record.procedure,
        shop=record.shop,
        started_at=record.started_at,
        shown_at=record.ended_at,
        log=record.steps,
    )
    labels: dict[str, Message] = {}
    answers: dict[str, Message] = {}
    for entry in record.steps:
        procedure = book.procedures.get(entry.procedure)
        step = next((one for one in procedure.steps if one.id == entry.step), None) if procedure is not None else None
        if step is None:
            continue
        labels[f"{entry.procedure}/{entry.step}"] = filled(step.label, values, book) if step.label else label_of(step.presses)
        place = f"{entry.procedure}/{entry.step}/{entry.answer}"
        if step.kind is AnswerKind.DONE:
            answers[place] = Message("")
        elif step.kind is not AnswerKind.TEXT:
            label = step.way(entry.answer).label
            answers[place] = filled(label, values, book) if label else ANSWER_WORDS.get(entry.answer, Message("{it}", {"it": entry.answer}))
    ended = book.procedures.get(record.procedure)
    return EndContent(
        record=record,
        title=Message(ended.title) if ended is not None else Message("{id}", {"id": record.procedure}),
        told=told,
        labels=labels,
        answers=answers,
        owed=owed_of(key, owed),
        suggests=book.procedures.get(suggests),
    )
