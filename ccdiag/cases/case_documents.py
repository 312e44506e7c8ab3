"""A case as documents that any program can read: what is written into a `.ccdiag`."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from ccdiag import __version__
from ccdiag.cases.case_document import (
    CASE_SCHEMA,
    PROCEDURE_SCHEMA,
    AnswerDocument,
    CaseDocument,
    CaseRunDocument,
    NoteDocument,
    PlanDocument,
)
from ccdiag.cases.private_paths import FileNames, case_without_paths, environment_without_paths
from ccdiag.content.procedures import load_procedures
from ccdiag.model.document import event_document, observation_document, run_document
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message
from ccdiag.model.procedure_progress import ProcedureRecord
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import SavedCase, SavedRun

CaseDocuments = Mapping[str, Any]
"""The parts by their names, `case.json` first: trees of dictionaries and lists; for `runs/N.events.jsonl` a list of dictionaries."""

MOST_RUNS: Final = 100
"""The newest are written; a terminal has a few a visit, and a hundred take 1.4 MB and half a minute of redaction."""


def documents_of(saved: SavedCase, version: str = __version__) -> dict[str, Any]:
    """Write a case down; the texts are English, and paths of this machine are left out. Personal data are still as they are."""
    names, environments = FileNames(), list[Environment]()
    documents: dict[str, Any] = {"case.json": None}
    runs: list[CaseRunDocument] = []
    for number, run in enumerate(saved.runs[-MOST_RUNS:], 1):
        environment = environment_without_paths(run.environment, names)
        if environment not in environments:
            environments.append(environment)
        runs.append(_run_entry(run, number, environments.index(environment), names))
        documents[f"runs/{number}.json"] = msgspec.to_builtins(run_document(run.state, version=run.version, render=Message.english))
        if run.events:
            documents[f"runs/{number}.events.jsonl"] = _event_lines(run)
    for number, record in enumerate(saved.procedures, 1):
        documents[f"procedures/{number}.json"] = _procedure(record)
    case = CaseDocument(
        schema=CASE_SCHEMA,
        simulation=saved.simulation,
        version=version,
        key=saved.key,
        shop=saved.shop,
        case=msgspec.to_builtins(case_without_paths(saved.case, names)),
        environments=[msgspec.to_builtins(environment) for environment in environments],
        runs=runs,
        answers=[AnswerDocument(at=one.at, key=one.key, value=_answer(one.key, one.value, names)) for one in saved.answers],
        notes=[NoteDocument(at=one.at, text=one.text) for one in saved.notes],
        owed=list(saved.owed),
        settled=list(saved.settled),
        variants=list(saved.variants),
    )
    documents["case.json"] = msgspec.to_builtins(case)
    # A reason may tell which file could not be used.
    return {part: names.put_into(document) for part, document in documents.items()}


def _run_entry(run: SavedRun, number: int, environment: int, names: FileNames) -> CaseRunDocument:
    at_start = run.state.case
    return CaseRunDocument(
        number=number,
        id=run.id,
        version=run.version,
        environment=environment,
        case=msgspec.to_builtins(case_without_paths(run.case, names)),
        case_at_start=None if at_start is None else msgspec.to_builtins(case_without_paths(at_start, names)),
        touch_terminal=run.touch_terminal,
        hold_s=run.hold_s,
        finished=run.state.finished,
        cancelled=run.state.cancelled,
        plan=[_planned(check) for check in run.state.checks.values()],
    )


def _planned(check: CheckState) -> PlanDocument:
    used = set() if check.result is None else {one.id for one in check.result.observations}
    return PlanDocument(
        id=check.planned.id,
        started_at_s=check.started_at_s,
        also_seen=[observation_document(one) for one in check.observations if one.id not in used],
    )


def _event_lines(run: SavedRun) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    state = RunState()
    for timed in run.events:
        state = state.apply(timed.event)
        line = msgspec.to_builtins(event_document(timed.event, state, version=run.version, render=Message.english))
        lines.append({**line, "at_s": timed.at_s})
    return lines


def _procedure(record: ProcedureRecord) -> dict[str, Any]:
    known = load_procedures().procedures.get(record.procedure)
    return {"schema": PROCEDURE_SCHEMA, "title": known.title if known is not None else record.procedure, **msgspec.to_builtins(record)}


def _answer(key: str, value: str, names: FileNames) -> str:
    return names.of(value) if key in {"webkassa.file", "tms_parameters.file"} else value
