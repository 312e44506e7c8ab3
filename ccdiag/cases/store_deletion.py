"""Deleting, with a way back for a while, and then for good; and what goes because it is old."""

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from ccdiag.cases.store_writing import count_labels, count_runs, put_words

UNDO_S: Final = 600.0
"""Who has not wanted it back after ten minutes is not looking at it any more."""
_PARTS: Final = ("answers", "notes", "procedures")


class Deletion(Struct, frozen=True, kw_only=True):
    """Something that was deleted, and can be had back until it is purged."""

    id: int
    runs: int
    cases: int


def delete_runs(connection: sqlite3.Connection, names: Iterable[str], at: datetime) -> Deletion:
    """Hide these runs; a case of which nothing is left goes with them."""
    deletion = _begin(connection, at)
    touched: set[int] = set()
    runs = 0
    for name in names:
        row = connection.execute(
            "UPDATE runs SET deleted = ? WHERE name = ? AND deleted IS NULL RETURNING of_case", (deletion, name)
        ).fetchone()
        if row is not None:
            touched.add(row[0])
            runs += 1
    for number in touched:
        _count(connection, number)
    return Deletion(id=deletion, runs=runs, cases=sum(_hide_empty(connection, number, deletion) for number in touched))


def delete_case(connection: sqlite3.Connection, key: str, at: datetime) -> Deletion:
    """Hide a case with all that is kept of it."""
    deletion = _begin(connection, at)
    row = connection.execute("UPDATE cases SET deleted = ? WHERE key = ? AND deleted IS NULL RETURNING id", (deletion, key)).fetchone()
    if row is None:
        return Deletion(id=deletion, runs=0, cases=0)
    runs = connection.execute("UPDATE runs SET deleted = ? WHERE of_case = ? AND deleted IS NULL", (deletion, row[0])).rowcount
    for table in _PARTS:
        connection.execute(f"UPDATE {table} SET deleted = ? WHERE of_case = ? AND deleted IS NULL", (deletion, row[0]))
    _count(connection, row[0])
    return Deletion(id=deletion, runs=runs, cases=1)


def undo(connection: sqlite3.Connection, deletion: int) -> bool:
    """Bring back what was deleted; False where it is gone for good."""
    if connection.execute("SELECT 1 FROM deletions WHERE id = ?", (deletion,)).fetchone() is None:
        return False
    touched = {number for (number,) in connection.execute("SELECT DISTINCT of_case FROM runs WHERE deleted = ?", (deletion,))}
    touched |= {number for (number,) in connection.execute("SELECT id FROM cases WHERE deleted = ?", (deletion,))}
    for table in ("runs", *_PARTS, "cases"):
        connection.execute(f"UPDATE {table} SET deleted = NULL WHERE deleted = ?", (deletion,))
    connection.execute("DELETE FROM deletions WHERE id = ?", (deletion,))
    for number in touched:
        connection.execute("UPDATE cases SET deleted = NULL WHERE id = ?", (number,))
        _count(connection, number)
    return True


def purge(connection: sqlite3.Connection, deletions: Collection[int]) -> bool:
    """Delete for good what was deleted by these; returns whether there was anything."""
    anything = False
    for deletion in deletions:
        for table in ("runs", *_PARTS, "cases"):
            if table == "cases":
                connection.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM cases WHERE deleted = ?)", (deletion,))
            anything |= connection.execute(f"DELETE FROM {table} WHERE deleted = ?", (deletion,)).rowcount > 0
        connection.execute("DELETE FROM deletions WHERE id = ?", (deletion,))
    if anything:
        _forget_shared(connection)
    return anything


def old_deletions(connection: sqlite3.Connection, before: datetime) -> list[int]:
    """Return what was deleted before this time."""
    return [number for (number,) in connection.execute("SELECT id FROM deletions WHERE at <= ?", (before.timestamp(),))]


def delete_old(connection: sqlite3.Connection, *, before: datetime, simulated_before: datetime, owed: Collection[str]) -> bool:
    """Delete for good what is older; nothing of a case in which something is owed. Returns whether there was anything."""
    old = "last_at < CASE simulation WHEN 0 THEN ? ELSE ? END"
    times = (before.timestamp(), simulated_before.timestamp())
    keys = tuple(owed)
    # A list of this length is an engineer's whole year; it is bound as JSON, whose length has no limit.
    import json

    spared = "id NOT IN (SELECT id FROM cases WHERE owes > 0 OR key IN (SELECT value FROM json_each(?)))"
    listed = json.dumps(keys)
    gone = connection.execute(f"SELECT id FROM cases WHERE {old} AND {spared}", (*times, listed)).fetchall()
    connection.executemany("DELETE FROM words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM cases WHERE id = ?", gone)
    touched: set[int] = set()
    for table, column in (("runs", "started_at"), ("answers", "at"), ("notes", "at"), ("procedures", "ended_at")):
        rows = connection.execute(
            f"DELETE FROM {table} WHERE {column} < (SELECT CASE simulation WHEN 0 THEN ? ELSE ? END FROM cases WHERE cases.id = of_case)"
            f" AND of_case IN (SELECT id FROM cases WHERE {spared}) RETURNING of_case",
            (*times, listed),
        ).fetchall()
        touched |= {number for (number,) in rows}
    for number in touched:
        _count(connection, number)
    if gone or touched:
        _forget_shared(connection)
    return bool(gone or touched)


def _begin(connection: sqlite3.Connection, at: datetime) -> int:
    return int(connection.execute("INSERT INTO deletions (at) VALUES (?) RETURNING id", (at.timestamp(),)).fetchone()[0])


def _count(connection: sqlite3.Connection, number: int) -> None:
    count_runs(connection, number)
    count_labels(connection, number)
    put_words(connection, number)


def _hide_empty(connection: sqlite3.Connection, number: int, deletion: int) -> bool:
    """Hide a case of which only its name is left."""
    left = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} WHERE of_case = cases.id AND deleted IS NULL)" for table in ("runs", *_PARTS))
    changed = connection.execute(f"UPDATE cases SET deleted = ? WHERE id = ? AND owes = 0 AND {left}", (deletion, number))
    return changed.rowcount > 0


def _forget_shared(connection: sqlite3.Connection) -> None:
    """Delete what only deleted runs shared, and write the index of words anew: it keeps pieces of deleted words else."""
    connection.execute("DELETE FROM environments WHERE id NOT IN (SELECT environment FROM run_parts)")
    connection.execute("DELETE FROM labels WHERE id NOT IN (SELECT label FROM run_labels)")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
