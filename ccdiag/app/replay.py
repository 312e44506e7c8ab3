"""A saved run as it went: what was known at each moment, judged by today's rules and said in the reader's language; pure."""

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.app.saved_cases import JudgedAgain, judged_again
from ccdiag.app.session import judge_again
from ccdiag.checks.registry import all_checks
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, RunEvent, RunFinished, RunStarted
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedRun, TimedEvent
from ccdiag.model.verdict import Light

_STRIDE: Final = 1000
_MOST_REMEMBERED: Final = 200
"""Judgements of moments; a run has a few dozen checks, each of which ends once."""


class MomentKind(StrEnum):
    """What happened at a moment that is worth a step."""

    BEGAN = "began"
    CHECK = "check"
    """A check ended."""
    CAUSE = "cause"
    """Another cause stood first, or none any more."""
    ENDED = "ended"


class Moment(Struct, frozen=True, kw_only=True):
    """Where something happened on the time line."""

    at_s: float
    kind: MomentKind
    check: CheckId | None = None
    light: Light | None = None
    """Of the check that ended, as it was seen then."""


class Replay:
    """Folds the events of one run up to any moment."""

    def __init__(self, run: SavedRun) -> None:
        self._events = _in_time(run.events)
        # What does not fit, from a damaged store say, is left out for whoever judges it too.
        self._run = replace(run, events=tuple(self._events))
        self._times = [one.at_s for one in self._events]
        self._judged: dict[int, RunState] = {}
        self._folded: dict[int, RunState] = {0: RunState()}
        """The state after so many events, every now and then: whoever goes back need not begin at the beginning."""
        self._titles = {check.id: check.title for check in all_checks()}

    @property
    def can_be_played(self) -> bool:
        """Whether it is known how the run went, and not only how it ended."""
        return len(self.moments) > 1 and self.duration_s > 0

    @cached_property
    def duration_s(self) -> float:
        """How long the run took."""
        last = self._times[-1] if self._times else 0.0
        return max(last, self._run.state.elapsed_s or 0.0)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """What happened, in its order: the beginning, each check that ended, each other first cause, and the end."""
        found: list[Moment] = []
        first: str | None = None
        for one in self._events:
            match one.event:
                case RunStarted():
                    found.append(Moment(at_s=one.at_s, kind=MomentKind.BEGAN))
                case CheckFinished(result=result):
                    found.append(
                        Moment(at_s=one.at_s, kind=MomentKind.CHECK, check=result.id, light=Light(result.verdict.value)),
                    )
                case CausesChanged(causes=causes):
                    now = causes[0].id if causes else None
                    if now != first:
                        found.append(Moment(at_s=one.at_s, kind=MomentKind.CAUSE))
                    first = now
                case RunFinished():
                    found.append(Moment(at_s=one.at_s, kind=MomentKind.ENDED))
                case _:
                    pass
        return tuple(found)

    def then_at(self, at_s: float) -> RunState:
        """Return the run as it was seen at a moment, in seconds since it started; from the last event on, as it was seen last."""
        count = bisect_right(self._times, at_s)
        if count >= len(self._events):
            return self._run.state
        start = max(done for done in self._folded if done <= count)
        state = self._folded[start]
        while count - start >= _STRIDE:
            state = state.apply_all([one.event for one in self._events[start : start + _STRIDE]])
            start += _STRIDE
            self._folded[start] = state
        return state.apply_all([one.event for one in self._events[start:count]])

    def state_at(self, at_s: float) -> RunState:
        """Return the run at a moment, judged by today's rules; what had not ended then is left as it was."""
        if bisect_right(self._times, at_s) >= len(self._events):
            return self.judged
        then = self.then_at(at_s)
        # Observations alone change no judgement.
        key = bisect_right(self._judging_times, at_s)
        judged = self._judged.get(key)
        if judged is None:
            situation = self._run.situation
            case = then.case if then.case is not None else situation.case
            judged = judge_again(then, replace(situation, case=case)) if then.begun else then
            if len(self._judged) >= _MOST_REMEMBERED:
                self._judged.clear()
            self._judged[key] = judged
        checks = {id_: judged.checks[id_] if check.result is not None else check for id_, check in then.checks.items()}
        return self._titled(replace(judged, checks=checks))

    @cached_property
    def judged(self) -> RunState:
        """The run as it ended, judged by today's rules with all that was answered."""
        return self._titled(self.again.state)

    @cached_property
    def again(self) -> JudgedAgain:
        """The run as it ended, judged by today's rules, and what differs."""
        return judged_again(self._run)

    def judged_with(self, case: Case) -> RunState:
        """Return the run as it ended, judged as if this case had been known."""
        return self._titled(judged_again(replace(self._run, case=case)).state)

    @cached_property
    def _judging_times(self) -> list[float]:
        return [one.at_s for one in self._events if isinstance(one.event, CheckFinished | CausesChanged | RunStarted | RunFinished)]

    def _titled(self, state: RunState) -> RunState:
        """Call the checks what they are called today, in any language; a file has its writer's words."""
        checks = {
            id_: replace(check, planned=replace(check.planned, title=self._titles[id_])) if id_ in self._titles else check
            for id_, check in state.checks.items()
        }
        return replace(state, checks=checks)


def differing(then: RunState, now: RunState) -> dict[CheckId, CheckResult]:
    """Return the checks that are judged otherwise now, each with its result of then."""
    found = {}
    for check, state in now.checks.items():
        before = then.checks[check].result if check in then.checks else None
        if before is not None and state.result is not None and before.verdict is not state.result.verdict:
            found[check] = before
    return found


def _in_time(events: Sequence[TimedEvent]) -> list[TimedEvent]:
    """Return the events that follow from each other, with times that begin at none and never go back."""
    ordered: list[TimedEvent] = []
    planned: set[CheckId] | None = None
    latest = began = 0.0
    for one in events:
        event = one.event
        if isinstance(event, RunStarted):
            if planned is not None:
                # There is one beginning.
                continue
            planned, began = {check.id for check in event.checks}, one.at_s
        elif planned is None or not _check_of(event) <= planned:
            continue
        latest = max(latest, one.at_s - began)
        ordered.append(TimedEvent(latest, event))
    return ordered


def _check_of(event: RunEvent) -> set[CheckId]:
    match event:
        case CheckStarted() | ObservationMade():
            return {event.check}
        case CheckFinished():
            return {event.result.id}
        case _:
            return set()
