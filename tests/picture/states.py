"""Runs by hand: every planned check with a verdict, and the causes that stand."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from ccdiag.checks.registry import all_checks
from ccdiag.model.cause import Cause, Certainty, Owner, Severity
from ccdiag.model.check import CheckId, CheckResult, Ending, Question
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, PlannedCheck, RunEvent, RunStarted
from ccdiag.model.facts import Facts, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Verdict

STARTED: Final = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
PLAN: Final = tuple(
    PlannedCheck(id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit) for check in all_checks()
)
QUESTION: Final = Question(key="terminal.dns_set", text=message("Is DNS filled in?"), where=message("There."))


def seen(number: int, failure: Failure | None = None, facts: Facts | None = None) -> Observation:
    return Observation(
        id=f"o{number}",
        target="192.0.2.21:443",
        started_at=STARTED,
        elapsed_s=0.1,
        failure=failure,
        facts=facts or TcpFacts(role="control", address="192.0.2.21", port=443),
    )


def result(
    check: CheckId,
    verdict: Verdict = Verdict.PASS,
    *,
    basis: Basis = Basis.MEASURED,
    blocked_by: CheckId | None = None,
    question: Question | None = None,
    ending: Ending = Ending.JUDGED,
    observations: Iterable[Observation] = (),
) -> CheckResult:
    return CheckResult(
        id=check,
        verdict=verdict,
        basis=basis,
        reason=message("So it is."),
        blocked_by=blocked_by,
        question=question,
        ending=ending,
        observations=tuple(observations),
    )


def cause(
    place: Place,
    *explains: CheckId,
    evidence: Iterable[str] = (),
    severity: Severity = Severity.FAULT,
) -> Cause:
    return Cause(
        id="made.up",
        certainty=Certainty.LIKELY,
        severity=severity,
        basis=Basis.MEASURED,
        title=message("A fault"),
        meaning=message("It is broken."),
        owner=Owner.NETWORK,
        place=place,
        explains=explains,
        evidence=tuple(evidence),
    )


def begun(*, simulation: bool = False) -> RunState:
    return RunState().apply(RunStarted(started_at=STARTED, environment="made", simulation=simulation, checks=PLAN))


def run(*special: CheckResult, causes: Iterable[Cause] = (), simulation: bool = False) -> RunState:
    """Every check passes but those that are given."""
    given: Mapping[CheckId, CheckResult] = {one.id: one for one in special}
    events: list[RunEvent] = [CheckFinished(result=given.get(planned.id, result(planned.id))) for planned in PLAN]
    state = begun(simulation=simulation)
    for event in (*events, CausesChanged(causes=tuple(causes))):
        state = state.apply(event)
    return state


def partly(*done: CheckResult, started: Iterable[CheckId] = ()) -> RunState:
    """A run that goes on."""
    state = begun()
    for one in done:
        state = state.apply(CheckFinished(result=one))
    for check in started:
        state = state.apply(CheckStarted(check=check))
    return state
