"""A display without a screen, with a window manager, and the program on it as a person would drive it: by keys only."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

_TOOLS: Final = ("Xvfb", "openbox", "xdotool")
_LIMIT_S: Final = 60.0
"""For whatever is waited for; machines that run tests are busy."""
_PASTE: Final = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit
application = QApplication([])
field = QPlainTextEdit()
def on_change():
    print(field.toPlainText(), end="")
    application.exit(0)
field.textChanged.connect(on_change)
field.show()
# Again and again: who owns the clipboard may be too busy to answer.
timer = QTimer(interval=500)
timer.timeout.connect(field.paste)
timer.start()
sys.exit(application.exec())
"""


def missing_tools() -> list[str]:
    """Return what a display without a screen lacks here."""
    return ["X11"] if sys.platform == "win32" else [tool for tool in _TOOLS if shutil.which(tool) is None]


def until(condition: Callable[[], object], what: str, limit_s: float = _LIMIT_S) -> None:
    """Wait for something in another process."""
    end, pause = perf_counter() + limit_s, threading.Event()
    while not condition():
        assert perf_counter() < end, f"in vain: {what}"
        pause.wait(0.05)


class Display:
    """The display and its keyboard."""

    def __init__(self, number: str, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("QT_", "CCDIAG_", "DBUS_"))},
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "CCDIAG_DATA": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "TMPDIR": str(folder / "tmp"),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        }

    def xdotool(self, *arguments: str) -> str:
        """Ask the display for something, or press something."""
        done = subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=_LIMIT_S)
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys, as `ctrl+2` or `F5`, one after the other."""
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)

    def warm_keyboard(self) -> None:
        """Press keys of the window manager's until it obeys and goes to another desktop, and come back.

        The first key of all makes the server tell everybody of a new keyboard, whereupon openbox lets go of its own keys for a moment.
        """
        pressed = 0

        def has_moved() -> bool:
            nonlocal pressed
            if self.xdotool("get_desktop") != "0":
                return True
            # Not at every look: on a busy machine keys in a row would go round all desktops and back unseen.
            if pressed % 20 == 0:
                self.press("ctrl+alt+Right")
            pressed += 1
            return False

        until(has_moved, "another desktop")
        self.xdotool("set_desktop", "0")
        until(lambda: self.xdotool("get_desktop") == "0", "the first desktop")

    def write(self, text: str) -> None:
        """Type a text."""
        self.xdotool("type", "--clearmodifiers", text)

    def window(self, title: str) -> str:
        """Wait until a window with this title has the keyboard; returns its number."""
        numbers: list[str] = []

        def has_focus() -> bool:
            numbers[:] = self.xdotool("search", "--onlyvisible", "--name", title).split()
            return bool(numbers) and self.xdotool("getactivewindow") in numbers

        until(has_focus, f"a window with the title {title}")
        return self.xdotool("getactivewindow")

    def clipboard(self) -> str:
        """Return what was copied, as another program gets it."""
        done = subprocess.run(
            [sys.executable, "-c", _PASTE], env=self.environment, capture_output=True, text=True, check=True, timeout=_LIMIT_S
        )
        return done.stdout

    def start(self, *arguments: str) -> "Program":
        """Start the program."""
        return Program(self, arguments)


class Program:
    """The program as a process of its own, and its log."""

    def __init__(self, display: Display, arguments: tuple[str, ...]) -> None:
        self._log = display.folder / "data" / "log" / "ccdiag.log"
        self._errors = display.folder / "errors"
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-X", "faulthandler", "-m", "ccdiag", *arguments],
                env=display.environment,
                stdout=errors,
                stderr=errors,
            )
        self._read = 0

    def log(self) -> str:
        """Return the log so far."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def wait_for_log(self, pattern: str) -> str:
        """Wait for a line that was not waited for before; returns the match."""
        found: list[re.Match[str]] = []

        def is_there() -> bool:
            assert self.process.poll() is None, f"it ended by itself: {self.errors()}"
            found[:] = re.finditer(pattern, self.log()[self._read :])
            return bool(found)

        until(is_there, f"{pattern} in the log:\n{self.log()}\n{self.errors()}")
        self._read += found[0].end()
        return found[0].group()

    def errors(self) -> str:
        """Return what was complained of."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def ended(self) -> int:
        """Wait for the end and return the exit status."""
        until(lambda: self.process.poll() is not None, f"the end of the program:\n{self.log()}\n{self.errors()}")
        return self.process.wait()


@contextmanager
def real_display(folder: Path) -> Iterator[Display]:
    """Start a display with a free number, and a window manager on it."""
    for name in ("data", "runtime", "tmp"):
        (folder / name).mkdir(mode=0o700)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    manager: subprocess.Popen[bytes] | None = None
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb does not start"
        display = Display(number, folder)
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"], env=display.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: display.xdotool("get_num_desktops"), "a window manager")
        display.warm_keyboard()
        yield display
    finally:
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.wait(_LIMIT_S)
