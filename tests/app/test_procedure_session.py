"""Following procedures as a user does, with the disk beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

from ccdiag.app.procedure_facts import procedure_facts
from ccdiag.app.procedure_session import MOST_PROGRESSES, Guided, ProcedureSession
from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.content.environments import load_environment
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.case_key import case_key, is_simulation, shop_of
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Status
from ccdiag.procedures.machine import current_step

KEY = "tms:SIM00042"
FACTS = {"terminal.tms_id": "SIM00042", "merchant.name": "Bakkerij"}


def new_session(folder: Path, key: str = KEY) -> ProcedureSession:
    return ProcedureSession(ProcedureStore(folder), key, shop="Bakkerij")


def go_on(session: ProcedureSession, guided: Guided) -> Guided:
    assert guided.progress is not None
    step = current_step(guided.progress)
    assert step is not None
    return session.answer(guided.progress.id, "SIM00042" if step.kind is AnswerKind.TEXT else step.expected)


def at_step(session: ProcedureSession, guided: Guided, step: str) -> Guided:
    while guided.view is not None and guided.view.step != step:
        guided = go_on(session, guided)
        assert guided.refusal is None
    assert guided.view is not None
    return guided


def id_of(guided: Guided) -> str:
    assert guided.progress is not None
    return guided.progress.id


def test_each_step_is_on_the_disk_before_it_is_shown(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = session.begin("day-close", FACTS)
    while guided.view is not None:
        kept = ProcedureStore(tmp_path).load(KEY).visit
        assert kept == session.visit
        assert kept.progress(id_of(guided)) == guided.progress
        if guided.view.step == "close":
            assert [one.kind for one in kept.obligations] == ["day-closed"], "it may be closed as soon as the step is seen"
        guided = go_on(session, guided)
    assert guided.progress is not None
    assert guided.progress.status is Status.FINISHED
    assert guided.ending is not None
    kept = ProcedureStore(tmp_path).load(KEY).visit
    assert [record.procedure for record in kept.records] == ["day-close"]
    assert [one.kind for one in kept.obligations] == ["day-closed"]


def test_another_session_takes_it_up_where_it_was(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = at_step(session, session.begin("day-close", FACTS), "shows")
    later = new_session(tmp_path)
    shown = later.show(id_of(guided))
    assert shown.view == guided.view
    assert [one.certain for one in later.obligations] == [True]
    assert later.back(id_of(guided)).view is not None
    assert later.pause(id_of(guided)).progress is not None
    resumed = new_session(tmp_path).resume(id_of(guided), {**FACTS, "merchant.name": "Slagerij"})
    assert resumed.progress is not None
    assert (resumed.progress.status, resumed.progress.facts["merchant.name"]) == (Status.RUNNING, "Slagerij")


def test_stopping_and_settling_take_a_reason(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = at_step(session, session.begin("day-close", FACTS), "shows")
    assert session.stop(id_of(guided), reason="4111 1111 1111 1111").refusal is not None
    stopped = session.stop(id_of(guided), reason="  the phone   rang ")
    assert stopped.progress is not None
    assert stopped.progress.status is Status.STOPPED
    assert stopped.view is None
    assert session.visit.records[0].reason == "the phone rang"
    assert session.settle("day-closed", reason="  ").refusal is not None
    assert session.obligations
    assert session.settle("day-closed", reason="the shop opened it").refusal is None
    assert session.obligations == ()
    assert ProcedureStore(tmp_path).load(KEY).visit.settled[0].reason == "the shop opened it"
    assert session.answer(id_of(guided)).notice is not None, "it is not under way any more"


def test_what_is_refused_changes_and_writes_nothing(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = session.begin("hardware-installation", FACTS)
    before = session.visit
    refused = session.answer(id_of(guided), "l_0123456789abcdef")
    assert refused.refusal is not None
    assert refused.view is not None
    assert refused.view.refusal == refused.refusal
    assert session.visit == before
    assert not [file for file in tmp_path.rglob("*.json") if b"l_0123456789abcdef" in file.read_bytes()]
    assert session.show(id_of(guided)).refusal is None


def test_two_programs_in_one_procedure(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = session.begin("day-close", FACTS)
    other = new_session(tmp_path)
    theirs = other.answer(id_of(guided), "yes")
    mine = session.answer(id_of(guided), "yes")
    assert mine.notice is not None
    assert mine.view == theirs.view, "it shows where the other one stands, and answers nothing"
    assert session.visit == other.visit
    assert other.stop(id_of(guided)).notice is None
    gone = session.answer(id_of(guided))
    assert gone.view is None
    assert gone.notice is not None


def test_two_programs_in_two_procedures_of_one_case(tmp_path: Path) -> None:
    session, other = new_session(tmp_path), new_session(tmp_path)
    guided = session.begin("day-close", FACTS)
    theirs = other.begin("opi-settings", FACTS)
    assert theirs.notice is None
    done = at_step(session, guided, "shows")
    assert done.notice is None
    assert {one.procedure for one in session.visit.progresses} == {"day-close", "opi-settings"}
    # What the one owes, the other knows of at its next step.
    assert [one.kind for one in other.answer(id_of(theirs), "yes").visit.obligations] == ["day-closed"]


def test_the_guide_goes_on_where_nothing_can_be_kept_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.write_text("a file where the folder should be")
    session = new_session(folder)
    guided = session.begin("day-close", FACTS)
    assert not guided.kept
    assert guided.notice is not None
    guided = at_step(session, guided, "shows")
    assert not guided.kept
    folder.unlink()
    guided = go_on(session, guided)
    assert guided.kept
    assert guided.notice is None
    assert ProcedureStore(folder).load(KEY).visit == session.visit


def test_what_is_owed_by_steps_that_were_not_kept_survives_another_program(tmp_path: Path) -> None:
    session, other = new_session(tmp_path / "a"), new_session(tmp_path / "b")
    guided = session.begin("day-close", FACTS)
    moved = (tmp_path / "a").rename(tmp_path / "away")
    (tmp_path / "a").write_text("no disk")
    guided = at_step(session, guided, "shows")
    assert not guided.kept
    (tmp_path / "a").unlink()
    moved.rename(tmp_path / "a")
    other = new_session(tmp_path / "a")
    other.stop(id_of(guided))
    after = go_on(session, guided)
    assert after.notice is not None
    assert [one.kind for one in session.obligations] == ["day-closed"]
    session.begin("opi-settings", FACTS)
    assert [one.kind for one in ProcedureStore(tmp_path / "a").load(KEY).visit.obligations] == ["day-closed"]


def test_the_reading_of_the_menus_is_known_in_the_next_procedure(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    guided = session.begin("day-open", FACTS)
    session.choose_variant(id_of(guided), "manager-terminal-activeer-terminal", shown=True)
    at_open = at_step(session, session.show(id_of(guided)), "open")
    assert at_open.view is not None
    assert at_open.view.marks[0].label == "ACTIVEER TERMINAL"
    session.stop(id_of(guided))
    again = new_session(tmp_path).begin("day-open", FACTS)
    assert again.progress is not None
    assert again.progress.variants == ("manager-terminal-activeer-terminal",)


def test_there_is_an_end_to_what_can_be_under_way(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    for _ in range(MOST_PROGRESSES):
        assert session.begin("day-open", FACTS).progress is not None
    assert session.begin("day-open", FACTS).refusal is not None
    assert len(session.visit.progresses) == MOST_PROGRESSES


_FOLLOW = """
import sys
from pathlib import Path
from ccdiag.app.procedure_session import ProcedureSession
from ccdiag.app.procedure_store import ProcedureStore
session = ProcedureSession(ProcedureStore(Path(sys.argv[1])), "tms:SIM00042", shop="Bakkerij")
guided = session.begin("day-close", {})
while True:
    print(guided.view.step, flush=True)
    sys.stdin.readline()
    guided = session.answer(guided.progress.id, "yes" if guided.view.choices else "done")
"""


@pytest.mark.parametrize("steps", [0, 3, 6, 7])
def test_a_program_that_is_killed_leaves_the_step_that_it_showed(tmp_path: Path, steps: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _FOLLOW, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        shown = program.stdout.readline().strip()
        for _ in range(steps):
            program.stdin.write("\n")
            program.stdin.flush()
            shown = program.stdout.readline().strip()
        program.kill()
        program.wait()
    session = new_session(tmp_path)
    assert session.notice is None
    (progress,) = session.visit.progresses
    step = current_step(progress)
    assert step is not None
    assert step.id == shown
    # The seventh step closes the day: it may be closed from the moment that it is shown.
    assert [one.certain for one in session.obligations] == ([] if steps < 6 else [steps > 6])


def test_a_long_name_of_a_shop_is_cut_rather_than_lost(tmp_path: Path) -> None:
    session = ProcedureSession(ProcedureStore(tmp_path), KEY, shop="x" * 5000)
    assert session.begin("day-close", FACTS).kept
    assert ProcedureStore(tmp_path).load(KEY).visit == session.visit


def test_every_text_of_the_procedures_can_be_kept() -> None:
    ways = [way for procedure in load_procedures().procedures.values() for step in procedure.steps for way in step.on.values()]
    assert max(len(way.says) for way in ways) <= 600


def test_facts_and_key_of_a_case() -> None:
    environment = load_environment("ccv")
    case = Case(merchant=Merchant(id="4711", name="Bakkerij\x1b[2J"), terminal=Terminal(tms_id="sim00042"))
    facts = procedure_facts(case, environment)
    assert facts["terminal.tms_id"] == "sim00042"
    assert facts["tms.port"] == "15000"
    assert facts["mqtt.topics"] == "NL-CAT"
    assert "\x1b" not in facts["merchant.name"]
    assert "terminal.software" not in facts
    assert case_key(case) == "tms:SIM00042"
    assert case_key(Case(merchant=Merchant(id="4711"))) == "shop:4711"
    assert case_key(Case())
    assert is_simulation(case_key(case, simulation=True))
    assert not is_simulation(case_key(case))
    assert shop_of(Case(terminal=Terminal(tms_id="A1"))) == "A1"
    long = Case(merchant=Merchant(name="\x1b" * 200))
    assert {len(value) for value in (shop_of(long), procedure_facts(long, environment)["merchant.name"])} == {200}
    assert len(case_key(Case(merchant=Merchant(id="x" * 200)), simulation=True)) <= 200
