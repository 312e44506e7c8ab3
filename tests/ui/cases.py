"""The page of cases to look at, filled as a store would fill it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QWidget

from ccdiag.cases.comparison import compare
from ccdiag.cases.meantime import Meantime
from ccdiag.cases.store import CaseStore
from ccdiag.cases.store_deletion import Deletion
from ccdiag.model.saved_case import CaseSummary, RunSummary, SavedCase, SavedRun
from ccdiag.ui.case_browser import Deleted, FoundCases, ReadHistory, ReadPair, ReadRun
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.pages.cases_page import CasesPage
from ccdiag.ui.window_pages import CASES
from tests.ui import kept


@cache
def read() -> tuple[tuple[CaseSummary, ...], tuple[RunSummary, ...], dict[str, SavedRun], SavedCase]:
    """Return what a store with visits in it tells."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cases.sqlite3"
        kept.visits(file)
        with CaseStore(file) as store:
            history = store.history(kept.BAKERY_KEY)
            saved = store.load_case(kept.BAKERY_KEY)
            return store.search(simulation=True), history, {run.id: run for run in saved.runs}, saved


def cases_page(show: Callable[[CasesPage], object]) -> Callable[[Look], QWidget]:
    """Return what makes a window with the page in some state."""

    def make(look: Look) -> QWidget:
        window, page = MainWindow(look), CasesPage(look)
        window.set_maker(CASES, lambda: page)
        window.show_case_name("Bakkerij De Korenaar & Zonen – NL0012345")
        window.checklist.complete()
        page.set_kept_days(365)
        page.set_doors(opens=True, reports=True, exports=True)
        window.show_page(CASES)
        show(page)
        # The page leads a life of its own once the window is there, and the window of the tests is in Python's hands.
        window.setProperty("page", page)
        return window

    return make


def found(page: CasesPage) -> None:
    """Show all terminals, and what was deleted."""
    page.show_found(FoundCases("", True, 0, read()[0], False))
    page.show_deleted(Deleted(Deletion(id=1, runs=2, cases=0), "Bakkerij De Korenaar & Zonen"))


def nothing(page: CasesPage) -> None:
    """Show an empty store."""
    page.show_found(FoundCases("", False, 0, (), False))


def one_run(page: CasesPage) -> None:
    """Show the run that was broken today."""
    _open(page)
    page.finder.history.choose(1)
    run = read()[2][read()[1][1].id]
    page.show_run(ReadRun(run, read()[3].notes))
    page._on_opened(1, opens=False)


def compared(page: CasesPage) -> None:
    """Compare yesterday with today."""
    _open(page)
    for row in (0, 2):
        page.finder.runs.toggle(row)
    then, now = (read()[2][run.id] for run in page.finder.runs.marked)
    page.show_pair(ReadPair(then, now, compare(then, now, Meantime.of(read()[3], read()[1]))))


def _open(page: CasesPage) -> None:
    bakery = next(case for case in read()[0] if case.key == kept.BAKERY_KEY)
    page.show_found(FoundCases("", True, 0, read()[0], False))
    page.finder.open_case(bakery)
    page.show_history(ReadHistory(kept.BAKERY_KEY, 0, read()[1], False))
