"""What happened between two runs, and what is still to be done after them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Status
from ccdiag.model.saved_case import CaseNote, RunSummary, SavedCase, SavedRun, StatedAnswer
from ccdiag.model.verdict import Light, RunVerdict

if TYPE_CHECKING:
    from ccdiag.model.procedure import Procedures

_LIGHTS: Final = {
    RunVerdict.HEALTHY: Light.PASS,
    RunVerdict.FAULT: Light.FAIL,
    RunVerdict.INCONCLUSIVE: Light.INCONCLUSIVE,
    RunVerdict.CANCELLED: Light.SKIPPED,
}
_ANSWERS: Final[dict[str, Message]] = {"yes": message("Yes"), "no": message("No"), "unknown": message("Don't know")}
_LABELS: Final[dict[str, Message]] = {
    "merchant.name": message("Shop"),
    "merchant.id": message("Merchant id"),
    "terminal.tms_id": message("TMS id"),
    "terminal.system": message("TMS system"),
    "terminal.ip": message("Terminal"),
    "terminal.dns": message("DNS on terminal"),
    "terminal.software": message("Software"),
    "terminal.model": message("Model"),
    "terminal.link": message("How the terminal is connected"),
    "generation": message("Cloud Connect"),
}


class HappeningKind(StrEnum):
    """What sort of thing happened; only a run was measured."""

    RUN = "run"
    ANSWER = "answer"
    NOTE = "note"
    PROCEDURE = "procedure"


class Happening(Struct, frozen=True, kw_only=True):
    """Something between two runs."""

    at: datetime
    kind: HappeningKind
    text: Message
    light: Light | None = None
    """What a run ended with."""
    run: str = ""
    """The id of a run."""


class Meantime(Struct, frozen=True, kw_only=True):
    """What is kept of a terminal beside two of its runs; what lies outside them is left out when it is told."""

    runs: tuple[RunSummary, ...] = ()
    answers: tuple[StatedAnswer, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    procedures: tuple[ProcedureRecord, ...] = ()
    owed: tuple[Obligation, ...] = ()

    @classmethod
    def of(cls, saved: SavedCase, runs: Iterable[RunSummary] = ()) -> "Meantime":
        """Take what a saved case holds."""
        return cls(runs=tuple(runs), answers=saved.answers, notes=saved.notes, procedures=saved.procedures, owed=saved.owed)


def light_of(verdict: RunVerdict) -> Light:
    """Return the light that a whole run shows."""
    return _LIGHTS[verdict]


def happenings(then: SavedRun, now: SavedRun, meantime: Meantime) -> tuple[Happening, ...]:
    """Return what happened after the earlier run began, the later run included, oldest first."""
    first, last = sorted((then.state.started_at, now.state.started_at))
    told = [one for one in _happenings(then, now, meantime) if first < one.at <= last]
    return tuple(sorted(told, key=lambda one: (one.at, one.kind)))


def still_open(now: SavedRun, meantime: Meantime, *, but: str = "") -> tuple[Message, ...]:
    """Return what must still be seen to after the later run: what it found, what it could not know, and what is owed.

    `but` is a cause that is told elsewhere.
    """
    kinds = _procedures().obligations if meantime.owed else {}
    told = [cause.title for cause in now.state.causes if cause.id != but]
    asked = {result.question.key for result in now.state.results.values() if result.question is not None}
    if asked:
        told.append(message("One question is open.") if len(asked) == 1 else message("{count} questions are open.", count=len(asked)))
    for owed in meantime.owed:
        kind = kinds.get(owed.kind)
        told.append(_shown(owed.kind) if kind is None else Message(kind.title if owed.certain else kind.possible))
    return tuple(told)


def _happenings(then: SavedRun, now: SavedRun, meantime: Meantime) -> Iterator[Happening]:
    first, last = sorted((then, now), key=lambda run: run.state.started_at)
    cause = first.state.causes[0].id if first.state.causes else None
    for run in meantime.runs:
        if run.id not in {then.id, now.id}:
            told = _measured(run.verdict, run.title, same=run.cause is not None and run.cause == cause)
            yield Happening(at=run.started_at, kind=HappeningKind.RUN, text=told, light=light_of(run.verdict), run=run.id)
    primary = last.state.causes[0] if last.state.causes else None
    told = _measured(last.state.verdict, primary.title if primary is not None else None, same=primary is not None and primary.id == cause)
    yield Happening(
        at=last.state.started_at,
        kind=HappeningKind.RUN,
        text=message("{told} ({run})", told=told, run="A" if last is then else "B"),
        light=light_of(last.state.verdict),
        run=last.id,
    )
    questions = {
        result.question.key: result.question.text
        for run in (then, now)
        for result in run.state.results.values()
        if result.question is not None
    }
    for answer in meantime.answers:
        yield Happening(at=answer.at, kind=HappeningKind.ANSWER, text=_answered(answer, questions.get(answer.key)))
    for note in meantime.notes:
        yield Happening(at=note.at, kind=HappeningKind.NOTE, text=_shown(note.text))
    for record in meantime.procedures:
        yield Happening(at=record.ended_at, kind=HappeningKind.PROCEDURE, text=_followed(record))


def _measured(verdict: RunVerdict, title: Message | None, *, same: bool) -> Message:
    match verdict:
        case RunVerdict.HEALTHY:
            return message("Measured: good")
        case RunVerdict.FAULT if same:
            return message("Measured: still a fault")
        case RunVerdict.FAULT:
            return message("Measured: {title}", title=title) if title is not None else message("Measured: a fault")
        case RunVerdict.INCONCLUSIVE:
            return message("Measured: cannot tell")
        case RunVerdict.CANCELLED:
            return message("Measured: stopped")


def _answered(answer: StatedAnswer, question: Message | None) -> Message:
    label = _LABELS.get(answer.key) or _shown(answer.key)
    if not answer.value:
        return message("{label}: taken back", label=question or label)
    value = _ANSWERS.get(answer.value) or _shown(answer.value)
    return message("{question} {value}", question=question, value=value) if question is not None else _labelled(label, value)


def _labelled(label: Message, value: Message) -> Message:
    return message("{label}: {value}", label=label, value=value)


def _followed(record: ProcedureRecord) -> Message:
    procedure = _procedures().procedures.get(record.procedure)
    title = Message(procedure.title) if procedure is not None else _shown(record.procedure)
    if record.status is Status.FINISHED:
        return message("Done: {title}", title=title)
    return message("Broken off: {title}", title=title)


def _procedures() -> "Procedures":
    # Few comparisons have a procedure in them, and reading all of them takes a moment.
    from ccdiag.content.procedures import load_procedures

    return load_procedures()


def _shown(text: str) -> Message:
    """Show what somebody wrote; it is no template."""
    return Message("{text}", {"text": printable(text, most=500)})
