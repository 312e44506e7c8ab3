"""The way as a column: one station a row, the lanes as branches of one line at the left."""

from collections.abc import Iterable
from typing import Final

from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.elements import LANES, BreakPoint, LinkId, Station, Way
from ccdiag.picture.neighbours import IN_A_COLUMN
from ccdiag.picture.notes import write_by_sim, write_origin
from ccdiag.picture.shapes import Ink, Pattern, Picture, Rect
from ccdiag.picture.sketch import SMALL, Say, Sketch, TextWidth, lets_through, pattern_of

_PITCH: Final = 3.2
_STATION: Final = 2.42
_TRUNK_X: Final = 1.0
_LEFT: Final = 2.64
_KICKED_LEFT: Final = 4.84
_KICK_X: Final = 3.7
_WALL: Final = 2.1
_OPENING: Final = 0.42
_OCTAGON: Final = 1.7
_BREAK_X: Final = 1.75
_HEAD: Final = 2.9
_SIM_ROOM: Final = 1.7
_ROWS: Final = (
    Place.TERMINAL,
    Place.LAPTOP,
    Place.SHOP_NETWORK,
    Place.FIREWALL,
    Place.DNS,
    Place.AWS_IOT,
    Place.VPOS,
    Place.WEBKASSA,
    Place.TAS,
    Place.TMS,
)
_KICKED: Final = frozenset({Place.VPOS, Place.WEBKASSA})
_LEAST_WORD: Final = 4.2
"""A word gets this much before the name beside it."""


def lay_out_vertical(width: float, way: Way, say: Say, text_width: TextWidth, taken: str, changed: Iterable[Place]) -> Picture:
    """Lay the way out in a column."""
    return _Column(width, Sketch(way, say, text_width, changed), taken).picture()


class _Column:
    """One picture in the making."""

    def __init__(self, width: float, sketch: Sketch, taken: str) -> None:
        self._width = width
        self._sketch = sketch
        self._taken = taken
        way = sketch.way
        self._stations, self._links = way.stations, way.links
        self._has_head = way.simulation or way.taken_at is not None
        self._head = _HEAD if self._has_head else 0.0
        self._top = self._head + (_SIM_ROOM if way.on_sim else 0.0)

    def picture(self) -> Picture:
        """Draw everything, from the ground up."""
        if self._has_head:
            write_origin(self._sketch, self._taken, 0.0, self._width, 1.1)
        self._in_the_shop()
        self._wall()
        self._lanes()
        self._kicks()
        for place in _ROWS:
            self._station(self._stations[place])
        return self._sketch.finished(self._width, self._y(Place.TMS) + _STATION / 2 + 0.24, IN_A_COLUMN)

    def _y(self, place: Place) -> float:
        return self._top + 0.24 + _STATION / 2 + _ROWS.index(place) * _PITCH

    def _station(self, station: Station) -> None:
        sketch, place, y = self._sketch, station.place, self._y(station.place)
        left = _KICKED_LEFT if place in _KICKED else _LEFT
        height = _WALL if place is Place.FIREWALL else _STATION
        sketch.frame(station, Rect(left, y - height / 2, self._width - left - 0.04, height))
        sketch.mark(station, left + 0.5, y - 0.67, 1.34)
        start, end, baseline = left + 2.3, self._width - 0.7, y + 0.34
        named = sketch.name(station, start, baseline, end - start - _LEAST_WORD, 1.0)
        after = named.right + 0.6 if named is not None else start
        port = self._links[LANES[place]].port if place in LANES else None
        if port is not None:
            word = sketch.width_of(sketch.first_fitting(station.words, end - after, SMALL), SMALL)
            if sketch.width_of(str(port), SMALL) + 0.6 + word <= end - after:
                written = sketch.write(str(port), after, baseline, end - after, size=SMALL, ink=Ink.SECONDARY)
                after = written.right + 0.6 if written is not None else after
        sketch.word(station, after, baseline, end - after, SMALL, side="right")

    def _in_the_shop(self) -> None:
        sketch, trunk_end = self._sketch, self._y(Place.SHOP_NETWORK)
        terminal, laptop = (self._links[link] for link in (LinkId.TERMINAL, LinkId.LAPTOP))
        # Dots over dots would not fall on each other.
        shared = pattern_of(terminal.light, terminal.basis) == pattern_of(laptop.light, laptop.basis)
        shared = shared and not sketch.way.on_sim and sketch.broken(LinkId.TERMINAL) is None
        for place, link in ((Place.TERMINAL, LinkId.TERMINAL), (Place.LAPTOP, LinkId.LAPTOP)):
            y = self._y(place)
            if place is Place.TERMINAL and sketch.way.on_sim:
                self._by_sim(y)
                continue
            if sketch.broken(link) is None:
                joined = shared and place is Place.LAPTOP
                sketch.line(self._links[link], (_LEFT, y), (_TRUNK_X, y), *(() if joined else ((_TRUNK_X, trunk_end),)))
                continue
            sketch.reached((_TRUNK_X, trunk_end), (_TRUNK_X, y), (_BREAK_X, y))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (_BREAK_X, y), (_LEFT, y))
            sketch.octagon((_BREAK_X, y), _OCTAGON)
        sketch.line(self._links[LinkId.LAPTOP], (_TRUNK_X, trunk_end), (_LEFT, trunk_end))
        wall = self._y(Place.FIREWALL) - _WALL / 2
        if sketch.broken(LinkId.TRUNK) is not None:
            middle = (trunk_end + wall) / 2
            sketch.reached((_TRUNK_X, trunk_end), (_TRUNK_X, middle))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (_TRUNK_X, middle), (_TRUNK_X, wall))
            sketch.octagon((_TRUNK_X, middle), _OCTAGON)
        else:
            sketch.line(self._links[LinkId.TRUNK], (_TRUNK_X, trunk_end), (_TRUNK_X, wall))

    def _wall(self) -> None:
        sketch, y = self._sketch, self._y(Place.FIREWALL)
        open_ = any(lets_through(self._links[link], sketch.broken(link)) for link in LANES.values())
        openings = [(_TRUNK_X - _OPENING, _TRUNK_X + _OPENING)] if open_ else []
        # It ends below its station, whose corners are round.
        sketch.wall(Rect(0.0, y - _WALL / 2, _LEFT + 1.0, _WALL), openings)
        broken = sketch.way.break_
        if broken is not None and broken.where is BreakPoint.WALL and broken.link is None:
            sketch.octagon((_TRUNK_X, y), _OCTAGON)
        if broken is not None and broken.where is BreakPoint.LANE and broken.link is None:
            sketch.octagon((_TRUNK_X, (y + self._y(Place.DNS)) / 2), _OCTAGON)

    def _lanes(self) -> None:
        """Draw one line down with a branch for each lane; a piece of it shows the best of the lanes that still hang on it."""
        sketch, lanes = self._sketch, list(LANES.items())
        best_first = (Light.PASS, Light.WARN, Light.RUNNING, Light.FAIL, Light.INCONCLUSIVE, Light.CRASHED, Light.WAITING, Light.SKIPPED)
        above = self._y(Place.FIREWALL) - _WALL / 2
        for number, (place, link) in enumerate(lanes):
            y = self._y(place)
            behind = [self._links[other] for _, other in lanes[number:]]
            best = min(behind, key=lambda other: best_first.index(other.light))
            if not number and not lets_through(best, None):
                above = self._y(Place.FIREWALL) + _WALL / 2
            sketch.line(best, (_TRUNK_X, above), (_TRUNK_X, y))
            if sketch.broken(link) is None:
                sketch.line(self._links[link], (_TRUNK_X, y), (_LEFT, y))
            else:
                sketch.line(self._links[link], (_BREAK_X, y), (_LEFT, y))
                sketch.octagon((_BREAK_X, y), _OCTAGON)
            above = y

    def _kicks(self) -> None:
        sketch, below = self._sketch, self._y(Place.AWS_IOT) + _STATION / 2
        vpos, till = self._y(Place.VPOS), self._y(Place.WEBKASSA)
        sketch.line(self._links[LinkId.VPOS_KICK], (_KICKED_LEFT, vpos), (_KICK_X, vpos), (_KICK_X, below))
        x = _KICKED_LEFT + 1.06
        top, bottom = vpos + _STATION / 2, till - _STATION / 2
        sketch.line(self._links[LinkId.TILL_KICK], (x, bottom), (x, top))
        if sketch.broken(LinkId.TILL_KICK) is not None:
            sketch.octagon((x, (top + bottom) / 2), 1.2)

    def _by_sim(self, y: float) -> None:
        sketch, line = self._sketch, self._head + 0.7
        pattern, ink = pattern_of(Light.INCONCLUSIVE, Basis.MEASURED)
        sketch.stroke(pattern, ink, (_LEFT, y), (_TRUNK_X, y), (_TRUNK_X, line), (_LEFT, line))
        sketch.arrow((_LEFT, line), (1, 0), ink, filled=True)
        write_by_sim(sketch, _LEFT + 0.8, line + 0.3, self._width - _LEFT - 0.9)
