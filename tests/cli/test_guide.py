"""`ccdiag guide` where nobody answers: the list, a procedure written out, and as data."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.content.causes import PROCEDURE_IDS
from ccdiag.content.procedures import load_procedures
from ccdiag.content.root import resource_root
from tests.app.test_procedure_store import OWING, following
from tests.cli.commands import ccdiag, document, text

OFFERED = [procedure.id for procedure in load_procedures().offered()]
SCHEMA = json.loads((resource_root() / "schema" / "guide.json").read_text(encoding="utf-8"))
CASE = '[merchant]\nname = "Bakkerij De Korenaar"\n[terminal]\ntms_id = "SIM00042"\n'


def test_without_a_name_every_procedure_is_listed_with_what_it_is_for(tmp_path: Path) -> None:
    done = ccdiag("guide", "--language", "en", CCDIAG_DATA=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    said = text(done)
    assert all(f"\n{name}: " in said for name in PROCEDURE_IDS)
    assert "until then the shop cannot sell" in said
    assert not list(tmp_path.iterdir()), "listing makes nothing"


def test_what_is_owed_is_told_first_shop_by_shop(tmp_path: Path) -> None:
    ProcedureStore(tmp_path / "procedures").save(OWING)
    said = text(ccdiag("guide", "--language", "en", CCDIAG_DATA=str(tmp_path)))
    assert said.startswith("STILL OWED, Bakkerij: The day is closed.\n    The shop cannot sell")
    assert "ccdiag guide day-open" in said
    written = text(ccdiag("guide", "opi-settings", "--language", "en", CCDIAG_DATA=str(tmp_path)))
    assert written.startswith("STILL OWED, Bakkerij: The day is closed.")


def test_what_is_under_way_is_told(tmp_path: Path) -> None:
    ProcedureStore(tmp_path / "procedures").save(following())
    said = text(ccdiag("guide", "--language", "en", CCDIAG_DATA=str(tmp_path)))
    assert said.startswith("Under way, Bakkerij: Close the day, since 2026-03-02")


def test_a_broken_file_is_told_and_stops_nothing(tmp_path: Path) -> None:
    ProcedureStore(tmp_path / "procedures").save(OWING)
    (file,) = (tmp_path / "procedures").rglob("*.json")
    file.write_bytes(b"{")
    done = ccdiag("guide", "--language", "en", CCDIAG_DATA=str(tmp_path))
    assert done.returncode == 0
    assert "set aside" in text(done)


@pytest.mark.parametrize("name", OFFERED)
def test_a_procedure_is_written_out_in_numbered_steps(name: str, tmp_path: Path) -> None:
    done = ccdiag("guide", name, "--language", "en", CCDIAG_DATA=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    said = text(done)
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", said, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    goals = {int(number) for number in re.findall(r"go on with (\d+)\.", said)}
    assert goals <= set(numbers)
    assert "\x1b" not in said
    for danger in load_procedures().procedures[name].dangers:
        assert f"DANGER: {danger}" in said.split("\n1. ")[0], "dangers are told before anything is done"
    assert not (tmp_path / "procedures").exists(), "reading it keeps nothing"


def test_what_the_case_says_stands_in_its_place(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    said = text(ccdiag("guide", "hardware-installation", "--case", case, "--language", "en", CCDIAG_DATA=str(tmp_path)))
    assert "TMS id in the case: SIM00042" in said
    assert "Shop: Bakkerij De Korenaar" in said
    answered = text(
        ccdiag("guide", "hardware-installation", "--answer", "terminal.tms_id=AB1", "--language", "en", CCDIAG_DATA=str(tmp_path))
    )
    assert "TMS id in the case: AB1" in answered


def test_a_console_that_has_no_signs_gets_others(tmp_path: Path) -> None:
    done = ccdiag("guide", "day-close", "--language", "fr", CCDIAG_DATA=str(tmp_path), PYTHONIOENCODING="ascii")
    assert done.returncode == 0


@pytest.mark.parametrize("name", [None, *OFFERED])
def test_the_document_keeps_to_the_schema(name: str | None, tmp_path: Path) -> None:
    done = ccdiag("guide", *([name] if name is not None else []), "--json", "--language", "en", CCDIAG_DATA=str(tmp_path))
    told = document(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(told)[:2] == ["schema", "simulation"]
    assert (told["schema"], told["simulation"]) == ("ccdiag.guide/1", False)
    jsonschema.validate(told, SCHEMA)
    procedures = {procedure["id"]: procedure for procedure in told["procedures"]}
    if name is None:
        assert set(procedures) == set(load_procedures().procedures)
    else:
        assert told["procedures"][0]["id"] == name
    # Whatever is named is there.
    for procedure in procedures.values():
        ids = {step["id"] for step in procedure["steps"]}
        for step in procedure["steps"]:
            assert step["runs"] is None or step["runs"] in procedures
            for answer in step["answers"]:
                assert answer["goto"] is None or answer["goto"] in ids
                assert answer["runs"] is None or answer["runs"] in procedures


def test_nothing_secret_is_in_the_document() -> None:
    for procedure in document(ccdiag("guide", "--json"))["procedures"]:
        for step in procedure["steps"]:
            assert not [press for press in step["presses"] if press["secret"] and press["text"]]


def test_the_schema_is_what_the_program_writes() -> None:
    from tests.architecture.scripts import script

    assert script("write_schemas").schema_text("guide") == (resource_root() / "schema" / "guide.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("day-opne",), "day-open"),
        (("",), "there are"),
        (("part-manager-menu",), "there are"),
        (("day-open", "--case", "/nowhere/case.toml"), "case.toml"),
        (("day-open", "--environment", "nowhere"), "nowhere"),
        (("day-open", "--answer", "terminal.tms_i=5"), "tms_i"),
        (("day-open", "--fault", "terminal.day_closed"), "--lab"),
        (("day-open", "--shop", "x"), "--lab"),
        (("day-open", "--lab", "--case", "case.toml"), ""),
        (("day-open", "day-close"), ""),
    ],
)
def test_unusable_arguments_are_refused(arguments: tuple[str, ...], reason: str, tmp_path: Path) -> None:
    done = ccdiag("guide", *arguments, "--language", "en", CCDIAG_DATA=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr.decode()


def test_help_tells_the_exit_statuses() -> None:
    said = text(ccdiag("guide", "--help", "--language", "en", COLUMNS="200"))
    assert "0 finished or printed, 1 stopped, 3 paused" in " ".join(said.split())
