"""Outlines written as the path data of SVG, so that a drawing can be taken over from a design as it stands."""

import re
from functools import cache
from math import acos, degrees, hypot, sqrt
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

_TOKEN: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_VALUES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}


@cache
def outline(drawn: str) -> QPainterPath:
    """Return the path of `M L H V C A Z` and their relative forms; arcs are of circles, and flags stand apart.

    Source: SVG 2, chapter 9.3 and appendix B.2.4 (the centre of an arc). The result is shared: map it, never change it.
    """
    path = QPainterPath()
    tokens = _TOKEN.findall(drawn)
    command, index = "M", 0
    while index < len(tokens):
        if tokens[index].isalpha():
            command, index = tokens[index], index + 1
        kind = command.upper()
        values = [float(token) for token in tokens[index : index + _VALUES[kind]]]
        index += len(values)
        here = path.currentPosition()
        origin = here if command.islower() else QPointF()
        _draw(path, kind, values, here, origin)
        if kind == "M":
            # More points after a move are lines.
            command = "l" if command == "m" else "L"
    return path


def rounded(x: float, y: float, width: float, height: float, radius: float = 0.0) -> QPainterPath:
    """Return a rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def circle(x: float, y: float, radius: float) -> QPainterPath:
    """Return a circle."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def joined(*paths: QPainterPath) -> QPainterPath:
    """Return several paths as one."""
    whole = QPainterPath()
    for path in paths:
        whole.addPath(path)
    return whole


def _draw(path: QPainterPath, kind: str, values: list[float], here: QPointF, origin: QPointF) -> None:
    match kind:
        case "M":
            path.moveTo(origin + QPointF(values[0], values[1]))
        case "L":
            path.lineTo(origin + QPointF(values[0], values[1]))
        case "H":
            path.lineTo(origin.x() + values[0], here.y())
        case "V":
            path.lineTo(here.x(), origin.y() + values[0])
        case "C":
            path.cubicTo(*(origin + QPointF(values[at], values[at + 1]) for at in (0, 2, 4)))
        case "A":
            _arc(path, here, origin + QPointF(values[5], values[6]), values[0], large=values[3] > 0, clockwise=values[4] > 0)
        case _:
            path.closeSubpath()


def _arc(path: QPainterPath, start: QPointF, end: QPointF, radius: float, *, large: bool, clockwise: bool) -> None:
    across = end - start
    half = hypot(across.x(), across.y()) / 2
    if half == 0:
        return
    radius = max(radius, half)
    aside = sqrt(max(0.0, radius * radius - half * half)) * (1 if large != clockwise else -1) / (2 * half)
    centre = (start + end) / 2 + QPointF(-across.y(), across.x()) * aside
    first, last = _angle(start - centre, radius), _angle(end - centre, radius)
    sweep = (last - first) % 360
    if clockwise:
        # Qt counts angles against the clock.
        sweep -= 360
    path.arcTo(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), first, sweep)


def _angle(from_centre: QPointF, radius: float) -> float:
    angle = degrees(acos(max(-1.0, min(1.0, from_centre.x() / radius))))
    return angle if from_centre.y() <= 0 else 360 - angle
