"""The track of a time line: a slider with a tick for each event, in its place to the pixel."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.time_marks import TimeMark
from ccdiag.ui.paint.history import paint_history

TRACK_EM: Final = 2.7
MS: Final = 1000
"""A slider counts in whole numbers."""
_FOCUS: Final = 2
_PAGE_S: Final = 1.0


class TimeTrack(QSlider):
    """A line with a tick for each event, painted here so that a tick's place is exactly where the handle comes."""

    stepped = Signal(int)
    """1: to the next event; -1: to the one before."""
    toggled = Signal()
    """Play, or pause."""
    grabbed = Signal()
    """The mouse has taken the handle."""

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._marks: tuple[TimeMark, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPageStep(round(_PAGE_S * MS))
        look.changed.connect(self.updateGeometry)

    def show_run(self, duration_ms: int, marks: tuple[TimeMark, ...]) -> None:
        """Show the ticks of a run."""
        self._marks = marks
        self.blockSignals(True)
        self.setRange(0, duration_ms)
        self.blockSignals(False)
        self.update()

    def stand_at_end(self) -> None:
        """Show the end, without saying that somebody went there."""
        self.blockSignals(True)
        self.setValue(self.maximum())
        self.blockSignals(False)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be as high as ticks and handle need."""
        metrics = self._look.metrics
        return QSize(metrics.length(20.0), metrics.length(TRACK_EM))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be usable in a narrow window too."""
        metrics = self._look.metrics
        return QSize(metrics.length(8.0), metrics.length(TRACK_EM))

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Go from event to event, to the beginning and the end, and play."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self.stepped.emit(1)
            case Qt.Key.Key_Home:
                self.grabbed.emit()
                self.setValue(0)
            case Qt.Key.Key_End:
                self.grabbed.emit()
                self.setValue(self.maximum())
            case Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self.toggled.emit()
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.grabbed.emit()
                by = self.pageStep() if event.key() == Qt.Key.Key_PageUp else -self.pageStep()
                self.setValue(self.value() + by)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Go where the mouse is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.grabbed.emit()
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Follow the mouse."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Let go."""
        self.setSliderDown(False)
        del event

    def _inset(self) -> float:
        return 0.75 * self._look.metrics.em

    def _x_of(self, value: float) -> float:
        inset = self._inset()
        return inset + (self.width() - 2 * inset) * (value / self.maximum() if self.maximum() else 1.0)

    def _value_at(self, x: float) -> int:
        inset = self._inset()
        return round(self.maximum() * min(1.0, max(0.0, (x - inset) / max(1.0, self.width() - 2 * inset))))

    # --- drawing ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the line, what lies behind of it, the ticks, and the handle."""
        del event
        theme, metrics = self._look.theme, self._look.metrics
        em, enabled = metrics.em, self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, thick = round(self.height() * 0.68), max(2, metrics.length(0.25))
        left, here, right = self._x_of(0), self._x_of(self.value()), self._x_of(self.maximum())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.control_border if enabled else theme.separator)
        painter.drawRoundedRect(QRectF(left, middle - thick / 2, right - left, thick), thick / 2, thick / 2)
        if enabled:
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(QRectF(left, middle - thick / 2, here - left, thick), thick / 2, thick / 2)
            self._paint_marks(painter, middle)
            half, top = 0.5 * em, middle - 0.62 * em
            handle = QPolygonF(
                [
                    QPointF(here - half, top + 0.2 * em),
                    QPointF(here + half, top + 0.2 * em),
                    QPointF(here + half, middle + 0.35 * em),
                    QPointF(here, middle + 0.8 * em),
                    QPointF(here - half, middle + 0.35 * em),
                ]
            )
            painter.setPen(QPen(theme.base, 1.5))
            painter.setBrush(theme.accent)
            painter.drawPolygon(handle)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, _FOCUS))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), metrics.radius, metrics.radius)
        painter.end()

    def _paint_marks(self, painter: QPainter, middle: float) -> None:
        """Draw a small sign for each check that did not end well, and a thin tick for every event."""
        theme, em = self._look.theme, self._look.metrics.em
        side, top = 0.8 * em, middle - 1.55 * em
        for mark in self._marks:
            x = self._x_of(mark.at_s * MS)
            done = mark.at_s * MS <= self.value()
            weighty = mark.light in {Light.FAIL, Light.WARN, Light.CRASHED, Light.INCONCLUSIVE}
            ink = theme.graphics[mark.light] if mark.light is not None and done else theme.secondary
            painter.setPen(QPen(ink, 2.0 if mark.tall else 1.0))
            painter.drawLine(QPointF(round(x) + 0.5, middle - (0.75 if not mark.tall else 1.0) * em), QPointF(round(x) + 0.5, middle))
            if weighty and mark.light is not None:
                box = QRectF(x - side / 2, top, side, side)
                _paint_sign(painter, box, mark.light, self._look, done=done)


def _paint_sign(painter: QPainter, box: QRectF, light: Light, look: Look, *, done: bool) -> None:
    """Draw one small sign; pale where the moment is still to come."""
    whole = QRectF(box.left() - 4 * 1.1 * box.width(), box.top(), box.width() * (4 * 1.1 + 1), box.height())
    painter.save()
    painter.setClipRect(box)
    paint_history(painter, whole, (light,), look.theme, colour=None if done else look.theme.secondary)
    painter.restore()
