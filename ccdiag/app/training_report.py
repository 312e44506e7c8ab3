"""What a training comes to: what was done, what of it was needless, how long it took, and whether the cause was named rightly. Pure."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag.app.training import Deed, DeedKind, Training
from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.prepared_shop import PreparedShops

_CHANGES = frozenset(
    {DeedKind.CLOSED_DAY, DeedKind.OPENED_DAY, DeedKind.INSTALLED, DeedKind.SET_POS_MODE, DeedKind.SWITCHED, DeedKind.MENDED},
)

_INSTALLATION: Final = "hardware-installation"


class Worth(StrEnum):
    """What a deed was worth."""

    HELPED = "helped"
    NEEDED = "needed"
    """It mends nothing by itself, and what helped was not to be had without it."""
    LOOKED = "looked"
    """It changed nothing, and told something."""
    NEEDLESS = "needless"
    HARMFUL = "harmful"
    RIGHT = "right"
    WRONG = "wrong"


WORTH_WORDS = {
    Worth.HELPED: message("helped"),
    Worth.NEEDED: message("needed"),
    Worth.LOOKED: message("looked"),
    Worth.NEEDLESS: message("needless"),
    Worth.HARMFUL: message("made it worse"),
    Worth.RIGHT: message("right"),
    Worth.WRONG: message("wrong"),
}


class JudgedDeed(Struct, frozen=True, kw_only=True):
    """A deed, and what it was worth."""

    deed: Deed
    worth: Worth


class TrainingReport(Struct, frozen=True, kw_only=True):
    """All that is told at the end."""

    shop: str
    title: Message
    """What was wrong."""
    complaint: Message
    lesson: Message
    mended: bool
    gave_up: bool
    left: tuple[str, ...]
    """Faults that are still there."""
    has_other_id: bool
    """The terminal was installed with another shop's TMS id."""
    named: bool
    guesses: int
    """Causes that were named, the right one included."""
    tested: bool
    """Whether the checklist, or a kick, said after the last change that all is well."""
    seconds: float
    named_after_s: float | None
    mended_after_s: float | None
    deeds: tuple[JudgedDeed, ...]
    enough: tuple[Message, ...]
    """What would have been enough, in this order."""

    def count(self, *worths: Worth) -> int:
        """Return how many deeds were worth that."""
        return sum(1 for deed in self.deeds if deed.worth in worths)

    @property
    def headline(self) -> Message:
        """The outcome in a sentence."""
        if self.gave_up:
            return message("Given up: the answer is shown below.")
        if not self.mended:
            return message("Not mended yet: something is still wrong.")
        if not self.named:
            return message("Mended, but the cause was not named.")
        return message("Mended, and the cause was named rightly.")

    @property
    def advice(self) -> tuple[Message, ...]:
        """What to do better the next time, shortest first."""
        told: list[Message] = []
        if self.has_other_id:
            told.append(message("The terminal has another shop's settings: compare the customer's data before OK is pressed."))
        if self.mended and not self.tested:
            told.append(message("Test after the last change: what nobody has seen working does not count."))
        if self.count(Worth.NEEDLESS):
            told.append(message("Needless: {count}. Read the checklist before anything is changed.", count=self.count(Worth.NEEDLESS)))
        if self.count(Worth.HARMFUL):
            told.append(message("Made worse: {count}. One thing at a time, as the guide says it.", count=self.count(Worth.HARMFUL)))
        if self.guesses > 1 and self.named:
            told.append(message("Named at attempt {count}: the first cause of the checklist is the one to begin with.", count=self.guesses))
        return tuple(told)


def report_of(training: Training, book: PreparedShops) -> TrainingReport:
    """Judge a training; one that has not ended is judged as if it ended with its last deed."""
    shop, deeds = training.shop, training.deeds
    installs = _INSTALLATION in _always_runs(shop.procedure)
    judged = tuple(JudgedDeed(deed=deed, worth=_worth(number, deeds, installs=installs)) for number, deed in enumerate(deeds))
    named = next((deed for deed in deeds if deed.kind is DeedKind.NAMED and deed.succeeded), None)
    changes = [number for number, deed in enumerate(deeds) if deed.kind in _CHANGES and (deed.gone or deed.come or deed.succeeded)]
    after = deeds[changes[-1] + 1 :] if changes else deeds
    helping = [one.deed.at_s for one in judged if one.worth in {Worth.HELPED, Worth.NEEDED}]
    last = deeds[-1].at_s if deeds else 0.0
    return TrainingReport(
        shop=shop.id,
        title=Message(shop.title),
        complaint=Message(shop.complaint),
        lesson=Message(shop.lesson),
        mended=training.mended,
        gave_up=training.gave_up,
        left=tuple(sorted(training.faults)),
        has_other_id=training.has_other_id,
        named=named is not None,
        guesses=sum(1 for deed in deeds if deed.kind is DeedKind.NAMED),
        tested=any(deed.kind in {DeedKind.CHECKLIST, DeedKind.KICKED} and deed.succeeded for deed in after),
        seconds=training.ended_at_s if training.ended_at_s is not None else last,
        named_after_s=named.at_s if named is not None else None,
        mended_after_s=helping[-1] if training.mended and helping else None,
        deeds=judged,
        enough=tuple(_enough(training, book)),
    )


def _always_runs(procedure: str | None) -> set[str]:
    """Return a procedure, and those that it goes through whatever is answered."""
    book, found, waiting = load_procedures(), set[str](), [procedure] if procedure is not None else []
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [step.runs for step in book.procedures[name].steps if step.runs is not None]
    return found


def _worth(number: int, deeds: tuple[Deed, ...], *, installs: bool) -> Worth:
    """Say what a deed was worth; `installs`: an installation belongs to what mends the shop, even where it takes no fault away."""
    deed, before, after = deeds[number], deeds[:number], deeds[number + 1 :]
    match deed.kind:
        case DeedKind.NAMED:
            return Worth.RIGHT if deed.succeeded else Worth.WRONG
        case DeedKind.LOOKED | DeedKind.PROCEDURE:
            return Worth.LOOKED
        case DeedKind.CHECKLIST | DeedKind.KICKED:
            return Worth.NEEDLESS if _seen_already(deed, before) else Worth.LOOKED
        case DeedKind.CLOSED_DAY:
            following = (one for one in after if one.kind in {DeedKind.INSTALLED, DeedKind.OPENED_DAY})
            first = next(following, None)
            good = first is not None and first.kind is DeedKind.INSTALLED and (bool(first.gone) or installs)
            return Worth.NEEDED if good else Worth.NEEDLESS
        case DeedKind.INSTALLED if installs and not (deed.gone or deed.come or deed.harmful):
            return Worth.NEEDLESS if any(one.kind is DeedKind.INSTALLED for one in before) else Worth.NEEDED
        case DeedKind.OPENED_DAY if any(one.kind is DeedKind.CLOSED_DAY for one in before):
            return Worth.NEEDED
        case _:
            pass
    # A setting put right in TMS leaves the installation to be done, which is no harm.
    worse = deed.come - {"terminal.hw_install_missing"} if deed.kind is DeedKind.MENDED else deed.come
    if deed.harmful or (worse and not deed.gone):
        return Worth.HARMFUL
    helped = deed.gone or (deed.kind is DeedKind.MENDED and deed.succeeded)
    return Worth.HELPED if helped else Worth.NEEDLESS


def _seen_already(deed: Deed, before: tuple[Deed, ...]) -> bool:
    """Whether the same was looked at before, and nothing was done since."""
    for one in reversed(before):
        if one.kind in _CHANGES:
            return False
        if (one.kind, one.subject) == (deed.kind, deed.subject):
            return True
    return False


def _enough(training: Training, book: PreparedShops) -> list[Message]:
    """Name what mends the shop, in its order."""
    shop = training.shop

    def titles(when: str) -> list[Message]:
        return [Message(book.mendings[needed.what].title) for needed in shop.mendings if needed.when == when]

    found = titles("first")
    if shop.procedure is not None:
        procedure = message("Procedure: {title}", title=Message(load_procedures().procedures[shop.procedure].title))
        stopped = titles("stopped")
        found += [procedure, *titles("guide"), *stopped, *([procedure] if stopped else [])]
    return found
