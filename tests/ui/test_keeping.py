"""The window keeps its runs, answers and procedures; a disk that takes nothing stops nobody."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from ccdiag.app import case_keeper
from ccdiag.cases.store import CaseStore
from ccdiag.lab.thread import LabThread
from ccdiag.model.case_key import case_key
from ccdiag.model.message import Message
from ccdiag.model.run import RunState
from ccdiag.procedures.visit import Visit
from ccdiag.ui import controller as controller_module
from ccdiag.ui.controller import Controller
from ccdiag.ui.keeping import Keeping
from tests.ui.loops import run_in_qt
from tests.ui.test_controller import controller_of, ended, until


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # However busy the machine is that tests.
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 60.0)
    monkeypatch.setattr(controller_module, "_DISK_S", 60.0)
    return tmp_path / "cases.sqlite3"


def keeping_controller(lab: LabThread, file: Path) -> tuple[Controller, Keeping]:
    controller = controller_of(lab)
    controller.keeping = keeping = Keeping(file=file)
    return controller, keeping


def test_a_run_and_what_was_answered_after_it_is_found_again(qapp: QApplication, lab: LabThread, file: Path) -> None:
    async def work() -> RunState:
        controller, _ = keeping_controller(lab, file)
        controller.start()
        await until(ended(controller), controller)
        controller.answer("terminal.day_open", "no")
        controller.keep_visit(Visit(key=case_key(lab.case, simulation=True), variants=("toggle",)))
        await controller.close()
        return controller.state

    state = run_in_qt(work())
    with CaseStore(file) as store:
        saved = store.load_case(case_key(lab.case, simulation=True))
        (run,) = saved.runs
        assert run.state == state
        assert (run.case.terminal.day_open, saved.case.terminal.day_open) == ("no", "no")
        assert [(answer.key, answer.value) for answer in saved.answers] == [("terminal.day_open", "no")]
        assert saved.variants == ("toggle",)
        assert store.history(saved.key)[0].cause == "terminal.day_closed"


def test_nothing_is_shown_that_is_not_on_the_disk(qapp: QApplication, lab: LabThread, file: Path) -> None:
    differences: list[tuple[int, int]] = []

    async def work() -> None:
        controller, _ = keeping_controller(lab, file)

        def compare(state: RunState) -> None:
            seen = sum(len(check.observations) for check in state.checks.values()) + len(state.results)
            with CaseStore(file) as other:
                (line,) = other.history(case_key(lab.case, simulation=True))
                kept = other.load_run(line.id).state
            there = sum(len(check.observations) for check in kept.checks.values()) + len(kept.results)
            differences.append((seen, there))

        controller.state_changed.connect(lambda state: compare(state) if state.begun else None)
        controller.start()
        await until(ended(controller), controller)
        await controller.close()

    run_in_qt(work())
    assert len(differences) > 3
    assert all(there >= seen for seen, there in differences)


def test_what_is_typed_makes_one_case_and_not_one_a_letter(qapp: QApplication, lab: LabThread, file: Path) -> None:
    async def work() -> None:
        controller, keeping = keeping_controller(lab, file)
        controller.case = nameless = replace(lab.case, terminal=replace(lab.case.terminal, tms_id=None), merchant=type(lab.case.merchant)())
        controller.start()
        await until(ended(controller), controller)
        for length in range(1, 6):
            controller.set_case(replace(nameless, terminal=replace(nameless.terminal, tms_id="TMS01"[:length])))
        assert keeping._typed.isActive()
        await controller.close()

    run_in_qt(work())
    with CaseStore(file) as store:
        (line,) = store.search(simulation=True)
        assert (line.key, line.runs) == ("simulation:tms:TMS01", 1)


def test_a_disk_that_takes_nothing_stops_no_run(qapp: QApplication, lab: LabThread, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 0.05)
    monkeypatch.setattr(controller_module, "_DISK_S", 0.05)
    CaseStore(file).close()
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    told: list[Message] = []
    mended: list[Message] = []

    async def work() -> None:
        controller, keeping = keeping_controller(lab, file)
        over = asyncio.Event()
        keeping.troubled.connect(told.append)
        keeping.mended.connect(mended.append)
        keeping.mended.connect(lambda _message: over.set())
        controller.start()
        await until(ended(controller), controller)
        holder.execute("ROLLBACK")
        async with asyncio.timeout(30):
            await over.wait()
        await controller.close()

    run_in_qt(work())
    holder.close()
    assert len(told) == 1
    assert len(mended) == 1
    with CaseStore(file) as store:
        assert len(store.history(case_key(lab.case, simulation=True))) == 1
