"""The status lights: one shape a state, so that none is told by its colour alone."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPainterPath, QPainterPathStroker, QPen

from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.signs import (
    BOLT,
    CROSS,
    DASH,
    DASH_PERIOD,
    GLYPH_LINE,
    LIGHT_LINE,
    LIGHT_UNITS,
    OCTAGON_CORNER,
    QUESTION,
    TICK,
)
from ccdiag.ui.look import Look
from ccdiag.ui.paint.grid import Grid, on_grid
from ccdiag.ui.paint.icons import painted_icon
from ccdiag.ui.paint.outline import outline
from ccdiag.ui.theme import Theme

_ARC_DEGREES: Final = 120


def paint_light(
    painter: QPainter,
    rect: QRectF,
    light: Light,
    theme: Theme,
    *,
    basis: Basis = Basis.MEASURED,
    turn: float = 0.0,
    colour: QColor | None = None,
    ground: QColor | None = None,
) -> None:
    """Draw a status light: filled when measured, an outline when stated, a dashed outline when inferred.

    `turn` (0 to 1) turns the ring of a running light. `colour` replaces the state's own; `ground` is what shows through a filled light.
    """
    ink = colour or theme.graphics[light]
    with on_grid(painter, rect, LIGHT_UNITS) as grid:
        match light:
            case Light.PASS:
                _framed(grid, _round, ink, basis)
                grid.stroke(outline(TICK), _glyph_colour(ink, ground or theme.base, basis), GLYPH_LINE)
            case Light.WARN:
                _framed(grid, _triangle, ink, basis)
                glyph = _glyph_colour(ink, ground or theme.base, basis)
                grid.stroke(outline("M8 6.2 V9.6"), glyph, GLYPH_LINE)
                grid.dot(8, 12.1, 1.1, glyph)
            case Light.FAIL:
                _framed(grid, _octagon, ink, basis)
                grid.stroke(outline(CROSS), _glyph_colour(ink, ground or theme.base, basis), GLYPH_LINE)
            case Light.CRASHED:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawRoundedRect(grid.inside(grid.margin()), 1.5 * grid.unit, 1.5 * grid.unit)
                grid.stroke(outline(BOLT), ground or theme.base, 1.7)
            case Light.SKIPPED:
                _outlined(grid, _round, ink, Basis.MEASURED)
                grid.stroke(outline("M4.8 8 H11.2"), ink, GLYPH_LINE)
            case Light.INCONCLUSIVE:
                _outlined(grid, _diamond, ink, Basis.MEASURED)
                grid.stroke(outline(QUESTION), ink, LIGHT_LINE)
                grid.dot(8, 11.4, 0.95, ink)
            case Light.RUNNING:
                _ring(grid, ink, None if theme.is_contrast else theme.separator, turn)
            case Light.WAITING:
                for x in (3.5, 8, 12.5):
                    grid.dot(x, 8, 1.35, ink)


def light_icon(look: Look, light: Light, *, ems: float = 1.1, basis: Basis = Basis.MEASURED) -> QIcon:
    """Return a status light for a button; make it again when the look changed."""
    theme = look.theme

    def paint(painter: QPainter, rect: QRectF, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = None
        if mode == QIcon.Mode.Disabled:
            colour = theme.graphics[Light.SKIPPED]
        elif state == QIcon.State.On:
            colour = theme.on_accent
        paint_light(painter, rect, light, theme, basis=basis, colour=colour, ground=theme.accent if state == QIcon.State.On else None)

    return painted_icon(look.metrics.length(ems), paint)


def _glyph_colour(ink: QColor, ground: QColor, basis: Basis) -> QColor:
    return ground if basis is Basis.MEASURED else ink


def _framed(grid: Grid, shape: Callable[[Grid, float], QPainterPath], ink: QColor, basis: Basis) -> None:
    if basis is Basis.MEASURED:
        grid.painter.fillPath(shape(grid, grid.margin()), ink)
    else:
        _outlined(grid, shape, ink, basis)


def _outlined(grid: Grid, shape: Callable[[Grid, float], QPainterPath], ink: QColor, basis: Basis) -> None:
    width = max(1.0, LIGHT_LINE * grid.unit)
    path = shape(grid, grid.margin() + width / 2)
    pen = QPen(QBrush(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    if basis is Basis.INFERRED:
        # A whole number of dashes goes round, so that no two of them meet.
        period = path.length() / max(1, round(path.length() / (DASH_PERIOD * grid.unit)))
        dash = period * DASH / DASH_PERIOD
        pen.setDashPattern([dash / width, (period - dash) / width])
    grid.painter.strokePath(path, pen)


def _round(grid: Grid, margin: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(grid.inside(margin))
    return path


def _octagon(grid: Grid, margin: float) -> QPainterPath:
    square = grid.inside(margin)
    corner = OCTAGON_CORNER * square.width() / 14
    if margin == int(margin):
        corner = round(corner)
    left, top, right, bottom = square.left(), square.top(), square.right(), square.bottom()
    return _closed(
        (left + corner, top),
        (right - corner, top),
        (right, top + corner),
        (right, bottom - corner),
        (right - corner, bottom),
        (left + corner, bottom),
        (left, bottom - corner),
        (left, top + corner),
    )


def _diamond(grid: Grid, margin: float) -> QPainterPath:
    # Its points may reach the edge: a square on its corner looks smaller than a circle.
    square = grid.inside(margin - 0.7 * grid.unit)
    middle = square.center()
    return _closed((middle.x(), square.top()), (square.right(), middle.y()), (middle.x(), square.bottom()), (square.left(), middle.y()))


def _triangle(grid: Grid, margin: float) -> QPainterPath:
    square = grid.inside(margin)
    if margin != int(margin):
        return _closed(
            (square.center().x(), square.top()), (square.right() + 0.1 * grid.unit, square.bottom()), (square.left(), square.bottom())
        )
    # Filled, its corners are rounded as those of the outline are.
    soft = 0.7 * grid.unit
    inner = _closed(
        (square.center().x(), square.top() + soft),
        (square.right() + 0.3 * grid.unit - soft, square.bottom() - soft),
        (square.left() - 0.3 * grid.unit + soft, square.bottom() - soft),
    )
    stroker = QPainterPathStroker()
    stroker.setWidth(2 * soft)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return inner.united(stroker.createStroke(inner))


def _closed(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path


def _ring(grid: Grid, ink: QColor, pale: QColor | None, turn: float) -> None:
    width = 2.1 * grid.unit
    ring = grid.inside(grid.margin(0.8) + width / 2)
    if pale is not None:
        grid.painter.setPen(QPen(QBrush(pale), width))
        grid.painter.setBrush(Qt.BrushStyle.NoBrush)
        grid.painter.drawEllipse(ring)
    arc = QPainterPath()
    start = 90 - 360 * turn
    arc.arcMoveTo(ring, start)
    arc.arcTo(ring, start, -_ARC_DEGREES)
    grid.painter.strokePath(arc, grid.pen(ink, 2.1))
    grid.dot(8, 8, 1.7, ink)
