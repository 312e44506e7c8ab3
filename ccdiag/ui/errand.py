"""Work in a thread for something in the window that may be gone before the answer comes."""

import contextlib
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Answer = TypeVar("Answer")
_under_way: Final[set["_Errand"]] = set()


class _Errand(QObject):
    """Belongs to nothing in the window: a signal of an object that is deleted just then takes the program down."""

    _ended = Signal(object)

    def __init__(self, work: Callable[[], object], done: Callable[[Any], None], name: str) -> None:
        super().__init__()
        self._work = work
        self._done = done
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # As a daemon: whatever hangs in it must not keep a program that was closed.
        self.thread_of_work = threading.Thread(target=self._run, name=name, daemon=True)

    def _run(self) -> None:
        answer = self._work()
        # Qt itself may have ended meanwhile.
        with contextlib.suppress(RuntimeError):
            self._ended.emit(answer)

    def _deliver(self, answer: object) -> None:
        # Deleted in the window's thread, so the other one must not be the last that knows of it.
        self.thread_of_work.join()
        _under_way.discard(self)
        self._done(answer)


def run_errand(work: Callable[[], Answer], done: Callable[[Answer], None], name: str) -> None:
    """Call `work` in a thread of this name, and then `done` with its answer in the window's thread; `work` raises nothing."""
    errand = _Errand(work, done, name)
    _under_way.add(errand)
    errand.thread_of_work.start()


def wait_for_errands(limit_s: float) -> None:
    """Wait at most so many seconds for what is still being worked on; its answers are not delivered any more."""
    end = monotonic() + limit_s
    for errand in tuple(_under_way):
        errand.thread_of_work.join(max(0.0, end - monotonic()))
