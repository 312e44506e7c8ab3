"""What the lines of a picture mean; only those that it has."""

from typing import Final

from msgspec.structs import replace

from ccdiag.model.message import message
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS
from ccdiag.picture.elements import Way
from ccdiag.picture.shapes import Ink, Line, Pattern, Picture
from ccdiag.picture.sketch import FAINT, Say, Sketch, TextWidth

_SAMPLE: Final = 2.0
_GAP: Final = 0.5
_BETWEEN: Final = 1.4
_BELOW: Final = 1.7
"""Room for the legend below a picture."""
_MEANINGS: Final = (
    (Pattern.SOLID, Light.PASS, BASIS_WORDS[Basis.MEASURED]),
    (Pattern.HOLLOW, Light.SKIPPED, BASIS_WORDS[Basis.STATED]),
    (Pattern.INFERRED, Light.PASS, BASIS_WORDS[Basis.INFERRED]),
    (Pattern.RUNNING, Light.RUNNING, LIGHT_WORDS[Light.RUNNING]),
    (Pattern.UNDECIDED, Light.INCONCLUSIVE, LIGHT_WORDS[Light.INCONCLUSIVE]),
    (Pattern.DOTTED, Light.SKIPPED, message("not tested")),
)


def write_legend(sketch: Sketch, x: float, room: float, y: float) -> None:
    """Write the legend at the right of its room, with as many entries as fit."""
    _write(sketch, sketch.patterns, x, room, y)


def with_legend(picture: Picture, way: Way, say: Say, text_width: TextWidth) -> Picture:
    """Add the legend below a picture whose form has no room for it: on paper nobody can point at a line and read what it means."""
    sketch = Sketch(way, say, text_width)
    patterns = frozenset(shape.pattern for shape in picture.shapes if isinstance(shape, Line))
    _write(sketch, patterns, 0.0, picture.width, picture.height + _BELOW / 2)
    return replace(picture, height=picture.height + _BELOW, shapes=(*picture.shapes, *sketch.finished(0.0, 0.0, {}).shapes))


def _write(sketch: Sketch, drawn: frozenset[Pattern], x: float, room: float, y: float) -> None:
    entries = [(pattern, ink, sketch.say(word)) for pattern, ink, word in _MEANINGS if pattern in drawn]
    widths = [_SAMPLE + _GAP + sketch.width_of(word, FAINT) for _, _, word in entries]
    while entries and sum(widths) + _BETWEEN * (len(widths) - 1) > room:
        entries.pop()
        widths.pop()
    left = x + room - sum(widths) - _BETWEEN * (len(widths) - 1)
    for (pattern, ink, word), width in zip(entries, widths, strict=True):
        sketch.stroke(pattern, ink, (left, y), (left + _SAMPLE, y))
        sketch.write(word, left + _SAMPLE + _GAP, y + 0.32, width - _SAMPLE - _GAP + 0.01, size=FAINT, ink=Ink.SECONDARY)
        left += width + _BETWEEN
