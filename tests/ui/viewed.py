"""Windows in which a saved case is looked at, to look at them."""

from collections.abc import Callable
from functools import cache

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case
from ccdiag.model.saved_case import SavedCase
from ccdiag.model.verdict import Verdict
from ccdiag.ui.controller import Controller
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.pages.saved_run_page import SavedRunPage
from ccdiag.ui.viewing import Viewing
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE
from tests.cases.lab_cases import lab_run, saved_case


@cache
def saved() -> SavedCase:
    """Return a case with two runs, the last of which was judged otherwise by an older version."""
    run = lab_run("tls.intercepted")
    checks = dict(run.state.checks)
    for check, verdict in (("dns.rewriting", Verdict.FAIL), ("mqtt.tls", Verdict.WARN)):
        before = checks[check]  # type: ignore[index]  # an id
        assert before.result is not None
        checks[check] = replace(before, result=replace(before.result, verdict=verdict))  # type: ignore[index]  # likewise
    return saved_case(lab_run("terminal.pos_mode_wrong"), replace(run, state=replace(run.state, checks=checks)))


def viewed(do: Callable[[MainWindow, SavedRunPage], object]) -> Callable[[Look], QWidget]:
    """Return what makes such a window, and does something in it."""

    def make(look: Look) -> QWidget:
        window = MainWindow(look)
        controller = Controller(load_environment("ccv"), Case())
        viewing = Viewing(look, window, controller, parent=window)
        controller.setParent(viewing)
        viewing.open(saved(), None, "bakkerij De Korenaar & Zonen.ccdiag")
        page = window.page(CHECKLIST)
        assert isinstance(page, SavedRunPage)
        do(window, page)
        return window

    return make


def half_way(_window: MainWindow, page: SavedRunPage) -> None:
    """Go to the middle of the run."""
    page.time_line.go_to(page.time_line.duration_s / 2)


def supposed(_window: MainWindow, page: SavedRunPage) -> None:
    """Answer something to see what would follow, and look at a check that was judged otherwise."""
    page.answered.emit("terminal.day_open", "no")
    page.choose("dns.rewriting")


def terminal(window: MainWindow, _page: SavedRunPage) -> None:
    """Show the customer's terminal."""
    window.show_page(ADMINLIGHT)
    page = window.page(ADMINLIGHT)
    assert isinstance(page, AdminLightPage)
    page.open_screen("pos-mode")


def records(window: MainWindow, _page: SavedRunPage) -> None:
    """Show what was followed there."""
    window.show_page(GUIDE)
