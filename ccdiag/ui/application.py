"""The window's program: first the picture, then the event loop, then whatever was asked for."""

import contextlib
import gc
import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ccdiag.app.folders import data_folder
from ccdiag.app.settings import Settings, load_settings, save_settings
from ccdiag.app.wishes import LINK, Wishes
from ccdiag.i18n.translator import Language, system_language
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import ADMINLIGHT, CHECKLIST, LAB, OPTIONS, MainWindow
from ccdiag.ui.warm import warm_up

if TYPE_CHECKING:
    import asyncio

    from ccdiag.model.environment import Environment
    from ccdiag.model.run import RunState
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.guidance import Guidance
    from ccdiag.ui.lab_controller import LabController
    from ccdiag.ui.single_instance import Instance
    from ccdiag.ui.taskbar import TaskbarProgress

_log = logging.getLogger(__name__)
_LAB_WISH: Final = "--lab"
_OPEN_VISITS: Final = Path("procedures", "open")
"""The folder that is there once a procedure was begun."""
_MARK: Final = "window.open"
"""The file that says that a window is open; one that was killed leaves it behind, and then nobody answers."""


def run_window(wishes: Wishes) -> int:
    """Show the window until it is closed, and return the exit status."""
    application = QApplication.instance() or QApplication(["ccdiag"])
    assert isinstance(application, QApplication)
    application.setApplicationName("ccdiag")
    application.setDesktopFileName("ccdiag")
    # The window is closed when everything in it has ended, not the other way round.
    application.setQuitOnLastWindowClosed(False)
    if _handed_over(wishes):
        return 0
    return WindowProgram(application, wishes).live()


def _handed_over(wishes: Wishes) -> bool:
    """Give a window that is open already what this start was asked for; whether there is one."""
    mark = data_folder() / _MARK
    # What looks for the other window is imported only where one was opened and not closed.
    if not mark.exists():
        return False
    from ccdiag.ui.single_instance import hand_over, server_name

    return hand_over(server_name(str(data_folder())), [*wishes.opened, *([_LAB_WISH] if wishes.lab else [])])


def _collect_again() -> None:
    """Look for garbage from now on, but not among what was made until now: it stays as long as the window does."""
    gc.freeze()
    gc.enable()


class _Warmth(QObject):
    """Brings word from the importing thread."""

    loop_ready = Signal()
    run_ready = Signal()


class WindowProgram(QObject):
    """Puts the parts of the window together and owns what lives as long as it does."""

    def __init__(self, application: QApplication, wishes: Wishes) -> None:
        super().__init__()
        self._application = application
        self._wishes = wishes
        self._warmth = _Warmth()
        self._closed_early = False
        self._wants_run = False
        self._wants_close = False
        self._ready_to_run = False
        self._closing: asyncio.Event | None = None
        self._taskbar: TaskbarProgress | None = None
        self.controller: Controller | None = None
        self.lab: LabController | None = None
        self.guidance: Guidance | None = None
        loaded = load_settings()
        self.settings: Settings = loaded.settings
        self._notice = loaded.notice
        self._refused_files: set[str] = set()
        self.look = Look(self._language(), self.settings.mode, text_scale=self.settings.text_scale)
        self.window = MainWindow(self.look)
        self._restore_geometry()
        self.window.close_wanted.connect(self._on_close_wanted)
        self.window.run_wanted.connect(self._on_run)

    # --- the two loops ---

    def live(self) -> int:
        """Paint first; then bring up the event loop that everything else needs."""
        self.window.show()
        # Not quit(): that asks every window to close first.
        self._warmth.loop_ready.connect(lambda: self._application.exit(0))
        self._warmth.run_ready.connect(self._on_run_ready)
        # After the first picture: what is imported beside it would only delay it.
        self.window.completed.connect(lambda: warm_up(self._warmth.loop_ready.emit, self._warmth.run_ready.emit))
        self._application.exec()
        if self._closed_early:
            self._save()
            return 0
        self._warmth.loop_ready.disconnect()
        import asyncio

        import qasync

        from ccdiag.ui.interruption import Interruption

        loop = qasync.QEventLoop(self._application)
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(self._on_loop_exception)
        hook, sys.excepthook = sys.excepthook, self._on_exception
        # After the loop: on Windows that listens to signals itself.
        interruption = Interruption(self)
        # What must not be left as it is, is kept: nobody is asked who has ended the program from outside.
        interruption.came.connect(self._on_close)
        try:
            with loop:
                # Not run_until_complete: where Qt was left from outside, it lets tasks go on without a loop once more.
                serving = loop.create_task(self._serve())
                serving.add_done_callback(lambda _done: loop.stop())
                loop.run_forever()
                if not serving.done():
                    # The system ends the session: what runs is ended before the program is.
                    self._on_close()
                    loop.run_forever()
                serving.result()
                interruption.end()
        finally:
            sys.excepthook = hook
            asyncio.set_event_loop(None)
        return interruption.status

    async def _serve(self) -> None:
        import asyncio

        from ccdiag.app.log_file import start_logging

        self._closing = asyncio.Event()
        if self._closed_early:
            self._closing.set()
        start_logging()
        self._connect()
        instance = self._listen()
        self._open_all([*self._wishes.opened, *([_LAB_WISH] if self._wishes.lab else [])])
        if self._notice is not None:
            self.window.warn(self._notice)
        await self._closing.wait()
        self.window.hide()
        instance.close()
        with contextlib.suppress(OSError):
            (data_folder() / _MARK).unlink(missing_ok=True)
        assert self.controller is not None
        await self.controller.close()
        if self.lab is not None:
            await asyncio.to_thread(self.lab.shut_down)
        self._save()
        self.window.let_close()

    # --- putting together ---

    def _connect(self) -> None:
        from ccdiag.content.environments import environment_names, load_environment
        from ccdiag.content.errors import ContentError
        from ccdiag.model.case import Case
        from ccdiag.ui.controller import Controller

        try:
            environment = load_environment(self.settings.environment)
        except ContentError as error:
            self._notice = Message("{problem}", {"problem": error.shown(self.look.translator)})
            self.settings = replace(self.settings, environment="ccv")
            environment = load_environment("ccv")
        names = tuple((name, load_environment(name).title) for name in environment_names())
        if self.settings.environment not in {name for name, _ in names}:
            names = (*names, (self.settings.environment, environment.title))
        self._environments = names
        controller = self.controller = Controller(self._with_whitelist(environment), Case(), deadline_s=self.settings.deadline_s)
        window, page = self.window, self.window.checklist
        page.case_bar.show_environments(names, self.settings.environment)
        controller.state_changed.connect(window.show_state)
        controller.running_changed.connect(window.show_running)
        controller.state_changed.connect(self._show_in_taskbar)
        controller.running_changed.connect(lambda _running: self._show_in_taskbar(controller.state))
        controller.case_changed.connect(lambda _case: self._show_situation())
        controller.environment_changed.connect(self._on_environment)
        controller.history_changed.connect(page.show_history)
        controller.consent_wanted.connect(self._ask_consent)
        controller.refused.connect(window.warn)
        controller.troubled.connect(window.show_trouble)
        window.stop_wanted.connect(controller.stop)
        window.watch_wanted.connect(lambda seconds: controller.start(watch_s=seconds))
        window.files_wanted.connect(self._open_all)
        window.save_wanted.connect(self._save_case)
        window.ticket_wanted.connect(self._copy_ticket)
        window.log_folder_wanted.connect(self._open_log_folder)
        page.again_wanted.connect(controller.again)
        page.answered.connect(controller.answer)
        page.case_edited.connect(controller.set_case)
        page.environment_wanted.connect(self._choose_environment)
        window.set_maker(ADMINLIGHT, self._make_adminlight_page)
        window.set_maker(LAB, self._make_lab_page)
        window.set_maker(OPTIONS, self._make_options_page)
        window.set_help(self._show_guide)
        self._guide_through()
        self._application.commitDataRequest.connect(lambda _manager: self._save())
        if self._ready_to_run:
            controller.warmed_up()
        page.set_deadline(self.settings.deadline_s)
        page.set_still(self.settings.reduced_motion)
        from ccdiag.app.session import planned_state

        controller.plan(planned_state(controller.situation))
        self._on_environment(controller.environment)
        if self._wants_run:
            controller.start()

    def _listen(self) -> "Instance":
        from ccdiag.ui.single_instance import Instance, server_name

        instance = Instance(server_name(str(data_folder())), self)
        instance.handed_over.connect(self._on_handed_over)
        with contextlib.suppress(OSError):
            data_folder().mkdir(parents=True, exist_ok=True)
            (data_folder() / _MARK).touch()
        return instance

    def _make_adminlight_page(self) -> QWidget:
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        page = AdminLightPage(self.look, self._laboratory())
        page.told.connect(self.window.tell)
        assert self.controller is not None
        terminal = self.controller.case.terminal
        page.be_in_shop(self.controller.case.merchant.name or "", terminal.tms_id or "")
        self.controller.case_changed.connect(lambda case: page.be_in_shop(case.merchant.name or "", case.terminal.tms_id or ""))
        return page

    def show_screen(self, screen: str, variant: str | None = None) -> None:
        """Open a screen of the terminal on the AdminLight page."""
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        self.window.show_page(ADMINLIGHT)
        page = self.window.page(ADMINLIGHT)
        if isinstance(page, AdminLightPage):
            page.open_screen(screen, variant)

    def _guide_through(self) -> None:
        from ccdiag.ui.guidance import Guidance

        assert self.controller is not None
        self.guidance = Guidance(self.look, self.window, self.controller, search=self._search_screen, parent=self)
        self.controller.spawn(self.guidance.controller.load(), "ccdiag-guide-load")
        if self._wants_close:
            self._on_close_wanted()

    def _search_screen(self) -> None:
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        self.window.show_page(ADMINLIGHT)
        page = self.window.page(ADMINLIGHT)
        if isinstance(page, AdminLightPage):
            page.focus_search()

    def _make_lab_page(self) -> QWidget:
        from ccdiag.ui.pages.lab_page import LabPage
        from ccdiag.ui.training_controller import TrainingController

        laboratory = self._laboratory()
        training = TrainingController(laboratory, laboratory)
        training.told.connect(self.window.tell)
        if self.controller is not None:
            self.controller.state_changed.connect(training.take_run)
        if self.guidance is not None:
            guide = self.guidance.controller
            guide.step_changed.connect(training.take_step)
            laboratory.opened.connect(lambda _shop: guide.leave_simulation())
        page = LabPage(self.look, laboratory, training)
        page.checklist_requested.connect(lambda: self.window.show_page(CHECKLIST))
        return page

    def _laboratory(self) -> "LabController":
        from ccdiag.ui.lab_controller import LabController

        if self.lab is None:
            self.lab = LabController(self)
            self.lab.lab_changed.connect(self._on_lab)
            self.lab.left.connect(self._on_lab_stopped)
            self.lab.troubled.connect(self.window.warn)
        return self.lab

    def _make_options_page(self) -> QWidget:
        from ccdiag.ui.pages.options_page import OptionsPage

        page = OptionsPage(self.look)
        page.show_settings(self.settings)
        page.settings_changed.connect(self._apply_settings)
        return page

    # --- what happens ---

    def _on_run(self) -> None:
        if self.controller is None:
            self._wants_run = True
        else:
            self.controller.start()

    def _on_run_ready(self) -> None:
        _collect_again()
        self._ready_to_run = True
        if self.controller is not None:
            self.controller.warmed_up()

    def _on_close_wanted(self) -> None:
        """Close, unless something is owed in a shop: then the user is asked first."""
        if self.guidance is None and (data_folder() / _OPEN_VISITS).is_dir():
            # Too early to know; something may be owed.
            self._wants_close = True
        elif self.guidance is None or self.guidance.may_close(self._on_close):
            self._on_close()

    def _on_close(self) -> None:
        if self._closing is not None:
            self._closing.set()
            return
        self._closed_early = True
        self.window.let_close()
        self._application.exit(0)

    def _on_environment(self, environment: "Environment") -> None:
        assert self.controller is not None
        self.window.show_simulation(self.controller.simulation)
        self.window.checklist.show_environment(environment)
        told = message("Endpoints: {title}", title=environment.title)
        if environment.as_of:
            told = message("Endpoints: {title} ({as_of})", title=environment.title, as_of=environment.as_of)
        self.window.show_endpoints(told)
        self._show_situation()

    def _show_situation(self) -> None:
        assert self.controller is not None
        case = self.controller.case
        self.window.checklist.show_situation(self.controller.situation)
        self.window.show_case_name(" – ".join(part for part in (case.merchant.name, case.terminal.tms_id) if part))

    def _on_lab(self, environment: object, case: object) -> None:
        assert self.controller is not None
        if not self.controller.simulation:
            # What a laboratory imports stays, too.
            _collect_again()
        self.controller.enter_lab(environment, case)  # type: ignore[arg-type]  # what the signal carries
        if self._wishes.lab and not self.controller.running and not self.controller.state.begun:
            self.controller.start()

    def _on_lab_stopped(self) -> None:
        if self.controller is not None:
            self.controller.leave_lab()

    def _show_in_taskbar(self, state: "RunState") -> None:
        if self._taskbar is None:
            from ccdiag.ui.taskbar import NoTaskbar, taskbar_progress

            self._taskbar = taskbar_progress(self.window.winId()) if sys.platform == "win32" else NoTaskbar()
        assert self.controller is not None
        if self.controller.running and state.begun and not state.finished:
            self._taskbar.show(len(state.results), len(state.checks))
        elif state.finished and state.verdict.value == "fault":
            self._taskbar.show_fault()
        else:
            self._taskbar.clear()

    def _ask_consent(self, answer: object) -> None:
        from ccdiag.ui.consent import ask_consent

        assert self.controller is not None
        ask_consent(self.look, self.window, self.controller.case.terminal.ip or "", answer)  # type: ignore[arg-type]  # likewise

    def _on_handed_over(self, wishes: list[str]) -> None:
        self.window.raise_window()
        self._open_all(wishes)

    def _open_all(self, wishes: list[str]) -> None:
        """Open files and links, and the lab; a link may only show something, never start a run."""
        for wish in wishes:
            if wish == _LAB_WISH:
                self._laboratory().start()
            elif wish.startswith(LINK):
                self._open_link(wish)
            else:
                self._open_file(Path(wish))

    def _open_link(self, text: str) -> None:
        from ccdiag.app.links import link_of

        match link_of(text):
            case ("screen", screen):
                self.show_screen(screen)
            case ("procedure", procedure) if self.guidance is not None and self.guidance.show(procedure):
                pass
            case _:
                self.window.tell(message("This link cannot be shown: {link}", link=printable(text, most=200)))

    def _open_file(self, path: Path) -> None:
        from ccdiag.app.opening import open_file
        from ccdiag.content.errors import ContentError
        from ccdiag.model.case import Case

        assert self.controller is not None
        try:
            opened = open_file(path, self.controller.case)
        except ContentError as error:
            self.window.warn(error.shown(self.look.translator))
            return
        if isinstance(opened, Case):
            self.controller.set_case(opened)
        else:
            self._environments = (*self._environments, (str(path), opened.title))
            self.window.checklist.case_bar.show_environments(self._environments, str(path))
            self.controller.set_environment(self._with_whitelist(opened))
        self.settings = replace(self.settings, folder=str(path.parent))
        self.window.tell(message("Opened: {file}", file=path.name))

    def _choose_environment(self, name: str) -> None:
        self._apply_settings(replace(self.settings, environment=name))

    def _apply_settings(self, settings: Settings) -> None:
        from ccdiag.content.environments import load_environment
        from ccdiag.content.errors import ContentError

        assert self.controller is not None
        before, self.settings = self.settings, settings
        self.look.set_language(self._language())
        self.look.set_mode(settings.mode)
        self.look.set_text_scale(settings.text_scale)
        self.controller.deadline_s = settings.deadline_s
        self.window.checklist.set_deadline(settings.deadline_s)
        self.window.checklist.set_still(settings.reduced_motion)
        if (settings.environment, settings.whitelist) != (before.environment, before.whitelist):
            try:
                environment = load_environment(settings.environment)
            except ContentError as error:
                self.settings = replace(settings, environment=before.environment)
                self.window.warn(error.shown(self.look.translator))
            else:
                self.controller.set_environment(self._with_whitelist(environment))
                self.window.checklist.case_bar.show_environments(self._environments, settings.environment)
        self._save()

    def _with_whitelist(self, environment: "Environment") -> "Environment":
        return environment if self.settings.whitelist is None else replace(environment, whitelist=self.settings.whitelist)

    def _show_guide(self, anchor: str) -> None:
        from ccdiag.ui.pages.guide_viewer import GuideViewer

        if not hasattr(self, "_guide"):
            self._guide = GuideViewer(self.look)
        self._guide.show_at(anchor)

    def _copy_ticket(self) -> None:
        from ccdiag import __version__
        from ccdiag.app.ticket import ticket_text

        assert self.controller is not None
        if not self.controller.state.begun:
            self.window.tell(message("Nothing was measured yet."))
            return
        text = ticket_text(self.controller.state, self.controller.case, self.look.say, __version__)
        QGuiApplication.clipboard().setText(text)
        self.window.tell(message("The text for the ticket was copied."))

    def _save_case(self, file: str) -> None:
        from ccdiag.app.opening import save_case

        assert self.controller is not None
        try:
            save_case(self.controller.case, Path(file))
        except OSError as error:
            self.window.warn(message("The case cannot be saved: {problem}", problem=error.strerror or type(error).__name__))
        else:
            self.window.tell(message("Saved: {file}", file=Path(file).name))

    def _open_log_folder(self) -> None:
        from ccdiag.app.folders import log_folder
        from ccdiag.ui.main_window import open_folder

        log_folder().mkdir(parents=True, exist_ok=True)
        open_folder(log_folder())

    # --- what is kept ---

    def _language(self) -> Language:
        wished = self._wishes.language
        if wished is not None:
            return wished  # type: ignore[return-value]  # checked where the arguments were read
        chosen = self.settings.language
        return system_language() if chosen == "system" else chosen

    def _restore_geometry(self) -> None:
        if self.settings.geometry:
            self.window.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode()))

    def _save(self) -> None:
        geometry = bytes(self.window.saveGeometry().toBase64().data()).decode()
        self.settings = replace(self.settings, geometry=geometry)
        if (problem := save_settings(self.settings)) is not None:
            _log.warning("%s", problem.english())
            if self.window.isVisible():
                self.window.tell(problem)

    # --- what goes wrong ---

    def _on_loop_exception(self, _loop: object, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._report(error)
        else:
            _log.error("%s", context.get("message"))

    def _on_exception(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self._report(error)

    def _report(self, error: BaseException) -> None:
        from ccdiag.content.errors import ContentError

        if isinstance(error, ContentError):
            self._report_broken_file(error.shown(self.look.translator), error)
        elif self.controller is not None and not isinstance(error, KeyboardInterrupt):
            self.controller.report(error)
        else:
            _log.error("the window failed", exc_info=error)

    def _report_broken_file(self, problem: str, error: BaseException) -> None:
        """Tell once of a file of the installation that is refused: file, key and reason; whatever does not need it works."""
        if problem in self._refused_files:
            return
        self._refused_files.add(problem)
        _log.error("a file of the installation is refused", exc_info=error)
        self.window.warn(message("A file of this installation is broken, and what needs it does not work: {problem}", problem=problem))
