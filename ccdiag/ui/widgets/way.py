"""The way as a picture that can be pointed at: each station is a button over the painting."""

from collections.abc import Callable, Iterable
from math import ceil
from typing import Final

from PySide6.QtCore import QDateTime, QPointF, QRect, QRectF, QSize, Qt, QTimeZone, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ccdiag.model.case import Case
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light
from ccdiag.picture.elements import STATIONS, Way
from ccdiag.picture.layout import lay_out
from ccdiag.picture.shapes import HotSpot, Picture
from ccdiag.picture.way import way_of
from ccdiag.ui.look import Look
from ccdiag.ui.paint.picture import STEP, PicturePainter
from ccdiag.ui.theme import LIGHT, Theme

_ACROSS, _DOWN = 1.0, 0.55
"""Around the picture, in em."""
_RING: Final = 3
"""Pixels by which a button is larger than its station, for the ring of the focus."""
_USUAL_WIDTH: Final = 96.0
_LEAST_WIDTH: Final = 18.0
_USUAL_HEIGHT: Final = 15.3
_FLATTEST_HEIGHT: Final = 12.9
"""Of the wide and of the compact form with what is around it, so that a layout's first questions need no picture."""
_REMEMBERED: Final = 8
"""Pictures of one way, for as many widths: a window that is being resized asks for many."""
_ARROWS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down)


class WayWidget(QWidget):
    """Shows a way; says which station was chosen."""

    station_chosen = Signal(str)
    """The place of the station, as `ccdiag.model.place` names it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._way = way_of(RunState(), Case())
        self._changed: frozenset[Place] = frozenset()
        self._pictures: dict[int, Picture] = {}
        self._shift = 0.0
        self._turn = 0.0
        self._still = False
        self._framed = True
        self._buttons = {place: _StationButton(place, look, self) for place in STATIONS}
        for button in self._buttons.values():
            button.clicked.connect(lambda _checked=False, place=button.place: self.station_chosen.emit(place.value))
            button.wants.connect(self._go)
            button.entered.connect(self._enter_at)
        self._enter_at(Place.TERMINAL)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_way(self, way: Way, changed: Iterable[Place] = ()) -> None:
        """Show another way; `changed` are stations that differ from the run that it is compared with."""
        before = self._way
        if way == before and frozenset(changed) == self._changed:
            return
        self._way, self._changed = way, frozenset(changed)
        if not any(button.hasFocus() for button in self._buttons.values()):
            self._enter_at(next((place for place, station in way.stations.items() if station.at_fault), Place.TERMINAL))
        self._lay_out_again()

    @property
    def way(self) -> Way:
        """What is shown."""
        return self._way

    @property
    def is_moving(self) -> bool:
        """Whether something runs, so that the clock is of use."""
        lights = [station.light for station in self._way.stations.values()] + [link.light for link in self._way.links.values()]
        return not self._still and Light.RUNNING in lights

    def advance(self, turn: float) -> None:
        """Move what moves by one step of the shared clock; `turn` (0 to 1) is how far a running light has turned."""
        if not self.is_moving:
            return
        self._turn, self._shift = turn, self._shift + STEP
        self.update()

    def set_reduced_motion(self, reduced: bool) -> None:  # noqa: FBT001  # a setter, as Qt's own
        """Keep everything still, or let running links and lights move."""
        self._still = reduced
        self._turn = self._shift = 0.0
        self.update()

    def set_framed(self, framed: bool) -> None:  # noqa: FBT001  # a setter, as Qt's own
        """Lie on a sheet of its own, or on that of its parent."""
        self._framed = framed
        self.update()

    def picture_of(self, way: Way, width: int, *, scale: float = 1.0, theme: Theme = LIGHT) -> QImage:
        """Draw a way for a ticket, which is read on white; it carries date, time and from where it was measured.

        `width` is in pixels at a scale of 1.
        """
        picture, em = self._laid_out(way, width), self._look.metrics.em
        image = QImage(QSize(round(width * scale), round(self._height_of(picture) * scale)), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(theme.base)
        with QPainter(image) as painter:
            painter.translate(round(_ACROSS * em), round(_DOWN * em))
            PicturePainter(painter, theme, self._look.metrics).paint(picture)
        return image

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Say that the form, and so the height, depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return the height that the form for this width has; where the page has fixed the height, a layout need not ask for a picture."""
        fixed = self.minimumHeight()
        return fixed if fixed == self.maximumHeight() else self.height_at(width)

    def height_at(self, width: int) -> int:
        """Return the height that the form for this width has."""
        return self._height_of(self._picture(width))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the size of the wide form."""
        metrics = self._look.metrics
        return QSize(metrics.length(_USUAL_WIDTH), metrics.length(_USUAL_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the narrowest that can be read, and the height of the flattest form; a layout asks for the height of its width itself."""
        metrics = self._look.metrics
        return QSize(metrics.length(_LEAST_WIDTH), metrics.length(_FLATTEST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Lay the stations out anew."""
        super().resizeEvent(event)
        self._place_buttons()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint panel and picture."""
        look, theme = self._look, self._look.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._framed:
                painter.setPen(QPen(theme.separator, 1.0))
                painter.setBrush(theme.base)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.metrics.radius, look.metrics.radius)
            painter.translate(self._origin())
            PicturePainter(painter, theme, look.metrics, turn=self._turn, shift=self._shift).paint(self._picture(self.width()))

    def _restyle(self) -> None:
        self.setAccessibleName(self._look.say(message("The way to the service")))
        self._lay_out_again()

    def _lay_out_again(self) -> None:
        self._pictures.clear()
        self.updateGeometry()
        self._place_buttons()
        self.update()

    def _place_buttons(self) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            # Nobody gave it a size yet: what is laid out now would be laid out again.
            return
        picture, origin, em = self._picture(self.width()), self._origin(), self._look.metrics.em
        self.setAccessibleDescription(picture.sentence)
        for spot in picture.spots:
            rect = QRectF(spot.rect.x * em, spot.rect.y * em, spot.rect.width * em, spot.rect.height * em).translated(origin)
            self._buttons[spot.place].show_spot(spot, rect.toAlignedRect().adjusted(-_RING, -_RING, _RING, _RING))

    def _picture(self, width: int) -> Picture:
        """Return the picture for a width, laid out once."""
        if width not in self._pictures:
            if len(self._pictures) >= _REMEMBERED:
                self._pictures.clear()
            self._pictures[width] = self._laid_out(self._way, width, self._changed)
        return self._pictures[width]

    def _laid_out(self, way: Way, width: int, changed: frozenset[Place] = frozenset()) -> Picture:
        look = self._look
        inside = (width - 2 * round(_ACROSS * look.metrics.em)) / look.metrics.em
        return lay_out(inside, way, look.say, _text_width(look), taken=self._taken(way), changed=changed)

    def _taken(self, way: Way) -> str:
        if way.taken_at is None:
            return ""
        moment = QDateTime.fromMSecsSinceEpoch(round(way.taken_at.timestamp() * 1000), QTimeZone.systemTimeZone())
        # The month as a word: a ticket is read by people who order day and month differently.
        return self._look.locale.toString(moment, "ddd d MMM yyyy HH:mm")

    def _origin(self) -> QPointF:
        em = self._look.metrics.em
        return QPointF(round(_ACROSS * em), round(_DOWN * em))

    def _height_of(self, picture: Picture) -> int:
        return ceil(picture.height * self._look.metrics.em) + 2 * round(_DOWN * self._look.metrics.em)

    def _go(self, place: Place, arrow: int) -> None:
        spot = next(spot for spot in self._picture(self.width()).spots if spot.place is place)
        target = spot.neighbours[arrow]
        if target is not None:
            self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _enter_at(self, place: Place) -> None:
        """Let Tab reach one station only; the arrows lead to the others."""
        for other, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is place else Qt.FocusPolicy.ClickFocus)


class _StationButton(QAbstractButton):
    """A transparent button over a painted station; it brings focus, click, tool tip and accessible name."""

    wants = Signal(object, int)
    """An arrow key: the own place, and 0 to 3 for left, up, right, down."""
    entered = Signal(object)
    """It has the focus."""

    def __init__(self, place: Place, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._look = look
        self.setObjectName(f"station-{place.value}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_spot(self, spot: HotSpot, rect: QRect) -> None:
        """Take the place and the name of a station."""
        self.setGeometry(rect)
        self.setAccessibleName(spot.name)
        self.setToolTip(spot.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Follow the links by the arrows, choose by Enter; the space bar chooses by itself."""
        if event.key() in _ARROWS:
            self.wants.emit(self.place, _ARROWS.index(Qt.Key(event.key())))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Become the station at which Tab enters."""
        super().focusInEvent(event)
        self.entered.emit(self.place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw nothing but the ring of the focus."""
        if not self.hasFocus():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.theme.text), 2.0))
            radius = self._look.metrics.radius + 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def _text_width(look: Look) -> Callable[[str, float, bool], float]:
    """Return the measure of texts in em, with each font asked for once."""
    fonts: dict[tuple[float, bool], QFontMetricsF] = {}

    def width(text: str, size: float, bold: bool) -> float:  # noqa: FBT001  # the measure's protocol
        key = (size, bold)
        if key not in fonts:
            fonts[key] = QFontMetricsF(look.metrics.sized(size, bold=bold))
        return fonts[key].horizontalAdvance(text) / look.metrics.em

    return width
