import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccdiag.cases import store_opening
from ccdiag.cases.store import CaseStore
from ccdiag.cases.store_schema import STEPS, VERSION, migrate, version_of
from ccdiag.cases.store_trouble import CaseStoreError
from ccdiag.model.case_key import case_key
from tests.cases.stored import NOW, keep_run, shop
from tests.permissions import bound_by_permissions

KEY = case_key(shop())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.sqlite3"


def with_runs(file: Path, count: int = 3) -> list[str]:
    with CaseStore(file) as store:
        return [keep_run(store, shop(), days_ago=count - number)[0] for number in range(count)]


def asides(file: Path) -> list[Path]:
    return sorted(file.parent.glob("cases.broken-*.sqlite3"))


def still_works(store: CaseStore) -> None:
    run, state = keep_run(store, shop("Nieuw", "NEW1"))
    assert store.load_run(run).state == state
    assert len(store.search("nieuw")) == 1


def test_what_the_file_promises(file: Path) -> None:
    with_runs(file, 1)
    with CaseStore(file) as store:
        connection = store._connection
        assert connection is not None
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL: what was committed is on the disk"
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    content = file.read_bytes()
    assert content[68:72] == b"ccdg"
    assert int.from_bytes(content[60:64], "big") == VERSION


@pytest.mark.skipif(sys.platform == "win32", reason="there the user's folder keeps others out")
def test_nobody_else_may_read_it(file: Path) -> None:
    with CaseStore(file) as store:
        keep_run(store, shop())
        kept = [part for part in file.parent.iterdir() if part.name.startswith(file.name)]
        assert len(kept) > 1, "the log lies beside it"
        assert {stat.S_IMODE(part.stat().st_mode) for part in kept} == {0o600}


@pytest.mark.parametrize("version", range(len(STEPS)))
def test_every_earlier_version_is_brought_to_this_one(file: Path, version: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    migrate(connection, STEPS[:version])
    assert version_of(connection) == version
    connection.close()
    with CaseStore(file) as store:
        assert store.opened is None
        still_works(store)


def test_a_step_that_fails_leaves_the_file_at_the_version_before(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE cases ADD COLUMN mood TEXT")
        connection.execute("CREATE TABLE cases (id INTEGER)")

    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*STEPS, second))
    assert version_of(connection) == len(STEPS)
    assert "mood" not in {row[1] for row in connection.execute("PRAGMA table_info (cases)")}

    def third(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE cases ADD COLUMN mood TEXT")

    migrate(connection, (*STEPS, third))
    migrate(connection, (*STEPS, third))
    assert version_of(connection) == len(STEPS) + 1
    connection.close()


def test_a_file_of_a_newer_version_is_left_as_it_is(file: Path) -> None:
    with_runs(file)
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = file.read_bytes()
    with CaseStore(file) as store:
        assert store.opened is not None
        assert "newer version" in store.opened.english()
        assert not store.keeps
        assert (store.search(), store.history(KEY)) == ((), ())
        with pytest.raises(CaseStoreError) as refused:
            store.add_note(KEY, "niet te bewaren", NOW)
        assert refused.value.told == store.opened
    assert file.read_bytes() == before
    assert asides(file) == []


@pytest.mark.parametrize("content", [b"no database at all, but some text\n" * 400, b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 8192])
def test_what_is_no_database_is_set_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with CaseStore(file) as store:
        assert store.opened is not None
        (aside,) = asides(file)
        assert aside.name in store.opened.english()
        assert aside.read_bytes() == content
        still_works(store)


def test_what_was_set_aside_goes_when_it_is_too_old(file: Path) -> None:
    file.write_bytes(b"no database at all, but some text" * 400)
    with CaseStore(file) as store:
        (aside,) = asides(file)
        store.keep_days(30)
        assert aside.exists()
        os.utime(aside, (0, 0))
        store.keep_days(30)
        assert not aside.exists()


def test_the_database_of_something_else_is_set_aside(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.commit()
    connection.close()
    with CaseStore(file) as store:
        assert len(asides(file)) == 1
        still_works(store)


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.touch()
    with CaseStore(file) as store:
        assert store.opened is None
        still_works(store)


def test_a_folder_in_its_place_is_set_aside(file: Path) -> None:
    file.mkdir()
    with CaseStore(file) as store:
        assert store.opened is not None
        assert not store.keeps
        assert store.search() == ()


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85, 0.99])
def test_a_file_that_was_cut_off_is_told_and_gone_on_without(file: Path, share: float) -> None:
    with_runs(file, 6)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    _used_until_it_works(file)


@pytest.mark.parametrize("page", range(1, 60, 4))
def test_a_damaged_page_is_told_and_gone_on_without(file: Path, page: int) -> None:
    with_runs(file, 6)
    content = bytearray(file.read_bytes())
    begin = min(page, len(content) // 4096 - 1) * 4096
    content[begin : begin + 4096] = b"\xa5" * 4096
    file.write_bytes(content)
    _used_until_it_works(file)


def _used_until_it_works(file: Path) -> None:
    """Use the store as the program does; whatever is damaged is told, at the latest at the second try all is well."""
    with CaseStore(file) as store:
        for _ in range(3):
            try:
                for line in store.search(simulation=True):
                    for run in store.history(line.key):
                        # What stood at the end of the file is gone, with the line of it still there.
                        with contextlib.suppress(KeyError):
                            store.load_run(run.id)
                still_works(store)
            except CaseStoreError:
                continue
            break
        else:
            pytest.fail("it never worked again")


def test_what_can_be_read_of_a_damaged_file_is_saved(file: Path) -> None:
    with CaseStore(file) as store:
        for number in range(30):
            keep_run(store, shop(f"Winkel {number}", f"T{number}"), days_ago=number)
    connection = sqlite3.connect(file)
    # A page of the index of words: none of the runs.
    (page,) = connection.execute("SELECT pageno FROM dbstat WHERE name = 'words_data' AND pagetype = 'leaf' LIMIT 1").fetchone()
    connection.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    file.write_bytes(content)
    with CaseStore(file) as store:
        if store.opened is None:
            with pytest.raises(CaseStoreError):
                _write_notes(store)
        assert store.opened is not None
        assert "30" in store.opened.english()
        assert len(store.search("winkel")) == 30
        assert len(store.search(simulation=True)) == 30
        still_works(store)
    assert len(asides(file)) == 1


def _write_notes(store: CaseStore) -> None:
    for number in range(40):
        store.add_note(f"tms:T{number}", "nog een woord", NOW)


def _write_runs(store: CaseStore) -> None:
    for _ in range(100):
        keep_run(store, shop())


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into."""
    with tempfile.TemporaryDirectory(prefix="ccdiag-store-") as name:
        folder = Path(name) / "data"
        folder.mkdir()
        Path(name).chmod(0o755)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is closed by other means there")
def test_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with bound_by_permissions(), CaseStore(open_folder / "below" / "cases.sqlite3") as store:
        assert store.opened is not None
        assert not store.keeps
        assert store.search() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="likewise")
def test_a_file_that_may_only_be_read_can_be_looked_at(open_folder: Path) -> None:
    file = open_folder / "cases.sqlite3"
    with_runs(file)
    file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    open_folder.chmod(0o555)
    with bound_by_permissions(), CaseStore(file) as store:
        assert store.opened is not None
        assert "looked at" in store.opened.english()
        assert not store.keeps
        assert len(store.history(KEY)) == 3
        assert len(store.search("bakkerij")) == 1
        with pytest.raises(CaseStoreError):
            store.add_note(KEY, "niet te bewaren", NOW)


FULL = """
import resource, sys
from pathlib import Path
from ccdiag.cases.store import CaseStore
from ccdiag.cases.store_trouble import CaseStoreError
from tests.cases.stored import NOW, keep_run, shop
with CaseStore(Path(sys.argv[1])) as store:
    kept = [keep_run(store, shop())[0]]
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        while True:
            kept.append(keep_run(store, shop())[0])
    except CaseStoreError as error:
        assert error.trouble in {"full", "unreachable"}, error.trouble
    assert {line.id for line in store.history("tms:AB1234")} >= set(kept)
    for run in kept:
        store.load_run(run)
    print(len(kept))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_a_full_disk_loses_nothing_that_was_kept(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(file)], capture_output=True, timeout=120, check=False, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr.decode()
    kept = int(done.stdout)
    with CaseStore(file) as store:
        assert store.opened is None
        assert len(store.history(KEY)) >= kept
        still_works(store)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    if sys.platform == "win32" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], check=False).returncode != 0:
        pytest.skip("a disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def _fill(ballast: Path) -> None:
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while True:
            os.write(descriptor, b"x" * 4096)
    os.close(descriptor)


def test_a_disk_that_is_full_and_has_room_again(small_disk: Path) -> None:
    store = CaseStore(small_disk / "cases.sqlite3")
    ballast = small_disk / "ballast"
    run, state = keep_run(store, shop())
    _fill(ballast)
    with pytest.raises(CaseStoreError) as refused:
        _write_runs(store)
    assert refused.value.trouble == "full"
    assert store.load_run(run).state == state
    ballast.unlink()
    store.add_note(KEY, "weer ruimte", NOW)
    assert store.load_case(KEY).notes[0].text == "weer ruimte"
    store.close()


def test_a_disk_that_is_full_from_the_start(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    _fill(ballast)
    with CaseStore(small_disk / "cases.sqlite3") as store:
        assert not store.keeps
        assert store.opened is not None
        assert "disk" in store.opened.english()
        assert store.search() == ()


def test_a_file_that_another_program_holds(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_runs(file)
    monkeypatch.setattr(store_opening, "BUSY_S", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    store = CaseStore(file)
    other.execute("BEGIN IMMEDIATE")
    assert len(store.search()) == 1, "reading goes on"
    with pytest.raises(CaseStoreError) as refused:
        store.add_note(KEY, "even geduld", NOW)
    assert refused.value.trouble == "locked"
    other.execute("ROLLBACK")
    store.add_note(KEY, "nu wel", NOW)
    store.close()
    other.close()


TWICE = """
import sys
from pathlib import Path
from ccdiag.cases.store import CaseStore
from tests.cases.stored import keep_run, shop
print("ready", flush=True)
sys.stdin.readline()
with CaseStore(Path(sys.argv[1])) as store:
    assert store.opened is None, store.opened
    for number in range(25):
        print(keep_run(store, shop(f"Winkel {number % 5}", f"T{number % 5}"), days_ago=number)[0], flush=True)
"""


def test_two_programs_write_at_once(file: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", TWICE, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == b"ready"
    runs: set[str] = set()
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"go\n")
        program.stdin.flush()
    for program in programs:
        said, errors = program.communicate(timeout=120)
        assert program.returncode == 0, errors.decode()
        runs |= set(said.decode().split())
    assert len(runs) == 50
    with CaseStore(file) as store:
        assert sum(line.runs for line in store.search()) == 50
        assert {line.id for number in range(5) for line in store.history(f"tms:T{number}")} == runs
        assert store._connection is not None
        assert store._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_drive_in_the_network_is_written_without_a_shared_log(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_opening, "on_network", lambda _folder: True)
    with CaseStore(file) as store:
        assert store.opened is None
        assert store._connection is not None
        assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        still_works(store)
        store.delete_case(case_key(shop("Nieuw", "NEW1")))
    assert b"NEW1" not in file.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="the table of Linux")
def test_the_kind_of_a_file_system_is_known() -> None:
    assert store_opening._file_system(Path("/proc/self")) == "proc"
    assert store_opening._file_system(Path("/")) != ""
    assert not store_opening.on_network(Path("/proc"))
    assert os.path.ismount("/proc")


def test_a_closed_store_says_nothing_and_keeps_nothing(file: Path) -> None:
    with_runs(file)
    store = CaseStore(file)
    store.close()
    store.close()
    assert store.search() == ()
    with pytest.raises(CaseStoreError):
        store.add_note(KEY, "te laat", NOW)
