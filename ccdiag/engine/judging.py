"""Judging one check, by the same steps whether it was just observed or is judged again; pure."""

import logging
from collections.abc import Iterable, Mapping

from ccdiag.checks.base import Check, Seen
from ccdiag.model.check import CheckId, CheckResult, Ending, Judgement
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict

_log = logging.getLogger(__name__)

_NOT_FOR_1_0 = message("Cloud Connect 1.0 does not use it. To test what a move to 2.0 needs, answer generation=2.0.")


def waited_for(check: Check) -> tuple[CheckId, ...]:
    """Name the checks whose results a judgement may use."""
    return (*check.needs, *check.after, *check.judged_after, *check.beside)


def only_of(results: Mapping[CheckId, CheckResult], wanted: Iterable[CheckId]) -> dict[CheckId, CheckResult]:
    """Return what was waited for and nothing else, so that a judgement does not depend on who was quicker."""
    wanted = frozenset(wanted)
    return {check: result for check, result in results.items() if check in wanted}


def blocking(check: Check, results: Mapping[CheckId, CheckResult]) -> CheckId | None:
    """Return the check at the root of what keeps this one from running; None when nothing does."""
    for needed in check.needs:
        result = results.get(needed)
        if result is None:
            continue
        if result.verdict is Verdict.FAIL:
            return needed
        if result.blocked_by is not None:
            return result.blocked_by
    return None


def blocked(title: Message) -> Judgement:
    """Judge a check that was not run because the one of this title failed."""
    return Judgement(verdict=Verdict.SKIPPED, reason=message("Not tested, because “{check}” failed.", check=title), ending=Ending.BLOCKED)


def not_applying(check: Check, situation: Situation) -> Judgement | None:
    """Judge a check that does not apply here; None for one that does."""
    if check.only_for_2_0 and situation.case.generation == "1.0":
        return Judgement(verdict=Verdict.SKIPPED, reason=_NOT_FOR_1_0, ending=Ending.NOT_APPLYING)
    if (skip := check.skip(situation)) is not None:
        return Judgement(verdict=Verdict.SKIPPED, reason=skip.reason, question=skip.question, ending=Ending.NOT_APPLYING)
    return None


def judged(check: Check, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
    """Judge what a check saw."""
    return check.judge(seen, situation, only_of(results, waited_for(check)))


def crashed(check: Check, error: Exception) -> Judgement:
    """Judge a check that has a bug: the trace goes to the log, the type to the user, and the other checks go on."""
    _log.error("check %s crashed", check.id, exc_info=error)
    reason = message("The check itself failed ({type}); this says nothing about the network.", type=type(error).__name__)
    return Judgement(verdict=Verdict.CRASHED, reason=reason, ending=Ending.CUT_SHORT)


def last_number(observations: Iterable[Observation]) -> int:
    """Return the highest number in the ids of these observations; 0 where there is none."""
    numbers = (observation.id.removeprefix("o") for observation in observations)
    return max((int(number) for number in numbers if number.isascii() and number.isdecimal()), default=0)
