"""The pictograms of places, pages and actions: lines with round ends on a grid of 24 units."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath

from ccdiag.model.place import Place
from ccdiag.model.verdict import Light
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

_UNITS: Final = 24
_THIN, _BOLD, _DOT, _THICK = 1.5, 1.9, 2.2, 3.0


def paint_pictogram(painter: QPainter, rect: QRectF, pictogram: Pictogram, colour: QColor) -> None:
    """Draw a pictogram."""
    with on_grid(painter, rect, _UNITS) as grid:
        # Small pictograms need a heavier line to have the weight of the text beside them, large ones a lighter one.
        grid.stroke(_strokes(pictogram), colour, max(_THIN, min(_BOLD, 1.2 / grid.unit)))
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


_DRAWN: Final[dict[Pictogram, str]] = {
    Pictogram.LAPTOP: "M2 19h20",
    Pictogram.NETWORK: "M12 8v4M5.5 16v-4h13v4",
    Pictogram.FIREWALL: "M3 4h18v16H3zM3 9.3h18M3 14.7h18M12 4v5.3M7.5 9.3v5.4M16.5 9.3v5.4M12 14.7V20",
    Pictogram.PROVIDER: "M3.2 12h17.6M12 3.2c5.2 5 5.2 12.6 0 17.600M12 3.200c-5.2 5-5.2 12.6 0 17.6",
    Pictogram.DNS: "M12 5.5C9.5 4 6 3.8 3 4.5v14.3c3-.7 6.5-.5 9 1 2.5-1.5 6-1.7 9-1V4.5c-3-.7-6.5-.5-9 1zM12 5.5v14.3",
    Pictogram.CLOUD: "M7 18.5h10.2a4 4 0 0 0 .6-7.95 5.6 5.6 0 0 0-10.8-1.3A4.65 4.65 0 0 0 7 18.5z",
    Pictogram.EXCHANGE: "M3 9h15M14 5l4 4-4 4M21 16H6M10 12.3l-4 3.7 4 4",
    Pictogram.SLIDERS: "M5 3v18M12 3v18M19 3v18",
    Pictogram.SHIELD: "M12 2.8l8 3v6c0 4.6-3.3 7.9-8 9.4-4.7-1.5-8-4.8-8-9.4v-6zM8.5 11.8l2.6 2.6 4.6-5",
    Pictogram.TILL: "M2.5 8.500h19M7 12h2l1.2 4.300h5l1.3-3.300H9.3",
    Pictogram.CHECKLIST: "M3 6l1.8 1.8L8 4.5M3 12.5l1.8 1.8L8 11M3 19l1.8 1.8L8 17.5M11.5 6H21M11.5 12.5H21M11.5 19H21",
    Pictogram.GUIDE: "M4 5.500h3M4 12h3M4 18.500h3M10.5 5.500H20M10.5 12H20M10.5 18.500H20",
    Pictogram.FOLDER: "M3 6.500v12h18V8.500h-9.500l-2-2.500H3z",
    Pictogram.FILE_CHECK: "M6 2.800h8.500L19 7.300V21.200H6zM14 3v5h5M9 14.500l2.2 2.2 4-4.4",
    Pictogram.FLASK: "M9 3h6M10 3v6.5L4.5 19a1.5 1.5 0 0 0 1.3 2.2h12.4a1.5 1.5 0 0 0 1.3-2.2L14 9.5V3M7.5 15h9",
    Pictogram.GEAR: "M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4M5.3 5.3l2.8 2.8M15.9 15.9l2.8 2.8M5.3 18.7l2.8-2.8M15.9 8.1l2.8-2.8",
    Pictogram.PLAY: "M7 4.500l12 7.5-12 7.500z",
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
}


_SHAPES: Final[dict[Pictogram, Callable[[], QPainterPath]]] = {
    Pictogram.TERMINAL: lambda: joined(rounded(5, 2.5, 14, 19, 2.5), rounded(8, 5.5, 8, 5)),
    Pictogram.ADMINLIGHT: lambda: joined(rounded(5, 2.5, 14, 19, 2.5), rounded(8, 5.5, 8, 5)),
    Pictogram.LAPTOP: lambda: rounded(4.5, 4.5, 15, 10.5, 1),
    Pictogram.NETWORK: lambda: joined(rounded(9, 3, 6, 5), rounded(2.5, 16, 6, 5), rounded(15.5, 16, 6, 5)),
    Pictogram.PROVIDER: lambda: circle(12, 12, 8.8),
    Pictogram.TILL: lambda: rounded(2.5, 4, 19, 16, 1.5),
    Pictogram.GEAR: lambda: circle(12, 12, 3.2),
    Pictogram.STOP: lambda: rounded(6, 6, 12, 12),
    Pictogram.EYE: lambda: circle(12, 12, 2.8),
    Pictogram.COPY: lambda: rounded(8, 8, 12, 13, 1.5),
    Pictogram.SEARCH: lambda: circle(10.5, 10.5, 6.5),
    Pictogram.INFO: lambda: circle(12, 12, 9),
    Pictogram.DAY: lambda: rounded(4, 4, 16, 16, 1.5),
}
_KEYS: Final = "M8.5 14h.01M12 14h.01M15.5 14h.01M8.5 17.5h.01M12 17.5h.01M15.5 17.5h.01"
_HEAVY: Final[dict[Pictogram, tuple[str, float]]] = {
    Pictogram.TERMINAL: (_KEYS, _DOT),
    Pictogram.ADMINLIGHT: (_KEYS, _DOT),
    Pictogram.SLIDERS: ("M2.5 14.5h5M9.5 7.5h5M16.5 16.5h5", _THICK),
    Pictogram.PAUSE: ("M8 5v14M16 5v14", _THICK),
    Pictogram.MORE: ("M5 12h.01M12 12h.01M19 12h.01", _THICK),
    Pictogram.WARNING: ("M12 17.3h.01", _DOT),
    Pictogram.INFO: ("M12 7.3h.01", _DOT),
}
"""Dots and thick lines, with their width."""


@cache
def _strokes(pictogram: Pictogram) -> QPainterPath:
    drawn = outline(_DRAWN[pictogram]) if pictogram in _DRAWN else QPainterPath()
    return joined(drawn, _SHAPES[pictogram]()) if pictogram in _SHAPES else drawn
