"""How certain a cause is, at a glance."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ccdiag.ui.look import Look


class CertaintySquares(QWidget):
    """How certain: one, two or three squares of three."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._filled = 0

    def set_filled(self, filled: int) -> None:
        """Fill so many of the three, in the measures of now."""
        self._filled = filled
        metrics = self._look.metrics
        self.setFixedSize(metrics.length(2.6), metrics.length(1.4))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the squares."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        em = self._look.metrics.em
        painter.setPen(self._look.theme.text)
        for place in range(3):
            painter.setBrush(self._look.theme.text if place < self._filled else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5 + place * 0.85 * em, 0.45 * em, 0.7 * em, 0.55 * em), 1.5, 1.5)
        painter.end()
