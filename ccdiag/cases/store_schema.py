"""The tables of the case store, and the steps that bring an older file to them."""

import sqlite3
from collections.abc import Callable
from typing import Final

APPLICATION_ID: Final = 0x63636467
"""`ccdg` in the file's header, so that `file` and other programs know whose it is."""


def _first(connection: sqlite3.Connection) -> None:
    """Make the tables of version 1."""
    for statement in _TABLES_1:
        connection.execute(statement)


_TABLES_1: Final = (
    # What was deleted and can be had back.
    "CREATE TABLE deletions (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL)",
    # One line a terminal. `content`, `owed`, `settled` and `variants` are JSON.
    """CREATE TABLE cases (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        simulation INTEGER NOT NULL,
        shop TEXT NOT NULL DEFAULT '',
        merchant_id TEXT NOT NULL DEFAULT '',
        tms_id TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL DEFAULT '',
        addresses TEXT NOT NULL DEFAULT '',
        last_at REAL NOT NULL,
        runs INTEGER NOT NULL DEFAULT 0,
        last_run INTEGER,
        owes INTEGER NOT NULL DEFAULT 0,
        deleted INTEGER REFERENCES deletions (id),
        content BLOB NOT NULL,
        owed BLOB NOT NULL DEFAULT '[]',
        settled BLOB NOT NULL DEFAULT '[]',
        variants BLOB NOT NULL DEFAULT '[]'
    )""",
    "CREATE INDEX cases_by_time ON cases (last_at)",
    # Documents that many runs share, by their hash.
    "CREATE TABLE environments (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, content BLOB NOT NULL)",
    # One line a run; narrow, since a list reads hundreds of them.
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        of_case INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        started_at REAL NOT NULL,
        finished INTEGER NOT NULL DEFAULT 0,
        elapsed_s REAL NOT NULL DEFAULT 0,
        verdict TEXT NOT NULL,
        cause TEXT,
        title BLOB,
        warnings INTEGER NOT NULL DEFAULT 0,
        environment TEXT NOT NULL,
        version TEXT NOT NULL,
        simulation INTEGER NOT NULL,
        deleted INTEGER REFERENCES deletions (id)
    )""",
    "CREATE INDEX runs_of_case ON runs (of_case, id)",
    "CREATE INDEX runs_by_time ON runs (started_at)",
    "CREATE INDEX simulated_by_time ON runs (started_at) WHERE simulation = 1",
    # What a run was told, and, once it has ended, all its events in one compressed piece, and its state where judging again changed it.
    """CREATE TABLE run_parts (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        environment INTEGER NOT NULL REFERENCES environments (id),
        touch_terminal INTEGER NOT NULL,
        hold_s REAL NOT NULL,
        content BLOB NOT NULL,
        events BLOB,
        state BLOB
    )""",
    "CREATE INDEX parts_of_environment ON run_parts (environment)",
    # The events of runs that go on, or were cut off, one by one as they came.
    """CREATE TABLE events (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at_s REAL NOT NULL,
        event BLOB NOT NULL,
        PRIMARY KEY (run, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        of_case INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        at REAL NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        deleted INTEGER REFERENCES deletions (id)
    )""",
    "CREATE INDEX answers_of_case ON answers (of_case, id)",
    """CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        of_case INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        at REAL NOT NULL,
        text TEXT NOT NULL,
        deleted INTEGER REFERENCES deletions (id)
    )""",
    "CREATE INDEX notes_of_case ON notes (of_case, id)",
    """CREATE TABLE procedures (
        id INTEGER PRIMARY KEY,
        of_case INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        ended_at REAL NOT NULL,
        record BLOB NOT NULL,
        deleted INTEGER REFERENCES deletions (id),
        UNIQUE (of_case, name)
    )""",
    # What a run can be found by that many runs share: its day, its environment, its causes in all languages.
    "CREATE TABLE labels (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (kind, name))",
    """CREATE TABLE run_labels (
        of_case INTEGER NOT NULL,
        label INTEGER NOT NULL REFERENCES labels (id),
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        PRIMARY KEY (of_case, label, run)
    ) WITHOUT ROWID""",
    "CREATE INDEX labels_of_run ON run_labels (run)",
    # The newest run of each case with each label: what is searched, since it is much smaller.
    """CREATE TABLE case_labels (
        label INTEGER NOT NULL REFERENCES labels (id),
        of_case INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
        run INTEGER NOT NULL,
        PRIMARY KEY (label, of_case)
    ) WITHOUT ROWID""",
    "CREATE INDEX labels_of_case ON case_labels (of_case, label)",
    # What a case can be found by; in threes of letters, so that the inside of a word is found too. `rowid` is the case's.
    "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'trigram')",
)

Step = Callable[[sqlite3.Connection], None]
STEPS: Final[tuple[Step, ...]] = (_first,)
"""Step N brings a file of version N to version N + 1. Add to the end; never change one that was released."""
VERSION: Final = len(STEPS)


def migrate(connection: sqlite3.Connection, steps: tuple[Step, ...] = STEPS) -> None:
    """Bring the file to the newest version, each step whole or not at all; another program may do so at the same time.

    Raises sqlite3.Error, with the file at the version that was reached.
    """
    for number, step in enumerate(steps):
        if version_of(connection) > number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) == number:
                step(connection)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the tables; 0 for a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
