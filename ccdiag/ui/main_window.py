"""The window: pages, menus, strip and status; it shows what the controller tells and passes on what the user wants."""

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.ui.entering import enter
from ccdiag.ui.look import Look
from ccdiag.ui.mnemonics import tidy
from ccdiag.ui.models.banner_content import BannerAction
from ccdiag.ui.pages.checklist_page import ChecklistPage
from ccdiag.ui.widgets.page_rail import PageRail
from ccdiag.ui.widgets.simulation_strip import SHOP, TERMINAL, SimulationStrip
from ccdiag.ui.window_actions import WindowActions
from ccdiag.ui.window_menus import WindowMenus
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, PAGES, WindowPages
from ccdiag.ui.window_status import WindowStatus

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from ccdiag.app.policy import LoadedPolicy
    from ccdiag.ui.stand_ins import StandIns
    from ccdiag.ui.widgets.obligation_bar import ObligationBars

_TICK_MS: Final = 100
_TURN_S: Final = 1.2
"""One turn of the ring of a running icon."""
_NARROW_EM: Final = 75
_SIZE_EM: Final = (106, 66)
_LEAST_EM: Final = (52, 34)
_LEAST_PX: Final = 640
_LOOKS: Final = {QEvent.Type.ApplicationFontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.ThemeChange}

_PAGE_STATUS: Final[dict[str, Message]] = {ADMINLIGHT: message("Keys: arrows, Enter = OK, Esc = STOP, F2 = START MENU, Ctrl+F = search")}
"""What the status bar tells on a page where it is not about the run."""


class MainWindow(QMainWindow):
    """Everything that is seen; built with the checklist only, the other pages when they are first shown."""

    run_wanted = Signal()
    stop_wanted = Signal()
    watch_wanted = Signal(float)
    """Seconds between two runs."""
    files_wanted = Signal(list)
    """Files and links to open, as texts."""
    save_wanted = Signal(str)
    ticket_wanted = Signal()
    log_folder_wanted = Signal()
    procedure_wanted = Signal(str)
    """A procedure to begin."""
    close_wanted = Signal()
    painted = Signal()
    """The first picture is on the screen; told once."""
    completed = Signal()
    """The rest of the first page is there too; told once."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._state = RunState()
        self._running = False
        self._may_close = False
        self._painted = False
        self._simulation = False
        self._page_status = dict(_PAGE_STATUS)
        self._page_titles: dict[str, Message] = {}
        self._trouble = ""
        self._case_name = ""
        self.setAcceptDrops(True)
        self.setObjectName("ccdiag")
        self.rail = PageRail(look, PAGES)
        self.strip = SimulationStrip(look)
        self.strip.hide()
        self._obligations: ObligationBars | None = None
        self._pages = WindowPages()
        self.checklist = ChecklistPage(look)
        self._pages.add(CHECKLIST, self.checklist)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._pages, 1)
        centre = QWidget()
        column = self._column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(body, 1)
        self.setCentralWidget(centre)
        self._status = WindowStatus(look, self.statusBar())
        self._letters = QTimer(self)
        self._letters.setSingleShot(True)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._advance)
        self.menus = WindowMenus(look, self.menuBar(), self)
        self._actions = WindowActions(look, self, self.menus, PAGES)
        self.rail.page_chosen.connect(self.show_page)
        self.checklist.run_wanted.connect(self.run_wanted)
        self.checklist.stop_wanted.connect(self.stop_wanted)
        self.checklist.watch_wanted.connect(self._actions.ask_interval)
        self.checklist.action_chosen.connect(self.on_banner)
        self.checklist.copied.connect(self._copy)
        self.checklist.file_wanted.connect(lambda _key: self._actions.ask_open())
        self.show_page(CHECKLIST)
        # First, so that what depends on the width is made once.
        self.resize(look.metrics.length(_SIZE_EM[0]), look.metrics.length(_SIZE_EM[1]))
        look.changed.connect(self._restyle)
        self._restyle()

    # --- pages ---

    def set_maker(self, page: str, make: Callable[[], QWidget]) -> None:
        """Say how a page is made when it is first shown."""
        self._pages.set_maker(page, make)

    @property
    def obligations(self) -> "ObligationBars":
        """The bars over every page for what must not be left as it is."""
        if self._obligations is None:
            from ccdiag.ui.widgets.obligation_bar import ObligationBars

            self._obligations = ObligationBars(self._look)
            self._column.insertWidget(0, self._obligations)
        return self._obligations

    def set_procedures(self, entries: "Callable[[], list[tuple[str, Message, Callable[[], object]]]]") -> None:
        """Say what stands in the menu of procedures, when somebody opens it."""
        self.menus.fill_when_opened(self._actions.procedures, entries)

    def set_help(self, show: Callable[[str], None]) -> None:
        """Say what shows the user guide at a check, or at its beginning when the name is empty."""
        self._actions.helping = show

    def set_policy(self, policy: "LoadedPolicy") -> None:
        """Say which policy counts."""
        self._actions.policy = policy

    def show_page(self, page: str) -> None:
        """Show a page, and go there."""
        widget = self._pages.show_page(page)
        if widget is None:
            return
        self.rail.choose(page)
        self._show_strip()
        self._status.show_page(self._page_status.get(page))
        self._letters.start()
        if self._painted:
            enter(widget)

    def page(self, page: str) -> QWidget | None:
        """Return a page that was shown before, or what stands in its place now."""
        return self._pages.page(page)

    def stand_in(self, stand_ins: "StandIns | None") -> None:
        """Show other pages in the place of the usual ones, which go on unseen; none: the usual ones again."""
        before, self._pages.stand_ins = self._pages.stand_ins, stand_ins
        self.show_page(self._pages.chosen)
        if before is not None and before is not stand_ins:
            before.remove(self._pages)

    def put_bar(self, bar: QWidget) -> None:
        """Put a bar over every page."""
        self._column.insertWidget(self._column.count() - 1, bar)

    @property
    def page_in_sight(self) -> str:
        """Which page is shown."""
        return self._pages.chosen

    @property
    def checklist_in_sight(self) -> ChecklistPage:
        """The checklist, or that of a saved run in its place."""
        page = self.page(CHECKLIST)
        return page if isinstance(page, ChecklistPage) else self.checklist

    # --- what is shown ---

    def show_state(self, state: RunState) -> None:
        """Show a run as far as it is."""
        if (state.begun, state.finished) != (self._state.begun, self._state.finished):
            self._letters.start()
        self._state = state
        self.checklist.show_state(state)
        self._status.show_state(self._state)

    def show_running(self, running: bool) -> None:  # noqa: FBT001  # a state
        """Move what moves, and let the run be stopped."""
        self._running = running
        self.checklist.show_running(running)
        self._letters.start()
        if running and self.isVisible() and not self.isMinimized():
            self._tick.start()
        elif not running:
            self._tick.stop()
        self._actions.show_running(running)
        self._status.show_state(self._state)

    def show_simulation(self, simulation: bool) -> None:  # noqa: FBT001  # a state
        """Say on every page that this is no shop."""
        self._simulation = simulation
        self._show_strip()

    def show_on_page(self, page: str, title: Message | None, status: Message | None) -> None:
        """Say in the title of the window and in its status bar what a page is about, while that page is shown."""
        for told, known in ((title, self._page_titles), (status, self._page_status)):
            known.pop(page, None)
            if told is not None:
                known[page] = told
        self._show_title()
        self._status.show_page(self._page_status.get(self._pages.chosen))

    def show_case_name(self, name: str) -> None:
        """Name the shop in the title of the window."""
        self._case_name = name
        self._show_title()

    def show_endpoints(self, text: Message) -> None:
        """Say where the endpoints come from."""
        self._status.show_endpoints(text)

    def show_trouble(self, text: str) -> None:
        """Show a bug of ccdiag: visible, copyable, and the window lives on."""
        self._trouble = text
        for page in {self.checklist, self.checklist_in_sight}:
            page.show_trouble(text.strip().splitlines()[-1] if text.strip() else "")

    def tell(self, told: Message) -> None:
        """Say something in the status bar."""
        self._status.tell(told)

    def warn(self, told: Message | str) -> None:
        """Say something that has to be read."""
        from ccdiag.ui.window_dialogs import warn

        warn(self._look, self, told)

    def raise_window(self) -> None:
        """Come to the front."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def let_close(self) -> None:
        """Close for good: everything has ended."""
        self._may_close = True
        self.close()

    # --- what the user does ---

    def action(self, name: str) -> QAction:
        """Return an action of the menus."""
        return self.menus.action(name)

    def on_banner(self, action: str) -> None:
        """Do what a button of the banner asks of the window."""
        match BannerAction(action):
            case BannerAction.SHOW_HOW:
                self._show_how()
            case BannerAction.COPY_TICKET:
                self.ticket_wanted.emit()
            case BannerAction.COPY_MESSAGE:
                QGuiApplication.clipboard().setText(self._trouble)
                self.tell(message("The message was copied."))
            case BannerAction.LOG_FOLDER:
                self.log_folder_wanted.emit()
            case _:
                pass

    def _show_how(self) -> None:
        """Begin the procedure that mends the cause; where none does, open the user guide."""
        procedure = next((cause.procedure for cause in self._state.causes[:1] if cause.procedure), None)
        if procedure is not None:
            self.procedure_wanted.emit(procedure)
        else:
            self._actions.help()

    def test_again(self) -> None:
        """Run the checklist, where it can be seen."""
        self.show_page(CHECKLIST)
        self.run_wanted.emit()

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.tell(message("Copied."))

    # --- Qt's events ---

    def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802  # Qt's name
        """Tell of the first picture, once what is in the window was painted too."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._complete)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:  # noqa: N802  # Qt's name
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:  # noqa: N802  # Qt's name
        """Open what was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.files_wanted.emit(files)

    def _complete(self) -> None:
        self.painted.emit()
        QTimer.singleShot(0, self._after_first_picture)

    def _after_first_picture(self) -> None:
        self.checklist.complete()
        self._letters.timeout.connect(self._tidy)
        self._letters.start()
        self.completed.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:  # noqa: N802  # Qt's name
        """End what runs first; the window goes when nothing is left."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_wanted.emit()

    def keyPressEvent(self, event: "QKeyEvent") -> None:  # noqa: N802  # Qt's name
        """Let Alt find one control for each letter, whatever has come and gone since."""
        if event.key() == Qt.Key.Key_Alt:
            self._tidy()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Move nothing while nobody sees it, and take over what the system changed."""
        super().changeEvent(event)
        if event.type() in _LOOKS:
            self._look.measure_again()
        if event.type() == QEvent.Type.WindowStateChange and self._running:
            if self.isMinimized():
                self._tick.stop()
            else:
                self._tick.start()

    def resizeEvent(self, event: "QResizeEvent") -> None:  # noqa: N802  # Qt's name
        """Show the rail as pictograms where there is little room."""
        super().resizeEvent(event)
        self._fit()

    # --- drawing ---

    def _advance(self) -> None:
        self.checklist.advance(perf_counter() / _TURN_S % 1.0)
        self._status.show_state(self._state)

    def _tidy(self) -> None:
        tidy(self, self.menuBar())

    def _fit(self) -> None:
        narrow = self.width() < _NARROW_EM * self._look.metrics.em
        self.rail.set_narrow(narrow)
        self._status.set_narrow(narrow)

    def _restyle(self) -> None:
        look = self._look
        self.menus.retell()
        self._status.restyle()
        self.setMinimumSize(min(_LEAST_PX, look.metrics.length(_LEAST_EM[0])), min(400, look.metrics.length(_LEAST_EM[1])))
        self._fit()
        self._show_title()
        self._status.show_state(self._state)
        self._letters.start()

    def _show_strip(self) -> None:
        shop = self._simulation if self._pages.stand_ins is None else self._pages.stand_ins.simulation
        self.strip.show_text(SHOP if shop else TERMINAL)
        self.strip.setVisible(self._is_simulated)
        self._show_title()

    @property
    def _is_simulated(self) -> bool:
        simulation = self._simulation if self._pages.stand_ins is None else self._pages.stand_ins.simulation
        return simulation or self._pages.chosen == ADMINLIGHT

    def _show_title(self) -> None:
        page = self._look.say(self._page_titles[self._pages.chosen]) if self._pages.chosen in self._page_titles else ""
        name = self._case_name if self._pages.stand_ins is None else self._look.say(self._pages.stand_ins.name)
        simulation = self._look.say(message("SIMULATION")) if self._is_simulated else ""
        self.setWindowTitle(" – ".join(part for part in (page, name, simulation, "ccdiag") if part))
