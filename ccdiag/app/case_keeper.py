"""Keeps what happens, as it happens, in a thread of its own: neither a run nor the window ever waits for a bad disk.

What holds. Everything is written in the order in which it came, and what was written is on the disk (fsync) before `kept()` returns True.
Command line and window show an event only after that, so that whatever was seen is found again after a power cut or a kill. A frame of
the window waits a tenth of a second at the most, the command line `LONGEST_WAIT_S`; then it is shown all the same. Where the disk takes
nothing for so long, it is said that it is not kept; the writing goes on beside, and what could be written late is kept after all.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import uuid4

from msgspec.structs import replace

from ccdiag import __version__
from ccdiag.app.folders import data_folder
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId
from ccdiag.model.event import CheckFinished, ObservationMade, RunEvent
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import StatedAnswer, TimedEvent
from ccdiag.model.situation import Situation
from ccdiag.procedures.visit import Visit

if TYPE_CHECKING:
    from ccdiag.cases.store import CaseStore

_log = logging.getLogger(__name__)

FILE_NAME: Final = "cases.sqlite3"
LONGEST_WAIT_S: Final = 1.0
"""A disk in a laptop takes milliseconds, one that has to wake up takes longer; nobody watches a picture that stands still for more."""
MOST_WAITING: Final = 20_000
"""Writings that wait for a disk; some forty runs. What comes then is not kept."""
_CLOSE_S: Final = 3.0
"""For what still waits when the program ends."""
_TIDY_S: Final = 1.0
"""For letting go what is too old, when the program ends."""
_AGAIN_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""After which time a writing that failed is tried again."""
_DAY: Final = timedelta(days=1)
_IDLE_S: Final = 2.0
"""Without anything to write, before what is too old is looked for."""
_BUSY: Final = message(
    "What happens now is not kept yet: the disk is slow, or another program holds the file. What is shown is right all the same."
)
_OVERFLOW: Final = message("The disk has taken nothing for so long that this is not kept any more. What is shown is right all the same.")

Write = Callable[["CaseStore"], object]


class _Waiting(NamedTuple):
    """Somebody who waits until everything up to a number is on the disk."""

    number: int
    tell: Callable[[bool], None]


class KeptRun:
    """One run that is being kept. Its methods return at once."""

    def __init__(self, keeper: "CaseKeeper", situation: Situation) -> None:
        self.id: Final = uuid4().hex
        self._keeper = keeper
        self._begin = perf_counter()
        self._count = 0
        self._seen: dict[CheckId, list[Observation]] = {}
        at = datetime.now(UTC)
        keeper.write(lambda store: store.begin_run(self.id, situation, version=__version__, at=at))

    def event(self, event: RunEvent) -> None:
        """Keep an event that has just happened."""
        number, timed = self._count, TimedEvent(round(perf_counter() - self._begin, 6), self._lean(event))
        self._count += 1
        self._keeper.write(lambda store: store.add_events(self.id, ((number, timed),)))

    def ended(self, state: RunState, case: Case) -> None:
        """Keep the run as it ended: as its events say."""
        self._seen.clear()
        self._keeper.write(lambda store: store.put_state(self.id, state, case, as_seen=True))

    def judged(self, state: RunState, case: Case) -> None:
        """Keep the run as it stands by what is answered now."""
        self._keeper.write(lambda store: store.put_state(self.id, state, case))

    def _lean(self, event: RunEvent) -> RunEvent:
        """Leave out of a check's end what was told of it before: the store puts it in again."""
        match event:
            case ObservationMade():
                self._seen.setdefault(event.check, []).append(event.observation)
            case CheckFinished(result=result) if result.observations == tuple(self._seen.get(result.id, ())):
                return CheckFinished(result=replace(result, observations=()))
            case _:
                pass
        return event


class CaseKeeper:
    """Takes what is to be kept from any thread, and writes it in one of its own, which starts with the first writing."""

    def __init__(
        self,
        file: Path | None = None,
        *,
        days: int = 365,
        trouble: Callable[[Message | None], None] | None = None,
        notice: Callable[[Message], None] | None = None,
    ) -> None:
        """`trouble` is called with why nothing is kept now, and with None once all is; `notice` with what became of what was kept before.

        Both are called in any thread. `days`: how long anything is kept; 0: not at all.
        """
        self.file: Final = file if file is not None else data_folder() / FILE_NAME
        self._days = days
        self._tell_trouble = trouble or _log_trouble
        self._tell_notice = notice or _log_trouble
        self._changed = threading.Condition()
        self._queue: deque[Write] = deque()
        self._taken = 0
        """The number of the last writing that was asked for; each has the next one."""
        self._done = 0
        self._waiting: deque[_Waiting] = deque()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._behind = False
        """Whether the disk has let somebody wait too long: nobody waits then until it has caught up."""
        self._progress = 0.0
        """When something was written last, or began to wait."""
        self._told: Message | None = None
        self._tidied: datetime | None = None

    # --- what is kept ---

    def begin(self, situation: Situation) -> KeptRun:
        """Keep a run that begins now."""
        return KeptRun(self, situation)

    def answer(self, key: str, stated: StatedAnswer) -> None:
        """Keep what somebody answered in a case."""
        self.write(lambda store: store.add_answer(key, stated))

    def case(self, key: str, case: Case) -> None:
        """Keep a case as it is known now."""
        at = datetime.now(UTC)
        self.write(lambda store: store.put_case(key, case, at))

    def note(self, key: str, text: str) -> None:
        """Keep a note."""
        at = datetime.now(UTC)
        self.write(lambda store: store.add_note(key, text, at))

    def visit(self, visit: Visit) -> None:
        """Keep the procedures that ended in a case, and what is owed there."""
        self.write(lambda store: store.put_visit(visit))

    def write(self, write: Write) -> None:
        """Let something be written, after all that came before; returns at once, also where the disk takes nothing."""
        with self._changed:
            if self._closing:
                return
            if not self._days:
                # What was kept before goes.
                if self._thread is None and self.file.exists():
                    self._start()
                return
            if len(self._queue) >= MOST_WAITING:
                self._tell(_OVERFLOW)
                return
            if self._done == self._taken:
                self._progress = perf_counter()
            self._queue.append(write)
            self._taken += 1
            self._start()
            self._changed.notify()

    def keep_days(self, days: int) -> None:
        """Keep everything so long from now on; what is older goes at the next opening, so that the choice can be taken back until then."""
        with self._changed:
            self._days = days

    def let_old_go(self) -> None:
        """Let go what is too old, once there is a quiet moment."""
        with self._changed:
            if self.file.exists() and not self._closing:
                self._start()

    async def kept(self, limit_s: float | None = None) -> bool:
        """Wait until everything that was asked for is on the disk; False where it is not within the time.

        Where nothing at all was written for `LONGEST_WAIT_S`, that is told, and nobody waits any more until it has caught up.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()

        def tell(kept: bool) -> None:  # noqa: FBT001  # a plain answer
            try:
                loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(kept))
            except RuntimeError:
                return  # the loop was closed meanwhile: nobody waits any more

        with self._changed:
            if self._done >= self._taken:
                return self._told is None
            if self._behind:
                return False
            self._waiting.append(_Waiting(self._taken, tell))
        try:
            async with asyncio.timeout(LONGEST_WAIT_S if limit_s is None else limit_s):
                return await future
        except TimeoutError:
            with self._changed:
                if perf_counter() - self._progress >= LONGEST_WAIT_S and self._done < self._taken:
                    self._behind = True
                    self._tell(_BUSY)
            return False

    def close(self) -> bool:
        """Write what still waits, and end the thread; False where that took too long. Nothing is taken any more."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is None:
            return True
        # A daemon: a disk that never answers does not keep the program from ending.
        self._thread.join(_CLOSE_S)
        return not self._thread.is_alive()

    # --- the thread ---

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="ccdiag-cases", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        store: CaseStore | None = None
        failures = 0
        try:
            while (batch := self._next(failures)) is not None:
                if store is None:
                    store = self._opened()
                failures = 0 if self._written(store, batch) else failures + 1
                if failures and not store.keeps:
                    # It could not be opened for something that passes.
                    store.close()
                    store = None
                    continue
                if not batch:
                    self._tidy(store)
        except Exception as error:  # noqa: BLE001  # logged and told
            # A bug: whoever waits is let go on, and whatever comes is refused.
            _log.exception("the keeper of the cases failed")
            self._give_up(message("This is not kept: {problem}", problem=type(error).__name__))
        finally:
            if store is not None:
                store.close()

    def _opened(self) -> "CaseStore":
        # Not before there is something to keep: it takes as long as a frame or two.
        from ccdiag.cases.store import CaseStore

        store = CaseStore(self.file)
        if store.opened is not None and store.keeps:
            self._tell_notice(store.opened)
        return store

    def _next(self, failures: int) -> list[Write] | None:
        """Wait for something to write; None when nothing follows any more."""
        with self._changed:
            if failures:
                # What failed stands at the head of the queue still.
                self._changed.wait_for(lambda: self._closing, _AGAIN_S[min(failures, len(_AGAIN_S)) - 1])
                if self._closing and failures > 1:
                    return None
            else:
                # Not in the middle of a run: what is shown would wait for it.
                idle_s = _IDLE_S if self._is_untidy else _DAY.total_seconds()
                self._changed.wait_for(lambda: self._queue or self._closing, idle_s)
            if not self._queue and self._closing and not self._is_untidy:
                return None
            return list(self._queue)

    @property
    def _is_untidy(self) -> bool:
        return self._tidied is None or datetime.now(UTC) - self._tidied >= _DAY

    def _tidy(self, store: "CaseStore") -> None:
        """Let go what is too old, once a day."""
        from ccdiag.app.procedure_store import ProcedureStore
        from ccdiag.cases.store_trouble import CaseStoreError

        if not self._is_untidy:
            return
        at, end = datetime.now(UTC), perf_counter() + _TIDY_S

        def interrupted() -> bool:
            return bool(self._queue) or (self._closing and perf_counter() > end)

        try:
            done = not store.keeps or store.keep_days(self._days, spared=ProcedureStore().is_open, interrupted=interrupted)
            # What is left over at the end is the next program's.
            self._tidied = at if done or self._closing else self._tidied
        except CaseStoreError as error:
            self._tidied = at
            _log.warning("%s", error.told.english())

    def _written(self, store: "CaseStore", batch: list[Write]) -> bool:
        """Write a batch, whole or not at all; whether it need not be tried again."""
        from ccdiag.cases.store_trouble import CaseStoreError

        if not batch:
            return True
        try:
            with store.writing():
                for write in batch:
                    write(store)
        except CaseStoreError as error:
            self._tell(error.told)
            if error.trouble in {"read_only", "failed"}:
                # No second try mends it.
                self._settle(len(batch), kept=False)
                return True
            self._release()
            return False
        self._settle(len(batch), kept=True)
        return True

    def _settle(self, count: int, *, kept: bool) -> None:
        with self._changed:
            for _ in range(count):
                self._queue.popleft()
            self._done += count
            self._progress = perf_counter()
            ready = [one for one in self._waiting if one.number <= self._done]
            self._waiting = deque(one for one in self._waiting if one.number > self._done)
            if self._done == self._taken:
                self._behind = False
                if kept:
                    self._tell(None)
        for one in ready:
            one.tell(kept)

    def _release(self) -> None:
        """Let everybody go on who waits: it will take long."""
        with self._changed:
            self._behind = True
            waiting, self._waiting = self._waiting, deque()
        for one in waiting:
            one.tell(False)

    def _give_up(self, told: Message) -> None:
        with self._changed:
            self._closing = True
            self._queue.clear()
            self._done = self._taken
        # Told before anybody who waits goes on.
        self._tell(told)
        self._release()

    def _tell(self, told: Message | None) -> None:
        """Tell a trouble once, and once that it is over."""
        with self._changed:
            if told == self._told:
                return
            self._told = told
        self._tell_trouble(told)


def _log_trouble(told: Message | None) -> None:
    if told is not None:
        _log.warning("%s", told.english())
