"""Running one check by itself."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.facts import Facts, SystemLookupFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.stopwatch import Stopwatch

Results = Mapping[CheckId, CheckResult]


async def run_check(
    check: Check, situation: Situation, results: Results | None = None, *, on_record: Callable[[Observation], None] | None = None
) -> CheckResult:
    """Observe and judge, as the engine does."""
    results = results or {}
    seen: list[Observation] = []

    def record(observation: Observation) -> Observation:
        recorded = replace(observation, id=f"o{len(seen) + 1}")
        seen.append(recorded)
        if on_record is not None:
            on_record(recorded)
        return recorded

    context = CheckContext(situation, results, record, source=ANY_SOURCE, terminal_turn=asyncio.Lock())
    check.targets(context)
    await asyncio.wait_for(check.observe(context), check.limit_for(situation))
    judgement = check.judge(Seen(seen), situation, results)
    # Whatever was seen can be put into words.
    assert "{" not in judgement.reason.english()
    return result_of(check.id, seen, verdict=judgement.verdict, reason=judgement.reason.english())


def result_of(check: CheckId, seen: Sequence[Observation], *, verdict: Verdict = Verdict.PASS, reason: str = "") -> CheckResult:
    """Make a result, as a check that others need."""
    return CheckResult(id=check, verdict=verdict, basis=Basis.MEASURED, reason=message(reason), observations=tuple(seen))


def looked_up(check: CheckId, name: str, *addresses: str) -> dict[CheckId, CheckResult]:
    """Make the result of a look-up."""
    return {check: result_of(check, [seen(SystemLookupFacts(name=name, addresses=addresses))])}


def seen(facts: Facts, target: str = "there") -> Observation:
    """Make an observation."""
    return Stopwatch().observation(target, facts)


def operations(result: CheckResult) -> list[str]:
    """Name what was done, in order."""
    return [observation.operation for observation in result.observations]
