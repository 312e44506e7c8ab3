"""How a station stands: the worst of its checks, and the words for it."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from ccdiag.model.check import CheckId, Ending
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.model.words import LIGHT_WORDS

_WORST_FIRST: Final = (
    Light.FAIL,
    Light.CRASHED,
    Light.WARN,
    Light.INCONCLUSIVE,
    Light.RUNNING,
    Light.SKIPPED,
    Light.WAITING,
    Light.PASS,
)
_BASES_FIRST: Final = (Basis.MEASURED, Basis.INFERRED, Basis.STATED)
_REACHED: Final = frozenset({Place.TAS, Place.TMS, Place.VPOS})
"""Where only the port was measured: that it answers is no proof that the service behind it works."""


_CUT_OFF: Final = frozenset({Ending.BLOCKED, Ending.CUT_SHORT, Ending.NOT_LOOKED})
"""It applies and should have been looked at, so what is good beside it is not all."""


class Standing(Struct, frozen=True, kw_only=True):
    """A light, the ground it stands on, and what it is called, the longest first."""

    light: Light
    basis: Basis = Basis.MEASURED
    words: tuple[Message, ...]


def station_of(place: Place) -> Place:
    """Return the station at which the checks of a place are shown: the line outside begins at the firewall."""
    return Place.FIREWALL if place is Place.PROVIDER else place


def checks_at(state: RunState, station: Place) -> tuple[CheckId, ...]:
    """Return the checks that a station stands for, in the order of the plan."""
    return tuple(check for check, at in state.checks.items() if station_of(at.planned.place) is station)


def worst(lights: Iterable[Light]) -> Light | None:
    """Return the worst of some lights; none of none."""
    return min(lights, key=_WORST_FIRST.index, default=None)


def standing_of(station: Place, checks: Sequence[CheckState]) -> Standing:
    """Judge a station by its checks; those that do not count have been left out by the caller."""
    lights = [counted(check) for check in checks]
    told = [light for light in lights if light is not None]
    if not told:
        light = Light.SKIPPED if checks else Light.WAITING
        return Standing(light=light, words=(LIGHT_WORDS[light],) if checks else (message("not yet tested"), message("not yet")))
    done = sum(check.phase == "done" for check in checks)
    light = worst(told) or Light.SKIPPED
    if light in {Light.PASS, Light.SKIPPED, Light.WAITING} and Light.WAITING in told and any(one is not Light.WAITING for one in told):
        light = Light.RUNNING
    if light is Light.RUNNING:
        return Standing(light=light, words=_progress(done, len(checks)))
    if light is Light.INCONCLUSIVE and (questions := sum(_asks(check) for check in checks)):
        return Standing(light=light, words=_open(questions))
    bases = {check.result.basis for check, own in zip(checks, lights, strict=True) if own is light and check.result is not None}
    basis = next((basis for basis in _BASES_FIRST if basis in bases), Basis.MEASURED)
    if light is Light.PASS and Basis.MEASURED in bases:
        return Standing(light=light, basis=basis, words=(_good(station, mixed=len(bases) > 1),))
    return Standing(light=light, basis=basis, words=(LIGHT_WORDS[light],))


def counted(check: CheckState) -> Light | None:
    """Return the light that a check adds to its station; nothing when it was skipped because it does not apply or nobody asked for it."""
    if _asks(check):
        return Light.INCONCLUSIVE
    result = check.result
    if result is not None and result.verdict is Verdict.SKIPPED and result.blocked_by is None and result.ending not in _CUT_OFF:
        return None
    return check.light


def _asks(check: CheckState) -> bool:
    result = check.result
    return result is not None and result.question is not None and result.verdict in {Verdict.SKIPPED, Verdict.INCONCLUSIVE}


def _good(station: Place, *, mixed: bool) -> Message:
    """Call it good where all of it was measured; where a part was only stated, say no more than what was measured."""
    if station in _REACHED:
        return message("reachable")
    if mixed and station is Place.TERMINAL:
        return message("answers")
    return LIGHT_WORDS[Light.PASS]


def _progress(done: int, count: int) -> tuple[Message, ...]:
    if count == 1:
        return (LIGHT_WORDS[Light.RUNNING],)
    return (message("{done} of {count} done", done=done, count=count), message("{done} of {count}", done=done, count=count))


def _open(questions: int) -> tuple[Message, ...]:
    if questions == 1:
        return (message("1 question open"), message("1 question"))
    return (message("{count} questions open", count=questions), message("{count} questions", count=questions))
