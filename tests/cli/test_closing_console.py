"""Closing the console's window on Windows stops what runs, as Ctrl-C does; the calls are stood in for."""

import asyncio
import ctypes
import signal
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ccdiag.cli import interrupt

_Handler = Callable[[int], int]


@pytest.fixture(name="handlers")
def _handlers(monkeypatch: pytest.MonkeyPatch) -> list[_Handler]:
    handlers: list[_Handler] = []
    kernel = SimpleNamespace(SetConsoleCtrlHandler=lambda handler, _added: handlers.append(handler))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(interrupt, "_console_handler", None)
    monkeypatch.setattr(interrupt, "_CLOSING_S", 0.0)
    return handlers


async def test_the_run_is_stopped_and_windows_waits(handlers: list[_Handler]) -> None:
    # Makes the loop wake up for signals, as that of Windows does by itself.
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, print)
    stopped = asyncio.Event()
    answers: list[int] = []
    for _ in range(2):
        with interrupt.interrupt(stopped.set):
            thread = threading.Thread(target=lambda: answers.extend((handlers[0](0), handlers[0](2))))
            thread.start()
            await stopped.wait()
            thread.join()
        stopped.clear()
    # One handler, which leaves Ctrl-C itself to those that were there before.
    assert len(handlers) == 1
    assert answers == [0, 1, 0, 1]
