"""Writing a file so that a power cut leaves the old one or the new one, and never a part."""

import contextlib
import errno
import os
import sys
from pathlib import Path

from ccdiag.content.held_file import HELD_WHEN_REPLACED, once_let_go
from ccdiag.content.long_path import within_reach


def write_durably(file: Path, content: bytes) -> None:
    """Replace a file whole; it is on the disk when this returns. Raises OSError, with the old file as it was."""
    file = within_reach(file)
    refuse_what_is_no_file(file)
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


def refuse_what_is_no_file(file: Path) -> None:
    """Raise OSError for a folder, a pipe or a device: what is put in its place would be a file where /dev/stdout was."""
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(file))
    if file.exists() and not file.is_file():
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), os.fspath(file))


def put_in_place(part: Path, file: Path) -> None:
    """Give a file that was written the name of another, in one step; raises OSError.

    Windows refuses while another program has either of the two open, as virus scanners have every file that was just written: it is tried
    again for a moment.
    """
    once_let_go(lambda: os.replace(part, file), HELD_WHEN_REPLACED)  # noqa: PTH105  # replaces on Windows too, in one step


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
