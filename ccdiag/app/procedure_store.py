"""The guided procedures on disk, one file a case: what is owed in a shop survives a crash and a power cut."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ccdiag.app.exclusive_file import TakenError, exclusively
from ccdiag.app.folders import data_folder
from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.durable_file import keep_folder, write_durably
from ccdiag.content.file_problem import problem_message
from ccdiag.model.conversion import decode_json
from ccdiag.model.message import Message, message
from ccdiag.procedures.restored import restored, unknown_obligations
from ccdiag.procedures.visit import Visit

SCHEMA: Final = "ccdiag.visit/1"
LARGEST_VISIT: Final = 4 * 1024 * 1024
"""In bytes; an hour of steps takes some 60 KiB."""
MOST_VISITS: Final = 1000
"""Cases with something open that are listed; an engineer has a few a day."""
_OPEN: Final = "open"
_ENDED: Final = "ended"
"""Cases in which nothing is open are kept apart, so that the list after a start does not read the visits of years."""


class LoadedVisit(NamedTuple):
    """A visit, and what the user has to be told of it."""

    visit: Visit
    notice: Message | None = None


class OpenVisits(NamedTuple):
    """All visits with a procedure or an obligation that is open, and what the user has to be told of them."""

    visits: tuple[Visit, ...]
    notices: tuple[Message, ...] = ()


class VisitChangedError(Exception):
    """Another program has gone on with this case since it was loaded."""

    def __init__(self, current: Visit) -> None:
        super().__init__(current.key)
        self.current = current
        """As it is on disk now."""


class VisitNotKeptError(Exception):
    """The disk did not take it: the old state is there still."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.told = told


class _VisitFile(Struct, frozen=True, kw_only=True):
    schema: str
    visit: Visit


class _SchemaOnly(Struct, frozen=True):
    schema: str


class _UnusableError(Exception):
    """A file that holds no visit that can be gone on with."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class _UnreadableError(Exception):
    """A file that the system does not give out; it may be sound."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class ProcedureStore:
    """All visits of this user. Nothing here is held open, so that several programs can use one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder: Final = folder if folder is not None else data_folder() / "procedures"

    def load(self, key: str) -> LoadedVisit:
        """Return the visit of a case, a new one where there is none; a file that cannot be used is set aside and told, never fatal."""
        visit, notices = Visit(key=key), list[Message]()
        for file in (self._file(key, _OPEN), self._file(key, _ENDED)):
            found, notice = self._read_or_set_aside(file)
            if notice is not None:
                notices.append(notice)
            if found is not None and found.revision > visit.revision:
                visit = found
        fitting = restored(visit)
        if fitting.ended:
            notices.append(_ended_notice(fitting.visit))
        return LoadedVisit(fitting.visit, notices[0] if notices else None)

    def is_open(self, key: str) -> bool:
        """Whether something is under way or owed in a case, as far as the name of its file tells; nothing is read."""
        try:
            return self._file(key, _OPEN).exists()
        except OSError:
            # Who cannot tell takes nothing away.
            return True

    def save(self, visit: Visit) -> Visit:
        """Write a visit, whole or not at all; it is on the disk when this returns, with its new revision.

        Raises VisitChangedError where another program has written meanwhile, VisitNotKeptError where the disk does not take it.
        """
        try:
            for name in (_OPEN, _ENDED):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            with exclusively(self.folder / "lock", visit.key):
                return self._write(visit)
        except TakenError:
            raise VisitNotKeptError(_not_kept(message("another program is writing it at this moment"))) from None
        except OSError as error:
            raise VisitNotKeptError(_not_kept(error.strerror or type(error).__name__)) from error

    def all(self) -> OpenVisits:
        """Return every visit in which something is open, the one written last first, and what could not be read."""
        visits: list[Visit] = []
        notices: list[Message] = []
        files, notice = self._open_files()
        if notice is not None:
            notices.append(notice)
        for file in files:
            found, notice = self._read_or_set_aside(file)
            if notice is not None:
                notices.append(notice)
            if found is None:
                continue
            loaded = self.load(found.key)
            if loaded.notice is not None:
                notices.append(loaded.notice)
            if loaded.visit.is_open and loaded.visit.key not in {one.key for one in visits}:
                visits.append(loaded.visit)
        return OpenVisits(tuple(visits), tuple(notices))

    def _open_files(self) -> tuple[list[Path], Message | None]:
        try:
            files = [file for file in (self.folder / _OPEN).iterdir() if file.suffix == ".json"]
        except (FileNotFoundError, NotADirectoryError):
            return [], None
        except OSError as error:
            return [], _cannot_read(error.strerror or type(error).__name__)
        files.sort(key=_written_at, reverse=True)
        if len(files) <= MOST_VISITS:
            return files, None
        return files[:MOST_VISITS], message("Only the last {most} visits with something open are listed.", most=MOST_VISITS)

    def _file(self, key: str, where: str) -> Path:
        # A key may hold whatever a TMS id or a shop's name holds; of it nothing may become a path.
        return self.folder / where / f"{_name_of(key)}.json"

    def _write(self, visit: Visit) -> Visit:
        here, other = self._file(visit.key, _OPEN), self._file(visit.key, _ENDED)
        if not visit.is_open:
            here, other = other, here
        on_disk = self._on_disk(visit.key)
        if on_disk is not None and on_disk.revision != visit.revision:
            raise VisitChangedError(restored(on_disk).visit)
        # What was typed and not taken is nothing to keep: it may have been anything.
        progresses = tuple(replace(one, refusal=None) for one in visit.progresses)
        written = replace(visit, revision=visit.revision + 1, progresses=progresses)
        write_durably(here, _encoded(written))
        with contextlib.suppress(OSError):
            # Where it stays, its lower revision says that it is the older one.
            other.unlink(missing_ok=True)
            keep_folder(other.parent)
        return written

    def _on_disk(self, key: str) -> Visit | None:
        """Return what is there now; what cannot be used counts as nothing, and loading sets it aside."""
        found: Visit | None = None
        for file in (self._file(key, _OPEN), self._file(key, _ENDED)):
            try:
                visit = _read(file)
            except _UnusableError:
                self._read_or_set_aside(file)
                continue
            except _UnreadableError as error:
                raise VisitNotKeptError(_not_kept(error.reason)) from error
            if visit is not None and (found is None or visit.revision > found.revision):
                found = visit
        return found

    def _read_or_set_aside(self, file: Path) -> tuple[Visit | None, Message | None]:
        try:
            return _read(file), None
        except _UnreadableError as error:
            return None, _cannot_read(error.reason)
        except _UnusableError as error:
            reason = error.reason
        aside = self.folder / f"{file.stem}.broken-{datetime.now().astimezone():%Y%m%d-%H%M%S}.json"
        try:
            file.replace(aside)
        except OSError:
            return None, _cannot_read(reason)
        return None, message(
            "What was kept of the procedures of one shop could not be used ({reason}). It is set aside as {file}."
            " Whether the day of that shop is open again is not known: look.",
            reason=reason,
            file=aside.name,
        )


def _name_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:32]


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _read(file: Path) -> Visit | None:
    try:
        content = read_bounded(file, most=LARGEST_VISIT)
    except FileReadError as error:
        if error.problem == "missing":
            return None
        reason = problem_message(error.problem, most=LARGEST_VISIT)
        if error.problem in {"too_large", "not_a_file"}:
            raise _UnusableError(reason) from error
        raise _UnreadableError(reason) from error
    try:
        if decode_json(content, _SchemaOnly).schema != SCHEMA:
            raise _UnusableError(message("another version of the program wrote it"))
        visit = decode_json(content, _VisitFile).visit
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise _UnusableError(message("it is damaged")) from error
    if file.stem != _name_of(visit.key) or any(one.tzinfo is None for one in _times(visit)):
        raise _UnusableError(message("it is damaged"))
    if unknown_obligations(visit):
        raise _UnusableError(message("another version of the program wrote it"))
    return visit


def _times(visit: Visit) -> Iterator[datetime]:
    for progress in visit.progresses:
        yield from (progress.started_at, progress.shown_at)
    for record in visit.records:
        yield from (record.started_at, record.ended_at)
    yield from (one.since for one in visit.obligations)


def _encoded(visit: Visit) -> bytes:
    """Encode a visit; the oldest records are left out where it would become too large."""
    while True:
        content = msgspec.json.format(msgspec.json.encode(_VisitFile(schema=SCHEMA, visit=visit)), indent=1)
        if len(content) <= LARGEST_VISIT:
            return _readable(content)
        if not visit.records:
            raise VisitNotKeptError(_not_kept(message("it would become larger than {most} KiB", most=LARGEST_VISIT // 1024)))
        visit = replace(visit, records=visit.records[(len(visit.records) + 1) // 2 :])


def _readable(content: bytes) -> bytes:
    """Return what is to be written, if it can be read again: else what is owed would be lost at the next start."""
    try:
        decode_json(content, _VisitFile)
    except msgspec.MsgspecError as error:
        raise VisitNotKeptError(_not_kept(message("it could not be read again"))) from error
    return content


def _not_kept(reason: Message | str) -> Message:
    return message(
        "This step is not kept ({reason}). The procedure goes on; write down by hand what has to be put right again.", reason=reason
    )


def _cannot_read(reason: Message | str) -> Message:
    return message(
        "What was kept of the procedures cannot be read ({reason}). Whether anything still has to be put right is not known.", reason=reason
    )


def _ended_notice(visit: Visit) -> Message:
    return message(
        "A procedure that was under way for {shop} does not exist like that in this version, and was ended. What is owed stays owed.",
        shop=visit.shop or visit.key,
    )
