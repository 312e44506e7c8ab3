"""The composition root: environment, case, checks and rules become one run."""

from collections.abc import Callable, Iterable

from ccdiag.checks.registry import all_checks
from ccdiag.content.causes import load_causes
from ccdiag.engine.plan import plan
from ccdiag.engine.rejudge import rejudge
from ccdiag.engine.run import Run
from ccdiag.model.check import CheckId
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation


def make_run(situation: Situation, emit: Callable[[RunEvent], None], *, only: Iterable[CheckId] = ()) -> Run:
    """Put a run together; it starts when it is executed."""
    return Run(plan(all_checks(), only), load_causes(), situation, emit)


def judge_again(state: RunState, situation: Situation) -> RunState:
    """Judge a run by what is answered now, without looking at the world again."""
    return rejudge(state, all_checks(), load_causes(), situation)
