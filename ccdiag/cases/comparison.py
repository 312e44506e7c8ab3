"""Two runs of one terminal, laid beside each other: what changed, what stayed, and what that says."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag.cases.headline import headline_of, primary_faults
from ccdiag.cases.meantime import Happening, Meantime, happenings, still_open
from ccdiag.cases.other_conditions import OtherCondition, other_conditions
from ccdiag.model.cause import Cause
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.picture.elements import STATIONS, Station, Way
from ccdiag.picture.way import way_of

__all__ = ["CauseChange", "CheckChange", "CheckFound", "Comparison", "Fate", "compare"]

_SOUND: Final = frozenset({Verdict.PASS, Verdict.WARN})
_GROUNDS: Final = (Basis.STATED, Basis.INFERRED, Basis.MEASURED)
"""The weakest first."""


class CheckFound(Struct, frozen=True, kw_only=True):
    """What one of the two runs found at a check."""

    light: Light
    basis: Basis | None = None
    """None where nothing was concluded."""
    reason: Message | None = None


class CheckChange(Struct, frozen=True, kw_only=True):
    """A check that ended differently."""

    check: CheckId
    title: Message
    then: CheckFound
    now: CheckFound


class Fate(StrEnum):
    """What became of a cause between the two runs."""

    GONE = "gone"
    """It stood, and where it showed all is well now."""
    NEW = "new"
    """It stands, and where it shows all was well then."""
    STAYED = "stayed"
    CHANGED = "changed"
    """It stands in both, more or less sure, more or less grave, or on another ground."""
    UNSEEN_NOW = "unseen_now"
    """It stood; where it showed nothing was looked at now, or it is not well for another reason."""
    UNSEEN_THEN = "unseen_then"
    """It stands; whether it stood then cannot be told."""


class CauseChange(Struct, frozen=True, kw_only=True):
    """A cause of one of the two runs, or of both."""

    id: str
    fate: Fate
    then: Cause | None = None
    now: Cause | None = None
    basis: Basis = Basis.MEASURED
    """On what it rests that it is gone, or new: what was only stated is not measured."""

    @property
    def cause(self) -> Cause:
        """The cause as it is known last."""
        known = self.now or self.then
        assert known is not None, "a cause of neither run"
        return known


class Comparison(Struct, frozen=True, kw_only=True):
    """What two runs tell together."""

    headline: Message
    told: str = ""
    """The cause of the earlier run of which the headline says what became of it."""
    conditions: tuple[OtherCondition, ...] = ()
    """What was not the same when they were measured, so that not every change is one of the shop."""
    changed: tuple[CheckChange, ...] = ()
    same: int = 0
    """Checks that ended alike."""
    only_then: tuple[CheckId, ...] = ()
    only_now: tuple[CheckId, ...] = ()
    causes: tuple[CauseChange, ...] = ()
    stations: tuple[Place, ...] = ()
    """Those of the picture that stand differently."""
    between: tuple[Happening, ...] = ()
    """Oldest first."""
    open: tuple[Message, ...] = ()
    """What is still to be done, beside what the headline names."""

    @property
    def total(self) -> int:
        """How many checks both runs had."""
        return len(self.changed) + self.same

    def causes_with(self, *fates: Fate) -> tuple[CauseChange, ...]:
        """Return the causes with one of these fates."""
        return tuple(one for one in self.causes if one.fate in fates)

    @property
    def checks_told(self) -> Message:
        """How many checks changed, in words."""
        match len(self.changed), self.total:
            case 0, total:
                return message("Nothing changed in {total} checks", total=total)
            case changed, total:
                return message("Changed: {changed} of {total} checks", changed=changed, total=total)


def compare(then: SavedRun, now: SavedRun, meantime: Meantime | None = None) -> Comparison:
    """Compare two runs, the earlier one first; `meantime` is what is kept from between them."""
    meantime = meantime or Meantime()
    both = [check for check in CHECK_IDS if check in then.state.checks and check in now.state.checks]
    changed = tuple(change for check in both if (change := _change(then.state, now.state, check)) is not None)
    causes = tuple(_causes(then.state, now.state))
    conditions = other_conditions(then, now)
    told = ("", "") if any(one.incomparable for one in conditions) else primary_faults(then.state, now.state)
    gone = {one.id: one.basis for one in causes if one.fate is Fate.GONE}
    return Comparison(
        headline=headline_of(then.state, now.state, gone, conditions, changed=len(changed)),
        told=told[0],
        conditions=conditions,
        changed=changed,
        same=len(both) - len(changed),
        only_then=tuple(check for check in CHECK_IDS if check in then.state.checks and check not in now.state.checks),
        only_now=tuple(check for check in CHECK_IDS if check in now.state.checks and check not in then.state.checks),
        causes=causes,
        stations=_stations(way_of(then.state, then.case), way_of(now.state, now.case)),
        between=happenings(then, now, meantime),
        open=still_open(now, meantime, but=told[1]),
    )


def _change(then: RunState, now: RunState, check: CheckId) -> CheckChange | None:
    before, after = then.checks[check], now.checks[check]
    if _essence(before) == _essence(after):
        return None
    return CheckChange(check=check, title=after.planned.title, then=_found(before, then), now=_found(after, now))


def _essence(check: CheckState) -> tuple[object, ...]:
    """Return what counts of an end: times and addresses differ between any two runs, and of what is well the wording does too."""
    result, light = check.result, _shown(check)
    if result is None or light is Light.SKIPPED:
        # Nobody knows more of it, whatever it was left out for.
        return (light,)
    wording = "" if result.verdict is Verdict.PASS else result.reason.text
    return light, result.basis, result.blocked_by, wording


def _shown(check: CheckState) -> Light:
    """Return the light as the checklist shows it: what was left out for want of an answer is a question there."""
    asks = check.result is not None and check.result.question is not None
    return Light.INCONCLUSIVE if asks and check.light is Light.SKIPPED else check.light


def _found(check: CheckState, run: RunState) -> CheckFound:
    result = check.result
    if result is None:
        return CheckFound(light=check.light)
    reason = result.reason
    if result.blocked_by is not None and result.blocked_by in run.checks:
        reason = message("because {check} failed", check=run.checks[result.blocked_by].planned.title)
    concluded = result.verdict in {Verdict.PASS, Verdict.WARN, Verdict.FAIL}
    return CheckFound(light=_shown(check), basis=result.basis if concluded else None, reason=reason)


def _causes(then: RunState, now: RunState) -> Iterator[CauseChange]:
    """Tell of the causes that stand now, the primary first, then of those that stood."""
    before, after = ({cause.id: cause for cause in state.causes} for state in (then, now))
    for id_, cause in after.items():
        known = before.get(id_)
        if known is None:
            ground = _sound_where(cause, now, then)
            fate = Fate.UNSEEN_THEN if ground is None else Fate.NEW
            yield CauseChange(id=id_, fate=fate, now=cause, basis=ground or Basis.MEASURED)
            continue
        alike = (known.certainty, known.severity, known.basis) == (cause.certainty, cause.severity, cause.basis)
        yield CauseChange(id=id_, fate=Fate.STAYED if alike else Fate.CHANGED, then=known, now=cause)
    for id_, cause in before.items():
        if id_ not in after:
            ground = _sound_where(cause, then, now)
            yield CauseChange(id=id_, fate=Fate.UNSEEN_NOW if ground is None else Fate.GONE, then=cause, basis=ground or Basis.MEASURED)


def _sound_where(cause: Cause, stood: RunState, other: RunState) -> Basis | None:
    """Return on what it rests that all is well in the other run where a cause showed; None: it is not well, or nobody looked."""
    results = [other.results.get(check) for check in _showed_at(cause, stood)]
    if not results or any(result is None or result.verdict not in _SOUND for result in results):
        return None
    return min((result.basis for result in results if result is not None), key=_GROUNDS.index)


def _showed_at(cause: Cause, state: RunState) -> list[CheckId]:
    """Return the checks that a cause spoilt or warned of by themselves, not because another one failed before."""
    shown = []
    for check, result in state.results.items():
        concerned = check in cause.explains or any(seen.id in cause.evidence for seen in result.observations)
        if concerned and result.blocked_by is None and result.verdict not in {Verdict.PASS, Verdict.SKIPPED}:
            shown.append(check)
    return shown


def _stations(then: Way, now: Way) -> tuple[Place, ...]:
    return tuple(place for place in STATIONS if _standing(then.stations[place]) != _standing(now.stations[place]))


def _standing(station: Station) -> tuple[object, ...]:
    return station.light, station.basis, station.at_fault, station.words[0].text
