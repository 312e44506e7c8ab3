"""The sweep on loopback: what it accepts, and what it tells."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import ccdiag, document, environment, text

LOOPBACK = ("sweep", "--interface", "lo", "--network", "127.0.0.0/30")


@pytest.fixture
def port() -> Iterator[int]:
    """Open a port at 127.0.0.2 only."""
    try:
        listener = socket.create_server(("127.0.0.2", 0))
    except OSError:
        pytest.skip("this system has no 127.0.0.2")
    with listener:
        yield listener.getsockname()[1]


def test_the_document_keeps_to_the_schema() -> None:
    done = ccdiag(*LOOPBACK, "--json")
    told = document(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(told)[:2] == ["schema", "simulation"]
    assert (told["schema"], told["simulation"]) == ("ccdiag.sweep/1", False)
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "sweep.json").read_text(encoding="utf-8")))
    assert [host["address"] for host in told["hosts"]] == ["127.0.0.1", "127.0.0.2"]
    assert all(host["ports"] == [] and host["likely"] == "unknown" for host in told["hosts"])


def test_an_open_opi_port(port: int) -> None:
    told = document(ccdiag(*LOOPBACK, "--json", "--touch-terminal", "--opi-port", str(port)))
    assert [(host["address"], host["likely"]) for host in told["hosts"]] == [("127.0.0.1", "unknown"), ("127.0.0.2", "till_or_terminal")]


def test_an_open_trigger_port(port: int) -> None:
    said = ccdiag(*LOOPBACK, "--touch-terminal", "--trigger-port", "--trigger-port-number", str(port), "--language", "en")
    assert said.returncode == 0
    lines = text(said).splitlines()
    line = next(line for line in lines if line.startswith("127.0.0.2"))
    assert line.endswith(f"4100 refused, {port} open: terminal in TCP FLAT-OUTGOING (inferred)")
    assert lines[-1].startswith("2 machines are there, 1 of them may be a terminal.")


def test_without_consent_it_says_what_is_missing() -> None:
    assert "--touch-terminal" in text(ccdiag(*LOOPBACK, "--language", "en")).splitlines()[-1]
    with_consent = text(ccdiag(*LOOPBACK, "--touch-terminal", "--language", "en")).splitlines()[-1]
    assert "--trigger-port" in with_consent


def test_dutch_is_dutch() -> None:
    assert "onbekend" in text(ccdiag(*LOOPBACK, "--language", "nl"))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--trigger-port",), "--touch-terminal"),
        (("--beyond",), "--network"),
        (("--network", "10.255.255.0/24", "--interface", "lo"), "--beyond"),
        (("--network", "10.0.0.0/8"), "/16"),
        (("--network", "192.0.2.0/33"), "192.0.2.0/33"),
        (("--network", "::1/128"), "::1/128"),
        (("--network", "shop"), "shop"),
        (("--interface", "nothing0"), "nothing0"),
        (("--opi-port", "4105"), "trigger"),
        (("--opi-port", "70000"), "65535"),
    ],
)
def test_what_cannot_be_swept_is_refused(arguments: tuple[str, ...], named: str) -> None:
    done = ccdiag("sweep", "--language", "en", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert named in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
def test_a_reader_who_leaves_ends_the_sweep_quietly() -> None:
    command = [sys.executable, "-m", "ccdiag", "sweep", "--interface", "lo", "--language", "en"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"127.0.0.0/24 around 127.0.0.1 is swept")
        running.stdout.close()
        errors = running.stderr.read()
    assert (running.returncode, errors) == (130, b"")


def test_help_tells_the_exit_statuses() -> None:
    said = text(ccdiag("sweep", "--help", "--language", "en", COLUMNS="200"))
    assert "Ends with 0 when it swept, whatever it found, 3 when there was no network to sweep." in " ".join(said.split())
