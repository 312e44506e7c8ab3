"""The one button of a page that Enter presses."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram

_HEIGHT_EM: Final = 2.35
_PAD_EM: Final = 1.0
_ICON_EM: Final = 1.34
_FOCUS: Final = 2


class AccentButton(QPushButton):
    """Filled with the accent; drawn here, because not every style shows which button is the default one."""

    def __init__(self, look: Look, pictogram: Pictogram | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pictogram = pictogram
        self.setDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_loud(self, loud: bool) -> None:  # noqa: FBT001  # a state
        """Be the one button that stands out, or leave that to another."""
        if loud != self.isDefault():
            self.setDefault(loud)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Be pressed once, however long the key is held."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Have room for the text in bold, the pictogram and the frame of the focus."""
        metrics = self._look.metrics
        shown = self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        width = metrics.width(shown, metrics.sized(1.0, bold=True)) + 2 * _PAD_EM * metrics.em
        icon = (_ICON_EM + 0.5) * metrics.em if self._pictogram is not None else 0
        return QSize(round(width + icon) + 2, metrics.length(_HEIGHT_EM))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need all of it."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw ground, pictogram, text and focus."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled, loud = self.isEnabled(), self.isDefault()
        ground = theme.accent if enabled and loud else theme.base
        ink = (theme.on_accent if loud else theme.text) if enabled else theme.graphics[Light.SKIPPED]
        edge = (theme.accent if loud else theme.control_border) if enabled else theme.separator
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground.darker(115) if self.isDown() and enabled else ground)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, metrics.radius, metrics.radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, _FOCUS))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), metrics.radius, metrics.radius)
            painter.setPen(QPen(ink, 1))
            painter.drawRoundedRect(area.adjusted(2.5, 2.5, -2.5, -2.5), metrics.radius * 0.7, metrics.radius * 0.7)
        inner = area.adjusted(_PAD_EM * metrics.em, 0, -_PAD_EM * metrics.em, 0)
        painter.setFont(metrics.sized(1.0, bold=loud))
        painter.setPen(ink)
        if self._pictogram is not None:
            side = _ICON_EM * metrics.em
            paint_pictogram(painter, QRectF(inner.left(), inner.center().y() - side / 2, side, side), self._pictogram, ink)
            painter.setPen(ink)
            inner.setLeft(inner.left() + side + 0.5 * metrics.em)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextShowMnemonic.value, self.text())
        del event
