"""The command line on a machine whose IT department has set something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ccdiag.app.policy_file import machine_policy_file
from ccdiag.cli.installation_part import BrokenPartError
from ccdiag.cli.installation_parts import PARTS
from ccdiag.content.root import resource_root
from ccdiag.lab.thread import LabThread
from tests.cli.commands import LIMIT_S, ccdiag, document, environment, text

QUICK = ("--only", "terminal.day")
"""A check that asks nobody: no network is touched."""
LINTED = Path(__file__).parent.parent / "settings_check" / "samples" / "webkassa_2_0.json"

pytestmark = pytest.mark.skipif(machine_policy_file().exists(), reason="this machine has a policy")


def endpoints(folder: Path, name: str, **lines: str) -> Path:
    """Write endpoints of which nobody asks anything."""
    file = folder / f"{name}.toml"
    content = (resource_root() / "environments" / "ccv.toml").read_text(encoding="utf-8").replace('id = "ccv"', f'id = "{name}"')
    added = "".join(f"{key} = {value}\n" for key, value in lines.items())
    file.write_text(added + content, encoding="utf-8")
    return file


@pytest.fixture
def machine(tmp_path: Path) -> "Machine":
    return Machine(tmp_path)


class Machine:
    """A folder with a policy, and data of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = folder / "policy.toml"
        endpoints(folder, "house")

    def run(self, *arguments: str | Path, **extra: str) -> subprocess.CompletedProcess[bytes]:
        return ccdiag(*arguments, CCDIAG_DATA=str(self.folder / "data"), CCDIAG_POLICY=str(self.policy), **extra)

    def checked(self, *arguments: str | Path, **extra: str) -> dict[str, Any]:
        done = self.run("check", *QUICK, "--json", *arguments, **extra)
        assert done.returncode == 0, done.stderr.decode()
        return document(done)


def test_the_environment_of_the_policy_counts_from_any_folder(machine: Machine) -> None:
    machine.policy.write_text('environment = "house.toml"\n')
    assert machine.checked()["environment"] == "house"
    done = machine.run("lint", LINTED, "--json")
    assert document(done)["environment"] == "house"
    assert done.stderr == b""


def test_another_environment_is_refused_and_the_same_one_is_not(machine: Machine) -> None:
    machine.policy.write_text('environment = "house.toml"\n')
    other = endpoints(machine.folder, "other")
    for command in (["check", *QUICK], ["lint", str(LINTED)], ["guide", "day-open"], ["fleet", str(LINTED)]):
        for wanted in ("ccv", str(other)):
            done = machine.run(*command, "-e", wanted)
            assert (done.returncode, done.stdout) == (2, b""), command
            told = done.stderr.decode()
            assert f"--environment {wanted} is not possible. Set by your IT department ({machine.policy})" in told
            assert str(machine.folder / "house.toml") in told
    assert machine.checked("-e", machine.folder / "house.toml")["environment"] == "house"


def test_the_lab_is_always_possible(machine: Machine) -> None:
    machine.policy.write_text('environment = "house.toml"\ndeadline_s = 30.0\n[whitelist]\nsource = "csv"\npath = "gone.csv"\n')
    done = machine.run("check", "--lab", "--only", "whitelist.entry", "--deadline", "20", "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert document(done)["simulation"] is True
    laboratory = LabThread()
    laboratory.start()
    try:
        assert machine.checked("-e", laboratory.lab.directory / "environment.toml")["environment"] == "lab"
    finally:
        laboratory.stop()


def test_calling_it_a_simulation_frees_nobody_from_the_policy(machine: Machine) -> None:
    machine.policy.write_text('environment = "house.toml"\n')
    done = machine.run("check", *QUICK, "-e", endpoints(machine.folder, "pretended", simulation="true"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "is not on this machine; a simulation asks nobody else" in done.stderr.decode()


def test_deadline_and_hold_are_those_of_the_policy(machine: Machine) -> None:
    machine.policy.write_text("deadline_s = 20.0\nhold_s = 0.0\n")
    machine.checked("--deadline", "20", "--hold", "0")
    for option in ("--deadline", "--hold"):
        done = machine.run("check", *QUICK, option, "5")
        assert done.returncode == 2
        assert f"{option} 5 is not possible" in done.stderr.decode()


def test_the_language_is_that_of_the_policy_unless_somebody_asks_for_his(machine: Machine) -> None:
    machine.policy.write_text('language = "nl"\n')
    assert "Gezond" in text(machine.run("check", *QUICK))
    assert "Healthy" in text(machine.run("check", *QUICK, "--language", "en"))
    machine.policy.write_text('language = "system"\n')
    assert "Healthy" in text(machine.run("check", *QUICK))


def test_another_whitelist_is_refused(machine: Machine) -> None:
    (machine.folder / "house.csv").write_text("merchant;tms_id\n12345;NL0012345\n")
    (machine.folder / "own.csv").write_text("merchant;tms_id\n")
    table = machine.folder / "terminals.csv"
    table.write_text("tms_id;merchant;software;pos_mode;system\nNL0012345;12345;14.0.11.01;flat-outgoing;GrundmasterNL\n")
    machine.policy.write_text('[whitelist]\nsource = "csv"\npath = "house.csv"\n')
    done = machine.run("fleet", table, "--whitelist", machine.folder / "own.csv")
    assert done.returncode == 2
    assert str(machine.folder / "house.csv") in done.stderr.decode()
    found = document(machine.run("fleet", table, "--json"))
    assert "house.csv" in str(found["whitelist"])


def test_how_long_visits_are_kept_is_the_policys_word(machine: Machine) -> None:
    (machine.folder / "data").mkdir()
    (machine.folder / "data" / "settings.toml").write_text("retention_days = 365\n")
    machine.policy.write_text("retention_days = 0\n")
    machine.checked()
    assert not (machine.folder / "data" / "cases.sqlite3").exists()
    machine.policy.write_text("retention_days = 30\n")
    (machine.folder / "data" / "settings.toml").write_text("retention_days = 0\n")
    machine.checked()
    assert (machine.folder / "data" / "cases.sqlite3").exists()


@pytest.mark.parametrize("content", [b'environmet = "ccv"', b"\xff\xfe", b"= =", b'environment = "house.toml"\nretention_days = -1\n'])
def test_a_policy_that_cannot_be_used_is_told_and_the_tool_helps_all_the_same(machine: Machine, content: bytes) -> None:
    machine.policy.write_bytes(content)
    done = machine.run("check", *QUICK, "--json")
    assert done.returncode == 0
    assert document(done)["environment"] == "ccv"
    (told,) = done.stderr.decode().splitlines()
    assert "The policy of your IT department cannot be used; please tell them." in told
    assert str(machine.policy) in told
    refused = machine.run("check", *QUICK, "-e", machine.folder / "house.toml")
    assert refused.returncode == 2
    assert f"Locked until your IT department has mended {machine.policy}: ccv" in refused.stderr.decode()


def test_nothing_is_deleted_while_the_policy_cannot_be_used(machine: Machine) -> None:
    (machine.folder / "data").mkdir()
    (machine.folder / "data" / "settings.toml").write_text("retention_days = 0\n")
    machine.policy.write_text("retention_days = 30\n")
    machine.checked()
    cases = machine.folder / "data" / "cases.sqlite3"
    before = cases.stat().st_size
    machine.policy.write_text("retention_days = thirty\n")
    assert machine.run("check", *QUICK).returncode == 0
    assert cases.stat().st_size >= before


def test_an_environment_that_is_gone_is_told_and_the_usual_one_counts(machine: Machine) -> None:
    machine.policy.write_text('environment = "gone.toml"\n')
    done = machine.run("check", *QUICK, "--json")
    assert document(done)["environment"] == "ccv"
    assert str(machine.folder / "gone.toml") in done.stderr.decode()


def test_without_a_policy_nothing_is_told(machine: Machine) -> None:
    done = ccdiag("check", *QUICK, "-e", str(machine.folder / "house.toml"), CCDIAG_DATA=str(machine.folder / "data"))
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("unshare") is None, reason="needs a mount namespace")
def test_a_variable_does_not_escape_the_machines_policy(tmp_path: Path) -> None:
    """A real policy in its real place, which only this process sees."""
    etc, own = tmp_path / "etc", tmp_path / "own.toml"
    (etc / "ccdiag").mkdir(parents=True)
    endpoints(etc / "ccdiag", "house")
    (etc / "ccdiag" / "policy.toml").write_text('environment = "house.toml"\n')
    for path in (etc, etc / "ccdiag", etc / "ccdiag" / "policy.toml"):
        path.chmod(0o755)
    own.write_text("retention_days = 1\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        inside = f'mount --bind "{etc}" /etc && exec "$@"'
        command = ["unshare", "--map-root-user", "--mount", "sh", "-c", inside, "sh", sys.executable, "-m", "ccdiag", *arguments]
        variables = environment(CCDIAG_DATA=str(tmp_path / "data"), CCDIAG_POLICY=str(own), XDG_CONFIG_DIRS=str(tmp_path))
        return subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False, env=variables)

    done = run("check", *QUICK, "--json")
    if b"unshare" in done.stderr or b"mount" in done.stderr:
        if os.environ.get("CI"):
            pytest.fail(done.stderr.decode())
        pytest.skip("this user may make no namespaces")
    assert document(done)["environment"] == "house"
    assert run("check", *QUICK, "-e", "ccv").returncode == 2
    (etc / "ccdiag" / "policy.toml").chmod(0o777)
    done = run("check", *QUICK)
    assert "does not belong to administrators" in done.stderr.decode()
    (etc / "ccdiag" / "policy.toml").chmod(0o644)
    (etc / "ccdiag" / "policy.toml").write_text("= =\n")
    done = run("check", *QUICK)
    assert "The policy of your IT department cannot be used" in done.stderr.decode(), "a broken one is there as well"


def test_the_self_test_tells_which_policy_counts(machine: Machine) -> None:
    def part() -> tuple[int, dict[str, Any]]:
        done = machine.run("self-test", "--json")
        return done.returncode, next(part for part in document(done)["parts"] if part["name"] == "policy")

    machine.policy.write_text('environment = "house.toml"\nretention_days = 30\n')
    # How the other parts do is for their own tests.
    _, told = part()
    assert told["ok"] is True
    assert told["detail"] == f"{machine.policy}, named by CCDIAG_POLICY, sets: environment, retention_days"
    machine.policy.write_text('environment = "gone.toml"\n')
    status, told = part()
    assert (status, told["ok"]) == (1, False)
    assert str(machine.folder / "gone.toml") in told["detail"]


@pytest.mark.parametrize(
    ("content", "ok", "attention"),
    [("", True, False), ("= =\n", False, False), ('[whitelist]\nsource = "csv"\npath = "gone.csv"\n', True, True)],
)
def test_the_self_tests_part_of_the_policy(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, content: str, *, ok: bool, attention: bool
) -> None:
    machine.policy.write_text(content)
    monkeypatch.setenv("CCDIAG_POLICY", str(machine.policy))
    (part,) = (part for part in PARTS if part.name == "policy")
    if ok:
        assert part.test().attention is attention
    else:
        with pytest.raises(BrokenPartError):
            part.test()
