"""The guided procedures that ship with the program, loaded whole or refused."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from msgspec import Struct

from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.cause_texts import SETTINGS
from ccdiag.content.causes import PROCEDURE_IDS
from ccdiag.content.errors import ContentError
from ccdiag.content.mismatch import nearest
from ccdiag.content.root import resource_root
from ccdiag.content.toml import load_toml
from ccdiag.model.procedure import AnswerKind, Ask, ObligationKind, Press, Procedure, Procedures, Step, Way
from ccdiag.model.screen import AdminLight, ScreenKind
from ccdiag.model.terminal_state import KeyKind

OBLIGATIONS = "obligations.toml"

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_LABELLED = frozenset({KeyKind.POINT, KeyKind.CHOOSE, KeyKind.TOOL})
_TYPED = frozenset({KeyKind.TEXT, KeyKind.FILL})
_Where = tuple[Path, str]


class _ProcedureFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `resources/procedures/`."""

    procedure: tuple[Procedure, ...]


class _ObligationFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be owed."""

    obligation: tuple[ObligationKind, ...]


@cache
def load_procedures() -> Procedures:
    """Return what ships; loaded once. Raises ContentError with file, key and reason."""
    book = load_procedures_folder(resource_root() / "procedures", load_adminlight())
    if missing := [name for name in PROCEDURE_IDS if name not in {procedure.id for procedure in book.offered()}]:
        raise ContentError(resource_root() / "procedures", "procedure", f"all procedures; missing: {', '.join(missing)}")
    return book


def load_procedures_folder(folder: Path, adminlight: AdminLight) -> Procedures:
    """Read and check every file of a folder; raises ContentError when anything in any of them is not sound."""
    owed = folder / OBLIGATIONS
    obligations: dict[str, ObligationKind] = {}
    for kind in load_toml(owed, _ObligationFile).obligation:
        _accept(kind.id not in obligations, (owed, f"obligation {kind.id}"), "an id that no other obligation has")
        obligations[kind.id] = kind
    procedures: dict[str, Procedure] = {}
    places: dict[str, _Where] = {}
    for file in sorted(folder.glob("*.toml")):
        for procedure in load_toml(file, _ProcedureFile).procedure if file != owed else ():
            where = (file, f"procedure {procedure.id}")
            _accept(procedure.id not in procedures, where, "an id that no other procedure has")
            procedures[procedure.id] = procedure
            places[procedure.id] = where
    order: dict[str, int] = {id_: number for number, id_ in enumerate(PROCEDURE_IDS)}
    ordered = sorted(procedures, key=lambda id_: (order.get(id_, len(order)), id_))
    book = Procedures(procedures={id_: procedures[id_] for id_ in ordered}, obligations=obligations)
    checker = _Checker(book, adminlight)
    for id_, procedure in procedures.items():
        checker.check_procedure(procedure, places[id_])
    for kind in obligations.values():
        checker.check_obligation(kind, (owed, f"obligation {kind.id}"))
    for id_ in procedures:
        _check_acyclic(id_, book, places[id_])
    return book


class _Checker:
    """Whether everything that a procedure names exists."""

    def __init__(self, book: Procedures, adminlight: AdminLight) -> None:
        self._book = book
        self._adminlight = adminlight
        self._places = frozenset(
            chain(SETTINGS, (step.field for procedure in book.procedures.values() for step in procedure.steps if step.ask is not None))
        )

    def check_obligation(self, kind: ObligationKind, where: _Where) -> None:
        self._check_procedure_name(kind.met_by, where, "met_by")
        meets = any(kind.id in {step.meets, *(way.meets for way in step.on.values())} for step in self._book.procedures[kind.met_by].steps)
        _accept(meets, where, f"a procedure with a step that meets {kind.id}", "met_by")
        _accept(kind.remembers is None or kind.remembers in self._places, where, "the field of an answer", "remembers")
        for key, text in (("title", kind.title), ("possible", kind.possible), ("consequence", kind.consequence)):
            allowed = frozenset({kind.remembers} if kind.remembers is not None else ())
            _check_text(text, allowed, (where[0], f"{where[1]}.{key}"))

    def check_procedure(self, procedure: Procedure, where: _Where) -> None:
        _accept(procedure.part or bool(procedure.purpose.strip()), where, "a text", "purpose")
        ids = [step.id for step in procedure.steps]
        for number, precondition in enumerate(procedure.preconditions):
            at = (where[0], f"{where[1]}.preconditions[{number}]")
            _accept(precondition.step in ids, at, _unknown("a step", precondition.step, ids), "step")
        seen: set[str] = set()
        for step in procedure.steps:
            at = (where[0], f"{where[1]}.step {step.id}")
            _accept(step.id not in seen, at, "an id that no other step of the procedure has")
            seen.add(step.id)
            self._check_step(step, procedure, at)
        _accept(not procedure.steps[0].aside, where, "a first step that is not aside", "steps")
        reached = {procedure.steps[0].id, *(step.id for step in procedure.steps if not step.aside)}
        reached.update(way.goto for step in procedure.steps for way in step.on.values() if way.goto is not None)
        reached.update(variation.goto for step in procedure.steps for variation in step.variations if variation.goto is not None)
        for step in procedure.steps:
            _accept(step.id in reached, (where[0], f"{where[1]}.step {step.id}"), "a step that an answer leads to")

    def _check_step(self, step: Step, procedure: Procedure, where: _Where) -> None:
        for key, kind in (("arises", step.arises), ("meets", step.meets)):
            self._check_obligation_name(kind, where, key)
        for number, condition in enumerate(step.when):
            at = (where[0], f"{where[1]}.when[{number}]")
            self._check_obligation_name(condition.obligation, at, "obligation")
            _accept(condition.answered is None or condition.answered in self._places, at, "the field of an answer", "answered")
            variants = self._adminlight.variants
            known = condition.variant is None or condition.variant in variants
            _accept(known, at, _unknown("a variant", condition.variant or "", variants), "variant")
            _accept((condition.answered is None) is not bool(condition.one_of), at, "answers, with a field", "one_of")
        if step.runs is not None:
            self._check_procedure_name(step.runs, where, "runs")
            bare = not (step.title or step.screen or step.presses or step.ask or step.on or step.aside or step.arises or step.meets)
            _accept(bare, where, "nothing beside it that would have to be shown", "runs")
            return
        _accept(bool(step.why.strip()), where, "a text", "why")
        self._check_texts(step, where)
        self._check_presses(step, where)
        if step.ask is not None:
            self._check_ask(step, step.ask, where)
        self._check_ways(step, procedure, where)
        for number, place in enumerate(step.shows):
            _accept(place in self._places, where, _unknown("a place that can be filled", place, self._places), f"shows[{number}]")
        for number, appearance in enumerate(step.appears):
            at = (where[0], f"{where[1]}.appears[{number}]")
            _accept((appearance.screen is None) is not (appearance.label is None), at, "either a screen or a label")
            self._check_screen(appearance.screen, at, "screen")
            _check_text(appearance.then, self._places, (at[0], f"{at[1]}.then"))
        for number, variation in enumerate(step.variations):
            at = (where[0], f"{where[1]}.variations[{number}]")
            _accept(variation.variant in self._adminlight.variants, at, _unknown("a variant", variation.variant, self._adminlight.variants))
            ids = [one.id for one in procedure.steps]
            _accept(variation.goto is None or variation.goto in ids, at, _unknown("a step", variation.goto or "", ids), "goto")
            _accept(not step.on, at, "a step whose answer decides nothing else")

    def _check_texts(self, step: Step, where: _Where) -> None:
        derived = bool(step.presses) and not any(press.secret or press.key in _TYPED for press in step.presses)
        _accept(bool(step.title.strip()) or derived, where, "a text", "title")
        _accept(bool(step.label.strip()) or derived, where, "a text", "label")
        texts = {"label": step.label, "title": step.title, "why": step.why, "danger": step.danger, "check": step.check}
        if step.ask is not None:
            texts["ask.question"] = step.ask.question
        texts.update(
            {f"on.{answer}.{key}": text for answer, way in step.on.items() for key, text in (("label", way.label), ("says", way.says))}
        )
        for key, text in texts.items():
            _check_text(text, self._places, (where[0], f"{where[1]}.{key}"))

    def _check_presses(self, step: Step, where: _Where) -> None:
        self._check_screen(step.screen, where, "screen")
        _accept(not step.presses or step.screen is not None, where, "the screen on which something is pressed", "screen")
        _accept(
            not step.presses or step.kind in {AnswerKind.DONE, AnswerKind.TEXT},
            where,
            "nothing to press where an answer decides",
            "presses",
        )
        secret = step.screen is not None and self._adminlight.screens[step.screen].kind is ScreenKind.PASSWORD
        _accept(not secret or step.kind is AnswerKind.DONE, where, "no question: nothing of a password is asked", "ask")
        for name, presses in (("presses", step.presses), *(("variations", one.presses) for one in step.variations)):
            for number, press in enumerate(presses):
                at = (where[0], f"{where[1]}.{name}[{number}]")
                self._check_press(press, at, secret=secret)

    def _check_press(self, press: Press, where: _Where, *, secret: bool) -> None:
        typed, labelled = press.key in _TYPED, press.key in _LABELLED
        _accept(press.secret is (typed and secret), where, "secret for what is typed as a password, and for nothing else", "secret")
        _accept(bool(press.text) is (labelled or (typed and not secret)), where, "a text for what has a label or is typed", "text")
        _check_text(press.text, self._places if typed else frozenset(), (where[0], f"{where[1]}.text"))

    def _check_ask(self, step: Step, ask: Ask, where: _Where) -> None:
        at = (where[0], f"{where[1]}.ask")
        answers = step.answers()
        _accept(ask.default in {"", *answers}, at, f"one of {', '.join(answers)}", "default")
        _accept(ask.expected in {"", *answers}, at, f"one of {', '.join(answers)}", "expected")
        text = ask.kind is AnswerKind.TEXT
        for key, place in (("matches", ask.matches), ("differs_from", ask.differs_from)):
            _accept(place is None or text, at, "nothing here: only a typed answer has it", key)
            _accept(place is None or place in self._places, at, _unknown("a place that can be filled", place or "", self._places), key)
        if ask.kind is AnswerKind.CHOICE:
            _accept(len(step.on) > 1, where, "at least two answers to choose from", "on")
        if ask.kind is AnswerKind.YES_NO:
            # What a "no" and a "don't know" lead to is never left to chance.
            _accept(all(answer in step.on for answer in ("no", "unknown")), where, "what follows no and unknown", "on")

    def _check_ways(self, step: Step, procedure: Procedure, where: _Where) -> None:
        ids = [one.id for one in procedure.steps]
        answers = step.answers()
        if step.aside:
            led = step.on.keys() >= set(answers) and all(way.goto or way.ends for way in step.on.values())
            _accept(led, where, "goto or ends for each answer of a step that is aside", "on")
        for answer, way in step.on.items():
            at = (where[0], f"{where[1]}.on.{answer}")
            _accept(answer in answers, at, f"one of {', '.join(answers)}")
            _accept(way.goto is None or way.goto in ids, at, _unknown("a step", way.goto or "", ids), "goto")
            _accept(way.goto is None or way.ends is None, at, "either goto or ends")
            _accept(way.ends != "stopped" or way.runs is None, at, "nothing that runs when everything stops", "runs")
            _accept(bool(way.label) is (step.kind is AnswerKind.CHOICE), at, "a label for a choice, and only there", "label")
            _accept(way.ends != "stopped" or bool(way.says.strip()), at, "what to tell when it stops", "says")
            self._check_screen(way.sees, at, "sees")
            for key, kind in (("arises", way.arises), ("meets", way.meets)):
                self._check_obligation_name(kind, at, key)
            for key, name in (("runs", way.runs), ("suggests", way.suggests)):
                if name is not None:
                    self._check_procedure_name(name, at, key)
            if way.asks_reason:
                usual = step.ask is None or answer in {step.ask.default, step.expected}
                _accept(not usual, at, "an answer that is neither the default nor the expected one", "asks_reason")

    def _check_screen(self, screen: str | None, where: _Where, key: str) -> None:
        screens = self._adminlight.screens
        _accept(screen is None or screen in screens, where, _unknown("a screen", screen or "", screens), key)

    def _check_procedure_name(self, name: str, where: _Where, key: str) -> None:
        _accept(name in self._book.procedures, where, _unknown("a procedure", name, self._book.procedures), key)

    def _check_obligation_name(self, name: str | None, where: _Where, key: str) -> None:
        known = self._book.obligations
        _accept(name is None or name in known, where, _unknown("an obligation", name or "", known), key)


def _check_acyclic(id_: str, book: Procedures, where: _Where) -> None:
    """Refuse a procedure that runs inside itself: it would never end."""
    waiting, seen = list(_run_by(book.procedures[id_])), set[str]()
    while waiting:
        name = waiting.pop()
        _accept(name != id_, where, "procedures that do not run inside themselves", "runs")
        if name not in seen:
            seen.add(name)
            waiting.extend(_run_by(book.procedures[name]))


def _run_by(procedure: Procedure) -> Iterator[str]:
    ways: Iterable[Way] = (way for step in procedure.steps for way in step.on.values())
    yield from (name for name in (*(step.runs for step in procedure.steps), *(way.runs for way in ways)) if name is not None)


def _check_text(text: str, places: frozenset[str], where: _Where) -> None:
    for place in _BRACES.finditer(text):
        _accept(place[1] in places, where, f"a place that can be filled, not {place[0]}")


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f'{what} that exists, not "{name}"' + (f'; did you mean "{near}"?' if near else "")


def _accept(holds: bool, where: _Where, expected: str, key: str = "") -> None:  # noqa: FBT001  # reads as an assertion
    if not holds:
        raise ContentError(where[0], f"{where[1]}{'.' + key if key else ''}", expected)
