"""The checklist: the case, what is known by now, the way, the checks, and the one that is chosen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Light, RunVerdict, Verdict
from ccdiag.picture.way import way_of
from ccdiag.ui.look import Look
from ccdiag.ui.models.banner_content import BannerAction, BannerContent, banner_of, trouble
from ccdiag.ui.widgets.banner import Banner
from ccdiag.ui.widgets.case_bar import NARROW_EM, CaseBar
from ccdiag.ui.widgets.way import WayWidget

if TYPE_CHECKING:
    from ccdiag.ui.widgets.check_list import CheckList
    from ccdiag.ui.widgets.detail_panel import DetailPanel

_LIST_SHARE: Final = (60, 40)
_LEAST_LIST_EM: Final = 7.0


class ChecklistPage(QWidget):
    """Shows a run, and reports what the user wants."""

    run_wanted = Signal()
    stop_wanted = Signal()
    watch_wanted = Signal()
    again_wanted = Signal(str)
    """A check id."""
    answered = Signal(str, str)
    """A key of the case and its value."""
    case_edited = Signal(object)
    environment_wanted = Signal(str)
    action_chosen = Signal(str)
    """A `BannerAction` that the window has to see to."""
    check_chosen = Signal(str)
    copied = Signal(str)
    """A text for the clipboard."""
    file_wanted = Signal(str)
    """A key of the case that a file answers."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._state = RunState()
        self._case = Case()
        self._situation: Situation | None = None
        self._trouble: BannerContent | None = None
        self._chosen: CheckId | None = None
        self._narrow = False
        self._still = False
        self._shown_detail: tuple[object, ...] = ()
        self.case_bar = CaseBar(look)
        self.banner = Banner(look)
        self.way = WayWidget(look)
        self.way.setFixedHeight(self.way.sizeHint().height())
        self._list: CheckList | None = None
        self._detail: DetailPanel | None = None
        self._list_panel, self._detail_panel = _Panel(look), _Panel(look)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._list_panel)
        self._splitter.addWidget(self._detail_panel)
        self._share()
        self._single = QStackedWidget()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._upper: tuple[QWidget, ...] = (self.case_bar, self.banner, self.way)
        for part in self._upper:
            self._column.addWidget(part)
        self._column.addWidget(self._splitter, 1)
        self._column.addWidget(self._single, 1)
        self._single.hide()
        for lower in (self._splitter, self._single):
            # They take what is left, and ask for no more than their least.
            lower.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        # On a low screen or with very large text everything is still there, further down.
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._connect()
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_state(self._state)

    def _connect(self) -> None:
        self.case_bar.run_wanted.connect(self.run_wanted)
        self.case_bar.stop_wanted.connect(self.stop_wanted)
        self.case_bar.watch_wanted.connect(self.watch_wanted)
        self.case_bar.case_edited.connect(self.case_edited)
        self.case_bar.environment_wanted.connect(self.environment_wanted)
        self.banner.action_chosen.connect(self._on_action)
        self.way.station_chosen.connect(self._on_station)

    def complete(self) -> None:
        """Make the list and the detail, which the first picture does without: nothing is in them then."""
        if self._list is not None:
            return
        from ccdiag.ui.widgets.check_list import CheckList
        from ccdiag.ui.widgets.detail_panel import DetailPanel

        checks, detail = self._list, self._detail = CheckList(self._look), DetailPanel(self._look)
        self._list_panel.column.addWidget(checks, 1)
        self._detail_panel.column.addWidget(detail)
        checks.check_chosen.connect(self._on_check)
        checks.answered.connect(self.answered)
        checks.check_opened.connect(lambda _check: self._open_detail())
        checks.copy_requested.connect(self.copied)
        checks.file_wanted.connect(self.file_wanted)
        detail.again_requested.connect(self.again_wanted)
        detail.back_requested.connect(self._close_detail)
        self._fit()
        checks.show_state(self._state)

    @property
    def list(self) -> "CheckList":
        """The list of checks."""
        self.complete()
        assert self._list is not None
        return self._list

    @property
    def detail(self) -> "DetailPanel":
        """The detail of the chosen check."""
        self.complete()
        assert self._detail is not None
        return self._detail

    # --- what is shown ---

    def show_state(self, state: RunState) -> None:
        """Show a run as far as it is."""
        ended = state.finished and not self._state.finished
        if state.begun and not state.finished and self._state.finished:
            # A new run: what the user chose before no longer keeps the cause from being shown.
            self.list.touched = False
            self._trouble = None
        self._state = state
        if self._list is not None:
            self._list.show_state(state)
        self.banner.show_content(self._trouble or self._content_of(state))
        self.way.show_way(way_of(state, self._case), self._changed_stations())
        if ended and not self.list.touched and not state.cancelled:
            self._choose_primary()
        self._show_detail()

    def show_situation(self, situation: Situation) -> None:
        """Take what a run would be told; the commands to copy and the detail depend on it."""
        self._situation, self._case = situation, situation.case
        self.case_bar.show_case(situation.case)
        self.way.show_way(way_of(self._state, self._case), self._changed_stations())
        self._shown_detail = ()
        self._show_detail()

    def _content_of(self, state: RunState) -> BannerContent:
        return banner_of(state)

    def _changed_stations(self) -> tuple[Place, ...]:
        """Return which stations of the way are marked as changed."""
        return ()

    def _result_then(self, check: CheckId) -> CheckResult | None:
        """Return how a check was judged before, where that is told."""
        del check
        return None

    def show_history(self, lights: Mapping[CheckId, tuple[Light, ...]]) -> None:
        """Show what the last runs ended with."""
        self.list.set_history(lights)

    def show_running(self, running: bool) -> None:  # noqa: FBT001  # a state
        """Make the button stop, or run."""
        self.case_bar.show_running(running, measured=self._state.begun)
        if self._detail is not None:
            self._detail.set_running(running)

    def show_trouble(self, text: str) -> None:
        """Say that ccdiag itself failed, until the next run."""
        self._trouble = trouble(text)
        self.banner.show_content(self._trouble)

    def show_environment(self, environment: Environment, *, chosen: bool) -> None:
        """Show which endpoints are measured; those that nobody chose bring a case of their own."""
        self.case_bar.lock(not chosen)
        self.case_bar.show_simulation("" if chosen else environment.title)

    def set_deadline(self, seconds: float) -> None:
        """Say how long a run takes at most."""
        self.banner.set_deadline(seconds)

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Move nothing: words and numbers tell how far a run is."""
        self.banner.set_still(still)
        self.way.set_reduced_motion(still)
        self._still = still

    def advance(self, turn: float) -> None:
        """Draw the next picture of what moves."""
        self.banner.advance(turn)
        self.way.advance(turn)
        if self._list is not None:
            self._list.advance(0.0 if self._still else turn)

    @property
    def chosen(self) -> CheckId | None:
        """The check whose detail is shown."""
        return self._chosen

    def choose(self, check: CheckId) -> None:
        """Select a check."""
        self.list.select(check)

    # --- what the user does ---

    def _on_action(self, action: str) -> None:
        match BannerAction(action):
            case BannerAction.RUN:
                self.run_wanted.emit()
            case BannerAction.QUESTIONS:
                self.list.select_first_question()
            case _:
                self.action_chosen.emit(action)

    def _on_station(self, station: str) -> None:
        self.list.touched = True
        self.list.select_station(Place(station))

    def _on_check(self, check: str) -> None:
        self._chosen = check  # type: ignore[assignment]  # the list holds checks
        self._show_detail()
        self.check_chosen.emit(check)

    def _choose_primary(self) -> None:
        """Show where the primary cause sits, once, when a run ends; without one the first check that asks for attention."""
        state = self._state
        if state.causes and state.verdict is RunVerdict.FAULT:
            wanted = [check for check in state.causes[0].explains if check in state.results]
            spoilt = [check for check in wanted if state.results[check].verdict is Verdict.FAIL]
            if spoilt or wanted:
                self.choose((spoilt or wanted)[0])
                return
        for verdict in (Verdict.FAIL, Verdict.CRASHED, Verdict.WARN, Verdict.INCONCLUSIVE):
            for check, result in state.results.items():
                if result.verdict is verdict:
                    self.choose(check)
                    return

    def _show_detail(self) -> None:
        if self._detail is None:
            return
        check, situation = self._chosen, self._situation
        if check is None or check not in self._state.checks or situation is None:
            self.detail.show_detail(None)
            return
        then = self._result_then(check)
        shown = (check, self._state.checks[check], self._state.causes, then)
        if shown == self._shown_detail:
            return
        self._shown_detail = shown
        from ccdiag.app.detail import detail_of

        self.detail.show_detail(detail_of(check, self._state, situation, then))

    # --- room ---

    def _open_detail(self) -> None:
        if self._narrow:
            self._show_upper(False)
            self._single.setCurrentWidget(self._detail_panel)
            self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_upper(self, shown: bool) -> None:  # noqa: FBT001  # a state
        for part in self._upper:
            part.setVisible(shown)

    def _close_detail(self) -> None:
        self._show_upper(True)
        self._single.setCurrentWidget(self._list_panel)
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put list and detail beside each other, or one behind the other where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            # Nobody gave it a size yet, and Qt's own first guess is a narrow one.
            return
        margins = self._column.contentsMargins()
        # A layout within a layout asks for heights without telling the width; the picture would lose its lower end.
        bar = self._scroll.verticalScrollBar()
        width = self.width() - margins.left() - margins.right() - (bar.width() if bar.isVisible() else 0)
        self.way.setFixedHeight(self.way.height_at(max(1, width)))
        narrow = self.width() < NARROW_EM * self._look.metrics.em
        self.case_bar.set_narrow(narrow)
        self.banner.set_narrow(narrow)
        if self._detail is not None:
            self._detail.set_narrow(narrow)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._single.addWidget(self._list_panel)
            self._single.addWidget(self._detail_panel)
            self._single.setCurrentWidget(self._list_panel)
        else:
            self._splitter.addWidget(self._list_panel)
            self._splitter.addWidget(self._detail_panel)
            self._list_panel.show()
            self._detail_panel.show()
            self._show_upper(True)
            self._share()
        self._single.setVisible(narrow)
        self._splitter.setVisible(not narrow)

    def _share(self) -> None:
        """Give list and detail their parts of the width, whatever they would like to have."""
        for place, (panel, share) in enumerate(zip((self._list_panel, self._detail_panel), _LIST_SHARE, strict=True)):
            panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._splitter.setStretchFactor(place, share)
        self._splitter.setSizes([100 * share for share in _LIST_SHARE])

    def _restyle(self) -> None:
        metrics = self._look.metrics
        margin = metrics.margin
        self._column.setContentsMargins(margin, metrics.length(0.55), margin, metrics.length(0.55))
        self._column.setSpacing(metrics.gap)
        self._splitter.setHandleWidth(metrics.gap)
        for lower in (self._splitter, self._single):
            lower.setMinimumHeight(metrics.length(_LEAST_LIST_EM))
        self._fit()


class _Panel(QWidget):
    """A piece of the page with a ground and a border of its own, in no colour that what lies on it would take over."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw ground and border."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.separator)
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), self._look.theme.base)
        painter.end()
