"""Asks the case store for the window: in one thread of its own, the newest question first, the answers by signals."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal

from ccdiag.model.message import Message, message
from ccdiag.model.saved_case import CaseNote, CaseSummary, RunSummary, SavedCase, SavedRun
from ccdiag.ui.models.case_rows import PAGE as CASES_AT_ONCE
from ccdiag.ui.models.run_rows import PAGE as RUNS_AT_ONCE

if TYPE_CHECKING:
    from ccdiag.cases.comparison import Comparison
    from ccdiag.cases.store import CaseStore
    from ccdiag.cases.store_deletion import Deletion

_log = logging.getLogger(__name__)
_MOST_BETWEEN: Final = 2000
"""Runs that are looked through for what lies between two; more than a terminal ever has in a year."""
_OTHER_RUNS: Final = 20
"""Runs that are looked at beside the chosen one."""
_GONE: Final = message("This cannot be brought back any more.")
_JOIN_S: Final = 5.0
"""At closing; a store that waits for another program gives up before that."""


class FoundCases(Struct, frozen=True):
    """What a search found."""

    text: str
    simulation: bool
    offset: int
    cases: tuple[CaseSummary, ...]
    more: bool


class ReadHistory(Struct, frozen=True):
    """Runs of one terminal."""

    key: str
    offset: int
    runs: tuple[RunSummary, ...]
    more: bool


class ReadRun(Struct, frozen=True):
    """One run in full, and what is noted beside it."""

    run: SavedRun
    notes: tuple[CaseNote, ...] = ()


class ReadPair(Struct, frozen=True):
    """Two runs and what they tell together."""

    then: SavedRun
    now: SavedRun
    comparison: "Comparison"


class ReadCase(Struct, frozen=True):
    """What is kept of a terminal, read for a purpose."""

    purpose: str
    saved: SavedCase
    run: str
    """The run that is meant; empty: all of them."""


class Deleted(Struct, frozen=True):
    """What was deleted, and can be had back."""

    deletion: "Deletion"
    name: str
    """Of the shop."""


class _Question(Struct, frozen=True):
    ask: "Callable[[CaseStore], object]"
    signal: str
    kind: str = ""
    """A newer question of the same kind makes this one useless; empty: it is never dropped."""
    number: int = 0


class CaseBrowser(QObject):
    """Holds the store open from the first question until it is closed."""

    found = Signal(object)
    """FoundCases."""
    history_read = Signal(object)
    """ReadHistory."""
    run_read = Signal(object)
    """ReadRun."""
    compared = Signal(object)
    """ReadPair."""
    case_read = Signal(object)
    """ReadCase."""
    deleted = Signal(object)
    """Deleted."""
    changed = Signal()
    """Something was noted or brought back: what is shown may be old."""
    opened = Signal(object, bool)
    """What the store says of itself (Message, or None), and whether anything is kept in it."""
    missing = Signal()
    """What was asked for is no longer there."""
    refused = Signal(object)
    """Why the store did not do what was asked (Message)."""
    troubled = Signal(str)
    """A trace of a bug in ccdiag itself."""
    _answered = Signal(object, object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._newest: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._closed = False
        # Answers come from another thread: they wait for the window's own loop.
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # --- questions ---

    def search(self, text: str, *, simulation: bool, offset: int = 0) -> None:
        """Look for terminals."""

        def ask(store: "CaseStore") -> FoundCases:
            cases = store.search(text, simulation=simulation, limit=CASES_AT_ONCE + 1, offset=offset)
            return FoundCases(text, simulation, offset, cases[:CASES_AT_ONCE], len(cases) > CASES_AT_ONCE)

        self._ask(ask, "found", "search")

    def read_history(self, key: str, *, offset: int = 0, at_least: int = 0) -> None:
        """Read the runs of a terminal; `at_least` so many where more of them were shown already."""
        wanted = max(RUNS_AT_ONCE, at_least)

        def ask(store: "CaseStore") -> ReadHistory:
            runs = store.history(key, limit=wanted + 1, offset=offset)
            return ReadHistory(key, offset, runs[:wanted], len(runs) > wanted)

        self._ask(ask, "history_read", "history")

    def read_run(self, run: str, key: str) -> None:
        """Read one run."""

        def ask(store: "CaseStore") -> ReadRun:
            return ReadRun(store.load_run(run), _notes(store, key))

        self._ask(ask, "run_read", "view")

    def compare(self, then: str, now: str, key: str) -> None:
        """Compare two runs, the earlier one first."""

        def ask(store: "CaseStore") -> ReadPair:
            from ccdiag.cases.comparison import compare
            from ccdiag.cases.meantime import Meantime

            first, last = store.load_run(then), store.load_run(now)
            meantime = Meantime.of(store.load_case(key, most_runs=0), store.history(key, limit=_MOST_BETWEEN))
            return ReadPair(first, last, compare(first, last, meantime))

        self._ask(ask, "compared", "view")

    def forget_view(self) -> None:
        """Wait no longer for a run or a comparison."""
        self._newest["view"] = self._newest.get("view", 0) + 1

    def read_case(self, purpose: str, key: str, run: str = "", *, most_runs: int = _OTHER_RUNS) -> None:
        """Read what is kept of a terminal for a purpose: its newest runs, and this one whether it is among them or not."""

        def ask(store: "CaseStore") -> ReadCase:
            saved = store.load_case(key, most_runs=most_runs)
            if run and all(one.id != run for one in saved.runs):
                runs = sorted((*saved.runs, store.load_run(run)), key=lambda one: one.state.started_at)
                saved = replace(saved, runs=tuple(runs))
            return ReadCase(purpose, saved, run)

        self._ask(ask, "case_read", "case")

    def delete_runs(self, runs: Iterable[str], name: str) -> None:
        """Delete runs."""
        ids = tuple(runs)
        self._ask(lambda store: Deleted(store.delete_runs(ids), name), "deleted")

    def delete_case(self, key: str, name: str) -> None:
        """Delete all that is kept of a terminal."""
        self._ask(lambda store: Deleted(store.delete_case(key), name), "deleted")

    def undo(self, deletion: "Deletion") -> None:
        """Bring back what was deleted."""
        self._ask(lambda store: store.undo(deletion) or _GONE, "changed")

    def add_note(self, key: str, text: str) -> None:
        """Keep a note."""
        at = datetime.now(UTC)
        self._ask(lambda store: store.add_note(key, text, at), "changed")

    def shut_down(self) -> None:
        """Answer what was asked, then close the store; what was deleted is gone for good then."""
        self._closed = True
        if self._thread is not None:
            self._questions.put(None)
            self._thread.join(_JOIN_S)
            self._thread = None

    # --- how ---

    def _ask(self, ask: "Callable[[CaseStore], object]", signal: str, kind: str = "") -> None:
        if self._closed:
            return
        number = self._newest[kind] = self._newest.get(kind, 0) + 1
        self._questions.put(_Question(ask, signal, kind, number))
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="ccdiag-cases", daemon=True)
            self._thread.start()

    def _is_old(self, question: _Question) -> bool:
        return bool(question.kind) and question.number != self._newest.get(question.kind)

    def _serve(self) -> None:
        """Run in the store's thread until there is nothing more to ask."""
        from ccdiag.cases.store import CaseStore
        from ccdiag.cases.store_trouble import CaseStoreError

        with CaseStore(self._file) as store:
            self._answered.emit(None, (store.opened, store.keeps))
            while (question := self._questions.get()) is not None:
                if self._is_old(question):
                    continue
                try:
                    answer: object = question.ask(store)
                except (CaseStoreError, KeyError) as error:
                    answer = error
                except Exception as error:  # noqa: BLE001  # a bug must reach the window, and the thread must live on
                    answer = error
                self._answered.emit(question, answer)

    def _deliver(self, question: _Question | None, answer: Any) -> None:  # noqa: ANN401  # whatever was asked for
        from ccdiag.cases.store_trouble import CaseStoreError

        if question is None:
            self.opened.emit(*answer)
        elif self._is_old(question):
            return
        elif isinstance(answer, CaseStoreError):
            self.refused.emit(answer.told)
        elif isinstance(answer, KeyError):
            self.missing.emit()
        elif isinstance(answer, Exception):
            _log.error("the case store failed", exc_info=answer)
            self.troubled.emit("".join(traceback.format_exception(answer)))
        elif question.signal == "changed":
            if isinstance(answer, Message):
                self.refused.emit(answer)
            self.changed.emit()
        else:
            getattr(self, question.signal).emit(answer)


def _notes(store: "CaseStore", key: str) -> tuple[CaseNote, ...]:
    try:
        return store.load_case(key, most_runs=0).notes
    except KeyError:
        return ()
