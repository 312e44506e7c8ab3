"""A check box that is as large as its text."""

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.check_box import paint_check_box

_BOX_EM: Final = 1.25
_GAP_EM: Final = 0.55
_HEIGHT_EM: Final = 2.05
_FLAGS: Final = (
    Qt.AlignmentFlag.AlignVCenter.value
    | Qt.AlignmentFlag.AlignLeft.value
    | Qt.TextFlag.TextShowMnemonic.value
    | Qt.TextFlag.TextWordWrap.value
)


class CheckBox(QCheckBox):
    """Behaves as its kind does, and is drawn in the colours of the theme."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Have room for box and text."""
        metrics = self._look.metrics
        text = metrics.width(self.text().replace("&", ""))
        return QSize(round(text + (_BOX_EM + 2 * _GAP_EM) * metrics.em), metrics.length(_HEIGHT_EM))

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Return that the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Measure the text as it wraps beside the box."""
        metrics = self._look.metrics
        room = QRectF(0, 0, max(1.0, width - 4 - metrics.length(_BOX_EM) - metrics.length(_GAP_EM)), 10_000)
        needed = QFontMetricsF(metrics.font).boundingRect(room, _FLAGS, self.text()).height()
        return max(metrics.length(_HEIGHT_EM), round(needed + 0.49))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no more than the box and a word."""
        return QSize(self._look.metrics.length(8), self._look.metrics.length(_HEIGHT_EM))

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802  # Qt's name
        """Take a click anywhere on box or text."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw box, text and focus."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        side = metrics.length(_BOX_EM)
        box = QRectF(2, round((self.height() - side) / 2), side, side)
        paint_check_box(painter, box, theme, on=self.isChecked(), enabled=self.isEnabled())
        left = box.right() + metrics.length(_GAP_EM)
        area = QRectF(left, 0, self.width() - left - 2, self.height())
        painter.setFont(metrics.font)
        painter.setPen(theme.text if self.isEnabled() else theme.graphics[Light.SKIPPED])
        painter.drawText(area, _FLAGS, self.text())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, 2))
            right = min(self.width() - 1.0, left + metrics.width(self.text().replace("&", "")) + metrics.length(0.3))
            around = QRectF(1, 1, right - 1, self.height() - 2)
            painter.drawRoundedRect(around, metrics.radius, metrics.radius)
