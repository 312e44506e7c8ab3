"""What can be wrong with the case store, told by the codes of SQLite and of the system, never by a text."""

import errno
import sqlite3
from typing import Final, Literal

from ccdiag.model.message import Message, message

Trouble = Literal["damaged", "full", "locked", "read_only", "unreachable", "failed"]

_PRIMARY: Final = 0xFF
"""SQLite puts the details of a code into its higher bytes."""
_OF_SQLITE: Final[dict[int, Trouble]] = {
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_IOERR: "unreachable",
}
_OF_SYSTEM: Final[dict[int, Trouble]] = {
    errno.ENOSPC: "full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "full",
    errno.EFBIG: "full",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
}
_REASONS: Final[dict[Trouble, Message]] = {
    "damaged": message("it is damaged"),
    "full": message("the disk is full"),
    "locked": message("another program holds it"),
    "read_only": message("this user may not write there"),
    "unreachable": message("the disk cannot be read or written"),
    "failed": message("it could not be written"),
}


class CaseStoreError(Exception):
    """The store could not do what was asked; `told` says why, for the user."""

    def __init__(self, told: Message, trouble: Trouble = "failed") -> None:
        super().__init__(told.english())
        self.told = told
        self.trouble = trouble


def trouble_of(error: Exception) -> Trouble:
    """Return what kind of trouble an error of SQLite or of the system is."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return _OF_SQLITE.get(code & _PRIMARY, "failed") if isinstance(code, int) else "failed"
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0, "unreachable")
    return "failed"


def reason_of(trouble: Trouble) -> Message:
    """Say it in words that follow a colon or stand in brackets."""
    return _REASONS[trouble]


def not_kept(trouble: Trouble) -> CaseStoreError:
    """Make the error of something that could not be written."""
    return CaseStoreError(message("This is not kept ({reason}). What is shown is right all the same.", reason=reason_of(trouble)), trouble)


def not_read(trouble: Trouble) -> CaseStoreError:
    """Make the error of something that could not be read."""
    return CaseStoreError(message("What was kept of earlier visits cannot be read ({reason}).", reason=reason_of(trouble)), trouble)
