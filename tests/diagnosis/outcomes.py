"""Ways in which the checks can end: what each may see, judged by the check itself, so that no outcome is forgotten."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ccdiag.checks.base import Check, Seen
from ccdiag.checks.registry import all_checks
from ccdiag.content.causes import load_causes
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from tests.diagnosis.runs import ENVIRONMENT, Field

CHECKS: dict[CheckId, Check] = {check.id: check for check in all_checks()}
KNOWN_ANSWERS: dict[str, Any] = {
    "probes": [{"url": "http://known.example/", "status": 204}, {"url": "http://other.example/", "status": 200, "body": "yes"}]
}


class Outcome(Struct, frozen=True, kw_only=True):
    """What one check saw, and what is needed to judge it."""

    check: CheckId
    about: str
    seen: tuple[Observation, ...]
    before: tuple[CheckResult, ...] = ()
    """Of checks that it waits for."""
    case: dict[str, Any] = {}
    environment: dict[str, Any] = {}
    hold_s: float = 0.0

    def __str__(self) -> str:
        return f"{self.check}: {self.about}"


class Judged(Struct, frozen=True, kw_only=True):
    """An outcome, what its check says of it, and the causes."""

    outcome: Outcome
    results: Mapping[CheckId, CheckResult]
    causes: tuple[Cause, ...]

    @property
    def result(self) -> CheckResult:
        return self.results[self.outcome.check]

    @property
    def explained(self) -> bool:
        return any(self.outcome.check in cause.explains for cause in self.causes)

    def __str__(self) -> str:
        return f"{self.outcome} -> {self.result.verdict}: {self.result.reason.english()} {[cause.id for cause in self.causes]}"


def judged(outcome: Outcome) -> Judged:
    """Judge as the engine does."""
    situation = _situation(outcome)
    results: dict[CheckId, CheckResult] = {}
    count = 0
    for before in outcome.before:
        observations, count = _numbered(before.observations, count)
        results[before.id] = replace(before, observations=observations)
    observations, count = _numbered(outcome.seen, count)
    judgement = CHECKS[outcome.check].judge(Seen(observations), situation, results)
    results[outcome.check] = CheckResult(
        id=outcome.check,
        verdict=judgement.verdict,
        basis=judgement.basis,
        reason=judgement.reason,
        question=judgement.question,
        observations=observations,
    )
    return Judged(outcome=outcome, results=results, causes=diagnose(load_causes(), results, situation))


def ended(check: CheckId, verdict: Verdict, *observations: Observation) -> CheckResult:
    """Make the result of a check that was waited for."""
    return CheckResult(id=check, verdict=verdict, basis=Basis.MEASURED, reason=message("made up"), observations=observations)


def named(check: CheckId, ways: Iterable[tuple[str, Sequence[Observation]]], **more: Field) -> Iterator[Outcome]:
    """Make an outcome of each way to see something."""
    for about, seen in ways:
        yield Outcome(check=check, about=about, seen=tuple(seen), **more)


def _situation(outcome: Outcome) -> Situation:
    environment = msgspec.to_builtins(ENVIRONMENT)
    for key, value in {"internet": KNOWN_ANSWERS, **outcome.environment}.items():
        environment[key] = {**environment[key], **value} if isinstance(environment.get(key), dict) else value
    case = msgspec.convert({"terminal": {"ip": "192.0.2.20", "tms_id": "1"}, **outcome.case}, Case)
    return Situation(environment=msgspec.convert(environment, Environment), case=case, touch_terminal=True, hold_s=outcome.hold_s)


def _numbered(observations: Iterable[Observation], count: int) -> tuple[tuple[Observation, ...], int]:
    numbered = []
    for observation in observations:
        count += 1
        numbered.append(replace(observation, id=f"o{count}"))
    return tuple(numbered), count
