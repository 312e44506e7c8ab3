"""The strip that says that nothing of this is a shop; in sight on every page."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look

SHOP: Final = message("SIMULATION · this is the built-in lab, not a shop")
TERMINAL: Final = message("SIMULATION · this is not a real terminal")


class SimulationStrip(QWidget):
    """Inverted, with hatched ends, so that it is seen in a screenshot and in grey."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._said = SHOP
        self._text = ""
        look.changed.connect(self._restyle)
        self._restyle()

    def show_text(self, said: Message) -> None:
        """Say what it is that is simulated."""
        if said != self._said:
            self._said = said
            self._restyle()

    def _restyle(self) -> None:
        self._text = self._look.say(self._said)
        self.setAccessibleName(self._text)
        self.setFixedHeight(self._look.metrics.length(2.0))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the strip."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.strip)
        font = metrics.sized(1.0, bold=True)
        painter.setFont(font)
        painter.setPen(theme.on_strip)
        words = metrics.width(self._text, font) + 2 * metrics.margin
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        end = max(0.0, (self.width() - words) / 2)
        hatch = QBrush(theme.on_strip, Qt.BrushStyle.BDiagPattern)
        inset = metrics.length(0.45)
        for left in (0.0, self.width() - end):
            painter.fillRect(QRectF(left, inset, end, self.height() - 2 * inset), hatch)
        painter.end()
