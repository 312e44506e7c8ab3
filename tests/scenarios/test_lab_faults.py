"""Every fault that the lab can show, seen by the whole checklist: the primary cause must be the fault."""

import asyncio
import sys
from collections.abc import Iterator

import pytest

from ccdiag.app.session import judge_again, make_run
from ccdiag.lab.faults import FAULTS
from ccdiag.lab.thread import LabThread
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import RunVerdict
from tests.cases.redacting import assert_state_judged_alike
from tests.diagnosis.evidence import document_of, nameless, unsupported
from tests.scenarios.quick import QUICK

# A fault on an idle session needs a session that idles.
NEEDS_HOLD = {"mqtt.idle_cut": 2.5}


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


def run_checklist(lab: LabThread, *, hold_s: float = 0.0, limits: Limits = QUICK) -> RunState:
    situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, hold_s=hold_s, limits=limits)
    state = asyncio.run(make_run(situation, lambda _event: None).execute())
    assert judge_again(state, situation) == state, "without an answer, judging again changes nothing"
    assert_state_judged_alike(state, situation.environment, situation.case)
    return state


def told(state: RunState) -> str:
    causes = [f"{cause.id} {cause.severity} {cause.certainty}" for cause in state.causes]
    checks = [f"{check} {result.verdict}: {result.reason.english()}" for check, result in state.results.items()]
    return "\n".join((str(state.verdict), *causes, *checks))


def test_the_healthy_lab_is_healthy(lab: LabThread) -> None:
    state = run_checklist(lab)
    assert (state.verdict, state.causes) == (RunVerdict.HEALTHY, ()), told(state)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_is_the_primary_cause(lab: LabThread, fault: str) -> None:
    if not FAULTS[fault].available:
        pytest.skip(f"{sys.platform} cannot show it on loopback")
    lab.call(lab.lab.set_fault, fault, True)
    try:
        limits = Limits() if fault == "dns.slow" else QUICK
        state = run_checklist(lab, hold_s=NEEDS_HOLD.get(fault, 0.0), limits=limits)
    finally:
        lab.call(lab.lab.set_fault, fault, False)
    assert [cause.id for cause in state.causes][:1] == [fault], told(state)
    document = document_of(state.causes, state.results)
    assert not [*unsupported(document), *nameless(document)], told(state)


def test_after_all_of_them_the_lab_is_healthy_again(lab: LabThread) -> None:
    state = run_checklist(lab)
    assert (state.verdict, state.causes) == (RunVerdict.HEALTHY, ()), told(state)
