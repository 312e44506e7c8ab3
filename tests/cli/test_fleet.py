"""`ccdiag fleet` as a user runs it."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import ccdiag, document, environment, text
from tests.settings_check.fleets import RIGHT


def table(path: Path, *changes: Mapping[str, str], separator: str = ";") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(RIGHT)
        writer.writerows([{**RIGHT, **change}.values() for change in changes])
    return path


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """Three configurations: one of 1.0 that is ready, one with a terminal that is too old, one where much is not stated."""
    return table(
        tmp_path / "terminals.csv",
        {"tms_id": "001", "configuration": "a.json", "managementSystemId": "08900000002"},
        {"tms_id": "002", "configuration": "b.json", "managementSystemId": "08900000002", "software": "13.0"},
        {"tms_id": "003", "configuration": "b.json", "managementSystemId": "08900000002"},
        {"tms_id": "004", "configuration": "c.json", "MQT": "", "MqtServiceEnable": "", "MqtServiceAddress": ""},
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([{}], 0),
        ([{}, {"tms_id": "2", "software": "1.0"}], 1),
        ([{"managementSystemId": "08900000002"}], 1),
        ([{"software": ""}], 3),
        ([{"software": ""}, {"tms_id": "2", "software": "1.0"}], 1),
        ([], 3),
    ],
)
def test_the_exit_status(tmp_path: Path, changes: list[dict[str, str]], status: int) -> None:
    done = ccdiag("fleet", table(tmp_path / "t.csv", *changes), "--language", "en")
    assert (done.returncode, done.stderr) == (status, b"")


def test_the_document_keeps_to_the_schema(shops: Path) -> None:
    done = ccdiag("fleet", shops, "--json", "--language", "en")
    told = document(done)
    assert (done.returncode, done.stderr) == (1, b"")
    assert list(told)[:2] == ["schema", "simulation"]
    assert (told["schema"], told["simulation"], told["basis"]) == ("ccdiag.fleet/1", False, "stated")
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "fleet.json").read_text(encoding="utf-8")))
    assert [(one["order"], one["configuration"], one["state"]) for one in told["configurations"]] == [
        (1, "a.json", "configuration_last"),
        (2, "c.json", "unknown"),
        (3, "b.json", "not_ready"),
    ]
    old = told["configurations"][2]["terminals"][0]
    assert (old["tms_id"], old["line"], old["state"]) == ("002", 3, "not_ready")
    assert [gap["id"] for gap in old["missing"]] == ["tms.software_too_old", "webkassa.system_is_1_0"]
    assert told["states"] == {"configuration_last": 2, "not_ready": 1, "unknown": 1}
    assert told["rule"]


def test_the_summary(shops: Path) -> None:
    said = text(ccdiag("fleet", shops, "--language", "en"))
    assert "terminals.csv: terminals: 4, configurations: 3." in said
    assert "0 ready, 2 Webkassa last, 1 not ready, 1 cannot tell" in said
    assert "software too old: upgrade first (1)" in said
    assert said.index("1. a.json") < said.index("2. c.json") < said.index("3. b.json")
    assert "002 (b.json, line 3): software version is 13.0; needed is ≥ 14.0.11.01." in said
    assert "All terminals of one configuration come first" in said


def test_the_whitelist(shops: Path, tmp_path: Path) -> None:
    listed = tmp_path / "whitelist.csv"
    listed.write_text("merchant;tms_id\nM1;001\nM9;002\n")
    told = document(ccdiag("fleet", shops, "--whitelist", listed, "--json"))
    assert told["whitelist"] == {"source": "csv", "file": "whitelist.csv", "rows": 2, "problem": None}
    assert told["whitelist_answers"] == {"listed": 1, "other_merchant": 1, "not_listed": 2}


def test_the_whitelist_of_the_environment(shops: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("merchant;tms_id\nM1;001\n")
    own = (resource_root() / "environments" / "ccv.toml").read_text(encoding="utf-8")
    own = own.replace('source = "ask"', 'source = "csv"').replace('path = ""', 'path = "list.csv"').replace('id = "ccv"', 'id = "own"')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    told = document(ccdiag("fleet", shops, "--environment", tmp_path / "own.toml", "--json"))
    assert (told["environment"], told["whitelist_answers"]["listed"]) == ("own", 1)
    done = ccdiag("fleet", shops, "-e", tmp_path / "own.toml", "--output", tmp_path / "list.csv", "--language", "en")
    assert done.returncode == 2
    assert (tmp_path / "list.csv").read_text() == "merchant;tms_id\nM1;001\n"


def test_results_are_written(shops: Path, tmp_path: Path) -> None:
    target = tmp_path / "results.csv"
    done = ccdiag("fleet", shops, "--output", target, "--excel", "--language", "en")
    assert done.returncode == 1
    assert "results.csv" in done.stderr.decode()
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["tms_id"] for row in rows] == ["001", "004", "002", "003"]
    assert ccdiag("fleet", target, "--json").returncode == 3


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("missing.csv",), "missing.csv"),
        (("t.csv", "--output", "t.csv"), "t.csv"),
        (("t.csv", "--output", "./t.csv"), "t.csv"),
        (("t.csv", "--output", "nowhere/r.csv"), "nowhere"),
        (("t.csv", "--output", "."), "cannot be written"),
        (("t.csv", "--whitelist", "empty.csv"), "merchant"),
        (("t.csv", "--whitelist", "missing.csv"), "missing.csv"),
        (("t.csv", "--generation", "3.0"), "3.0"),
        (("t.csv", "--excel"), "--output"),
        (("t.csv", "--ask-whitelist"), "http"),
        (("t.csv", "--ask-whitelist", "--whitelist", "t.csv"), "--whitelist"),
        (("t.csv", "--environment", "nobody"), "nobody"),
        (("empty.csv",), "heading"),
        (("book.xlsx",), "CSV"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    table(tmp_path / "t.csv", {})
    before = (tmp_path / "t.csv").read_bytes()
    (tmp_path / "empty.csv").touch()
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    command = [sys.executable, "-m", "ccdiag", "fleet", *arguments, "--language", "en"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert named in done.stderr.decode()
    assert (tmp_path / "t.csv").read_bytes() == before


def test_dutch_is_dutch(shops: Path) -> None:
    assert "niet te zeggen" in text(ccdiag("fleet", shops, "--language", "nl"))


def test_the_older_generation(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", {"managementSystemId": "08900000002", "software": "11.3.02", "MQT": "Disabled", "whitelisted": ""})
    assert ccdiag("fleet", path, "--generation", "1.0").returncode == 0


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return table(tmp_path / "many.csv", *({"tms_id": f"{number:06}", "configuration": f"shop{number // 4}"} for number in range(60_000)))


def test_the_document_of_many_terminals(many: Path) -> None:
    told = document(ccdiag("fleet", many, "--json"))
    assert len(told["configurations"]) == 15_000
    assert sum(len(one["terminals"]) for one in told["configurations"]) == told["terminals"] == 60_000


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
def test_a_reader_who_leaves_is_no_trouble(many: Path) -> None:
    command = [sys.executable, "-m", "ccdiag", "fleet", str(many), "--json"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1000)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 130


@pytest.fixture
def on_a_terminal(many: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run with standard error on a terminal; gives the process and the terminal's other end."""
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals")
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ccdiag", "fleet", str(many), "--json", "--language", "en"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=theirs, start_new_session=True) as running:
        os.close(theirs)
        yield running, ours
        running.kill()
    os.close(ours)


def test_progress_is_shown_and_ctrl_c_ends_it(on_a_terminal: tuple[subprocess.Popen[bytes], int]) -> None:
    running, ours = on_a_terminal
    assert b"% read" in os.read(ours, 1000)
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130


def test_help_names_the_statuses() -> None:
    said = " ".join(text(ccdiag("fleet", "--help", "--language", "en", COLUMNS="120")).split())
    assert "--ask-whitelist" in said
    assert "Ends with 0" in said
