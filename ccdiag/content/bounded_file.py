"""Reading a file that may be anything, without waiting for it and without reading more than is wanted."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from ccdiag.content.held_file import once_let_go
from ccdiag.content.long_path import within_reach

FileProblem = Literal["missing", "not_a_file", "too_large", "forbidden", "unreadable"]

_BY_ERRNO: dict[int | None, FileProblem] = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "not_a_file",
    errno.ENXIO: "not_a_file",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
}

# Without O_NONBLOCK, opening a pipe waits for somebody to write into it; Windows has no such flag, and its text mode would alter bytes.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


class FileReadError(Exception):
    """A file could not be read, and why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem: FileProblem = problem


def read_bounded(path: Path, *, most: int) -> bytes:
    """Read an ordinary file of at most `most` bytes; one that is larger is refused by its size, unread.

    Raises FileReadError, also for folders, pipes, devices, circular links and names that no file can have.
    """
    with _reasons_told(), _opened(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise FileReadError("too_large")
        content = file.read(most + 1)
    if len(content) > most:
        # A file in /proc says that it has no size.
        raise FileReadError("too_large")
    return content


def refuse_unreadable(path: Path) -> None:
    """Raise FileReadError unless this is an ordinary file that can be opened; nothing is read."""
    with _reasons_told(), _opened(path):
        pass


@contextmanager
def _reasons_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileReadError(_BY_ERRNO.get(error.errno, "unreadable")) from error
    except ValueError as error:
        # A name with a NUL or a lone surrogate.
        raise FileReadError("missing") from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    path = within_reach(path)
    # Asked before opening, since opening a device can already do something; and after, since the name may mean another file by then.
    _refuse_unless_ordinary(path.stat())
    with os.fdopen(once_let_go(lambda: os.open(path, _FLAGS)), "rb") as file:
        _refuse_unless_ordinary(os.fstat(file.fileno()))
        yield file


def _refuse_unless_ordinary(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileReadError("not_a_file")
