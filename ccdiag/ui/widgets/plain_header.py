"""The headings of a table: small, secondary, with a line below."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ccdiag.ui.look import Look

PAD_EM: Final = 0.35
"""Left and right of each cell."""


class PlainHeader(QHeaderView):
    """Headings that wrap where there is room below each other; what is left over ends in dots."""

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
        pad = PAD_EM * metrics.em
        inner = area.adjusted(pad, 0, -pad, -pad)
        letters = QFontMetricsF(metrics.small)
        # Letters are less high than their line, so a little less room will do.
        most = max(1, round(inner.height() / letters.height()))
        lines = in_lines(text, letters, inner.width(), most)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, "\n".join(lines))
        painter.setPen(theme.separator)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()


def in_lines(text: str, letters: QFontMetricsF, width: float, most: int) -> list[str]:
    """Break a heading at its spaces; what is too wide, or too much for so many lines, ends in dots."""
    words, lines = text.split(), list[str]()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and letters.horizontalAdvance(f"{line} {words[0]}") <= width:
            line += f" {words.pop(0)}"
        lines.append(line)
    if words:
        lines.append(" ".join(words))
    return [letters.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
