"""The way from left to right: the shop, the firewall as a standing wall, and a lane for each service behind it."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.elements import LANES, BreakPoint, LinkId, Way
from ccdiag.picture.legend import write_legend
from ccdiag.picture.neighbours import BELOW_VPOS, IN_A_ROW
from ccdiag.picture.notes import write_by_sim, write_origin
from ccdiag.picture.shapes import Ink, Pattern, Picture, Rect
from ccdiag.picture.sketch import FAINT, SMALL, Say, Sketch, TextWidth, lets_through, pattern_of

HEIGHT: Final = 14.1
_PITCH: Final = 3.5
_STATION: Final = 2.92
_FIRST_ROW: Final = 0.34
_WALL: Final = 2.1
_OPENING: Final = 0.42
_OCTAGON: Final = 2.25
_DOOR: Final = 1.45
"""From the station to the middle of the break before it."""
_ON_THE_WAY: Final = 0.36
"""Where on a lane the break stands that is somewhere on the way."""
_SIM_ROOM: Final = 1.9
_KICK: Final = message("kick")
_IN_THE_SHOP: Final = message("in the shop")


class _Measures(Struct, frozen=True, kw_only=True):
    """Widths of stations, and how the room between them is shared out."""

    inside: float
    outside: float
    pictograms: bool
    till_in_row: bool
    shares: tuple[float, float, float, float]
    """Terminal to network, trunk, lanes, and each kick."""


_WIDE: Final = _Measures(inside=12.9, outside=11.0, pictograms=True, till_in_row=True, shares=(0.12, 0.20, 0.40, 0.14))
_TIGHT: Final = _Measures(inside=11.4, outside=9.3, pictograms=False, till_in_row=False, shares=(0.12, 0.17, 0.49, 0.22))


def lay_out_wide(width: float, way: Way, say: Say, text_width: TextWidth, taken: str, changed: Iterable[Place], *, tight: bool) -> Picture:
    """Lay the way out in a row; tight: without pictograms and legend, the web till below VPOS."""
    return _Row(width, Sketch(way, say, text_width, changed), _TIGHT if tight else _WIDE, taken).picture()


class _Row:
    """One picture in the making."""

    def __init__(self, width: float, sketch: Sketch, measures: _Measures, taken: str) -> None:
        self._width = width
        self._sketch = sketch
        self._measures = measures
        self._taken = taken
        way = sketch.way
        self._stations, self._links = way.stations, way.links
        self._top = _SIM_ROOM if way.on_sim else 0.0
        inside, outside = measures.inside, measures.outside
        columns = 3 if measures.till_in_row else 2
        free = width - 2 * inside - _WALL - columns * outside
        to_network, trunk, lane, kick = (share * free for share in measures.shares)
        self._network = inside + to_network
        self._wall = self._network + inside + trunk
        self._beyond = self._wall + _WALL
        self._services = self._beyond + lane
        self._vpos = self._services + outside + kick
        self._till = self._vpos + outside + kick if measures.till_in_row else self._vpos

    def picture(self) -> Picture:
        """Draw everything, from the ground up."""
        self._wall_and_lanes()
        self._shop()
        self._kicks()
        for place, (x, row) in self._places().items():
            self._station(place, x, row)
        self._beside()
        return self._sketch.finished(self._width, HEIGHT + self._top, IN_A_ROW if self._measures.till_in_row else BELOW_VPOS)

    def _places(self) -> dict[Place, tuple[float, float]]:
        return {
            Place.TERMINAL: (0.0, 0.5),
            Place.LAPTOP: (0.0, 2.5),
            Place.SHOP_NETWORK: (self._network, 1.5),
            Place.FIREWALL: (self._wall - self._measures.outside, 0.5),
            Place.DNS: (self._services, 0),
            Place.AWS_IOT: (self._services, 1),
            Place.TAS: (self._services, 2),
            Place.TMS: (self._services, 3),
            Place.VPOS: (self._vpos, 1),
            Place.WEBKASSA: (self._till, 1) if self._measures.till_in_row else (self._till, 3),
        }

    def _row(self, row: float) -> float:
        """Return the middle of a row."""
        return self._top + _FIRST_ROW + _STATION / 2 + row * _PITCH

    def _station(self, place: Place, x: float, row: float) -> None:
        sketch, station = self._sketch, self._stations[place]
        inside = place in {Place.TERMINAL, Place.LAPTOP, Place.SHOP_NETWORK}
        width = self._measures.inside if inside else self._measures.outside
        top = self._row(row) - _STATION / 2
        sketch.frame(station, Rect(x, top, width, _STATION))
        text = x + 0.7
        if self._measures.pictograms:
            sketch.sign(station, x + 0.62, top + (_STATION - 1.75) / 2, 1.75)
            text = x + 2.85
        mark = x + width - 1.34 - 0.55
        sketch.mark(station, mark, top + (_STATION - 1.34) / 2, 1.34)
        sketch.name(station, text, top + 1.27, mark - 0.2 - text, 1.0)
        sketch.word(station, text, top + 2.45, mark - 0.2 - text, SMALL)

    def _shop(self) -> None:
        sketch, middle = self._sketch, self._row(1.5)
        corner = (self._measures.inside + self._network) / 2
        for link, row in ((LinkId.TERMINAL, 0.5), (LinkId.LAPTOP, 2.5)):
            if link is LinkId.TERMINAL and sketch.way.on_sim:
                continue
            y = self._row(row)
            to_network = ((corner, y), (corner, middle), (self._network, middle))
            if sketch.broken(link) is None:
                sketch.line(self._links[link], (self._measures.inside, y), *to_network)
                continue
            door = (self._measures.inside + _DOOR, y)
            sketch.octagon(door, _OCTAGON)
            if link is LinkId.LAPTOP:
                sketch.reached((self._measures.inside, y), door)
                sketch.stroke(Pattern.DOTTED, Light.SKIPPED, door, *to_network)
            else:
                sketch.reached(*reversed(to_network), door)
                sketch.stroke(Pattern.DOTTED, Light.SKIPPED, door, (self._measures.inside, y))
        self._trunk(middle)
        if sketch.way.on_sim:
            self._by_sim()

    def _trunk(self, y: float) -> None:
        sketch, start = self._sketch, self._network + self._measures.inside
        broken = sketch.way.break_
        if sketch.broken(LinkId.TRUNK) is not None:
            middle = ((start + self._wall) / 2, y)
            sketch.reached((start, y), middle)
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, middle, (self._wall, y))
            sketch.octagon(middle, _OCTAGON)
        else:
            sketch.line(self._links[LinkId.TRUNK], (start, y), (self._wall, y))
        if broken is not None and broken.where is BreakPoint.WALL and broken.link is None:
            sketch.octagon((self._wall + _WALL / 2, y), _OCTAGON)
        elif broken is None or broken.where is not BreakPoint.TRUNK:
            return
        if broken.label is not None:
            text, room = sketch.say(broken.label), self._wall - 0.5 - self._network
            if sketch.width_of(text, SMALL, bold=True) <= room:
                sketch.write(text, self._network, y + 2.65, room, size=SMALL, ink=Light.FAIL, bold=True, side="right")

    def _wall_and_lanes(self) -> None:
        sketch = self._sketch
        openings = []
        for row, (place, link) in enumerate(LANES.items()):
            if lets_through(self._links[link], sketch.broken(link)):
                openings.append((self._row(row) - _OPENING, self._row(row) + _OPENING))
            self._lane(link, place, self._row(row))
        sketch.wall(Rect(self._wall, self._top, _WALL, HEIGHT), openings)
        broken = sketch.way.break_
        if broken is not None and broken.where is BreakPoint.LANE and broken.link is None:
            self._break_between_lanes(broken.label)

    def _break_between_lanes(self, label: Message | None) -> None:
        """Mark a fault of the line as such, which concerns all lanes and stops none."""
        sketch, y = self._sketch, self._row(1.5)
        at = self._beyond + _ON_THE_WAY * (self._services - self._beyond)
        sketch.octagon((at, y), _OCTAGON)
        left = at + _OCTAGON / 2 + 0.5
        room = self._services - 0.4 - left
        if label is not None and sketch.width_of(text := sketch.say(label), SMALL, bold=True) <= room:
            sketch.write(text, left, y + 0.3, room, size=SMALL, ink=Light.FAIL, bold=True)

    def _lane(self, link: LinkId, place: Place, y: float) -> None:
        sketch, state, broken = self._sketch, self._links[link], self._sketch.broken(link)
        end = (self._services, y)
        if broken is None:
            start = self._wall if lets_through(state, None) else self._beyond
            sketch.line(state, (start, y), end)
            self._above_lane(state.port, None, None, y)
            return
        match broken.where:
            case BreakPoint.WALL:
                at = self._beyond
            case BreakPoint.DOOR:
                at = self._services - _DOOR
            case _:
                at = self._beyond + _ON_THE_WAY * (self._services - self._beyond)
        if broken.where is not BreakPoint.WALL:
            sketch.reached((self._wall, y), (at, y))
        if broken.where is BreakPoint.DOOR:
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (at, y), end)
        else:
            sketch.line(state, (at, y), end)
        sketch.octagon((at, y), _OCTAGON)
        self._above_lane(state.port, broken.label, at, y)

    def _above_lane(self, port: int | None, label: Message | None, broken: float | None, y: float) -> None:
        """Write the port and what happens at the break above the lane, on whichever side of the octagon there is room."""
        sketch, baseline, end = self._sketch, y - 0.5, self._services - 0.4
        gaps = [(self._beyond + 0.75, end)]
        if broken is not None:
            clear = _OCTAGON / 2 + 0.55
            gaps = [(self._beyond + 0.75, broken - clear), (max(broken + clear, self._beyond + 0.75), end)]
        elif self._is_below_the_break(y):
            gaps = [(self._beyond + 0.75, self._beyond + _ON_THE_WAY * (self._services - self._beyond) - _OCTAGON / 2 - 0.3)]
        if port is not None:
            gaps = self._written(str(port), gaps, baseline, SMALL, Ink.SECONDARY)
        if label is None or broken is None:
            return
        text = sketch.say(label)
        # What happens stands behind the break, or before it where the lane ends there.
        for left, right in (gaps[-1], gaps[0]):
            if sketch.width_of(text, SMALL, bold=True) <= right - left:
                at_door = broken > left
                sketch.write(text, left, baseline, right - left, size=SMALL, ink=Light.FAIL, bold=True, side="right" if at_door else "left")
                return
        below = broken + _OCTAGON / 2 + 0.55
        if sketch.width_of(text, SMALL, bold=True) <= end - below:
            sketch.write(text, below, y + 1.35, end - below, size=SMALL, ink=Light.FAIL, bold=True)

    def _is_below_the_break(self, y: float) -> bool:
        """Whether a fault of the line as such stands right above this lane."""
        broken = self._sketch.way.break_
        return broken is not None and broken.where is BreakPoint.LANE and broken.link is None and y == self._row(2)

    def _written(self, text: str, gaps: list[tuple[float, float]], baseline: float, size: float, ink: Ink) -> list[tuple[float, float]]:
        """Write into the first gap with room, and return what is left of the gaps."""
        for number, (left, right) in enumerate(gaps):
            width = self._sketch.width_of(text, size)
            if width <= right - left:
                self._sketch.write(text, left, baseline, right - left, size=size, ink=ink)
                return [*gaps[:number], (left + width + 0.8, right), *gaps[number + 1 :]]
        return gaps

    def _kicks(self) -> None:
        outside = self._measures.outside
        self._kick_across(LinkId.VPOS_KICK, self._services + outside, self._vpos)
        if self._measures.till_in_row:
            self._kick_across(LinkId.TILL_KICK, self._vpos + outside, self._till)
        else:
            self._kick_up()

    def _kick_across(self, link: LinkId, left: float, right: float) -> None:
        sketch, y, middle = self._sketch, self._row(1), (left + right) / 2
        if sketch.broken(link) is not None:
            sketch.reached((right, y), (middle, y))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (middle, y), (left, y))
            sketch.octagon((middle, y), _OCTAGON)
            return
        sketch.line(self._links[link], (right, y), (left, y))
        sketch.arrow((middle, y), (-1, 0))
        sketch.write(sketch.say(_KICK), left + 0.1, y - 0.6, right - left - 0.2, size=FAINT, ink=Ink.SECONDARY, side="middle")

    def _kick_up(self) -> None:
        sketch, x = self._sketch, self._vpos + self._measures.outside / 2
        top, bottom = self._row(1) + _STATION / 2, self._row(3) - _STATION / 2
        middle = (top + bottom) / 2
        if sketch.broken(LinkId.TILL_KICK) is not None:
            sketch.reached((x, bottom), (x, middle))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (x, middle), (x, top))
            sketch.octagon((x, middle), _OCTAGON)
            return
        sketch.line(self._links[LinkId.TILL_KICK], (x, bottom), (x, top))
        sketch.arrow((x, middle), (0, -1))
        sketch.write(sketch.say(_KICK), x + 0.8, middle + 0.3, self._width - x - 0.8, size=FAINT, ink=Ink.SECONDARY)

    def _by_sim(self) -> None:
        sketch, x, y = self._sketch, self._measures.inside / 2, 0.8
        pattern, ink = pattern_of(Light.INCONCLUSIVE, Basis.MEASURED)
        end = min(self._beyond + 4.0, self._services - 2.0)
        sketch.stroke(pattern, ink, (x, self._row(0.5) - _STATION / 2), (x, y), (end, y))
        sketch.arrow((end, y), (1, 0), ink, filled=True)
        write_by_sim(sketch, x + 1.0, y + 1.25, self._wall - x - 1.5)

    def _beside(self) -> None:
        sketch = self._sketch
        sketch.write(
            sketch.say(_IN_THE_SHOP),
            self._network,
            self._top + HEIGHT - 0.55,
            self._wall - 0.6 - self._network,
            size=FAINT,
            ink=Ink.SECONDARY,
            side="right",
        )
        left = self._services + self._measures.outside + 1.0
        write_origin(sketch, self._taken, left, self._width - left, self._top + 1.65)
        if self._measures.till_in_row:
            write_legend(sketch, left, self._width - left, self._row(3))
