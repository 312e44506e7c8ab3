"""Everything that is told of one check: what it finds out, what was seen, what that means, and what to do."""

from functools import cache

from msgspec import Struct

from ccdiag.app.commands import ShellCommand, commands_for
from ccdiag.app.evidence import certificate_chain, evidence_of
from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.checks.registry import all_checks
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult, Ending, Question
from ccdiag.model.message import Message, message
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Light, Verdict

_FAULTY = frozenset({Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE})


class Detail(Struct, frozen=True, kw_only=True):
    """What is shown of one check."""

    check: CheckId
    title: Message
    light: Light
    basis: Basis | None = None
    """None as long as nothing was concluded, and where nothing was looked at."""
    elapsed_s: float | None = None
    purpose: Message
    """What it finds out; shown in place of `seen` as long as it runs."""
    seen: Message
    means: Message | None = None
    do: tuple[Message, ...] = ()
    cause: str | None = None
    """The id of the cause that `means` and `do` come from."""
    procedure: str | None = None
    blocked_by: CheckId | None = None
    evidence: EvidenceTable = EvidenceTable()
    chain: tuple[str, ...] = ()
    """The names in the certificate chain as served, the service's own first."""
    commands: tuple[ShellCommand, ...] = ()
    question: Question | None = None
    then: CheckResult | None = None
    """How a saved run judged it, where that was otherwise."""
    waiting_for: tuple[str, ...] = ()
    """While it runs: the targets that have not answered."""
    can_repeat: bool = False
    """Whether running this one again makes sense: it ended, and not because it does not apply."""


def detail_of(check_id: CheckId, state: RunState, situation: Situation, then: CheckResult | None = None) -> Detail:
    """Return the details of a check of this run; `then` is its result of a saved run, where it was judged otherwise."""
    check = state.checks[check_id]
    result = check.result
    cause = _cause(check_id, check, state)
    blocked_by = result.blocked_by if result is not None else None
    looked = result is not None and result.ending in {Ending.JUDGED, Ending.CUT_SHORT}
    return Detail(
        check=check_id,
        title=check.planned.title,
        light=check.light,
        basis=result.basis if result is not None and looked else None,
        elapsed_s=result.elapsed_s if result is not None and looked else None,
        purpose=_purposes()[check_id],
        seen=_seen(check),
        means=_means(cause, blocked_by, state),
        do=cause.remedy if cause is not None else (),
        cause=cause.id if cause is not None else None,
        procedure=cause.procedure if cause is not None else None,
        blocked_by=blocked_by,
        evidence=evidence_of(check),
        chain=certificate_chain(check),
        commands=commands_for(check_id, check, situation),
        question=result.question if result is not None else None,
        then=then,
        waiting_for=check.waiting_for,
        can_repeat=state.finished and result is not None and result.ending is not Ending.NOT_APPLYING,
    )


@cache
def _purposes() -> dict[CheckId, Message]:
    return {check.id: check.purpose for check in all_checks()}


def _seen(check: CheckState) -> Message:
    if check.result is not None:
        return check.result.reason
    return message("Testing …") if check.phase == "running" else message("Not begun yet.")


def _cause(check_id: CheckId, check: CheckState, state: RunState) -> Cause | None:
    """Return the cause that explains what this check ended with; of several the first, which is the nearest.

    A check that ended well is not explained: that a cause names it as well does not make it ill.
    """
    result = check.result
    if result is None:
        return None
    root = result.blocked_by
    if root is None and result.verdict not in _FAULTY:
        return _accusing(check, state) if result.verdict is Verdict.PASS else None
    explaining = [cause for cause in state.causes if check_id in cause.explains or (root is not None and root in cause.explains)]
    return explaining[0] if explaining else _accusing(check, state)


def _accusing(check: CheckState, state: RunState) -> Cause | None:
    """Return the cause that rests on what this check saw, most of all."""
    own = {observation.id for observation in check.observations}
    return next((cause for cause in state.causes if cause.evidence and own.issuperset(cause.evidence)), None)


def _means(cause: Cause | None, blocked_by: CheckId | None, state: RunState) -> Message | None:
    if blocked_by is not None and cause is None:
        return message("It needs “{check}”, and that failed.", check=state.checks[blocked_by].planned.title)
    if cause is None:
        return None
    if cause.note is not None:
        return message("{meaning} {note}", meaning=cause.meaning, note=cause.note)
    return cause.meaning
