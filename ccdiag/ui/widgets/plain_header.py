"""The headings of a table: small, secondary, with a line below."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ccdiag.ui.look import Look

PAD_EM: Final = 0.35
"""Left and right of each cell, but left of the first."""


class PlainHeader(QHeaderView):
    """Headings that wrap."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802  # Qt's name
        """Draw one name."""
        area = QRectF(rect)
        theme, metrics = self._look.theme, self._look.metrics
        painter.save()
        painter.setFont(metrics.small)
        painter.setPen(theme.secondary)
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        inner = area.adjusted(0 if section == 0 else PAD_EM * metrics.em, 0, -PAD_EM * metrics.em, 0)
        inner.adjust(0, 0, 0, -PAD_EM * metrics.em)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, text)
        painter.setPen(theme.separator)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()
