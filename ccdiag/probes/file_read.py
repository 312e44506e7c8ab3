"""Reading a file that somebody handed over."""

from pathlib import Path

from msgspec import Struct

from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.model.failure import Failure
from ccdiag.probes.abandon import run_abandonable


class FileContent(Struct, frozen=True):
    """The bytes of a file, or why there are none."""

    content: bytes = b""
    failure: Failure | None = None


async def read_file(path: Path, *, most: int, limit: float) -> FileContent:
    """Read an ordinary file of at most `most` bytes, for at most `limit` seconds: a network drive may never answer."""
    try:
        return FileContent(await run_abandonable(lambda: read_bounded(path, most=most), limit=limit, name="ccdiag-file"))
    except TimeoutError:
        return FileContent(failure=Failure.DEADLINE)
    except FileReadError as error:
        return FileContent(failure=Failure.TOO_LARGE if error.problem == "too_large" else Failure.UNREADABLE)
