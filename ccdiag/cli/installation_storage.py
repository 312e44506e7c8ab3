"""Whether visits can be kept and handed over: a store and a file in a temporary folder, and this user's own, which are only looked at."""

import contextlib
import os
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ccdiag.cli.installation_part import BrokenPartError, Found
from ccdiag.cli.installation_sample import SHOP, sample_case
from ccdiag.model.message import message


def case_store() -> Found:
    """Keep a run in a store of its own, find it by the inside of a word, read it back, and have SQLite look through the file."""
    from ccdiag import __version__
    from ccdiag.cases.store import CaseStore

    run = sample_case().runs[0]
    with tempfile.TemporaryDirectory(prefix="ccdiag-self-test-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "cases.sqlite3"
        with CaseStore(file) as store:
            if store.opened is not None:
                raise BrokenPartError(store.opened)
            store.begin_run(run.id, run.situation, version=__version__, at=datetime.now(UTC))
            # A part of a word is found by the index of FTS5 only.
            if not store.search(SHOP[1:-1]) or store.load_run(run.id).case != run.case:
                raise BrokenPartError(message("what was kept is not found"))
        with contextlib.closing(sqlite3.connect(file)) as connection:
            told = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    if told != "ok":
        raise BrokenPartError(message("SQLite finds the file damaged"))
    return Found(message("kept, found and read again; SQLite {version} with FTS5", version=sqlite3.sqlite_version))


def data_folder() -> Found:
    """Look whether this user's folder takes files, and whether the store in it opens; nothing is written there."""
    from ccdiag.app import folders
    from ccdiag.app.case_keeper import FILE_NAME

    folder = folders.data_folder()
    there = next((place for place in (folder, *folder.parents) if place.exists()), None)
    if there is None:
        raise BrokenPartError(message("{folder} is on a drive that is not there", folder=str(folder)))
    if not there.is_dir():
        raise BrokenPartError(message("{folder} is no folder", folder=str(there)))
    if not _takes_files(there):
        raise BrokenPartError(message("this user may not write in {folder}", folder=str(there)))
    file = folder / FILE_NAME
    if not file.is_file():
        return Found(message("{folder}: nothing is kept there yet", folder=str(folder)))
    return Found(message("{folder}: cases that are kept there: {number}", folder=str(folder), number=_kept(file)))


def _takes_files(folder: Path) -> bool:
    """Whether this user may make files in a folder; asked without making one."""
    if sys.platform != "win32":
        return os.access(folder, os.W_OK | os.X_OK)
    from ccdiag.app.windows_access import FILE_ADD_FILE, is_granted

    return is_granted(folder, FILE_ADD_FILE)


def _kept(file: Path) -> int:
    """Return how many cases a store holds; raises BrokenPartError where it does not open."""
    from ccdiag.cases.store_schema import APPLICATION_ID, VERSION, version_of
    from ccdiag.cases.store_trouble import reason_of, trouble_of

    # With a log beside it another program may be at work, and the log has to be read too; alone it is read as it lies there, since
    # SQLite would else put a log beside it.
    with_log = file.with_name(file.name + "-wal").exists()
    options = "mode=ro" if with_log else "mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(f"{_uri(file)}?{options}", uri=True)) as connection:
            if int(connection.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
                raise BrokenPartError(message("{file} is the file of another program", file=file.name))
            if version_of(connection) > VERSION:
                raise BrokenPartError(message("{file} was written by a newer version of this program", file=file.name))
            return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])
    except sqlite3.Error as error:
        raise BrokenPartError(message("{file} cannot be used ({reason})", file=file.name, reason=reason_of(trouble_of(error)))) from error


def _uri(file: Path) -> str:
    """Return the address of a file as SQLite takes it: that of a share has no server of its own in it (https://sqlite.org/uri.html)."""
    uri = file.absolute().as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def case_files() -> Found:
    """Write a case to a file without what belongs to persons, and read it again."""
    from ccdiag.cases.bundle import read_bundle, write_bundle
    from ccdiag.cases.case_documents import documents_of
    from ccdiag.cases.redaction import redacted

    safely = redacted(documents_of(sample_case()))
    with tempfile.TemporaryDirectory(prefix="ccdiag-self-test-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "self-test.ccdiag"
        write_bundle(file, safely.documents, safely.document)
        size, opened = file.stat().st_size, read_bundle(file)
    if documents_of(opened.saved) != safely.documents:
        raise BrokenPartError(message("what was read is not what was written"))
    if SHOP in repr(opened):
        raise BrokenPartError(message("the name of the shop is in a file that should be without it"))
    return Found(message("written and read again, {size} bytes", size=size))
