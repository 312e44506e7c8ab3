"""What a picture consists of: flat shapes in em, without colours of their own, for whoever paints them."""

from enum import StrEnum

from msgspec import Struct

from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light

Point = tuple[float, float]


class Ink(StrEnum):
    """What a shape is painted in, where it is not the colour of a state."""

    TEXT = "text"
    SECONDARY = "secondary"
    CONTROL = "control"
    """The grey of a control's border."""
    ACCENT = "accent"
    ON_PLATE = "on_plate"
    """On an inverted ground."""


class Pattern(StrEnum):
    """How a line is drawn; each says by itself on what ground it stands."""

    SOLID = "solid"
    HOLLOW = "hollow"
    """Two thin lines: stated."""
    INFERRED = "inferred"
    UNDECIDED = "undecided"
    RUNNING = "running"
    """Dashes that move from the first point to the last."""
    DOTTED = "dotted"
    """Not tested."""


class Rect(Struct, frozen=True):
    """A rectangle in em."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def meets(self, other: "Rect", slack: float = 0.01) -> bool:
        """Whether the two share more than an edge."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > slack and down > slack


class Line(Struct, frozen=True):
    """A line with corners."""

    points: tuple[Point, ...]
    pattern: Pattern
    ink: Light | Ink


class Wall(Struct, frozen=True):
    """A wall of bricks with openings, each from one place to another along it."""

    rect: Rect
    openings: tuple[tuple[float, float], ...]

    @property
    def lies(self) -> bool:
        """Whether it lies along the picture instead of standing in it."""
        return self.rect.width > self.rect.height


class Box(Struct, frozen=True):
    """The frame of a station."""

    rect: Rect
    ink: Light | Ink
    dashed: bool = False
    fault: bool = False
    """Tinted, with a thick frame; inverted in high contrast, with everything that stands in it."""


class Text(Struct, frozen=True):
    """One line of text that fits, in a rectangle that it never leaves."""

    text: str
    x: float
    baseline: float
    width: float
    size: float
    ink: Light | Ink
    bold: bool = False
    in_fault: bool = False

    @property
    def rect(self) -> Rect:
        """What it covers."""
        return Rect(self.x, self.baseline - ASCENT * self.size, self.width, (ASCENT + DESCENT) * self.size)


ASCENT = 0.95
DESCENT = 0.25
"""Of a text, in parts of its size; accents on capitals included."""


class Mark(Struct, frozen=True):
    """The light of a station."""

    rect: Rect
    light: Light
    basis: Basis
    in_fault: bool = False


class Sign(Struct, frozen=True):
    """The pictogram of a station, by its name."""

    rect: Rect
    name: Place
    faint: bool = False
    in_fault: bool = False


class Arrow(Struct, frozen=True):
    """The head of an arrow, its middle and where it points."""

    middle: Point
    towards: Point
    """One step: (-1, 0) is left."""
    ink: Light | Ink
    filled: bool = False


class Octagon(Struct, frozen=True):
    """The break, on a disc that keeps lines away from it."""

    middle: Point
    size: float


class Corner(Struct, frozen=True):
    """A corner in the accent colour: this station changed since the run that it is compared with."""

    rect: Rect


class Plate(Struct, frozen=True):
    """An inverted ground for a word that must not be missed."""

    rect: Rect


Shape = Line | Wall | Box | Text | Mark | Sign | Arrow | Octagon | Corner | Plate


class HotSpot(Struct, frozen=True):
    """Where a station can be pointed at, and what it is called."""

    place: Place
    rect: Rect
    name: str
    """Name, state and word, for a screen reader."""
    neighbours: tuple[Place | None, Place | None, Place | None, Place | None] = (None, None, None, None)
    """The stations to the left, above, to the right and below, along the links."""


class Picture(Struct, frozen=True):
    """Everything to paint, from the ground up."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    spots: tuple[HotSpot, ...]
    sentence: str

    @property
    def texts(self) -> tuple[Text, ...]:
        """All texts."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Text))
