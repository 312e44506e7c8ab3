"""The corner that marks what changed since another run."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ccdiag.ui.theme import Theme


def paint_changed_corner(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Draw it, as the picture of the way does on its stations."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent)
    painter.drawPolygon(QPolygonF([rect.topLeft(), rect.topRight(), rect.bottomRight()]))
