"""A tinted box with a bar at its left: a danger, a refusal, a piece of news."""

from html import escape
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.wrapping import WrappingLabel

_BAR: Final = 4
_ICON_EM: Final = 1.67
_BUTTON_EM: Final = 2.05


class NoteBox(QWidget):
    """Shows a text; its first sentence in bold where it matters."""

    def __init__(self, look: Look, light: Light | None, parent: QWidget | None = None) -> None:
        """With a light its colours and its sign; without, a quiet piece of news."""
        super().__init__(parent)
        self._look = look
        self._light = light
        self._text = ""
        self._mark = Mark(look, _ICON_EM)
        self._label = WrappingLabel()
        self.button = QPushButton()
        self.button.hide()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._label)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addLayout(self._column, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_text(self, text: str) -> None:
        """Show this, or nothing at all when it is empty."""
        self._text = text
        self.setVisible(bool(text))
        self._restyle()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def _restyle(self) -> None:
        look, metrics, light = self._look, self._look.metrics, self._light
        _, small, gap, inner, _, _ = metrics.space
        self._row.setContentsMargins(inner + _BAR, gap, inner, gap)
        self._row.setSpacing(gap)
        self._column.setSpacing(small)
        self._label.setFont(metrics.font)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        lines = self._text.split("\n")
        plain = [escape(line, quote=False) for line in lines]
        shown = plain if light is None else [_first_bold(plain[0]), *plain[1:]]
        self._label.setText("<br>".join(shown))
        self._label.setAccessibleName(self._text)
        self.button.setMinimumHeight(metrics.length(_BUTTON_EM))
        self.button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        theme = look.theme
        if light is not None:
            self._mark.show_drawing(lambda painter, rect: paint_light(painter, rect, light, theme, ground=theme.tint(light)))
        else:
            self._mark.show_drawing(lambda painter, rect: paint_pictogram(painter, rect, Pictogram.INFO, theme.accent))
        self.setAccessibleName(self._text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw ground, border and bar."""
        theme, radius = self._look.theme, self._look.metrics.radius
        edge = theme.graphics[self._light] if self._light is not None else theme.accent
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge if self._light is not None else theme.separator, 1))
        painter.setBrush(theme.tint(self._light) if self._light is not None else theme.base)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge)
        painter.setClipRect(QRectF(0, 0, _BAR, self.height()))
        painter.drawRoundedRect(QRectF(0, 0, 4 * radius, self.height()), radius, radius)
        del event


def _first_bold(text: str) -> str:
    first, stop, rest = text.partition(". ")
    return f"<b>{first + stop.rstrip()}</b> {rest}".rstrip()
