"""Makes each page when it is first shown, and joins it to what it shows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, LAB, OPTIONS
from ccdiag.ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ccdiag.ui.controller import Controller
    from ccdiag.ui.guidance import Guidance
    from ccdiag.ui.lab_controller import LabController
    from ccdiag.ui.pages.guide_viewer import GuideViewer


class PageMaking(QObject):
    """Knows the pages beside the checklist and the guide, the laboratory that two of them show, and the user guide."""

    lab_changed = Signal(object, object)
    """The endpoints and the case of the laboratory."""
    lab_left = Signal()

    def __init__(self, settings: WindowSettings, window: MainWindow, controller: "Controller", parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._look = settings.look
        self._window = window
        self._controller = controller
        self._guide: GuideViewer | None = None
        self.guidance: Guidance | None = None
        self.lab: LabController | None = None
        window.set_maker(ADMINLIGHT, self._make_adminlight_page)
        window.set_maker(LAB, self._make_lab_page)
        window.set_maker(OPTIONS, self._make_options_page)
        window.set_help(self._show_guide)

    def laboratory(self) -> "LabController":
        """Return the laboratory, which nothing has started yet when it is first asked for."""
        from ccdiag.ui.lab_controller import LabController

        if self.lab is None:
            self.lab = LabController(self)
            self.lab.lab_changed.connect(self.lab_changed)
            self.lab.left.connect(self.lab_left)
            self.lab.troubled.connect(self._window.warn)
        return self.lab

    def show_screen(self, screen: str, variant: str | None = None) -> None:
        """Open a screen of the terminal on the AdminLight page."""
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        self._window.show_page(ADMINLIGHT)
        page = self._window.page(ADMINLIGHT)
        if isinstance(page, AdminLightPage):
            page.open_screen(screen, variant)

    def search_screen(self) -> None:
        """Go to the search for a screen."""
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        self._window.show_page(ADMINLIGHT)
        page = self._window.page(ADMINLIGHT)
        if isinstance(page, AdminLightPage):
            page.focus_search()

    def _make_adminlight_page(self) -> "QWidget":
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        page = AdminLightPage(self._look, self.laboratory())
        page.told.connect(self._window.tell)
        terminal = self._controller.case.terminal
        page.be_in_shop(self._controller.case.merchant.name or "", terminal.tms_id or "")
        self._controller.case_changed.connect(lambda case: page.be_in_shop(case.merchant.name or "", case.terminal.tms_id or ""))
        return page

    def _make_lab_page(self) -> "QWidget":
        from ccdiag.ui.pages.lab_page import LabPage
        from ccdiag.ui.training_controller import TrainingController

        laboratory = self.laboratory()
        training = TrainingController(laboratory, laboratory)
        training.told.connect(self._window.tell)
        self._controller.state_changed.connect(training.take_run)
        if self.guidance is not None:
            guide = self.guidance.controller
            guide.step_changed.connect(training.take_step)
            laboratory.opened.connect(lambda _shop: guide.leave_simulation())
        page = LabPage(self._look, laboratory, training)
        page.checklist_requested.connect(lambda: self._window.show_page(CHECKLIST))
        return page

    def _make_options_page(self) -> "QWidget":
        from ccdiag.ui.pages.options_page import OptionsPage

        page = OptionsPage(self._look)
        page.lock(self._settings.policy)
        page.show_settings(self._settings.current)
        page.settings_changed.connect(self._settings.apply)
        return page

    def _show_guide(self, anchor: str) -> None:
        from ccdiag.ui.pages.guide_viewer import GuideViewer

        if self._guide is None:
            self._guide = GuideViewer(self._look)
        self._guide.show_at(anchor)
