"""What this laptop sees of a step, as it looks again and again."""

from collections.abc import Sequence
from datetime import datetime
from time import perf_counter
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import LiveCheck
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_TICK_MS: Final = 100
_SECOND_MS: Final = 1000
_TURN_S: Final = 1.2
"""One turn of the ring of a running icon."""
_MINUTE: Final = 60
_HOUR: Final = 3600


def since(seconds: float) -> Message:
    """Say how long ago something was."""
    if seconds < _MINUTE:
        return message("{count} s ago", count=max(0, int(seconds)))
    if seconds < _HOUR:
        return message("{count} min ago", count=int(seconds // _MINUTE))
    return message("{count} h ago", count=int(seconds // _HOUR))


class LiveChecks(QWidget):
    """A heading with the time since, and a row for each check."""

    look_wanted = Signal()
    """Look again now."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._checks: tuple[LiveCheck, ...] = ()
        self._running = False
        self._rows: list[_LiveRow] = []
        self._title, self._since = WrappingLabel(), QLabel()
        self.again = QPushButton()
        self.again.clicked.connect(self.look_wanted)
        self._panel = Panel(look)
        self._inside = QVBoxLayout(self._panel)
        self._inside.setSpacing(0)
        self._inside.setContentsMargins(1, 1, 1, 1)
        head = self._head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._since)
        head.addWidget(self.again)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self._panel)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._still = False
        self._began = perf_counter()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Move nothing."""
        self._still = still

    def show_checks(self, checks: Sequence[LiveCheck], *, running: bool) -> None:
        """Show what these see; none: nothing can be seen from here."""
        same = [one.check for one in self._checks] == [one.check for one in checks]
        self._checks, self._running = tuple(checks), running
        self.setVisible(bool(checks))
        if not same:
            for row in self._rows:
                self._inside.removeWidget(row)
                row.hide()
                row.deleteLater()
            self._rows = [_LiveRow(self._look, first=place == 0) for place in range(len(checks))]
            for row in self._rows:
                self._inside.addWidget(row)
        for row, check in zip(self._rows, self._checks, strict=True):
            row.show_check(check)
        self._restyle_head()
        self._set_clock()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Let the time go on while somebody sees it."""
        super().showEvent(event)
        self._set_clock()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Stand still meanwhile."""
        super().hideEvent(event)
        self._clock.stop()

    def _set_clock(self) -> None:
        if not self.isVisible():
            return
        interval = _TICK_MS if self._running and not self._still else _SECOND_MS
        if not self._clock.isActive() or self._clock.interval() != interval:
            self._clock.start(interval)

    def _tick(self) -> None:
        self._restyle_head()
        if self._running and not self._still:
            turn = (perf_counter() - self._began) / _TURN_S % 1.0
            for row in self._rows:
                row.turn(turn)

    @property
    def spoken(self) -> str:
        """All rows in words."""
        return " ".join(row.accessibleName() for row in self._rows)

    def _restyle(self) -> None:
        metrics = self._look.metrics
        self._column.setSpacing(metrics.space[1])
        self._head.setSpacing(metrics.space[1])
        self._title.setFont(metrics.sized(1.0, bold=True))
        self._title.setText(self._look.say(message("Live from this laptop")))
        self._since.setFont(metrics.small)
        colour_text(self._since, self._look.theme.secondary)
        self.again.setIcon(pictogram_icon(self._look, Pictogram.REPEAT, ems=1.2))
        self.again.setIconSize(QSize(metrics.length(1.2), metrics.length(1.2)))
        self.again.setFixedSize(metrics.length(2.05), metrics.length(2.05))
        self.again.setAccessibleName(self._look.say(message("Look again now")))
        self.again.setToolTip(self.again.accessibleName())
        for row, check in zip(self._rows, self._checks, strict=True):
            row.show_check(check)
        self._restyle_head()

    def _restyle_head(self) -> None:
        ended = [one.ended_at for one in self._checks if one.ended_at is not None]
        told = ""
        if self._running:
            told = self._look.say(message("looking…"))
        elif ended:
            seconds = (datetime.now(ended[0].tzinfo) - min(ended)).total_seconds()
            told = self._look.say(since(seconds))
        self._since.setText(told)
        self.again.setEnabled(not self._running)


class _LiveRow(QFrame):
    """Light, title and what was seen; at the right how that is known."""

    def __init__(self, look: Look, *, first: bool) -> None:
        super().__init__()
        self._look = look
        self._first = first
        self._light_shown = Light.WAITING
        self._basis_shown: Basis | None = None
        self._turn = 0.0
        self._mark, self._pulse = Mark(look, 1.34), Mark(look, 1.1)
        self._title, self._told, self._time = WrappingLabel(), WrappingLabel(), QLabel()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._told)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addLayout(column, 1)
        self._row.addWidget(self._pulse)
        self._row.addWidget(self._time)

    def show_check(self, live: LiveCheck) -> None:
        look, theme, metrics = self._look, self._look.theme, self._look.metrics
        _, small, gap, _, _, _ = metrics.space
        self._row.setContentsMargins(gap, small, gap, small)
        self._row.setSpacing(gap)
        state = live.state
        result = state.result if state is not None else None
        light = state.light if state is not None else Light.WAITING
        self._light_shown = light
        decided = light in {Light.PASS, Light.WARN, Light.FAIL} and result is not None
        basis = result.basis if decided and result is not None else None
        self._basis_shown = basis
        self._title.setFont(metrics.sized(1.0, bold=light in {Light.FAIL, Light.WARN, Light.CRASHED}))
        self._title.setText(look.say(live.title))
        told = printable(look.say(result.reason)) if result is not None else look.say(message("not looked at yet"))
        if light is Light.RUNNING:
            told = look.say(LIGHT_WORDS[Light.RUNNING])
        self._told.setFont(metrics.small)
        self._told.setText(told)
        colour_text(self._told, theme.texts[light] if light in {Light.FAIL, Light.WARN} else theme.secondary)
        measured = basis is Basis.MEASURED and result is not None and result.observations
        self._time.setText(look.seconds(result.elapsed_s) if measured and result is not None else "")
        self._time.setFont(metrics.small)
        self._time.setVisible(bool(self._time.text()))
        self._pulse.setVisible(basis is not None)
        self._pulse.setToolTip(look.say(BASIS_WORDS[basis]) if basis is not None else "")
        self._paint()
        word = look.say(LIGHT_WORDS[light])
        known = f", {look.say(BASIS_WORDS[basis])}" if basis is not None else ""
        self.setAccessibleName(f"{look.say(live.title)}: {word}{known}. {told}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw a line above all rows but the first."""
        super().paintEvent(event)
        if not self._first:
            QPainter(self).fillRect(0, 0, self.width(), 1, self._look.theme.separator)

    def turn(self, turn: float) -> None:
        if self._light_shown is Light.RUNNING:
            self._turn = turn
            self._mark.update()

    def _paint(self) -> None:
        theme, light, basis = self._look.theme, self._light_shown, self._basis_shown
        self._mark.show_drawing(
            lambda painter, rect: paint_light(painter, rect, light, theme, basis=basis or Basis.MEASURED, turn=self._turn)
        )
        self._pulse.show_drawing(lambda painter, rect: paint_basis(painter, rect, basis or Basis.MEASURED, theme.secondary))
