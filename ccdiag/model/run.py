"""The state of a run: one pure fold over its events, shared by window, command line, saved cases and tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.model.case import Case
from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, PlannedCheck, RunEvent, RunFinished, RunStarted
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Light, RunVerdict, Verdict


class CheckState(Struct, frozen=True, kw_only=True):
    """Where one check is."""

    planned: PlannedCheck
    phase: Literal["waiting", "running", "done"] = "waiting"
    started_at_s: float | None = None
    waiting_for: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    result: CheckResult | None = None

    @property
    def light(self) -> Light:
        """What its status light shows."""
        if self.result is not None:
            return Light(self.result.verdict.value)
        return Light.RUNNING if self.phase == "running" else Light.WAITING


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class RunState(Struct, frozen=True, kw_only=True):
    """Everything that is known of a run so far."""

    started_at: datetime = _NEVER
    environment: str = ""
    simulation: bool = False
    case: Case | None = None
    """What was known when it started; None: not written down."""
    checks: dict[CheckId, CheckState] = {}
    causes: tuple[Cause, ...] = ()
    elapsed_s: float | None = None
    cancelled: bool = False

    @property
    def begun(self) -> bool:
        """Whether the first event has come; before that the checks are what a run will look at."""
        return self.started_at != _NEVER

    @property
    def finished(self) -> bool:
        """Whether the last event has come."""
        return self.elapsed_s is not None

    @property
    def results(self) -> dict[CheckId, CheckResult]:
        """The results so far, in the order of the plan."""
        return {check: state.result for check, state in self.checks.items() if state.result is not None}

    @property
    def verdict(self) -> RunVerdict:
        """The contract's verdict of the run; meaningful once it finished."""
        return run_verdict(tuple(self.results.values()), self.causes, cancelled=self.cancelled)

    def apply(self, event: RunEvent) -> "RunState":
        """Return the state after this event."""
        match event:
            case RunStarted():
                return RunState(
                    started_at=event.started_at,
                    environment=event.environment,
                    simulation=event.simulation,
                    case=event.case,
                    checks={planned.id: CheckState(planned=planned) for planned in event.checks},
                )
            case CheckStarted():
                started = replace(self.checks[event.check], phase="running", started_at_s=event.at_s, waiting_for=event.waiting_for)
                return self._with(event.check, started)
            case ObservationMade():
                before = self.checks[event.check]
                waiting = tuple(target for target in before.waiting_for if target != event.observation.target)
                return self._with(event.check, replace(before, waiting_for=waiting, observations=(*before.observations, event.observation)))
            case CheckFinished():
                done = replace(
                    self.checks[event.result.id], phase="done", waiting_for=(), observations=event.result.observations, result=event.result
                )
                return self._with(event.result.id, done)
            case CausesChanged():
                return replace(self, causes=event.causes)
            case RunFinished():
                return replace(self, elapsed_s=event.elapsed_s, cancelled=event.cancelled)

    def apply_all(self, events: Sequence[RunEvent]) -> "RunState":
        """Return the state after all these events: the same as one after the other, without a new tuple for each of many observations.

        The end of a check brings all of its observations along; those of a check that has not ended are added together.
        """
        ended = {event.result.id for event in events if isinstance(event, CheckFinished)}
        seen: dict[CheckId, list[Observation]] = {}
        state = self
        for event in events:
            if not isinstance(event, ObservationMade):
                state = state.apply(event)
            elif event.check not in ended:
                seen.setdefault(event.check, []).append(event.observation)
        for check, observations in seen.items():
            before, targets = state.checks[check], {observation.target for observation in observations}
            waiting = tuple(target for target in before.waiting_for if target not in targets)
            now = replace(before, waiting_for=waiting, observations=(*before.observations, *observations))
            state = replace(state, checks={**state.checks, check: now})
        return state

    def _with(self, check: CheckId, state: CheckState) -> "RunState":
        return replace(self, checks={**self.checks, check: state})


def run_verdict(results: tuple[CheckResult, ...], causes: tuple[Cause, ...], *, cancelled: bool) -> RunVerdict:
    """Judge a run as a whole.

    A check that failed without a cause that explains it counts as "could not tell": nobody can be told to mend it, and it is not healthy.
    """
    if cancelled:
        return RunVerdict.CANCELLED
    if any(cause.severity is Severity.FAULT for cause in causes):
        return RunVerdict.FAULT
    undecided = {Verdict.INCONCLUSIVE, Verdict.CRASHED, Verdict.FAIL}
    if any(result.verdict in undecided for result in results):
        return RunVerdict.INCONCLUSIVE
    return RunVerdict.HEALTHY
