"""The procedures as plain lines: the list of them, one written out in numbered steps, and what is owed in which shop."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from ccdiag.app.procedure_store import OpenVisits
from ccdiag.cli.explain import Render
from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case_key import is_simulation
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind, Condition, Press, Procedure, Procedures, Step, Way, Where
from ccdiag.model.procedure_progress import Obligation, ProcedureFrame, Progress
from ccdiag.procedures.owed import consequence_of, title_of_obligation
from ccdiag.procedures.view import StepView, view
from ccdiag.procedures.wording import ANSWER_WORDS, PLACE_NAMES, WHERE_WORDS, press_words

DANGER = message("DANGER: {text}")
WHY = message("Why: {text}")
LOOK = message("Look: {text}")
_INDENT = "    "
_TO_FILL_IN = "........"


def list_lines(open_visits: OpenVisits, render: Render) -> Iterator[tuple[str, str]]:
    """Yield what is owed and under way in all cases, then each procedure with what it is for; each line with its style."""
    owed = list(open_lines(open_visits, render))
    yield from owed
    if owed:
        yield "", ""
    yield render(message("The procedures, each followed with: ccdiag guide NAME")), "bold"
    for procedure in load_procedures().offered():
        yield "", ""
        yield f"{procedure.id}: {render(Message(procedure.title))}", "bold"
        yield _INDENT + render(Message(procedure.purpose)), ""


def open_lines(open_visits: OpenVisits, render: Render) -> Iterator[tuple[str, str]]:
    """Yield what is owed and what is under way, shop by shop."""
    for notice in open_visits.notices:
        yield render(notice), "bold red"
    for visit in open_visits.visits:
        where = visit.shop or visit.key
        if is_simulation(visit.key):
            simulation = render(message("simulation"))
            where = f"{where} ({simulation})"
        for one in visit.obligations:
            yield render(message("STILL OWED, {shop}: {title}", shop=where, title=title_of_obligation(one))), "bold red"
            yield _INDENT + render(owed_remedy(one)), ""
        for progress in visit.progresses:
            title = Message(load_procedures().procedures[progress.procedure].title)
            since = f"{progress.started_at.astimezone():%Y-%m-%d %H:%M}"
            told = message(
                "Under way, {shop}: {title}, since {since} (ccdiag guide {name})",
                shop=where,
                title=title,
                since=since,
                name=progress.procedure,
            )
            yield render(told), "yellow"


def owed_remedy(obligation: Obligation) -> Message:
    """Say what follows from what is owed, and how it is put right."""
    return message(
        "{consequence} It is put right with: ccdiag guide {name}", consequence=consequence_of(obligation), name=obligation.procedure
    )


class _Numbered(NamedTuple):
    """One step where it stands in the printed list."""

    number: int
    procedure: str
    step: Step
    way: tuple[str, ...]
    """The steps that run it, as a name for the place where it stands."""


class Written:
    """One procedure written out: the parts in their places, the steps aside behind them, whole procedures by name."""

    def __init__(self, name: str, facts: dict[str, str], render: Render) -> None:
        self._book: Procedures = load_procedures()
        self._procedure = self._book.procedures[name]
        # What nobody knows yet is written in by hand, on paper.
        self._facts = dict.fromkeys(PLACE_NAMES, _TO_FILL_IN) | facts
        self._render = render
        self._steps: list[_Numbered] = []
        self._place(self._procedure, ())
        aside_from = len(self._steps)
        for one in list(self._steps):
            if one.step.runs and self._book.procedures[one.step.runs].part:
                self._place_aside(self._book.procedures[one.step.runs], (*one.way, one.step.id))
        self._place_aside(self._procedure, ())
        self._shown: list[_Numbered] = []
        self._numbers: dict[tuple[tuple[str, ...], str], int] = {}
        self._first_aside = -1
        for place, one in enumerate(self._steps):
            if place == aside_from:
                self._first_aside = len(self._shown)
            # A part has no number: whoever is sent to it begins with the step that comes next.
            self._numbers[one.way, one.step.id] = len(self._shown) + 1
            if not self._is_part(one.step):
                self._shown.append(one._replace(number=len(self._shown) + 1))

    def _is_part(self, step: Step) -> bool:
        return step.runs is not None and self._book.procedures[step.runs].part

    def _place(self, procedure: Procedure, way: tuple[str, ...]) -> None:
        for step in procedure.steps:
            if step.aside:
                continue
            self._steps.append(_Numbered(0, procedure.id, step, way))
            if step.runs is not None and self._is_part(step):
                self._place(self._book.procedures[step.runs], (*way, step.id))

    def _place_aside(self, procedure: Procedure, way: tuple[str, ...]) -> None:
        self._steps += [_Numbered(0, procedure.id, step, way) for step in procedure.steps if step.aside]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the lines, each with its style."""
        render, procedure = self._render, self._procedure
        yield render(Message(procedure.title)), "bold"
        if procedure.purpose:
            yield render(Message(procedure.purpose)), ""
        for danger in procedure.dangers:
            yield render(DANGER.with_values(text=Message(danger))), "bold red"
        if procedure.preconditions:
            yield "", ""
            yield render(message("Before it begins:")), "bold"
        for one in procedure.preconditions:
            yield _INDENT + render(message("{text}. {why}", text=Message(one.text), why=Message(one.why))), ""
        for place, numbered in enumerate(self._shown):
            if place == self._first_aside:
                yield "", ""
                yield render(message("Only where an answer leads there:")), "bold"
            yield "", ""
            yield from self._step_lines(numbered)

    def _step_lines(self, numbered: _Numbered) -> Iterator[tuple[str, str]]:
        render, step = self._render, numbered.step
        if step.runs is not None:
            inner = self._book.procedures[step.runs]
            yield (
                f"{numbered.number}. " + render(message("{title}: ccdiag guide {name}", title=Message(inner.title), name=inner.id)),
                "bold",
            )
            yield from self._condition_lines(step)
            return
        shown = self._view(numbered)
        place = "" if step.place is Where.TERMINAL else f" ({render(WHERE_WORDS[step.place])})"
        yield f"{numbered.number}. {render(shown.title)}{place}", "bold"
        yield from self._condition_lines(step)
        yield from self._press_lines(numbered, shown)
        for text, told in ((shown.danger, DANGER), (shown.why, WHY), (shown.check, LOOK)):
            if text is not None:
                yield _INDENT + render(told.with_values(text=text)), "bold red" if told is DANGER else ""
        for value in shown.shows:
            yield _INDENT + f"{render(value.label)}: {value.value}", ""
        yield from self._answer_lines(numbered, shown)
        if shown.live:
            yield _INDENT + render(message("This laptop can look: ccdiag check --only {checks}", checks=",".join(shown.live))), ""

    def _press_lines(self, numbered: _Numbered, shown: StepView) -> Iterator[tuple[str, str]]:
        render, step = self._render, numbered.step
        if shown.screen is not None:
            title = load_adminlight().screens[shown.screen].title
            yield _INDENT + render(message("Screen: {title}", title=title)), ""
        if shown.marks and [mark.text for mark in shown.marks] != [shown.title]:
            yield _INDENT + ", ".join(render(mark.text) for mark in shown.marks), "bold cyan"
        for difference in step.variations:
            if not difference.presses:
                continue
            told = Message(load_adminlight().variants[difference.variant].title)
            goal = self._numbers.get((numbered.way, difference.goto)) if difference.goto is not None else None
            onward = "" if goal is None else "; " + render(message("go on with {number}.", number=goal))
            yield (
                _INDENT
                + render(message("If it looks different ({how}): {press}", how=told, press=self._pressed(difference.presses)))
                + onward,
                "",
            )

    def _pressed(self, presses: tuple[Press, ...]) -> str:
        return ", ".join(self._render(press_words(press, None)) for press in presses)

    def _answer_lines(self, numbered: _Numbered, shown: StepView) -> Iterator[tuple[str, str]]:
        step, render = numbered.step, self._render
        if shown.question is not None:
            yield _INDENT + render(shown.question), "italic"
        if step.kind in {AnswerKind.DONE, AnswerKind.TEXT}:
            for way in step.on.values():
                yield from ((f"{_INDENT}  {told}", "") for told in self._follows(way, numbered))
            return
        for choice in shown.choices:
            told = " ".join(self._follows(step.way(choice.value), numbered)) or render(message("go on"))
            yield f"{_INDENT}  - {render(choice.label)}: {told}", ""

    def _follows(self, way: Way, numbered: _Numbered) -> Iterator[str]:
        render = self._render
        if way.asks_reason:
            yield render(message("with a reason,"))
        if way.says:
            yield render(Message(way.says))
        if way.runs is not None:
            yield render(message("first ccdiag guide {name};", name=way.runs))
            if way.goto is None:
                yield render(message("then go on."))
        if way.goto is not None and (goal := self._numbers.get((numbered.way, way.goto))) is not None:
            yield render(message("go on with {number}.", number=goal))
        if way.ends == "stopped":
            yield render(message("STOP."))
        elif way.ends == "finished":
            goal = self._behind(numbered.way)
            yield render(message("Done.") if goal is None else message("go on with {number}.", number=goal))
        if way.suggests is not None:
            yield render(message("See ccdiag guide {name}.", name=way.suggests))

    def _behind(self, way: tuple[str, ...]) -> int | None:
        """Return the number of the step that follows the part which is run on this way; None behind the last step."""
        while way:
            procedure = self._procedure
            for step in way[:-1]:
                procedure = self._book.procedures[procedure.step(step).runs or ""]
            following, way = procedure.after(way[-1]), way[:-1]
            if following:
                return self._numbers[way, following]
        return None

    def _condition_lines(self, step: Step) -> Iterator[tuple[str, str]]:
        for condition in step.when:
            if (told := self._condition(condition)) is not None:
                yield _INDENT + self._render(told), "dim"

    def _condition(self, condition: Condition) -> Message | None:
        if condition.obligation is not None:
            owed = Message(self._book.obligations[condition.obligation].title)
            return message("Only when: {what}", what=owed) if condition.holds else message("Not when: {what}", what=owed)
        if condition.variant is not None:
            how = Message(load_adminlight().variants[condition.variant].title)
            return message("Only when: {what}", what=how) if condition.holds else message("Not when: {what}", what=how)
        if condition.answered is not None:
            answers = ", ".join(self._render(ANSWER_WORDS[answer]) for answer in condition.one_of if answer in ANSWER_WORDS)
            return message("Only when the answer was: {answer}", answer=answers) if condition.holds and answers else None
        return message("Only when this is followed by itself.") if condition.nested is False else None

    def _view(self, numbered: _Numbered) -> StepView:
        frame = ProcedureFrame(numbered.procedure, numbered.step.id)
        at = datetime.fromtimestamp(0, UTC)
        shown = view(
            Progress(
                id="-",
                procedure=self._procedure.id,
                shop="",
                started_at=at,
                shown_at=at,
                frames=(frame,),
                facts=self._facts,
            )
        )
        assert shown is not None
        return shown
