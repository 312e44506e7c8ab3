"""The picture of the way as SVG: the shapes that the window paints, in classes whose colours the page around it sets."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from math import hypot
from typing import Final

from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.shapes import (
    Arrow,
    Box,
    Corner,
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
from ccdiag.picture.signs import LIGHT_UNITS, SIGN_LINE, SIGN_UNITS, SIGNS
from ccdiag.reports.svg_lights import light_drawing

EM: Final = 12.0
"""Units of the drawing in one em, so that a hair is one unit wide."""
_SOLID, _HOLLOW, _HOLLOW_GAP, _THIN = 0.25, 0.34, 0.14, 0.19
_DASHES: Final = {Pattern.INFERRED: (0.9, 0.35), Pattern.UNDECIDED: (0.5, 0.4), Pattern.RUNNING: (0.8, 0.6)}
_DOT_STEP: Final = 0.55
_DISC: Final = 1.28
_COURSE, _BRICK, _STANDING_BRICK, _SPLINTER = 0.7, 2.1, 0.68, 0.6
_ARROW: Final = 0.8
_RADIUS: Final = 0.34


def svg_of(picture: Picture, *, identity: str = "way") -> str:
    """Return the drawing as an element for a page; its description is the way in words."""
    width, height = _n(picture.width), _n(picture.height)
    label = f"{identity}-words"
    parts = "".join(part for shape in picture.shapes for part in _drawn(shape))
    return (
        f'<svg class="way" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{escape(label)}">'
        f'<title id="{escape(label)}">{escape(picture.sentence)}</title>{parts}</svg>'
    )


def _drawn(shape: Shape) -> Iterator[str]:
    match shape:
        case Line():
            yield from _line(shape)
        case Wall():
            yield from _wall(shape)
        case Box():
            yield _box(shape)
        case Text():
            yield _text(shape)
        case Octagon():
            yield from _octagon(shape)
        case _:
            yield _ornament(shape)


def _ornament(shape: Mark | Sign | Arrow | Corner | Plate) -> str:
    match shape:
        case Mark():
            drawn = light_drawing(shape.light, shape.basis, ground="fail-tint" if shape.in_fault else "base")
            return _placed(drawn, shape.rect, LIGHT_UNITS)
        case Sign():
            return _sign(shape)
        case Arrow():
            return _arrow(shape)
        case Corner():
            rect = shape.rect
            return f'<polygon class="f-accent" points="{_points(((rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom)))}"/>'
        case Plate():
            return f'<rect class="f-strip" {_frame(shape.rect)}/>'


def _line(line: Line) -> Iterator[str]:
    ink = _ink(line.ink)
    match line.pattern:
        case Pattern.SOLID:
            yield _polyline(line, ink, _SOLID)
        case Pattern.HOLLOW:
            yield _polyline(line, ink, _HOLLOW)
            yield _polyline(line, "base", _HOLLOW_GAP)
        case Pattern.DOTTED:
            yield _polyline(line, ink, _THIN, f' stroke-linecap="round" stroke-dasharray="0.01 {_n(_DOT_STEP)}"')
        case Pattern.UNDECIDED:
            yield _polyline(line, ink, _THIN, _dashes(line))
        case Pattern.INFERRED | Pattern.RUNNING:
            yield _polyline(line, ink, _SOLID, _dashes(line))


def _polyline(line: Line, ink: str, width: float, more: str = "") -> str:
    return f'<polyline class="s-{ink}" points="{_points(line.points)}" stroke-width="{_n(width)}"{more}/>'


def _dashes(line: Line) -> str:
    """Fill the line with a whole number of dashes, two at the least: one alone would look like a solid line."""
    on, off = _DASHES[line.pattern]
    length = sum(hypot(x - left, y - above) for (left, above), (x, y) in pairwise(line.points))
    count = max(2, round((length + off) / (on + off)))
    stretch = length / (count * on + (count - 1) * off)
    return f' stroke-dasharray="{_n(on * stretch)} {_n(off * stretch)}"'


def _wall(wall: Wall) -> Iterator[str]:
    rect = wall.rect
    yield f'<rect class="f-alternate s-control" stroke-width="1" {_frame(rect)}/>'
    courses = max(1, round(rect.height / _COURSE))
    levels = [rect.y + rect.height * course / courses for course in range(courses + 1)]
    joints = [f"M{_n(rect.x)} {_n(level)}H{_n(rect.right)}" for level in levels[1:-1]]
    brick = _BRICK if wall.lies else rect.width * _STANDING_BRICK
    edges = [edge for opening in wall.openings for edge in opening] if wall.lies else []
    for course, (level, below) in enumerate(pairwise(levels)):
        x = rect.x + brick * (0.5 if course % 2 else 1.0)
        while x < rect.right - _SPLINTER:
            # A joint right beside an opening would leave a splinter of a brick.
            if all(abs(x - edge) > _SPLINTER for edge in edges):
                joints.append(f"M{_n(x)} {_n(level)}V{_n(below)}")
            x += brick
    yield f'<path class="s-control" stroke-width="1" d="{"".join(joints)}"/>'
    for start, end in wall.openings:
        opening = Rect(start, rect.y, end - start, rect.height) if wall.lies else Rect(rect.x, start, rect.width, end - start)
        wider = 1 / EM
        cleared = (
            Rect(opening.x, opening.y - wider, opening.width, opening.height + 2 * wider)
            if wall.lies
            else Rect(opening.x - wider, opening.y, opening.width + 2 * wider, opening.height)
        )
        yield f'<rect class="f-base" {_frame(cleared)}/>'
        sides = (
            ((opening.x, rect.y), (opening.x, rect.bottom), (opening.right, rect.y), (opening.right, rect.bottom))
            if wall.lies
            else ((rect.x, opening.y), (rect.right, opening.y), (rect.x, opening.bottom), (rect.right, opening.bottom))
        )
        drawn = "".join(f"M{_n(a[0])} {_n(a[1])}L{_n(b[0])} {_n(b[1])}" for a, b in (sides[:2], sides[2:]))
        yield f'<path class="s-control" stroke-width="1" d="{drawn}"/>'


def _box(box: Box) -> str:
    width = 2.0 if box.fault else 1.0
    ground = "fail-tint" if box.fault else "base"
    dashes = ' stroke-dasharray="3 2.5"' if box.dashed else ""
    inset = width / 2 / EM
    rect = Rect(box.rect.x + inset, box.rect.y + inset, box.rect.width - 2 * inset, box.rect.height - 2 * inset)
    return f'<rect class="f-{ground} s-{_ink(box.ink)}" stroke-width="{_number(width)}" rx="{_n(_RADIUS)}" {_frame(rect)}{dashes}/>'


def _text(text: Text) -> str:
    ink = f"{text.ink.value}-text" if isinstance(text.ink, Light) else _ink(text.ink)
    weight = ' font-weight="bold"' if text.bold else ""
    # Whatever font there is, the text keeps the room that it was given.
    length = f' textLength="{_n(text.width)}" lengthAdjust="spacingAndGlyphs"'
    place = f'x="{_n(text.x)}" y="{_n(text.baseline)}" font-size="{_n(text.size)}"'
    return f'<text class="f-{ink}" {place}{weight}{length}>{escape(text.text)}</text>'


def _sign(sign: Sign) -> str:
    drawing, ink = SIGNS[sign.name], "secondary" if sign.faint else "text"
    parts = [f'<path d="{drawing.lines}"/>'] if drawing.lines else []
    parts += [f"<rect {_attributes(x=box.x, y=box.y, width=box.width, height=box.height, rx=box.radius)}/>" for box in drawing.boxes]
    parts += [f"<circle {_attributes(cx=one.x, cy=one.y, r=one.radius)}/>" for one in drawing.rounds]
    if drawing.heavy is not None:
        parts.append(f'<path d="{drawing.heavy[0]}" stroke-width="{_number(drawing.heavy[1])}"/>')
    strokes = f'class="s-{ink}" stroke-width="{_number(SIGN_LINE)}" stroke-linecap="round" stroke-linejoin="round"'
    return _placed(f"<g {strokes}>{''.join(parts)}</g>", sign.rect, SIGN_UNITS)


def _placed(drawn: str, rect: Rect, units: int) -> str:
    """Put a drawing on a square grid where the rectangle is."""
    side = min(rect.width, rect.height) * EM
    x, y = (rect.x + rect.width / 2) * EM - side / 2, (rect.y + rect.height / 2) * EM - side / 2
    return f'<g transform="translate({_number(x)} {_number(y)}) scale({_number(side / units, 4)})">{drawn}</g>'


def _arrow(arrow: Arrow) -> str:
    (x, y), (across, down) = arrow.middle, arrow.towards
    half = 0.42
    tip = (x + across * _ARROW / 2, y + down * _ARROW / 2)
    back = (tip[0] - across * _ARROW, tip[1] - down * _ARROW)
    corners = (tip, (back[0] - down * half, back[1] + across * half), (back[0] + down * half, back[1] - across * half))
    ink = _ink(arrow.ink)
    ground = ink if arrow.filled else "base"
    return f'<polygon class="f-{ground} s-{ink}" stroke-width="1" stroke-linejoin="round" points="{_points(corners)}"/>'


def _octagon(octagon: Octagon) -> Iterator[str]:
    (x, y), size = octagon.middle, octagon.size
    yield f'<circle class="f-base" cx="{_n(x)}" cy="{_n(y)}" r="{_n(size / 2 * _DISC)}"/>'
    yield _placed(light_drawing(Light.FAIL, Basis.MEASURED), Rect(x - size / 2, y - size / 2, size, size), LIGHT_UNITS)


def _ink(ink: Light | Ink) -> str:
    """Return the name of a colour, as the classes and the variables of a page have it."""
    return "on-strip" if ink is Ink.ON_PLATE else ink.value


def _frame(rect: Rect) -> str:
    return _attributes(x=rect.x * EM, y=rect.y * EM, width=rect.width * EM, height=rect.height * EM)


def _attributes(**values: float) -> str:
    return " ".join(f'{name}="{_number(value)}"' for name, value in values.items())


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(ems: float) -> str:
    """Write a length in em as units of the drawing."""
    return _number(ems * EM)


def _number(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".") or "0"
