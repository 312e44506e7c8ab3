import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccdiag.app import case_keeper
from ccdiag.app.case_keeper import CaseKeeper
from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.cases import store_opening
from ccdiag.cases.store import CaseStore
from ccdiag.model.case_key import case_key
from ccdiag.model.event import RunStarted
from ccdiag.model.message import Message
from ccdiag.model.procedure_progress import Obligation
from ccdiag.model.saved_case import StatedAnswer
from ccdiag.procedures.visit import Visit
from tests.cases.kept_runs import seen_run
from tests.cases.stored import NOW, keep_run, shop, situation_of

KEY = case_key(shop())


@pytest.fixture(scope="module", autouse=True)
def _lab_was_run() -> None:
    # In no event loop: it has one of its own.
    seen_run()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # However busy the machine is that tests.
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 60.0)
    monkeypatch.setattr(case_keeper, "_CLOSE_S", 60.0)
    return tmp_path / "cases.sqlite3"


async def keep(keeper: CaseKeeper) -> str:
    run = keeper.begin(situation_of(shop()))
    for event in seen_run().events:
        run.event(replace(event, case=shop(), simulation=False) if isinstance(event, RunStarted) else event)
    run.ended(replace(seen_run().state, case=shop(), simulation=False), shop())
    return run.id


async def test_what_was_kept_is_on_the_disk(file: Path) -> None:
    keeper = CaseKeeper(file)
    run = await keep(keeper)
    assert await keeper.kept()
    with CaseStore(file) as other:
        saved = other.load_run(run)
        assert saved.state == replace(seen_run().state, case=shop(), simulation=False)
        assert [timed.event for timed in saved.events][1:] == list(seen_run().events)[1:]
    keeper.answer(KEY, StatedAnswer(at=NOW, key="terminal.day_open", value="yes"))
    keeper.case(KEY, shop("Bakkerij De Vries en Zoon"))
    keeper.note(KEY, "belt terug")
    keeper.visit(Visit(key=KEY, obligations=(Obligation(kind="day_closed", shop="x", since=NOW, certain=True, procedure="day-open"),)))
    assert keeper.close()
    with CaseStore(file) as other:
        case = other.load_case(KEY)
        assert (len(case.answers), len(case.notes), len(case.owed), case.shop) == (1, 1, 1, "Bakkerij De Vries en Zoon")
    keeper.note(KEY, "zu spät")
    assert keeper.close()


async def test_nobody_waits_where_there_is_nothing_to_keep(file: Path) -> None:
    keeper = CaseKeeper(file)
    assert await keeper.kept()
    assert keeper.close()
    assert not any(file.parent.iterdir())  # nothing else goes on meanwhile


async def test_nothing_is_kept_for_nought_days(file: Path) -> None:
    keeper = CaseKeeper(file, days=0)
    await keep(keeper)
    assert await keeper.kept()
    keeper.close()
    assert not any(file.parent.iterdir())  # nothing else goes on meanwhile


async def test_what_was_kept_before_goes_where_nothing_is_to_be_kept(file: Path) -> None:
    with CaseStore(file) as store:
        keep_run(store, shop())
    keeper = CaseKeeper(file, days=0)
    await keep(keeper)
    assert keeper.close()
    with CaseStore(file) as store:
        assert store.search() == ()


async def test_what_is_too_old_goes_and_what_is_owed_stays(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    other = shop("Slagerij", "SLA1")
    with CaseStore(file) as store:
        keep_run(store, shop(), days_ago=5000)
        keep_run(store, other, days_ago=5000)
    owed = Obligation(kind="day_closed", shop="Slagerij", since=NOW, certain=True, procedure="day-open")
    ProcedureStore().save(Visit(key=case_key(other), obligations=(owed,)))
    keeper = CaseKeeper(file)
    keeper.keep_days(30)
    keeper.let_old_go()
    assert keeper.close()
    with CaseStore(file) as store:
        assert [line.key for line in store.search()] == [case_key(other)]


async def test_a_disk_that_takes_nothing_holds_nobody_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 0.05)
    told: list[Message | None] = []
    caught_up = threading.Event()

    def tell(trouble: Message | None) -> None:
        told.append(trouble)
        if trouble is None:
            caught_up.set()

    CaseStore(file).close()
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    keeper = CaseKeeper(file, trouble=tell)
    run = await keep(keeper)
    assert not await keeper.kept(), "the time is up"
    assert not await keeper.kept(), "and nobody waits a second time"
    assert len(told) == 1
    assert told[0] is not None
    assert "right all the same" in told[0].english()
    holder.execute("ROLLBACK")
    holder.close()
    assert await asyncio.to_thread(caught_up.wait, 30)
    assert await keeper.kept()
    keeper.close()
    with CaseStore(file) as store:
        assert store.load_run(run).state.finished, "what could be written late was kept after all"


async def test_only_so_much_waits(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 0.05)
    monkeypatch.setattr(case_keeper, "MOST_WAITING", 20)
    told: list[Message | None] = []
    CaseStore(file).close()
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    keeper = CaseKeeper(file, trouble=told.append)
    await keep(keeper)
    assert len(keeper._queue) <= 20
    assert any(trouble is not None and "any more" in trouble.english() for trouble in told)
    holder.execute("ROLLBACK")
    holder.close()
    keeper.close()


async def test_a_newer_file_is_told_and_a_run_goes_on(file: Path) -> None:
    CaseStore(file).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    told: list[Message | None] = []
    keeper = CaseKeeper(file, trouble=told.append)
    await keep(keeper)
    assert not await keeper.kept()
    await keep(keeper)
    assert not await keeper.kept()
    assert keeper.close()
    assert {trouble.english() for trouble in told if trouble is not None} == {told[0].english() if told[0] is not None else ""}


async def test_a_file_that_could_not_be_opened_at_first_is_opened_later(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_opening, "BUSY_S", 0.05)
    monkeypatch.setattr(case_keeper, "LONGEST_WAIT_S", 0.5)
    caught_up = threading.Event()
    CaseStore(file).close()
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("UPDATE deletions SET at = 0")
    keeper = CaseKeeper(file, trouble=lambda trouble: caught_up.set() if trouble is None else None)
    run = await keep(keeper)
    assert not await keeper.kept()
    holder.execute("ROLLBACK")
    holder.close()
    assert await asyncio.to_thread(caught_up.wait, 30)
    keeper.close()
    with CaseStore(file) as store:
        assert store.load_run(run).state.finished


async def test_a_damaged_file_is_told_and_the_next_run_is_kept(file: Path) -> None:
    await asyncio.to_thread(file.write_bytes, b"no database, but a shopping list " * 1000)
    told: list[Message] = []
    keeper = CaseKeeper(file, notice=told.append)
    run = await keep(keeper)
    assert await keeper.kept()
    keeper.close()
    assert "set aside" in told[0].english()
    with CaseStore(file) as store:
        assert store.load_run(run).state.finished


async def test_a_bug_in_keeping_ends_keeping_and_nothing_else(file: Path) -> None:
    told: list[Message | None] = []
    keeper = CaseKeeper(file, trouble=told.append)

    def bug(_store: CaseStore) -> None:
        raise ZeroDivisionError

    keeper.write(bug)
    assert not await keeper.kept()
    assert told[-1] is not None
    assert "ZeroDivisionError" in told[-1].english()
    await keep(keeper)
    assert keeper.close()


ROUNDS = 15


@pytest.mark.skipif(sys.platform == "win32", reason="no signal of that kind there")
def test_what_was_shown_is_found_after_every_kill(file: Path) -> None:
    """Kill thirty programs, two at a time, at moments of chance: all that they had shown is in the file, and the file is whole."""
    chance = random.Random(20261123)
    seen: Counter[float] = Counter()
    for _ in range(ROUNDS):
        command = [sys.executable, "-m", "tests.app.kept_until_killed", str(file)]
        programs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
        for program in programs:
            assert program.stdout is not None
            shown = [program.stdout.readline() for _ in range(chance.randrange(1, 200))]
            os.kill(program.pid, signal.SIGKILL)
            # What was on its way is what was shown too.
            shown += program.stdout.readlines()
            program.wait()
            program.stdout.close()
            for line in shown:
                with contextlib.suppress(ValueError):
                    started_at, number, _ = line.decode().split()
                    seen[float(started_at)] = max(seen[float(started_at)], int(number) + 1)
        _all_is_there(file, seen)
    assert len(seen) >= 2 * ROUNDS


def _all_is_there(file: Path, seen: Counter[float]) -> None:
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    with CaseStore(file) as store:
        assert store.opened is None
        kept = {}
        for line in store.history("simulation:tms:LAB00042", limit=10_000):
            run = store.load_run(line.id)
            kept[run.state.started_at.timestamp()] = len(run.events)
    for started_at, count in seen.items():
        assert kept.get(started_at, 0) >= count, f"{count} events were shown, {kept.get(started_at, 0)} are there"
