"""The three standard streams, which a caller may have closed, filled up or given an encoding without our signs."""

import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from typing import Literal, TextIO

from ccdiag.cli.plain_characters import ERRORS, plain

_STANDARD = 3
"""Standard input, output and error are the first three file descriptors."""


class OutputLostError(Exception):
    """Standard output takes no more; `reader_left` when whoever read it is gone."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror or str(error))
        self.reader_left = is_reader_gone(error)


def is_reader_gone(error: OSError) -> bool:
    """Whether standard output took no more because whoever read it has ended."""
    if isinstance(error, BrokenPipeError):
        return True
    if sys.platform != "win32" or error.errno != errno.EINVAL:
        return False
    # Windows' C library has no number of its own for ERROR_NO_DATA, "the pipe is being closed".
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def prepare_streams() -> None:
    """Give closed streams a place that takes everything, and let what stands for it be written for a character that a console lacks."""
    # A free descriptor below 3 would be given to the first socket, and what anybody writes to it would go to that server.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < _STANDARD:
        pass
    os.close(descriptor)
    # None when the program was started without them, as windowed programs are on Windows.
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    if sys.stdout is None:
        sys.stdout = _nowhere("w")
    if sys.stderr is None:
        sys.stderr = _nowhere("w")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)
    if sys.platform == "win32":
        from ccdiag.cli.windows_console import take_code_pages

        sys.stdin, sys.stdout, sys.stderr = take_code_pages(sys.stdin, sys.stdout, sys.stderr)


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    # Serves until the program ends, so nobody closes it.
    return os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8", closefd=False)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Tell an error of standard output from all others; raises OutputLostError."""
    try:
        yield
    except OSError as error:
        raise OutputLostError(error) from error


def give_up_output() -> None:
    """Let what is still buffered go nowhere, since the interpreter writes it when it ends and complains when it cannot."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    # Streams that are no files, as in tests, have no descriptor.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()


def write_error(line: str) -> None:
    """Write a line to standard error; when nobody can be told, the exit status has to do."""
    encoding = sys.stderr.encoding or "ascii"
    try:
        sys.stderr.write(plain(line, encoding) + "\n")
        sys.stderr.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError, ValueError):
            os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)
