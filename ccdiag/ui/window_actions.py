"""What the menus of the window offer, and what each does: most of it is asked of whoever listens to the window."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.page_rail import Page
from ccdiag.ui.window_menus import WindowMenus

if TYPE_CHECKING:
    from ccdiag.app.policy import LoadedPolicy
    from ccdiag.ui.main_window import MainWindow

_PICTURE_EM: Final = 88
"""Wide enough for the whole picture with its legend, small enough for a ticket."""
_CHECKLIST: Final = "checklist"


class WindowActions:
    """Fills the menus, and does what needs nobody else."""

    def __init__(self, look: Look, window: "MainWindow", menus: WindowMenus, pages: tuple[Page, ...]) -> None:
        self._look = look
        self._window = window
        self._menus = menus
        self.helping: Callable[[str], None] | None = None
        """Shows the user guide at a check, or at its beginning when the name is empty."""
        self.policy: LoadedPolicy | None = None
        """The one that counts, for who asks about the program."""
        keys = QKeySequence.StandardKey
        file = menus.add_menu(message("&File"))
        menus.add(file, "open", message("&Open…"), self.ask_open, QKeySequence(keys.Open))
        menus.add(file, "save", message("&Save the case as…"), self._ask_save, QKeySequence(keys.Save))
        file.addSeparator()
        menus.add(file, "quit", message("&Quit"), window.close, QKeySequence("Ctrl+Q"))
        edit = menus.add_menu(message("&Edit"))
        menus.add(edit, "copy_row", message("Copy the &row"), self._copy_row)
        menus.add(edit, "copy_ticket", message("Copy for the &ticket"), window.ticket_wanted.emit, QKeySequence("Ctrl+Shift+C"))
        menus.add(edit, "copy_picture", message("Copy the &picture of the way"), self._copy_picture)
        view = menus.add_menu(message("&View"))
        for entry in pages:
            menus.add(view, f"page.{entry.id}", entry.title, partial(window.show_page, entry.id))
        run = menus.add_menu(message("&Run"))
        menus.add(run, "run", message("&Test"), window.run_wanted.emit, QKeySequence("F5"))
        menus.add(run, "again", message("Test &this one again"), self._again, QKeySequence("Shift+F5"))
        menus.add(run, "watch", message("&Watch…"), self.ask_interval, QKeySequence("Ctrl+F5"))
        menus.add(run, "stop", message("&Stop"), window.stop_wanted.emit, QKeySequence("Esc"))
        self.procedures = menus.add_menu(message("&Procedures"))
        help_menu = menus.add_menu(message("&Help"))
        menus.add(help_menu, "guide", message("&User guide"), self.help, QKeySequence("F1"))
        menus.add(help_menu, "log", message("Open the &log folder"), window.log_folder_wanted.emit)
        menus.add(help_menu, "self_test", message("&Test this installation…"), self._self_test)
        menus.add(help_menu, "about", message("&About ccdiag"), self._about)
        self.show_running(False)

    def show_running(self, running: bool) -> None:  # noqa: FBT001  # a state
        """Offer what makes sense while a run goes on, or while none does."""
        for name in ("run", "watch", "again"):
            self._menus.action(name).setEnabled(not running)
        self._menus.action("stop").setEnabled(running)

    def help(self) -> None:
        """Open the user guide where it tells of what is in sight."""
        if self.helping is not None:
            page = self._window.page_in_sight
            # The guide has a chapter of the page's name, or begins at its beginning.
            self.helping((self._window.checklist_in_sight.chosen or "") if page == _CHECKLIST else page)

    def ask_open(self) -> None:
        """Ask which file to open."""
        from ccdiag.ui.window_dialogs import ask_open

        ask_open(self._look, self._window, self._window.files_wanted.emit)

    def ask_interval(self) -> None:
        """Ask how many seconds there should be between two runs."""
        from ccdiag.ui.window_dialogs import ask_interval

        ask_interval(self._look, self._window, self._window.watch_wanted.emit)

    def _ask_save(self) -> None:
        from ccdiag.ui.window_dialogs import ask_save

        ask_save(self._look, self._window, self._window.save_wanted.emit)

    def _again(self) -> None:
        page = self._window.checklist_in_sight
        if page.chosen is not None:
            page.again_wanted.emit(page.chosen)

    def _self_test(self) -> None:
        from ccdiag.ui.self_test_dialog import SelfTestDialog
        from ccdiag.ui.self_testing import SelfTesting

        dialog = SelfTestDialog(self._look, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        testing = SelfTesting(self._window)
        testing.told.connect(dialog.show_part)
        testing.ended.connect(dialog.show_end)
        dialog.closed.connect(testing.leave)
        dialog.open()
        testing.start(self._look.language)

    def _about(self) -> None:
        from ccdiag.ui.pages.about import AboutDialog

        dialog = AboutDialog(self._look, self._window, policy=self.policy)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _copy_row(self) -> None:
        self._window.checklist_in_sight.list.copy_chosen()

    def _copy_picture(self) -> None:
        way = self._window.checklist_in_sight.way
        QGuiApplication.clipboard().setImage(way.picture_of(way.way, round(_PICTURE_EM * self._look.metrics.em), scale=2.0))
        self._window.tell(message("The picture was copied."))
