"""A saved case in lines: whose it is, a run judged again, what differs from then, what was done and what is owed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ccdiag import __version__
from ccdiag.app.saved_cases import NOT_FINISHED, JudgedAgain
from ccdiag.cases.bundle import OpenedCase
from ccdiag.cases.redaction import RedactionDocument
from ccdiag.cli.explain import Render, explanation
from ccdiag.cli.guide_lines import owed_remedy
from ccdiag.cli.plain import check_line
from ccdiag.cli.saving import kinds_told
from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import ProcedureRecord
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.words import PROCEDURE_STATUS_WORDS, SIMULATION
from ccdiag.procedures.owed import title_of_obligation

Line = tuple[str, str]
"""A line and its style."""
_INDENT: Final = "  "


def heading_lines(opened: OpenedCase, render: Render) -> Iterator[Line]:
    """Say whose case it is, who wrote it, and what is not in it."""
    saved = opened.saved
    if saved.simulation:
        yield render(SIMULATION), "reverse bold"
    shop, terminal = saved.shop or render(message("(no shop named)")), saved.case.terminal.tms_id
    named = message("{shop}, TMS id {tms_id}", shop=shop, tms_id=terminal) if terminal else Message("{shop}", {"shop": shop})
    yield render(named), "bold"
    count = message("{count} runs", count=len(saved.runs)) if len(saved.runs) != 1 else message("One run")
    yield render(message("{count}; written by ccdiag {version}", count=count, version=opened.version)), ""
    yield from _redaction_lines(opened.redaction, render)
    if opened.read_only_reason is not None:
        yield render(opened.read_only_reason), "bold yellow"
    for notice in opened.notices:
        yield render(notice), "bold yellow"


def run_lines(run: SavedRun, judged: JudgedAgain, number: int, runs: int, render: Render) -> Iterator[Line]:
    """Show one run as it is judged today."""
    yield "", ""
    heading = message(
        "Run {number} of {runs}: {date}, environment {environment}",
        number=number,
        runs=runs,
        date=_moment(run.state.started_at),
        environment=run.environment.title or run.environment.id,
    )
    yield render(heading), "bold"
    if not run.state.finished:
        yield render(NOT_FINISHED), "bold yellow"
    for check in judged.state.checks.values():
        if check.result is not None:
            yield check_line(check.planned, check.result, render), ""
    lines = list(explanation(judged.state, render))
    # The heading of the case has said that it is a simulation.
    yield from lines[1:] if judged.state.simulation else lines
    yield from _change_lines(run, judged, render)


def case_lines(saved: SavedCase, render: Render) -> Iterator[Line]:
    """Say what was done, what was written down, and what is owed."""
    if saved.procedures:
        yield "", ""
        yield render(message("Procedures followed:")), "bold"
        for record in saved.procedures:
            yield _INDENT + render(_procedure(record)), ""
    if saved.notes:
        yield "", ""
        yield render(message("Notes (stated, not measured):")), "bold"
        for note in saved.notes:
            yield _INDENT + render(message("{date}  {text}", date=_moment(note.at), text=" ".join(note.text.split()))), ""
    if saved.owed:
        yield "", ""
    for owed in saved.owed:
        yield render(message("STILL OWED: {title}", title=title_of_obligation(owed))), "bold red"
        yield _INDENT + render(owed_remedy(owed)), ""


def _redaction_lines(redaction: RedactionDocument | None, render: Render) -> Iterator[Line]:
    if redaction is None:
        return
    if redaction.replaced:
        yield render(message("Replaced by pseudonyms: {kinds}.", kinds=kinds_told(redaction.replaced, render))), ""
    else:
        yield render(message("Nothing personal was replaced.")), ""
    if redaction.secrets:
        yield render(message("Passwords, keys and card numbers that were masked: {count}.", count=redaction.secrets)), ""


def _change_lines(run: SavedRun, judged: JudgedAgain, render: Render) -> Iterator[Line]:
    versions = {"then": run.version, "now": __version__}
    if not judged.changes:
        same = message("Judged today ({now}) as it was judged then ({then}).", **versions)
        yield render(same), "dim"
        return
    yield "", ""
    yield render(message("Judged differently today ({now}) than then ({then}):", **versions)), "bold"
    for change in judged.changes:
        yield f"{_INDENT}{render(change.said)}" + (f" [{change.id}]" if change.id else ""), ""


def _procedure(record: ProcedureRecord) -> Message:
    known = load_procedures().procedures.get(record.procedure)
    title = Message(known.title) if known is not None else Message("{id}", {"id": record.procedure})
    told = message("{date}  {title}: {status}", date=_moment(record.ended_at), title=title, status=PROCEDURE_STATUS_WORDS[record.status])
    return message("{told} ({reason})", told=told, reason=record.reason) if record.reason else told


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
