"""The pictograms of places, pages and actions: lines with round ends on a grid of 24 units."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath

from ccdiag.model.place import Place
from ccdiag.model.verdict import Light
from ccdiag.picture.signs import SIGN_LINE, SIGN_UNITS, SIGNS, SignDrawing
from ccdiag.ui.look import Look
from ccdiag.ui.paint.grid import on_grid
from ccdiag.ui.paint.icons import painted_icon
from ccdiag.ui.paint.outline import circle, joined, outline, rounded


class Pictogram(StrEnum):
    """What a pictogram stands for."""

    # Places
    TERMINAL = "terminal"
    LAPTOP = "laptop"
    NETWORK = "network"
    FIREWALL = "firewall"
    PROVIDER = "provider"
    DNS = "dns"
    CLOUD = "cloud"
    EXCHANGE = "exchange"
    SLIDERS = "sliders"
    SHIELD = "shield"
    TILL = "till"
    # Pages
    CHECKLIST = "checklist"
    GUIDE = "guide"
    ADMINLIGHT = "adminlight"
    FOLDER = "folder"
    FILE_CHECK = "file_check"
    FLASK = "flask"
    GEAR = "gear"
    # Actions
    PLAY = "play"
    STOP = "stop"
    PAUSE = "pause"
    STEP_ON = "step_on"
    STEP_BACK = "step_back"
    REPEAT = "repeat"
    EYE = "eye"
    COPY = "copy"
    MORE = "more"
    CHECK = "check"
    CROSS = "cross"
    BACK = "back"
    SEARCH = "search"
    WARNING = "warning"
    INFO = "info"
    PHONE = "phone"
    DAY = "day"
    LOCK = "lock"


PLACE_PICTOGRAMS: Final[dict[Place, Pictogram]] = {
    Place.LAPTOP: Pictogram.LAPTOP,
    Place.TERMINAL: Pictogram.TERMINAL,
    Place.SHOP_NETWORK: Pictogram.NETWORK,
    Place.FIREWALL: Pictogram.FIREWALL,
    Place.PROVIDER: Pictogram.PROVIDER,
    Place.DNS: Pictogram.DNS,
    Place.AWS_IOT: Pictogram.CLOUD,
    Place.TAS: Pictogram.EXCHANGE,
    Place.TMS: Pictogram.SLIDERS,
    Place.VPOS: Pictogram.SHIELD,
    Place.WEBKASSA: Pictogram.TILL,
}

_BOLD, _DOT, _THICK = 1.9, 2.2, 3.0


def paint_pictogram(painter: QPainter, rect: QRectF, pictogram: Pictogram, colour: QColor) -> None:
    """Draw a pictogram."""
    with on_grid(painter, rect, SIGN_UNITS) as grid:
        # Small pictograms need a heavier line to have the weight of the text beside them, large ones a lighter one.
        grid.stroke(_strokes(pictogram), colour, max(SIGN_LINE, min(_BOLD, 1.2 / grid.unit)))
        if pictogram in _HEAVY:
            drawn, width = _HEAVY[pictogram]
            grid.stroke(outline(drawn), colour, width)


def pictogram_icon(
    look: Look,
    pictogram: Pictogram,
    *,
    ems: float = 1.4,
    colour: QColor | None = None,
    checked: QColor | None = None,
    always_enabled: bool = False,
) -> QIcon:
    """Return a pictogram for a control in the text colour, or `colour`; make it again when the look changed."""
    key = (pictogram, ems, colour and colour.rgba(), checked and checked.rgba(), always_enabled)
    if (known := look.icons.get(key)) is not None:
        return known
    theme = look.theme
    normal = colour or theme.text

    def paint(painter: QPainter, rect: QRectF, mode: QIcon.Mode, state: QIcon.State) -> None:
        ink = checked or normal if state == QIcon.State.On else normal
        if mode == QIcon.Mode.Disabled:
            ink = theme.graphics[Light.SKIPPED]
        paint_pictogram(painter, rect, pictogram, ink)

    side = look.metrics.length(ems)
    icon = look.icons[key] = painted_icon(side, paint, checkable=checked is not None, always_enabled=always_enabled)
    return icon


_SIGNS: Final[dict[Pictogram, SignDrawing]] = {
    **{PLACE_PICTOGRAMS[place]: drawing for place, drawing in SIGNS.items()},
    Pictogram.ADMINLIGHT: SIGNS[Place.TERMINAL],
}
_DRAWN: Final[dict[Pictogram, str]] = {
    Pictogram.CHECKLIST: "M3 6l1.8 1.8L8 4.5M3 12.5l1.8 1.8L8 11M3 19l1.8 1.8L8 17.5M11.5 6H21M11.5 12.5H21M11.5 19H21",
    Pictogram.GUIDE: "M4 5.500h3M4 12h3M4 18.500h3M10.5 5.500H20M10.5 12H20M10.5 18.500H20",
    Pictogram.FOLDER: "M3 6.500v12h18V8.500h-9.500l-2-2.500H3z",
    Pictogram.FILE_CHECK: "M6 2.800h8.500L19 7.300V21.200H6zM14 3v5h5M9 14.500l2.2 2.2 4-4.4",
    Pictogram.FLASK: "M9 3h6M10 3v6.5L4.5 19a1.5 1.5 0 0 0 1.3 2.2h12.4a1.5 1.5 0 0 0 1.3-2.2L14 9.5V3M7.5 15h9",
    Pictogram.GEAR: "M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4M5.3 5.3l2.8 2.8M15.9 15.9l2.8 2.8M5.3 18.7l2.8-2.8M15.9 8.1l2.8-2.8",
    Pictogram.PLAY: "M7 4.500l12 7.5-12 7.500z",
    Pictogram.STEP_ON: "M5 5l10.5 7L5 19zM19 5v14",
    Pictogram.STEP_BACK: "M19 5L8.500 12 19 19zM5 5v14",
    Pictogram.REPEAT: "M19.5 9A8 8 0 1 0 20 14M20 4v5.200h-5.2",
    Pictogram.EYE: "M2.5 12c4-6.5 15-6.5 19 0-4 6.5-15 6.5-19 0z",
    Pictogram.COPY: "M16 8V4.5A1.5 1.5 0 0 0 14.5 3h-9A1.5 1.5 0 0 0 4 4.5v11A1.5 1.5 0 0 0 5.5 17H8",
    Pictogram.CHECK: "M4 12.500l5.5 5.500L20 6.5",
    Pictogram.CROSS: "M5.5 5.500l13 13M18.5 5.500l-13 13",
    Pictogram.BACK: "M20.5 12H4M10.5 5.500L4 12l6.5 6.5",
    Pictogram.SEARCH: "M15.5 15.500L21 21",
    Pictogram.WARNING: "M12 3.500L22 20.500H2zM12 10v4.5",
    Pictogram.INFO: "M12 11v6",
    Pictogram.PHONE: "M6 3h3.5l1.5 5-2 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2 5 1.5V18c0 1.7-1.3 3-3 3C10 21 3 14 3 6c0-1.7 1.3-3 3-3z",
    Pictogram.DAY: "M4 8.500h16M8 2.500V6M16 2.500V6M9 12l6 5M15 12l-6 5",
    Pictogram.LOCK: "M7.5 11V8a4.5 4.500 0 0 1 9 0v3M12 15v2.5",
}


_SHAPES: Final[dict[Pictogram, Callable[[], QPainterPath]]] = {
    Pictogram.GEAR: lambda: circle(12, 12, 3.2),
    Pictogram.STOP: lambda: rounded(6, 6, 12, 12),
    Pictogram.EYE: lambda: circle(12, 12, 2.8),
    Pictogram.COPY: lambda: rounded(8, 8, 12, 13, 1.5),
    Pictogram.SEARCH: lambda: circle(10.5, 10.5, 6.5),
    Pictogram.INFO: lambda: circle(12, 12, 9),
    Pictogram.DAY: lambda: rounded(4, 4, 16, 16, 1.5),
    Pictogram.LOCK: lambda: rounded(4.5, 11, 15, 10, 1.5),
}
_HEAVY: Final[dict[Pictogram, tuple[str, float]]] = {
    **{pictogram: drawing.heavy for pictogram, drawing in _SIGNS.items() if drawing.heavy is not None},
    Pictogram.PAUSE: ("M8 5v14M16 5v14", _THICK),
    Pictogram.MORE: ("M5 12h.01M12 12h.01M19 12h.01", _THICK),
    Pictogram.WARNING: ("M12 17.3h.01", _DOT),
    Pictogram.INFO: ("M12 7.3h.01", _DOT),
}
"""Dots and thick lines, with their width."""


@cache
def _strokes(pictogram: Pictogram) -> QPainterPath:
    if (sign := _SIGNS.get(pictogram)) is not None:
        return joined(outline(sign.lines), *(rounded(*box) for box in sign.boxes), *(circle(*one) for one in sign.rounds))
    drawn = outline(_DRAWN[pictogram]) if pictogram in _DRAWN else QPainterPath()
    return joined(drawn, _SHAPES[pictogram]()) if pictogram in _SHAPES else drawn
