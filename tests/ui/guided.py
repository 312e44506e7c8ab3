"""A window with the guide in it, on a folder of its own, as the program puts them together."""

from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.procedure import AnswerKind
from ccdiag.ui.controller import Controller
from ccdiag.ui.guidance import Guidance
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.guide_content import StepContent
from ccdiag.ui.pages.guide_page import GuidePage
from ccdiag.ui.window_pages import GUIDE
from tests.ui.windows import settle

BAKER: Final = Case(
    merchant=Merchant(name="Bakkerij De Korenaar"),
    terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL", ip="192.0.2.40", software="14.0.11.01"),
)
BUTCHER: Final = Case(merchant=Merchant(name="Slagerij Smit"), terminal=Terminal(tms_id="NL0054321", ip="192.0.2.50"))


class Guided(NamedTuple):
    """What stands together."""

    window: MainWindow
    guidance: Guidance
    checklist: Controller
    store: ProcedureStore
    searched: list[str]

    @property
    def page(self) -> GuidePage:
        """The page, which is made when it is first shown."""
        self.window.show_page(GUIDE)
        page = self.window.page(GUIDE)
        assert isinstance(page, GuidePage)
        return page

    @property
    def step(self) -> StepContent:
        """The step at hand."""
        content = self.guidance.controller.content
        assert content is not None
        return content

    @property
    def stands_at(self) -> str:
        """The id of the step at hand; empty when none is followed."""
        content = self.guidance.controller.content
        return content.view.step if content is not None else ""

    def follow(self, until: str, **answers: str) -> None:
        """Answer as when all goes well, until a step is at hand."""
        for _ in range(200):
            if self.stands_at in {until, ""}:
                return
            view = self.step.view
            usual = "NL0012345" if view.kind is AnswerKind.TEXT else self.expected
            self.guidance.controller.answer(answers.get(view.step.replace("-", "_"), usual), "")
        raise AssertionError(until)

    @property
    def expected(self) -> str:
        """The answer to the step at hand when all goes well."""
        from ccdiag.procedures.machine import current_step

        step = current_step(self.step.progress)
        assert step is not None
        return step.expected


def guided(look: Look, folder: Path, case: Case = BAKER, checklist: Controller | None = None) -> Guided:
    """Put a window together; without a checklist of one's own nothing is ever measured, since nobody is said to look at the page."""
    window, searched, measures = MainWindow(look), list[str](), checklist is not None
    checklist = checklist if checklist is not None else Controller(load_environment("ccv"), case)
    store = ProcedureStore(folder)
    guidance = Guidance(look, window, checklist, search=lambda: searched.append("search"), store=store, parent=window)
    if not measures:
        guidance.controller.set_seen = lambda _seen: None  # type: ignore[assignment]  # the events of a test are no event loop
    window.resize(1280, 800)
    return Guided(window, guidance, checklist, store, searched)


def focused() -> QWidget:
    """Return where the keyboard is."""
    settle()
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(focused(), key, modifier)
    settle()


def type_in(text: str) -> None:
    """Type where the keyboard is."""
    QTest.keyClicks(focused(), text)
    settle()
