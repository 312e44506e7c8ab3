"""A small painted sign beside a text."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccdiag.ui.look import Look

Drawing = Callable[[QPainter, QRectF], None]


class Mark(QWidget):
    """A square of some ems that draws what it was given; decoration, so the text beside it carries the meaning."""

    def __init__(self, look: Look, ems: float = 1.1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._ems = ems
        self._drawing: Drawing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Draw this from now on."""
        self._drawing = drawing
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be square."""
        side = self._look.metrics.length(self._ems)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw it."""
        if self._drawing is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._drawing(painter, QRectF(self.rect()))
