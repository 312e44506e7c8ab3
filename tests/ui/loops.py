"""Qt's event loop for coroutines."""

import asyncio
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

import qasync
from PySide6.QtWidgets import QApplication

Result = TypeVar("Result")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    # One for the whole process, as in the window: Qt still holds on to the socket notifiers of a loop that was closed.
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(QApplication.instance())
    return loop


def run_in_qt(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in Qt's event loop."""
    # As the program does: a window that closes as the last one would leave every loop that is begun later, too.
    QApplication.setQuitOnLastWindowClosed(False)
    loop = _loop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(work)
    finally:
        asyncio.set_event_loop(None)
