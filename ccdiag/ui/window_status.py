"""The status bar of the window: how the run stands, or what the page that is shown has to say, and where the endpoints come from."""

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QStatusBar

from ccdiag import __version__
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.wrapping import ElidedLabel

_TOLD_MS: Final = 8000


class WindowStatus(QObject):
    """Fills a status bar."""

    def __init__(self, look: Look, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._look = look
        self._bar = bar
        self._state = RunState()
        self._of_page: Message | None = None
        self._status, self._endpoints = ElidedLabel(), QLabel()
        self._version = QLabel(f"ccdiag {__version__}")
        self._endpoints.setTextFormat(Qt.TextFormat.PlainText)
        bar.addWidget(self._status, 1)
        bar.addPermanentWidget(self._endpoints)
        bar.addPermanentWidget(self._version)

    def show_state(self, state: RunState) -> None:
        """Tell how a run stands."""
        self._state = state
        self._fill()

    def show_page(self, told: Message | None) -> None:
        """Tell this in the place of the run; none: the run."""
        self._of_page = told
        self._fill()

    def show_endpoints(self, text: Message) -> None:
        """Say where the endpoints come from."""
        self._endpoints.setText(self._look.say(text))

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  # a state
        """Leave out what there is no room for."""
        self._endpoints.setVisible(not narrow)

    def tell(self, told: Message) -> None:
        """Say something for a moment."""
        self._bar.showMessage(self._look.say(told), _TOLD_MS)

    def restyle(self) -> None:
        """Take over fonts and language."""
        for label in (self._status, self._endpoints, self._version):
            label.setFont(self._look.metrics.small)
        self._bar.setContentsMargins(self._look.metrics.margin, 0, self._look.metrics.margin, 0)
        self._fill()

    def _fill(self) -> None:
        look, state = self._look, self._state
        if self._of_page is not None:
            self._status.set_whole_text(look.say(self._of_page))
            return
        counted: dict[Light, int] = {}
        for check in state.checks.values():
            counted[check.light] = counted.get(check.light, 0) + 1
        parts = [f"{counted[light]} {look.say(LIGHT_WORDS[light])}" for light in Light if light in counted]
        if not state.begun:
            head = look.say(message("Ready"))
        elif state.finished:
            word = message("Stopped after {time}") if state.cancelled else message("Done in {time}")
            head = look.say(word.with_values(time=look.seconds(state.elapsed_s or 0.0, 1)))
        else:
            head = look.say(message("Testing"))
        self._status.set_whole_text(f"{head}     {' · '.join(parts)}" if parts else head)
