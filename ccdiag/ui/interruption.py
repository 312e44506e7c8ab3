"""Ctrl-C, and whatever else ends a program, while Qt has the thread: heard at once, so that what runs is ended first."""

import os
import signal
import socket
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_PATIENCE: Final = 2
"""Presses; whoever presses once more wants the program gone, whatever it leaves behind."""
_SIGNALLED: Final = 128
"""What shells add to a signal's number, to tell it from an exit status."""


class Interruption(QObject):
    """Turns signals of the system into one of Qt.

    Python's handlers run between two of its instructions, and an idle event loop makes none; a byte on a socket wakes it.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status = 0
        """The exit status that tells of it."""
        self._presses = 0
        self._told, self._telling = socket.socketpair()
        for end in (self._told, self._telling):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._told.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_bytes)
        self._wakeup_before = signal.set_wakeup_fd(self._telling.fileno(), warn_on_full_buffer=False)
        self._before = {}
        for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
            # Whoever starts a program in the background has a signal ignored, and means it.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._on_signal)

    def end(self) -> None:
        """Leave the signals to whom they belonged before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._told.close()
        self._telling.close()

    def _on_signal(self, number: int, _frame: object) -> None:
        self._presses += 1
        self.status = _SIGNALLED + number
        if self._presses > _PATIENCE:
            os._exit(self.status)

    def _on_bytes(self) -> None:
        self._told.recv(64)
        if self._presses:
            self.came.emit()
