"""Writing a file so that a power cut leaves the old one or the new one, and never a part."""

import contextlib
import os
import sys
from pathlib import Path


def write_durably(file: Path, content: bytes) -> None:
    """Replace a file whole; it is on the disk when this returns. Raises OSError, with the old file as it was."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        os.replace(part, file)  # noqa: PTH105  # replaces on Windows too, in one step
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    keep_folder(file.parent)


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
