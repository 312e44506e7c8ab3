"""However wide, however long the words: no text meets another, none leaves the picture, all stations are there."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.elements import LANES, STATIONS, Break, BreakPoint, Link, LinkId, Station, Way
from ccdiag.picture.layout import COMPACT, TIGHT, WIDE, lay_out
from ccdiag.picture.shapes import Line, Mark, Octagon, Pattern, Picture, Plate, Rect, Sign, Wall

LONG = ("Zahlungsterminal-Netzwerk", "Datenübertragungsgeschwindigkeitsmessung", "niet te zeggen", "fout", "Firewall", "goed", "ij")
BREAKS = [
    *(Break(where=where, link=link) for where in (BreakPoint.WALL, BreakPoint.LANE, BreakPoint.DOOR) for link in LANES.values()),
    Break(where=BreakPoint.WALL),
    Break(where=BreakPoint.LANE),
    Break(where=BreakPoint.TRUNK, link=LinkId.TRUNK),
    Break(where=BreakPoint.DOOR, link=LinkId.TERMINAL),
    Break(where=BreakPoint.DOOR, link=LinkId.LAPTOP),
    Break(where=BreakPoint.LANE, link=LinkId.TILL_KICK),
    Break(where=BreakPoint.STATION),
]
words = st.sampled_from(LONG).map(message)
widths = st.floats(min_value=16, max_value=160)


def text_width(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.62 if bold else 0.55)


@st.composite
def breaks(draw: st.DrawFn) -> Break | None:
    if not (chosen := draw(st.sampled_from([None, *BREAKS]))):
        return None
    return Break(where=chosen.where, link=chosen.link, label=draw(st.none() | words))


@st.composite
def ways(draw: st.DrawFn) -> Way:
    lights, bases = st.sampled_from(list(Light)), st.sampled_from(list(Basis))
    ports = st.none() | st.sampled_from((53, 443, 65535))
    return Way(
        stations={
            place: Station(
                place=place,
                name=draw(words),
                light=draw(lights),
                basis=draw(bases),
                words=tuple(draw(st.lists(words, min_size=1, max_size=2))),
            )
            for place in STATIONS
        },
        links={
            link: Link(id=link, light=draw(lights), basis=draw(bases), port=draw(ports) if link in LANES.values() else None)
            for link in LinkId
        },
        break_=draw(breaks()),
        on_sim=draw(st.booleans()),
        simulation=draw(st.booleans()),
        taken_at=draw(st.none() | st.just(datetime(2026, 3, 14, tzinfo=UTC))),
        sentence=message("The way."),
    )


def drawn(width: float, way: Way) -> Picture:
    return lay_out(width, way, Message.english, text_width, taken="Mo 14 Mär. 2026 10:26")


def plain(light: Light = Light.PASS, broken: Break | None = None, *, on_sim: bool = False) -> Way:
    return Way(
        stations={place: Station(place=place, name=message("Shop network"), light=light, words=(message("good"),)) for place in STATIONS},
        links={link: Link(id=link, light=light, port=443 if link in LANES.values() else None) for link in LinkId},
        break_=broken,
        on_sim=on_sim,
        taken_at=datetime(2026, 3, 14, tzinfo=UTC),
        sentence=message("The way."),
    )


@settings(max_examples=200, deadline=None)
@given(width=widths, way=ways())
def test_no_text_meets_another_or_leaves_the_picture(width: float, way: Way) -> None:
    picture = drawn(width, way)
    inside = Rect(0, 0, picture.width, picture.height)
    texts = picture.texts
    for number, text in enumerate(texts):
        assert text.width <= text_width(text.text, text.size, text.bold) + 0.001
        assert _holds(inside, text.rect), text
        for other in texts[number + 1 :]:
            assert not text.rect.meets(other.rect), (text, other)


@settings(max_examples=150, deadline=None)
@given(width=widths, way=ways())
def test_no_text_lies_under_a_light_a_pictogram_or_the_break(width: float, way: Way) -> None:
    picture = drawn(width, way)
    over = [shape.rect for shape in picture.shapes if isinstance(shape, Mark | Sign)]
    over += [
        Rect(shape.middle[0] - shape.size / 2, shape.middle[1] - shape.size / 2, shape.size, shape.size)
        for shape in picture.shapes
        if isinstance(shape, Octagon)
    ]
    for text in picture.texts:
        assert not any(text.rect.meets(rect, 0.25) for rect in over), text


@settings(max_examples=80, deadline=None)
@given(width=widths, way=ways())
def test_every_station_can_be_pointed_at(width: float, way: Way) -> None:
    picture = drawn(width, way)
    inside = Rect(0, 0, picture.width, picture.height)
    assert {spot.place for spot in picture.spots} == set(STATIONS)
    assert all(_holds(inside, spot.rect) for spot in picture.spots)
    assert all(spot.name for spot in picture.spots)
    for number, spot in enumerate(picture.spots):
        assert not any(spot.rect.meets(other.rect, 0.1) for other in picture.spots[number + 1 :])


@settings(max_examples=80, deadline=None)
@given(width=widths, way=ways())
def test_one_break_at_most(width: float, way: Way) -> None:
    octagons = [shape for shape in drawn(width, way).shapes if isinstance(shape, Octagon)]
    on_a_link = way.break_ is not None and way.break_.where is not BreakPoint.STATION
    # The link of a terminal with a SIM card is not drawn, so nothing can break on it.
    if way.break_ is not None and way.break_.link is LinkId.TERMINAL and way.on_sim:
        assert not octagons
    else:
        assert len(octagons) == on_a_link


@pytest.mark.parametrize("width", [30, COMPACT, 50, TIGHT, 75, WIDE, 120])
def test_the_arrows_lead_to_every_station(width: float) -> None:
    spots = {spot.place: spot for spot in drawn(width, plain()).spots}
    reached, left = set[Place](), [Place.TERMINAL]
    while left:
        at = left.pop()
        if at not in reached:
            reached.add(at)
            left += [place for place in spots[at].neighbours if place is not None]
    assert reached == set(STATIONS)


def test_the_forms() -> None:
    assert any(isinstance(shape, Sign) for shape in drawn(WIDE, plain()).shapes)
    assert not any(isinstance(shape, Sign) for shape in drawn(WIDE - 1, plain()).shapes)
    standing, lying = (next(shape for shape in drawn(width, plain()).shapes if isinstance(shape, Wall)) for width in (TIGHT, COMPACT))
    assert not standing.lies
    assert lying.lies
    assert len({spot.rect.y for spot in drawn(COMPACT - 1, plain()).spots}) == len(STATIONS)


@pytest.mark.parametrize("width", [50, 75, 96])
def test_the_wall_opens_for_what_passes_only(width: float) -> None:
    def openings(way: Way) -> int:
        return len(next(shape for shape in drawn(width, way).shapes if isinstance(shape, Wall)).openings)

    assert openings(plain()) == 4
    assert openings(plain(broken=Break(where=BreakPoint.WALL, link=LinkId.AWS_IOT))) == 3
    assert openings(plain(broken=Break(where=BreakPoint.LANE, link=LinkId.AWS_IOT))) == 4
    assert openings(plain(Light.SKIPPED)) == 0


@pytest.mark.parametrize("width", [30, 50, 75, 96])
def test_a_terminal_on_sim_is_not_linked_to_the_shop(width: float) -> None:
    picture = drawn(width, plain(on_sim=True))
    assert any(isinstance(shape, Line) and shape.pattern is Pattern.UNDECIDED for shape in picture.shapes)
    assert any("SIM" in text.text for text in picture.texts)
    assert picture.height > drawn(width, plain()).height


@pytest.mark.parametrize("width", [30, 50, 75, 96])
def test_a_simulation_takes_the_place_of_the_origin(width: float) -> None:
    simulated = plain()
    simulated = Way(
        stations=simulated.stations, links=simulated.links, simulation=True, taken_at=simulated.taken_at, sentence=simulated.sentence
    )
    picture = drawn(width, simulated)
    assert any(isinstance(shape, Plate) for shape in picture.shapes)
    assert any(text.text.startswith("SIMULATION") for text in picture.texts)
    assert not any("laptop" in text.text and "from" in text.text for text in picture.texts)


@pytest.mark.parametrize("light", list(Light))
def test_in_a_column_no_line_of_the_shop_runs_along_another(light: Light) -> None:
    picture = drawn(30, plain(light))
    places = {spot.place: spot.rect for spot in picture.spots}
    top, bottom = (places[place].y + places[place].height / 2 for place in (Place.TERMINAL, Place.SHOP_NETWORK))
    down = []
    for line in (shape for shape in picture.shapes if isinstance(shape, Line)):
        for (x, y), (other_x, other_y) in pairwise(line.points):
            if x == other_x and min(y, other_y) < bottom and max(y, other_y) > top:
                down.append((min(y, other_y), max(y, other_y)))
    assert len(down) == 1, "dots over dots would look like another line"
    assert down == [(top, bottom)]


def test_in_a_column_the_wall_ends_behind_its_station() -> None:
    picture = drawn(30, plain())
    wall = next(shape for shape in picture.shapes if isinstance(shape, Wall))
    station = next(spot.rect for spot in picture.spots if spot.place is Place.FIREWALL)
    assert station.x < wall.rect.right < station.right - 1


def test_a_word_that_would_touch_the_frame_gives_way_to_a_shorter_one() -> None:
    def shown(width: float) -> tuple[float, str]:
        picture = drawn(width, way)
        frame = next(spot.rect for spot in picture.spots if spot.place is Place.DNS)
        word = next(text for text in picture.texts if text.text in {"2 of 3 done", "2 of 3"})
        return frame.right - word.rect.right, word.text

    way = plain()
    way.stations[Place.DNS] = Station(
        place=Place.DNS, name=message("DNS"), light=Light.RUNNING, words=(message("2 of 3 done"), message("2 of 3"))
    )
    found = [shown(COMPACT + step / 10) for step in range(round(10 * (TIGHT - COMPACT)))]
    assert {text for _, text in found} == {"2 of 3 done", "2 of 3"}
    assert min(room for room, _ in found) >= 0.4


def test_a_long_name_is_elided() -> None:
    way = plain()
    way.stations[Place.TERMINAL] = Station(
        place=Place.TERMINAL, name=message("x" * 80), light=Light.PASS, words=(message("y" * 80), message("z" * 80))
    )
    shown = [text.text for text in drawn(75, way).texts if text.text.startswith(("x", "y", "z"))]
    assert len(shown) == 2
    assert all(text.endswith("…") for text in shown)


def _holds(outer: Rect, inner: Rect) -> bool:
    return (
        inner.x >= outer.x - 0.01
        and inner.y >= outer.y - 0.01
        and inner.right <= outer.right + 0.01
        and inner.bottom <= outer.bottom + 0.01
    )
