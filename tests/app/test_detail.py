from msgspec.structs import replace

from ccdiag.app.detail import detail_of
from ccdiag.app.session import judge_again
from ccdiag.model.check import CHECK_IDS
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Light
from tests.app.runs import lab_run


def test_a_fault_is_told_with_what_it_means_and_what_to_do() -> None:
    state, situation = lab_run("tls.intercepted")
    detail = detail_of("mqtt.tls", state, situation)
    assert (detail.light, detail.basis, detail.cause) == (Light.FAIL, Basis.MEASURED, "tls.intercepted")
    assert detail.means == state.causes[0].meaning
    assert detail.do == state.causes[0].remedy
    assert detail.chain[-1] == "Lab Inspection CA"
    assert detail.evidence.rows
    assert {command.shell for command in detail.commands} == {"openssl", "powershell"}
    assert detail.can_repeat


def test_what_was_not_tested_says_because_of_which_and_why_that_failed() -> None:
    state, situation = lab_run("tls.intercepted")
    detail = detail_of("mqtt.session", state, situation)
    assert (detail.light, detail.blocked_by, detail.basis, detail.elapsed_s) == (Light.SKIPPED, "mqtt.tls", None, None)
    assert "because" in detail.seen.english()
    assert detail.cause == "tls.intercepted"
    without = replace(state, causes=())
    means = detail_of("mqtt.session", without, situation).means
    assert means is not None
    assert "Encryption" in means.english()


def test_what_is_well_is_not_explained() -> None:
    state, situation = lab_run()
    for check in CHECK_IDS:
        detail = detail_of(check, state, situation)
        assert (detail.means, detail.do, detail.cause) == (None, (), None)
    broken, situation = lab_run("tls.intercepted")
    assert detail_of("tas.tcp", broken, situation).cause is None


def test_a_question_is_kept_and_an_answer_shows_at_once() -> None:
    state, situation = lab_run()
    terminal = replace(situation.case.terminal, day_open="no")
    answered = replace(situation, case=replace(situation.case, terminal=terminal))
    detail = detail_of("terminal.day", judge_again(state, answered), answered)
    assert (detail.basis, detail.cause) == (Basis.STATED, "terminal.day_closed")
    unknown = replace(situation, case=replace(situation.case, terminal=replace(terminal, day_open="unknown")))
    assert detail_of("terminal.day", judge_again(state, unknown), unknown).question is not None


def test_before_it_begins_it_says_what_it_finds_out() -> None:
    state, situation = lab_run()
    waiting = {check: replace(one, phase="waiting", result=None, observations=(), started_at_s=None) for check, one in state.checks.items()}
    idle = RunState(checks=waiting)
    detail = detail_of("mqtt.tls", idle, situation)
    assert detail.light is Light.WAITING
    assert "?" in detail.purpose.english()
    assert not detail.can_repeat
