"""Painting the picture of the way: shapes in em become pixels, states become colours."""

from collections.abc import Iterable
from itertools import pairwise
from math import hypot
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.shapes import (
    Arrow,
    Box,
    Corner,
    Ink,
    Line,
    Mark,
    Octagon,
    Pattern,
    Picture,
    Plate,
    Point,
    Rect,
    Shape,
    Sign,
    Text,
    Wall,
)
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import PLACE_PICTOGRAMS, paint_pictogram
from ccdiag.ui.theme import Theme

_SOLID: Final = 0.25
_HOLLOW, _HOLLOW_GAP = 0.34, 0.14
_THIN: Final = 0.19
_DASHES: Final = {Pattern.INFERRED: (0.9, 0.35), Pattern.UNDECIDED: (0.5, 0.4), Pattern.RUNNING: (0.8, 0.6)}
_DOT_STEP: Final = 0.55
_DISC: Final = 1.28
"""The disc under the break, in parts of its height."""
_COURSE: Final = 0.7
"""Height of one course of bricks, about; a whole number of them fills the wall."""
_BRICK: Final = 2.1
_STANDING_BRICK: Final = 0.68
_FIRST_BRICK: Final = 0.5
_SPLINTER: Final = 0.6
_ARROW: Final = 0.8
STEP: Final = 0.5
"""How far the dashes of a running link move in one step of the clock, in em."""


class PicturePainter:
    """Paints pictures in one look; `turn` (0 to 1) turns running lights, `shift` (em) moves running dashes."""

    def __init__(self, painter: QPainter, theme: Theme, metrics: Metrics, *, turn: float = 0.0, shift: float = 0.0) -> None:
        self._painter = painter
        self._theme = theme
        self._metrics = metrics
        self._turn = turn
        self._shift = shift
        self._scale = abs(painter.deviceTransform().m11()) or 1.0

    def paint(self, picture: Picture) -> None:
        """Paint all shapes in their order, from a whole pixel of the screen on."""
        to_screen = self._painter.deviceTransform()
        across, down = (round(at) - at for at in (to_screen.dx(), to_screen.dy()))
        self._painter.translate(across / self._scale, down / self._scale)
        self._painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for shape in picture.shapes:
            self._shape(shape)

    def _shape(self, shape: Shape) -> None:
        match shape:
            case Line():
                self._line(shape)
            case Wall():
                self._wall(shape)
            case Box():
                self._box(shape)
            case Text():
                self._text(shape)
            case Mark():
                self._mark(shape)
            case _:
                self._ornament(shape)

    def _ornament(self, shape: Sign | Arrow | Octagon | Corner | Plate) -> None:
        match shape:
            case Sign():
                self._sign(shape)
            case Arrow():
                self._arrow(shape)
            case Octagon():
                self._octagon(shape)
            case Corner():
                self._corner(shape)
            case Plate():
                self._painter.fillRect(self._snapped(shape.rect), self._theme.strip)

    def _line(self, line: Line) -> None:
        colour = self._colour(line.ink)
        match line.pattern:
            case Pattern.SOLID:
                self._stroke(line.points, colour, self._pixels(_SOLID))
            case Pattern.HOLLOW:
                outer = self._pixels(_HOLLOW)
                thin = max(1.0, round((outer - self._pixels(_HOLLOW_GAP)) / 2 * self._scale) / self._scale)
                self._stroke(line.points, colour, outer)
                self._stroke(line.points, self._theme.base, outer - 2 * thin)
            case Pattern.DOTTED:
                width = _THIN * self._metrics.em
                pen = QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
                pen.setDashPattern([0.01, _DOT_STEP * self._metrics.em / width])
                self._path(line.points, pen, width)
            case Pattern.RUNNING:
                width = self._pixels(_SOLID)
                if not self._theme.is_contrast:
                    self._stroke(line.points, self._theme.separator, width)
                self._dashed(line, colour, width)
            case Pattern.INFERRED:
                self._dashed(line, colour, self._pixels(_SOLID))
            case Pattern.UNDECIDED:
                self._dashed(line, colour, self._pixels(_THIN))

    def _stroke(self, points: tuple[Point, ...], colour: QColor, width: float) -> None:
        pen = QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
        self._path(points, pen, width)

    def _dashed(self, line: Line, colour: QColor, width: float) -> None:
        on, off = (part * self._metrics.em for part in _DASHES[line.pattern])
        pen = QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
        if line.pattern is Pattern.RUNNING:
            pen.setDashPattern([on / width, off / width])
            pen.setDashOffset(-self._shift * self._metrics.em / width % ((on + off) / width))
        else:
            # A whole number of dashes fills the line, two at the least: one alone would look like a solid line.
            length = sum(hypot(x - left, y - above) for (left, above), (x, y) in pairwise(line.points)) * self._metrics.em
            dashes = max(2, round((length + off) / (on + off)))
            stretch = length / (dashes * on + (dashes - 1) * off)
            pen.setDashPattern([on * stretch / width, off * stretch / width])
        self._path(line.points, pen, width)

    def _path(self, points: Iterable[Point], pen: QPen, width: float) -> None:
        """Stroke a line whose pieces lie on whole pixels."""
        path = QPainterPath()
        for number, (x, y) in enumerate(points):
            point = QPointF(self._centred(x, width), self._centred(y, width))
            if number:
                path.lineTo(point)
            else:
                path.moveTo(point)
        self._painter.strokePath(path, pen)

    def _wall(self, wall: Wall) -> None:
        """Build a wall of joints, each a whole number of pixels wide, and leave its openings free."""
        painter, theme, rect = self._painter, self._theme, self._snapped(wall.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(rect, theme.alternate)
        for joint in self._joints(wall, rect):
            painter.fillRect(joint, theme.control_border)
        hair = self._hair
        for start, end in wall.openings:
            first, last = self._edge(start), self._edge(end)
            if wall.lies:
                painter.fillRect(QRectF(first, rect.y(), last - first, rect.height()), theme.base)
                edges = [QRectF(first - hair, rect.y(), hair, rect.height()), QRectF(last, rect.y(), hair, rect.height())]
            else:
                painter.fillRect(QRectF(rect.x(), first, rect.width(), last - first), theme.base)
                edges = [QRectF(rect.x(), first - hair, rect.width(), hair), QRectF(rect.x(), last, rect.width(), hair)]
            for edge in edges:
                painter.fillRect(edge, theme.control_border)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _joints(self, wall: Wall, rect: QRectF) -> list[QRectF]:
        """Return the courses, and the upright joints shifted by half a brick from one course to the next."""
        em, hair = self._metrics.em, self._hair
        courses = max(1, round(rect.height() / (_COURSE * em)))
        levels = [self._pixel(rect.top() + (rect.height() - hair) * course / courses) for course in range(courses + 1)]
        joints = [QRectF(rect.left(), level, rect.width(), hair) for level in levels]
        joints += [QRectF(x, rect.top(), hair, rect.height()) for x in (rect.left(), rect.right() - hair)]
        brick = _BRICK * em if wall.lies else rect.width() * _STANDING_BRICK
        # A joint right beside an opening would leave a splinter of a brick.
        edges = [edge * em for opening in wall.openings for edge in opening] if wall.lies else []
        for course, (level, below) in enumerate(pairwise(levels)):
            x = rect.left() + brick * (_FIRST_BRICK if course % 2 else _FIRST_BRICK + 0.5)
            while x < rect.right() - _SPLINTER * em:
                if all(abs(x - edge) > _SPLINTER * em for edge in edges):
                    joints.append(QRectF(self._pixel(x), level, hair, below - level))
                x += brick
        return joints

    def _box(self, box: Box) -> None:
        painter, theme = self._painter, self._theme
        width = round((2.0 if box.fault else 1.0) * self._scale) / self._scale
        rect = self._snapped(box.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        pen = QPen(self._colour(box.ink), width)
        ground = theme.tint(Light.FAIL) if box.fault else theme.base
        if box.fault and theme.is_contrast:
            ground = theme.selected
        if box.dashed:
            pen.setDashPattern([3.0, 2.5])
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, self._metrics.radius, self._metrics.radius)

    def _text(self, text: Text) -> None:
        colour = self._theme.texts[text.ink] if isinstance(text.ink, Light) else self._colour(text.ink)
        if text.in_fault and self._theme.is_contrast:
            colour = self._theme.selected_text
        self._painter.setPen(colour)
        self._painter.setFont(self._metrics.sized(text.size, bold=text.bold))
        self._painter.drawText(QPointF(text.x * self._metrics.em, self._edge(text.baseline)), text.text)

    def _mark(self, mark: Mark) -> None:
        colour = self._theme.selected_text if mark.in_fault and self._theme.is_contrast else None
        ground = self._theme.selected if colour is not None else self._theme.tint(mark.light) if mark.in_fault else None
        paint_light(
            self._painter, self._rect(mark.rect), mark.light, self._theme, basis=mark.basis, turn=self._turn, colour=colour, ground=ground
        )

    def _sign(self, sign: Sign) -> None:
        colour = self._theme.secondary if sign.faint else self._theme.text
        if sign.in_fault and self._theme.is_contrast:
            colour = self._theme.selected_text
        paint_pictogram(self._painter, self._rect(sign.rect), PLACE_PICTOGRAMS[sign.name], colour)

    def _arrow(self, arrow: Arrow) -> None:
        em = self._metrics.em
        (x, y), (across, down) = arrow.middle, arrow.towards
        long, half = _ARROW * em, 0.42 * em
        tip = QPointF(self._centred(x, 1) + across * long / 2, self._centred(y, 1) + down * long / 2)
        back = tip - QPointF(across * long, down * long)
        side = QPointF(-down * half, across * half)
        colour = self._colour(arrow.ink)
        self._painter.setPen(QPen(QBrush(colour), 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        self._painter.setBrush(colour if arrow.filled else self._theme.base)
        self._painter.drawPolygon(QPolygonF([tip, back + side, back - side]))

    def _octagon(self, octagon: Octagon) -> None:
        em, (x, y) = self._metrics.em, octagon.middle
        middle, size = QPointF(x * em, y * em), octagon.size * em
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.base)
        self._painter.drawEllipse(middle, size / 2 * _DISC, size / 2 * _DISC)
        rect = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
        paint_light(self._painter, rect, Light.FAIL, self._theme, basis=Basis.MEASURED)

    def _corner(self, corner: Corner) -> None:
        rect = self._snapped(corner.rect)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.accent)
        self._painter.drawPolygon(QPolygonF([rect.topLeft(), rect.topRight(), rect.bottomRight()]))

    def _colour(self, ink: Light | Ink) -> QColor:
        if isinstance(ink, Light):
            return self._theme.graphics[ink]
        theme = self._theme
        return {
            Ink.TEXT: theme.text,
            Ink.SECONDARY: theme.secondary,
            Ink.CONTROL: theme.control_border,
            Ink.ACCENT: theme.accent,
            Ink.ON_PLATE: theme.on_strip,
        }[ink]

    def _rect(self, rect: Rect) -> QRectF:
        em = self._metrics.em
        return QRectF(rect.x * em, rect.y * em, rect.width * em, rect.height * em)

    def _snapped(self, rect: Rect) -> QRectF:
        left, top = self._edge(rect.x), self._edge(rect.y)
        return QRectF(left, top, self._edge(rect.right) - left, self._edge(rect.bottom) - top)

    @property
    def _hair(self) -> float:
        """The width of a thin line: whole pixels of the screen."""
        return max(1, round(self._scale)) / self._scale

    def _pixel(self, value: float) -> float:
        """Return the whole pixel of the screen nearest to a place."""
        return round(value * self._scale) / self._scale

    def _edge(self, ems: float) -> float:
        """Return the whole pixel of the screen nearest to a length."""
        return self._pixel(ems * self._metrics.em)

    def _pixels(self, ems: float) -> float:
        """Return a width in whole pixels of the screen, at least one."""
        return max(1, round(ems * self._metrics.em * self._scale)) / self._scale

    def _centred(self, ems: float, width: float) -> float:
        """Return where the middle of a line lies whose edges are to fall on whole pixels."""
        half = width / 2
        return round((ems * self._metrics.em - half) * self._scale) / self._scale + half
