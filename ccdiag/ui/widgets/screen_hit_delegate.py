"""A screen that was found: its rank, how sure it is, what was recognised in it, the way there and what to do."""

import re
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from ccdiag.model.verdict import Light
from ccdiag.ui.models.screen_hits import ROW_ROLE, HitRow
from ccdiag.ui.widgets.row_delegate import Index, RowDelegate

_ACROSS: Final = 0.85
_ABOVE: Final = 0.6
_BETWEEN: Final = 0.25
_SQUARE: Final = 0.75
_CAPPED: Final = 0.25
"""Between lines that have keys in them."""
_KEY: Final = re.compile(r"\b(?:START MENU|STOP|OK)\b")
"""Names that are never translated."""


class ScreenHitDelegate(RowDelegate):
    """As high as its texts need; nothing of them is cut off."""

    def laid_out(self, index: Index, width: float, painter: QPainter | None, *, chosen: bool) -> int:
        """Place the texts below each other, draw them where there is a painter, and return the height."""
        row = _row(index)
        theme, metrics = self._look.theme, self._look.metrics
        em = metrics.em
        lone = theme.selected_text if chosen and theme.is_contrast else None
        ink, faint = lone or theme.text, lone or theme.secondary
        left, inner = _ACROSS * em, max(1.0, width - 2 * _ACROSS * em)
        y = _ABOVE * em
        y += self._head(row, left, y, inner, painter, ink, faint)
        y += _BETWEEN * em
        y += self._text(row.label, metrics.sized(1.0, bold=True), left, y, inner, painter, ink, row.marks)
        for text, colour in ((row.path, faint), (row.standing, faint)):
            if text:
                y += _BETWEEN * em + self._text(text, metrics.small, left, y + _BETWEEN * em, inner, painter, colour)
        if row.now:
            y += _CAPPED * em + self._text(row.now, metrics.small, left, y + _CAPPED * em, inner, painter, ink, caps=True)
        return round(y + _ABOVE * em)

    def _head(self, row: HitRow, left: float, top: float, width: float, painter: QPainter | None, ink: QColor, faint: QColor) -> float:
        metrics = self._look.metrics
        em, small, bold = metrics.em, metrics.small, metrics.sized(1.0, bold=True)
        high = QFontMetricsF(bold).height()
        rank, word = metrics.width(str(row.rank), bold) + 0.5 * em, metrics.width(row.strength_word, small)
        squares = 3 * _SQUARE * em + 2 * 0.15 * em
        right = left + width
        # The two ends of the line stand above each other where they meet.
        folded = rank + metrics.width(row.kind, small) + em + squares + 0.45 * em + word > width
        if painter is not None:
            painter.setFont(bold)
            painter.setPen(ink)
            painter.drawText(QRectF(left, top, rank, high), Qt.AlignmentFlag.AlignVCenter, str(row.rank))
            painter.setFont(small)
            painter.setPen(faint)
            painter.drawText(QRectF(left + rank, top, max(0.0, width - rank), high), Qt.AlignmentFlag.AlignVCenter, row.kind)
            y = top + high if folded else top
            painter.setPen(ink)
            x = left if folded else right - word - 0.45 * em - squares
            painter.drawText(QRectF(x + squares + 0.45 * em, y, word + 2, high), Qt.AlignmentFlag.AlignVCenter, row.strength_word)
            for number in range(3):
                side = round(_SQUARE * em)
                box = QRectF(round(x) + number * (side + round(0.15 * em)) + 0.5, round(y + (high - side) / 2) + 0.5, side - 1, side - 1)
                painter.setPen(QPen(faint, 1))
                painter.setBrush(faint if number < row.strength else Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box, 2, 2)
        return 2 * high if folded else high

    def _text(
        self,
        text: str,
        font: QFont,
        left: float,
        top: float,
        width: float,
        painter: QPainter | None,
        ink: QColor,
        marks: tuple[tuple[int, int], ...] = (),
        *,
        caps: bool = False,
    ) -> float:
        """With `caps` the names of keys look like keys."""
        if caps:
            text = _KEY.sub(lambda key: f"\u00a0{key[0]}\u00a0", text)
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._format(start, end) for start, end in marks])
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height() + (_CAPPED * self._look.metrics.em if caps else 0)
        layout.endLayout()
        if painter is not None:
            if caps:
                self._caps(painter, layout, text, QPointF(left, top), ink)
            painter.setPen(ink)
            layout.draw(painter, QPointF(left, top))
        return height

    def _caps(self, painter: QPainter, layout: QTextLayout, text: str, at: QPointF, ink: QColor) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        painter.setPen(QPen(ink if theme.is_contrast else theme.control_border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if theme.is_contrast else theme.base)
        room = metrics.width("\u00a0", metrics.small) * 0.25
        for key in _KEY.finditer(text):
            line = layout.lineForTextPosition(key.start())
            start, end = _x(line, key.start() - 1), _x(line, key.end() + 1)
            area = QRectF(at.x() + start + room, at.y() + line.y() - 1, end - start - 2 * room, line.height() + 2)
            painter.drawRoundedRect(QRectF(area.toRect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics.radius / 2, metrics.radius / 2)

    def _format(self, start: int, end: int) -> QTextLayout.FormatRange:
        theme = self._look.theme
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        if not theme.is_contrast:
            look.setUnderlineColor(theme.graphics[Light.WARN])
            look.setBackground(theme.tint(Light.WARN))
            look.setForeground(theme.text)
        marked = QTextLayout.FormatRange()
        marked.start, marked.length, marked.format = start, end - start, look
        return marked


def _x(line: QTextLine, character: int) -> float:
    found = line.cursorToX(character)
    # Where in the line the character is, and which one it is, should the line not have it.
    assert isinstance(found, tuple)
    return float(found[0])


def _row(index: Index) -> HitRow:
    row = index.data(ROW_ROLE)
    assert isinstance(row, HitRow)
    return row
