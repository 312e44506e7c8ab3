"""Opening the file of the case store: whatever is wrong with it, the program goes on, and nothing that was kept is thrown away."""

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from ccdiag.cases.store_schema import APPLICATION_ID, VERSION, migrate, version_of
from ccdiag.cases.store_trouble import Trouble, reason_of, trouble_of
from ccdiag.model.message import Message, message

BUSY_S: Final = 4.0
"""Another program's commit takes milliseconds; a disk that has to wake up takes seconds."""
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, by the end of its name."""


class OpenedFile(NamedTuple):
    """The file as it could be opened, and what the user has to be told of it."""

    connection: sqlite3.Connection | None
    """None: nothing can be kept or read."""
    read_only: bool = False
    notice: Message | None = None
    aside: Path | None = None
    """Where a damaged file was put, from which something may be recovered."""
    trouble: Trouble | None = None
    """Why nothing can be kept; some troubles pass."""


class _NewerVersionError(Exception):
    """A newer version of the program wrote the file."""


class _ForeignFileError(Exception):
    """The file is a database of something else."""


def open_file(file: Path, *, damaged: int | None = None) -> OpenedFile:
    """Open or make the file of a store; one whose number in the file system (`st_ino`) is `damaged` is set aside, and begun anew."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if damaged is not None and number_of(file) == damaged:
            return _begun_anew(file, "damaged")
        return OpenedFile(_open(file))
    except _NewerVersionError:
        return OpenedFile(None, notice=_NEWER.with_values(file=file.name), trouble="failed")
    except _ForeignFileError:
        return _begun_anew(file, "damaged")
    except (sqlite3.Error, OSError) as error:
        trouble = trouble_of(error)
    if trouble == "damaged":
        return _begun_anew(file, trouble)
    return _opened_to_read(file, trouble)


def number_of(file: Path) -> int | None:
    """Return the number that the file system gives a file, by which one that was begun anew is told from the old one."""
    try:
        return file.stat().st_ino
    except OSError:
        return None


_NEWER: Final = message(
    "What was kept of earlier visits is in a file of a newer version of this program ({file}). It is left as it is: this version"
    " shows nothing of it, and keeps nothing."
)


def _open(file: Path) -> sqlite3.Connection:
    if not file.exists():
        # Whose shops this user visited is nobody else's business; what SQLite keeps beside a file gets the same rights.
        file.touch(mode=0o600)
    connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        _refuse_foreign(connection)
        if version_of(connection) < VERSION:
            # Before the first table: it cannot be changed afterwards.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        _choose_journal(connection, file)
        set_up(connection)
        migrate(connection)
        _try_out(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def set_up(connection: sqlite3.Connection) -> None:
    """Set what SQLite does not keep in the file."""
    # FULL: what was committed is on the disk, also in WAL mode.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: nobody finds it in the file afterwards.
    connection.execute("PRAGMA secure_delete = ON")


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    version = version_of(connection)
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if owner not in {0, APPLICATION_ID} or (owner == 0 and connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()):
        raise _ForeignFileError
    if version > VERSION:
        raise _NewerVersionError


def _choose_journal(connection: sqlite3.Connection, file: Path) -> None:
    """Use a write-ahead log, except where programs on several machines could use the file: they share no memory.

    Source: https://sqlite.org/wal.html, "WAL does not work over a network filesystem".
    """
    wanted = "DELETE" if on_network(file.parent) else "WAL"
    current = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    if current.upper() == wanted:
        return
    try:
        connection.execute(f"PRAGMA journal_mode = {wanted}")
    except sqlite3.OperationalError as error:
        # Another program has the file open in the other mode, which is as safe; or this disk cannot share memory.
        if trouble_of(error) not in {"locked", "unreachable"}:
            raise
        if wanted == "WAL" and trouble_of(error) == "unreachable":
            connection.execute("PRAGMA journal_mode = DELETE")


def _try_out(connection: sqlite3.Connection) -> None:
    """Read a little of each table, so that a damaged file is told at once where that is cheap."""
    for table in ("cases", "runs", "run_parts", "events", "labels", "words", "procedures"):
        connection.execute(
            f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1" if table != "events" else "SELECT run FROM events LIMIT 1"
        ).fetchone()


def _opened_to_read(file: Path, trouble: Trouble) -> OpenedFile:
    """Open a file that cannot be written, to look at least at what was kept."""
    not_kept = message("Nothing is kept of this visit ({reason}).", reason=reason_of(trouble))
    if trouble != "read_only" and not (trouble in {"unreachable", "full"} and file.is_file()):
        return OpenedFile(None, notice=not_kept, trouble=trouble)
    # Where not even the log's index can be written, the file is read as it is; what the log holds is not seen then.
    for options in ("mode=ro", "mode=ro&immutable=1"):
        connection = None
        try:
            connection = sqlite3.connect(
                f"{file.absolute().as_uri()}?{options}", uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            _refuse_foreign(connection)
            if version_of(connection) == VERSION:
                _try_out(connection)
                return OpenedFile(
                    connection,
                    read_only=True,
                    trouble=trouble,
                    notice=message("Nothing is kept of this visit ({reason}). Earlier ones can be looked at.", reason=reason_of(trouble)),
                )
        except (sqlite3.Error, OSError, _NewerVersionError, _ForeignFileError):
            pass
        if connection is not None:
            connection.close()
    return OpenedFile(None, notice=not_kept, trouble=trouble)


def _begun_anew(file: Path, trouble: Trouble) -> OpenedFile:
    try:
        aside = set_aside(file)
        connection = _open(file)
    except (sqlite3.Error, OSError, _NewerVersionError, _ForeignFileError) as error:
        told = message(
            "What was kept of earlier visits cannot be used ({reason}), and no new file could be begun ({problem}). Nothing is kept.",
            reason=reason_of(trouble),
            problem=reason_of(trouble_of(error)),
        )
        return OpenedFile(None, notice=told, trouble="failed")
    told = message(
        "What was kept of earlier visits cannot be used ({reason}). It is set aside as {file}; a new file was begun.",
        reason=reason_of(trouble),
        file=aside.name,
    )
    return OpenedFile(connection, notice=told, aside=aside)


def set_aside(file: Path) -> Path:
    """Move a file and what belongs to it out of the way, under a dated name. Raises OSError."""
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    aside = file.with_name(f"{file.stem}.broken-{stamp}{file.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = file.with_name(f"{file.stem}.broken-{stamp}-{number}{file.suffix}")
    for end in _BESIDE:
        part = file.with_name(file.name + end)
        with contextlib.suppress(FileNotFoundError):
            if part.is_dir():
                shutil.move(part, aside.with_name(aside.name + end))
            else:
                os.replace(part, aside.with_name(aside.name + end))  # noqa: PTH105  # replaces on Windows too, in one step
    return aside


def forget_aside(file: Path, before: datetime) -> None:
    """Delete what was set aside before this time: it is no younger than what is let go."""
    for aside in file.parent.glob(f"{file.stem}.broken-*"):
        with contextlib.suppress(OSError):
            if aside.stat().st_mtime < before.timestamp():
                aside.unlink()


def on_network(folder: Path) -> bool:
    """Whether a folder is on a drive that other machines may write too."""
    import sys

    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE of GetDriveTypeW
        path = str(folder.absolute())
        if path.startswith("\\\\?\\"):
            # A path longer than MAX_PATH; of a share it goes on with UNC.
            return path.startswith("\\\\?\\UNC\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{path[4:7]}") == remote
        return path.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{folder.absolute().drive}\\") == remote
    return _file_system(folder) in {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "ceph", "glusterfs", "davfs"}


def _file_system(folder: Path) -> str:
    """Return the kind of the file system that a folder is on, as Linux names it; empty where it cannot be told."""
    try:
        table = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        wanted = folder.resolve()
    except (OSError, RuntimeError):
        return ""
    best, kind = -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004  # device, place, kind: fstab(5)
            continue
        place = Path(fields[1].replace("\\040", " "))
        if (place == wanted or place in wanted.parents) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind
