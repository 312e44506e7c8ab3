"""A training: somebody finds and mends a hidden fault, and all that is done is written down. Pure; the clock is the caller's."""

import random
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.adminlight.circumstances import MODE_LABELS
from ccdiag.adminlight.view import render
from ccdiag.model.message import Message, message
from ccdiag.model.prepared_shop import Mending, PreparedShop
from ccdiag.model.run import RunState
from ccdiag.model.terminal_state import TerminalState
from ccdiag.model.verdict import RunVerdict

MOST_DEEDS: Final = 500
"""The first ones are kept; a training has some tens."""
_ARROW: Final = " › "


class DeedKind(StrEnum):
    """What was done."""

    CHECKLIST = "checklist"
    LOOKED = "looked"
    """In the terminal's menus; nothing was changed there."""
    CLOSED_DAY = "closed_day"
    OPENED_DAY = "opened_day"
    INSTALLED = "installed"
    SET_POS_MODE = "set_pos_mode"
    SWITCHED = "switched"
    """Something was changed on the terminal or in TMS that no key changes: a switch of the simulation."""
    MENDED = "mended"
    """Something was asked of somebody else, or done in a portal."""
    KICKED = "kicked"
    PROCEDURE = "procedure"
    NAMED = "named"


class Deed(Struct, frozen=True, kw_only=True):
    """One thing that was done, and what came of it."""

    kind: DeedKind
    at_s: float
    """Since the training began."""
    told: Message
    came_of_it: Message | None = None
    subject: str = ""
    """The id of the mending, the procedure, the cause or the kind of kick."""
    keys: int = 0
    """Pressed for it."""
    succeeded: bool = True
    """A kick that arrived, a checklist that is healthy, a cause that is right."""
    gone: frozenset[str] = frozenset()
    """Faults that it took away."""
    come: frozenset[str] = frozenset()
    """Faults that it made."""
    harmful: bool = False
    """It put another shop's settings on the terminal."""
    open: bool = False
    """The menus are still open: what is pressed next belongs to it."""


class Training(Struct, frozen=True, kw_only=True):
    """One training as far as it is."""

    shop: PreparedShop
    faults: frozenset[str]
    """What is wrong now; never shown before the end."""
    stated_wrongly: frozenset[str] = frozenset()
    """Keys of the case that are still stated wrongly."""
    has_other_id: bool = False
    """The terminal was installed with another shop's TMS id, which no check can see."""
    deeds: tuple[Deed, ...] = ()
    ended_at_s: float | None = None
    gave_up: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing is written down any more."""
        return self.ended_at_s is not None

    @property
    def mended(self) -> bool:
        """Whether nothing is wrong any more."""
        return not self.faults and not self.stated_wrongly and not self.has_other_id

    @property
    def named_rightly(self) -> bool:
        """Whether the cause was named."""
        return any(deed.kind is DeedKind.NAMED and deed.succeeded for deed in self.deeds)


def draw(shops: Sequence[PreparedShop], seed: int | None = None) -> PreparedShop:
    """Draw a shop; the same seed draws the same shop of the same ones."""
    return random.Random(seed).choice(shops)  # noqa: S311  # an exercise, no secret


def begin(shop: PreparedShop, faults: frozenset[str]) -> Training:
    """Begin a training in a shop in which this is wrong."""
    return Training(shop=shop, faults=faults, stated_wrongly=frozenset(shop.case))


def with_checklist(training: Training, state: RunState, at_s: float) -> Training:
    """Write down a checklist that has ended."""
    if state.cancelled:
        return training
    came = message("healthy") if state.verdict is RunVerdict.HEALTHY else message("could not tell")
    if state.causes:
        came = state.causes[0].title
    deed = Deed(
        kind=DeedKind.CHECKLIST,
        at_s=at_s,
        told=message("Checklist"),
        came_of_it=came,
        succeeded=state.verdict is RunVerdict.HEALTHY and not state.causes,
    )
    return _with(training, deed)


def with_keys(training: Training, before: TerminalState, after: TerminalState, faults: frozenset[str], at_s: float) -> Training:
    """Write down what a key, or several, did on the terminal; `faults` are those that are left."""
    if training.ended:
        return training
    last = training.deeds[-1] if training.deeds and training.deeds[-1].open else None
    earlier = training.deeds[:-1] if last is not None else training.deeds
    keys = (last.keys if last is not None else 0) + 1
    changed = _change(before, after)
    gone, come = training.faults - faults, faults - training.faults
    other = after.world.installed_tms_id != after.world.tms_id
    training = replace(training, faults=faults, has_other_id=other)
    if changed is not None:
        kind, told = changed
        harmful = kind is DeedKind.INSTALLED and other
        deed = Deed(kind=kind, at_s=at_s, told=told, keys=keys, gone=gone, come=come, harmful=harmful)
        return _with(replace(training, deeds=earlier), deed)
    if last is None and not after.frames:
        return training
    path = render(after).path
    known = last.subject.split(_ARROW) if last is not None else []
    deepest = _ARROW.join(path if len(path) >= len(known) else known)
    deed = Deed(
        kind=DeedKind.LOOKED,
        at_s=last.at_s if last is not None else at_s,
        told=Message("{path}", {"path": deepest}) if deepest else message("The terminal's menus"),
        subject=deepest,
        keys=keys,
        open=bool(after.frames),
    )
    return _with(replace(training, deeds=earlier), deed)


def with_mending(training: Training, mending: Mending, *, helped: bool, faults: frozenset[str], at_s: float) -> Training:
    """Write down what was asked of somebody else; `faults` are those that are left."""
    if training.ended:
        return training
    deed = Deed(
        kind=DeedKind.MENDED,
        at_s=at_s,
        told=Message(mending.title),
        came_of_it=message("done") if helped else message("nothing was wrong there"),
        subject=mending.id,
        succeeded=helped,
        gone=training.faults - faults,
        come=faults - training.faults,
    )
    left = training.stated_wrongly - frozenset(mending.corrects) if helped else training.stated_wrongly
    return _with(replace(training, faults=faults, stated_wrongly=left), deed)


def with_kick(training: Training, kind: str, *, arrived: bool, at_s: float) -> Training:
    """Write down a kick."""
    told = message("Kick over the cloud") if kind == "cloud" else message("Kick over the LAN")
    came = message("arrived") if arrived else message("did not arrive")
    return _with(training, Deed(kind=DeedKind.KICKED, at_s=at_s, told=told, came_of_it=came, subject=kind, succeeded=arrived))


def with_procedure(training: Training, procedure: str, title: Message, at_s: float) -> Training:
    """Write down that a procedure was begun."""
    told = message("Procedure begun")
    return _with(training, Deed(kind=DeedKind.PROCEDURE, at_s=at_s, told=told, came_of_it=title, subject=procedure))


def with_cause(training: Training, cause: str, title: Message, at_s: float) -> Training:
    """Write down which cause the trainee named; whether it is right shows at the end, or at once, as the caller likes."""
    right = cause == training.shop.cause or cause in training.shop.also
    deed = Deed(kind=DeedKind.NAMED, at_s=at_s, told=message("Cause named"), came_of_it=title, subject=cause, succeeded=right)
    return _with(training, deed)


def finish(training: Training, at_s: float, *, gave_up: bool = False) -> Training:
    """End a training."""
    return training if training.ended else replace(training, ended_at_s=at_s, gave_up=gave_up)


def _with(training: Training, deed: Deed) -> Training:
    if training.ended or len(training.deeds) >= MOST_DEEDS:
        return training
    deeds = training.deeds
    if deeds and deeds[-1].open:
        # Something else was done meanwhile; what is pressed afterwards is another look.
        deeds = (*deeds[:-1], replace(deeds[-1], open=False))
    return replace(training, deeds=(*deeds, deed))


def _change(before: TerminalState, after: TerminalState) -> tuple[DeedKind, Message] | None:
    old, new = before.world, after.world
    if new.installations != old.installations:
        return DeedKind.INSTALLED, message("Hardware installation with the TMS id {tms_id}", tms_id=new.installed_tms_id)
    if new.day_open is not old.day_open:
        return (DeedKind.OPENED_DAY, message("Day opened")) if new.day_open else (DeedKind.CLOSED_DAY, message("Day closed"))
    if new.pos_mode != old.pos_mode:
        return DeedKind.SET_POS_MODE, message("POS mode set to {mode}", mode=MODE_LABELS[new.pos_mode])
    return (DeedKind.SWITCHED, message("A switch of the simulated terminal")) if new != old else None
