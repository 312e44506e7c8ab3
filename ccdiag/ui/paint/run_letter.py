"""The box beside a run that can be compared: empty, or inverted with the letter of its side."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ccdiag.ui.look import Look

BOX_EM: Final = 1.6
_RADIUS_EM: Final = 0.25


def paint_run_letter(painter: QPainter, box: QRectF, letter: str, look: Look, *, ink: QColor | None = None) -> None:
    """Draw the box; with `ink`, in that colour alone, on whatever ground there is."""
    theme, radius = look.theme, _RADIUS_EM * look.metrics.em
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not letter:
        painter.setPen(QPen(ink or theme.control_border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if ink is not None else theme.base)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return
    painter.setPen(QPen(ink, 1) if ink is not None else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if ink is not None else theme.text)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if ink is not None else box, radius, radius)
    font: QFont = look.metrics.sized(1.0, bold=True)
    painter.setFont(font)
    painter.setPen(ink or theme.base)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
