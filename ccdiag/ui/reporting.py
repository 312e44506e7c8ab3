"""Joins reports to the window: of the run that is in sight, with everything that is kept of its terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from ccdiag import __version__
from ccdiag.model.case_key import case_key
from ccdiag.model.message import Message, message
from ccdiag.model.saved_case import SavedCase
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow

if TYPE_CHECKING:
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.viewing import Viewing

_MOST_RUNS: Final = 20
"""Of the terminal; a report tells of one visit."""
_READING_S: Final = 3.0
"""A report without what was kept is better than none."""
Then = Callable[[SavedCase, str], object]


class Reporting(QObject):
    """Lives as long as the window does; the dialog is made when somebody asks for it."""

    def __init__(
        self, look: Look, window: MainWindow, controller: "Controller", viewing: "Viewing", *, file: Path, parent: QObject | None = None
    ) -> None:
        """`file` is the case store's."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._controller = controller
        self._viewing = viewing
        self._file = file
        self._add_entry()
        window.ticket_wanted.connect(self.copy_ticket)

    def open_of_shown(self) -> None:
        """Open a report of what is in sight."""
        self.with_case(self.open)

    def open(self, saved: SavedCase, run_id: str = "") -> None:
        """Open a report of a case."""
        from ccdiag.ui.report_dialog import open_report

        open_report(self._look, self._window, saved, run_id, tell=lambda told: self._window.tell(Message("{told}", {"told": told})))

    def copy_ticket(self) -> None:
        """Put the text for a ticket on the clipboard: the same that `ccdiag report --format text` writes."""
        self.with_case(self._copy)

    def _copy(self, saved: SavedCase, run_id: str) -> None:
        from ccdiag.reports.forms import Form, written
        from ccdiag.reports.judged import report_of_today

        run = next((one for one in saved.runs if one.id == run_id), None)
        if run is None:
            self._window.tell(message("Nothing was measured yet."))
            return
        QGuiApplication.clipboard().setText(written(report_of_today(saved, run), Form.TEXT, self._look.language))
        self._window.tell(message("The text for the ticket was copied."))

    def with_case(self, then: Then) -> None:
        """Gather what is known of the run in sight, and go on with it."""
        if self._viewing.is_viewing:
            then(*self._viewing.shown)
        elif not self._controller.state.begun:
            self._window.tell(message("Nothing was measured yet."))
        else:
            self._controller.spawn(self._gather(then), "ccdiag-report")

    async def _gather(self, then: Then) -> None:
        from ccdiag.probes.abandon import run_abandonable
        from ccdiag.reports.report import alone

        controller = self._controller
        # What is in sight now; it may change while the disk is read.
        at_hand = alone(controller.state, controller.situation, __version__)
        run = at_hand.runs[-1]
        if controller.keeping is not None:
            await controller.keeping.keeper.kept()
        try:
            kept = await run_abandonable(lambda: _kept(self._file, at_hand), limit=_READING_S, name="ccdiag-report")
        except TimeoutError:
            kept = None
        if kept is None:
            then(at_hand, run.id)
            return
        known = next((one for one in kept.runs if one.state.started_at == run.state.started_at), None)
        if known is not None:
            # As it stands in sight, with what was answered meanwhile.
            run = replace(known, state=run.state, case=run.case)
        others = tuple(one for one in kept.runs if one.id != run.id)
        runs = tuple(sorted((*others, run), key=lambda one: one.state.started_at))
        then(replace(kept, shop=kept.shop or at_hand.shop, case=at_hand.case, runs=runs), run.id)

    def _add_entry(self) -> None:
        window = self._window
        file = window.action("save")
        menu = next(menu for menu in file.associatedObjects() if isinstance(menu, QMenu))
        entry: QAction = window.menus.add(menu, "report", message("&Report…"), self.open_of_shown, QKeySequence("Ctrl+P"))
        menu.removeAction(entry)
        after = menu.actions()[menu.actions().index(file) + 1]
        menu.insertAction(after, entry)
        window.menus.retell()


def _kept(file: Path, at_hand: SavedCase) -> SavedCase | None:
    """Read what is kept of a terminal; none where nothing is, or where it cannot be read now."""
    from ccdiag.cases.store import CaseStore
    from ccdiag.cases.store_trouble import CaseStoreError

    if not file.is_file():
        return None
    with CaseStore(file) as store:
        try:
            return store.load_case(case_key(at_hand.case, simulation=at_hand.simulation), most_runs=_MOST_RUNS)
        except (KeyError, CaseStoreError):
            return None
