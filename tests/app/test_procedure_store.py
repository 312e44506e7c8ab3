"""What is owed in a shop is on the disk before anybody can bring it about, and nothing that happens to the disk is fatal."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.exclusive_file import TakenError, exclusively
from ccdiag.app.folders import data_folder
from ccdiag.app.procedure_store import LARGEST_VISIT, ProcedureStore, VisitChangedError, VisitNotKeptError
from ccdiag.model.message import message
from ccdiag.model.procedure_progress import Obligation, ProcedureFrame, ProcedureRecord, Status, StepRecord
from ccdiag.procedures.machine import begin
from ccdiag.procedures.visit import Visit, taken

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = "tms:SIM00042"
CLOSED = Obligation(kind="day-closed", shop="Bakkerij", since=AT, certain=True, procedure="day-open")
OWING = Visit(key=KEY, shop="Bakkerij", obligations=(CLOSED,))


def following(procedure: str = "day-close") -> Visit:
    return taken(Visit(key=KEY, shop="Bakkerij"), begin(procedure, id_="1", shop="Bakkerij", at=AT))


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*.json"))


def the_file(folder: Path) -> Path:
    (file,) = folder.rglob("*.json")
    return file


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    saved = ProcedureStore(tmp_path / "new").save(following())
    assert saved.revision == 1
    assert ProcedureStore(tmp_path / "new").load(KEY) == (saved, None)
    assert ProcedureStore(tmp_path / "new").all() == ((saved,), ())
    assert ProcedureStore(tmp_path / "new").load("tms:OTHER").visit == Visit(key="tms:OTHER")


def test_the_folder_is_among_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    assert ProcedureStore().folder == data_folder() / "procedures"
    assert ProcedureStore().folder.parent == tmp_path


def test_before_anything_was_done_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path / "none")
    assert store.load(KEY) == (Visit(key=KEY), None)
    assert store.all() == ((), ())
    assert not (tmp_path / "none").exists()


def test_cases_stand_side_by_side(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    keys = ["tms:A", "tms:a", "shop:../../etc/passwd", "shop:Café 'ß\" \\ / \0", "shop:" + "x" * 190]
    for key in keys:
        store.save(replace(OWING, key=key))
    assert {visit.key for visit in store.all().visits} == set(keys)
    assert all(store.load(key).visit.key == key for key in keys)
    assert {path.parent.parent for path in tmp_path.rglob("*.json")} == {tmp_path}


def test_a_visit_in_which_nothing_is_open_is_not_listed_and_keeps_its_records(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    record = ProcedureRecord(id="1", procedure="day-open", shop="x", status=Status.FINISHED, started_at=AT, ended_at=AT, steps=())
    ended = store.save(replace(store.save(OWING), obligations=(), records=(record,)))
    assert store.all().visits == ()
    assert store.load(KEY).visit == ended
    assert len(files(tmp_path)) == 1
    again = store.save(replace(ended, obligations=(CLOSED,)))
    assert store.all().visits == (again,)
    assert again.records == (record,)
    assert len(files(tmp_path)) == 1


def test_a_crash_between_two_files_leaves_the_newer_one(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    first = store.save(OWING)
    old = the_file(tmp_path)
    content = old.read_bytes()
    ended = store.save(replace(first, obligations=()))
    old.write_bytes(content)
    assert store.load(KEY).visit == ended
    assert store.all().visits == ()
    with pytest.raises(VisitChangedError):
        store.save(first)


def test_two_programs_do_not_overwrite_each_other(tmp_path: Path) -> None:
    one, other = ProcedureStore(tmp_path), ProcedureStore(tmp_path)
    mine = one.save(following())
    theirs = other.load(KEY).visit
    newer = other.save(replace(theirs, obligations=(CLOSED,)))
    with pytest.raises(VisitChangedError) as raised:
        one.save(mine)
    assert raised.value.current == newer
    assert one.load(KEY).visit == newer


_HOLD = """
import sys
from pathlib import Path
from ccdiag.app.exclusive_file import exclusively
with exclusively(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_while_another_program_writes_a_case_nobody_else_does(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    saved = store.save(OWING)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "lock"), KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(VisitNotKeptError) as raised:
            store.save(saved)
        assert "another program" in raised.value.told.english()
        with pytest.raises(TakenError), exclusively(tmp_path / "lock", KEY):
            pass
        assert store.save(replace(OWING, key="tms:OTHER")).revision == 1, "another case is free"
        # As hard as a crash: the system gives the lock back.
        holder.kill()
        holder.wait()
        assert store.save(saved).revision == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\0" * 40,
        b"[" * 100_000,
        b'{"schema": "ccdiag.visit/1"}',
        b'{"schema": "ccdiag.visit/1", "visit": {"key": 5}}',
        b'{"schema": "ccdiag.visit/2", "visit": {"key": "tms:SIM00042"}}',
        b'{"schema": 1}',
        b"\xff\xfe",
        b" " * (LARGEST_VISIT + 1),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    store = ProcedureStore(tmp_path)
    store.save(OWING)
    the_file(tmp_path).write_bytes(content)
    listed = store.all()
    assert listed.visits == ()
    (notice,) = listed.notices
    assert "Whether the day of that shop is open again is not known" in notice.english()
    aside = the_file(tmp_path)
    assert aside.name in notice.english()
    assert aside.read_bytes() == content
    assert store.load(KEY) == (Visit(key=KEY), None)
    assert store.save(OWING).revision == 1, "and the program goes on"


def test_a_newer_programs_file_says_so(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    store.save(OWING)
    file = the_file(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"ccdiag.visit/1", b"ccdiag.visit/2"))
    notice = store.load(KEY).notice
    assert notice is not None
    assert "another version" in notice.english()


@pytest.mark.parametrize("name", ["kind", "procedure"])
def test_an_obligation_that_is_not_known_is_never_forgotten_silently(tmp_path: Path, name: str) -> None:
    store = ProcedureStore(tmp_path)
    store.save(replace(OWING, obligations=(replace(CLOSED, **{name: "of-tomorrow"}),)))
    assert store.load(KEY).notice is not None
    assert len(files(tmp_path)) == 1


def test_a_step_that_does_not_exist_any_more_ends_its_procedure_and_keeps_what_is_owed(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    visit = following()
    (progress,) = visit.progresses
    gone = replace(progress, frames=(ProcedureFrame("day-close", "step-of-yesterday"),), obligations=(CLOSED,))
    store.save(replace(visit, progresses=(gone,), obligations=(CLOSED,)))
    loaded = store.load(KEY)
    assert loaded.notice is not None
    assert "Bakkerij" in loaded.notice.english()
    assert loaded.visit.progresses == ()
    assert loaded.visit.records[0].status is Status.STOPPED
    assert loaded.visit.obligations == (CLOSED,)


def test_a_step_before_that_does_not_exist_any_more_is_no_way_back(tmp_path: Path) -> None:
    visit = following()
    (progress,) = visit.progresses
    frames = (ProcedureFrame("of-yesterday", "one"),)
    entry = StepRecord(procedure="of-yesterday", step="one", field="one", shown_at=AT, answered_at=AT, answer="done", frames=frames)
    ProcedureStore(tmp_path).save(replace(visit, progresses=(replace(progress, log=(entry,)),)))
    assert ProcedureStore(tmp_path).load(KEY).visit.progresses == ()


@given(st.binary(max_size=300), st.booleans())
def test_whatever_a_file_holds_is_never_fatal(tmp_path_factory: pytest.TempPathFactory, content: bytes, inside: bool) -> None:
    folder = tmp_path_factory.mktemp("procedures")
    store = ProcedureStore(folder)
    store.save(OWING)
    file = the_file(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[:60] + content + whole[60 + len(content) :] if inside else content)
    assert isinstance(store.load(KEY).visit, Visit)
    store.all()
    store.save(store.load(KEY).visit)


def test_what_cannot_be_written_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(VisitNotKeptError) as raised:
        ProcedureStore(tmp_path / "taken").save(OWING)
    assert "not kept" in raised.value.told.english()
    assert ProcedureStore(tmp_path / "taken").all().visits == ()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of a file's size to set")
def test_a_full_disk_leaves_the_old_state(tmp_path: Path) -> None:
    import resource

    store = ProcedureStore(tmp_path)
    saved = store.save(OWING)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(VisitNotKeptError):
            store.save(replace(saved, obligations=()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert store.load(KEY) == (saved, None)
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    store.save(OWING)
    file = the_file(tmp_path)
    file.unlink()
    file.mkdir()
    assert store.load(KEY).notice is not None
    assert store.save(OWING).revision == 1


def test_what_was_typed_and_refused_is_not_written(tmp_path: Path) -> None:
    visit = following()
    (progress,) = visit.progresses
    refused = replace(progress, refusal=message("“{found}” is not a port", found="99999-geheim"))
    ProcedureStore(tmp_path).save(replace(visit, progresses=(refused,)))
    assert b"geheim" not in the_file(tmp_path).read_bytes()


def test_the_oldest_records_make_room(tmp_path: Path) -> None:
    entry = StepRecord(
        procedure="x" * 200,
        step="x" * 200,
        field="x" * 200,
        shown_at=AT,
        answered_at=AT,
        answer="done",
        reason="x" * 500,
        frames=(ProcedureFrame("x" * 200, "x" * 200),) * 5,
    )
    record = ProcedureRecord(id="1", procedure="x", shop="x", status=Status.FINISHED, started_at=AT, ended_at=AT, steps=(entry,) * 100)
    visit = replace(OWING, records=(*(replace(record, id=str(number)) for number in range(40)),))
    ProcedureStore(tmp_path).save(visit)
    assert the_file(tmp_path).stat().st_size <= LARGEST_VISIT
    loaded = ProcedureStore(tmp_path).load(KEY).visit
    assert loaded.records[-1].id == "39"
    assert 0 < len(loaded.records) < 40
    assert loaded.obligations == (CLOSED,)


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    saved = store.save(OWING)
    with pytest.raises(VisitNotKeptError):
        store.save(replace(saved, obligations=(replace(CLOSED, shop="x" * 201),)))
    assert store.load(KEY) == (saved, None)


def test_times_without_a_zone_are_no_times(tmp_path: Path) -> None:
    store = ProcedureStore(tmp_path)
    store.save(OWING)
    file = the_file(tmp_path)
    document = msgspec.json.decode(file.read_bytes())
    document["visit"]["obligations"][0]["since"] = "2026-03-02T09:00:00"
    file.write_bytes(msgspec.json.encode(document))
    assert store.load(KEY).notice is not None
