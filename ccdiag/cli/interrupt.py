"""What Ctrl-C does: end the program at once, wait a moment, or stop what runs on the event loop.

On Windows Ctrl-Break does the same, and so does closing the console's window, logging off and shutting down, for which the C library raises
Ctrl-Break's signal as well. After these Windows ends the program as soon as their handler returns: what runs gets a moment before it does.

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
PRESSED: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGBREAK") if hasattr(signal, name))
"""The signals of the keys."""
_CLOSING_S: Final = 4.0
"""Windows waits five seconds for a program whose console is closed, and ends it then."""
_CLOSING_EVENTS: Final = frozenset({2, 5, 6})
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT and CTRL_SHUTDOWN_EVENT of consoleapi.h."""
_PATIENCE: Final = 2
"""Presses; whoever presses once more wants the program gone, whatever it leaves behind."""


def end_at_once() -> None:
    """Let Ctrl-C end the program without a word, while there is nothing yet that has to be put away."""
    # Whoever starts a program in the background has had SIGINT ignored, and means it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        for number in PRESSED:
            signal.signal(number, _leave)


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
        _take_over(PRESSED, self._on_signal, self._before)
        return self

    def __exit__(self, *_: object) -> None:
        _give_back(self._before)

    def _on_signal(self, number: int, frame: object) -> None:
        self.presses += 1
        if self.presses > _PATIENCE:
            _leave(number, frame)


@contextmanager
def interrupt(
    stop: Callable[[], object], *, deferred: Deferred | None = None, signals: tuple[signal.Signals, ...] = PRESSED
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

    _outlive_console()
    before: dict[signal.Signals, object] = {}
    _take_over(signals, on_signal, before)
    if deferred is not None and deferred.presses:
        loop.call_soon(stop)
    try:
        yield
    finally:
        _give_back(before)


_console_handler: object = None
"""Kept as long as the program lives: Windows may call it at any moment."""


def _outlive_console() -> None:
    """Have Windows wait a moment when the console is closed, in which what runs is stopped as by Ctrl-C."""
    global _console_handler  # noqa: PLW0603  # one console a process
    if sys.platform != "win32" or _console_handler is not None:
        return
    import _thread
    import ctypes
    import threading
    from ctypes import wintypes

    def on_event(kind: int) -> bool:
        # In a thread that Windows has made for it, before the C library's own handler: the last one added is the first one asked.
        if kind not in _CLOSING_EVENTS:
            return False
        _thread.interrupt_main(signal.SIGINT)
        # Windows ends the program when this returns, so it is left to end by itself.
        threading.main_thread().join(_CLOSING_S)
        return True

    _console_handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(on_event)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(_console_handler, 1)


def _take_over(signals: tuple[signal.Signals, ...], handler: Callable[[int, object], None], before: dict[signal.Signals, object]) -> None:
    for number in signals:
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, handler)


def _give_back(before: dict[signal.Signals, object]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]  # what getsignal returned
    before.clear()
