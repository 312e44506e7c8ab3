"""One of several answers, as large as its text."""

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from ccdiag.ui.look import Look

_RING_EM: Final = 1.25
_GAP_EM: Final = 0.6
_PAD_EM: Final = 0.6
_HEIGHT_EM: Final = 2.35
_FLAGS: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextWordWrap.value


class RadioButton(QRadioButton):
    """Behaves as its kind does; a framed row whose text wraps, with the chosen one on the ground of a selection."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(lambda _on: self.update())
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Have room for ring and text."""
        metrics = self._look.metrics
        text = metrics.width(self.text(), metrics.sized(1.0, bold=True))
        width = round(text + (_RING_EM + _GAP_EM + 2 * _PAD_EM) * metrics.em) + 2
        return QSize(width, metrics.length(_HEIGHT_EM))

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Return that the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Measure the text as it wraps beside the ring."""
        metrics = self._look.metrics
        # Bold when chosen; the room for it is always there, so that nothing moves.
        needed = QFontMetricsF(metrics.sized(1.0, bold=True)).boundingRect(self._room(width, 10_000), _FLAGS, self.text()).height()
        return max(metrics.length(_HEIGHT_EM), round(needed + 0.9 * metrics.em))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no more than the ring and a word."""
        return QSize(self._look.metrics.length(8), self._look.metrics.length(_HEIGHT_EM))

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802  # Qt's name
        """Take a click anywhere."""
        return self.rect().contains(position)

    def _room(self, width: float, height: float) -> QRectF:
        em = self._look.metrics.em
        left = (_PAD_EM + _RING_EM + _GAP_EM) * em
        return QRectF(left, 0, max(1.0, width - left - _PAD_EM * em), height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw frame, ring, text and focus."""
        theme, metrics = self._look.theme, self._look.metrics
        em, chosen = metrics.em, self.isChecked()
        ink = theme.selected_text if chosen else theme.text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.accent if chosen else theme.control_border, 1))
        painter.setBrush(theme.selected if chosen else theme.base)
        painter.drawRoundedRect(area, metrics.radius, metrics.radius)
        side = round(_RING_EM * em)
        ring = QRectF(round(_PAD_EM * em) + 0.5, round((self.height() - side) / 2) + 0.5, side - 1, side - 1)
        mark = ink if theme.is_contrast and chosen else theme.accent
        painter.setPen(QPen(mark if chosen else theme.control_border, 2 if chosen else 1))
        painter.setBrush(theme.base if not theme.is_contrast else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mark)
            dot = 0.26 * side
            painter.drawEllipse(ring.adjusted(dot, dot, -dot, -dot))
        painter.setFont(metrics.sized(1.0, bold=chosen))
        painter.setPen(ink)
        painter.drawText(self._room(self.width(), self.height()), _FLAGS, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, 2))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), metrics.radius * 0.7, metrics.radius * 0.7)
        del event
