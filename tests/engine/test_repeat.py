"""Some checks of a run again, the rest taken over."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from ccdiag.app.session import make_run
from ccdiag.checks.registry import all_checks
from ccdiag.engine.repeat import carried_over
from ccdiag.lab.thread import LabThread
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.event import CheckFinished, CheckStarted, RunEvent, RunFinished, RunStarted
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import RunVerdict, Verdict

QUICK = Limits(after_handshake=0.4, passive_read=0.3)
OF_MQTT: set[CheckId] = {"mqtt.tls", "mqtt.session", "mqtt.hold", "network.internet", "network.path_mtu", "clock.skew"}


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


@pytest.fixture
def situation(lab: LabThread) -> Situation:
    return Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)


def run(situation: Situation, only: tuple[CheckId, ...] = (), again: RunState | None = None) -> tuple[RunState, list[RunEvent]]:
    events: list[RunEvent] = []
    return asyncio.run(make_run(situation, events.append, only=only, again=again).execute()), events


def started(events: list[RunEvent]) -> set[CheckId]:
    return {event.check for event in events if isinstance(event, CheckStarted)}


def carried(state: RunState, *again: CheckId, later: timedelta = timedelta()) -> set[CheckId]:
    return set(carried_over(all_checks(), state, again, now=state.started_at + later, limits=QUICK))


def test_one_check_and_what_depends_on_it_look_again_and_the_run_is_complete(situation: Situation) -> None:
    first, _ = run(situation)
    second, events = run(situation, ("mqtt.tls",), first)
    assert "mqtt.tls" in started(events)
    assert started(events) <= OF_MQTT
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert [planned.id for planned in events[0].checks] == list(first.checks)
    finished = [event.result.id for event in events if isinstance(event, CheckFinished)]
    assert sorted(finished) == sorted(first.checks)
    folded = RunState()
    for event in events:
        folded = folded.apply(event)
    assert folded == second
    assert (second.verdict, second.causes) == (RunVerdict.HEALTHY, ())
    for check in set(first.checks) - OF_MQTT:
        assert second.results[check] == first.results[check]
    assert second.results["mqtt.tls"].observations != first.results["mqtt.tls"].observations
    ids = [observation.id for result in second.results.values() for observation in result.observations]
    assert len(ids) == len(set(ids))


def test_what_was_mended_is_seen_and_the_cause_goes(lab: LabThread) -> None:
    lab.call(lab.lab.set_fault, "tas.port_rejected", True)
    broken = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
    first, _ = run(broken)
    assert [cause.id for cause in first.causes] == ["tas.port_rejected"]
    lab.call(lab.lab.set_fault, "tas.port_rejected", False)
    mended = replace(broken, environment=lab.environment)
    second, events = run(mended, ("tas.tcp",), first)
    assert "tas.tcp" in started(events)
    assert "mqtt.tls" not in started(events)
    assert (second.verdict, second.causes) == (RunVerdict.HEALTHY, ())


def test_what_it_needs_and_failed_looks_again_too(situation: Situation) -> None:
    state, _ = run(situation)
    tls = state.checks["mqtt.tls"]
    assert tls.result is not None
    failed = replace(tls, result=replace(tls.result, verdict=Verdict.FAIL))
    state = replace(state, checks={**state.checks, "mqtt.tls": failed})
    assert set(CHECK_IDS) - carried(state, "mqtt.session") == OF_MQTT


def test_names_are_looked_up_anew_for_whoever_connects_to_them(situation: Situation) -> None:
    state, _ = run(situation)
    assert set(CHECK_IDS) - carried(state, "tas.tcp") == {"dns.tas", "tas.tcp", "network.internet", "clock.skew"}
    assert "dns.mqtt" in carried(state, "mqtt.tls")


def test_what_only_concludes_has_its_sources_look_again(situation: Situation) -> None:
    state, _ = run(situation)
    assert {"network.internet", "mqtt.tls"} <= set(CHECK_IDS) - carried(state, "clock.skew")
    assert "network.internet" in carried(state, "mqtt.session")


def test_what_is_old_looks_again_too(situation: Situation) -> None:
    state, _ = run(situation)
    assert "network.interface" in carried(state, "mqtt.tls")
    assert "network.interface" not in carried(state, "mqtt.tls", later=timedelta(minutes=10))
    # Nobody builds on these.
    assert {"terminal.day", "webkassa.configuration"} <= carried(state, "mqtt.tls", later=timedelta(minutes=10))


def test_an_answer_that_was_given_meanwhile_counts(situation: Situation) -> None:
    first, _ = run(situation)
    terminal = replace(situation.case.terminal, day_open="no")
    second, _ = run(replace(situation, case=replace(situation.case, terminal=terminal)), ("tas.tcp",), first)
    assert [cause.id for cause in second.causes] == ["terminal.day_closed"]


def test_without_a_choice_everything_runs(situation: Situation) -> None:
    first, before = run(situation)
    _, events = run(situation, (), first)
    assert started(events) == started(before)


async def test_it_can_be_stopped(situation: Situation) -> None:
    first = await make_run(situation, lambda _event: None).execute()

    def stop_soon(event: RunEvent) -> None:
        if isinstance(event, CheckStarted):
            again.cancel()

    again = make_run(situation, stop_soon, only=("mqtt.tls",), again=first)
    state = await again.execute()
    assert state.verdict is RunVerdict.CANCELLED
    assert state.results["tas.tcp"] == first.results["tas.tcp"]
    assert state.results["mqtt.tls"].verdict is Verdict.SKIPPED
    assert len(state.results) == len(first.results)
