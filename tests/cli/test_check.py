import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from ccdiag.model.check import CHECK_IDS
from tests.cli.commands import ccdiag, document, environment, text


def schema(name: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((resource_root() / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    return read


def test_a_healthy_lab_is_healthy_and_its_document_keeps_to_the_schema() -> None:
    done = ccdiag("check", "--lab", "--json")
    run = document(done)
    assert (done.returncode, run["verdict"], run["causes"]) == (0, "healthy", [])
    assert done.stderr == b""
    assert list(run)[:2] == ["schema", "simulation"]
    assert run["simulation"] is True
    assert [check["id"] for check in run["checks"]] == list(CHECK_IDS)
    jsonschema.validate(run, schema("run"))


def test_a_fault_is_named_with_its_owner_and_its_evidence() -> None:
    done = ccdiag("check", "--lab", "--fault", "tas.port_rejected", "--json")
    run = document(done)
    assert (done.returncode, run["verdict"]) == (1, "fault")
    cause = run["causes"][0]
    assert cause["id"] == "tas.port_rejected"
    seen = {observation["id"]: observation for check in run["checks"] for observation in check["observations"]}
    assert {seen[identity]["failure"] for identity in cause["evidence"]} == {"refused"}
    jsonschema.validate(run, schema("run"))


def test_the_event_stream_tells_the_whole_run_in_order() -> None:
    done = ccdiag("check", "--lab", "--jsonl")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["type"] == "run_started"
    assert events[0]["simulation"] is True
    assert events[-1]["type"] == "run_finished"
    assert events[-1]["verdict"] == "healthy"
    assert {event["type"] for event in events} <= {
        "run_started",
        "check_started",
        "observation",
        "check_finished",
        "causes_changed",
        "run_finished",
    }
    finished = [event["check"] for event in events if event["type"] == "check_finished"]
    assert sorted(finished) == sorted(CHECK_IDS)
    for event in events:
        if event["type"] == "observation":
            assert finished.index(event["check"]) >= 0
            assert event["observation"]["id"]


def test_plain_lines_say_simulation_the_cause_and_the_remedy() -> None:
    done = ccdiag("check", "--lab", "--fault", "webkassa.system_is_1_0", LANG="en_US.UTF-8")
    said = text(done)
    assert done.returncode == 1
    assert said.splitlines()[0].startswith("SIMULATION")
    assert "[webkassa.system_is_1_0]" in said
    assert "What to do:" in said
    assert not [character for character in said if unicodedata.category(character) == "Cc" and character != "\n"]


def test_dutch_is_dutch() -> None:
    done = ccdiag("check", "--lab", "--fault", "terminal.day_closed", "--language", "nl")
    said = text(done)
    assert said.splitlines()[0].startswith("SIMULATIE")
    assert "Wat te doen:" in said


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252"])
def test_a_console_that_lacks_characters_still_gets_every_line(encoding: str) -> None:
    done = ccdiag("check", "--lab", "--only", "tas.tcp", PYTHONIOENCODING=encoding, LANG="nl_NL")
    assert done.returncode == 0, done.stderr
    assert b"[tas.tcp," in done.stdout


def test_only_runs_what_was_asked_for_and_what_it_needs() -> None:
    run = document(ccdiag("check", "--lab", "--only", "tas.tcp,terminal.day", "--json"))
    assert [check["id"] for check in run["checks"]] == ["network.interface", "dns.tas", "tas.tcp", "terminal.day"]


def test_an_answer_overrides_the_case() -> None:
    done = ccdiag("check", "--lab", "--only", "terminal.day", "--answer", "terminal.day_open=no", "--json")
    run = document(done)
    assert done.returncode == 1
    assert [cause["id"] for cause in run["causes"]] == ["terminal.day_closed"]
    assert run["causes"][0]["basis"] == "stated"
    assert run["causes"][0]["certainty"] != "certain"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", "--only", "mqtt.nothing", "--lab"), "mqtt.nothing"),
        (("check", "--lab", "--fault", "no.such"), "no.such"),
        (("check", "--fault", "mqtt.reset"), "--lab"),
        (("check", "--json", "--jsonl", "--lab"), "--jsonl"),
        (("check", "--lab", "--answer", "terminal.colour=red"), "terminal.colour"),
        (("check", "--lab", "--answer", "terminal.day_open=perhaps"), "terminal.day_open"),
        (("check", "--lab", "--interface", "no-such-interface"), "no-such-interface"),
        (("check", "-e", "no-such-environment"), "no-such-environment"),
        (("check", "--lab", "--language", "xx"), "nl, en, fr, de"),
        (("check", "--lab", "--hold", "-1"), "--hold"),
        (("check", "--nonsense"), "--nonsense"),
        (("nonsense",), "nonsense"),
    ],
)
def test_unusable_arguments_end_with_two_and_say_which(arguments: tuple[str, ...], expected: str) -> None:
    done = ccdiag(*arguments)
    assert done.returncode == 2
    assert expected in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_case_file_with_an_error_is_named_with_key_and_expectation(tmp_path: Path) -> None:
    case = tmp_path / "winkel.toml"
    case.write_text('schema = 1\n[terminal]\nsoftware = "14.0.x"\n')
    done = ccdiag("check", "--lab", "-c", case, LANG="en_US.UTF-8")
    assert done.returncode == 2
    assert 'winkel.toml: terminal.software: "14.0.x" is not a version such as "14.0.11.01"' in done.stderr.decode()


def test_the_lab_takes_no_other_case_or_environment(tmp_path: Path) -> None:
    case = tmp_path / "winkel.toml"
    case.write_text("schema = 1\n")
    for arguments in (("-c", case), ("-e", "ccv")):
        done = ccdiag("check", "--lab", *arguments)
        assert done.returncode == 2
        assert b"--lab" in done.stderr


def test_without_a_subcommand_the_help_is_printed_and_two_returned() -> None:
    done = ccdiag()
    assert done.returncode == 2
    assert "check" in text(done)


def test_the_version_is_printed() -> None:
    assert text(ccdiag("--version")).startswith("ccdiag ")
    assert text(ccdiag("check", "--version")).startswith("ccdiag ")


def test_no_subcommand_imports_qt() -> None:
    script = (
        "import sys; from ccdiag.cli.program import run_command_line;"
        "run_command_line(['check', '--lab', '--only', 'tas.tcp', '--json']);"
        "assert not [name for name in sys.modules if 'PySide' in name or 'qasync' in name]"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60, env=environment())
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupt_keeps_what_was_seen_and_ends_with_130() -> None:
    command = [sys.executable, "-m", "ccdiag", "check", "--lab", "--hold", "30", "--jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as running:
        assert running.stdout is not None
        events = []
        for line in running.stdout:
            events.append(json.loads(line))
            if events[-1]["type"] == "check_finished" and events[-1]["check"] == "mqtt.session":
                os.kill(running.pid, signal.SIGINT)
        assert running.wait(10) == 130
    last = events[-1]
    assert (last["type"], last["verdict"], last["cancelled"]) == ("run_finished", "cancelled", True)
    assert sorted(event["check"] for event in events if event["type"] == "check_finished") == sorted(CHECK_IDS)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("extra", [{}, {"NO_COLOR": "1"}])
def test_on_a_terminal_the_table_is_drawn_live(extra: dict[str, str]) -> None:
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "ccdiag", "check", "--lab", "--fault", "tms.port_rejected"]
    environ = environment(TERM="xterm-256color", COLUMNS="140", LINES="50", **extra)
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=subprocess.PIPE, env=environ) as running:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(controller, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert running.wait(30) == 1
    os.close(controller)
    assert b"SIMULATION" in shown
    assert b"tms.port_rejected" in shown
    assert (b"\x1b[31m" in shown or b"\x1b[1;31m" in shown) is (not extra)


def test_verbose_tells_on_standard_error_and_leaves_the_document_alone() -> None:
    for arguments in (("--verbose", "check"), ("check", "--verbose")):
        done = ccdiag(*arguments, "--lab", "--only", "tas.tcp", "--json")
        assert document(done)["verdict"] == "healthy"
        assert b"tas.tcp: pass" in done.stderr
