"""The window's program: first the picture, then the event loop, then whatever was asked for."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ccdiag.app.folders import data_folder
from ccdiag.app.wishes import Wishes
from ccdiag.content.root import resource_root
from ccdiag.model.message import message
from ccdiag.ui.handing_over import handed_over
from ccdiag.ui.identity import introduce
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.warm import WarmUp
from ccdiag.ui.window_settings import WindowSettings

if TYPE_CHECKING:
    import asyncio

    from ccdiag.app.settings import Settings
    from ccdiag.model.environment import Environment
    from ccdiag.model.run import RunState
    from ccdiag.ui.casework import Casework
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.guidance import Guidance
    from ccdiag.ui.lab_controller import LabController
    from ccdiag.ui.look import Look
    from ccdiag.ui.opening import Opening
    from ccdiag.ui.page_making import PageMaking
    from ccdiag.ui.taskbar import TaskbarProgress
    from ccdiag.ui.trouble import Trouble
    from ccdiag.ui.viewing import Viewing

_ERRANDS_S: Final = 10.0
"""To write a case of a hundred runs takes some seconds."""
_OPEN_VISITS: Final = Path("procedures", "open")
"""The folder that is there once a procedure was begun."""


def run_window(wishes: Wishes) -> int:
    """Show the window until it is closed, and return the exit status."""
    introduce()
    application = QApplication.instance() or QApplication(["ccdiag"])
    assert isinstance(application, QApplication)
    if sys.platform == "win32":
        # That of Windows 10 has no dark colours; those of the window are computed for this one, and were looked at in it.
        application.setStyle("Fusion")
    application.setApplicationName("ccdiag")
    application.setDesktopFileName("ccdiag")
    application.setWindowIcon(QIcon(str(resource_root() / "icon" / "ccdiag.ico")))
    # The window is closed when everything in it has ended, not the other way round.
    application.setQuitOnLastWindowClosed(False)
    if handed_over(_texts(wishes)):
        return 0
    return WindowProgram(application, wishes).live()


def _texts(wishes: Wishes) -> list[str]:
    """Return what is to be opened, in the words in which one start hands it over to another."""
    return [*wishes.opened, *(["--lab"] if wishes.lab else [])]


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
        self._warm_up: WarmUp | None = None
        self._closing: asyncio.Event | None = None
        self._taskbar: TaskbarProgress | None = None
        self.controller: Controller | None = None
        self.guidance: Guidance | None = None
        self.pages: PageMaking | None = None
        self.opening: Opening | None = None
        self.viewing: Viewing | None = None
        self.casework: Casework | None = None
        self.kept = WindowSettings(wishes.language)
        self.window = MainWindow(self.kept.look)
        self.kept.restore_geometry(self.window)
        self.window.close_wanted.connect(self._on_close_wanted)
        self.window.run_wanted.connect(self._on_run)

    @property
    def look(self) -> "Look":
        """How the window looks."""
        return self.kept.look

    @property
    def settings(self) -> "Settings":
        """The settings in use."""
        return self.kept.current

    @property
    def lab(self) -> "LabController | None":
        """The laboratory, once something asked for it."""
        return None if self.pages is None else self.pages.lab

    # --- the two loops ---

    def live(self) -> int:
        """Show the window until it is closed, and return the exit status."""
        try:
            return self._live()
        finally:
            if self._warm_up is not None:
                self._warm_up.end()
            if (errands := sys.modules.get("ccdiag.ui.errand")) is not None:
                # A file that is just being written is written whole.
                errands.wait_for_errands(_ERRANDS_S)

    def _live(self) -> int:
        """Paint first; then bring up the event loop that everything else needs."""
        self.window.show()
        # Not quit(): that asks every window to close first.
        self._warmth.loop_ready.connect(lambda: self._application.exit(0))
        self._warmth.run_ready.connect(self._on_run_ready)
        # After the first picture: what is imported beside it would only delay it.
        self.window.completed.connect(self._begin_to_import)
        self._application.exec()
        if self._closed_early:
            self.kept.save(self.window)
            return 0
        self._warmth.loop_ready.disconnect()
        import asyncio

        import qasync

        from ccdiag.ui.interruption import Interruption

        loop = qasync.QEventLoop(self._application)
        asyncio.set_event_loop(loop)
        trouble = self._take_trouble()
        loop.set_exception_handler(trouble.on_loop_exception)
        hook, sys.excepthook = sys.excepthook, trouble.on_exception
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

    def _begin_to_import(self) -> None:
        self._warm_up = WarmUp(self._warmth.loop_ready.emit, self._warmth.run_ready.emit)

    async def _serve(self) -> None:
        import asyncio

        from ccdiag.app.log_file import start_logging
        from ccdiag.ui.handing_over import end_listening, listen

        self._closing = asyncio.Event()
        if self._closed_early:
            self._closing.set()
        start_logging()
        self._connect()
        instance = listen(self)
        instance.handed_over.connect(self._on_handed_over)
        self._open_all(_texts(self._wishes))
        if self.kept.notices:
            self.window.warn("\n\n".join(map(self.look.say, self.kept.notices)))
        await self._closing.wait()
        self.window.hide()
        end_listening(instance)
        assert self.controller is not None
        await self.controller.close()
        if self.casework is not None:
            await asyncio.to_thread(self.casework.shut_down)
        if self.lab is not None:
            await asyncio.to_thread(self.lab.shut_down)
        self.kept.save(self.window)
        self.window.let_close()

    # --- putting together ---

    def _connect(self) -> None:
        from ccdiag.app.case_keeper import FILE_NAME as CASES_FILE
        from ccdiag.model.case import Case
        from ccdiag.ui.casework import Casework
        from ccdiag.ui.configuring import Configuring
        from ccdiag.ui.controller import Controller
        from ccdiag.ui.exporting import offer_export, open_export
        from ccdiag.ui.keeping import keep_window
        from ccdiag.ui.opening import Opening
        from ccdiag.ui.page_making import PageMaking
        from ccdiag.ui.reporting import Reporting
        from ccdiag.ui.viewing import Viewing

        window, page = self.window, self.window.checklist

        def make(environment: "Environment") -> Controller:
            made = Controller(environment, Case(), deadline_s=self.settings.deadline_s)
            made.hold_s = self.settings.hold_s
            return made

        controller = self.controller = self.kept.connect(window, make)
        keep_window(controller, window, self.settings.retention_days)
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
        window.log_folder_wanted.connect(self._open_log_folder)
        page.again_wanted.connect(controller.again)
        page.answered.connect(controller.answer)
        page.case_edited.connect(controller.set_case)
        page.environment_wanted.connect(self.kept.choose_environment)
        pages = self.pages = PageMaking(self.kept, window, controller, self)
        pages.lab_changed.connect(self._on_lab)
        pages.lab_left.connect(controller.leave_lab)
        self.viewing = Viewing(self.look, window, controller, still=lambda: self.kept.still, parent=self)
        self.opening = Opening(window, controller, self.kept, pages, lambda: self.guidance, self.viewing)
        window.save_wanted.connect(self.opening.save_case)
        viewing = self.viewing
        for changed in (viewing.began, viewing.ended):
            changed.connect(self._tell_endpoints)
        Configuring(
            self.look, window, controller, barred=lambda: viewing.is_viewing, whitelist_lock=self.kept.lock_of("whitelist"), parent=self
        )
        cases_file = data_folder() / CASES_FILE
        reporting = Reporting(self.look, window, controller, viewing, file=cases_file, parent=self)
        offer_export(self.look, window, reporting.with_case)
        if (newer_version := self.kept.policy.policy.newer_version) is not None:
            from ccdiag.ui.newer_version import NewerVersions

            NewerVersions(self.look, window, newer_version, controller.spawn)
        self.casework = Casework(
            self.look,
            window,
            file=cases_file,
            kept_days=lambda: self.settings.retention_days,
            opens=viewing.open,
            reports=reporting.open,
            exports=lambda saved, _run: open_export(self.look, window, saved),
            parent=self,
        )
        if controller.keeping is not None:
            self.casework.follow(controller, controller.keeping.keeper)
        self._guide_through()
        self._application.commitDataRequest.connect(lambda _manager: self._on_session_ending())
        if self._ready_to_run:
            controller.warmed_up()
        from ccdiag.app.session import planned_state

        controller.plan(planned_state(controller.situation))
        self._on_environment(controller.environment)
        if self._wants_run:
            controller.start()

    def _guide_through(self) -> None:
        from ccdiag.ui.guidance import Guidance

        assert self.controller is not None
        assert self.pages is not None
        assert self.viewing is not None
        self.guidance = Guidance(self.look, self.window, self.controller, search=self.pages.search_screen, parent=self)
        self.pages.guidance = self.guidance
        self.guidance.bar_while(self.viewing)
        self.controller.spawn(self.guidance.controller.load(), "ccdiag-guide-load")
        if self._wants_close:
            self._on_close_wanted()

    # --- what happens ---

    def _on_session_ending(self) -> None:
        """Keep what is not kept yet: Windows ends the program as soon as every other one has answered, and asks nobody twice."""
        self.kept.save(self.window)
        if self.controller is not None and self.controller.keeping is not None:
            self.controller.keeping.write_typed()

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
        self.window.checklist.show_environment(environment, chosen=not self.controller.in_lab)
        self._tell_endpoints()
        self._show_situation()

    def _tell_endpoints(self) -> None:
        """Say whose endpoints those are that are in sight: of a saved case its own."""
        assert self.controller is not None
        saved = self.viewing.environment if self.viewing is not None else None
        environment = saved or self.controller.environment
        told = message("Endpoints: {title}", title=environment.title)
        if environment.as_of:
            told = message("Endpoints: {title} ({as_of})", title=environment.title, as_of=environment.as_of)
        self.window.show_endpoints(told)

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
        if self._wishes.lab and not self.controller.barred and not self.controller.running and not self.controller.state.begun:
            self.controller.start()

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
        assert self.opening is not None
        self.opening.open_all(wishes)

    def _take_trouble(self) -> "Trouble":
        from ccdiag.ui.trouble import Trouble

        return Trouble(lambda: self.look.translator, self.window.warn, lambda: self.controller)

    def _open_log_folder(self) -> None:
        from ccdiag.app.folders import log_folder
        from ccdiag.ui.window_dialogs import open_folder

        log_folder().mkdir(parents=True, exist_ok=True)
        open_folder(log_folder())
