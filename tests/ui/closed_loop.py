"""A prepared shop, mended in the whole window from red to green: what is clicked, pressed and answered there, and nothing else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QPushButton

from ccdiag.app.training_report import TrainingReport
from ccdiag.app.wishes import Wishes
from ccdiag.content.shops import load_shops
from ccdiag.model.message import Message
from ccdiag.model.procedure import AnswerKind, Where
from ccdiag.model.run import RunState
from ccdiag.model.terminal_state import Key
from ccdiag.ui.application import WindowProgram
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.pages.lab_page import LabPage
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE, LAB
from tests.scenarios.shop_engineer import Engineer

Result = TypeVar("Result")
PATIENCE_S = 60.0
MOST_STEPS = 150

See = Callable[[WindowProgram, str], None]
"""Looks at the window, at a moment that has a name."""


def unseen(_program: WindowProgram, _moment: str) -> None:
    """Look away."""


async def aside(work: Callable[[], Result]) -> Result:
    """Do in a thread of its own what would hold the window up; the threads of Qt's event loop outlive a test."""
    with ThreadPoolExecutor(1) as pool:
        return await asyncio.wrap_future(pool.submit(work))


class Loop:
    """The program of the window, with one prepared shop in its laboratory."""

    def __init__(self, shop: str, see: See = unseen) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.program = WindowProgram(application, Wishes(language="en"))
        self.shop = load_shops().shops[shop]
        self.see = see
        self.changed = asyncio.Event()
        self.hints: list[str] = []
        """What the status bar said where something was done elsewhere."""

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def open_training(self) -> None:
        """Open the shop on the page of the lab, with its fault hidden."""
        program = self.program
        program._connect()
        program._on_run_ready()
        assert program.controller is not None
        program.window.show()
        program.window.show_page(LAB)
        shops = self.page.side.shops
        self.page.side.show_part("shops")
        shops.choose(self.shop.id)
        shops.set_hides(True)
        lab = program.lab
        assert lab is not None
        for signal in (lab.view_changed, lab.lab_changed, lab.opened, program.controller.state_changed, program.controller.running_changed):
            signal.connect(lambda *_: self.changed.set())
        self.see(program, "the shop is chosen")
        self.click("Open the shop")
        await self.until(lambda: lab.hides)
        self.see(program, "the shopkeeper calls")

    @property
    def page(self) -> LabPage:
        page = self.program.window.page(LAB)
        assert isinstance(page, LabPage)
        return page

    @property
    def engineer(self) -> Engineer:
        lab = self.program.lab
        assert lab is not None
        assert lab._lab is not None
        return Engineer(lab._lab, self.shop)

    def click(self, text: str) -> None:
        next(one for one in self.page.findChildren(QPushButton) if one.text().replace("&", "") == text and not one.isHidden()).click()

    async def run(self, moment: str) -> RunState:
        """Run the checklist."""
        program = self.program
        controller = program.controller
        assert controller is not None
        program.window.show_page(CHECKLIST)
        program.window.run_wanted.emit()
        await self.until(lambda: not controller.running)
        self.see(program, moment)
        return controller.state

    def name(self, cause: str) -> None:
        self.page.side.training.cause_named.emit(cause, Message(self.shop.title))

    async def follow(self, procedure: str) -> None:
        """Follow a procedure on the page of the guide, and press what it marks on the page of AdminLight."""
        program = self.program
        assert program.guidance is not None
        guide = program.guidance.controller
        program.window.show_page(ADMINLIGHT)
        adminlight = program.window.page(ADMINLIGHT)
        assert isinstance(adminlight, AdminLightPage)
        lab = program.lab
        assert lab is not None
        program.guidance.begin(procedure)
        for _ in range(MOST_STEPS):
            content = guide.content
            if content is None:
                self.see(program, "the procedure has ended")
                return
            view = content.view
            program.window.show_page(GUIDE)
            self.see(program, f"{view.procedure} {view.step}")
            for mark in view.marks:
                program.window.show_page(ADMINLIGHT)
                adminlight.terminal.press(Key(mark.key, "1234" if mark.secret else mark.label or mark.typed))
                await self.until(lambda: not lab.view.busy)
            if view.kind is AnswerKind.DONE and not view.marks:
                await self.have_done(view.place)
            answer = await aside(partial(self.engineer.answer, content.progress, view))
            guide.answer(answer.value, answer.reason)
        raise AssertionError("no end")

    async def have_done(self, place: Where) -> None:
        """Have done elsewhere what a step asks for, on the page of the lab."""
        book, lab = load_shops(), self.program.lab
        assert lab is not None
        for needed in self.shop.mendings:
            if needed.when == "guide" and book.mendings[needed.what].place is place:
                self.hints.append(self.program.window.statusBar().currentMessage())
                self.program.window.show_page(LAB)
                self.page.side.training.mending_wanted.emit(needed.what)
                await self.until(lambda: not lab.view.busy)
                self.see(self.program, f"done elsewhere {needed.what}")

    async def end(self) -> TrainingReport:
        """Say that it is done, and read the report; then leave nothing behind."""
        program = self.program
        program.window.show_page(LAB)
        self.click("Done")
        report = self.page.side.report._report
        assert report is not None
        self.see(program, "the report")
        self.click("Close the report")
        assert program.controller is not None
        await program.controller.close()
        assert program.lab is not None
        await aside(program.lab.shut_down)
        program.window.let_close()
        program.window.deleteLater()
        return report
