"""Drawing on a small grid whose edges fall on whole pixels of the screen, so that an icon is sharp at every size."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform


class Grid(NamedTuple):
    """A square of the screen, counted in units of an icon's design; the painter works in pixels of the screen meanwhile."""

    painter: QPainter
    side: float
    """In pixels of the screen."""
    unit: float
    """Pixels of the screen in one unit."""

    @property
    def centre(self) -> QPointF:
        """The middle of the square."""
        return QPointF(self.side / 2, self.side / 2)

    def at(self, x: float, y: float) -> QPointF:
        """Return a point, in pixels of the screen."""
        return QPointF(x * self.unit, y * self.unit)

    def margin(self, units: float = 1.0) -> int:
        """Return a distance from the edge in whole pixels, so that straight and round outer edges come out sharp."""
        return max(1, round(units * self.unit)) if self.unit > 0.5 else round(units * self.unit)  # noqa: PLR2004  # below 8 pixels all counts

    def inside(self, margin: float) -> QRectF:
        """Return the square less a margin in pixels on each side."""
        return QRectF(margin, margin, self.side - 2 * margin, self.side - 2 * margin)

    def path(self, drawn: QPainterPath) -> QPainterPath:
        """Return a path of the design, in pixels of the screen."""
        return QTransform.fromScale(self.unit, self.unit).map(drawn)

    def pen(self, colour: QColor, units: float) -> QPen:
        """Return a pen with round ends, at least one pixel wide."""
        return QPen(QBrush(colour), max(1.0, units * self.unit), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

    def stroke(self, drawn: QPainterPath, colour: QColor, units: float) -> None:
        """Draw a path of the design as a line."""
        self.painter.strokePath(self.path(drawn), self.pen(colour, units))

    def dot(self, x: float, y: float, radius: float, colour: QColor) -> None:
        """Fill a circle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawEllipse(self.at(x, y), radius * self.unit, radius * self.unit)


@contextmanager
def on_grid(painter: QPainter, rect: QRectF, units: float) -> Iterator[Grid]:
    """Lend the painter to a drawing on the largest square in the middle of a rectangle, moved to the nearest whole pixel."""
    to_screen = painter.deviceTransform()
    scale = abs(to_screen.m11()) or 1.0
    side = max(1, round(min(rect.width(), rect.height()) * scale))
    middle = to_screen.map(rect.center())
    left, top = round(middle.x() - side / 2), round(middle.y() - side / 2)
    painter.save()
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not to_screen.isRotating() and to_screen.isInvertible():
            # What Qt puts behind the world transform (the widget's place, the screen's scale) is undone, and the square put there.
            painter.setWorldTransform(QTransform.fromTranslate(left, top) * (to_screen.inverted()[0] * painter.worldTransform()))
        else:
            painter.translate(rect.center())
            painter.scale(1 / scale, 1 / scale)
            painter.translate(-side / 2, -side / 2)
        yield Grid(painter, side, side / units)
    finally:
        painter.restore()
