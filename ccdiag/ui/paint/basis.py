"""The signs of what a conclusion rests on: a pulse was measured, a speech bubble was said, three dots say "therefore"."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ccdiag.model.verdict import Basis
from ccdiag.ui.paint.grid import on_grid
from ccdiag.ui.paint.outline import outline

_UNITS: Final = 14
_LINE: Final = 1.3
_PULSE: Final = "M1 7.5 H3.6 L5.4 2.6 L8.2 11.6 L10 7.5 H13"
_BUBBLE: Final = "M2.5 2 H11.5 A1 1 0 0 1 12.5 3 V8.6 A1 1 0 0 1 11.5 9.6 H6.6 L3.8 12.4 V9.6 H2.5 A1 1 0 0 1 1.5 8.6 V3 A1 1 0 0 1 2.5 2 Z"


def paint_basis(painter: QPainter, rect: QRectF, basis: Basis, colour: QColor) -> None:
    """Draw the sign of a basis."""
    with on_grid(painter, rect, _UNITS) as grid:
        match basis:
            case Basis.MEASURED:
                grid.stroke(outline(_PULSE), colour, _LINE)
            case Basis.STATED:
                grid.stroke(outline(_BUBBLE), colour, _LINE)
            case Basis.INFERRED:
                for x, y in ((7.0, 3.6), (3.2, 10.2), (10.8, 10.2)):
                    grid.dot(x, y, 1.6, colour)
