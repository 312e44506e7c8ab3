"""The program at a terminal of its own, as a user sits before it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from tests.cli.commands import LIMIT_S, environment

PROMPT = "\n> "
ROWS, COLUMNS = 24, 80
_STYLES = re.compile(r"\x1b\[[0-9;]*m")

# The terminal becomes the program's own, so that Ctrl-C typed here reaches it as it does a user's.
_AT_ITS_TERMINAL = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("ccdiag", run_name="__main__", alter_sys=True)
"""


class TerminalEndedError(Exception):
    """The program ended before it said what was waited for."""


class Terminal:
    """Runs `ccdiag` at a pseudo-terminal; nothing here sleeps: what is waited for is the text that appears."""

    def __init__(self, *arguments: str | Path, data: Path, extra: Mapping[str, str] | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _AT_ITS_TERMINAL, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(**{"CCDIAG_DATA": str(data), "TERM": "xterm-256color", **(extra or {})}),
            start_new_session=True,
        )
        os.close(slave)
        self.said = ""
        """Everything so far."""
        self._read = 0

    def until(self, marker: str = PROMPT) -> str:
        """Wait until a text appears behind what was read before; return what came with it."""
        end = monotonic() + LIMIT_S
        while (found := self.said.find(marker, self._read)) < 0:
            if not self._more(end):
                raise TerminalEndedError(f"{marker!r} did not come: {self.said[self._read :]}")
        told = self.said[self._read : found + len(marker)]
        self._read = found + len(marker)
        return _STYLES.sub("", told)

    def answer(self, line: str = "", *, until: str = PROMPT) -> str:
        """Type a line and return what is said up to the next prompt."""
        self.press(line + "\n")
        return self.until(until)

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def rest(self) -> str:
        """Wait for the end of the program and return what it said last."""
        end = monotonic() + LIMIT_S
        while self._more(end):
            pass
        self.process.wait(LIMIT_S)
        told, self._read = self.said[self._read :], len(self.said)
        return _STYLES.sub("", told)

    def kill(self) -> None:
        """End it as a power cut does: SIGKILL."""
        self.process.kill()
        self.process.wait(LIMIT_S)

    def _more(self, end: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, end - monotonic()))
        if not ready:
            raise TimeoutError(self.said[self._read :])
        try:
            content = os.read(self._master, 65536)
        except OSError:
            # EIO: the program has closed its side.
            return False
        self.said += content.decode(errors="replace").replace("\r\n", "\n")
        return bool(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.kill()
        os.close(self._master)
