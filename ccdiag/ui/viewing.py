"""Looking at a saved case: its pages stand in the place of the usual ones, nothing is measured, and nothing is written."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.situation import Situation
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ccdiag.app.replay import Replay
    from ccdiag.cases.bundle import OpenedCase
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.models.viewed_case import ViewedCase
    from ccdiag.ui.pages.adminlight_page import AdminLightPage
    from ccdiag.ui.pages.saved_guide_page import SavedGuidePage
    from ccdiag.ui.pages.saved_run_page import SavedRunPage
    from ccdiag.ui.widgets.viewing_bar import ViewingBar

_log = logging.getLogger(__name__)

_READING_S: Final = 30.0
"""A file may lie on a share that is slow; a case of the largest size is read from a disk in about a second."""
_TURN_S: Final = 1.2
"""One turn of the ring of a running icon."""


class Viewing(QObject):
    """Opens saved cases in the window, and leads back to measuring."""

    began = Signal()
    """A saved case is shown now, or another one."""
    ended = Signal()
    """What is measured is shown again."""

    def __init__(
        self,
        look: Look,
        window: MainWindow,
        controller: "Controller",
        *,
        still: "Callable[[], bool]" = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        """`still` tells whether nothing is to glide."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._controller = controller
        self._saved: SavedCase | None = None
        self._run: SavedRun | None = None
        self._opened: OpenedCase | None = None
        self._source = ""
        self._replay: Replay | None = None
        self._supposed: dict[str, Message] = {}
        """Each question with its answer, by the key of the case."""
        self._case = Case()
        self._still = still
        self._bar: ViewingBar | None = None
        self._page: SavedRunPage | None = None
        self._terminal: AdminLightPage | None = None
        self._guide: SavedGuidePage | None = None
        controller.run_refused.connect(self.refuse)

    # --- what can be asked of it ---

    @property
    def is_viewing(self) -> bool:
        """Whether a saved case is looked at."""
        return self._saved is not None

    @property
    def case(self) -> Case:
        """What is known of the shop that is looked at, without what was only supposed."""
        assert self._saved is not None
        return self._saved.case if self._run is None else self._run.case

    @property
    def shown(self) -> tuple[SavedCase, str]:
        """The case that is looked at, and the id of the run; empty where it has none."""
        assert self._saved is not None
        return self._saved, "" if self._run is None else self._run.id

    @property
    def state(self) -> RunState:
        """The run that is looked at, as it ended and is judged today."""
        return RunState() if self._replay is None else self._replay.judged

    def open(self, saved: SavedCase, run_id: str | None = None, source: str | None = None) -> None:
        """Look at a saved case, at its last run or the one with this id; `source` is the name of its file, none for the own store."""
        self._show_case(saved, run_id, source or "", None)

    def open_file(self, path: Path) -> None:
        """Look at the case in a `.ccdiag` file, as soon as it is read; what is wrong with it is told."""
        if not self._may_open():
            return
        self._window.tell(message("Opening {file} …", file=path.name))
        self._controller.spawn(self._read(path), "ccdiag-open-case")

    @property
    def environment(self) -> Environment | None:
        """The endpoints that the run in sight was made with; none while nothing saved is looked at."""
        return self._run.environment if self._run is not None else None

    def leave(self) -> None:
        """Show what is measured again."""
        if self._saved is None:
            return
        _log.info("back to measuring")
        self._saved = self._run = self._opened = self._replay = None
        self._supposed = {}
        self._controller.barred = False
        self._page = self._terminal = self._guide = None
        self._window.stand_in(None)
        self._window.show_on_page(CHECKLIST, None, None)
        if self._bar is not None:
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        self.ended.emit()

    def refuse(self) -> None:
        """Say that nothing is measured, begun or changed while a saved case is looked at, and offer the way back."""
        if self._saved is None:
            return
        from ccdiag.ui.window_dialogs import ask_leave_viewing

        ask_leave_viewing(self._look, self._window, self._saved.shop, self.leave)

    # --- opening ---

    def _may_open(self) -> bool:
        if not self._controller.running:
            return True
        self._window.warn(message("A test is going on. Stop it, or wait for its end; then open the saved case again."))
        return False

    async def _read(self, path: Path) -> None:
        from ccdiag.cases.bundle import BundleError, read_bundle
        from ccdiag.probes.abandon import run_abandonable

        try:
            opened = await run_abandonable(lambda: read_bundle(path), limit=_READING_S, name="ccdiag-open-case")
        except BundleError as error:
            self._window.warn(message("{file} cannot be opened: {problem}", file=path.name, problem=error.told))
            return
        except TimeoutError:
            self._window.warn(message("{file} cannot be opened: it could not be read in time.", file=path.name))
            return
        self._show_case(opened.saved, None, path.name, opened)
        self._window.tell(message("Opened: {file}", file=path.name))

    def _show_case(self, saved: SavedCase, run_id: str | None, source: str, opened: "OpenedCase | None") -> None:
        if not self._may_open():
            return
        from ccdiag.ui.stand_ins import StandIns

        _log.info("a saved case is looked at, with %d runs", len(saved.runs))
        self._saved, self._opened, self._source = saved, opened, source
        self._controller.barred = True
        self._make_bar()
        self._window.show_page(CHECKLIST)
        self._choose(next((run for run in saved.runs if run.id == run_id), saved.runs[-1] if saved.runs else None))
        # Made anew: another case has another terminal and other procedures.
        self._page = self._terminal = self._guide = None
        makers: dict[str, Callable[[], QWidget]] = {
            CHECKLIST: self._make_page,
            ADMINLIGHT: self._make_terminal,
            GUIDE: self._make_guide,
        }
        name = message("saved: {shop}", shop=" – ".join(part for part in (saved.shop, saved.case.terminal.tms_id) if part))
        self._window.stand_in(StandIns(makers, name, simulation=saved.simulation))
        self._show_bar()
        self.began.emit()

    def _choose(self, run: SavedRun | None) -> None:
        from ccdiag.app.replay import Replay

        self._run = run
        self._replay = None if run is None else Replay(run)
        self._supposed, self._case = {}, self.case

    # --- parts ---

    def _make_bar(self) -> None:
        from ccdiag.ui.widgets.viewing_bar import ViewingBar

        if self._bar is None:
            bar = self._bar = ViewingBar(self._look)
            bar.left.connect(self.leave)
            bar.run_chosen.connect(self._on_run_chosen)
            bar.taken_back.connect(self._take_back)
            self._window.put_bar(bar)

    def _make_page(self) -> "QWidget":
        from ccdiag.ui.pages.saved_run_page import SavedRunPage

        page = self._page = SavedRunPage(self._look)
        page.set_still(self._still())
        page.moment_wanted.connect(self._on_moment)
        page.answered.connect(self._suppose)
        page.again_wanted.connect(lambda _check: self.refuse())
        page.file_wanted.connect(lambda _key: self._refuse_file())
        page.copied.connect(self._copy)
        page.action_chosen.connect(self._window.on_banner)
        self._fill_page()
        return page

    def _make_terminal(self) -> "QWidget":
        from ccdiag.ui.pages.adminlight_page import AdminLightPage

        page = self._terminal = AdminLightPage(self._look)
        page.told.connect(self._window.tell)
        self._fill_terminal()
        return page

    def _make_guide(self) -> "QWidget":
        from ccdiag.ui.pages.saved_guide_page import SavedGuidePage

        assert self._saved is not None
        page = self._guide = SavedGuidePage(self._look)
        page.copied.connect(self._copy)
        page.show_records(self._saved.shop, self._saved.procedures)
        return page

    # --- what is shown ---

    def _fill_page(self) -> None:
        page, run, replay = self._page, self._run, self._replay
        if page is None or self._saved is None:
            return
        from ccdiag.ui.models.time_marks import time_marks

        if run is None or replay is None:
            environment = self._controller.environment
            page.show_case(environment.title, Situation(environment=environment, case=self._saved.case))
            page.show_moment(RunState(), {}, None)
            page.time_line.show_run(0.0, (), message("There is no run in it."))
            return
        page.show_case(run.environment.title, run.situation)
        titles = {id_: check.planned.title for id_, check in replay.judged.checks.items()}
        marks = time_marks(replay.moments, titles, {id_: check.light for id_, check in replay.judged.checks.items()})
        reason = None if replay.can_be_played else message("How this run went was not kept, only how it ended.")
        page.time_line.show_run(replay.duration_s, marks, reason)
        self._show_end()

    def _fill_terminal(self) -> None:
        page, saved = self._terminal, self._saved
        if page is None or saved is None:
            return
        from ccdiag.app.customer_terminal import customer_terminal
        from ccdiag.ui.models.banner_content import joined

        customer = customer_terminal(saved, self._run)
        parts = [message("A simulated terminal, in the state of the saved case.")]
        for names, told in (
            (customer.known, message("As the case says: {names}.")),
            (customer.inferred, message("Concluded: {names}.")),
            (customer.unknown, message("Not known, and shown as usual: {names}.")),
        ):
            if names:
                parts.append(told.with_values(names=joined(names)))
        whole = Message(" ".join(f"{{part{number}}}" for number in range(len(parts))), {f"part{n}": one for n, one in enumerate(parts)})
        page.stand_as(customer.state, whole)

    def _show_end(self) -> None:
        """Show the run as it ended, with what is supposed."""
        from ccdiag.app.replay import differing

        page, run, replay = self._page, self._run, self._replay
        if page is None or run is None or replay is None:
            return
        state = replay.judged_with(self._case) if self._supposed else replay.judged
        page.show_situation(replace(run.situation, case=self._case))
        page.show_moment(state, differing(run.state, state), None)
        self._tell_status(state)

    def _on_moment(self, at_s: float) -> None:
        from ccdiag.app.replay import differing

        page, run, replay = self._page, self._run, self._replay
        if page is None or run is None or replay is None:
            return
        if page.time_line.at_end:
            self._show_end()
            return
        state = replay.state_at(at_s)
        page.show_situation(run.situation)
        page.show_moment(state, differing(replay.then_at(at_s), state), at_s)
        if page.time_line.playing:
            page.set_still(self._still())
            page.advance(at_s / _TURN_S % 1.0)
        self._tell_status(state)

    def _tell_status(self, state: RunState) -> None:
        ended = sum(check.result is not None for check in state.checks.values())
        told = message("Saved run, nothing is measured: {done} of {total} checks had ended", done=ended, total=len(state.checks))
        self._window.show_on_page(CHECKLIST, None, told)

    def _show_bar(self) -> None:
        if self._bar is not None:
            self._bar.show_case(self._viewed())

    def _viewed(self) -> "ViewedCase":
        from ccdiag.ui.models.viewed_case import ViewedCase

        assert self._saved is not None
        opened, run = self._opened, self._run
        notices = () if opened is None else opened.notices
        if opened is not None and opened.read_only_reason is not None:
            notices = (*notices, opened.read_only_reason)
        return ViewedCase(
            saved=self._saved,
            run=run,
            source=self._source,
            version=opened.version if opened is not None else run.version if run is not None else "",
            notices=notices,
            redaction=None if opened is None else opened.redaction,
            changes=() if self._replay is None else self._replay.again.changes,
            supposed=tuple(self._supposed.values()),
        )

    # --- what the user does ---

    def _on_run_chosen(self, run_id: str) -> None:
        saved = self._saved
        run = next((one for one in saved.runs if one.id == run_id), None) if saved is not None else None
        if run is not None and run is not self._run:
            self._choose(run)
            self._fill_page()
            self._fill_terminal()
            self._show_bar()

    def _suppose(self, key: str, value: str) -> None:
        """Show what would be judged if this were answered."""
        from ccdiag.content.answers import apply_answers
        from ccdiag.content.errors import ContentError

        if key.startswith(("webkassa.", "tms_parameters.")):
            self._refuse_file()
            return
        before = self._case
        try:
            # Its files were on another machine, and are not looked for on this one.
            case = apply_answers(replace(before, webkassa=None, tms_parameters=None), [f"{key}={value}"])
        except ContentError as error:
            self._window.warn(error.expected)
            return
        self._case = replace(case, webkassa=before.webkassa, tms_parameters=before.tms_parameters)
        self._supposed[key] = self._said(key, value)
        self._to_end()

    def _said(self, key: str, value: str) -> Message:
        """Return the question that was answered, with its answer."""
        from ccdiag.procedures.wording import ANSWER_WORDS

        shown = self._page.shown if self._page is not None else RunState()
        results = [*shown.results.values(), *self.state.results.values()]
        questions = [result.question for result in results if result.question is not None]
        asked = next((question.text for question in questions if question.key == key), Message("{key}:", {"key": key}))
        return Message("{question} {answer}", {"question": asked, "answer": ANSWER_WORDS.get(value) or printable(value)})

    def _refuse_file(self) -> None:
        self._window.warn(message("Files are not read while a saved case is looked at."))

    def _take_back(self) -> None:
        self._supposed, self._case = {}, self.case
        self._to_end()

    def _to_end(self) -> None:
        if self._page is not None:
            line = self._page.time_line
            if line.at_end:
                self._show_end()
            else:
                line.go_to(line.duration_s)
        self._show_bar()

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.tell(message("Copied."))
