"""Drawing the parts that every form of the picture has."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from msgspec.structs import replace

from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.elements import Break, BreakPoint, Link, LinkId, Station, Way
from ccdiag.picture.neighbours import Around
from ccdiag.picture.sentence import spoken
from ccdiag.picture.shapes import (
    Arrow,
    Box,
    Corner,
    HotSpot,
    Ink,
    Line,
    Mark,
    Octagon,
    Pattern,
    Picture,
    Plate,
    Point,
    Rect,
    Shape,
    Sign,
    Text,
    Wall,
)

Say = Callable[[Message], str]
TextWidth = Callable[[str, float, bool], float]
"""How wide a text is in em, by its size in em and whether it is bold."""
Side = Literal["left", "right", "middle"]

SMALL: Final = 0.92
FAINT: Final = 0.88
_NOT_TESTED: Final = frozenset({Light.SKIPPED, Light.WAITING})
_PLAIN_FRAME: Final = frozenset({Light.PASS, Light.SKIPPED, Light.WAITING})
_CHANGED: Final = 0.9
_DISC: Final = 1.28
"""The disc under the octagon, in parts of its size."""


class Sketch:
    """A picture in the making: shapes in the order in which they are painted."""

    def __init__(self, way: Way, say: Say, text_width: TextWidth, changed: Iterable[Place] = ()) -> None:
        self.way = way
        self.say = say
        self._text_width = text_width
        self._changed = frozenset(changed)
        self._ground: list[Shape] = []
        self._lines: list[Shape] = []
        self._parts: list[Shape] = []
        self._over: list[Shape] = []
        self._spots: list[HotSpot] = []

    def finished(self, width: float, height: float, around: Mapping[Place, Around]) -> Picture:
        """Return the picture; `around` says where the arrow keys lead."""
        shapes = (*self._ground, *self._lines, *self._parts, *self._over)
        spots = tuple(replace(spot, neighbours=around[spot.place]) for spot in self._spots)
        return Picture(width, height, shapes, spots, self.say(self.way.sentence))

    @property
    def patterns(self) -> frozenset[Pattern]:
        """The kinds of lines that were drawn."""
        return frozenset(shape.pattern for shape in self._lines if isinstance(shape, Line))

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Measure a text."""
        return self._text_width(text, size, bold)

    def write(
        self,
        text: str,
        x: float,
        baseline: float,
        room: float,
        *,
        size: float = 1.0,
        ink: Light | Ink = Ink.TEXT,
        bold: bool = False,
        side: Side = "left",
        in_fault: bool = False,
    ) -> Rect | None:
        """Write one line into the room from x on, elided where it does not fit; nothing where not even that does."""
        shown = self.elided(text, room, size, bold=bold)
        if not shown:
            return None
        width = self._text_width(shown, size, bold)
        left = {"left": x, "right": x + room - width, "middle": x + (room - width) / 2}[side]
        written = Text(shown, left, baseline, width, size, ink, bold, in_fault)
        self._parts.append(written)
        return written.rect

    def elided(self, text: str, room: float, size: float, *, bold: bool = False) -> str:
        """Return as much of a text as fits, with an ellipsis for the rest."""
        if self._text_width(text, size, bold) <= room:
            return text
        fitting, beyond = 0, len(text)
        while beyond - fitting > 1:
            middle = (fitting + beyond) // 2
            if self._text_width(text[:middle].rstrip() + "…", size, bold) <= room:
                fitting = middle
            else:
                beyond = middle
        return text[:fitting].rstrip() + "…" if fitting else ""

    def first_fitting(self, words: Iterable[Message], room: float, size: float, *, bold: bool = False) -> str:
        """Return the first wording that fits, else the shortest, which is then elided."""
        said = [self.say(word) for word in words]
        return next((word for word in said if self._text_width(word, size, bold) <= room), min(said, key=len))

    def line(self, link: Link, *points: Point) -> None:
        """Draw a link, or a piece of one, in its state."""
        pattern, ink = pattern_of(link.light, link.basis)
        self._lines.append(Line(points, pattern, ink))

    def stroke(self, pattern: Pattern, ink: Light | Ink, *points: Point) -> None:
        """Draw a line as told."""
        self._lines.append(Line(points, pattern, ink))

    def reached(self, *points: Point) -> None:
        """Draw the piece of a broken link that still goes: as far as the break."""
        self._lines.append(Line(points, Pattern.SOLID, Light.FAIL))

    def broken(self, link: LinkId) -> Break | None:
        """Return the break if it is on this link."""
        broken = self.way.break_
        return broken if broken is not None and broken.link is link else None

    def octagon(self, middle: Point, size: float) -> None:
        """Mark the break."""
        self._over.append(Octagon(middle, size))

    def wall(self, rect: Rect, openings: Iterable[tuple[float, float]]) -> None:
        """Build the firewall."""
        self._ground.append(Wall(rect, tuple(openings)))

    def arrow(self, middle: Point, towards: Point, ink: Light | Ink = Ink.SECONDARY, *, filled: bool = False) -> None:
        """Put the head of an arrow on a line."""
        self._parts.append(Arrow(middle, towards, ink, filled))

    def plate(self, rect: Rect) -> None:
        """Lay an inverted ground under what is written next."""
        self._parts.append(Plate(rect))

    def frame(self, station: Station, rect: Rect) -> None:
        """Draw the box of a station and make it a spot to point at."""
        fault = station.light is Light.FAIL
        ink: Light | Ink = Ink.CONTROL if station.light in _PLAIN_FRAME else station.light
        self._parts.append(Box(rect, ink, dashed=station.light in _NOT_TESTED, fault=fault))
        if station.place in self._changed:
            self._over.append(Corner(Rect(rect.right - _CHANGED, rect.y, _CHANGED, _CHANGED)))
        told = spoken(station)
        if station.place in self._changed:
            told = message("{station}, changed", station=told)
        self._spots.append(HotSpot(station.place, rect, self.say(told)))

    def mark(self, station: Station, x: float, y: float, size: float) -> None:
        """Draw the light of a station."""
        self._parts.append(Mark(Rect(x, y, size, size), station.light, station.basis, station.light is Light.FAIL))

    def sign(self, station: Station, x: float, y: float, size: float) -> None:
        """Draw the pictogram of a station."""
        self._parts.append(Sign(Rect(x, y, size, size), station.place, station.light in _NOT_TESTED, station.light is Light.FAIL))

    def name(self, station: Station, x: float, baseline: float, room: float, size: float) -> Rect | None:
        """Write the name of a station."""
        ink = Ink.SECONDARY if station.light in _NOT_TESTED else Ink.TEXT
        return self.write(self.say(station.name), x, baseline, room, size=size, ink=ink, bold=True, in_fault=station.light is Light.FAIL)

    def word(
        self, station: Station, x: float, baseline: float, room: float, size: float, *, side: Side = "left", ease: float = 0.0
    ) -> Rect | None:
        """Write the word for the state of a station; so much of the room stays free at its end, where a shorter wording does that."""
        text = self.first_fitting(station.words, room - ease, size)
        return self.write(text, x, baseline, room, size=size, ink=station.light, side=side, in_fault=station.light is Light.FAIL)


def pattern_of(light: Light, basis: Basis) -> tuple[Pattern, Light]:
    """Return how a link in this state is drawn; what was stated is never green."""
    match light:
        case Light.RUNNING:
            return Pattern.RUNNING, light
        case Light.SKIPPED | Light.WAITING:
            return Pattern.DOTTED, Light.SKIPPED
        case Light.INCONCLUSIVE | Light.CRASHED:
            return Pattern.UNDECIDED, light
        case _:
            if basis is Basis.STATED:
                return Pattern.HOLLOW, Light.SKIPPED
            return (Pattern.INFERRED if basis is Basis.INFERRED else Pattern.SOLID), light


def lets_through(link: Link, broken: Break | None) -> bool:
    """Whether the wall has an opening for a lane."""
    if broken is not None:
        return broken.where is not BreakPoint.WALL
    return link.light in {Light.PASS, Light.WARN}
