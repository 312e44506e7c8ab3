"""Where files can be dropped: a dashed sheet that says which."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.paragraph import wrapped

_SIGN_EM: Final = 3.4
_WIDEST_EM: Final = 46.0
_PAD_EM: Final = 1.6
_GAP_EM: Final = 0.75


class DropPanel(QWidget):
    """Decoration with words; whatever it lies on takes the files."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = ""
        self._lines: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def show_texts(self, title: str, lines: Sequence[str]) -> None:
        """Say what can be dropped, and what else can be done."""
        self._title, self._lines = title, tuple(lines)
        self.setAccessibleName(". ".join((title, *lines)))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Return that it has."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Have room for everything."""
        return round(self._draw(None, width, 0.0) + 2 * _PAD_EM * self._look.metrics.em)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need what the texts need."""
        width = max(self.width(), self._look.metrics.length(14))
        return QSize(self._look.metrics.length(14), self.heightForWidth(width))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Like room around the texts."""
        width = self._look.metrics.length(_WIDEST_EM)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw sheet, sign and texts in the middle."""
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.control_border, 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(theme.base)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics.radius, metrics.radius)
        height = self._draw(None, self.width(), 0.0)
        # A little above the middle looks like the middle.
        self._draw(painter, self.width(), max(_PAD_EM * metrics.em, (self.height() - height) * 0.42))
        del event

    def _draw(self, painter: QPainter | None, width: float, top: float) -> float:
        """Place sign and texts below each other, draw them where there is a painter, and return their height."""
        theme, metrics = self._look.theme, self._look.metrics
        em = metrics.em
        inner = min(_WIDEST_EM * em, max(1.0, width - 2 * _PAD_EM * em))
        y, side = top, _SIGN_EM * em
        if painter is not None:
            paint_pictogram(painter, QRectF(round((width - side) / 2), y, side, side), Pictogram.FILE_CHECK, theme.accent)
        y += side + _GAP_EM * em
        texts: list[tuple[str, QFont]] = [(self._title, metrics.sized(HEADING, bold=True)), *((line, metrics.font) for line in self._lines)]
        for number, (text, font) in enumerate(texts):
            layout, height = wrapped(text, font, inner)
            if painter is not None:
                painter.setPen(theme.text if number == 0 else theme.secondary)
                for place in range(layout.lineCount()):
                    line = layout.lineAt(place)
                    line.draw(painter, QPointF((width - line.naturalTextWidth()) / 2, y))
            y += height + (_GAP_EM if number == 0 else 0.5 * _GAP_EM) * em
        return y - top
