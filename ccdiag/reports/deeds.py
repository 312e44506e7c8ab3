"""What was done around a measurement: runs before and after it, procedures, answers and notes, in the order of time."""

from collections.abc import Iterable, Iterator
from datetime import timedelta, tzinfo
from typing import Final

from msgspec.structs import replace

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind, Procedures, Step
from ccdiag.model.procedure_progress import ProcedureRecord, StepRecord
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.verdict import Basis, Light, RunVerdict
from ccdiag.model.words import PROCEDURE_STATUS_WORDS
from ccdiag.procedures.owed import title_of_obligation
from ccdiag.procedures.wording import ANSWER_WORDS, label_of
from ccdiag.reports.parts import Deed

_VISIT: Final = timedelta(hours=24)
"""What lies farther back than this before the measurement belongs to another visit."""
MOST_DEEDS: Final = 6
_MOST_STEPS: Final = 5
_SHORTEST_TELLING: Final = 2
_RUN_LIGHTS: Final = {
    RunVerdict.HEALTHY: Light.PASS,
    RunVerdict.FAULT: Light.FAIL,
    RunVerdict.INCONCLUSIVE: Light.INCONCLUSIVE,
    RunVerdict.CANCELLED: Light.SKIPPED,
}
_RUN_WORDS: Final = {
    RunVerdict.HEALTHY: message("Measured: nothing wrong was found"),
    RunVerdict.FAULT: message("Measured: fault"),
    RunVerdict.INCONCLUSIVE: message("Measured: could not tell"),
    RunVerdict.CANCELLED: message("Measured: stopped"),
}
_ANSWERED: Final = {
    "generation": message("Cloud Connect"),
    "merchant.id": message("Merchant"),
    "merchant.name": message("Shop"),
    "terminal.tms_id": message("TMS id"),
    "terminal.system": message("TMS system"),
    "terminal.ip": message("Address of the terminal"),
    "terminal.link": message("Connection of the terminal"),
    "terminal.dns": message("DNS on terminal"),
    "terminal.dns_set": message("DNS filled in on the terminal"),
    "terminal.software": message("Software"),
    "terminal.model": message("Model"),
    "terminal.pos_mode": message("POS mode"),
    "terminal.hw_installed": message("Hardware installation done"),
    "terminal.day_open": message("Day open"),
    "terminal.whitelisted": message("On the whitelist"),
}


def deeds_of(saved: SavedCase, run: SavedRun, zone: tzinfo | None) -> tuple[tuple[Deed, ...], int]:
    """Return what was done in the visit of this run, the oldest first, and how many of the older ones are left out.

    A measurement by itself, with nothing done around it, is no news.
    """
    begun = run.state.started_at - _VISIT
    found = [
        *_runs(saved.runs, run),
        *(_procedure(record, load_procedures()) for record in saved.procedures),
        *_answers(saved),
        *(Deed(at=note.at, what=Message("{text}", {"text": note.text})) for note in saved.notes),
        *_settled(saved),
    ]
    told = sorted((deed for deed in found if deed.at >= begun), key=lambda deed: deed.at)
    if len(told) < _SHORTEST_TELLING:
        return (), 0
    kept = _newest(told)
    return tuple(replace(deed, at=deed.at.astimezone(zone)) for deed in kept), len(told) - len(kept)


def _newest(deeds: list[Deed]) -> list[Deed]:
    """Keep the newest and the measurement itself; answers make room first."""
    surplus = max(0, len(deeds) - MOST_DEEDS)
    answers = [number for number, deed in enumerate(deeds) if deed.light is None and not deed.steps]
    others = [number for number, deed in enumerate(deeds) if number not in answers and not deed.is_this]
    left_out = set((*answers, *others)[:surplus])
    return [deed for number, deed in enumerate(deeds) if number not in left_out]


def _runs(runs: Iterable[SavedRun], this: SavedRun) -> Iterator[Deed]:
    for run in runs:
        state = run.state
        light = _RUN_LIGHTS[state.verdict] if state.finished else Light.SKIPPED
        yield Deed(at=state.started_at, what=_run_words(state), light=light, basis=Basis.MEASURED, is_this=run.id == this.id)


def _run_words(state: RunState) -> Message:
    if not state.finished:
        return message("Measured: not ended")
    if state.verdict is RunVerdict.FAULT and state.causes:
        return message("Measured: {cause}", cause=state.causes[0].title)
    return _RUN_WORDS[state.verdict]


def _procedure(record: ProcedureRecord, book: Procedures) -> Deed:
    procedure = book.procedures.get(record.procedure)
    title = Message(procedure.title) if procedure is not None else Message("{id}", {"id": record.procedure})
    what = message("Procedure “{title}”: {status}", title=title, status=PROCEDURE_STATUS_WORDS[record.status])
    if record.reason:
        what = message("{procedure} – {reason}", procedure=what, reason=record.reason)
    steps = [words for step in record.steps if not step.taken_back and (words := _step(step, book)) is not None]
    return Deed(at=record.ended_at, what=what, steps=tuple(steps[:_MOST_STEPS]), more_steps=max(0, len(steps) - _MOST_STEPS))


def _step(record: StepRecord, book: Procedures) -> Message | None:
    """Say a step that counts: one that changed what is owed, that was asked about, or for which a reason was given."""
    procedure = book.procedures.get(record.procedure)
    step = next((one for one in procedure.steps if one.id == record.step), None) if procedure is not None else None
    if step is None or not _counts(step, record):
        return None
    label = Message(step.label) if step.label else label_of(step.presses)
    answer = _answer(step, record)
    said = label if answer is None else message("{label}: {answer}", label=label, answer=answer)
    return message("{step} ({reason})", step=said, reason=record.reason) if record.reason else said


def _counts(step: Step, record: StepRecord) -> bool:
    way = step.way(record.answer)
    return bool(step.arises or step.meets or way.arises or way.meets or record.reason) or step.kind is not AnswerKind.DONE


def _answer(step: Step, record: StepRecord) -> Message | None:
    if step.kind is AnswerKind.DONE:
        return None
    if step.kind is AnswerKind.TEXT:
        return Message("{typed}", {"typed": record.answer})
    label = step.way(record.answer).label
    # A label with places in it is about values that are not part of the record.
    if label and "{" not in label:
        return Message(label)
    return ANSWER_WORDS.get(record.answer, Message("{answer}", {"answer": record.answer}))


def _answers(saved: SavedCase) -> Iterator[Deed]:
    for answer in saved.answers:
        label = _ANSWERED.get(answer.key, Message("{key}", {"key": answer.key}))
        if not answer.value:
            yield Deed(at=answer.at, what=message("{label}: taken back", label=label))
            continue
        value = ANSWER_WORDS.get(answer.value, Message("{value}", {"value": answer.value}))
        yield Deed(at=answer.at, what=message("{label}: {value}", label=label, value=value))


def _settled(saved: SavedCase) -> Iterator[Deed]:
    obligations = load_procedures().obligations
    for settlement in saved.settled:
        owed = settlement.obligation
        title = title_of_obligation(owed) if owed.kind in obligations else Message("{kind}", {"kind": owed.kind})
        what = message("Put right otherwise: {what}", what=title)
        yield Deed(at=settlement.at, what=message("{what} ({reason})", what=what, reason=settlement.reason) if settlement.reason else what)
