"""The last five runs of a check, as small marks: shapes of their own, since the lights are too fine for this size."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ccdiag.model.verdict import Light
from ccdiag.ui.paint.grid import Grid, on_grid
from ccdiag.ui.paint.outline import outline, rounded
from ccdiag.ui.theme import Theme

RUNS: Final = 5
_UNITS: Final = 10
_PITCH: Final = 1.1
"""From one mark to the next, in heights of a mark."""


def history_width(height: float) -> float:
    """Return how wide five marks of this height are."""
    return height * (_PITCH * (RUNS - 1) + 1)


def paint_history(painter: QPainter, rect: QRectF, lights: Sequence[Light], theme: Theme, *, colour: QColor | None = None) -> None:
    """Draw the lights, oldest first and the newest at the right end; a run that was not made is a dot."""
    side = min(rect.height(), rect.width() / (_PITCH * (RUNS - 1) + 1))
    padded = [*([None] * (RUNS - len(lights[-RUNS:]))), *lights[-RUNS:]]
    for at, light in enumerate(padded):
        with on_grid(painter, QRectF(rect.left() + at * _PITCH * side, rect.center().y() - side / 2, side, side), _UNITS) as grid:
            _mark(grid, light, theme, colour)


def _mark(grid: Grid, light: Light | None, theme: Theme, colour: QColor | None) -> None:
    ink = colour or (theme.secondary if light is None else theme.graphics[light])
    match light:
        case Light.PASS:
            grid.stroke(outline("M1.5 5 L4 7.5 L8.2 2.4"), ink, 1.5)
        case Light.WARN:
            grid.painter.fillPath(grid.path(outline("M5 1 L9.2 9 H.8 Z")), ink)
        case Light.FAIL | Light.CRASHED:
            grid.painter.fillPath(grid.path(rounded(0.5, 0.5, 9, 9, 1.5)), ink)
            cut = "M2.8 2.8 L7.2 7.2 M7.2 2.8 L2.8 7.2" if light is Light.FAIL else "M6 1.8 L3.4 5.4 H6.6 L4 8.2"
            grid.stroke(outline(cut), theme.selected if colour is not None else theme.base, 1.3)
        case Light.INCONCLUSIVE:
            grid.stroke(outline("M5 1 L9 5 L5 9 L1 5 Z"), ink, 1.2)
        case Light.SKIPPED:
            grid.stroke(outline("M2.5 5 H7.5"), ink, 1.5)
        case _:
            grid.dot(5, 5, 1, ink)
