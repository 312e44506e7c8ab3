"""A lock between programs on one name; the system gives it back when a program dies."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

_PLACES: Final = 2**30
"""Bytes of the lock file that can be locked, each for one name; the file itself stays empty."""
_within_program = threading.Lock()
"""Locks of POSIX belong to a program: two of its threads would not keep each other out."""


class TakenError(Exception):
    """Another program holds the lock at this moment."""


@contextmanager
def exclusively(file: Path, name: str) -> Iterator[None]:
    """Hold the lock of a name; never waits for another program. Raises TakenError, and OSError where the file cannot be made.

    Folders whose system has no locks are used without: the numbers of the versions still tell most of what happens at once.
    """
    place = int.from_bytes(sha256(name.encode()).digest()[:4], "big") % _PLACES
    with _within_program:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(descriptor, place)
            yield
        finally:
            # Closing gives the lock back.
            os.close(descriptor)


def _lock(descriptor: int, place: int) -> None:
    import errno

    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, place, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBRLCK, 1)
        else:
            import fcntl

            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place, os.SEEK_SET)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
            raise TakenError from error
        if error.errno not in {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
