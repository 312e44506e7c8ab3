"""What is read from the case store: lines of lists, and whole runs and cases."""

import sqlite3
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from ccdiag.cases.event_codec import case_from_tree, decode_event, decode_state, environment_from_tree, folded
from ccdiag.cases.store_search import Found
from ccdiag.cases.store_writing import inflated, unpacked, with_observations
from ccdiag.model.conversion import decode_json
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.message import Message
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Settlement
from ccdiag.model.saved_case import CaseNote, CaseSummary, RunSummary, SavedCase, SavedRun, StatedAnswer, TimedEvent
from ccdiag.model.verdict import RunVerdict

Kind = TypeVar("Kind")
_VERDICTS: Final = {verdict.value: verdict for verdict in RunVerdict}
_RUN: Final = (
    "SELECT r.id, r.name, c.key, r.started_at, r.finished, r.elapsed_s, r.verdict, r.cause, r.title, r.warnings, r.environment, r.version,"
    " r.simulation FROM runs r JOIN cases c ON c.id = r.of_case"
)


def case_summaries(connection: sqlite3.Connection, found: list[Found]) -> tuple[CaseSummary, ...]:
    """Return the lines of these cases, in their order."""
    summaries: list[CaseSummary] = []
    for one in found:
        row = connection.execute(
            "SELECT key, shop, merchant_id, tms_id, address, runs, last_run, owes FROM cases WHERE id = ?", (one.case,)
        ).fetchone()
        if row is None:
            continue
        key, shop, merchant_id, tms_id, address, runs, last_run, owes = row
        summaries.append(
            CaseSummary(
                key=key,
                shop=shop,
                merchant_id=merchant_id,
                tms_id=tms_id,
                address=address,
                runs=runs,
                last=_run_summary(connection, last_run),
                matched=_run_summary(connection, one.run) if one.run != last_run else None,
                owed=owes,
            )
        )
    return tuple(summaries)


def history(connection: sqlite3.Connection, key: str, *, limit: int, offset: int) -> tuple[RunSummary, ...]:
    """Return the runs of a case, the newest first."""
    of_case = "r.of_case = (SELECT id FROM cases WHERE key = ?)"
    rows = connection.execute(f"{_RUN} WHERE {of_case} AND r.deleted IS NULL ORDER BY r.id DESC LIMIT ? OFFSET ?", (key, limit, offset))
    return tuple(_summary(row) for row in rows)


def _run_summary(connection: sqlite3.Connection, number: int | None) -> RunSummary | None:
    if number is None:
        return None
    row = connection.execute(f"{_RUN} WHERE r.id = ?", (number,)).fetchone()
    return _summary(row) if row is not None else None


def _summary(row: tuple[Any, ...]) -> RunSummary:
    _, name, key, started_at, finished, elapsed_s, verdict, cause, title, warnings, environment, version, simulation = row
    return RunSummary(
        id=name,
        key=key,
        started_at=_time(started_at),
        finished=bool(finished),
        elapsed_s=elapsed_s,
        verdict=_VERDICTS.get(verdict, RunVerdict.INCONCLUSIVE),
        cause=cause,
        title=_decoded(title, Message) if title is not None else None,
        warnings=warnings,
        environment=environment,
        version=version,
        simulation=bool(simulation),
    )


def load_run(connection: sqlite3.Connection, run: str) -> SavedRun | None:
    """Return a whole run; None where it is not there."""
    row = connection.execute(
        "SELECT r.id, r.version, r.environment, p.touch_terminal, p.hold_s, p.content, p.events, p.state, e.content, r.started_at,"
        " r.simulation"
        " FROM runs r JOIN run_parts p ON p.run = r.id JOIN environments e ON e.id = p.environment WHERE r.name = ?",
        (run,),
    ).fetchone()
    if row is None:
        return None
    number, version, environment, touch, hold_s, content, packed, state, environment_content, started_at, simulation = row
    events = _events(connection, number, packed)
    seen = decode_state(inflated(state)) if state is not None else None
    shown = seen if seen is not None else folded(timed.event for timed in events)
    if not shown.begun:
        # Killed before its first event.
        shown = replace(shown, started_at=_time(started_at), environment=environment, simulation=bool(simulation))
    return SavedRun(
        id=run,
        version=version,
        environment=environment_from_tree(_tree(environment_content)) or _unknown_environment(environment),
        case=case_from_tree(_tree(content)),
        touch_terminal=bool(touch),
        hold_s=hold_s,
        state=shown,
        events=events,
    )


def _events(connection: sqlite3.Connection, number: int, packed: bytes | None) -> tuple[TimedEvent, ...]:
    if packed is not None:
        return unpacked(packed)
    rows = connection.execute("SELECT at_s, event FROM events WHERE run = ? ORDER BY number", (number,))
    return with_observations(TimedEvent(at_s, event) for at_s, content in rows if (event := decode_event(content)) is not None)


def load_case(connection: sqlite3.Connection, key: str, *, most_runs: int) -> SavedCase | None:
    """Return a case with its newest runs; None where nothing is kept of it."""
    row = connection.execute(
        "SELECT id, shop, simulation, content, owed, settled, variants FROM cases WHERE key = ? AND deleted IS NULL", (key,)
    ).fetchone()
    if row is None:
        return None
    number, shop, simulation, content, owed, settled, variants = row
    names = connection.execute(
        "SELECT name FROM runs WHERE of_case = ? AND deleted IS NULL ORDER BY id DESC LIMIT ?", (number, most_runs)
    ).fetchall()
    runs = [run for (name,) in reversed(names) if (run := load_run(connection, name)) is not None]
    answers = connection.execute("SELECT at, key, value FROM answers WHERE of_case = ? AND deleted IS NULL ORDER BY id", (number,))
    notes = connection.execute("SELECT at, text FROM notes WHERE of_case = ? AND deleted IS NULL ORDER BY id", (number,))
    records = connection.execute("SELECT record FROM procedures WHERE of_case = ? AND deleted IS NULL ORDER BY ended_at, id", (number,))
    return SavedCase(
        key=key,
        shop=shop,
        simulation=bool(simulation),
        case=case_from_tree(_tree(content)),
        runs=tuple(runs),
        answers=tuple(StatedAnswer(at=_time(at), key=stated, value=value) for at, stated, value in answers),
        notes=tuple(CaseNote(at=_time(at), text=text) for at, text in notes),
        procedures=tuple(one for (record,) in records if (one := _decoded(record, ProcedureRecord)) is not None),
        owed=_decoded(owed, tuple[Obligation, ...]) or (),
        settled=_decoded(settled, tuple[Settlement, ...]) or (),
        variants=_decoded(variants, tuple[str, ...]) or (),
    )


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _tree(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _decoded(content: bytes, kind: type[Kind]) -> Kind | None:
    try:
        return decode_json(content, kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _unknown_environment(name: str) -> Environment:
    """Stand in for an environment that another version wrote and this one cannot read: nothing is ever measured with it."""
    nowhere = TcpService(host="unknown.invalid", port=443)
    return Environment(schema=1, id=name, title=name, mqtt=MqttService(host=nowhere.host), tas=nowhere, tms=nowhere)
