"""The box of a check box, in the colours of the theme: some styles draw it too faint, or too small beside large text."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ccdiag.model.verdict import Light
from ccdiag.ui.paint.outline import outline
from ccdiag.ui.theme import Theme

_UNITS: Final = 16
_TICK: Final = "M4 8.3 L7 11.2 L12 5.2"
_DASH: Final = "M4.5 8 L11.5 8"


def paint_check_box(
    painter: QPainter, box: QRectF, theme: Theme, *, on: bool, partly: bool = False, enabled: bool = True, ink: QColor | None = None
) -> None:
    """Draw a box, with its tick when it is on, a dash when only a part is; with `ink`, in that colour alone, on whatever ground."""
    on = on or partly
    ground = theme.accent if enabled else theme.graphics[Light.SKIPPED]
    border = theme.control_border if enabled else theme.separator
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink or (ground if on else border), 1))
    painter.setBrush(QBrush(ground if on else theme.base) if ink is None else QBrush(Qt.BrushStyle.NoBrush))
    radius = box.width() / 8
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if on:
        painter.translate(box.topLeft())
        painter.scale(box.width() / _UNITS, box.height() / _UNITS)
        pen = QPen(ink or (theme.on_accent if enabled else theme.base), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline(_DASH if partly else _TICK))
    painter.restore()
