"""What is to be done next, marked on a picture of AdminLight: a ring around the part, and a flag that says it."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ccdiag.model.terminal_state import KeyKind, ScreenView
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.adminlight_layout import Part, Places
from ccdiag.ui.theme import LIGHT

_DISTANCE: Final = 4
_RING: Final = 3
"""Pixels, as lines are."""
_FLAG_EM: Final = 2.35
_POLE_EM: Final = 0.9
_WRAP: Final = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value


class Mark(NamedTuple):
    """One part to press or to type in."""

    part: Part
    number: int
    flag: str
    """What to do, in a few words: `Press OK`."""


class PlacedMark(NamedTuple):
    """A mark with its ring and its flag."""

    mark: Mark
    ring: QRectF
    flag: QRectF
    pole: tuple[QPointF, QPointF] | None
    """Between ring and flag; none where they are not next to each other, and the number stands on both."""


def place_marks(marks: Sequence[Mark], view: ScreenView, places: Places, metrics: Metrics) -> tuple[PlacedMark, ...]:
    """Find room for the flags: near the part, at its right, at its left, below or above, and never on another mark.

    A mark whose part is not to be seen is left out.
    """
    rings: list[tuple[Mark, QRectF]] = []
    for mark in marks:
        around = places.of(mark.part, view)
        if around is not None:
            apart = _DISTANCE + _RING / 2
            # Rows stand close: a ring that is as far away as usual would lie on the words above and below.
            above = 1.0 if mark.part.kind in {KeyKind.POINT, KeyKind.CHOOSE} else apart
            rings.append((mark, around.adjusted(-apart, -above, apart, above)))
    taken = [ring.adjusted(-2, -2, 2, 2) for _, ring in rings] + list(_to_be_read(view, places))
    window = QRectF(0, 0, places.width, places.height).adjusted(2, 2, -2, -2)
    placed = []
    for mark, ring in rings:
        flag = _room(mark, ring, window, taken, metrics)
        taken.append(flag.adjusted(-2, -2, 2, 2))
        is_near = _gap(ring, flag) <= 2 * metrics.em
        placed.append(PlacedMark(mark, ring, flag, _pole(ring, flag) if is_near else None))
    return tuple(placed)


def _to_be_read(view: ScreenView, places: Places) -> Iterator[QRectF]:
    """Yield what no flag should hide."""
    if places.dialog is not None:
        yield from places.dialog.lines
        yield places.dialog.title
        yield from places.dialog.buttons.values()
        if places.dialog.field is not None:
            yield places.dialog.field
        # Behind the dialog, and so like its own buttons that what covers them would seem to mean them.
        yield from (places.stop, places.ok)
        return
    yield places.list_title
    yield from (places.row(number) for number in range(len(view.entries)))


def _gap(one: QRectF, other: QRectF) -> float:
    across = max(other.left() - one.right(), one.left() - other.right(), 0.0)
    return max(across, other.top() - one.bottom(), one.top() - other.bottom())


def _size(mark: Mark, metrics: Metrics, widest: float) -> tuple[float, float]:
    em, font = metrics.em, metrics.sized(1.0, bold=True)
    beside = 3.1 * em
    one_line = metrics.width(mark.flag, font) + beside
    if one_line <= widest:
        return one_line, _FLAG_EM * em
    room = QRectF(0, 0, max(1.0, widest - beside), 10_000)
    needed = QFontMetricsF(font).boundingRect(room, _WRAP, mark.flag)
    return widest, max(_FLAG_EM * em, needed.height() + 0.9 * em)


def _room(mark: Mark, ring: QRectF, window: QRectF, taken: Sequence[QRectF], metrics: Metrics) -> QRectF:
    em = metrics.em
    pole = _POLE_EM * em
    width, height = _size(mark, metrics, min(window.width(), 30 * em))
    middle = ring.center().y() - height / 2
    across = min(max(ring.left(), window.left()), window.right() - width)
    wanted = []
    for shift in (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0):
        step = shift * (height + 0.3 * em)
        wanted += [
            QRectF(ring.right() + pole, middle + step, width, height),
            QRectF(ring.left() - pole - width, middle + step, width, height),
            QRectF(across, ring.bottom() + 0.6 * em + step, width, height),
            QRectF(across, ring.top() - 0.6 * em - height - step, width, height),
        ]
    free = [area for area in wanted if window.contains(area) and not any(area.intersects(other) for other in taken)]
    if free:
        return free[0]
    # Where nothing is free, at least nothing is cut off.
    area = wanted[0]
    area.moveLeft(min(max(area.left(), window.left()), window.right() - width))
    area.moveTop(min(max(area.top(), window.top()), window.bottom() - height))
    return area


def _pole(ring: QRectF, flag: QRectF) -> tuple[QPointF, QPointF]:
    if flag.left() >= ring.right():
        return QPointF(ring.right(), ring.center().y()), QPointF(flag.left(), flag.center().y())
    if flag.right() <= ring.left():
        return QPointF(ring.left(), ring.center().y()), QPointF(flag.right(), flag.center().y())
    x = min(max(ring.center().x(), flag.left() + 4), flag.right() - 4)
    if flag.top() >= ring.bottom():
        return QPointF(x, ring.bottom()), QPointF(x, flag.top())
    return QPointF(x, ring.top()), QPointF(x, flag.bottom())


def paint_marks(painter: QPainter, placed: Sequence[PlacedMark], metrics: Metrics) -> None:
    """Draw rings, and flags over them; in the light accent, since what they stand on is always light."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    em = metrics.em
    for mark in placed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(LIGHT.accent, _RING))
        painter.drawRoundedRect(mark.ring, metrics.radius, metrics.radius)
        if mark.pole is not None:
            painter.drawLine(*mark.pole)
    for mark in placed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LIGHT.accent)
        painter.drawRoundedRect(mark.flag, metrics.radius, metrics.radius)
        disc = QRectF(mark.flag.left() + 0.5 * em, mark.flag.center().y() - 0.75 * em, 1.5 * em, 1.5 * em)
        painter.setFont(metrics.sized(1.0, bold=True))
        _paint_number(painter, disc, mark.mark.number, LIGHT.on_accent, LIGHT.accent)
        if mark.pole is None:
            corner = mark.ring.topLeft() - QPointF(0.55 * em, 0.55 * em)
            _paint_number(painter, QRectF(corner, QSizeF(1.5 * em, 1.5 * em)), mark.mark.number, LIGHT.accent, LIGHT.on_accent)
        painter.setPen(LIGHT.on_accent)
        painter.drawText(mark.flag.adjusted(2.5 * em, 0, -0.5 * em, 0), _WRAP, mark.mark.flag)


def _paint_number(painter: QPainter, disc: QRectF, number: int, ground: QColor, ink: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(disc)
    painter.setPen(ink)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number))
