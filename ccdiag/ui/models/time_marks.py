"""What the time line of a saved run shows, made from what happened in it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ccdiag.app.replay import Moment, MomentKind
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.model.words import LIGHT_WORDS


class TimeMark(Struct, frozen=True):
    """A tick on the time line."""

    at_s: float
    light: Light | None
    """Of the check that ended; None for another moment."""
    text: Message
    tall: bool = False
    """Whether the causes changed here."""


def time_marks(moments: Sequence[Moment], titles: Mapping[CheckId, Message], lights: Mapping[CheckId, Light]) -> tuple[TimeMark, ...]:
    """Return the ticks; `lights` are those of today, which win from those of then."""
    return tuple(_mark(one, titles, lights) for one in moments)


def _mark(moment: Moment, titles: Mapping[CheckId, Message], lights: Mapping[CheckId, Light]) -> TimeMark:
    match moment.kind:
        case MomentKind.BEGAN:
            return TimeMark(moment.at_s, None, message("The run begins."))
        case MomentKind.CAUSE:
            return TimeMark(moment.at_s, None, message("What is most likely changes."), tall=True)
        case MomentKind.ENDED:
            return TimeMark(moment.at_s, None, message("The run has ended."))
        case MomentKind.CHECK:
            assert moment.check is not None
            light = lights.get(moment.check, moment.light or Light.WAITING)
            title = titles.get(moment.check, Message("{check}", {"check": moment.check}))
            return TimeMark(moment.at_s, light, Message("{check}: {verdict}", {"check": title, "verdict": LIGHT_WORDS[light]}))
