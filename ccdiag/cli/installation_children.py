"""What only a process of its own can try: that this program starts from itself, that Qt starts, and that it draws."""

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final, NamedTuple

import msgspec

from ccdiag import __version__
from ccdiag.app.own_program import own_program
from ccdiag.app.window_part import TRY_WINDOW, WindowPart
from ccdiag.cli.installation_part import LIMIT_S, BrokenPartError, Found
from ccdiag.cli.language import tr
from ccdiag.model.conversion import decode_json
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_MOST_BYTES: Final = 65536
_DRAIN_S: Final = 1.0
"""What a child wrote before it ended is in the pipe already."""
_START: Final = "qt"
"""What the child tries first, and all else of it needs."""
_NOT_STARTED: Final = message("not tried, since Qt does not start")


class Ended(NamedTuple):
    """How a child ended and what it wrote."""

    status: int | None
    """None: it did not end, and was ended."""
    output: bytes
    errors: bytes


def run_child(*arguments: str, limit_s: float = LIMIT_S) -> Ended:
    """Run this program to its end, for at most so long; raises OSError."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    process = subprocess.Popen(  # noqa: S603  # our own program
        [*own_program(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=flags,
        # What is said must not depend on the console's encoding.
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [_Reader(process.stdout), _Reader(process.stderr)]
    status: int | None = None
    with contextlib.suppress(subprocess.TimeoutExpired):
        status = process.wait(limit_s)
    if status is None:
        process.kill()
        process.wait()
    output, errors = (reader.content() for reader in readers)
    return Ended(status, output, errors)


class _Reader:
    """Reads a pipe in a thread: what a child started in its turn may hold the pipe open when the child has long ended."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._read = bytearray()
        self._thread = threading.Thread(target=self._work, name="ccdiag-self-test-pipe", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with self._pipe, contextlib.suppress(OSError, ValueError):
            while len(self._read) < _MOST_BYTES and (piece := os.read(self._pipe.fileno(), _MOST_BYTES)):
                self._read += piece

    def content(self) -> bytes:
        """Return what was written until the child ended."""
        self._thread.join(_DRAIN_S)
        return bytes(self._read)


def programs() -> Found:
    """Start this program once more, and look for the one without a console."""
    if getattr(sys, "frozen", False) and sys.platform == "win32":
        folder = Path(sys.executable).parent
        if missing := [name for name in ("ccdiag.exe", "ccdiagw.exe") if not (folder / name).is_file()]:
            raise BrokenPartError(message("missing: {names}", names=", ".join(missing)))
    done = run_child("--version")
    said = printable(done.output.decode(errors="replace").strip(), most=80)
    if done.status != 0 or said != f"ccdiag {__version__}":
        raise BrokenPartError(message("it ends with {status} and says: {said}", status=str(done.status), said=said))
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
            not_started = start is not None and not start.ok
            raise BrokenPartError(_NOT_STARTED if not_started else self._ending or message("the window's process did not come to it"))
        if not one.ok:
            raise BrokenPartError(one.told, one.error)
        return Found(one.told, attention=one.attention, elapsed_s=one.elapsed_s)

    def _ask(self) -> None:
        assert self._told is not None
        try:
            done = run_child(TRY_WINDOW)
        except OSError as error:
            self._ending = message("the window's process does not start: {problem}", problem=error.strerror or type(error).__name__)
            return
        if done.status is None:
            self._ending = message("the window's process did not end within {seconds} s", seconds=f"{LIMIT_S:g}")
        elif done.status != 0:
            last = printable(" ".join(done.errors.decode(errors="replace").strip().splitlines()[-1:]))
            self._ending = message("the window's process ended with {status}: {said}", status=done.status, said=last)
        for line in done.output.splitlines():
            # Libraries may write on the same stream before they end the process.
            try:
                part = decode_json(line, WindowPart)
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

    # Without its platform Qt shows a box on Windows, and waits for somebody to answer it.
    try:
        window_part(_START)
    except BrokenPartError as error:
        raise BrokenPartError(_NOT_STARTED) from error
    try:
        drawn = drawn_by_child(sample_report(), tr().language, limit_s=LIMIT_S)
    except DrawingError as error:
        raise BrokenPartError(error.told) from error
    if b"%%EOF" not in drawn[-64:]:
        raise BrokenPartError(message("the PDF is not whole"))
    if b"/FontFile" not in drawn:
        # Somebody chose a platform without fonts; where nobody did, the part that looks at fonts fails.
        return Found(message("drawn without letters: this platform of Qt has no fonts"), attention=True)
    return Found(message("drawn, {size} bytes", size=len(drawn)))
