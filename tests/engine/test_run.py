import asyncio
from time import perf_counter

import pytest

from ccdiag.checks.base import Check, CheckContext, Skip
from ccdiag.engine.run import Run
from ccdiag.model.event import CheckFinished, CheckStarted, ObservationMade, RunEvent, RunFinished, RunStarted
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.verdict import RunVerdict, Verdict
from tests.engine.made_checks import made_check, made_situation, observation


async def run_all(*checks: Check, deadline_s: float = 5.0) -> tuple[RunState, list[RunEvent]]:
    events: list[RunEvent] = []
    state = await Run(checks, (), made_situation(deadline_s), events.append).execute()
    return state, events


async def test_events_come_in_order_and_fold_to_the_state_of_the_run() -> None:
    async def look(context: CheckContext) -> None:
        context.record(observation())

    state, events = await run_all(made_check("network.interface", work=look))
    assert [type(event) for event in events] == [RunStarted, CheckStarted, ObservationMade, CheckFinished, RunFinished]
    folded = RunState()
    for event in events:
        folded = folded.apply(event)
    assert folded == state
    assert state.verdict is RunVerdict.HEALTHY
    assert [seen.id for seen in state.results["network.interface"].observations] == ["o1"]


async def test_a_failed_need_blocks_and_names_the_root() -> None:
    state, _ = await run_all(
        made_check("network.interface", verdict=Verdict.FAIL),
        made_check("dns.mqtt", needs=("network.interface",)),
        made_check("mqtt.tcp", needs=("dns.mqtt",)),
        made_check("terminal.day"),
    )
    assert {check: (result.verdict, result.blocked_by) for check, result in state.results.items()} == {
        "network.interface": (Verdict.FAIL, None),
        "dns.mqtt": (Verdict.SKIPPED, "network.interface"),
        "mqtt.tcp": (Verdict.SKIPPED, "network.interface"),
        "terminal.day": (Verdict.PASS, None),
    }


@pytest.mark.parametrize("verdict", [Verdict.WARN, Verdict.INCONCLUSIVE])
async def test_only_a_failure_blocks(verdict: Verdict) -> None:
    state, _ = await run_all(made_check("dns.mqtt", verdict=verdict), made_check("mqtt.tcp", needs=("dns.mqtt",)))
    assert state.results["mqtt.tcp"].verdict is Verdict.PASS


async def test_who_needs_only_what_was_found_does_not_wait_for_the_rest() -> None:
    begun = asyncio.Event()

    async def find(context: CheckContext) -> None:
        context.meanwhile.find_good("mqtt.tls", "192.0.2.1")
        # It would wait for ever if the other one waited for it.
        await begun.wait()

    async def begin(_context: CheckContext) -> None:
        begun.set()

    state, _ = await run_all(
        made_check("mqtt.tls", work=find), made_check("mqtt.session", needs=("mqtt.tls",), early=("mqtt.tls",), work=begin)
    )
    assert {result.verdict for result in state.results.values()} == {Verdict.PASS}


async def test_where_nothing_was_found_it_is_waited_for_and_blocks() -> None:
    state, _ = await run_all(
        made_check("mqtt.tls", verdict=Verdict.FAIL), made_check("mqtt.session", needs=("mqtt.tls",), early=("mqtt.tls",))
    )
    assert state.results["mqtt.session"].blocked_by == "mqtt.tls"


async def test_what_is_only_waited_for_never_blocks() -> None:
    state, _ = await run_all(made_check("mqtt.tls", verdict=Verdict.FAIL), made_check("clock.skew", after=("mqtt.tls",)))
    assert state.results["clock.skew"].verdict is Verdict.PASS


async def test_a_crash_is_told_by_its_type_and_the_others_finish() -> None:
    async def crash(context: CheckContext) -> None:
        context.record(observation())
        raise ZeroDivisionError

    state, _ = await run_all(made_check("dns.mqtt", work=crash), made_check("dns.tas"))
    crashed = state.results["dns.mqtt"]
    assert crashed.verdict is Verdict.CRASHED
    assert crashed.reason.values["type"] == "ZeroDivisionError"
    assert len(crashed.observations) == 1
    assert state.results["dns.tas"].verdict is Verdict.PASS
    assert state.verdict is RunVerdict.INCONCLUSIVE


async def test_a_time_out_inside_a_probe_is_a_crash_and_not_the_checks_limit() -> None:
    async def forget_to_catch(context: CheckContext) -> None:
        raise TimeoutError

    state, _ = await run_all(made_check("dns.mqtt", work=forget_to_catch))
    assert state.results["dns.mqtt"].verdict is Verdict.CRASHED


async def test_a_check_past_its_limit_could_not_tell_and_keeps_what_it_saw() -> None:
    async def hang(context: CheckContext) -> None:
        context.record(observation())
        await asyncio.Event().wait()

    state, _ = await run_all(made_check("dns.mqtt", work=hang, limit=0.05))
    assert state.results["dns.mqtt"].verdict is Verdict.INCONCLUSIVE
    assert len(state.results["dns.mqtt"].observations) == 1


async def test_the_runs_deadline_ends_what_runs_and_what_has_not_begun() -> None:
    async def hang(context: CheckContext) -> None:
        await asyncio.Event().wait()

    state, _ = await run_all(made_check("dns.mqtt", work=hang), made_check("mqtt.tcp", needs=("dns.mqtt",)), deadline_s=0.05)
    assert {result.verdict for result in state.results.values()} == {Verdict.INCONCLUSIVE}
    assert not state.cancelled


async def test_independent_checks_run_at_once() -> None:
    meeting = asyncio.Barrier(3)

    async def meet(context: CheckContext) -> None:
        async with meeting:
            pass

    state, _ = await run_all(*(made_check(check, work=meet, limit=2) for check in ("dns.mqtt", "dns.tas", "tms.tcp")))
    assert {result.verdict for result in state.results.values()} == {Verdict.PASS}


async def test_cancelling_keeps_what_was_seen_and_ends_every_check_at_once() -> None:
    begun = asyncio.Event()

    async def hang(context: CheckContext) -> None:
        context.record(observation())
        begun.set()
        await asyncio.Event().wait()

    events: list[RunEvent] = []
    checks = (made_check("dns.mqtt", work=hang), made_check("mqtt.tcp", needs=("dns.mqtt",)), made_check("terminal.day"))
    run = Run(checks, (), made_situation(), events.append)
    task = asyncio.create_task(run.execute())
    await begun.wait()
    begin = perf_counter()
    run.cancel()
    state = await task
    assert perf_counter() - begin < 0.2
    assert isinstance(events[-1], RunFinished)
    assert events[-1].cancelled
    assert state.verdict is RunVerdict.CANCELLED
    assert len(state.results) == 3
    assert len(state.results["dns.mqtt"].observations) == 1
    assert state.results["terminal.day"].verdict is Verdict.PASS


async def test_cancelling_before_the_start_still_ends_well() -> None:
    events: list[RunEvent] = []
    run = Run((made_check("dns.mqtt"),), (), made_situation(), events.append)
    run.cancel()
    state = await run.execute()
    assert state.cancelled
    assert [type(event) for event in (events[0], events[-1])] == [RunStarted, RunFinished]


async def test_when_the_task_is_cancelled_the_run_ends_and_the_cancellation_goes_on() -> None:
    begun = asyncio.Event()

    async def hang(context: CheckContext) -> None:
        begun.set()
        await asyncio.Event().wait()

    events: list[RunEvent] = []
    task = asyncio.create_task(Run((made_check("dns.mqtt", work=hang),), (), made_situation(), events.append).execute())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(events[-1], RunFinished)
    assert events[-1].cancelled


async def test_what_does_not_apply_is_skipped_with_its_reason() -> None:
    state, events = await run_all(made_check("dns.mqtt", skip=Skip(message("an address needs no look-up"))))
    assert state.results["dns.mqtt"].verdict is Verdict.SKIPPED
    assert state.results["dns.mqtt"].blocked_by is None
    assert not [event for event in events if isinstance(event, CheckStarted)]
