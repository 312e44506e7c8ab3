"""An answer after the run: what is judged again, and what has to be looked at first."""

import asyncio
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from ccdiag.app.session import judge_again, make_run
from ccdiag.content.answers import apply_answers
from ccdiag.lab.thread import LabThread
from ccdiag.model.check import CheckId, Ending
from ccdiag.model.facts import PosModeFacts
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, RunVerdict, Verdict

QUICK = Limits(after_handshake=0.4, passive_read=0.3)


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


@pytest.fixture(scope="module")
def situation(lab: LabThread) -> Situation:
    return Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)


@pytest.fixture(scope="module")
def healthy(situation: Situation) -> RunState:
    return run(situation)


def run(situation: Situation) -> RunState:
    return asyncio.run(make_run(situation, lambda _event: None).execute())


def answered(situation: Situation, *answers: str) -> Situation:
    return replace(situation, case=apply_answers(situation.case, answers))


def unanswered(situation: Situation, **terminal: None) -> Situation:
    case = situation.case
    return replace(situation, case=replace(case, terminal=replace(case.terminal, **terminal)))


def differing(one: RunState, other: RunState) -> set[CheckId]:
    return {check for check, result in one.results.items() if other.results[check] != result}


def verdicts(state: RunState) -> dict[CheckId, Verdict]:
    return {check: result.verdict for check, result in state.results.items()}


def test_without_an_answer_nothing_changes(healthy: RunState, situation: Situation) -> None:
    assert judge_again(healthy, situation) == healthy


def test_an_answer_counts_at_once_and_can_be_taken_back(healthy: RunState, situation: Situation) -> None:
    closed = judge_again(healthy, answered(situation, "terminal.day_open=no"))
    assert closed.results["terminal.day"].verdict is Verdict.FAIL
    assert [cause.id for cause in closed.causes] == ["terminal.day_closed"]
    assert closed.causes[0].basis is Basis.STATED
    assert closed.verdict is RunVerdict.FAULT
    assert differing(healthy, closed) == {"terminal.day"}
    opened = judge_again(closed, situation)
    assert (opened.verdict, opened.causes) == (RunVerdict.HEALTHY, ())


def test_a_question_that_is_answered_is_judged_though_nothing_was_looked_at(situation: Situation) -> None:
    silent = unanswered(situation, day_open=None, hw_installed=None, dns_set=None, dns=None, software=None, model=None)
    before = run(silent)
    assert before.results["terminal.day"].question is not None
    after = judge_again(before, answered(silent, "terminal.day_open=yes", "terminal.hw_installed=no"))
    assert after.results["terminal.day"].verdict is Verdict.PASS
    assert [cause.id for cause in after.causes] == ["terminal.hw_install_missing"]
    ids = [observation.id for check in after.checks.values() for observation in check.observations]
    assert len(ids) == len(set(ids))
    assert all(ids)


def test_what_needs_the_network_is_not_tested_and_says_so(situation: Situation) -> None:
    nowhere = unanswered(situation, ip=None)
    before = run(nowhere)
    assert before.results["terminal.lan"].ending is Ending.NOT_APPLYING
    after = judge_again(before, answered(nowhere, "terminal.ip=127.0.0.1"))
    lan = after.results["terminal.lan"]
    assert (lan.verdict, lan.ending) == (Verdict.SKIPPED, Ending.NOT_LOOKED)
    assert "test again" in lan.reason.english()


def test_what_was_seen_of_another_address_says_nothing_of_this_one(healthy: RunState, situation: Situation) -> None:
    elsewhere = judge_again(healthy, answered(situation, "terminal.ip=127.0.0.9"))
    for check in ("terminal.lan", "terminal.trigger_port"):
        assert elsewhere.results[check].ending is Ending.NOT_LOOKED
        assert elsewhere.results[check].observations == ()
    back = judge_again(elsewhere, situation)
    assert verdicts(back) == verdicts(healthy)
    assert back.results["terminal.lan"] == healthy.results["terminal.lan"]


def test_what_1_0_does_not_use_is_put_aside_and_comes_back(healthy: RunState, situation: Situation) -> None:
    old = judge_again(healthy, answered(situation, "generation=1.0"))
    assert old.results["mqtt.tls"].verdict is Verdict.SKIPPED
    assert old.results["mqtt.tls"].observations == ()
    assert not any(cause.id.startswith(("mqtt.", "tls.")) for cause in old.causes)
    back = judge_again(old, situation)
    assert (verdicts(back), back.causes) == (verdicts(healthy), ())
    assert back.results["mqtt.tls"] == healthy.results["mqtt.tls"]


def test_the_ports_stand_when_the_stated_mode_changes(healthy: RunState, situation: Situation) -> None:
    state = judge_again(healthy, answered(situation, "terminal.pos_mode=standard"))
    result = state.results["terminal.pos_mode"]
    inferred = next(one.facts for one in result.observations if isinstance(one.facts, PosModeFacts))
    assert inferred.stated == "standard"
    assert inferred.agrees is False
    assert inferred.trigger_port == "open"


def test_a_file_is_not_read_again(healthy: RunState, situation: Situation) -> None:
    state = judge_again(healthy, answered(situation, "terminal.tms_id=NL7654321"))
    assert state.results["webkassa.configuration"].ending is Ending.NOT_LOOKED
    stated = answered(situation, "terminal.tms_id=NL7654321", "webkassa.terminalId=NL0000001", "tms_parameters.MQT=Enabled")
    read = judge_again(healthy, stated).results["webkassa.configuration"]
    assert (read.verdict, read.basis) == (Verdict.FAIL, Basis.STATED)


def test_another_environment_needs_another_look(healthy: RunState, situation: Situation) -> None:
    state = judge_again(healthy, replace(situation, environment=replace(situation.environment, id="other")))
    assert state.results["mqtt.tls"].ending is Ending.NOT_LOOKED
    assert state.results["terminal.day"].ending is Ending.JUDGED


async def test_what_was_stopped_stays_stopped(situation: Situation) -> None:
    before = make_run(situation, lambda _event: None)
    before.cancel()
    stopped = await before.execute()
    assert stopped.results["mqtt.tls"].ending is Ending.CUT_SHORT
    assert judge_again(stopped, situation).results["mqtt.tls"] == stopped.results["mqtt.tls"]
