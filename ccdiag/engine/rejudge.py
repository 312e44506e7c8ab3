"""Judging a run again after an answer, without a new look at the world; pure, and saved runs are served by it too."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from msgspec.structs import replace

from ccdiag.checks.base import Check, Seen
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.engine.judging import blocked, blocking, crashed, judged, last_number, not_applying, waited_for
from ccdiag.model.case import Case
from ccdiag.model.cause import CauseRule
from ccdiag.model.check import CheckId, CheckResult, Ending, Judgement
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict

_ANSWERED_LATER = message("This was answered after the run; test again to look at it.")
_OTHER_ENVIRONMENT = message("This was not looked at in the environment that is chosen now; test again.")


def rejudge(state: RunState, checks: Sequence[Check], rules: Sequence[CauseRule], situation: Situation) -> RunState:
    """Return the run as it stands with what is answered now.

    Every check that looked is judged by what it saw then; one that only goes by what is stated is judged by what is stated now; one
    that would have to look anew is "not tested" and says so. Checks that have not ended are left alone.
    """
    again = _Again(state, situation)
    for check in _in_order(checks, state):
        again.judge(check)
    unfinished = frozenset(check for check, one in again.states.items() if one.result is None)
    causes = diagnose(rules, again.results, situation, unfinished=unfinished)
    return replace(state, checks=again.states, causes=causes)


def _in_order(checks: Sequence[Check], state: RunState) -> list[Check]:
    """Put checks after those whose results they use."""
    open_checks = {check.id: check for check in checks if check.id in state.checks}
    ordered: list[Check] = []
    while open_checks:
        free = [check for check in open_checks.values() if not any(other in open_checks for other in waited_for(check))]
        assert free, "plan() refuses circles"
        ordered += free
        for check in free:
            del open_checks[check.id]
    return ordered


class _Again:
    """One judging of all checks, in turn."""

    def __init__(self, state: RunState, situation: Situation) -> None:
        self.states: dict[CheckId, CheckState] = dict(state.checks)
        self._state = state
        self._situation = situation
        self._ids = count(last_number(one for check in state.checks.values() for one in check.observations) + 1)
        self._same_environment = state.environment in {"", situation.environment.id}

    @property
    def results(self) -> dict[CheckId, CheckResult]:
        """Return the results so far, in the order of the plan."""
        return {check: one.result for check, one in self.states.items() if one.result is not None}

    def judge(self, check: Check) -> None:
        """Judge one check, after those that it uses."""
        before = self.states[check.id]
        if before.result is None:
            return
        blocked_by = blocking(check, self.results)
        if blocked_by is not None:
            judgement, seen = blocked(self.states[blocked_by].planned.title), None
        else:
            judgement, seen = self._judgement(check, before, before.result)
        # What was seen is kept beside a result that does not use it: the next answer may bring it back.
        kept = before.observations if seen is None else seen
        result = CheckResult(
            id=check.id,
            verdict=judgement.verdict,
            basis=judgement.basis,
            reason=judgement.reason,
            blocked_by=blocked_by,
            question=judgement.question,
            ending=judgement.ending,
            elapsed_s=before.result.elapsed_s,
            observations=() if seen is None else seen,
        )
        self.states[check.id] = replace(before, observations=kept, result=result)

    def _judgement(self, check: Check, before: CheckState, result: CheckResult) -> tuple[Judgement, tuple[Observation, ...] | None]:
        if (skipped := not_applying(check, self._situation)) is not None:
            return skipped, None
        if result.ending is Ending.CUT_SHORT and not self._goes_by_statements(check):
            return _unchanged(result), before.observations
        looked = before.started_at_s is not None or result.ending is Ending.JUDGED
        stands = looked and self._same_environment and not _changed(check, self._state.case, self._situation.case)
        try:
            seen = check.reconsider(Seen(before.observations) if stands else None, self._situation)
            if seen is None:
                reason = _ANSWERED_LATER if self._same_environment else _OTHER_ENVIRONMENT
                return Judgement(verdict=Verdict.SKIPPED, reason=reason, ending=Ending.NOT_LOOKED), None
            numbered = self._numbered(seen, before.observations)
            return judged(check, Seen(numbered), self._situation, self.results), numbered
        except Exception as error:  # noqa: BLE001  # a bug in one check must not take the others with it
            return crashed(check, error), before.observations

    def _goes_by_statements(self, check: Check) -> bool:
        return check.reconsider(None, self._situation) is not None

    def _numbered(self, seen: Iterable[Observation], before: Sequence[Observation]) -> tuple[Observation, ...]:
        """Give each observation an id of its own; what says the same as before is the same observation."""
        known = {(one.target, one.failure, _key(one)): one for one in reversed(before)}
        numbered: list[Observation] = []
        for one in seen:
            if one.id:
                numbered.append(one)
            elif (same := known.get((one.target, one.failure, _key(one)))) is not None:
                numbered.append(same)
            else:
                numbered.append(replace(one, id=f"o{next(self._ids)}"))
        return tuple(numbered)


def _key(observation: Observation) -> str:
    return f"{observation.operation} {observation.facts!r}"


def _unchanged(result: CheckResult) -> Judgement:
    return Judgement(verdict=result.verdict, basis=result.basis, reason=result.reason, question=result.question, ending=result.ending)


def _changed(check: Check, before: Case | None, now: Case) -> bool:
    """Whether the case now says something else about what this check looks at."""
    return before is not None and any(_value(before, key) != _value(now, key) for key in check.asks_of_case)


def _value(case: Case, key: str) -> object:
    value: object = case
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
    return value
