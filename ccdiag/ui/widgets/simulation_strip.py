"""The strip that says that nothing of this is a shop; in sight on every page."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look

SHOP: Final = message("SIMULATION · this is the built-in lab, not a shop")
TERMINAL: Final = message("SIMULATION · this is not a real terminal")
_HEIGHT_EM: Final = 2.0
_ABOVE_AND_BELOW_EM: Final = 0.5
_CENTRED: Final = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value


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
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Be higher where the words need more than one line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._look.metrics
        needed = self._words().height() + metrics.length(_ABOVE_AND_BELOW_EM)
        self.setFixedHeight(max(metrics.length(_HEIGHT_EM), needed))

    def _words(self) -> QRect:
        """Return where the words stand."""
        metrics = self._look.metrics
        room = QRect(metrics.gap, 0, max(1, self.width() - 2 * metrics.gap), 10_000)
        needed = QFontMetrics(metrics.sized(1.0, bold=True)).boundingRect(room, _CENTRED, self._text)
        needed.moveCenter(self.rect().center())
        return needed

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the strip."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.strip)
        painter.setFont(metrics.sized(1.0, bold=True))
        painter.setPen(theme.on_strip)
        words = self._words()
        painter.drawText(words.adjusted(-1, 0, 1, 0), _CENTRED, self._text)
        end = max(0.0, (self.width() - words.width()) / 2 - metrics.margin)
        hatch = QBrush(theme.on_strip, Qt.BrushStyle.BDiagPattern)
        inset = metrics.length(0.45)
        for left in (0.0, self.width() - end) if end > metrics.gap else ():
            painter.fillRect(QRectF(left, inset, end, self.height() - 2 * inset), hatch)
        painter.end()
