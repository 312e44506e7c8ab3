"""Two runs compared, as plain text to be pasted into a ticket."""

from collections.abc import Callable, Iterator

from ccdiag.cases.comparison import CheckFound, Comparison, Fate
from ccdiag.cases.meantime import Happening, HappeningKind
from ccdiag.model.case_key import shop_of
from ccdiag.model.confidential import masked
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, RUN_VERDICT_WORDS, SIMULATION

Say = Callable[[Message], str]
_LONGEST_LINE = 1000


def comparison_text(comparison: Comparison, then: SavedRun, now: SavedRun, say: Say) -> str:
    """Write down what changed between two runs; each line without passwords, keys and card numbers."""
    lines = (
        say(comparison.headline),
        *_heading(then, now, say),
        *(f"  {say(one.text)}" for one in comparison.conditions),
        "",
        *_checks(comparison, say),
        *_causes(comparison, say),
        *_listed(message("In between:"), (_happened(one, say) for one in comparison.between), say),
        *_listed(message("Still open:"), (say(one) for one in comparison.open), say),
    )
    return "\n".join(printable(masked("", line), most=_LONGEST_LINE) for line in lines) + "\n"


def _heading(then: SavedRun, now: SavedRun, say: Say) -> Iterator[str]:
    if then.state.simulation or now.state.simulation:
        yield say(SIMULATION)
    terminal = now.case.terminal.tms_id
    known = ", ".join(dict.fromkeys(part for part in (shop_of(now.case), terminal) if part))
    if known:
        yield say(message("Shop: {name}", name=known))
    for letter, run in (("A", then), ("B", now)):
        started = f"{run.state.started_at.astimezone():%Y-%m-%d %H:%M %z}"
        told = say(RUN_VERDICT_WORDS[run.state.verdict])
        if run.state.causes:
            told = f"{told} {say(run.state.causes[0].title)}"
        yield f"{letter}: {started}  {told}"


def _checks(comparison: Comparison, say: Say) -> Iterator[str]:
    yield say(comparison.checks_told)
    for change in comparison.changed:
        yield f"  {say(change.title)}: {_found(change.then, say)} -> {_found(change.now, say)}"
    if comparison.changed:
        yield say(message("Stayed the same: {count} checks", count=comparison.same))
    for letter, alone in (("A", comparison.only_then), ("B", comparison.only_now)):
        if alone:
            yield say(message("Only in {run}: {count} checks", run=letter, count=len(alone)))


def _found(found: CheckFound, say: Say) -> str:
    word = say(LIGHT_WORDS[found.light])
    if found.basis is not None and found.basis is not Basis.MEASURED:
        word = f"{word} ({say(BASIS_WORDS[found.basis])})"
    return word if found.reason is None else f"{word}, {say(found.reason)}"


def _causes(comparison: Comparison, say: Say) -> Iterator[str]:
    for heading, fates in (
        (message("No longer found:"), (Fate.GONE,)),
        (message("New:"), (Fate.NEW, Fate.UNSEEN_THEN)),
        (message("Still there:"), (Fate.STAYED, Fate.CHANGED)),
        (message("Could not be seen again:"), (Fate.UNSEEN_NOW,)),
    ):
        yield from _listed(heading, (say(one.cause.title) for one in comparison.causes_with(*fates)), say)


def _happened(one: Happening, say: Say) -> str:
    told = f"{one.at.astimezone():%Y-%m-%d %H:%M}  {say(one.text)}"
    return f"{told} ({say(BASIS_WORDS[Basis.STATED])})" if one.kind in {HappeningKind.ANSWER, HappeningKind.NOTE} else told


def _listed(heading: Message, lines: Iterator[str], say: Say) -> Iterator[str]:
    known = list(lines)
    if known:
        yield say(heading)
        yield from (f"  {line}" for line in known)
