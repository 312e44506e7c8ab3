"""One status light, as large as two lines of text."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.lights import paint_light


class BigLight(QWidget):
    """The icon of the banner."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._light: Light | None = None
        self._turn = 0.0

    def set_light(self, light: Light | None) -> None:
        """Show a light, in the measures of now; none: nothing."""
        self._light = light
        side = self._look.metrics.length(2.8)
        self.setFixedSize(side, side)
        self.update()

    def set_turn(self, turn: float) -> None:
        """Turn it, where it is one that turns; `turn` from 0 to 1."""
        if turn != self._turn:
            self._turn = turn
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the light."""
        if self._light is None:
            return
        painter = QPainter(self)
        paint_light(painter, QRectF(self.rect()), self._light, self._look.theme, turn=self._turn)
        painter.end()
