"""How lights and stations are drawn, as path data of SVG: window and report draw the same outlines."""

from typing import Final, NamedTuple

from ccdiag.model.place import Place

LIGHT_UNITS: Final = 16
"""The side of the square that a light is designed in."""
LIGHT_LINE: Final = 1.4
GLYPH_LINE: Final = 1.9
DASH, DASH_PERIOD = 2.6, 4.3
"""Of the outline of what was inferred."""
OCTAGON_CORNER: Final = 4.1
"""How much of each corner of its square the octagon leaves out, in units; a regular one of 14 units leaves 4.1."""
TICK: Final = "M4.7 8.3 L7.1 10.7 L11.5 5.7"
CROSS: Final = "M5.4 5.4 L10.6 10.6 M10.6 5.4 L5.4 10.6"
BOLT: Final = "M9.3 2.9 L5.5 8.5 H10.5 L6.7 13.1"
QUESTION: Final = "M6.3 6.6 C6.3 4.2 9.8 4.3 9.8 6.5 C9.8 7.9 8 7.9 8 9.3"

SIGN_UNITS: Final = 24
"""The side of the square that a pictogram is designed in."""
SIGN_LINE: Final = 1.5


class RoundedBox(NamedTuple):
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0


class Round(NamedTuple):
    """A circle."""

    x: float
    y: float
    radius: float


class SignDrawing(NamedTuple):
    """One pictogram: lines with round ends."""

    lines: str = ""
    boxes: tuple[RoundedBox, ...] = ()
    rounds: tuple[Round, ...] = ()
    heavy: tuple[str, float] | None = None
    """Dots and thick lines, with their width."""


SIGNS: Final[dict[Place, SignDrawing]] = {
    Place.TERMINAL: SignDrawing(
        boxes=(RoundedBox(5, 2.5, 14, 19, 2.5), RoundedBox(8, 5.5, 8, 5)),
        heavy=("M8.5 14h.01M12 14h.01M15.5 14h.01M8.5 17.5h.01M12 17.5h.01M15.5 17.5h.01", 2.2),
    ),
    Place.LAPTOP: SignDrawing("M2 19h20", (RoundedBox(4.5, 4.5, 15, 10.5, 1),)),
    Place.SHOP_NETWORK: SignDrawing(
        "M12 8v4M5.5 16v-4h13v4", (RoundedBox(9, 3, 6, 5), RoundedBox(2.5, 16, 6, 5), RoundedBox(15.5, 16, 6, 5))
    ),
    Place.FIREWALL: SignDrawing("M3 4h18v16H3zM3 9.3h18M3 14.7h18M12 4v5.3M7.5 9.3v5.4M16.5 9.3v5.4M12 14.7V20"),
    Place.PROVIDER: SignDrawing(
        "M3.2 12h17.6M12 3.2c5.2 5 5.2 12.6 0 17.600M12 3.200c-5.2 5-5.2 12.6 0 17.6", rounds=(Round(12, 12, 8.8),)
    ),
    Place.DNS: SignDrawing("M12 5.5C9.5 4 6 3.8 3 4.5v14.3c3-.7 6.5-.5 9 1 2.5-1.5 6-1.7 9-1V4.5c-3-.7-6.5-.5-9 1zM12 5.5v14.3"),
    Place.AWS_IOT: SignDrawing("M7 18.5h10.2a4 4 0 0 0 .6-7.95 5.6 5.6 0 0 0-10.8-1.3A4.65 4.65 0 0 0 7 18.5z"),
    Place.TAS: SignDrawing("M3 9h15M14 5l4 4-4 4M21 16H6M10 12.3l-4 3.7 4 4"),
    Place.TMS: SignDrawing("M5 3v18M12 3v18M19 3v18", heavy=("M2.5 14.5h5M9.5 7.5h5M16.5 16.5h5", 3.0)),
    Place.VPOS: SignDrawing("M12 2.8l8 3v6c0 4.6-3.3 7.9-8 9.4-4.7-1.5-8-4.8-8-9.4v-6zM8.5 11.8l2.6 2.6 4.6-5"),
    Place.WEBKASSA: SignDrawing("M2.5 8.500h19M7 12h2l1.2 4.300h5l1.3-3.300H9.3", (RoundedBox(2.5, 4, 19, 16, 1.5),)),
}
"""The stations of the way, and what is beyond the firewall."""
