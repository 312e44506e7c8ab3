"""The whole checklist on the healthy lab, beside the longest chain of the same probes run bare; and how fast a run stops.

Both are measured in one process, in turns, against one lab; passive reads are left out of both. Prints ratios, since machines differ.
"""

import asyncio
import statistics
import sys
from pathlib import Path
from time import perf_counter

from ccdiag.app.session import make_run
from ccdiag.checks.base import CheckContext
from ccdiag.checks.registry import all_checks
from ccdiag.engine.plan import plan
from ccdiag.lab.thread import LabThread
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.event import CheckStarted, RunEvent
from ccdiag.model.limits import Limits
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, RunVerdict, Verdict
from ccdiag.probes.source import ANY_SOURCE

ROUNDS = 15
RATIO_TARGET = 1.5
CANCEL_TARGET_S = 0.2
NO_PASSIVE_READS = Limits(passive_read=0.001)
# The longest chain of needs: which interface, which address, does it answer, is it TLS, does it speak MQTT.
CHAIN: tuple[CheckId, ...] = ("network.interface", "dns.mqtt", "mqtt.tcp", "mqtt.tls", "mqtt.session")


async def whole_run(situation: Situation) -> float:
    """Time the checklist as users run it."""
    begin = perf_counter()
    state = await make_run(situation, lambda _event: None).execute()
    elapsed = perf_counter() - begin
    if state.verdict is not RunVerdict.HEALTHY:
        causes = [cause.id for cause in state.causes]
        undecided = [f"{check}: {result.verdict}" for check, result in state.results.items()]
        sys.exit(f"the healthy lab is {state.verdict}: {causes} {undecided}")
    return elapsed


async def bare_chain(situation: Situation) -> float:
    """Time the probes of the longest chain, one check after the other, with no engine, no diagnosis and nothing beside them."""
    checks = {check.id: check for check in plan(all_checks())}
    results: dict[CheckId, CheckResult] = {}
    begin = perf_counter()
    for check_id in CHAIN:
        seen: list[Observation] = []

        def record(observation: Observation, seen: list[Observation] = seen) -> Observation:
            seen.append(observation)
            return observation

        context = CheckContext(situation, results, record, source=ANY_SOURCE, terminal_turn=asyncio.Lock())
        await checks[check_id].observe(context)
        results[check_id] = CheckResult(
            id=check_id, verdict=Verdict.PASS, basis=Basis.MEASURED, reason=message("bare"), observations=tuple(seen)
        )
    return perf_counter() - begin


async def time_to_stop(situation: Situation) -> float:
    """Time from cancelling, with the first connections open, to the end of the run."""
    stopped_at = 0.0

    def stop_soon(event: RunEvent) -> None:
        nonlocal stopped_at
        if isinstance(event, CheckStarted) and event.check == "mqtt.tls":
            stopped_at = perf_counter()
            run.cancel()

    run = make_run(situation, stop_soon)
    await run.execute()
    return perf_counter() - stopped_at


async def measure(situation: Situation) -> bool:
    await whole_run(situation)
    whole, bare = [], []
    for _ in range(ROUNDS):
        bare.append(await bare_chain(situation))
        whole.append(await whole_run(situation))
    ratio = statistics.median(whole) / statistics.median(bare)
    print(f"checklist on the healthy lab: {statistics.median(whole) * 1000:.0f} ms, median of {ROUNDS}")
    print(f"longest chain of its probes, bare: {statistics.median(bare) * 1000:.0f} ms")
    print(f"ratio: {ratio:.2f} (at most {RATIO_TARGET})")
    stops = [await time_to_stop(situation) for _ in range(ROUNDS)]
    print(f"from cancel to RunFinished: {max(stops) * 1000:.1f} ms at the most of {ROUNDS} (at most {CANCEL_TARGET_S * 1000:.0f} ms)")
    return ratio <= RATIO_TARGET and max(stops) <= CANCEL_TARGET_S


def main() -> int:
    with LabThread() as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=NO_PASSIVE_READS)
        return 0 if asyncio.run(measure(situation)) else 1


if __name__ == "__main__":
    print(f"{Path(__file__).name}:")
    raise SystemExit(main())
