"""The controller on the real lab: runs, stops, answers, watches, and ends clean."""

import asyncio
from collections.abc import Callable, Iterator
from time import perf_counter

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from ccdiag.lab.thread import LabThread
from ccdiag.model.case import Case, Terminal
from ccdiag.model.run import RunState
from ccdiag.model.verdict import RunVerdict
from ccdiag.ui.controller import Controller
from tests.ui.loops import run_in_qt


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


def controller_of(lab: LabThread) -> Controller:
    made = Controller(lab.environment, lab.case)
    made.warmed_up()
    return made


async def until(condition: Callable[[], bool], controller: Controller, limit_s: float = 20.0) -> None:
    """Wait for a condition that holds after one of the controller's signals."""
    changed = asyncio.Event()
    signals = (controller.state_changed, controller.running_changed, controller.consent_wanted)
    for signal in signals:
        signal.connect(lambda *_: changed.set())
    async with asyncio.timeout(limit_s):
        while not condition():
            changed.clear()
            await changed.wait()


def ended(controller: Controller) -> Callable[[], bool]:
    return lambda: not controller.running and controller.state.finished


def test_a_run_is_shown_while_it_goes_on_and_judged_at_its_end(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> tuple[list[RunState], Controller]:
        controller = controller_of(lab)
        shown: list[RunState] = []
        controller.state_changed.connect(shown.append)
        controller.start()
        assert controller.running
        await until(ended(controller), controller)
        await controller.close()
        return shown, controller

    shown, controller = run_in_qt(work())
    assert shown[-1].verdict is RunVerdict.HEALTHY
    assert any(state.begun and not state.finished for state in shown)
    assert all(len(lights) == 1 for lights in controller.history.lights.values())


def test_stop_leaves_every_check_in_a_final_state_at_once(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> tuple[RunState, float]:
        controller = controller_of(lab)
        controller.start()
        await until(lambda: controller.state.begun, controller)
        begin = perf_counter()
        controller.stop()
        await until(ended(controller), controller)
        await controller.close()
        return controller.state, perf_counter() - begin

    state, seconds = run_in_qt(work())
    assert state.cancelled
    assert all(check.result is not None for check in state.checks.values())
    assert seconds < 2.0


def test_an_answer_judges_again_without_a_new_run(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> tuple[RunState, RunState, RunState]:
        controller = controller_of(lab)
        controller.start()
        await until(ended(controller), controller)
        before = controller.state
        controller.answer("terminal.hw_installed", "no")
        told_no = controller.state
        controller.answer("terminal.hw_installed", "yes")
        await controller.close()
        return before, told_no, controller.state

    before, told_no, told_yes = run_in_qt(work())
    assert before.verdict is RunVerdict.HEALTHY
    assert "terminal.hw_install_missing" in {cause.id for cause in told_no.causes}
    assert told_no.started_at == before.started_at
    assert {cause.id for cause in told_yes.causes} == {cause.id for cause in before.causes}


def test_what_cannot_be_an_answer_is_refused_in_words(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> list[object]:
        controller = controller_of(lab)
        refused: list[object] = []
        controller.refused.connect(refused.append)
        controller.answer("terminal.software", "new")
        await controller.close()
        return refused

    assert len(run_in_qt(work())) == 1


def test_one_check_runs_again_with_what_depends_on_it(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> tuple[RunState, RunState]:
        controller = controller_of(lab)
        controller.start()
        await until(ended(controller), controller)
        before = controller.state
        controller.again("mqtt.tls")
        await until(lambda: ended(controller)() and controller.state.started_at != before.started_at, controller)
        await controller.close()
        return before, controller.state

    before, after = run_in_qt(work())
    assert set(after.checks) == set(before.checks)
    assert after.checks["tas.tcp"].observations == before.checks["tas.tcp"].observations
    assert after.checks["mqtt.tls"].observations[0].started_at > before.checks["mqtt.tls"].observations[0].started_at
    assert after.verdict is RunVerdict.HEALTHY


def test_a_watch_repeats_until_it_is_stopped(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> Controller:
        controller = controller_of(lab)
        controller.start(watch_s=0.05)
        await until(lambda: any(len(lights) > 1 for lights in controller.history.lights.values()), controller, 30.0)
        controller.stop()
        await until(lambda: not controller.running, controller)
        await controller.close()
        return controller

    assert len(run_in_qt(work()).history.lights["mqtt.tls"]) >= 2


@pytest.mark.parametrize("agreed", [True, False])
def test_the_terminals_ports_are_touched_with_consent_only(qapp: QApplication, lab: LabThread, agreed: bool) -> None:
    async def work() -> tuple[int, RunState]:
        # As a shop would be: nothing says that this is a simulation.
        controller = Controller(replace(lab.environment, simulation=False), lab.case)
        controller.warmed_up()
        asked: list[object] = []

        def on_question(answer: Callable[[bool | None], None]) -> None:
            asked.append(answer)
            answer(agreed)

        controller.consent_wanted.connect(on_question)
        controller.start()
        await until(ended(controller), controller)
        await controller.close()
        return len(asked), controller.state

    asked, state = run_in_qt(work())
    assert asked == 1
    touched = [observation for observation in state.results["terminal.pos_mode"].observations if observation.operation == "tcp_connect"]
    assert bool(touched) == agreed


def test_nobody_is_asked_when_there_is_no_address_and_no_run_begins_when_it_is_declined(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> tuple[list[object], RunState]:
        controller = Controller(replace(lab.environment, simulation=False), replace(lab.case, terminal=Terminal(ip="127.0.0.1")))
        controller.warmed_up()
        asked: list[object] = []

        def on_question(answer: Callable[[bool | None], None]) -> None:
            asked.append(answer)
            answer(None)

        controller.consent_wanted.connect(on_question)
        controller.start()
        await until(lambda: not controller.running, controller)
        declined = controller.state
        controller.set_case(Case())
        assert controller.situation.case == Case()
        await controller.close()
        return asked, declined

    asked, declined = run_in_qt(work())
    assert len(asked) == 1
    assert not declined.begun


def test_whoever_opens_the_labs_endpoints_is_asked_before_his_own_terminal_is_touched(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> list[object]:
        controller = Controller(lab.environment, replace(lab.case, terminal=Terminal(ip="192.0.2.20")))
        controller.warmed_up()
        asked: list[object] = []

        def on_question(answer: Callable[[bool | None], None]) -> None:
            asked.append(answer)
            answer(None)

        controller.consent_wanted.connect(on_question)
        assert not controller.situation.touch_terminal
        controller.start()
        await until(lambda: not controller.running, controller)
        assert not controller.state.begun
        controller.set_case(lab.case)
        assert controller.situation.touch_terminal
        await controller.close()
        return asked

    assert len(run_in_qt(work())) == 1


def test_the_lab_takes_the_users_own_case_away_and_gives_it_back(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> None:
        own = Case(terminal=Terminal(tms_id="NL1"))
        controller = Controller(replace(lab.environment, simulation=False), own)
        controller.enter_lab(lab.environment, lab.case)
        assert controller.simulation
        assert controller.case == lab.case
        controller.leave_lab()
        assert not controller.simulation
        assert controller.case == own
        await controller.close()

    run_in_qt(work())


def test_a_bug_is_told_and_the_next_run_works(qapp: QApplication, lab: LabThread, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> tuple[list[str], RunState]:
        controller = controller_of(lab)
        troubled: list[str] = []
        controller.troubled.connect(troubled.append)
        with monkeypatch.context() as broken:
            broken.setattr("ccdiag.app.session.make_run", lambda *_, **__: 1 / 0)
            controller.start()
            await until(lambda: not controller.running, controller)
        controller.start()
        await until(ended(controller), controller)
        await controller.close()
        return troubled, controller.state

    troubled, state = run_in_qt(work())
    assert len(troubled) == 1
    assert "ZeroDivisionError" in troubled[0]
    assert state.verdict is RunVerdict.HEALTHY


def test_closing_while_a_run_goes_on_leaves_no_task(qapp: QApplication, lab: LabThread) -> None:
    async def work() -> set[str]:
        controller = controller_of(lab)
        controller.start(watch_s=60)
        await until(lambda: controller.state.begun, controller)
        await controller.close()
        return {task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()}

    assert run_in_qt(work()) == set()
