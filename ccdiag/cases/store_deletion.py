"""Deleting, with a way back for a while, and then for good; and what goes because it is old."""

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, NamedTuple

from msgspec import Struct

from ccdiag.cases.store_writing import count_labels, count_runs, put_words

UNDO_S: Final = 3600.0
"""What a window that was killed had deleted: who has not wanted it back after an hour is not looking at it any more."""
_PARTS: Final = ("answers", "notes", "procedures")
_TIMES: Final = (("runs", "started_at"), ("answers", "at"), ("notes", "at"), ("procedures", "ended_at"))
"""What has a time of its own."""


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
        forget_shared(connection)
    return anything


def old_deletions(connection: sqlite3.Connection, before: datetime) -> list[int]:
    """Return what was deleted before this time."""
    return [number for (number,) in connection.execute("SELECT id FROM deletions WHERE at <= ?", (before.timestamp(),))]


class Ages(NamedTuple):
    """What is older goes."""

    before: datetime
    simulated_before: datetime

    def of(self, *, simulation: bool) -> float:
        """Return the moment for a real shop or a simulated one, in seconds since 1970."""
        return (self.simulated_before if simulation else self.before).timestamp()


def old_cases(connection: sqlite3.Connection, ages: Ages) -> list[tuple[int, str]]:
    """Return the numbers and keys of the cases of which something is too old; none in which something is owed."""
    times = (ages.of(simulation=False), ages.of(simulation=True))
    runs = "SELECT DISTINCT c.id, c.key FROM cases c JOIN runs ON of_case = c.id WHERE c.owes = 0 AND runs.started_at < ?"
    old = set(connection.execute(runs, times[:1])) | set(connection.execute(f"{runs} AND runs.simulation = 1", times[1:]))
    for table, column in _TIMES[1:]:
        within = f"{table}.{column} < CASE c.simulation WHEN 0 THEN ? ELSE ? END"
        rows = connection.execute(
            f"SELECT DISTINCT c.id, c.key FROM cases c JOIN {table} ON of_case = c.id WHERE c.owes = 0 AND {within}", times
        )
        old |= set(rows)
    old |= set(connection.execute("SELECT id, key FROM cases WHERE owes = 0 AND last_at < CASE simulation WHEN 0 THEN ? ELSE ? END", times))
    return sorted(old)


def delete_old(connection: sqlite3.Connection, cases: Iterable[int], ages: Ages) -> None:
    """Delete for good what is too old in these cases, unless something has come to be owed there meanwhile."""
    for number in cases:
        row = connection.execute("SELECT simulation, last_at FROM cases WHERE id = ? AND owes = 0", (number,)).fetchone()
        if row is None:
            continue
        limit = ages.of(simulation=bool(row[0]))
        if row[1] < limit:
            connection.execute("DELETE FROM words WHERE rowid = ?", (number,))
            connection.execute("DELETE FROM cases WHERE id = ?", (number,))
            continue
        for table, column in _TIMES:
            connection.execute(f"DELETE FROM {table} WHERE of_case = ? AND {column} < ?", (number, limit))
        _count(connection, number)


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


def forget_shared(connection: sqlite3.Connection) -> None:
    """Delete what only deleted runs shared, and write the index of words anew: it keeps pieces of deleted words else."""
    connection.execute("DELETE FROM environments WHERE id NOT IN (SELECT environment FROM run_parts)")
    connection.execute("DELETE FROM labels WHERE id NOT IN (SELECT label FROM run_labels)")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
