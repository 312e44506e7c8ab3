"""Stores and runs for the tests of the case store."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from msgspec.structs import replace

from ccdiag.cases.store import CaseStore
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import TimedEvent
from ccdiag.model.situation import Situation
from tests.cases.kept_runs import seen_run

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def shop(name: str = "Bakkerij De Vries", tms_id: str = "AB1234", *, ip: str = "192.0.2.10", merchant_id: str = "M-77") -> Case:
    return Case(merchant=Merchant(id=merchant_id, name=name), terminal=Terminal(tms_id=tms_id, ip=ip))


def situation_of(case: Case, *, simulation: bool = False) -> Situation:
    return replace(seen_run().situation, case=case, simulation=simulation)


def keep_run(
    store: CaseStore,
    case: Case,
    *,
    faults: Iterable[str] = (),
    days_ago: float = 0.0,
    simulation: bool = False,
    ended: bool = True,
    share: float = 0.5,
) -> tuple[str, RunState]:
    """Keep a run of the lab as one of this case."""
    seen = seen_run(*faults)
    run, at = uuid4().hex, NOW - timedelta(days=days_ago)
    started = replace(seen.events[0], started_at=at, simulation=simulation, case=case)
    events = (started, *seen.events[1:])
    if not ended:
        events = events[: int(len(events) * share)]
    state = RunState()
    for event in events:
        state = state.apply(event)
    store.begin_run(run, situation_of(case, simulation=simulation), version="1.2.3", at=at)
    store.add_events(run, [(number, TimedEvent(number / 100, event)) for number, event in enumerate(events)])
    if ended:
        store.put_state(run, state, case)
    return run, state
