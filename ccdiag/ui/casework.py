"""Joins the page of cases to the window: the store behind it, and what can be done with a saved run."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_pages import CASES

if TYPE_CHECKING:
    from ccdiag.app.case_keeper import CaseKeeper
    from ccdiag.model.saved_case import SavedCase, SavedRun
    from ccdiag.ui.case_browser import CaseBrowser, ReadCase, ReadPair, ReadRun
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.pages.cases_page import CasesPage

Open = Callable[["SavedCase", str], object]
"""What does something with a saved case and one of its runs; an empty id means all of them."""
_OPEN: Final = "open"
_REPORT: Final = "report"
_EXPORT: Final = "export"
_WHOLE: Final = 200
"""Runs of a whole case; as many as the store reads at once."""


class Casework(QObject):
    """Lives as long as the window does; the page is made, and the store opened, when it is first shown."""

    def __init__(
        self,
        look: Look,
        window: MainWindow,
        *,
        file: Path,
        kept_days: Callable[[], int],
        opens: Open | None = None,
        reports: Open | None = None,
        exports: Open | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`kept_days` tells how long runs are kept (0: not at all); what is None cannot be done."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._file = file
        self._kept_days = kept_days
        self._doors = {purpose: does for purpose, does in ((_OPEN, opens), (_REPORT, reports), (_EXPORT, exports)) if does is not None}
        self._browser: CaseBrowser | None = None
        self._page: CasesPage | None = None
        self._name = ""
        window.set_maker(CASES, self._make_page)
        self._tell_status(None)

    @property
    def page(self) -> "CasesPage | None":
        """The page, once it was shown."""
        return self._page

    def refresh(self) -> None:
        """Read again what is in sight: something was kept meanwhile."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh()

    def follow(self, controller: "Controller", keeper: "CaseKeeper") -> None:
        """Show each run as soon as it has ended and is on the disk."""

        async def read_again() -> None:
            await keeper.kept()
            self.refresh()

        def on_running(running: bool) -> None:  # noqa: FBT001  # as the signal carries it
            if not running and self._page is not None:
                controller.spawn(read_again(), "ccdiag-cases-refresh")

        controller.running_changed.connect(on_running)

    def shut_down(self) -> None:
        """Close the store; what was deleted is gone for good then."""
        if self._browser is not None:
            self._browser.shut_down()

    # --- parts ---

    def _make_page(self) -> QWidget:
        from ccdiag.ui.case_browser import CaseBrowser
        from ccdiag.ui.pages.cases_page import CasesPage

        browser = self._browser = CaseBrowser(self._file, self)
        page = self._page = CasesPage(self._look)
        browser.found.connect(page.show_found)
        browser.history_read.connect(page.show_history)
        browser.run_read.connect(page.show_run)
        browser.compared.connect(page.show_pair)
        browser.run_read.connect(self._on_run)
        browser.compared.connect(self._on_pair)
        browser.deleted.connect(page.show_deleted)
        browser.changed.connect(page.refresh)
        browser.missing.connect(page.refresh)
        browser.opened.connect(self._on_opened)
        browser.refused.connect(self._window.warn)
        browser.troubled.connect(self._window.show_trouble)
        browser.case_read.connect(self._on_case)
        page.search_wanted.connect(lambda text, simulation, offset: browser.search(text, simulation=simulation, offset=offset))
        page.history_wanted.connect(lambda key, offset, least: browser.read_history(key, offset=offset, at_least=least))
        page.run_wanted.connect(browser.read_run)
        page.pair_wanted.connect(browser.compare)
        page.nothing_wanted.connect(browser.forget_view)
        page.runs_deleted.connect(browser.delete_runs)
        page.case_deleted.connect(browser.delete_case)
        page.undo_wanted.connect(browser.undo)
        page.note_written.connect(browser.add_note)
        page.copy_wanted.connect(self._copy)
        page.open_wanted.connect(lambda run, key: browser.read_case(_OPEN, key, run.id))
        page.report_wanted.connect(lambda run, key: browser.read_case(_REPORT, key, run.id))
        page.export_wanted.connect(self._read_export)
        page.named.connect(self._on_named)
        page.shown.connect(self._on_page)
        self._set_doors()
        return page

    def _set_doors(self) -> None:
        if self._page is not None:
            self._page.set_doors(opens=_OPEN in self._doors, reports=_REPORT in self._doors, exports=_EXPORT in self._doors)

    # --- what happens ---

    def _on_page(self) -> None:
        """Read again what another program, or a run on another page, has added meanwhile."""
        if self._page is not None:
            self._page.set_kept_days(self._kept_days())
            self._page.refresh()

    def _on_opened(self, notice: Message | None, keeps: bool) -> None:  # noqa: FBT001  # as the signal carries it
        if self._page is not None:
            self._page.show_opened(notice, keeps)
            self._set_doors()

    def _on_named(self, name: str) -> None:
        self._name = name
        self._tell_status(None)

    def _on_run(self, read: "ReadRun") -> None:
        self._tell_status(read.run)

    def _on_pair(self, pair: "ReadPair") -> None:
        self._tell_status(pair.now, compared=True)

    def _tell_status(self, run: "SavedRun | None", *, compared: bool = False) -> None:
        # Beside the shop that the checklist is about.
        title = message("Compared: {name}", name=self._name) if compared else message("Cases: {name}", name=self._name)
        told = message("Kept on this laptop only")
        if run is not None:
            told = message("Judged by the rules of ccdiag {version}", version=run.version)
        self._window.show_on_page(CASES, title if self._name else None, told)

    def _read_export(self, run: "SavedRun", key: str, whole: bool) -> None:  # noqa: FBT001  # as the signal carries it
        assert self._browser is not None, "a page without a store"
        if whole:
            self._browser.read_case(_EXPORT, key, most_runs=_WHOLE)
        else:
            self._browser.read_case(_EXPORT, key, run.id, most_runs=0)

    def _on_case(self, read: "ReadCase") -> None:
        if read.purpose in self._doors:
            self._doors[read.purpose](read.saved, read.run)

    def _copy(self, pair: "ReadPair | None") -> None:
        from ccdiag.cases.comparison_text import comparison_text

        if pair is not None:
            QGuiApplication.clipboard().setText(comparison_text(pair.comparison, pair.then, pair.now, self._look.say))
            self._window.tell(message("The text for the ticket was copied."))
