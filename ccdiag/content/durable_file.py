"""Writing a file so that a power cut leaves the old one or the new one, and never a part."""

import contextlib
import os
import sys
from pathlib import Path
from time import sleep
from typing import Final

from ccdiag.content.long_path import within_reach

_HELD: Final = frozenset({5, 32, 33})
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of winerror.h: somebody has the file open."""
_PAUSES_S: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""A virus scanner or an indexer has done with a small file within tenths of a second; then it is somebody else, and told."""


def write_durably(file: Path, content: bytes) -> None:
    """Replace a file whole; it is on the disk when this returns. Raises OSError, with the old file as it was."""
    file = within_reach(file)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        put_in_place(part, file)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    keep_folder(file.parent)


def put_in_place(part: Path, file: Path) -> None:
    """Give a file that was written the name of another, in one step; raises OSError.

    Windows refuses while another program has either of the two open, as virus scanners have every file that was just written: it is tried
    again for a moment.
    """
    for pause in _PAUSES_S:
        try:
            os.replace(part, file)  # noqa: PTH105  # replaces on Windows too, in one step
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            # Nothing tells when a file is let go.
            sleep(pause)
        else:
            return
    os.replace(part, file)  # noqa: PTH105  # likewise


def keep_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk; Windows does so by itself, and has no call for it."""
    if sys.platform == "win32":
        return
    # Some file systems cannot do this; the file itself is on the disk then all the same.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
