"""Saving from a damaged file what can still be read, the newest first, within a bounded time."""

import sqlite3
from pathlib import Path
from time import perf_counter
from typing import Final

from ccdiag.cases.store_schema import APPLICATION_ID, VERSION, version_of
from ccdiag.cases.store_writing import put_words

_MOST_S: Final = 5.0
"""The user waits for it, at the most so long."""
_TABLES: Final = (
    "deletions",
    "cases",
    "environments",
    "labels",
    "runs",
    "run_parts",
    "events",
    "answers",
    "notes",
    "procedures",
    "run_labels",
    "case_labels",
)


def recover(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy what can be read of a damaged file into a new one, and return the number of runs."""
    try:
        old = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error:
        return 0
    end = perf_counter() + _MOST_S
    try:
        if version_of(old) != VERSION or int(old.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
            return 0
        into.execute("PRAGMA foreign_keys = OFF")
        into.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            _copy(old, into, table, end)
        _make_whole(into)
        into.execute("COMMIT")
        return int(into.execute("SELECT count(*) FROM runs").fetchone()[0])
    except (sqlite3.Error, ValueError):
        if into.in_transaction:
            into.execute("ROLLBACK")
        return 0
    finally:
        into.execute("PRAGMA foreign_keys = ON")
        old.close()


def _copy(old: sqlite3.Connection, into: sqlite3.Connection, table: str, end: float) -> None:
    """Read from the end as far as it goes, then from the beginning: what is damaged lies between."""
    columns = [row[1] for row in into.execute(f"PRAGMA table_info ({table})")]
    keys = [row[1] for row in sorted(into.execute(f"PRAGMA table_info ({table})"), key=lambda row: row[5]) if row[5]]
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"
    for order in ("DESC", "ASC"):
        by = ", ".join(f"{key} {order}" for key in keys)
        try:
            for row in old.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {by}"):
                into.execute(insert, row)
                if perf_counter() > end:
                    return
        except sqlite3.Error:
            continue
        return


def _make_whole(into: sqlite3.Connection) -> None:
    """Leave out what hangs in the air, and count anew what is counted."""
    into.execute("DELETE FROM runs WHERE of_case NOT IN (SELECT id FROM cases) OR id NOT IN (SELECT run FROM run_parts)")
    into.execute("DELETE FROM run_parts WHERE run NOT IN (SELECT id FROM runs) OR environment NOT IN (SELECT id FROM environments)")
    into.execute("DELETE FROM runs WHERE id NOT IN (SELECT run FROM run_parts)")
    into.execute("DELETE FROM events WHERE run NOT IN (SELECT id FROM runs)")
    into.execute("DELETE FROM run_labels WHERE run NOT IN (SELECT id FROM runs) OR label NOT IN (SELECT id FROM labels)")
    into.execute("DELETE FROM case_labels WHERE of_case NOT IN (SELECT id FROM cases) OR label NOT IN (SELECT id FROM labels)")
    for table in ("answers", "notes", "procedures"):
        into.execute(f"DELETE FROM {table} WHERE of_case NOT IN (SELECT id FROM cases)")
    for table in ("cases", "runs", "answers", "notes", "procedures"):
        into.execute(f"UPDATE {table} SET deleted = NULL WHERE deleted NOT IN (SELECT id FROM deletions)")
    into.execute("UPDATE cases SET (runs, last_run) = (SELECT count(*), max(id) FROM runs WHERE of_case = cases.id AND deleted IS NULL)")
    for (number,) in into.execute("SELECT id FROM cases").fetchall():
        put_words(into, number)
