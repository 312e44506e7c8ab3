"""One run at a glance: when it was, what it ended with, and the way as it was then."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ccdiag.cases.meantime import light_of
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.picture.way import way_of
from ccdiag.ui.look import Look
from ccdiag.ui.models.moments import long_moment, short_moment
from ccdiag.ui.models.run_rows import title_of_state
from ccdiag.ui.paint.changed_corner import paint_changed_corner
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.run_letter import BOX_EM, paint_run_letter
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.way import WayWidget
from ccdiag.ui.widgets.wrapping import ElidedLabel

_LIGHT_EM: Final = 1.33
_CORNER_EM: Final = 0.9
_GAP_EM: Final = 0.75
_STACKED_EM: Final = 52.0
"""Below this width what a run ended with stands on a line of its own."""


class RunPicture(Panel):
    """Shows a run; with a letter as one of two that are compared."""

    station_chosen = Signal(str)

    def __init__(self, look: Look, letter: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._letter = letter
        self._run: SavedRun | None = None
        self._changed: frozenset[Place] = frozenset()
        self._box, self._light, self._corner = Mark(look, BOX_EM), Mark(look, _LIGHT_EM), Mark(look, _CORNER_EM)
        self._moment, self._word, self._changed_word = ElidedLabel(), QLabel(), QLabel()
        self._title, self._title_below = ElidedLabel(), ElidedLabel()
        self.way = WayWidget(look)
        self.way.set_framed(False)
        self.way.station_chosen.connect(self.station_chosen)
        self._head = QHBoxLayout()
        for part in (self._box, self._moment, self._light, self._word):
            self._head.addWidget(part)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._corner)
        self._head.addWidget(self._changed_word)
        self._line = QFrame()
        self._line.setFixedHeight(1)
        self._line.setAutoFillBackground(True)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._below = QHBoxLayout()
        self._below.addWidget(self._title_below)
        self._column.addLayout(self._below)
        self._column.addWidget(self._line)
        self._column.addWidget(self.way)
        # Now it has a parent, and is no window of its own.
        self._box.setVisible(bool(letter))
        look.changed.connect(self._restyle)
        self._restyle()

    def show_run(self, run: SavedRun, changed: Iterable[Place] = ()) -> None:
        """Show this run; `changed` are the stations that differ from the other one."""
        self._run, self._changed = run, frozenset(changed)
        self.way.show_way(way_of(run.state, run.case), self._changed)
        self._restyle()

    @property
    def run(self) -> SavedRun | None:
        """What is shown."""
        return self._run

    def _restyle(self) -> None:
        look, metrics, theme, say = self._look, self._look.metrics, self._look.theme, self._look.say
        _, small, gap, inner, _, _ = metrics.space
        self._head.setContentsMargins(inner, small, inner, small)
        self._head.setSpacing(gap)
        self._column.setContentsMargins(1, 1, 1, 1)
        palette = self._line.palette()
        palette.setColor(self._line.backgroundRole(), theme.separator)
        self._line.setPalette(palette)
        state = self._run.state if self._run is not None else RunState()
        light = light_of(state.verdict) if state.finished else Light.SKIPPED
        self._box.show_drawing(lambda painter, rect: paint_run_letter(painter, rect, self._letter, look))
        self._light.show_drawing(lambda painter, rect: paint_light(painter, rect, light, theme))
        self._corner.show_drawing(lambda painter, rect: paint_changed_corner(painter, rect, theme))
        self._moment.setFont(metrics.sized(1.0, bold=True))
        self._word.setFont(metrics.sized(1.0, bold=True))
        self._word.setText(say(LIGHT_WORDS[light]))
        colour_text(self._word, theme.texts[light])
        for label in (self._title, self._title_below):
            label.setFont(metrics.font)
            label.set_whole_text(title_of_state(state, look))
            colour_text(label, theme.secondary)
        self._changed_word.setFont(metrics.small)
        self._changed_word.setText(say(message("changed")))
        colour_text(self._changed_word, theme.secondary)
        parts = (self._letter, long_moment(state.started_at, look), self._word.text(), self._title.accessibleName())
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Give the picture the height of its form."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._look.metrics
        stacked = self.width() < metrics.length(_STACKED_EM)
        self._title.setVisible(not stacked)
        self._title_below.setVisible(stacked)
        for part in (self._corner, self._changed_word):
            part.setVisible(bool(self._changed) and not stacked)
        self._below.setContentsMargins(*((metrics.space[3], 0, metrics.space[3], metrics.space[1]) if stacked else (0, 0, 0, 0)))
        moment = self._run.state.started_at if self._run is not None else RunState().started_at
        told = long_moment(moment, self._look)
        others = (BOX_EM if self._letter else 0) + _LIGHT_EM + 4 * _GAP_EM
        room = self.width() - others * metrics.em - self._word.sizeHint().width()
        # The whole date stands in the picture, too.
        fits = metrics.width(told, self._moment.font()) <= room
        self._moment.set_whole_text(told if fits else short_moment(moment, self._look))
        policy = self._moment.sizePolicy()
        # Beside the title it is as wide as it needs to be; alone it takes the line.
        policy.setHorizontalPolicy(policy.Policy.Ignored if stacked else policy.Policy.Preferred)
        self._moment.setSizePolicy(policy)
        self._head.setStretchFactor(self._moment, 1 if stacked else 0)
        self.way.setFixedHeight(self.way.height_at(max(1, self.width() - 2)))
