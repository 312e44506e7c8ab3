"""The checklist of a saved run: seen then, judged again now, and replayed; nothing on it measures anything."""

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccdiag.app.saved_cases import NOT_FINISHED
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.picture.standing import station_of
from ccdiag.ui.look import Look
from ccdiag.ui.models.banner_content import BannerAction, BannerContent
from ccdiag.ui.pages.checklist_page import ChecklistPage
from ccdiag.ui.widgets.time_line import TimeLine

_MEASURING = frozenset({BannerAction.RUN, BannerAction.SHOW_HOW})
"""What the banner offers in a shop, and would do in this one."""


class SavedRunPage(ChecklistPage):
    """Shows one moment of a saved run, and says to which the user went."""

    moment_wanted = Signal(float)
    """Seconds since that run began."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._then: Mapping[CheckId, CheckResult] = {}
        self._moment_s: float | None = None
        self._has_chosen = False
        super().__init__(look, parent)
        self.time_line = TimeLine(look)
        self.time_line.moved.connect(self.moment_wanted)
        self._upper = (*self._upper, self.time_line)
        self._column.insertWidget(self._column.indexOf(self.way) + 1, self.time_line)
        self.complete()
        self.detail.set_running(True)

    def show_case(self, environment: str, situation: Situation) -> None:
        """Show which terminal and which endpoints it was; the moment follows."""
        self._has_chosen = False
        self.case_bar.be_read(environment)
        self.show_situation(situation)

    def show_moment(self, state: RunState, then: Mapping[CheckId, CheckResult], moment_s: float | None) -> None:
        """Show the run at a moment; `then` is what was judged otherwise, and `moment_s` None at the end."""
        self._then, self._moment_s = then, moment_s
        # Before the rows, which are made with it.
        self.list.set_then(then, moment_s)
        self.banner.set_moment(moment_s if moment_s is not None else state.elapsed_s)
        self.show_state(state)

    @property
    def shown(self) -> RunState:
        """The run as it is shown now."""
        return self._state

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Move nothing."""
        super().set_still(still)
        self.time_line.set_still(still)

    def _content_of(self, state: RunState) -> BannerContent:
        content = super()._content_of(state)
        if self._moment_s is None and state.begun and not state.finished:
            content = BannerContent(title=message("This run was not finished"), lines=(NOT_FINISHED,), actions=(BannerAction.COPY_TICKET,))
        return replace(content, actions=tuple(action for action in content.actions if action not in _MEASURING))

    def _choose_primary(self) -> None:
        # Once: on the way along the time line the user keeps the check that is looked at.
        if not self._has_chosen:
            self._has_chosen = True
            self.list.touched = False
            super()._choose_primary()

    def _changed_stations(self) -> tuple[Place, ...]:
        return tuple({station_of(self._state.checks[check].planned.place) for check in self._then if check in self._state.checks})

    def _result_then(self, check: CheckId) -> CheckResult | None:
        return self._then.get(check)
