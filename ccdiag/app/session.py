"""The composition root: environment, case, checks and rules become one run."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from ccdiag.checks.registry import all_checks
from ccdiag.content.causes import load_causes
from ccdiag.engine.plan import plan
from ccdiag.engine.rejudge import rejudge
from ccdiag.engine.repeat import carried_over
from ccdiag.engine.run import Run
from ccdiag.model.check import CheckId
from ccdiag.model.event import PlannedCheck, RunEvent
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.situation import Situation


def make_run(situation: Situation, emit: Callable[[RunEvent], None], *, only: Iterable[CheckId] = (), again: RunState | None = None) -> Run:
    """Put a run together; it starts when it is executed.

    With `again`, an earlier run, the checks in `only` and what depends on them run again; the rest is taken over from it, judged by
    what is answered now, so that the new run is as complete as the earlier one.
    """
    only = tuple(only)
    if again is None or not only:
        return Run(plan(all_checks(), only), load_causes(), situation, emit)
    planned = plan(all_checks(), (*again.checks, *only))
    known = judge_again(again, situation)
    carried = carried_over(planned, known, only, now=datetime.now(UTC), limits=situation.limits)
    return Run(planned, load_causes(), situation, emit, taken_over=carried)


def planned_state(situation: Situation) -> RunState:
    """Return the state of a run that has not begun: every check waits."""
    checks = {
        check.id: CheckState(
            planned=PlannedCheck(id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit_for(situation))
        )
        for check in plan(all_checks(), ())
    }
    return RunState(environment=situation.environment.id, simulation=situation.simulation, checks=checks)


def judge_again(state: RunState, situation: Situation) -> RunState:
    """Judge a run by what is answered now, without looking at the world again.

    Start from the run as it ended rather than from what this returned before: a look that an answer made useless is not kept for ever.
    """
    return rejudge(state, all_checks(), load_causes(), situation)
