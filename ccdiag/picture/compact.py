"""The way from top to bottom in two rows: the shop, the firewall as a lying wall, and the services below it."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from ccdiag.model.message import Message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.elements import LANES, BreakPoint, LinkId, Way
from ccdiag.picture.neighbours import IN_TWO_ROWS
from ccdiag.picture.notes import write_by_sim, write_origin
from ccdiag.picture.shapes import Ink, Pattern, Picture, Rect
from ccdiag.picture.sketch import Say, Sketch, TextWidth, lets_through, pattern_of

HEIGHT: Final = 11.7
_STATION: Final = 2.94
_SHOP_TOP: Final = 0.23
_BUS: Final = 3.8
_WALL_TOP: Final = 4.35
_WALL: Final = 2.1
_SERVICES_TOP: Final = 8.6
_OPENING: Final = 0.42
_OCTAGON: Final = 1.9
_SMALL_OCTAGON: Final = 1.45
"""Where a link is shorter than the octagon is high."""
_BELOW_WALL: Final = 7.5
_PORTS: Final = 7.75
_CLEAR: Final = 1.3
_NAME: Final = 0.92
_WORD: Final = 0.84
_NOTE: Final = 0.86
_SIM_ROOM: Final = 1.9
_EASE: Final = 0.35
_GAP, _KICK_GAP = 0.54, 1.25
_SERVICES: Final = (Place.DNS, Place.AWS_IOT, Place.VPOS, Place.WEBKASSA, Place.TAS, Place.TMS)
_TERMINAL, _INSIDE, _BETWEEN = 0.158, 0.196, 0.0366
"""Of the width: the terminal, the other two of the shop, and the gaps between them."""


def lay_out_compact(width: float, way: Way, say: Say, text_width: TextWidth, taken: str, changed: Iterable[Place]) -> Picture:
    """Lay the way out in two rows."""
    return _TwoRows(width, Sketch(way, say, text_width, changed), taken).picture()


class _TwoRows:
    """One picture in the making."""

    def __init__(self, width: float, sketch: Sketch, taken: str) -> None:
        self._width = width
        self._sketch = sketch
        self._taken = taken
        way = sketch.way
        self._stations, self._links = way.stations, way.links
        self._top = _SIM_ROOM if way.on_sim else 0.0
        gap = _BETWEEN * width
        terminal, inside = _TERMINAL * width, _INSIDE * width
        top = self._top + _SHOP_TOP
        self._shop = {
            Place.TERMINAL: Rect(0.0, top, terminal, _STATION),
            Place.SHOP_NETWORK: Rect(terminal + gap, top, inside, _STATION),
            Place.LAPTOP: Rect(terminal + inside + 2 * gap, top, inside, _STATION),
        }
        each = (width - 3 * _GAP - 2 * _KICK_GAP) / len(_SERVICES)
        self._services: dict[Place, Rect] = {}
        left = 0.0
        for place in _SERVICES:
            self._services[place] = Rect(left, self._top + _SERVICES_TOP, each, _STATION)
            left += each + (_KICK_GAP if place in {Place.AWS_IOT, Place.VPOS} else _GAP)

    def picture(self) -> Picture:
        """Draw everything, from the ground up."""
        self._in_the_shop()
        self._wall_and_lanes()
        self._kicks()
        for place, rect in (*self._shop.items(), *self._services.items()):
            self._station(place, rect)
        self._firewall()
        left = self._shop[Place.LAPTOP].right + 0.8
        write_origin(self._sketch, self._taken, left, self._width - left, self._top + 1.5, size=_NOTE, step=1.2)
        return self._sketch.finished(self._width, HEIGHT + self._top, IN_TWO_ROWS)

    def _station(self, place: Place, rect: Rect) -> None:
        sketch, station = self._sketch, self._stations[place]
        sketch.frame(station, rect)
        sketch.name(station, rect.x + 0.5, rect.y + 1.27, rect.width - 0.8, _NAME)
        sketch.mark(station, rect.x + 0.42, rect.y + 1.57, 1.05)
        sketch.word(station, rect.x + 1.66, rect.y + 2.42, rect.width - 1.76, _WORD, ease=_EASE)

    def _firewall(self) -> None:
        sketch, station = self._sketch, self._stations[Place.FIREWALL]
        name = sketch.width_of(sketch.say(station.name), _NAME, bold=True)
        left, right = self._lane_x(Place.AWS_IOT) + 1.6, self._lane_x(Place.TAS) - 1.6
        if self._all_is_stopped():
            left = max(left, self._trunk_x() + 1.6)
        room = right - left
        words = max(sketch.width_of(sketch.say(word), _WORD) for word in station.words[:1])
        width = min(room, 2.1 + name + 0.9 + words + 0.7)
        rect = Rect(left + (room - width) / 2, self._top + _WALL_TOP, width, _WALL)
        sketch.frame(station, rect)
        sketch.mark(station, rect.x + 0.6, rect.y + 0.5, 1.1)
        named = sketch.name(station, rect.x + 2.1, rect.y + 1.38, width - 2.8, _NAME)
        word_left = (named.right if named is not None else rect.x + 2.1) + 0.8
        sketch.word(station, word_left, rect.y + 1.38, rect.right - 0.6 - word_left, _WORD)

    def _lane_x(self, place: Place) -> float:
        rect = self._services[place]
        return rect.x + rect.width / 2

    def _trunk_x(self) -> float:
        network = self._shop[Place.SHOP_NETWORK]
        return network.x + network.width / 2

    def _all_is_stopped(self) -> bool:
        broken = self._sketch.way.break_
        return broken is not None and broken.where is BreakPoint.WALL and broken.link is None

    def _in_the_shop(self) -> None:
        sketch, y = self._sketch, self._top + _SHOP_TOP + _STATION / 2
        terminal, network, laptop = (self._shop[place] for place in (Place.TERMINAL, Place.SHOP_NETWORK, Place.LAPTOP))
        if sketch.way.on_sim:
            self._by_sim(terminal)
        else:
            self._short(LinkId.TERMINAL, (network.x, y), (terminal.right, y))
        self._short(LinkId.LAPTOP, (laptop.x, y), (network.right, y))
        self._trunk(network)

    def _short(self, link: LinkId, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a link that is shorter than an octagon, from where it is reached."""
        sketch = self._sketch
        if sketch.broken(link) is None:
            sketch.line(self._links[link], start, end)
            return
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        sketch.reached(start, middle)
        sketch.stroke(Pattern.DOTTED, Light.SKIPPED, middle, end)
        sketch.octagon(middle, min(_SMALL_OCTAGON, abs(end[0] - start[0])))

    def _trunk(self, network: Rect) -> None:
        sketch, x, bus = self._sketch, self._trunk_x(), self._top + _BUS
        first, last = self._lane_x(Place.DNS), self._lane_x(Place.TMS)
        if sketch.broken(LinkId.TRUNK) is not None:
            sketch.reached((x, network.bottom), (x, bus))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (x, bus), (first, bus))
            sketch.stroke(Pattern.DOTTED, Light.SKIPPED, (x, bus), (last, bus))
            sketch.octagon((x, (network.bottom + self._top + _WALL_TOP) / 2), _SMALL_OCTAGON)
            return
        trunk = self._links[LinkId.TRUNK]
        sketch.line(trunk, (x, network.bottom), (x, bus), (first, bus), (first, self._top + _WALL_TOP))
        sketch.line(trunk, (x, bus), (last, bus), (last, self._top + _WALL_TOP))
        for place in (Place.AWS_IOT, Place.TAS):
            sketch.line(trunk, (self._lane_x(place), bus), (self._lane_x(place), self._top + _WALL_TOP))
        if self._all_is_stopped():
            sketch.octagon((x, self._top + _WALL_TOP + _WALL / 2), _OCTAGON)

    def _wall_and_lanes(self) -> None:
        sketch, openings = self._sketch, []
        for place, link in LANES.items():
            x = self._lane_x(place)
            if lets_through(self._links[link], sketch.broken(link)):
                openings.append((x - _OPENING, x + _OPENING))
            self._lane(link, x)
        sketch.wall(Rect(0.0, self._top + _WALL_TOP, self._width, _WALL), openings)
        self._ports_and_label()

    def _lane(self, link: LinkId, x: float) -> None:
        sketch, state, broken = self._sketch, self._links[link], self._sketch.broken(link)
        wall, beyond, end = self._top + _WALL_TOP, self._top + _WALL_TOP + _WALL, (x, self._top + _SERVICES_TOP)
        if broken is None:
            sketch.line(state, (x, wall if lets_through(state, None) else beyond), end)
            return
        y = beyond if broken.where is BreakPoint.WALL else self._top + _BELOW_WALL
        if broken.where is not BreakPoint.WALL:
            sketch.reached((x, wall), (x, y))
        sketch.line(state, (x, y), end)
        sketch.octagon((x, y), _OCTAGON)

    def _ports_and_label(self) -> None:
        """Write each port at the left of its lane, and what happens at the break where there is room."""
        sketch, baseline = self._sketch, self._top + _PORTS
        taken: list[tuple[float, float]] = []
        free_from = 0.0
        for place, link in LANES.items():
            x = self._lane_x(place)
            clear = _CLEAR if sketch.broken(link) is not None else 0.5
            written = sketch.write(
                str(self._links[link].port or ""), free_from, baseline, x - clear - free_from, size=_NOTE, ink=Ink.SECONDARY, side="right"
            )
            taken.append((written.x if written is not None else x - clear, x + clear))
            free_from = x + 0.5
        broken = sketch.way.break_
        if broken is not None and broken.where is BreakPoint.LANE and broken.link is None:
            self._break_between_lanes(broken.label)
        if broken is None or broken.label is None or broken.link is None or broken.link not in LANES.values():
            return
        text = sketch.say(broken.label)
        width = sketch.width_of(text, _NOTE, bold=True)
        lane = list(LANES.values()).index(broken.link)
        edges = [(0.0, 0.0), *taken, (self._width, self._width)]
        gaps = [(left[1] + 0.1, right[0] - 0.6) for left, right in pairwise(edges)]
        for (left, right), side in ((gaps[lane + 1], "left"), (gaps[lane], "right")):
            if width <= right - left:
                x = left if side == "left" else right - width
                sketch.write(text, x, baseline, width + 0.01, size=_NOTE, ink=Light.FAIL, bold=True)
                return

    def _break_between_lanes(self, label: Message | None) -> None:
        """Mark a fault of the line as such, which concerns all lanes and stops none."""
        sketch, x = self._sketch, self._services[Place.VPOS].x
        sketch.octagon((x, self._top + _BELOW_WALL), _OCTAGON)
        left = x + _CLEAR
        room = self._lane_x(Place.TAS) - 0.5 - 5 * _NOTE - left
        if label is not None and sketch.width_of(text := sketch.say(label), _NOTE, bold=True) <= room:
            sketch.write(text, left, self._top + _PORTS, room, size=_NOTE, ink=Light.FAIL, bold=True)

    def _kicks(self) -> None:
        y = self._top + _SERVICES_TOP + _STATION / 2
        for link, to, origin in (
            (LinkId.VPOS_KICK, Place.AWS_IOT, Place.VPOS),
            (LinkId.TILL_KICK, Place.VPOS, Place.WEBKASSA),
        ):
            # Too short for an arrow: it would hide on what ground the link stands.
            self._short(link, (self._services[origin].x, y), (self._services[to].right, y))

    def _by_sim(self, terminal: Rect) -> None:
        sketch, x, y = self._sketch, terminal.x + terminal.width / 2, 0.9
        pattern, ink = pattern_of(Light.INCONCLUSIVE, Basis.MEASURED)
        end = self._shop[Place.SHOP_NETWORK].right
        sketch.stroke(pattern, ink, (x, terminal.y), (x, y), (end, y))
        sketch.arrow((end, y), (1, 0), ink, filled=True)
        write_by_sim(sketch, end + 1.0, y + 0.3, self._width - end - 1.0, _NOTE)
