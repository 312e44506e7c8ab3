"""What Ctrl-C does: end the program at once, wait a moment, or stop what runs on the event loop.

Nothing here raises KeyboardInterrupt: raised inside a callback of the import machinery or of a destructor it is
printed with a trace and lost, and the program goes on as if nobody had pressed anything.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Self

CANCELLED: Final = 130
"""The exit status after Ctrl-C, which shells give to it too."""
_SHOW_CURSOR: Final = b"\x1b[?25h"
_PATIENCE: Final = 2
"""Presses; whoever presses once more wants the program gone, whatever it leaves behind."""


def end_at_once() -> None:
    """Let Ctrl-C end the program without a word, while there is nothing yet that has to be put away."""
    # Whoever starts a program in the background has had SIGINT ignored, and means it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def _leave(_number: int, _frame: object) -> None:
    # A table that was being drawn has hidden the cursor; an old Windows console would print the sequence instead.
    if sys.platform != "win32" and sys.stdout is not None and sys.stdout.isatty():
        os.write(sys.stdout.fileno(), _SHOW_CURSOR)
    os._exit(CANCELLED)


class Deferred:
    """Keeps Ctrl-C for later, while something is started or ended that must be put away whole; the third press is not kept."""

    def __init__(self) -> None:
        self.presses = 0
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        _take_over((signal.SIGINT,), self._on_signal, self._before)
        return self

    def __exit__(self, *_: object) -> None:
        _give_back(self._before)

    def _on_signal(self, number: int, frame: object) -> None:
        self.presses += 1
        if self.presses > _PATIENCE:
            _leave(number, frame)


@contextmanager
def interrupt(
    stop: Callable[[], object], *, deferred: Deferred | None = None, signals: tuple[signal.Signals, ...] = (signal.SIGINT,)
) -> Iterator[None]:
    """Turn Ctrl-C into a call on the loop; a second one cancels the running task, a third ends the program at once."""
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    presses = 0

    def on_signal(number: int, frame: object) -> None:
        nonlocal presses
        presses += 1
        if presses > _PATIENCE:
            _leave(number, frame)
        loop.call_soon_threadsafe(stop if presses == 1 or task is None else task.cancel)

    before: dict[signal.Signals, object] = {}
    _take_over(signals, on_signal, before)
    if deferred is not None and deferred.presses:
        loop.call_soon(stop)
    try:
        yield
    finally:
        _give_back(before)


def _take_over(signals: tuple[signal.Signals, ...], handler: Callable[[int, object], None], before: dict[signal.Signals, object]) -> None:
    for number in signals:
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, handler)


def _give_back(before: dict[signal.Signals, object]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]  # what getsignal returned
    before.clear()
