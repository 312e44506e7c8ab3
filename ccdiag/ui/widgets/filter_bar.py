"""Chooses which checks are listed: all, or those with one light; segments that say how many there are of each."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.paint.lights import paint_light

_ORDER: Final = (
    Light.FAIL,
    Light.CRASHED,
    Light.WARN,
    Light.INCONCLUSIVE,
    Light.RUNNING,
    Light.WAITING,
    Light.SKIPPED,
    Light.PASS,
)
_ICON_EMS: Final = 0.95
_HEIGHT_EMS: Final = 1.9


class Segment(QToolButton):
    """One choice, joined to its neighbours."""

    def __init__(self, look: Look, light: Light | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.light = light
        self.count = 0
        self.ends = (True, True)
        """Whether it is the first and the last of its line."""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for icon and number, in bold so that choosing it moves nothing."""
        metrics = self._look.metrics
        icon = metrics.length(_ICON_EMS) + metrics.length(0.35) if self.light is not None else 0
        text = round(metrics.width(self.text(), metrics.sized(0.92, bold=True)))
        return QSize(2 * metrics.length(0.7) + icon + text, metrics.length(_HEIGHT_EMS))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Never smaller than what it shows."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw ground, border, light and number."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked = self.isChecked()
        ground = theme.accent if checked else theme.alternate if self.underMouse() else theme.base
        radius = metrics.radius
        # Corners that join a neighbour lie outside what is shown.
        shape = QRectF(self.rect()).adjusted(0.5 if self.ends[0] else -radius, 0.5, -0.5 if self.ends[1] else radius, -0.5)
        painter.setPen(QPen(theme.accent if checked else theme.control_border, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(shape, radius, radius)
        if not self.ends[0]:
            painter.fillRect(QRectF(0, 0, 1, self.height()), theme.accent if checked else theme.control_border)
        ink = theme.on_accent if checked else theme.text
        font = metrics.sized(0.92, bold=checked)
        icon = metrics.length(_ICON_EMS)
        width = metrics.width(self.text(), font) + (icon + metrics.length(0.35) if self.light is not None else 0)
        left = (self.width() - width) / 2
        if self.light is not None:
            place = QRectF(left, (self.height() - icon) / 2, icon, icon)
            paint_light(painter, place, self.light, theme, colour=theme.on_accent if checked else None, ground=ground)
            left += icon + metrics.length(0.35)
        painter.setPen(ink)
        painter.setFont(font)
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 2, 2)
        painter.end()


class FilterBar(QWidget):
    """The segments; those that nothing belongs to are not shown, and what does not fit goes on a second line."""

    filter_changed = Signal(object)
    """The light that is wanted, or None for all."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._counts: dict[Light, int] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._segments: tuple[Segment, ...] = tuple(Segment(look, light, self) for light in (None, *_ORDER))
        for segment in self._segments:
            self._group.addButton(segment)
            segment.toggled.connect(self._on_toggled)
        self._segments[0].setChecked(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def light(self) -> Light | None:
        """The light that is chosen; None: all."""
        chosen = self._group.checkedButton()
        return chosen.light if isinstance(chosen, Segment) else None

    def show_counts(self, counts: Mapping[Light, int]) -> None:
        """Show how many checks have each light; a choice that has become empty goes back to all."""
        if dict(counts) == self._counts:
            return
        self._counts = dict(counts)
        if self.light is not None and not self._counts.get(self.light):
            self.show_all()
        self._restyle()

    def show_all(self) -> None:
        """Choose all."""
        self._segments[0].setChecked(True)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for one line."""
        return QSize(sum(segment.sizeHint().width() for segment in self._shown()), self._look.metrics.length(_HEIGHT_EMS))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for the widest segment."""
        widest = max(segment.sizeHint().width() for segment in self._shown())
        return QSize(widest, self._look.metrics.length(_HEIGHT_EMS))

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Say that it wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return the height of as many lines as this width needs."""
        return max(rect.bottom() + 1 for _, rect, _ in self._places(width))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the segments where they fit."""
        self._lay_out()
        super().resizeEvent(event)

    def _shown(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self._segments if segment.light is None or self._counts.get(segment.light))

    def _places(self, width: int) -> list[tuple[Segment, QRect, tuple[bool, bool]]]:
        lines: list[list[tuple[Segment, QRect]]] = [[]]
        left = top = 0
        gap = self._look.metrics.space[0]
        for segment in self._shown():
            size = segment.sizeHint()
            if left and left + size.width() > width:
                lines.append([])
                left, top = 0, top + size.height() + gap
            lines[-1].append((segment, QRect(left, top, size.width(), size.height())))
            left += size.width()
        return [(segment, rect, (at == 0, at == len(line) - 1)) for line in lines for at, (segment, rect) in enumerate(line)]

    def _lay_out(self) -> None:
        for segment, rect, ends in self._places(self.width()):
            segment.ends = ends
            segment.setGeometry(rect)
            segment.update()

    def _on_toggled(self, checked: bool) -> None:  # noqa: FBT001  # Qt's signal
        if checked:
            self.filter_changed.emit(self.light)

    def _restyle(self) -> None:
        say = self._look.say
        self.setAccessibleName(say(message("Which checks are shown")))
        shown = self._shown()
        for segment in self._segments:
            count = sum(self._counts.values()) if segment.light is None else self._counts.get(segment.light, 0)
            word = say(message("All")) if segment.light is None else say(LIGHT_WORDS[segment.light])
            segment.setText(f"{word} {count}" if segment.light is None else str(count))
            segment.setAccessibleName(say(message("{word}: {count}", word=word, count=count)))
            segment.setToolTip(segment.accessibleName())
            segment.setVisible(segment in shown)
        self._lay_out()
        self.updateGeometry()
