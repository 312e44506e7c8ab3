from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccdiag.cases.store import CaseStore
from ccdiag.engine.rejudge import rejudge
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Status
from ccdiag.model.saved_case import StatedAnswer
from ccdiag.model.verdict import RunVerdict
from ccdiag.procedures.visit import Visit
from tests.cases.kept_runs import seen_run
from tests.cases.stored import NOW, keep_run, shop


@pytest.fixture
def store(tmp_path: Path) -> CaseStore:
    made = CaseStore(tmp_path / "cases.sqlite3")
    assert made.opened is None
    return made


def test_a_run_comes_back_as_it_was(store: CaseStore) -> None:
    case = shop()
    run, state = keep_run(store, case, faults=("tls.intercepted",))
    saved = store.load_run(run)
    assert saved.state == state
    assert (saved.case, saved.version, saved.touch_terminal) == (case, "1.2.3", True)
    assert saved.environment == seen_run().situation.environment
    assert [timed.event for timed in saved.events][1:] == list(seen_run("tls.intercepted").events)[1:]
    assert [timed.at_s for timed in saved.events] == [number / 100 for number in range(len(saved.events))]


def test_a_run_that_was_cut_off_shows_what_was_seen(store: CaseStore) -> None:
    run, state = keep_run(store, shop(), ended=False)
    saved = store.load_run(run)
    assert saved.state == state
    assert not saved.state.finished
    (line,) = store.history(case_key(shop()))
    assert (line.finished, line.verdict) == (False, RunVerdict.INCONCLUSIVE)


def test_a_run_that_was_cut_off_is_found_by_what_it_had_found(store: CaseStore) -> None:
    run, _ = keep_run(store, shop(), faults=("tls.intercepted",), ended=False, share=0.98)
    assert [cause.id for cause in store.load_run(run).state.causes] == ["tls.intercepted"]
    (line,) = store.history(case_key(shop()))
    assert (line.finished, line.verdict, line.cause) == (False, RunVerdict.FAULT, "tls.intercepted")
    assert len(store.search("intercepted")) == 1


def test_a_run_that_was_killed_before_its_first_event(store: CaseStore) -> None:
    from tests.cases.stored import situation_of

    store.begin_run("ab" * 16, situation_of(shop()), version="1", at=NOW)
    saved = store.load_run("ab" * 16)
    assert (saved.state.started_at, saved.state.environment, saved.state.checks) == (NOW, "lab", {})


def test_the_lines_of_a_terminal(store: CaseStore) -> None:
    healthy, _ = keep_run(store, shop(), days_ago=1)
    broken, state = keep_run(store, shop(), faults=("tls.intercepted",))
    lines = store.history(case_key(shop()))
    assert [line.id for line in lines] == [broken, healthy]
    assert (lines[0].verdict, lines[0].cause, lines[0].title) == (RunVerdict.FAULT, "tls.intercepted", state.causes[0].title)
    assert (lines[1].verdict, lines[1].cause) == (RunVerdict.HEALTHY, None)
    assert store.history(case_key(shop()), limit=1, offset=1) == lines[1:]
    (found,) = store.search()
    assert (found.shop, found.tms_id, found.merchant_id, found.address) == ("Bakkerij De Vries", "AB1234", "M-77", "192.0.2.10")
    assert (found.runs, found.last) == (2, lines[0])


def test_a_case_holds_all_that_was_done(store: CaseStore) -> None:
    case, key = shop(), case_key(shop())
    runs = [keep_run(store, case, days_ago=days)[0] for days in (3, 2, 1)]
    store.add_answer(key, StatedAnswer(at=NOW, key="terminal.day_open", value="yes"))
    store.add_note(key, "De klant belt morgen terug", NOW)
    saved = store.load_case(key)
    assert [run.id for run in saved.runs] == runs
    assert saved.answers == (StatedAnswer(at=NOW, key="terminal.day_open", value="yes"),)
    assert [note.text for note in saved.notes] == ["De klant belt morgen terug"]
    assert (saved.case, saved.shop, saved.simulation) == (case, "Bakkerij De Vries", False)
    assert [run.id for run in store.load_case(key, most_runs=2).runs] == runs[1:]
    with pytest.raises(KeyError):
        store.load_case("tms:NOBODY")
    with pytest.raises(KeyError):
        store.load_run("0" * 32)


def test_what_ended_and_what_is_owed_is_part_of_the_case(store: CaseStore) -> None:
    key = case_key(shop())
    owed = Obligation(kind="day_closed", shop="Bakkerij", since=NOW, certain=True, procedure="day-open")
    record = ProcedureRecord(
        id="one", procedure="day-close", shop="Bakkerij", status=Status.FINISHED, started_at=NOW, ended_at=NOW, steps=(), still_owed=(owed,)
    )
    visit = Visit(key=key, shop="Bakkerij", records=(record,), obligations=(owed,), variants=("toggle",))
    store.put_visit(visit)
    store.put_visit(visit)
    saved = store.load_case(key)
    assert (saved.procedures, saved.owed, saved.variants, saved.shop) == ((record,), (owed,), ("toggle",), "Bakkerij")
    (found,) = store.search("bakkerij")
    assert (found.owed, found.runs, found.last) == (1, 0, None)
    store.put_visit(replace(visit, obligations=()))
    assert store.load_case(key).owed == ()


def test_an_answer_after_the_run_is_part_of_it(store: CaseStore) -> None:
    case = shop()
    run, state = keep_run(store, case)
    answered = replace(case, terminal=replace(case.terminal, day_open="no"))
    from ccdiag.checks.registry import all_checks
    from ccdiag.content.causes import load_causes

    judged = rejudge(state, all_checks(), load_causes(), replace(seen_run().situation, case=answered, simulation=False))
    store.put_state(run, judged, answered)
    saved = store.load_run(run)
    assert (saved.state, saved.case) == (judged, answered)
    assert [timed.event for timed in saved.events][1:] == list(seen_run().events)[1:]
    assert store.history(case_key(case))[0].cause == "terminal.day_closed"
    assert store.search("terminal.day_closed")
    store.put_state(run, state, case)
    assert store.load_run(run).state == state
    assert not store.search("terminal.day_closed")


def test_a_run_goes_with_its_case_once_that_has_a_name(store: CaseStore) -> None:
    nameless = Case()
    run, state = keep_run(store, nameless)
    store.put_state(run, state, shop())
    assert [line.id for line in store.history(case_key(shop()))] == [run]
    assert [found.key for found in store.search()] == [case_key(shop())]
    (found,) = store.search("lab")
    assert found.runs == 1


def test_a_run_stays_where_it_was_made_when_another_shop_is_opened(store: CaseStore) -> None:
    run, state = keep_run(store, shop())
    store.put_state(run, replace(state, causes=()), shop("Slagerij", "ZZ9"))
    assert [line.id for line in store.history(case_key(shop()))] == [run]
    assert store.load_run(run).case == shop()
    assert not store.search("slagerij")


def test_secrets_are_masked_wherever_text_is_kept(store: CaseStore, tmp_path: Path) -> None:
    key = case_key(shop())
    secrets = ("l_live_abcdefgh1234", "4111 1111 1111 1111")
    case = replace(shop(), webkassa={"api_key": "hunter22hunter", "note": secrets[0]})
    keep_run(store, case)
    for secret in secrets:
        store.add_note(key, f"key {secret} there", NOW)
        store.add_answer(key, StatedAnswer(at=NOW, key="terminal.system", value=secret))
    store.add_answer(key, StatedAnswer(at=NOW, key="webkassa.password", value="hunter22hunter"))
    said = repr(store.load_case(key).notes) + repr(store.load_case(key).answers) + repr(store.load_case(key).case)
    store.close()
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (*secrets, "hunter22hunter"):
        assert secret not in said
        assert secret.encode() not in raw


def test_the_store_is_read_again_after_it_was_closed(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "that is" / "not there" / "cases.sqlite3"
    with CaseStore(file) as store:
        run, state = keep_run(store, shop())
    with CaseStore(file) as store:
        assert store.opened is None
        assert store.load_run(run).state == state


def test_all_or_nothing_is_written_at_once(store: CaseStore) -> None:
    class GivenUpError(Exception):
        pass

    def given_up() -> None:
        with store.writing():
            keep_run(store, shop())
            raise GivenUpError

    with pytest.raises(GivenUpError):
        given_up()
    assert store.search() == ()
    with store.writing():
        keep_run(store, shop())
    assert len(store.search()) == 1


def test_the_lab_is_kept_apart(store: CaseStore) -> None:
    keep_run(store, shop("Oefenwinkel"), simulation=True)
    keep_run(store, shop())
    assert [found.shop for found in store.search()] == ["Bakkerij De Vries"]
    assert {found.shop for found in store.search(simulation=True)} == {"Bakkerij De Vries", "Oefenwinkel"}
    assert all(
        found.last is not None and found.last.simulation is found.key.startswith("simulation:") for found in store.search(simulation=True)
    )


def test_the_newest_case_is_listed_first_and_lists_have_pages(store: CaseStore) -> None:
    for number in range(7):
        keep_run(store, shop(f"Winkel {number}", f"T{number}"), days_ago=number)
    names = [found.shop for found in store.search()]
    assert names == [f"Winkel {number}" for number in range(7)]
    assert [found.shop for found in store.search(limit=3, offset=2)] == names[2:5]
    assert store.search(limit=0) == ()
    store.add_note(case_key(shop("Winkel 6", "T6")), "weer open", NOW + timedelta(hours=1))
    assert store.search()[0].shop == "Winkel 6"
