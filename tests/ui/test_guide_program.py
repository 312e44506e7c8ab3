"""The guide in the whole program: beside a laboratory that can be measured, and after a program that was killed."""

import asyncio
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ccdiag.lab.thread import LabThread
from ccdiag.model.verdict import Light
from ccdiag.ui.controller import Controller
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import LiveCheck
from ccdiag.ui.window_pages import GUIDE
from tests.ui.guided import guided
from tests.ui.loops import run_in_qt
from tests.ui.test_program import lived

_CASE = """
from ccdiag.model.case import Case, Merchant, Terminal

program.controller.set_case(Case(merchant=Merchant(name="Bakkerij De Korenaar"), terminal=Terminal(tms_id="NL0012345")))
"""
_OWED = """
told = asyncio.Event()
program.guidance.controller.owed_changed.connect(lambda *_: told.set())
async with asyncio.timeout(30):
    while not program.guidance.owed:
        told.clear()
        await told.wait()
bars = program.window.obligations.bars
print([bar.owed.obligation.kind for bar in bars], [bar.isVisible() for bar in bars], bars[0].accessibleName())
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_laptop_looks_at_what_a_step_is_about(qapp: QApplication, look: Look, tmp_path: Path) -> None:
    async def work() -> tuple[tuple[LiveCheck, ...], str]:
        with LabThread() as lab:
            checklist = Controller(lab.environment, lab.case)
            made = guided(look, tmp_path / "procedures", checklist=checklist)
            seen: list[tuple[tuple[LiveCheck, ...], bool]] = []
            changed = asyncio.Event()

            def on_live(checks: tuple[LiveCheck, ...], running: bool) -> None:  # the signal's
                seen.append((checks, running))
                changed.set()

            made.guidance.controller.live_changed.connect(on_live)
            made.window.show_page(GUIDE)
            made.window.show()
            checklist.warmed_up()
            made.guidance.begin("hardware-installation")
            made.follow("tms-id", id_in_tms=lab.case.terminal.tms_id or "")
            async with asyncio.timeout(30):
                while not (seen and seen[-1][0] and seen[-1][0][0].ended_at is not None and not seen[-1][1]):
                    changed.clear()
                    await changed.wait()
            spoken = made.page.step.facts.live.spoken
            made.guidance.controller.close()
            made.window.close()
            await checklist.close()
            made.window.deleteLater()
            return seen[-1][0], spoken

    (check,), spoken = run_in_qt(work())
    assert check.check == "tms.tcp"
    assert check.state is not None
    assert check.state.light is Light.PASS
    assert "measured" in spoken


@pytest.mark.skipif(sys.platform == "win32", reason="there is no signal that cannot be caught")
def test_a_program_that_was_killed_in_the_middle_of_a_procedure_has_lost_no_step(data: Path) -> None:
    killed = lived(
        data,
        f"""
        {_indented(_CASE)}
        import os, signal, tempfile
        # The socket by which another start would find this window stays behind after a kill; that is another test's.
        for left in Path(tempfile.gettempdir()).glob("ccdiag-*"):
            left.unlink()
        program.guidance.begin("day-close")
        guide = program.guidance.controller
        while guide.content.view.step != "shows":
            guide.answer("yes" if guide.content.view.step == "agreed" else "done", "")
        print(guide.content.view.step, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
    )
    assert killed.status == -9
    assert killed.output == ["shows"]
    told = lived(
        data,
        f"""
        {_indented(_OWED)}
        {_indented(_CASE)}
        program.window.show_page("guide")
        going = program.guidance.controller
        page = program.window.page("guide")
        from ccdiag.ui.widgets.guide_rows import UnderWayRow
        (row,) = page.start.findChildren(UnderWayRow)
        row.go_on.click()
        print(going.content.view.step)
        program.window.close()
        box = next(one for one in program.window.findChildren(QMessageBox) if one.isVisible())
        next(button for button in box.buttons() if "Close" in button.text()).click()
        """,
    )
    assert told.output[0].startswith("['day-closed'] [True] The day is closed.")
    assert told.output[1] == "shows"
    assert told.status == 0
    assert told.output[-3:] == ["tasks []", "threads []", "left []"]


def test_a_broken_shop_is_mended_from_the_guide_until_the_checklist_finds_nothing(data: Path) -> None:
    told = lived(
        data,
        """
        from ccdiag.model.procedure import AnswerKind
        from ccdiag.model.terminal_state import Key, KeyKind
        from ccdiag.procedures.machine import current_step
        from ccdiag.ui.models.banner_content import BannerAction

        window, checklist, guide = program.window, program.controller, program.guidance.controller

        async def tested():
            checklist.start()
            await program.until(lambda: checklist.state.finished and not checklist.running)
            return checklist.state

        await program.until(lambda: checklist.state.finished and not checklist.running)
        program.lab.set_fault("terminal.hw_install_missing", True)
        await program.until(lambda: checklist.case.terminal.hw_installed == "no")
        state = await tested()
        print(state.verdict.value, state.causes[0].id)
        window.on_banner(BannerAction.SHOW_HOW)
        window.show_page("adminlight")
        terminal = window.page("adminlight").terminal
        own_id = checklist.case.terminal.tms_id
        steps = 0
        while guide.content is not None:
            view, step = guide.content.view, current_step(guide.content.progress)
            if view.screen is not None:
                assert terminal.view.screen == view.screen, (view.step, terminal.view.screen, view.screen)
            for mark in view.marks:
                typed = "secret" if mark.secret else mark.typed
                terminal.press(Key(mark.key, typed if mark.key in {KeyKind.TEXT, KeyKind.FILL} else mark.label))
            guide.answer(own_id if view.kind is AnswerKind.TEXT else step.expected, "")
            steps += 1
        print(steps > 30, program.guidance.owed)
        state = await tested()
        print(state.verdict.value, [cause.id for cause in state.causes])
        window.close()
        """,
        lab=True,
    )
    assert told.output[:3] == ["fault terminal.hw_install_missing", "True ()", "healthy []"]
    assert told.status == 0


def _indented(code: str) -> str:
    """Fit a piece into a story, which is dedented as a whole."""
    return code.strip().replace("\n", "\n        ")
