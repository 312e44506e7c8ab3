"""`ccdiag show`, `ccdiag check --save` and `--case` with what was saved."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from ccdiag.cases.bundle import read_bundle, write_bundle
from ccdiag.cases.case_documents import documents_of
from ccdiag.content.environments import load_environment
from ccdiag.content.root import resource_root
from ccdiag.model.event import RunFinished
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.verdict import Verdict
from tests.cases.lab_cases import lab_run, saved_case
from tests.cli.commands import ccdiag, document, environment, text


def schema(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((resource_root() / "schema" / f"{name}.json").read_text(encoding="utf-8")))


def saved_as(file: Path, case: SavedCase) -> Path:
    write_bundle(file, documents_of(case))
    return file


def real(case: SavedCase) -> SavedCase:
    """The same case as of a real shop: for what a simulation is refused."""
    service = load_environment("ccv")

    def run(one: SavedRun) -> SavedRun:
        return replace(one, environment=service, state=replace(one.state, simulation=False), events=())

    return replace(case, simulation=False, key="tms:LAB00042", runs=tuple(map(run, case.runs)))


@pytest.mark.parametrize("faults", [("tls.intercepted",), ()])
def test_a_saved_case_is_judged_again(tmp_path: Path, faults: tuple[str, ...]) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(lab_run(*faults)))
    done = ccdiag("show", file)
    assert done.returncode == (1 if faults else 0)
    assert done.stderr == b""
    lines = text(done).splitlines()
    assert lines[0] == "SIMULATION: this is the built-in lab, not a shop."
    assert lines[1] == "Bakkerij Voorbeeld (verzonnen), TMS id LAB00042"
    assert ("[tls.intercepted]" in text(done)) == bool(faults)
    assert "as it was judged then" in text(done)
    assert "STILL OWED: The day is closed." in text(done)
    assert "Asked the owner. She changed the router." in text(done)
    assert text(done).count("SIMULATION") == 1


def test_it_is_told_in_the_readers_language(tmp_path: Path) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(lab_run("tls.intercepted")))
    told = text(ccdiag("show", file, "--language", "nl"))
    assert told.startswith("SIMULATIE")
    assert "Het netwerk van deze laptop" in told


def test_what_is_judged_differently_today_is_told(tmp_path: Path) -> None:
    run = lab_run("tls.intercepted")
    cause = run.state.causes[0]
    assert run.state.checks["dns.tas"].result is not None
    result = replace(run.state.checks["dns.tas"].result, verdict="fail")
    older = replace(
        run,
        version="0.0.9",
        events=(),
        state=replace(
            run.state,
            causes=(replace(cause, id="tls.mysterious"), replace(cause, certainty="possible")),
            checks={**run.state.checks, "dns.tas": replace(run.state.checks["dns.tas"], result=result)},
        ),
    )
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(older))
    told = text(ccdiag("show", file))
    changes = told[told.index("Judged differently today (0.1.0) than then (0.0.9):") :].splitlines()[1:4]
    assert [line.rpartition("[")[2] for line in changes] == ["tls.mysterious]", "tls.intercepted]", "dns.tas]"]
    shown = document(ccdiag("show", file, "--json"))["runs"][0]["judged_then"]
    assert shown["causes"] == [
        {"id": "tls.mysterious", "then": "certain", "now": None},
        {"id": "tls.intercepted", "then": "possible", "now": "certain"},
    ]
    assert shown["checks"] == [{"id": "dns.tas", "then": "fail", "now": "pass"}]
    assert shown["version"] == "0.0.9"


def test_the_document_is_that_of_its_schema(tmp_path: Path) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(lab_run("tls.intercepted"), lab_run()))
    done = ccdiag("show", file, "--json", "--run", "all")
    shown = document(done)
    schema("case").validate(shown)
    assert list(shown)[:2] == ["schema", "simulation"]
    assert (shown["schema"], shown["simulation"]) == ("ccdiag.case/1", True)
    for run in shown["runs"]:
        schema("run").validate(run["judged"])
    assert [run["judged"]["verdict"] for run in shown["runs"]] == ["fault", "healthy"]
    assert done.returncode == 0
    with zipfile.ZipFile(file) as archive:
        schema("case").validate(json.loads(archive.read("case.json")))
        schema("run").validate(json.loads(archive.read("runs/1.json")))


def test_one_of_several_runs(tmp_path: Path) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(lab_run("tls.intercepted"), lab_run()))
    last, first, both = ccdiag("show", file), ccdiag("show", file, "--run", "1"), ccdiag("show", file, "--run", "all")
    assert [done.returncode for done in (last, first, both)] == [0, 1, 0]
    assert "Run 2 of 2" in text(last)
    assert "Run 1 of 2" in text(first)
    assert "Run 1 of 2" in text(both)
    assert "Run 2 of 2" in text(both)
    for number in ("0", "3", "-1", "x", "1" * 30, "²"):
        done = ccdiag("show", file, "--run", number)
        assert done.returncode == 2
        assert b"the case has 2" in done.stderr


def test_a_run_that_did_not_end_is_never_healthy(tmp_path: Path) -> None:
    run = lab_run()
    half = run.events[: len(run.events) // 2]
    state = RunState()
    for timed in half:
        state = state.apply(timed.event)
    assert not any(isinstance(timed.event, RunFinished) for timed in half)
    done = ccdiag("show", saved_as(tmp_path / "shop.ccdiag", saved_case(replace(run, state=state, events=half))))
    assert done.returncode == 3
    assert "The program ended before this run did" in text(done)


def test_a_case_without_runs(tmp_path: Path) -> None:
    case = replace(saved_case(lab_run()), runs=())
    file = saved_as(tmp_path / "shop.ccdiag", case)
    assert ccdiag("show", file).returncode == 3
    assert document(ccdiag("show", file, "--json"))["runs"] == []


@pytest.mark.parametrize("content", [None, b"", b"PK\3\4 but no more", b"[merchant]\nid = 'M'\n"])
def test_a_file_that_cannot_be_used_is_told_and_nothing_else(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "shop.ccdiag"
    if content is not None:
        file.write_bytes(content)
    done = ccdiag("show", file)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith(f"ccdiag: {file}: ")
    assert done.stderr.count(b"\n") == 1


def test_a_run_is_saved_without_what_is_personal(tmp_path: Path) -> None:
    file = tmp_path / "run.ccdiag"
    file.write_bytes(b"an older one")
    done = ccdiag("check", "--lab", "--fault", "tls.intercepted", "--json", "--save", file)
    assert done.returncode == 1
    shown = document(done)
    content = file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(parts) == {"manifest.json", "case.json", "redaction.json", "runs/1.json", "runs/1.events.jsonl"}
    for part in parts.values():
        assert "LAB00042" not in part
        assert "Bakkerij" not in part
    told = done.stderr.decode()
    assert f"Saved as {file}." in told
    assert "Shop name (1)" in told
    kept = read_bundle(file)
    assert [cause.id for cause in kept.saved.runs[0].state.causes] == [cause["id"] for cause in shown["causes"]]
    assert len(kept.saved.runs[0].events) > 100
    again = ccdiag("show", file)
    assert again.returncode == 1
    assert "Replaced by pseudonyms: Shop name (1)" in text(again)
    assert "as it was judged then" in text(again)


def test_what_is_kept_is_chosen(tmp_path: Path) -> None:
    file = tmp_path / "run.ccdiag"
    assert ccdiag("check", "--lab", "--jsonl", "--save", file, "--keep", "shop,tms-id").returncode == 0
    case = read_bundle(file).saved.case
    assert (case.merchant.name, case.terminal.tms_id) == ("Bakkerij Voorbeeld (verzonnen)", "LAB00042")
    assert case.merchant.id != "LAB-0001"
    assert ccdiag("check", "--lab", "--save", file, "--keep", "all").returncode == 0
    assert read_bundle(file).saved.case.merchant.id == "LAB-0001"
    assert "Nothing personal was replaced." in text(ccdiag("show", file))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--save", "missing/run.ccdiag"), "there is no folder"),
        (("--save", "."), "is no ordinary file"),
        (("--save", "run.ccdiag", "--keep", "shoe"), "there is no kind “shoe”"),
        (("--keep", "shop"), "--keep goes with --save"),
    ],
)
def test_what_cannot_be_saved_is_told_before_the_run(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    placed = [str(tmp_path / one) if one.endswith((".ccdiag", ".")) else one for one in arguments]
    done = ccdiag("check", "--lab", *placed)
    assert done.returncode == 2
    assert done.stdout == b""
    assert told in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def asked(file: Path, *more: str) -> Any:  # noqa: ANN401  # a completed process
    # Checks that ask nobody: what they tell is what the case tells.
    return ccdiag("check", "--case", file, "--only", "terminal.day,terminal.settings", "--json", *more)


def test_a_saved_case_is_the_case_of_the_next_run(tmp_path: Path) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", real(saved_case(lab_run("terminal.day_closed"))))
    done = asked(file)
    assert done.returncode == 1, done.stderr.decode()
    assert [cause["id"] for cause in document(done)["causes"]] == ["terminal.day_closed"]
    # The settings stand in files that did not come along.
    assert "webkassa.file" in done.stderr.decode()
    assert asked(file, "--answer", "terminal.day_open=yes").returncode == 0


def test_what_was_replaced_is_not_known_to_the_next_run(tmp_path: Path) -> None:
    from ccdiag.cases.redaction import redacted

    safely = redacted(documents_of(real(saved_case(lab_run("terminal.day_closed")))))
    file = tmp_path / "shop.ccdiag"
    write_bundle(file, safely.documents, safely.document)
    done = asked(file)
    assert done.returncode == 1, done.stderr.decode()
    told = done.stderr.decode()
    for key in ("merchant.id", "merchant.name", "terminal.tms_id"):
        assert key in told
    assert "terminal.model" not in told


def test_the_case_of_the_lab_is_none_of_a_shop(tmp_path: Path) -> None:
    file = saved_as(tmp_path / "shop.ccdiag", saved_case(lab_run()))
    done = asked(file)
    assert done.returncode == 2
    assert b"of the built-in lab" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_run_that_is_stopped_is_saved_as_far_as_it_came(tmp_path: Path) -> None:
    file = tmp_path / "run.ccdiag"
    command = [sys.executable, "-m", "ccdiag", "check", "--lab", "--hold", "30", "--jsonl", "--save", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as running:
        assert running.stdout is not None
        for line in running.stdout:
            event = json.loads(line)
            if event["type"] == "check_finished" and event["check"] == "mqtt.session":
                os.kill(running.pid, signal.SIGINT)
        assert running.wait(10) == 130
    state = read_bundle(file).saved.runs[0].state
    assert state.cancelled
    assert state.results["mqtt.session"].verdict is Verdict.PASS
    # Stopped, and good as far as it came: that is not healthy.
    assert ccdiag("show", file).returncode == 3


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_of_a_watch_the_last_run_is_saved(tmp_path: Path) -> None:
    file = tmp_path / "run.ccdiag"
    command = [sys.executable, "-m", "ccdiag", "check", "--lab", "--only", "terminal.day", "--watch", "60", "--save", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == f"Saved as {file}.\n"
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(10) == 130
    assert read_bundle(file).saved.runs[0].state.finished
