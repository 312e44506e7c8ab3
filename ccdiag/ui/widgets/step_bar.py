"""How far a procedure has come, as a row of small boxes."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccdiag.model.message import message
from ccdiag.ui.look import Look

_WIDTH_EM: Final = 16.0
_HEIGHT_EM: Final = 0.7
_LEAST_BOX_EM: Final = 0.75
_GAP_EM: Final = 0.2


class StepBar(QWidget):
    """A box for each step; where these would be too small, one bar."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._done = self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def show_steps(self, number: int, total: int) -> None:
        """Show that this step of so many is at hand."""
        self._done, self._total = number, total
        self._restyle()

    def _restyle(self) -> None:
        self.setAccessibleName(self._look.say(message("Step {number} of {total}", number=self._done, total=self._total)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be as wide as the boxes, up to a limit."""
        metrics = self._look.metrics
        return QSize(metrics.length(min(_WIDTH_EM, max(1, self._total) * 1.33)), metrics.length(_HEIGHT_EM))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the boxes."""
        del event
        if not self._total:
            return
        theme, em = self._look.theme, self._look.metrics.em
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / self._total
        radius = 0.2 * em
        if step < _LEAST_BOX_EM * em:
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(theme.control_border, 1))
            painter.setBrush(theme.base)
            painter.drawRoundedRect(area, radius, radius)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.setClipRect(QRectF(0, 0, round(self.width() * self._done / self._total), self.height()))
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
            return
        for place in range(self._total):
            left, right = round(place * step), round((place + 1) * step - _GAP_EM * em)
            area = QRectF(left + 0.5, 0.5, right - left - 1, self.height() - 1)
            filled = place < self._done
            painter.setPen(QPen(theme.accent if filled else theme.control_border, 1))
            painter.setBrush(theme.accent if filled else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, radius, radius)
