"""What is written beside the way: when and from where it was measured, SIMULATION, and the way by SIM."""

from typing import Final

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.picture.shapes import ASCENT, DESCENT, Ink, Rect
from ccdiag.picture.sketch import SMALL, Sketch

_MEASURED_HERE: Final = (message("measured from this laptop"), message("from this laptop"))
_SIMULATION: Final = (message("SIMULATION: the built-in lab"), message("SIMULATION"))
_BY_SIM: Final = (message("by SIM card: not to be seen from here"), message("by SIM card"))
_PADDING: Final = 0.5


def write_origin(sketch: Sketch, taken: str, x: float, room: float, baseline: float, *, size: float = SMALL, step: float = 1.3) -> None:
    """Write when it was taken, and below it from where; in a simulation that place says so."""
    way = sketch.way
    if way.simulation:
        _write_simulation(sketch, x, room, baseline, size)
    elif way.taken_at is not None:
        sketch.write(taken, x, baseline, room, size=size, ink=Ink.SECONDARY, side="right")
        text = sketch.first_fitting(_MEASURED_HERE, room, size)
        sketch.write(text, x, baseline + step, room, size=size, ink=Ink.SECONDARY, side="right")
        return
    if way.taken_at is not None:
        sketch.write(taken, x, baseline + step, room, size=size, ink=Ink.SECONDARY, side="right")


def _write_simulation(sketch: Sketch, x: float, room: float, baseline: float, size: float) -> None:
    text = sketch.first_fitting(_SIMULATION, room - 2 * _PADDING, size, bold=True)
    width = min(sketch.width_of(text, size, bold=True), room - 2 * _PADDING)
    if width <= 0:
        return
    ground = Rect(x + room - width - 2 * _PADDING, baseline - ASCENT * size, width + 2 * _PADDING, (ASCENT + DESCENT) * size)
    sketch.plate(ground)
    sketch.write(text, ground.x + _PADDING, baseline, width, size=size, ink=Ink.ON_PLATE, bold=True)


def write_by_sim(sketch: Sketch, x: float, baseline: float, room: float, size: float = SMALL) -> None:
    """Write beside the terminal's own way that nothing is known of it."""
    words: tuple[Message, ...] = _BY_SIM
    sketch.write(sketch.first_fitting(words, room, size), x, baseline, room, size=size, ink=Light.INCONCLUSIVE)
