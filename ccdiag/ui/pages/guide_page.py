"""The guide: choose a procedure, follow it step by step, see what it left behind."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import EndContent, LiveCheck, StartContent, StepContent
from ccdiag.ui.widgets.guide_end import GuideEnd
from ccdiag.ui.widgets.guide_start import GuideStart
from ccdiag.ui.widgets.guide_step import GuideStep


class GuidePage(QWidget):
    """Shows one of three views, and reports what the user does with it."""

    begin_wanted = Signal(str)
    """A procedure, for the case that is open."""
    open_wanted = Signal(str, str)
    """A case, and a procedure that puts something right there."""
    go_on_wanted = Signal(str, str)
    """A case, and the id of a procedure's progress."""
    given_up = Signal(str, str, str)
    """A case, the id of a procedure's progress, and the reason."""
    settled = Signal(str, str, str)
    """A case, the kind of obligation, and the reason."""
    record_wanted = Signal(str)
    """The id of what ended."""
    case_wanted = Signal()
    """Fill in the case first."""
    start_wanted = Signal()
    answered = Signal(str, str)
    back_wanted = Signal()
    pause_wanted = Signal()
    retry_wanted = Signal()
    look_wanted = Signal()
    variant_chosen = Signal(str, bool)
    search_wanted = Signal()
    terminal_wanted = Signal()
    """Go to the simulated terminal."""
    read_aloud_wanted = Signal(str)
    test_wanted = Signal()
    copied = Signal(str)
    seen_changed = Signal(bool)
    """Whether the page is on the screen."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._trouble: Message | None = None
        self.start, self.step, self.end = GuideStart(look), GuideStep(look), GuideEnd(look)
        self._stack = QStackedWidget()
        for view in (self.start, self.step, self.end):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()
        look.changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        start, step, end = self.start, self.step, self.end
        start.begin_wanted.connect(self.begin_wanted)
        start.go_on_wanted.connect(self.go_on_wanted)
        start.given_up.connect(self.given_up)
        start.record_wanted.connect(self.record_wanted)
        start.case_wanted.connect(self.case_wanted)
        for view in (start, end):
            view.open_wanted.connect(self.open_wanted)
            view.settled.connect(self.settled)
        step.answered.connect(self.answered)
        step.back_wanted.connect(self.back_wanted)
        step.pause_wanted.connect(self.pause_wanted)
        step.retry_wanted.connect(self.retry_wanted)
        step.look_wanted.connect(self.look_wanted)
        step.variant_chosen.connect(self.variant_chosen)
        step.search_wanted.connect(self.search_wanted)
        step.terminal_wanted.connect(self.terminal_wanted)
        step.read_aloud_wanted.connect(self.read_aloud_wanted)
        step.copied.connect(self.copied)
        end.start_wanted.connect(self.start_wanted)
        end.test_wanted.connect(self.test_wanted)
        end.begin_wanted.connect(self.begin_wanted)
        end.copied.connect(self.copied)

    # --- what is shown ---

    def show_start(self, content: StartContent) -> None:
        """Let a procedure be chosen."""
        self.start.show_content(content)
        self._turn_to(self.start)

    def show_step(self, content: StepContent) -> None:
        """Show a step."""
        self._turn_to(self.step)
        self.step.show_step(content)

    def show_end(self, content: EndContent) -> None:
        """Show what a procedure left behind."""
        self.end.show_content(content)
        self._turn_to(self.end)

    def show_live(self, checks: Sequence[LiveCheck], *, running: bool) -> None:
        """Show what the laptop sees of this step."""
        self.step.facts.live.show_checks(checks, running=running)

    def show_trouble(self, trouble: Message | None) -> None:
        """Say that something could not be kept on disk; none when all is well."""
        self._trouble = trouble
        self._restyle()

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Move nothing."""
        self.step.facts.live.set_still(still)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Tell that somebody looks."""
        super().showEvent(event)
        self.seen_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Tell that nobody looks."""
        super().hideEvent(event)
        self.seen_changed.emit(False)

    @property
    def view(self) -> QWidget:
        """What is shown now."""
        shown = self._stack.currentWidget()
        assert shown is not None
        return shown

    def _turn_to(self, view: GuideStart | GuideStep | GuideEnd) -> None:
        other = self._stack.currentWidget() is not view
        self._stack.setCurrentWidget(view)
        if other:
            view.take_keyboard()

    def _restyle(self) -> None:
        told = self._look.say(self._trouble) if self._trouble is not None else ""
        self.step.show_trouble(told)
        self.start.show_trouble(told)
        self.setAccessibleName(self._look.say(message("Guide")))
