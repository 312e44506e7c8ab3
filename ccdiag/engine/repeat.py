"""Running some checks of an earlier run again: which look anew, and what is taken over from before."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ccdiag.checks.base import Check
from ccdiag.engine.judging import waited_for
from ccdiag.model.check import CheckId, CheckResult, Ending
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Verdict

_GOOD = frozenset({Verdict.PASS, Verdict.WARN})


def carried_over(
    checks: Sequence[Check], earlier: RunState, again: Iterable[CheckId], *, now: datetime, limits: Limits
) -> dict[CheckId, CheckResult]:
    """Return the results that are taken over from an earlier run; all other checks of the plan look anew.

    Those in `again` look anew, and what uses their results does. What these need is taken over where it is good and recent, and
    otherwise looks anew as well, with what uses it in turn; what they are only run after is taken over whatever it ended with. Names
    are always looked up anew.
    """
    by_id = {check.id: check for check in checks}
    results, chosen = earlier.results, frozenset(again)
    anew = {check.id for check in checks if check.id not in results or check.id in chosen}
    anew |= {source for check in checks if check.id in chosen and not check.looks_by_itself for source in check.after if source in by_id}
    while True:
        more = {check.id for check in checks if anew & set(waited_for(check))}
        for check_id in anew:
            check = by_id[check_id]
            more |= {need for need in check.needs if need in by_id and not _stands(by_id[need], earlier, now, limits, good=True)}
            more |= {other for other in check.after if other in by_id and not _stands(by_id[other], earlier, now, limits, good=False)}
            # What it goes by is told while those are at work.
            more |= {other for other in check.beside if other in by_id}
        if more <= anew:
            return {check.id: results[check.id] for check in checks if check.id not in anew}
        anew |= more


def _stands(check: Check, earlier: RunState, now: datetime, limits: Limits, *, good: bool) -> bool:
    """Whether what this check ended with can be built on."""
    result = earlier.results.get(check.id)
    if result is None:
        return False
    if result.ending is Ending.NOT_APPLYING:
        return True  # it was judged by what is known now, and would not look
    if check.changes_by_itself or result.ending in {Ending.CUT_SHORT, Ending.NOT_LOOKED} or (good and result.verdict not in _GOOD):
        return False
    seen_at = max((observation.started_at for observation in result.observations), default=earlier.started_at)
    # A clock that was set back in between makes it look as if it were yet to come.
    return abs((now - seen_at).total_seconds()) <= limits.taken_over
