"""What the command line shows is kept."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ccdiag.cases.store import CaseStore
from tests.cli.commands import ccdiag, environment

LAB = "simulation:tms:LAB00042"


def test_a_run_is_kept_as_it_was_shown(tmp_path: Path) -> None:
    done = ccdiag("check", "--lab", "--fault", "tas.port_rejected", "--jsonl", CCDIAG_DATA=str(tmp_path))
    shown = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    with CaseStore(tmp_path / "cases.sqlite3") as store:
        (line,) = store.history(LAB)
        assert (line.finished, line.cause, line.simulation) == (True, "tas.port_rejected", True)
        run = store.load_run(line.id)
    tags = {"RunStarted": "run_started", "CheckStarted": "check_started", "ObservationMade": "observation"}
    tags |= {"CheckFinished": "check_finished", "CausesChanged": "causes_changed", "RunFinished": "run_finished"}
    assert [tags[type(timed.event).__name__] for timed in run.events] == shown
    assert done.returncode == 1


def test_only_what_is_asked_is_kept_and_each_run_by_itself(tmp_path: Path) -> None:
    for _ in range(2):
        ccdiag("check", "--lab", "--only", "tas.tcp", "--json", CCDIAG_DATA=str(tmp_path))
    with CaseStore(tmp_path / "cases.sqlite3") as store:
        assert len(store.history(LAB)) == 2


def test_nothing_is_kept_where_nothing_is_to_be_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("retention_days = 0\n")
    done = ccdiag("check", "--lab", "--only", "tas.tcp", CCDIAG_DATA=str(tmp_path))
    assert done.returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_a_newer_file_is_told_on_standard_error_only(tmp_path: Path) -> None:
    CaseStore(tmp_path / "cases.sqlite3").close()
    connection = sqlite3.connect(tmp_path / "cases.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    done = ccdiag("check", "--lab", "--only", "tas.tcp", "--json", "--language", "en", CCDIAG_DATA=str(tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "healthy"
    assert done.stderr.decode().count("newer version") == 1


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("check", "--help"), ("screen", "HOOFD MENU")])
def test_what_keeps_nothing_does_not_import_the_database(words: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ccdiag", *words],
        capture_output=True,
        check=False,
        timeout=60,
        env=environment(CCDIAG_DATA=str(tmp_path)),
    )
    assert done.returncode == 0
    assert b"sqlite3" not in done.stderr
