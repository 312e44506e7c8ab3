"""The documents that other programs read: the contract's `ccdiag.run/1` and the event stream."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from ccdiag.model.cause import Cause, Certainty, Owner, Severity
from ccdiag.model.check import CheckId, CheckResult, Ending, Question
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, RunEvent, RunFinished, RunStarted
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, RunVerdict, Verdict

Render = Callable[[Message], str]
"""Turns a message into text of the language that the document is in."""


class ObservationDocument(Struct, kw_only=True):
    """An observation as other programs see it."""

    id: str
    operation: str
    target: str
    started_at: datetime
    elapsed_s: float
    failure: Failure | None
    facts: dict[str, Any]


class QuestionDocument(Struct, kw_only=True):
    """What only a person can say."""

    key: str
    text: str
    where: str


class CheckDocument(Struct, kw_only=True):
    """A check that ended."""

    id: CheckId
    title: str
    verdict: Verdict
    basis: Basis
    reason: str
    blocked_by: CheckId | None
    question: QuestionDocument | None
    ending: Ending
    elapsed_s: float
    observations: list[ObservationDocument]


class CauseDocument(Struct, kw_only=True):
    """A cause that stands."""

    id: str
    certainty: Certainty
    severity: Severity
    basis: Basis
    title: str
    meaning: str
    owner: Owner
    place: Place
    explains: list[CheckId]
    evidence: list[str]
    contradicted_by: list[str]
    remedy: list[str]
    procedure: str | None
    note: str | None


class RunDocument(Struct, kw_only=True):
    """A whole run."""

    schema: Literal["ccdiag.run/1"]
    simulation: bool
    version: str
    started_at: datetime
    elapsed_s: float
    environment: str
    verdict: RunVerdict
    causes: list[CauseDocument]
    checks: list[CheckDocument]


def run_document(state: RunState, *, version: str, render: Render) -> RunDocument:
    """Write a run down as the contract's document."""
    return RunDocument(
        schema="ccdiag.run/1",
        simulation=state.simulation,
        version=version,
        started_at=state.started_at,
        elapsed_s=state.elapsed_s or 0.0,
        environment=state.environment,
        verdict=state.verdict,
        causes=[cause_document(cause, render) for cause in state.causes],
        checks=[
            check_document(check.result, title=check.planned.title, render=render)
            for check in state.checks.values()
            if check.result is not None
        ],
    )


def event_document(event: RunEvent, state: RunState, *, version: str, render: Render) -> dict[str, object]:
    """Write one event down as an object with a `type`; `state` is the run's after the event."""
    match event:
        case RunStarted():
            return {
                "type": "run_started",
                "schema": "ccdiag.run/1",
                "simulation": event.simulation,
                "version": version,
                "started_at": event.started_at,
                "environment": event.environment,
                "checks": [planned.id for planned in event.checks],
            }
        case CheckStarted():
            return {"type": "check_started", "check": event.check, "waiting_for": event.waiting_for, "at_s": event.at_s}
        case ObservationMade():
            return {"type": "observation", "check": event.check, "observation": observation_document(event.observation)}
        case CheckFinished():
            title = state.checks[event.result.id].planned.title
            return {"type": "check_finished", "check": event.result.id, "result": check_document(event.result, title=title, render=render)}
        case CausesChanged():
            return {"type": "causes_changed", "causes": [cause_document(cause, render) for cause in event.causes]}
        case RunFinished():
            return {"type": "run_finished", "verdict": state.verdict, "elapsed_s": event.elapsed_s, "cancelled": event.cancelled}


def check_document(result: CheckResult, *, title: Message, render: Render) -> CheckDocument:
    """Write a check's end down."""
    return CheckDocument(
        id=result.id,
        title=render(title),
        verdict=result.verdict,
        basis=result.basis,
        reason=render(result.reason),
        blocked_by=result.blocked_by,
        question=_question_document(result.question, render),
        ending=result.ending,
        elapsed_s=result.elapsed_s,
        observations=[observation_document(observation) for observation in result.observations],
    )


def cause_document(cause: Cause, render: Render) -> CauseDocument:
    """Write a cause down."""
    return CauseDocument(
        id=cause.id,
        certainty=cause.certainty,
        severity=cause.severity,
        basis=cause.basis,
        title=render(cause.title),
        meaning=render(cause.meaning),
        owner=cause.owner,
        place=cause.place,
        explains=list(cause.explains),
        evidence=list(cause.evidence),
        contradicted_by=list(cause.contradicted_by),
        remedy=[render(step) for step in cause.remedy],
        procedure=cause.procedure,
        note=render(cause.note) if cause.note else None,
    )


def observation_document(observation: Observation) -> ObservationDocument:
    """Write an observation down."""
    return ObservationDocument(
        id=observation.id,
        operation=observation.operation,
        target=observation.target,
        started_at=observation.started_at,
        elapsed_s=observation.elapsed_s,
        failure=observation.failure,
        facts=msgspec.to_builtins(observation.facts),
    )


def _question_document(question: Question | None, render: Render) -> QuestionDocument | None:
    if question is None:
        return None
    return QuestionDocument(key=question.key, text=render(question.text), where=render(question.where))
