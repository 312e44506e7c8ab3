"""Joins the guide to the window: its page, the bars for what is owed, the menu of procedures, and the question before closing."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.guide_controller import GuideController
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE

if TYPE_CHECKING:
    from ccdiag.app.procedure_store import ProcedureStore
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.models.guide_content import Owed, StepContent
    from ccdiag.ui.pages.guide_page import GuidePage
    from ccdiag.ui.viewing import Viewing


class Guidance(QObject):
    """Lives as long as the window does; the page is made when it is first shown."""

    def __init__(
        self,
        look: Look,
        window: MainWindow,
        checklist: "Controller",
        *,
        search: Callable[[], None],
        store: "ProcedureStore | None" = None,
        parent: QObject | None = None,
    ) -> None:
        """`search` opens the search for a screen."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._search = search
        self._page: GuidePage | None = None
        self._kept: Message | None = None
        self._closing: Callable[[], None] | None = None
        self._viewing: Viewing | None = None
        self.controller = GuideController(checklist, store, self)
        self.controller.owed_changed.connect(self._show_owed)
        self.controller.warned.connect(window.warn)
        self.controller.loaded.connect(self._on_loaded)
        self.controller.kept.connect(self._tell_kept)
        for changed in (self.controller.step_changed, self.controller.start_changed, self.controller.ended):
            changed.connect(lambda _content: self._tell_page())
        window.obligations.open_wanted.connect(self._open)
        window.procedure_wanted.connect(self.begin)
        window.set_maker(GUIDE, self._make_page)
        window.set_procedures(self._entries)
        look.changed.connect(lambda: self._show_owed(self.controller.owed))

    def bar_while(self, viewing: "Viewing") -> None:
        """Begin and open nothing while a saved case is looked at."""
        self._viewing = viewing

    def _is_barred(self) -> bool:
        """Whether nothing may be begun now; the user is told."""
        if self._viewing is None or not self._viewing.is_viewing:
            return False
        self._viewing.refuse()
        return True

    @property
    def owed(self) -> "tuple[Owed, ...]":
        """All that is owed now."""
        return self.controller.owed

    def begin(self, procedure: str) -> None:
        """Begin a procedure for the open case, or go on with it; one that does not exist is told."""
        if self._is_barred():
            return
        self._window.show_page(GUIDE)
        try:
            self.controller.begin(procedure)
        except KeyError:
            self._window.warn(message("There is no procedure {name}.", name=procedure[:60]))

    def show(self, procedure: str) -> bool:
        """Show where a procedure can be begun, and begin nothing; whether there is such a procedure."""
        from ccdiag.content.procedures import load_procedures

        if procedure not in {one.id for one in load_procedures().offered()}:
            return False
        if self._is_barred():
            return True
        self._window.show_page(GUIDE)
        self.controller.show_start()
        assert self._page is not None
        self._page.start.point_at(procedure)
        return True

    def may_close(self, close: Callable[[], None]) -> bool:
        """Whether the window may close at once; else the user is asked, and `close` is called if that is what he wants."""
        if not self.controller.is_loaded:
            # Somebody who closes at once after the start is asked too, as soon as it is known what is owed.
            self._closing = close
            return False
        owed = [one for one in self.owed if not one.key.startswith("simulation:")]
        if not owed:
            return True
        from ccdiag.ui.closing import ask_closing

        def answered(yes: bool | None) -> None:  # noqa: FBT001  # a plain answer
            if yes is None:
                return
            if yes:
                close()
            else:
                self._open(owed[-1].key, owed[-1].obligation.procedure)

        ask_closing(self._look, self._window, owed, answered, kept=self.controller.all_kept)
        return False

    def _on_loaded(self) -> None:
        close, self._closing = self._closing, None
        if close is not None and self.may_close(close):
            close()

    # --- parts ---

    def _make_page(self) -> QWidget:
        from ccdiag.ui.pages.guide_page import GuidePage

        controller, page = self.controller, GuidePage(self._look)
        self._page = page
        controller.start_changed.connect(page.show_start)
        controller.step_changed.connect(page.show_step)
        controller.ended.connect(page.show_end)
        controller.live_changed.connect(lambda checks, running: page.show_live(checks, running=running))
        controller.troubled.connect(page.show_trouble)
        for wish, does in (
            (page.begin_wanted, controller.begin),
            (page.open_wanted, controller.open),
            (page.go_on_wanted, controller.go_on),
            (page.given_up, controller.give_up),
            (page.settled, controller.settle),
            (page.record_wanted, controller.show_record),
            (page.start_wanted, controller.show_start),
            (page.answered, controller.answer),
            (page.back_wanted, controller.back),
            (page.pause_wanted, controller.pause),
            (page.retry_wanted, controller.try_again),
            (page.look_wanted, controller.look),
            (page.variant_chosen, controller.choose_variant),
            (page.seen_changed, controller.set_seen),
        ):
            wish.connect(does)
        page.search_wanted.connect(self._search)
        page.terminal_wanted.connect(lambda: self._window.show_page(ADMINLIGHT))
        page.test_wanted.connect(self._window.test_again)
        page.case_wanted.connect(self._ask_case)
        page.copied.connect(self._copy)
        page.read_aloud_wanted.connect(self._copy_to_read)
        controller.show_again()
        return page

    def _entries(self) -> list[tuple[str, Message, Callable[[], object]]]:
        from ccdiag.content.procedures import load_procedures

        # Without a letter behind Alt: the texts are data, and arrows and first letters find them in a menu.
        return [(f"procedure.{one.id}", Message(one.title), partial(self.begin, one.id)) for one in load_procedures().offered()]

    def _open(self, key: str, procedure: str) -> None:
        if self._is_barred():
            return
        self._window.show_page(GUIDE)
        self.controller.open(key, procedure)

    def _show_owed(self, owed: "tuple[Owed, ...]") -> None:
        self._window.obligations.show_owed(owed)

    def _tell_kept(self, at: datetime) -> None:
        self._kept = message("Step kept {time}", time=f"{at.astimezone():%H:%M:%S}")
        self._tell_page()

    def _tell_page(self) -> None:
        content = self.controller.content
        self._window.show_on_page(
            GUIDE, content.outline.title if content is not None else None, self._kept if content is not None else None
        )

    def _ask_case(self) -> None:
        from ccdiag.app.case_fields import CaseField

        self._window.show_page(CHECKLIST)
        self._window.checklist.case_bar.focus_field(CaseField.SHOP)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.tell(message("Copied."))

    def _copy_to_read(self, screen: str) -> None:
        content = self.controller.content
        if content is not None:
            self._copy(text_to_read(self._look, content, screen))


def text_to_read(look: Look, content: "StepContent", screen: str) -> str:
    """Write a step down as it is said on the telephone: what to see, what to do, and what to take care of."""
    from ccdiag.adminlight.reading import text_to_read_aloud
    from ccdiag.ui.models.guide_presenter import screen_of

    view, say = content.view, look.say
    lines = [say(view.title)]
    shown = content.screen if content.screen is not None and content.screen.screen == screen else None
    if shown is None and screen:
        shown = screen_of(screen, None, content.progress)
    if shown is not None:
        lines.append(text_to_read_aloud(shown, say))
    lines += [f"{number}. {say(mark.text)}" for number, mark in enumerate(view.marks, 1) if shown is content.screen]
    for value in view.shows:
        if value.value is not None:
            lines.append(f"{say(value.label)}: {' '.join(value.value)}")
    lines += [say(message("Take care: {risk}", risk=view.danger))] if view.danger is not None else []
    lines += [say(view.check)] if view.check is not None else []
    lines += [say(view.question)] if view.question is not None else []
    return "\n".join(lines)
