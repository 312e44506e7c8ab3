"""A saved run judged again by the rules of today, and what differs from how it was judged then."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag.app.session import judge_again
from ccdiag.model.cause import Cause, Certainty, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import CERTAINTY_WORDS, RUN_VERDICT_WORDS, VERDICT_WORDS

NOT_FINISHED: Final = message("The program ended before this run did; what it saw until then is shown.")


class ChangeKind(StrEnum):
    """What is judged differently."""

    VERDICT = "verdict"
    """Of the whole run."""
    CAUSE_ADDED = "cause_added"
    CAUSE_REMOVED = "cause_removed"
    CAUSE_PRIMARY = "cause_primary"
    """Another of the causes that stand is the first one."""
    CAUSE_CERTAINTY = "cause_certainty"
    CAUSE_SEVERITY = "cause_severity"
    CHECK_VERDICT = "check_verdict"


class Change(Struct, frozen=True, kw_only=True):
    """One thing that is judged differently today."""

    kind: ChangeKind
    id: str = ""
    """Of the cause or the check; empty for the run as a whole."""
    then: str = ""
    """The value of the verdict or the certainty; empty where there was none."""
    now: str = ""
    said: Message


class JudgedAgain(Struct, frozen=True, kw_only=True):
    """A run as it is judged today."""

    state: RunState
    then: RunState
    """As it was judged when it was written down."""
    changes: tuple[Change, ...] = ()
    """The gravest first; empty when everything is judged as it was."""

    @property
    def changed_checks(self) -> frozenset[CheckId]:
        """The checks whose verdict is another one."""
        changed = {change.id for change in self.changes if change.kind is ChangeKind.CHECK_VERDICT}
        return frozenset(check for check in self.state.checks if check in changed)

    @property
    def changed_causes(self) -> frozenset[str]:
        """The causes that stand now and stood differently, or not at all."""
        changed = {change.id for change in self.changes if change.kind.value.startswith("cause_")}
        return frozenset(cause.id for cause in self.state.causes if cause.id in changed)


def judged_again(run: SavedRun) -> JudgedAgain:
    """Judge a saved run by the rules of today, without a new look at the world: no name is looked up, no file is read.

    It starts from the run as it ended, where its events tell that: what an answer made useless counts again once it is taken back. A run
    that the program did not live to end is judged as far as it came.
    """
    ended = _as_it_ended(run)
    state = judge_again(ended, run.situation)
    return JudgedAgain(state=state, then=run.state, changes=tuple(_changes(run.state, state)))


def _as_it_ended(run: SavedRun) -> RunState:
    told = RunState().apply_all([timed.event for timed in run.events])
    return told if told.finished and told.checks.keys() >= run.state.checks.keys() else run.state


def _changes(then: RunState, now: RunState) -> Iterator[Change]:
    if then.finished and then.verdict is not now.verdict:
        said = message(
            "The run as a whole. Then: {then} Now: {now}", then=RUN_VERDICT_WORDS[then.verdict], now=RUN_VERDICT_WORDS[now.verdict]
        )
        yield Change(kind=ChangeKind.VERDICT, then=then.verdict, now=now.verdict, said=said)
    yield from _cause_changes({cause.id: cause for cause in then.causes}, {cause.id: cause for cause in now.causes})
    for check, state in now.checks.items():
        if check in then.checks and (change := _check_change(check, then.checks[check], state)) is not None:
            yield change


def _cause_changes(then: dict[str, Cause], now: dict[str, Cause]) -> Iterator[Change]:
    for cause in now.values():
        if cause.id not in then:
            said = message("A new cause: {title} ({certainty})", title=cause.title, certainty=CERTAINTY_WORDS[cause.certainty])
            yield Change(kind=ChangeKind.CAUSE_ADDED, id=cause.id, now=cause.certainty, said=said)
    for cause in then.values():
        if cause.id not in now:
            said = message("No cause any more: {title}", title=cause.title)
            yield Change(kind=ChangeKind.CAUSE_REMOVED, id=cause.id, then=cause.certainty, said=said)
    both = [(then[id_], cause) for id_, cause in now.items() if id_ in then]
    for before, cause in both:
        yield from _same_cause(before, cause)
    first_then, first_now = next(iter(then.values()), None), next(iter(now.values()), None)
    if first_then is not None and first_now is not None and first_then.id != first_now.id and first_now.id in then and first_then.id in now:
        said = message("The first cause is another one: {title}", title=first_now.title)
        yield Change(kind=ChangeKind.CAUSE_PRIMARY, id=first_now.id, then=first_then.id, now=first_now.id, said=said)


def _same_cause(then: Cause, now: Cause) -> Iterator[Change]:
    if then.severity is not now.severity:
        fault = message("“{title}” was only to be minded then, and is a fault now", title=now.title)
        warning = message("“{title}” was a fault then, and is only to be minded now", title=now.title)
        said = fault if now.severity is Severity.FAULT else warning
        yield Change(kind=ChangeKind.CAUSE_SEVERITY, id=now.id, then=then.severity, now=now.severity, said=said)
    if then.certainty is not now.certainty:
        said = message("“{title}” was {then}, and is {now}", title=now.title, then=_how_sure(then.certainty), now=_how_sure(now.certainty))
        yield Change(kind=ChangeKind.CAUSE_CERTAINTY, id=now.id, then=then.certainty, now=now.certainty, said=said)


def _check_change(check: CheckId, then: CheckState, now: CheckState) -> Change | None:
    if then.result is None or now.result is None or then.result.verdict is now.result.verdict:
        return None
    before, after = then.result.verdict, now.result.verdict
    said = message("{check}: {then} then, {now} now", check=now.planned.title, then=_verdict(before), now=_verdict(after))
    return Change(kind=ChangeKind.CHECK_VERDICT, id=check, then=before, now=after, said=said)


def _how_sure(certainty: Certainty) -> Message:
    return CERTAINTY_WORDS[certainty]


def _verdict(verdict: Verdict) -> Message:
    return VERDICT_WORDS[verdict]
