"""One run from its documents: what it saw as the facts of their operations, what was concluded as it was worded then."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final, cast

import msgspec
from msgspec import Struct, field

from ccdiag.cases.case_document import CaseRunDocument
from ccdiag.cases.clean_document import LARGEST_FRACTION
from ccdiag.checks.base import Check
from ccdiag.checks.registry import all_checks
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult, Question
from ccdiag.model.conversion import convert
from ccdiag.model.document import CauseDocument, CheckDocument, ObservationDocument, QuestionDocument, RunDocument
from ccdiag.model.environment import Environment
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, PlannedCheck, RunEvent, RunFinished, RunStarted
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import SavedRun, TimedEvent
from ccdiag.model.situation import Situation

_LONGEST_ID: Final = 64
_LONGEST_VERSION: Final = 40
_LONGEST_TARGET: Final = 300
_LONGEST_RUN_S: Final = 1e7
_MOST_SHOWN: Final = 5
_FAILURES: Final = frozenset(failure.value for failure in Failure)


class UnfitDocumentError(Exception):
    """A document that is not what its schema says."""


class Leftovers(Struct):
    """What a newer version wrote and this one does not know, by its names."""

    checks: list[str] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    obligations: list[str] = field(default_factory=list)

    def notices(self) -> tuple[Message, ...]:
        """Say what was left out; what is owed first."""
        told = (
            (
                self.obligations,
                message("Something is owed there that this version does not know: {names}.", names=_names(self.obligations)),
            ),
            (self.checks, message("Checks that this version does not have are left out: {names}.", names=_names(self.checks))),
            (
                self.operations,
                message("What was seen in ways that this version does not know is left out: {names}.", names=_names(self.operations)),
            ),
            (self.procedures, message("Procedures that this version does not have are left out: {names}.", names=_names(self.procedures))),
        )
        return tuple(notice for names, notice in told if names)


class RunParts(Struct, frozen=True, kw_only=True):
    """All that is written of one run."""

    written: CaseRunDocument
    document: dict[str, Any]
    """Of `runs/N.json`."""
    events: Any
    """Of `runs/N.events.jsonl`."""
    environment: Environment
    case: Case
    case_at_start: Case | None

    @property
    def situation(self) -> Situation:
        """What the run was told."""
        return Situation(
            environment=self.environment,
            case=self.case_at_start or self.case,
            touch_terminal=self.written.touch_terminal,
            hold_s=self.written.hold_s,
        )


def run_of(parts: RunParts, left_out: Leftovers) -> SavedRun:
    """Make a run of its documents. Raises UnfitDocumentError and msgspec.ValidationError."""
    reading = _RunReading(parts, left_out)
    state = reading.state()
    written = parts.written
    if not (0 < len(written.id) <= _LONGEST_ID and len(written.version) <= _LONGEST_VERSION and 0 <= written.hold_s <= _LONGEST_RUN_S):
        raise UnfitDocumentError
    return SavedRun(
        id=written.id,
        version=written.version,
        environment=parts.environment,
        case=parts.case,
        touch_terminal=written.touch_terminal,
        hold_s=written.hold_s,
        state=state,
        events=reading.events(),
    )


class _RunReading:
    def __init__(self, parts: RunParts, left_out: Leftovers) -> None:
        self._parts = parts
        self._left_out = left_out
        self._planned: dict[str, PlannedCheck] = {}
        for one in parts.written.plan:
            if (check := _checks().get(one.id)) is None:
                left_out.checks.append(one.id)
            elif one.id in self._planned:
                raise UnfitDocumentError
            else:
                self._planned[one.id] = PlannedCheck(
                    id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit_for(parts.situation)
                )
        self._run: RunDocument = convert(self._known_parts(parts.document), RunDocument)

    def state(self) -> RunState:
        """Return the run as it was shown last."""
        run, written = self._run, self._parts.written
        results = {one.id: self._result(one) for one in run.checks}
        if len(results) != len(run.checks) or not 0 <= run.elapsed_s <= _LONGEST_RUN_S:
            raise UnfitDocumentError
        checks: dict[CheckId, CheckState] = {}
        for one in written.plan:
            if (planned := self._planned.get(one.id)) is None:
                continue
            if one.started_at_s is not None and not 0 <= one.started_at_s <= _LONGEST_RUN_S:
                raise UnfitDocumentError
            result = results.get(planned.id)
            also = tuple(self._observations(msgspec.to_builtins(one.also_seen)))
            checks[planned.id] = CheckState(
                planned=planned,
                phase="done" if result is not None else "waiting" if one.started_at_s is None else "running",
                started_at_s=one.started_at_s,
                observations=(*(() if result is None else result.observations), *also),
                result=result,
            )
        if set(results) - set(checks):
            raise UnfitDocumentError
        return RunState(
            started_at=run.started_at,
            environment=run.environment,
            simulation=run.simulation,
            case=self._parts.case_at_start,
            checks=checks,
            causes=tuple(_cause(one) for one in run.causes),
            elapsed_s=run.elapsed_s if written.finished else None,
            cancelled=written.cancelled,
        )

    def events(self) -> tuple[TimedEvent, ...]:
        """Return what happened, each with its time; the times never go back."""
        lines = self._parts.events
        if not isinstance(lines, list):
            raise UnfitDocumentError
        events: list[TimedEvent] = []
        at_s = 0.0
        for number, line in enumerate(lines):
            if not isinstance(line, dict) or not isinstance(kind := line.get("type"), str) or (kind == "run_started") != (number == 0):
                raise UnfitDocumentError
            event = self._event(line)
            told = line.get("at_s", at_s)
            if isinstance(told, bool) or not isinstance(told, int | float) or not told <= _LONGEST_RUN_S:
                raise UnfitDocumentError
            at_s = max(at_s, float(told))
            if event is None:
                continue
            events.append(TimedEvent(at_s, event))
            if isinstance(event, RunFinished) and number != len(lines) - 1:
                raise UnfitDocumentError
        return tuple(events)

    def _event(self, line: dict[str, Any]) -> RunEvent | None:
        """Return the event of one line; None where it is about something that this version does not know."""
        kind = line["type"]
        if kind in {"check_started", "observation", "check_finished"} and self._left_out_check(line.get("check")):
            return None
        match kind:
            case "run_started":
                # What was done where is told once, by the run's document.
                return RunStarted(
                    started_at=self._run.started_at,
                    environment=self._run.environment,
                    simulation=self._run.simulation,
                    checks=tuple(self._planned.values()),
                    case=self._parts.case_at_start,
                )
            case "check_started":
                started = convert({**line, "at_s": line.get("at_s", 0.0)}, CheckStarted)
                if not 0 <= started.at_s <= _LONGEST_RUN_S:
                    raise UnfitDocumentError
                return started
            case "observation":
                seen = list(self._observations([line.get("observation")]))
                return ObservationMade(check=_check_id(line), observation=seen[0]) if seen else None
            case "check_finished":
                result = self._result(convert(self._known_check(line.get("result")), CheckDocument))
                if result.id != line.get("check"):
                    raise UnfitDocumentError
                return CheckFinished(result=result)
            case "causes_changed":
                causes = convert(self._known_causes(line.get("causes")), list[CauseDocument])
                return CausesChanged(causes=tuple(_cause(one) for one in causes))
            case "run_finished":
                return _finished(line)
            case _:
                raise UnfitDocumentError

    def _left_out_check(self, check: object) -> bool:
        if not isinstance(check, str):
            raise UnfitDocumentError
        if check in self._planned:
            return False
        if check in _checks() or check not in self._left_out.checks:
            raise UnfitDocumentError
        return True

    def _known_parts(self, document: dict[str, Any]) -> dict[str, Any]:
        checks = document.get("checks")
        if not isinstance(checks, list):
            raise UnfitDocumentError
        known = [check for check in checks if not (isinstance(check, dict) and self._left_out_check(check.get("id")))]
        return {**document, "checks": [self._known_check(check) for check in known], "causes": self._known_causes(document.get("causes"))}

    def _known_check(self, check: object) -> dict[str, Any]:
        """Leave out what was seen in unknown ways; what is wrong with the rest, decoding will say."""
        if not isinstance(check, dict) or not isinstance(seen := check.get("observations"), list):
            raise UnfitDocumentError
        blocked_by = check.get("blocked_by")
        if blocked_by is not None and self._left_out_check(blocked_by):
            blocked_by = None
        return {**check, "blocked_by": blocked_by, "observations": self._known_observations(seen)}

    def _known_observations(self, observations: Iterable[object]) -> list[dict[str, Any]]:
        known: list[dict[str, Any]] = []
        for one in observations:
            if not isinstance(one, dict) or not isinstance(operation := one.get("operation"), str):
                raise UnfitDocumentError
            if operation not in OPERATIONS:
                self._left_out.operations.append(operation)
                continue
            failure = one.get("failure")
            known.append({**one, "failure": Failure.UNKNOWN if isinstance(failure, str) and failure not in _FAILURES else failure})
        return known

    def _known_causes(self, causes: object) -> list[dict[str, Any]]:
        if not isinstance(causes, list):
            raise UnfitDocumentError
        known: list[dict[str, Any]] = []
        for cause in causes:
            if not isinstance(cause, dict) or not isinstance(explains := cause.get("explains"), list):
                raise UnfitDocumentError
            known.append({**cause, "explains": [check for check in explains if isinstance(check, str) and check in self._planned]})
        return known

    def _observations(self, trees: Iterable[object]) -> Iterable[Observation]:
        for one in convert(self._known_observations(trees), list[ObservationDocument]):
            yield _observation(one)

    def _result(self, check: CheckDocument) -> CheckResult:
        if not 0 <= check.elapsed_s <= _LONGEST_RUN_S:
            raise UnfitDocumentError
        return CheckResult(
            id=check.id,
            verdict=check.verdict,
            basis=check.basis,
            reason=Message(check.reason),
            blocked_by=check.blocked_by,
            question=_question(check.question),
            ending=check.ending,
            elapsed_s=check.elapsed_s,
            observations=tuple(_observation(one) for one in check.observations),
        )


def _check_id(line: dict[str, Any]) -> CheckId:
    check: CheckId = convert(line.get("check"), cast("Any", CheckId))
    return check


def _finished(line: dict[str, Any]) -> RunFinished:
    finished = convert(line, RunFinished)
    if not 0 <= finished.elapsed_s <= _LONGEST_RUN_S:
        raise UnfitDocumentError
    return finished


def _observation(document: ObservationDocument) -> Observation:
    number = document.id.removeprefix("o")
    if not (number.isascii() and number.isdecimal() and len(number) < 10 and 0 <= document.elapsed_s <= _LONGEST_RUN_S):  # noqa: PLR2004  # as ints of 32 bits
        raise UnfitDocumentError
    facts = convert(document.facts, OPERATIONS[document.operation])
    fractions = (value for name in facts.__struct_fields__ if isinstance(value := getattr(facts, name), float))
    if not all(-LARGEST_FRACTION < value < LARGEST_FRACTION for value in fractions):
        # A whole number may be larger, but not as seconds.
        raise UnfitDocumentError
    return Observation(
        id=document.id,
        target=document.target[:_LONGEST_TARGET],
        started_at=document.started_at,
        elapsed_s=document.elapsed_s,
        failure=document.failure,
        facts=facts,
    )


def _question(document: QuestionDocument | None) -> Question | None:
    return None if document is None else Question(document.key, Message(document.text), Message(document.where))


def _cause(document: CauseDocument) -> Cause:
    return Cause(
        id=document.id,
        certainty=document.certainty,
        severity=document.severity,
        basis=document.basis,
        title=Message(document.title),
        meaning=Message(document.meaning),
        owner=document.owner,
        place=document.place,
        explains=tuple(document.explains),
        evidence=tuple(document.evidence),
        contradicted_by=tuple(document.contradicted_by),
        remedy=tuple(Message(step) for step in document.remedy),
        # Whoever shows a cause offers its procedure.
        procedure=document.procedure if document.procedure in load_procedures().procedures else None,
        note=None if document.note is None else Message(document.note),
    )


@cache
def _checks() -> dict[str, Check]:
    return {check.id: check for check in all_checks()}


def _names(names: Iterable[str]) -> str:
    different = list(dict.fromkeys(names))
    return ", ".join(different[:_MOST_SHOWN]) + ("…" if len(different) > _MOST_SHOWN else "")
