"""What only a process of its own can try: that this program starts from itself, that Qt starts, and that it draws."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import msgspec

from ccdiag import __version__
from ccdiag.app.window_part import TRY_WINDOW, WindowPart
from ccdiag.cli.installation_part import BrokenPartError, Found
from ccdiag.cli.language import tr
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

CHILD_LIMIT_S: Final = 60.0
"""Qt starts within a second; a laptop whose virus scanner looks at it for the first time takes ten."""
_MOST_BYTES: Final = 65536
_START: Final = "qt"
"""What the child tries first, and all else of it needs."""


def own_program() -> list[str]:
    """Return the command that starts this program with readable streams."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "ccdiag"]
    # A frozen program has no interpreter to call, it calls itself; of the two programs the one for consoles can always be read.
    console = Path(sys.executable).with_name("ccdiag.exe" if sys.platform == "win32" else "ccdiag")
    return [str(console if console.is_file() else sys.executable)]


def run_child(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run this program to its end; raises OSError and TimeoutExpired."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    return subprocess.run(  # noqa: S603  # our own program
        [*own_program(), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=CHILD_LIMIT_S,
        check=False,
        creationflags=flags,
        # What is said must not depend on the console's encoding.
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def programs() -> Found:
    """Start this program once more, and look for the one without a console."""
    if getattr(sys, "frozen", False) and sys.platform == "win32":
        folder = Path(sys.executable).parent
        if missing := [name for name in ("ccdiag.exe", "ccdiagw.exe") if not (folder / name).is_file()]:
            raise BrokenPartError(message("missing: {names}", names=", ".join(missing)))
    done = run_child("--version")
    said = printable(done.stdout.decode(errors="replace").strip(), most=80)
    if done.returncode != 0 or said != f"ccdiag {__version__}":
        raise BrokenPartError(message("it ends with {status} and says: {said}", status=done.returncode, said=said))
    return Found(Message("{said}", {"said": said}))


def console() -> Found:
    """Look whether what is written here can be read: the signs that standard output lacks become question marks."""
    from ccdiag.cli.words import can_show

    encoding = sys.stdout.encoding or "ascii"
    # A codec that Python does not have would raise; what it cannot write must not.
    "äéïß€✔".encode(encoding, "replace")
    if not can_show("äéïß"):
        return Found(message("{encoding}: letters of our languages become question marks", encoding=encoding), attention=True)
    if not can_show("✔€"):
        return Found(message("{encoding}: letters are shown, signs are replaced by plain ones", encoding=encoding))
    return Found(message("{encoding}: everything is shown", encoding=encoding))


class _Window:
    """The answers of one child, which several parts are about."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, WindowPart] | None = None
        self._ending: Message | None = None

    def part(self, name: str) -> Found:
        with self._lock:
            if self._told is None:
                self._told = {}
                self._ask()
        one = self._told.get(name)
        if one is None:
            start = self._told.get(_START)
            not_started = message("not tried, since Qt does not start") if start is not None and not start.ok else None
            raise BrokenPartError(not_started or self._ending or message("the window's process did not come to it"))
        if not one.ok:
            raise BrokenPartError(one.told, one.error)
        return Found(one.told, attention=one.attention, elapsed_s=one.elapsed_s)

    def _ask(self) -> None:
        assert self._told is not None
        try:
            done = run_child(TRY_WINDOW)
        except subprocess.TimeoutExpired as error:
            output, self._ending = (
                error.stdout or b"",
                message("the window's process did not end within {seconds} s", seconds=f"{CHILD_LIMIT_S:g}"),
            )
        except OSError as error:
            output, self._ending = (
                b"",
                message("the window's process does not start: {problem}", problem=error.strerror or type(error).__name__),
            )
        else:
            output = done.stdout
            last = printable(" ".join(done.stderr.decode(errors="replace").strip().splitlines()[-1:]), most=300)
            if done.returncode != 0:
                self._ending = message("the window's process ended with {status}: {said}", status=done.returncode, said=last)
        for line in output[:_MOST_BYTES].splitlines():
            # Libraries may write on the same stream before they end the process.
            try:
                part = msgspec.json.decode(line, type=WindowPart)
            except msgspec.DecodeError:
                continue
            self._told[part.name] = part


_WINDOW = _Window()


def window_part(name: str) -> Found:
    """Return what the window's process tells of a part; it is started for the first of them."""
    return _WINDOW.part(name)


def pdf() -> Found:
    """Have a child draw a report."""
    from ccdiag.cli.installation_sample import sample_report
    from ccdiag.reports.pdf import DrawingError, drawn_by_child

    try:
        drawn = drawn_by_child(sample_report(), tr().language, limit_s=CHILD_LIMIT_S)
    except DrawingError as error:
        raise BrokenPartError(error.told) from error
    if b"%%EOF" not in drawn[-64:]:
        raise BrokenPartError(message("the PDF is not whole"))
    if b"/FontFile" not in drawn:
        # Somebody chose a platform without fonts; where nobody did, the part that looks at fonts fails.
        return Found(message("drawn without letters: this platform of Qt has no fonts"), attention=True)
    return Found(message("drawn, {size} bytes", size=len(drawn)))
