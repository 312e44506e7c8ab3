"""Writing a corrected settings file beside the original, never over it."""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from ccdiag.content.durable_file import put_in_place
from ccdiag.content.held_file import once_let_go
from ccdiag.model.message import Message, message

CorrectedFileProblem = Literal["original", "exists", "forbidden", "no_folder", "not_written"]
PROBLEM_WORDS: Final[dict[CorrectedFileProblem, Message]] = {
    "original": message("That is the file that was checked; a corrected file never replaces it."),
    "exists": message("A file of that name is there already."),
    "forbidden": message("Writing there is not allowed."),
    "no_folder": message("The folder is not there."),
    "not_written": message("The file could not be written."),
}
_MOST_NAMES: Final = 1000
_BY_ERRNO: Final[dict[int | None, CorrectedFileProblem]] = {
    errno.EEXIST: "exists",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
}


class CorrectedFileError(Exception):
    """A corrected file was not written, and nothing else was touched."""

    def __init__(self, problem: CorrectedFileProblem) -> None:
        super().__init__(problem)
        self.problem: CorrectedFileProblem = problem


def write_corrected(target: Path, content: bytes, originals: Sequence[Path], *, replace: bool = False) -> None:
    """Write a file whole or not at all; it is on the disk when this returns.

    `originals` are the files that were read: none of them is written over, by whatever name it goes (a link, another spelling). Another
    file that is there is replaced only with `replace`. Raises CorrectedFileError.
    """
    if _is_original(target, originals):
        raise CorrectedFileError("original")
    if not replace and os.path.lexists(target):
        raise CorrectedFileError("exists")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        # Whoever may read the original may not be whoever may read this folder: secrets in it are the owner's.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(part, target, replace=replace)
    except OSError as error:
        raise CorrectedFileError(_BY_ERRNO.get(error.errno, "not_written")) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def free_name(folder: Path, original: str) -> Path:
    """Return a name in a folder that nothing has: `webkassa-corrected.json`, then `webkassa-corrected-2.json`."""
    stem, suffix = Path(original).stem or "settings", Path(original).suffix
    for number in range(1, _MOST_NAMES):
        path = folder / f"{stem}-corrected{'' if number == 1 else f'-{number}'}{suffix}"
        if not os.path.lexists(path):
            return path
    raise CorrectedFileError("exists")


def _is_original(target: Path, originals: Sequence[Path]) -> bool:
    for original in originals:
        # Links and names in another case are one file to the system; where that cannot be asked, the names themselves are compared.
        with contextlib.suppress(OSError):
            if target.samefile(original):
                return True
        if os.path.normcase(target.absolute()) == os.path.normcase(original.absolute()):
            return True
    return False


def _put_in_place(part: Path, target: Path, *, replace: bool) -> None:
    if replace:
        # A link is replaced, not followed.
        put_in_place(part, target)
    elif sys.platform == "win32":
        once_let_go(lambda: os.rename(part, target))  # noqa: PTH104  # fails on Windows where the name is taken
    else:
        try:
            os.link(part, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
                raise
            # A file system without hard links, such as that of a USB stick: the name is taken first.
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            os.replace(part, target)  # noqa: PTH105  # likewise
