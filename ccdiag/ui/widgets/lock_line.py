"""A small lock and who has locked what stands above it."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccdiag.model.message import Message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark

_SIGN_EM: Final = 1.1


def lock(control: QWidget, look: Look, told: str) -> None:
    """Let a control be read only: its value stays easy to read, and a screen reader says who locked it."""
    control.setEnabled(False)
    control.setAccessibleDescription(told)
    palette = QPalette(control.palette())
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        # Systems write so faintly on what cannot be used that a value would be guessed at.
        palette.setColor(QPalette.ColorGroup.Disabled, role, look.theme.secondary)
    control.setPalette(palette)


def unlock(control: QWidget) -> None:
    """Let a control be used again."""
    control.setEnabled(True)
    control.setAccessibleDescription("")
    control.setPalette(QPalette())


class LockLine(QWidget):
    """Says in sign and words that a choice is not the user's."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told: Message | None = None
        self._warns = False
        self._sign, self._text = Mark(look, _SIGN_EM), FlowingText()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def tell(self, told: Message, *, warns: bool = False) -> None:
        """Say who locked it; `warns`: that something is wrong with that."""
        self._told, self._warns = told, warns
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        colour = look.theme.graphics[Light.WARN] if self._warns else look.theme.secondary
        self._row.setSpacing(look.metrics.space[1])
        self._sign.show_drawing(partial(_paint, pictogram=Pictogram.WARNING if self._warns else Pictogram.LOCK, colour=colour))
        self._text.setFont(look.metrics.small)
        self._text.show_text("" if self._told is None else look.say(self._told), look.theme.text)


def _paint(painter: QPainter, rect: QRectF, *, pictogram: Pictogram, colour: QColor) -> None:
    paint_pictogram(painter, rect, pictogram, colour)
