"""The time line of a saved run: a slider over its duration, with a tick where each check ended, that can be played."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from time import perf_counter
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.models.time_marks import TimeMark
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.time_track import MS, TRACK_EM, TimeTrack
from ccdiag.ui.widgets.wrapping import ElidedLabel

_FRAME_MS: Final = 33
_SPEEDS: Final = (1, 4, 16)
_BUTTON_EM: Final = 2.05
_NARROW_EM: Final = 52.0


class TimeLine(QWidget):
    """Shows where in a run one is, and says to which moment the user went."""

    moved = Signal(float)
    """Seconds since the run began."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._marks: tuple[TimeMark, ...] = ()
        self._duration_s = 0.0
        self._reason: Message | None = None
        self._still = False
        self._speed = 1
        self._at_s = 0.0
        """Where the playing is; what is shown may lag behind it where nothing is to move."""
        self._frame_at = 0.0
        self._frame = QTimer(self)
        self._frame.setInterval(_FRAME_MS)
        self._frame.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._advance)
        self.back, self.play, self.on, self.speed = (QPushButton() for _ in range(4))
        self.track = TimeTrack(look)
        self._time = QLabel()
        self._told = ElidedLabel()
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.play.clicked.connect(self.toggle)
        self.speed.clicked.connect(self._next_speed)
        self.track.valueChanged.connect(self._on_track)
        self.track.stepped.connect(self.step)
        self.track.toggled.connect(self.toggle)
        self.track.grabbed.connect(self.pause)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        for part in (self.back, self.play, self.on, self.speed):
            buttons.addWidget(part)
        self._buttons = buttons
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.track, 1)
        line.addWidget(self._time)
        self._line = line
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addLayout(buttons)
        self._head.addWidget(self._told, 1)
        self._row.addLayout(self._head)
        self._row.addLayout(line, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown ---

    def show_run(self, duration_s: float, marks: Sequence[TimeMark], reason: Message | None = None) -> None:
        """Show a run, at its end; with `reason` it cannot be played, and this is why."""
        self.pause()
        self._marks, self._duration_s, self._reason = tuple(sorted(marks, key=lambda one: one.at_s)), duration_s, reason
        self._at_s = duration_s
        self.track.show_run(round(duration_s * MS), self._marks)
        self.track.stand_at_end()
        self._show()
        self._enable()

    def show_marks(self, marks: Sequence[TimeMark]) -> None:
        """Say the ticks of the same run otherwise."""
        self._marks = tuple(sorted(marks, key=lambda one: one.at_s))
        self.track.show_run(round(self._duration_s * MS), self._marks)
        self._show()

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Let nothing glide: what is played goes from one event to the next."""
        self._still = still

    @property
    def duration_s(self) -> float:
        """How long the run took."""
        return self._duration_s

    @property
    def at_s(self) -> float:
        """Where it stands, in seconds since the run began."""
        return self.track.value() / MS

    @property
    def at_end(self) -> bool:
        """Whether all of the run is shown."""
        return self.track.value() >= self.track.maximum()

    @property
    def playing(self) -> bool:
        """Whether it moves by itself."""
        return self._frame.isActive()

    @property
    def text(self) -> str:
        """What is said of the moment."""
        return self._told.accessibleName()

    # --- what the user does ---

    def go_to(self, at_s: float) -> None:
        """Show a moment."""
        self._at_s = min(max(at_s, 0.0), self._duration_s)
        self.track.setValue(round(self._at_s * MS))

    def step(self, by: int) -> None:
        """Go to the event after this moment, or before it; two events at the same time are one step."""
        if self._reason is not None:
            return
        self.pause()
        times = sorted({round(one.at_s * MS) for one in self._marks} | {0, self.track.maximum()})
        now = self.track.value()
        place = bisect_right(times, now) if by > 0 else bisect_left(times, now) - 1
        if 0 <= place < len(times):
            self.go_to(times[place] / MS)

    def toggle(self) -> None:
        """Play, or stand still; at the end it begins anew."""
        if self.playing:
            self.pause()
        elif self._reason is None and self.isVisible():
            if self.at_end:
                self.go_to(0.0)
            self._at_s = self.at_s
            self._frame_at = perf_counter()
            self._frame.start()
            self._show_play()

    def pause(self) -> None:
        """Stand still."""
        if self._frame.isActive():
            self._frame.stop()
            self._show_play()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Move nothing that nobody sees."""
        super().hideEvent(event)
        self.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the track below the buttons where there is no room beside them."""
        super().resizeEvent(event)
        self._arrange()

    def _next_speed(self) -> None:
        self._speed = _SPEEDS[(_SPEEDS.index(self._speed) + 1) % len(_SPEEDS)]
        self._show_play()

    def _advance(self) -> None:
        now = perf_counter()
        self._at_s += (now - self._frame_at) * self._speed
        self._frame_at = now
        if self._at_s >= self._duration_s:
            self.track.setValue(self.track.maximum())
            self.pause()
        elif self._still:
            past = [one.at_s for one in self._marks if one.at_s <= self._at_s]
            self.track.setValue(round((past[-1] if past else 0.0) * MS))
        else:
            self.track.setValue(round(self._at_s * MS))

    def _on_track(self, _value: int) -> None:
        self._show()
        self.moved.emit(self.at_s)

    # --- how it looks ---

    def _enable(self) -> None:
        can = self._reason is None
        for part in (self.back, self.play, self.on, self.speed, self.track):
            part.setEnabled(can)

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(metrics.space[1])
        self._head.setSpacing(metrics.gap)
        self._line.setSpacing(metrics.gap)
        self._buttons.setSpacing(metrics.space[0])
        for button, picture in ((self.back, Pictogram.STEP_BACK), (self.on, Pictogram.STEP_ON)):
            button.setIcon(pictogram_icon(look, picture))
        for button in (self.back, self.play, self.on, self.speed):
            button.setFont(metrics.font)
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setFixedHeight(metrics.length(_BUTTON_EM))
            button.setFixedWidth(metrics.length(_BUTTON_EM + (0.8 if button is self.speed else 0.2)))
        for button, word in (
            (self.back, message("To the event before")),
            (self.on, message("To the next event")),
        ):
            button.setAccessibleName(look.say(word))
            button.setToolTip(look.say(word))
        self._time.setFont(metrics.small)
        self._told.setFont(metrics.font)
        longest = look.say(message("{at} of {whole}", at=look.seconds(99.9, 1), whole=look.seconds(99.9, 1)))
        self._time.setMinimumWidth(round(metrics.width(longest, metrics.small)))
        self.setAccessibleName(look.say(message("Time line")))
        self.track.setAccessibleName(look.say(message("Moment of the run")))
        self._show_play()
        self._show()
        self._arrange()

    def _show_play(self) -> None:
        look = self._look
        word = message("Pause") if self.playing else message("Play the run")
        self.play.setIcon(pictogram_icon(look, Pictogram.PAUSE if self.playing else Pictogram.PLAY))
        self.play.setAccessibleName(look.say(word))
        self.play.setToolTip(look.say(word))
        self.speed.setText(f"{self._speed}×")
        told = look.say(message("Speed: {times} times", times=self._speed))
        self.speed.setAccessibleName(told)
        self.speed.setToolTip(told)

    def _show(self) -> None:
        look, at = self._look, self.at_s
        self._time.setText(
            look.say(message("{at} of {whole}", at=look.seconds(at, 1), whole=look.seconds(self._duration_s, 1)))
            if self._reason is None
            else ""
        )
        colour_text(self._time, look.theme.secondary)
        if self._reason is not None:
            told = look.say(self._reason)
        else:
            past = [one for one in self._marks if round(one.at_s * MS) <= self.track.value()]
            told = look.say(past[-1].text) if past else ""
        self._told.set_whole_text(told)
        self.track.setAccessibleDescription(f"{self._time.text()}. {told}")

    def _arrange(self) -> None:
        metrics = self._look.metrics
        below = self.width() < metrics.length(_NARROW_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._told.setFixedWidth(metrics.length(17.0)) if not below else self._told.setMinimumWidth(0)
        if below:
            self._told.setMaximumWidth(16_777_215)
        self.setFixedHeight(metrics.length(TRACK_EM) + (metrics.length(_BUTTON_EM) + metrics.space[1] if below else 0))
