"""What is written into the case store, as statements within a transaction of the caller's."""

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from ccdiag.cases.event_codec import case_from_tree, decode_event, encode_event, encode_state
from ccdiag.cases.redaction_secrets import encoded_without_secrets
from ccdiag.cases.store_masking import masked_case
from ccdiag.cases.store_words import (
    Label,
    addresses_of_run,
    label_of_cause,
    label_of_day,
    label_of_environment,
    words_of_case,
)
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key, is_simulation, shop_of, short
from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.confidential import masked
from ccdiag.model.conversion import decode_json
from ccdiag.model.event import CausesChanged, CheckFinished, ObservationMade
from ccdiag.model.observation import Observation
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import LONGEST_NOTE, StatedAnswer, TimedEvent
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import RunVerdict
from ccdiag.procedures.visit import Visit

MOST_EVENTS: Final = 50_000
"""Of one run; every check with every second try makes some hundreds."""
_PIECE: Final = 512
"""Bytes that are lost at the most before one that is damaged."""
_MOST_INFLATED: Final = 64 * 1024 * 1024
"""A run has some 100 KiB."""


def put_case(connection: sqlite3.Connection, key: str, case: Case, at: datetime, *, shop: str = "") -> int:
    """Write a case as it is known now, and return its number; what was deleted of it stays deleted."""
    case = masked_case(case)
    shop = shop_of(case) or shop
    row = connection.execute("SELECT id, content, shop FROM cases WHERE key = ?", (key,)).fetchone()
    content = msgspec.json.encode(case)
    if row is not None and bytes(row[1]) == content and row[2] == shop:
        connection.execute("UPDATE cases SET last_at = max(last_at, ?), deleted = NULL WHERE id = ?", (at.timestamp(), row[0]))
        return int(row[0])
    number = connection.execute(
        "INSERT INTO cases (key, simulation, shop, merchant_id, tms_id, address, last_at, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET shop = excluded.shop, merchant_id = excluded.merchant_id, tms_id = excluded.tms_id,"
        " address = excluded.address, last_at = max(last_at, excluded.last_at), content = excluded.content, deleted = NULL RETURNING id",
        (
            key,
            is_simulation(key),
            shop,
            short(case.merchant.id or ""),
            short(case.terminal.tms_id or ""),
            case.terminal.ip or "",
            at.timestamp(),
            content,
        ),
    ).fetchone()[0]
    put_words(connection, int(number))
    return int(number)


def case_number(connection: sqlite3.Connection, key: str, at: datetime, *, shop: str = "") -> int:
    """Return the number of a case of which perhaps nothing is kept yet."""
    row = connection.execute("SELECT id FROM cases WHERE key = ?", (key,)).fetchone()
    if row is None:
        return put_case(connection, key, Case(), at, shop=shop)
    connection.execute("UPDATE cases SET last_at = max(last_at, ?), deleted = NULL WHERE id = ?", (at.timestamp(), row[0]))
    return int(row[0])


def put_words(connection: sqlite3.Connection, number: int) -> None:
    """Write anew by which words a case is found."""
    content, shop, addresses = connection.execute("SELECT content, shop, addresses FROM cases WHERE id = ?", (number,)).fetchone()
    notes = [text for (text,) in connection.execute("SELECT text FROM notes WHERE of_case = ? AND deleted IS NULL ORDER BY id", (number,))]
    try:
        case = decode_json(content, Case)
    except msgspec.MsgspecError:
        case = Case()
    text = words_of_case(case, [shop, *notes], addresses.split("\n"))
    known = connection.execute("SELECT text FROM words WHERE rowid = ?", (number,)).fetchone()
    if known is None:
        connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))
    elif known[0] != text:
        connection.execute("UPDATE words SET text = ? WHERE rowid = ?", (text, number))


def begin_run(connection: sqlite3.Connection, run: str, situation: Situation, version: str, at: datetime) -> None:
    """Write a run that begins."""
    key = case_key(situation.case, simulation=situation.simulation)
    number = put_case(connection, key, situation.case, at)
    values = (run, number, at.timestamp(), RunVerdict.INCONCLUSIVE, situation.environment.id, version, situation.simulation)
    inserted = connection.execute(
        "INSERT INTO runs (name, of_case, started_at, verdict, environment, version, simulation) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO NOTHING RETURNING id",
        values,
    ).fetchone()
    if inserted is None:
        return
    environment = msgspec.json.encode(situation.environment)
    digest = sha256(environment).digest()
    connection.execute("INSERT INTO environments (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, environment))
    connection.execute(
        "INSERT INTO run_parts (run, environment, touch_terminal, hold_s, content)"
        " VALUES (?, (SELECT id FROM environments WHERE digest = ?), ?, ?, ?)",
        (inserted[0], digest, situation.touch_terminal, situation.hold_s, msgspec.json.encode(masked_case(situation.case))),
    )
    labels = (label_of_day(at), label_of_environment(situation.environment.id, situation.environment.title))
    put_labels(connection, int(inserted[0]), number, labels)
    connection.execute("UPDATE cases SET runs = runs + 1, last_run = ? WHERE id = ?", (inserted[0], number))


def put_events(connection: sqlite3.Connection, run: str, events: Sequence[tuple[int, TimedEvent]]) -> None:
    """Write events of a run with their numbers; of a run that was deleted meanwhile nothing is written."""
    row = connection.execute("SELECT id, of_case FROM runs WHERE name = ?", (run,)).fetchone()
    if row is None:
        return
    lines = [(row[0], number, timed.at_s, encode_event(timed.event)) for number, timed in events if number < MOST_EVENTS]
    connection.executemany("INSERT OR IGNORE INTO events (run, number, at_s, event) VALUES (?, ?, ?, ?)", lines)
    changed = next((timed.event for _, timed in reversed(events) if isinstance(timed.event, CausesChanged)), None)
    if changed is not None:
        # A run that is killed is found by what it had found.
        _put_verdict(connection, int(row[0]), int(row[1]), changed.causes, None)


def put_state(connection: sqlite3.Connection, run: str, state: RunState, case: Case, *, as_seen: bool = False) -> None:
    """Write a run as it stands after its end, or after it was judged again by what is answered now.

    A run does not go with the case of another shop that is opened after it.
    """
    row = connection.execute(
        "SELECT r.id, r.of_case, p.events, p.content FROM runs r JOIN run_parts p ON p.run = r.id WHERE r.name = ?", (run,)
    ).fetchone()
    if row is None or not state.begun:
        return
    number, of_case, packed, content = int(row[0]), int(row[1]), row[2], bytes(row[3])
    told = case_from_tree(msgspec.json.decode(content))
    if not _is_same_shop(told, masked_case(case)):
        if packed is not None:
            return
        case = told
    if packed is None and state.finished:
        packed = _packed(connection.execute("SELECT at_s, event FROM events WHERE run = ? ORDER BY number", (number,)))
        connection.execute("UPDATE run_parts SET events = ? WHERE run = ?", (packed, number))
        connection.execute("DELETE FROM events WHERE run = ?", (number,))
    of_case = _moved(connection, number, of_case, case, state)
    connection.execute(
        "UPDATE run_parts SET state = ?, content = ? WHERE run = ?",
        # What the events say already is not written a second time.
        (None if as_seen and packed is not None else zlib.compress(encode_state(state)), msgspec.json.encode(masked_case(case)), number),
    )
    connection.execute("UPDATE runs SET finished = ?, elapsed_s = ? WHERE id = ?", (state.finished, state.elapsed_s or 0.0, number))
    _put_addresses(connection, of_case, state)
    _put_verdict(connection, number, of_case, state.causes, state.verdict if state.finished else None)


def _put_verdict(connection: sqlite3.Connection, number: int, of_case: int, causes: Sequence[Cause], verdict: RunVerdict | None) -> None:
    """Write what a run has found; `verdict` is None while it goes on."""
    if verdict is None:
        verdict = RunVerdict.FAULT if any(cause.severity is Severity.FAULT for cause in causes) else RunVerdict.INCONCLUSIVE
    primary = causes[0] if causes else None
    connection.execute(
        "UPDATE runs SET verdict = ?, cause = ?, title = ?, warnings = ? WHERE id = ?",
        (
            verdict,
            primary.id if primary is not None else None,
            msgspec.json.encode(primary.title) if primary is not None else None,
            sum(cause.severity is Severity.WARNING for cause in causes[1:]),
            number,
        ),
    )
    connection.execute("DELETE FROM run_labels WHERE run = ? AND label IN (SELECT id FROM labels WHERE kind = 'cause')", (number,))
    put_labels(connection, number, of_case, [label_of_cause(cause.id, cause.title.english()) for cause in causes])
    # What was found before, and is not any more, counts no longer; nor does a run that was deleted meanwhile.
    count_labels(connection, of_case)


def _is_same_shop(before: Case, now: Case) -> bool:
    """Whether all that named the shop before names it still; what was not known may have been filled in."""
    named = (
        (before.terminal.tms_id, now.terminal.tms_id),
        (before.merchant.id, now.merchant.id),
        (before.merchant.name, now.merchant.name),
    )
    # Who goes on typing a name has not gone to another shop.
    return all(not old or (new or "").startswith(old) for old, new in named)


def _moved(connection: sqlite3.Connection, number: int, of_case: int, case: Case, state: RunState) -> int:
    """Let a run go with its case, where that got its name only after the run."""
    key = case_key(case, simulation=state.simulation)
    at = state.started_at
    before = connection.execute("SELECT key FROM cases WHERE id = ?", (of_case,)).fetchone()[0]
    if key == before:
        return put_case(connection, key, case, at)
    now = put_case(connection, key, case, at)
    connection.execute("UPDATE runs SET of_case = ? WHERE id = ?", (now, number))
    connection.execute("UPDATE run_labels SET of_case = ? WHERE run = ?", (now, number))
    for one in (of_case, now):
        count_runs(connection, one)
        count_labels(connection, one)
    _forget_empty(connection, of_case)
    return now


def _forget_empty(connection: sqlite3.Connection, of_case: int) -> None:
    """Delete a case of which only its name was left, with no run, answer, note or procedure."""
    tables = ("runs", "answers", "notes", "procedures")
    left = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} WHERE of_case = cases.id)" for table in tables)
    gone = connection.execute(f"DELETE FROM cases WHERE id = ? AND owes = 0 AND {left} RETURNING id", (of_case,)).fetchall()
    connection.executemany("DELETE FROM words WHERE rowid = ?", gone)


def _put_addresses(connection: sqlite3.Connection, of_case: int, state: RunState) -> None:
    addresses = "\n".join(addresses_of_run(state))
    changed = connection.execute("UPDATE cases SET addresses = ? WHERE id = ? AND addresses <> ?", (addresses, of_case, addresses))
    if changed.rowcount:
        put_words(connection, of_case)


def _packed(rows: Iterable[tuple[float, bytes]]) -> bytes:
    return zlib.compress(b"\n".join(b"%s %s" % (repr(at_s).encode(), bytes(event)) for at_s, event in rows))


def unpacked(packed: bytes) -> tuple[TimedEvent, ...]:
    """Return the events of a run that has ended; of damaged ones those that can be read."""
    events: list[TimedEvent] = []
    for line in inflated(packed).split(b"\n"):
        at_s, _, content = line.partition(b" ")
        event = decode_event(content)
        with contextlib.suppress(ValueError):
            if event is not None:
                events.append(TimedEvent(float(at_s), event))
    return with_observations(events)


def with_observations(events: Iterable[TimedEvent]) -> tuple[TimedEvent, ...]:
    """Put into the end of each check what was told of it before, where that was left out."""
    seen: dict[CheckId, list[Observation]] = {}
    whole: list[TimedEvent] = []
    for timed in events:
        match timed.event:
            case ObservationMade(check=check, observation=observation):
                seen.setdefault(check, []).append(observation)
            case CheckFinished(result=result) if not result.observations and result.id in seen:
                timed = replace(timed, event=CheckFinished(result=replace(result, observations=tuple(seen[result.id]))))  # noqa: PLW2901
            case _:
                pass
        whole.append(timed)
    return tuple(whole)


def inflated(packed: bytes) -> bytes:
    """Return what was compressed, as far as it is sound."""
    inflating, whole = zlib.decompressobj(), bytearray()
    with contextlib.suppress(zlib.error):
        for begin in range(0, len(packed), _PIECE):
            whole += inflating.decompress(packed[begin : begin + _PIECE], _MOST_INFLATED - len(whole))
            if len(whole) >= _MOST_INFLATED:
                break
    return bytes(whole)


def put_labels(connection: sqlite3.Connection, run: int, of_case: int, labels: Iterable[Label]) -> None:
    """Write by what a run is found."""
    for label in labels:
        number = connection.execute(
            "INSERT INTO labels (kind, name, text) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, name) DO UPDATE SET text = excluded.text RETURNING id",
            label,
        ).fetchone()[0]
        connection.execute("INSERT OR IGNORE INTO run_labels (of_case, label, run) VALUES (?, ?, ?)", (of_case, number, run))
        connection.execute(
            "INSERT INTO case_labels (label, of_case, run) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET run = max(run, excluded.run)",
            (number, of_case, run),
        )


def count_labels(connection: sqlite3.Connection, of_case: int) -> None:
    """Find anew by what the runs of a case are found."""
    connection.execute("DELETE FROM case_labels WHERE of_case = ?", (of_case,))
    connection.execute(
        "INSERT INTO case_labels (label, of_case, run) SELECT label, of_case, max(run) FROM run_labels"
        " WHERE of_case = ? AND run IN (SELECT id FROM runs WHERE deleted IS NULL) GROUP BY label",
        (of_case,),
    )


def count_runs(connection: sqlite3.Connection, of_case: int) -> None:
    """Count anew the runs of a case that are not deleted."""
    connection.execute(
        "UPDATE cases SET (runs, last_run) = (SELECT count(*), max(id) FROM runs WHERE of_case = cases.id AND deleted IS NULL)"
        " WHERE id = ?",
        (of_case,),
    )


def put_answer(connection: sqlite3.Connection, key: str, answer: StatedAnswer) -> None:
    """Write what somebody answered."""
    number = case_number(connection, key, answer.at)
    value = short(masked(answer.key, answer.value))
    connection.execute(
        "INSERT INTO answers (of_case, at, key, value) VALUES (?, ?, ?, ?)", (number, answer.at.timestamp(), short(answer.key), value)
    )


def put_note(connection: sqlite3.Connection, key: str, text: str, at: datetime) -> None:
    """Write a note down."""
    number = case_number(connection, key, at)
    kept = short(masked("", text), most=LONGEST_NOTE)
    connection.execute("INSERT INTO notes (of_case, at, text) VALUES (?, ?, ?)", (number, at.timestamp(), kept))
    put_words(connection, number)


def _kept(told: object) -> bytes:
    """Write down what people answered and gave as their reasons, without what is secret."""
    return encoded_without_secrets(told)


def put_visit(connection: sqlite3.Connection, visit: Visit, at: datetime) -> None:
    """Write the procedures that ended in a case, and what is owed there."""
    number = case_number(connection, visit.key, at, shop=visit.shop)
    for record in visit.records:
        connection.execute(
            "INSERT INTO procedures (of_case, name, ended_at, record) VALUES (?, ?, ?, ?) ON CONFLICT (of_case, name) DO NOTHING",
            (number, record.id, record.ended_at.timestamp(), _kept(record)),
        )
    values: tuple[Any, ...] = (
        len(visit.obligations),
        msgspec.json.encode(visit.obligations),
        _kept(visit.settled),
        msgspec.json.encode(visit.variants),
    )
    connection.execute("UPDATE cases SET owes = ?, owed = ?, settled = ?, variants = ? WHERE id = ?", (*values, number))
