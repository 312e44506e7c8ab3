"""The simulated terminal in the state of a customer's, as far as a saved case tells."""

from datetime import timedelta

from msgspec.structs import replace

from ccdiag.app.customer_terminal import CustomerTerminal, customer_terminal
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Settlement, Status
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.terminal_state import World
from tests.cases.lab_cases import another, lab_run

CASE = Case(
    merchant=Merchant(name="Bakkerij De Korenaar"),
    terminal=Terminal(
        tms_id="NL0012345",
        ip="192.0.2.40",
        software="14.0.9",
        pos_mode="standard",
        hw_installed="no",
        day_open="no",
        trigger_port=5000,
    ),
    tms_parameters={"MQT enable": "Disabled", "Cloud Connection": True, "software versie": "14.0.10"},
)


def saved(case: Case = CASE, *runs: SavedRun, **more: object) -> SavedCase:
    return SavedCase(key="tms:NL0012345", shop="Bakkerij De Korenaar", simulation=False, case=case, runs=runs, **more)  # type: ignore[arg-type]


def world(case: SavedCase, run: SavedRun | None = None) -> World:
    return customer_terminal(case, run).state.world


def names(told: CustomerTerminal) -> tuple[set[str], set[str], set[str]]:
    known, inferred, unknown = ({one.english() for one in part} for part in (told.known, told.inferred, told.unknown))
    return known, inferred, unknown


def test_all_that_the_case_says_is_set() -> None:
    told = customer_terminal(saved(), None)
    assert told.state.world == World(
        shop="Bakkerij De Korenaar",
        customer="Bakkerij De Korenaar",
        address="192.0.2.40",
        day_open=False,
        cloud_connection=True,
        mqt=False,
        mqt_loaded=False,
        software="14.0.9",
        software_in_tms="14.0.10",
        tms_id="NL0012345",
        installed_tms_id="NL0012345",
        hw_installed=False,
        pos_mode="standard",
        trigger_port=5000,
    )
    assert names(told)[2] == set()


def test_what_is_not_known_stays_as_usual_and_is_named() -> None:
    told = customer_terminal(saved(Case()), None)
    assert told.state.world == World()
    known, inferred, unknown = names(told)
    assert known == inferred == set()
    assert {"POS mode", "day", "TMS id", "MQT in TMS", "trigger port"} <= unknown


def test_what_is_owed_counts_more_than_what_was_stated() -> None:
    at = lab_run().state.started_at
    owed = Obligation(kind="day-closed", shop="", since=at, certain=True, procedure="day-open")
    opened = replace(CASE, terminal=replace(CASE.terminal, day_open="yes"))
    assert world(saved(opened)).day_open
    assert not world(saved(opened, owed=(owed,))).day_open
    assert world(saved(opened, settled=(Settlement(obligation=owed, at=at),))).day_open


def test_an_older_run_has_the_terminal_of_its_time() -> None:
    first = replace(lab_run(), case=CASE)
    begun = first.state.started_at
    second = another(replace(first, state=replace(first.state, started_at=begun + timedelta(hours=2))))
    owed = Obligation(kind="day-closed", shop="", since=begun + timedelta(minutes=5), certain=True, procedure="day-open")
    opened = replace(CASE, terminal=replace(CASE.terminal, day_open="yes", hw_installed="no"))
    first, second = replace(first, case=opened), replace(second, case=opened)
    installed = ProcedureRecord(
        id="1",
        procedure="hardware-installation",
        shop="",
        status=Status.FINISHED,
        started_at=begun + timedelta(hours=3),
        ended_at=begun + timedelta(hours=4),
        steps=(),
    )
    case = saved(opened, first, second, settled=(Settlement(obligation=owed, at=begun + timedelta(hours=3)),), procedures=(installed,))
    assert not world(case, first).day_open, "closed between the two runs"
    assert world(case, second).day_open
    assert not world(case, first).hw_installed
    assert world(case, second).hw_installed, "the installation came after the second run"


def test_a_pos_mode_that_was_only_inferred_is_told_as_such() -> None:
    run = lab_run("terminal.pos_mode_wrong")
    unstated = replace(run.case, terminal=replace(run.case.terminal, pos_mode=None))
    told = customer_terminal(saved(unstated, replace(run, case=unstated)), replace(run, case=unstated))
    known, inferred, unknown = names(told)
    assert "POS mode" not in known
    assert "POS mode" in inferred | unknown


def test_parameters_that_were_read_from_a_file_are_taken_from_what_was_seen() -> None:
    run = lab_run("tms.mqt_disabled")
    unstated = replace(run.case, tms_parameters={"file": "parameters.csv"})
    told = customer_terminal(saved(unstated, replace(run, case=unstated)), replace(run, case=unstated))
    assert not told.state.world.mqt
    assert not told.state.world.mqt_loaded
    assert "MQT in TMS" in names(told)[0]


def test_readings_of_the_menus_come_along_where_they_are_known_here() -> None:
    told = customer_terminal(saved(variants=("service-terminal-activeer-terminal", "nothing-like-it")), None)
    assert told.state.variants == ("service-terminal-activeer-terminal",)
