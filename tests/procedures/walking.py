"""Walking a procedure through a simulated terminal, along every answer that it takes."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product

from msgspec.structs import replace

from ccdiag.adminlight.machine import press
from ccdiag.adminlight.view import render
from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.procedures import load_procedures
from ccdiag.model.procedure import AnswerKind, Step, TextFormat, Where
from ccdiag.model.procedure_progress import Answer, Progress, Status
from ccdiag.model.screen import TerminalPosMode
from ccdiag.model.terminal_state import Key, KeyKind, TerminalState, World
from ccdiag.procedures.machine import advance, begin, current_step
from ccdiag.procedures.places import value_of
from ccdiag.procedures.view import presses_of

POS_MODES: tuple[TerminalPosMode, ...] = ("standard", "flat-outgoing")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOK = load_procedures()
ADMINLIGHT = load_adminlight()
FACTS = {
    "terminal.tms_id": "SIM00042",
    "terminal.software": "14.0.11.01",
    "merchant.name": "Bakkerij De Korenaar",
    "merchant.id": "4711",
    "tms.host": "193.173.53.101",
    "tms.port": "15000",
    "mqtt.host": "mqtt.example",
    "mqtt.port": "443",
    "mqtt.alpn": "x-amzn-mqtt-ca",
    "mqtt.topics": "NL-CAT",
    "terminal.system": "GrundmasterNL",
}
States = frozenset[TerminalState]
ONE_DAY_ENTRY = "manager-terminal-one-day-entry"
"""The only reading in which an entry is absent as long as there is nothing to do; the steps say so, and what to answer then."""
_LABELLED = {KeyKind.CHOOSE, KeyKind.POINT, KeyKind.TOOL}
_DECIDING = frozenset(
    condition.answered
    for procedure in BOOK.procedures.values()
    for step in procedure.steps
    for condition in step.when
    if condition.answered
)


def start(procedure: str, *, variant: str | None = None) -> Progress:
    variants = (variant,) if variant is not None else ()
    return begin(procedure, id_="1", shop="Bakkerij De Korenaar", at=AT, facts=FACTS, variants=variants)


def terminals(variant: str | None = None) -> States:
    """Return a terminal at rest in every circumstance that a procedure can meet."""
    return frozenset(
        TerminalState(
            world=World(day_open=day, cloud_connection=cloud, software_in_tms=software, pos_mode=mode),
            variants=(variant,) if variant is not None else (),
        )
        for day, cloud, software, mode in product((True, False), (True, False), ("14.0.11.01", "14.0.12.00"), POS_MODES)
    )


def typed_for(step: Step, progress: Progress) -> str:
    """Return an answer that a step takes."""
    assert step.ask is not None
    if step.ask.matches is not None and (known := value_of(step.ask.matches, progress, BOOK)) is not None:
        return known
    if step.ask.differs_from is not None:
        return "0"
    return {TextFormat.PORT: "4105", TextFormat.TMS_ID: "SIM00042", TextFormat.TEXT: "something"}[step.ask.form]


def after(step: Step, progress: Progress, states: States) -> States:
    """Return the terminals after what the step presses; those on which it cannot be pressed are left out."""
    for one in presses_of(step, progress):
        text = "secret" if one.secret else one.text.replace("{tms_id}", "SIM00042")
        absent = frozenset(state for state in states if one.key in _LABELLED and text not in _labels(state))
        kept = frozenset(state for state in absent if ONE_DAY_ENTRY in state.variants and text in {"DAGAFSLUITING", "DAGOPENING"})
        states = kept | frozenset(_pressed(state, Key(one.key, text)) for state in states - absent)
    return states


def showing(states: States, screen: str) -> States:
    return frozenset(state for state in states if _screen(state) == screen)


@cache
def _screen(state: TerminalState) -> str:
    return render(state, ADMINLIGHT).screen


@cache
def _labels(state: TerminalState) -> frozenset[str]:
    return frozenset(entry.label for entry in render(state, ADMINLIGHT).entries)


@cache
def _pressed(state: TerminalState, key: Key) -> TerminalState:
    state = press(state, key, ADMINLIGHT)
    # What is only counted and printed would make each round of a loop another state.
    return replace(state, printer=(), world=replace(state.world, installations=0))


def _password_accepted(states: States) -> States:
    return frozenset(replace(state, world=replace(state.world, password_right=True)) for state in states)


def _moment(progress: Progress) -> object:
    """Return what decides how a procedure goes on."""
    deciding = frozenset((field, value) for field, value in progress.answers().items() if field in _DECIDING)
    return progress.frames, frozenset(one.kind for one in progress.obligations), deciding


class Walk:
    """Every way through a procedure, with every terminal that can be there."""

    def __init__(self) -> None:
        self.answered: set[tuple[str, str, str]] = set()
        """Procedure, step, answer."""
        self.pressed: set[tuple[str, str, str]] = set()
        """Procedure, step, variant."""
        self.appeared: set[tuple[str, str, str]] = set()
        """Procedure, step, screen after it."""
        self.problems: set[str] = set()

    def walk(self, procedure: str, variant: str | None = None) -> None:
        waiting: dict[object, tuple[Progress, States]] = {}
        seen: dict[object, States] = {}
        following: Iterable[tuple[Progress, States]] = [(start(procedure, variant=variant), terminals(variant))]
        while True:
            for progress, states in following:
                if progress.status is Status.RUNNING:
                    moment = _moment(progress)
                    known = waiting[moment][1] if moment in waiting else frozenset()
                    waiting[moment] = (progress, known | states)
                else:
                    assert progress.status.ended
            if not waiting:
                return
            # The one that has waited longest, so that what arrives there meanwhile is looked at together.
            moment = next(iter(waiting))
            progress, states = waiting.pop(moment)
            met = seen.get(moment, frozenset())
            following = () if moment in seen and states <= met else list(self._answers(progress, states, variant))
            seen[moment] = met | states

    def _answers(self, progress: Progress, states: States, variant: str | None) -> Iterator[tuple[Progress, States]]:
        step, frame = current_step(progress, BOOK), progress.current
        assert step is not None
        assert frame is not None
        where = f"{' > '.join(f'{one.procedure}/{one.step}' for one in progress.frames)} ({variant})"
        if step.screen is not None and not (step.kind is AnswerKind.CHOICE and any(way.sees for way in step.on.values())):
            states = showing(states, step.screen)
            if not states:
                self.problems.add(f"{where}: no terminal shows {step.screen}")
                return
        if any(one.secret for one in step.presses):
            # A person may mistype it each time.
            states |= frozenset(replace(state, world=replace(state.world, password_right=False)) for state in states)
        pressed = after(step, progress, states)
        if not pressed:
            self.problems.add(f"{where}: on no terminal can it be pressed")
            return
        if step.presses:
            self.pressed.add((frame.procedure, step.id, variant or ""))
        shown = {_screen(state) for state in pressed}
        self.appeared.update((frame.procedure, step.id, screen) for screen in shown)
        if step.place is Where.TMS:
            # What is set in TMS by hand.
            pressed |= frozenset(replace(state, world=replace(state.world, cloud_connection=True)) for state in pressed)
        for answer in step.answers():
            way = step.way(answer)
            left = _password_accepted(showing(pressed, way.sees) if way.sees is not None else pressed)
            if not left:
                # On this way there is no such terminal: a day that was opened a moment ago is not closed.
                continue
            value = typed_for(step, progress) if step.kind is AnswerKind.TEXT else answer
            following = advance(progress, Answer(value=value, at=AT, reason="looked up in TMS" if way.asks_reason else ""), BOOK)
            assert following.refusal is None, (where, following.refusal)
            self.answered.add((frame.procedure, step.id, answer))
            yield following, left
