"""The case store: every run, answer and finished procedure of a terminal, in one file that survives a power cut."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self, TypeVar

from ccdiag.cases import store_deletion, store_reading, store_writing
from ccdiag.cases.store_deletion import UNDO_S, Deletion
from ccdiag.cases.store_opening import OpenedFile, forget_aside, number_of, open_file
from ccdiag.cases.store_search import find
from ccdiag.cases.store_trouble import CaseStoreError, Trouble, not_kept, not_read, trouble_of
from ccdiag.model.case import Case
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SIMULATED_DAYS, CaseSummary, RunSummary, SavedCase, SavedRun, StatedAnswer, TimedEvent
from ccdiag.model.situation import Situation
from ccdiag.procedures.visit import Visit

MOST_RUNS: Final = 200
"""Of one case, in full; each takes some 100 KiB of memory."""
_AT_ONCE: Final = 500
"""Cases that are deleted in one go: a tenth of a second, in which no other program can write."""
Result = TypeVar("Result")


class CaseStore:
    """The store in one file. One thread uses it at a time; other threads wait, other programs and stores may use the file too.

    What was written is on the disk when a method returns. Every method raises CaseStoreError where the file cannot do what is asked;
    of a store that could not be opened, `opened` says why: it shows nothing, and keeps nothing.
    """

    def __init__(self, file: Path) -> None:
        """Open the file or make it; never raises for what is wrong with it."""
        self.file: Final = file
        self._lock = threading.RLock()
        self._depth = 0
        self._deletions: set[int] = set()
        self._leaves_traces = False
        """Whether words of what was deleted are in the index still."""
        self._connection: sqlite3.Connection | None = None
        self._number: int | None = None
        self.read_only = False
        """Whether earlier visits can be looked at, and nothing is kept."""
        self.opened: Message | None = None
        """What the user has to be told of the opening; None: all is well."""
        self.trouble: Trouble | None = None
        """Why nothing is kept; what is `locked`, `full` or `unreachable` may be none of it a moment later."""
        self._take(open_file(file))

    def _take(self, opened: OpenedFile) -> None:
        self._connection, self.read_only, self.opened = opened.connection, opened.read_only, opened.notice
        self.trouble = opened.trouble
        self._number = number_of(self.file)
        if opened.connection is not None and opened.aside is not None:
            from ccdiag.cases.store_recovery import recover

            recovered = recover(opened.aside, opened.connection)
            if recovered:
                self.opened = message("{notice} {number} runs of it could be saved.", notice=opened.notice or "", number=recovered)
        if self.keeps:
            with contextlib.suppress(CaseStoreError):
                self.purge(older_than_s=UNDO_S)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept here."""
        return self._connection is not None and not self.read_only

    # --- what is looked at ---

    def search(self, text: str = "", *, simulation: bool = False, limit: int = 200, offset: int = 0) -> tuple[CaseSummary, ...]:
        """Return the cases that fit every word, the one used last first; with `simulation`, those of the lab among them.

        A word may be the beginning or the inside of a shop's name, merchant or TMS id, address, note, environment, or of a cause's id
        or title in any language; or a date, as 2026-11-23, 23-11-2026, 23/11 or november.
        """

        def read(connection: sqlite3.Connection) -> tuple[CaseSummary, ...]:
            found = find(connection, text, simulation=simulation, limit=max(limit, 0), offset=max(offset, 0))
            return store_reading.case_summaries(connection, found)

        return self._read(read, ())

    def history(self, key: str, *, limit: int = 500, offset: int = 0) -> tuple[RunSummary, ...]:
        """Return the runs of a case, the newest first."""
        return self._read(lambda connection: store_reading.history(connection, key, limit=max(limit, 0), offset=max(offset, 0)), ())

    def load_case(self, key: str, *, most_runs: int = MOST_RUNS) -> SavedCase:
        """Return all that is kept of a case, of its runs the newest. Raises KeyError where nothing is kept of it."""
        loaded = self._read(lambda connection: store_reading.load_case(connection, key, most_runs=most_runs), None)
        if loaded is None:
            raise KeyError(key)
        return loaded

    def load_run(self, run: str) -> SavedRun:
        """Return a whole run, also one that was deleted and can be had back. Raises KeyError where there is none."""
        loaded = self._read(lambda connection: store_reading.load_run(connection, run), None)
        if loaded is None:
            raise KeyError(run)
        return loaded

    # --- what is kept ---

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Write all that is written within at once, or nothing of it."""
        with self._lock:
            connection = self._to_write()
            if self._depth:
                yield
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                self._depth = 1
                try:
                    yield
                    connection.execute("COMMIT")
                finally:
                    self._depth = 0
                    if connection.in_transaction:
                        with contextlib.suppress(sqlite3.Error):
                            connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                trouble = trouble_of(error)
                if trouble == "damaged":
                    raise self._begun_anew() from error
                raise not_kept(trouble) from error

    def begin_run(self, run: str, situation: Situation, *, version: str, at: datetime) -> None:
        """Keep that a run begins; `run` are 32 hexadecimal digits."""
        self._write(lambda connection: store_writing.begin_run(connection, run, situation, version, at))

    def add_events(self, run: str, events: Sequence[tuple[int, TimedEvent]]) -> None:
        """Keep events of a run, each with its number.

        The end of a check may leave out all its observations that were told before; they are there again when it is read.
        """
        self._write(lambda connection: store_writing.put_events(connection, run, events))

    def put_state(self, run: str, state: RunState, case: Case, *, as_seen: bool = False) -> None:
        """Keep a run as it stands after its end, or as it was judged again; `as_seen`: as its events say, so that these are enough."""
        self._write(lambda connection: store_writing.put_state(connection, run, state, case, as_seen=as_seen))

    def put_case(self, key: str, case: Case, at: datetime) -> None:
        """Keep a case as it is known now."""
        self._write(lambda connection: store_writing.put_case(connection, key, case, at))

    def add_answer(self, key: str, answer: StatedAnswer) -> None:
        """Keep what somebody answered."""
        self._write(lambda connection: store_writing.put_answer(connection, key, answer))

    def add_note(self, key: str, text: str, at: datetime) -> None:
        """Keep a note; secrets in it are masked."""
        self._write(lambda connection: store_writing.put_note(connection, key, text, at))

    def put_visit(self, visit: Visit) -> None:
        """Keep the procedures that ended in a case, and what is owed there."""
        self._write(lambda connection: store_writing.put_visit(connection, visit, datetime.now(UTC)))

    # --- what goes ---

    def delete_runs(self, runs: Iterable[str]) -> Deletion:
        """Delete runs; `undo` brings them back until the program ends."""
        return self._deleted(lambda connection: store_deletion.delete_runs(connection, runs, datetime.now(UTC)))

    def delete_case(self, key: str) -> Deletion:
        """Delete a case with all that is kept of it, likewise."""
        return self._deleted(lambda connection: store_deletion.delete_case(connection, key, datetime.now(UTC)))

    def undo(self, deletion: Deletion) -> bool:
        """Bring back what was deleted; False where it is gone for good."""
        self._deletions.discard(deletion.id)
        return self._write(lambda connection: store_deletion.undo(connection, deletion.id))

    def purge(self, *, older_than_s: float | None = None) -> None:
        """Delete for good what this store deleted, or whatever was deleted longer ago; nothing of it is left in the file."""

        def purged(connection: sqlite3.Connection) -> bool:
            if older_than_s is None:
                gone, self._deletions = self._deletions, set()
            else:
                gone = set(store_deletion.old_deletions(connection, datetime.now(UTC) - timedelta(seconds=older_than_s)))
            return bool(gone) and store_deletion.purge(connection, gone)

        if self._write(purged):
            self._give_back()

    def keep_days(
        self,
        days: int,
        *,
        spared: Callable[[str], bool] = lambda _key: False,
        interrupted: Callable[[], bool] = lambda: False,
        now: datetime | None = None,
    ) -> bool:
        """Delete for good what is older than so many days, and runs of the lab after thirty at most; 0: everything.

        Nothing goes of a case in which something is owed as far as this store knows, nor of one that is `spared` by its key. It goes
        piece by piece, so that another program gets its turn; returns False where it was interrupted between two pieces.
        """
        now = now or datetime.now(UTC)
        # A day more than everything: what was written in this moment goes too.
        before = now - timedelta(days=days) if days else now + timedelta(days=1)
        ages = store_deletion.Ages(before, max(before, now - timedelta(days=SIMULATED_DAYS)))
        nothing: list[tuple[int, str]] = []
        old = self._read(lambda connection: store_deletion.old_cases(connection, ages), nothing)
        gone = [number for number, key in old if not spared(key)]
        for begin in range(0, len(gone), _AT_ONCE):
            if interrupted():
                return False
            piece = gone[begin : begin + _AT_ONCE]
            with self.writing():
                store_deletion.delete_old(self._to_write(), piece, ages)
            self._leaves_traces = True
        forget_aside(self.file, before)
        if self._leaves_traces:
            self._write(store_deletion.forget_shared)
            self._give_back()
            self._leaves_traces = False
        return True

    def close(self) -> None:
        """Delete for good what this store deleted, and close the file."""
        with self._lock:
            if self.keeps:
                with contextlib.suppress(CaseStoreError):
                    if self._deletions:
                        self.purge()
            if self._connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- how ---

    def _read(self, read: Callable[[sqlite3.Connection], Result], nothing: Result) -> Result:
        with self._lock:
            if self._connection is None:
                return nothing
            try:
                return read(self._connection)
            except sqlite3.Error as error:
                trouble = trouble_of(error)
                if trouble == "damaged":
                    raise self._begun_anew() from error
                raise not_read(trouble) from error

    def _begun_anew(self) -> CaseStoreError:
        """Set the damaged file aside, unless another program has done so already, and go on with a new one."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._take(open_file(self.file, damaged=self._number))
        return CaseStoreError(self.opened or not_read("damaged").told, "damaged")

    def _to_write(self) -> sqlite3.Connection:
        if self._connection is None or self.read_only:
            raise CaseStoreError(self.opened or message("Nothing is kept of this visit."), self.trouble or "failed")
        return self._connection

    def _write(self, write: Callable[[sqlite3.Connection], Result]) -> Result:
        with self.writing():
            return write(self._to_write())

    def _deleted(self, delete: Callable[[sqlite3.Connection], Deletion]) -> Deletion:
        deletion = self._write(delete)
        self._deletions.add(deletion.id)
        return deletion

    def _give_back(self) -> None:
        """Empty the log, which holds what was deleted, and make the file smaller; where another program reads, the next one does it."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            connection = self._to_write()
            connection.execute("PRAGMA incremental_vacuum").fetchall()
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
