"""A run as plain text, to be pasted into a ticket."""

from collections.abc import Callable, Iterator

from ccdiag.app.evidence_line import evidence_line
from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.confidential import masked
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Basis, RunVerdict, Verdict
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, OWNER_WORDS, RUN_VERDICT_WORDS, SIMULATION, VERDICT_WORDS

Say = Callable[[Message], str]
_MOST_EVIDENCE = 6
_LONGEST_LINE = 1000


def ticket_text(state: RunState, case: Case, say: Say, version: str) -> str:
    """Write down what was found, who mends it and how, and on what evidence; each line without passwords, keys and card numbers."""
    lines = (
        *_heading(state, case, say, version),
        *(line for number, cause in enumerate(state.causes) for line in ("", *_cause(cause, state, say, first=number == 0))),
        *_questions(state, say),
        "",
        *_checks(state, say),
    )
    return "\n".join(printable(masked("", line), most=_LONGEST_LINE) for line in lines) + "\n"


def _heading(state: RunState, case: Case, say: Say, version: str) -> Iterator[str]:
    if state.simulation:
        yield say(SIMULATION)
    else:
        yield say(message("Measured from a laptop in the shop, not by the terminal itself."))
    started = state.started_at.astimezone()
    moment = message(
        "{date}, environment {environment}, ccdiag {version}",
        date=f"{started:%Y-%m-%d %H:%M %z}",
        environment=state.environment,
        version=version,
    )
    yield say(moment)
    known = [f"{say(label)}: {value}" for label, value in _known(case) if value]
    if known:
        yield "; ".join(known)
    yield say(RUN_VERDICT_WORDS[state.verdict] if state.finished else message("The run has not ended yet."))


def _known(case: Case) -> Iterator[tuple[Message, str | None]]:
    terminal, merchant = case.terminal, case.merchant
    yield message("Shop"), " ".join(part for part in (merchant.name, f"({merchant.id})" if merchant.id else None) if part)
    yield message("TMS id"), terminal.tms_id
    yield message("TMS system"), terminal.system
    yield message("Terminal"), terminal.ip
    yield message("DNS on terminal"), ", ".join(terminal.dns or ())
    yield message("Software"), terminal.software
    yield message("Cloud Connect"), case.generation


def _cause(cause: Cause, state: RunState, say: Say, *, first: bool) -> Iterator[str]:
    heading = message("{title} [{id}]", title=cause.title, id=cause.id)
    yield say(heading) if first else say(message("Also: {heading}", heading=heading))
    yield say(message("Who mends it: {owner}", owner=OWNER_WORDS[cause.owner]))
    yield say(message("Certainty: {certainty}, {basis}", certainty=CERTAINTY_WORDS[cause.certainty], basis=BASIS_WORDS[cause.basis]))
    if cause.note is not None:
        yield say(cause.note)
    yield say(cause.meaning)
    yield say(message("What to do:"))
    for number, step in enumerate(cause.remedy, 1):
        yield f"  {number}. {say(step)}"
    yield from _evidence(message("Evidence:"), cause.evidence, state, say)
    yield from _evidence(message("Speaks against it:"), cause.contradicted_by, state, say)


def _evidence(heading: Message, ids: tuple[str, ...], state: RunState, say: Say) -> Iterator[str]:
    seen: dict[str, Observation] = {one.id: one for result in state.results.values() for one in result.observations}
    known = [seen[identity] for identity in ids if identity in seen]
    if not known:
        return
    yield say(heading)
    for observation in known[:_MOST_EVIDENCE]:
        yield f"  {evidence_line(observation)}"
    if len(known) > _MOST_EVIDENCE:
        yield "  " + say(message("and {count} more", count=len(known) - _MOST_EVIDENCE))


def _questions(state: RunState, say: Say) -> Iterator[str]:
    asked = {result.question.key: result.question for result in state.results.values() if result.question is not None}
    if not asked or state.verdict is RunVerdict.CANCELLED:
        return
    yield ""
    yield say(message("Not known yet:"))
    for question in asked.values():
        yield f"  {say(question.text)}"


def _checks(state: RunState, say: Say) -> Iterator[str]:
    yield say(message("Checks:"))
    for check in state.checks.values():
        yield f"  {_check(check, say)}"


def _check(check: CheckState, say: Say) -> str:
    result = check.result
    if result is None:
        return say(message("{title}: not ended", title=check.planned.title))
    word = VERDICT_WORDS[result.verdict]
    measured = result.basis is Basis.MEASURED or result.verdict is Verdict.SKIPPED
    if measured:
        return say(message("{verdict}  {title}: {reason}", verdict=word, title=check.planned.title, reason=result.reason))
    return say(
        message(
            "{verdict} ({basis})  {title}: {reason}",
            verdict=word,
            basis=BASIS_WORDS[result.basis],
            title=check.planned.title,
            reason=result.reason,
        )
    )
