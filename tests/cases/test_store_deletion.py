import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from ccdiag.cases.store import CaseStore
from ccdiag.cases.store_deletion import Deletion
from ccdiag.model.case_key import case_key
from ccdiag.model.procedure_progress import Obligation
from ccdiag.model.saved_case import StatedAnswer
from ccdiag.procedures.visit import Visit
from tests.cases.stored import NOW, keep_run, shop

KEY = case_key(shop())
OTHER = shop("Slagerij Zonder Sporen", "ZONDER9", ip="198.51.100.99", merchant_id="M-WEG")
WEG = case_key(OTHER)


@pytest.fixture
def store(tmp_path: Path) -> CaseStore:
    return CaseStore(tmp_path / "cases.sqlite3")


def everything(store: CaseStore) -> object:
    return store.search(), store.history(KEY), store.load_case(KEY), store.search("tls.intercepted"), store.search("bakkerij")


def full(store: CaseStore) -> list[str]:
    runs = [keep_run(store, shop(), days_ago=days, faults=("tls.intercepted",) if days == 1 else ())[0] for days in (3, 2, 1)]
    store.add_note(KEY, "een notitie", NOW)
    store.add_answer(KEY, StatedAnswer(at=NOW, key="terminal.day_open", value="yes"))
    return runs


def test_runs_that_were_deleted_come_back(store: CaseStore) -> None:
    runs = full(store)
    before = everything(store)
    deletion = store.delete_runs([runs[2], runs[0], "0" * 32])
    assert (deletion.runs, deletion.cases) == (2, 0)
    assert [line.id for line in store.history(KEY)] == [runs[1]]
    assert store.search("tls.intercepted") == ()
    (line,) = store.search()
    assert line.last is not None
    assert (line.runs, line.last.id) == (1, runs[1])
    assert store.undo(deletion)
    assert everything(store) == before
    assert not store.undo(deletion)


def test_a_case_that_was_deleted_comes_back(store: CaseStore) -> None:
    full(store)
    before = everything(store)
    deletion = store.delete_case(KEY)
    assert (deletion.runs, deletion.cases) == (3, 1)
    assert store.search() == ()
    assert store.history(KEY) == ()
    with pytest.raises(KeyError):
        store.load_case(KEY)
    assert store.undo(deletion)
    assert everything(store) == before


def test_a_case_without_anything_left_goes_with_its_last_run(store: CaseStore) -> None:
    run, _ = keep_run(store, shop())
    deletion = store.delete_runs([run])
    assert (deletion.runs, deletion.cases) == (1, 1)
    assert store.search() == ()
    assert store.undo(deletion)
    assert len(store.search()) == 1


def test_a_new_run_does_not_bring_back_what_was_deleted(store: CaseStore) -> None:
    full(store)
    deletion = store.delete_case(KEY)
    run, _ = keep_run(store, shop())
    assert [line.id for line in store.history(KEY)] == [run]
    assert store.load_case(KEY).notes == ()
    assert store.undo(deletion)
    assert len(store.history(KEY)) == 4
    assert len(store.load_case(KEY).notes) == 1


def test_nothing_is_left_in_the_file(tmp_path: Path, store: CaseStore) -> None:
    keep_run(store, shop())
    broken, _ = keep_run(store, OTHER)
    store.add_note(WEG, "vergeetmijnietje", NOW)
    assert any(b"vergeetmijnietje" in file.read_bytes() for file in tmp_path.iterdir())
    store.delete_case(WEG)
    store.purge()
    traces = (b"Zonder Sporen", b"zonder sporen", b"ZONDER9", b"zonder9", b"198.51.100.99", b"M-WEG", b"vergeetmijnietje", broken.encode())
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        for trace in traces:
            assert trace not in content, (file.name, trace)
        assert b"Bakkerij De Vries" in content or file.name != "cases.sqlite3"
    assert store.search("zonder") == ()
    assert not store.undo(Deletion(id=1, runs=1, cases=1))


def test_what_was_deleted_goes_for_good_when_the_program_ends(tmp_path: Path, store: CaseStore) -> None:
    keep_run(store, OTHER)
    store.delete_case(WEG)
    store.close()
    assert b"ZONDER9" not in (tmp_path / "cases.sqlite3").read_bytes()
    with CaseStore(tmp_path / "cases.sqlite3") as again:
        assert again.search() == ()


def test_what_a_program_deleted_that_was_killed_goes_later(tmp_path: Path, store: CaseStore) -> None:
    keep_run(store, OTHER)
    keep_run(store, shop())
    deletion = store.delete_case(WEG)
    with CaseStore(tmp_path / "cases.sqlite3") as other:
        assert other.undo(deletion), "another program does not purge what was deleted a moment ago"
    store.delete_case(WEG)
    # As though it had been done before lunch.
    with sqlite3.connect(tmp_path / "cases.sqlite3") as connection:
        connection.execute("UPDATE deletions SET at = at - 3600")
    connection.close()
    with CaseStore(tmp_path / "cases.sqlite3") as later:
        assert len(later.search()) == 1
    store._connection.close()  # type: ignore[union-attr]  # killed
    assert b"ZONDER9" not in (tmp_path / "cases.sqlite3").read_bytes()


def test_what_is_too_old_goes(store: CaseStore) -> None:
    keep_run(store, OTHER, days_ago=400)
    old, _ = keep_run(store, shop(), days_ago=366)
    new, _ = keep_run(store, shop(), days_ago=364)
    store.add_note(KEY, "oud", NOW - timedelta(days=370))
    store.keep_days(365, now=NOW)
    assert [found.key for found in store.search()] == [KEY]
    assert [line.id for line in store.history(KEY)] == [new]
    assert store.load_case(KEY).notes == ()
    with pytest.raises(KeyError):
        store.load_run(old)


def test_practice_goes_after_a_month(store: CaseStore) -> None:
    keep_run(store, shop("Oefening", "OEF"), days_ago=31, simulation=True)
    keep_run(store, shop(), days_ago=31)
    new, _ = keep_run(store, shop("Oefening", "OEF2"), days_ago=29, simulation=True)
    store.keep_days(365, now=NOW)
    assert {found.tms_id for found in store.search(simulation=True)} == {"AB1234", "OEF2"}
    store.keep_days(20, now=NOW)
    assert store.search(simulation=True) == ()
    with pytest.raises(KeyError):
        store.load_run(new)


def test_what_is_owed_is_never_too_old(store: CaseStore) -> None:
    keep_run(store, shop(), days_ago=500)
    keep_run(store, OTHER, days_ago=500)
    owed = Obligation(kind="day_closed", shop="Bakkerij", since=NOW, certain=True, procedure="day-open")
    store.put_visit(Visit(key=KEY, obligations=(owed,)))
    store.keep_days(365, now=NOW + timedelta(days=500), spared=lambda key: key == WEG)
    assert {found.key for found in store.search()} == {KEY, WEG}
    assert len(store.history(KEY)) == 1
    store.put_visit(Visit(key=KEY))
    store.keep_days(0)
    assert store.search() == ()


def test_nothing_is_kept_for_nought_days(tmp_path: Path, store: CaseStore) -> None:
    full(store)
    store.keep_days(0)
    assert store.search(simulation=True) == ()
    assert all(b"Bakkerij" not in file.read_bytes() for file in tmp_path.iterdir())
