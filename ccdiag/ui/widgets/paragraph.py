"""A paragraph of plain text, wrapped to a width."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption


def wrapped(
    text: str, font: QFont, width: float, mode: QTextOption.WrapMode = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
) -> tuple[QTextLayout, float]:
    """Lay a text out below the origin, words that are too long broken; return it and its height, of one line at least."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(mode)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, max(height, QFontMetricsF(font).height())
