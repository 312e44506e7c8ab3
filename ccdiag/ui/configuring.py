"""Joins the page of the configuration to the window: files are asked for, checked, corrected, and given to the checklist."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_pages import CHECKLIST, CONFIGURATION

if TYPE_CHECKING:
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.pages.configuration_page import ConfigurationPage
    from ccdiag.ui.settings_checking import SettingsChecking

PATTERNS: Final = ("*.json", "*.xml", "*.ini", "*.properties", "*.conf", "*.txt", "*.csv", "*.tsv", "*.xlsx", "*.yaml", "*.yml")


class Configuring(QObject):
    """Lives as long as the window does; the page is made when it is first shown."""

    def __init__(
        self,
        look: Look,
        window: MainWindow,
        controller: "Controller",
        *,
        barred: Callable[[], bool],
        whitelist_lock: Message | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`barred` tells whether the case that is in sight is not the user's own; `whitelist_lock` who chose the whitelist for all."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._controller = controller
        self._barred = barred
        self._whitelist_lock = whitelist_lock
        self._page: ConfigurationPage | None = None
        self._checking: SettingsChecking | None = None
        window.set_maker(CONFIGURATION, self._make_page)

    def _make_page(self) -> QWidget:
        from ccdiag.ui.correcting import Correcting
        from ccdiag.ui.fleet_planning import FleetPlanning
        from ccdiag.ui.pages.configuration_page import ConfigurationPage
        from ccdiag.ui.settings_checking import SettingsChecking

        controller = self._controller
        planning = FleetPlanning(self._look, self._window, controller.spawn, lambda: controller.environment, self)
        if self._whitelist_lock is not None:
            planning.panel.lock_whitelist(self._whitelist_lock)
        planning.told.connect(self._window.tell)
        planning.warned.connect(self._window.warn)
        page = self._page = ConfigurationPage(self._look, planning.panel)
        checking = self._checking = SettingsChecking(controller.spawn, controller.environment, controller.case, self)
        checking.changed.connect(page.show_checked)
        checking.refused.connect(self._window.tell)
        controller.case_changed.connect(lambda case: checking.compare_with(case, controller.environment))
        controller.environment_changed.connect(lambda environment: checking.compare_with(controller.case, environment))
        page.open_wanted.connect(self._ask_files)
        page.files_dropped.connect(checking.open_files)
        page.paste_wanted.connect(self._paste)
        page.clear_wanted.connect(checking.clear)
        page.read_again_wanted.connect(checking.read_again)
        page.removed.connect(checking.remove)
        page.generation_chosen.connect(checking.mean_generation)
        page.use_wanted.connect(self._use)
        correcting = Correcting(self._look, self._window, controller.spawn, self)
        correcting.told.connect(self._window.tell)
        correcting.warned.connect(self._window.warn)
        page.correct_wanted.connect(lambda row: correcting.save_corrected(row, checking.checked))
        page.list_wanted.connect(lambda: correcting.save_list(checking.checked))
        page.copied.connect(self._copy)
        return page

    def _ask_files(self) -> None:
        say = self._look.say
        dialog = QFileDialog(self._window, say(message("Open settings files")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([say(message("Settings files")) + f" ({' '.join(PATTERNS)})", say(message("All files")) + " (*)"])
        dialog.filesSelected.connect(lambda names: self._open([Path(name) for name in names]))
        dialog.open()

    def _open(self, files: list[Path]) -> None:
        if self._checking is not None:
            self._checking.open_files(files)

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if self._checking is None:
            return
        if files:
            self._checking.open_files(files)
        else:
            self._checking.paste(data.text(), self._look.say)

    def _use(self, row: int) -> None:
        """Name the file in the case, so that the checklist reads it."""
        from ccdiag.settings_check.document import DocumentKind, SettingsDocument

        assert self._checking is not None
        if self._barred():
            self._window.warn(message("A saved case is looked at; its settings cannot be changed."))
            return
        checked = self._checking.checked
        document, path = checked.documents[row], checked.sources[row].path
        if not isinstance(document, SettingsDocument) or path is None:
            return
        table = {"file": str(path.absolute())}
        of_webkassa = document.kind is DocumentKind.WEBKASSA
        case = self._controller.case
        self._controller.set_case(replace(case, webkassa=table) if of_webkassa else replace(case, tms_parameters=table))
        self._window.show_page(CHECKLIST)
        self._window.tell(message("The checklist uses {file} from now on.", file=path.name))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.tell(message("Copied."))
