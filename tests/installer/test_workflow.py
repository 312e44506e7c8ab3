"""The workflow runs the same scripts as `make windows`, in the same order, and names nothing that is not there."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "windows.yml"
SCRIPT = re.compile(r"(?<![\w/])((?:installer|scripts|\.ci)/[\w./-]+)")


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    told: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return told


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def steps_of_the_build() -> list[str]:
    return re.findall(r"^step (\w+)$", (ROOT / "installer" / "build.sh").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_steps_on_windows_are_those_of_the_build(workflow: dict[Any, Any]) -> None:
    scripts = [command.strip() for command in commands(workflow["jobs"]["windows"]) if command.strip().startswith("installer/")]
    assert scripts == [f"installer/{step}.sh" for step in steps_of_the_build()]
    # Under the names that `make windows` shows.
    named = [step["name"] for step in workflow["jobs"]["windows"]["steps"] if str(step.get("run", "")).startswith("installer/")]
    assert named == steps_of_the_build()


def test_they_run_in_gits_bash_with_the_interpreter_that_was_set_up(workflow: dict[Any, Any]) -> None:
    job = workflow["jobs"]["windows"]
    assert job["runs-on"] == "windows-latest"
    assert job["defaults"]["run"]["shell"] == "bash"
    (python,) = (step["with"]["python-version"] for step in job["steps"] if step.get("uses", "").startswith("actions/setup-python@"))
    # The wheels of the lock are for this one.
    assert f"--python-version {python} " in (ROOT / "installer" / "fetch.sh").read_text(encoding="utf-8")


def test_linux_runs_everything_that_must_hold(workflow: dict[Any, Any]) -> None:
    assert any("bash .ci/run" in command for command in commands(workflow["jobs"]["debian"]))


def test_everything_that_is_named_is_there_and_can_be_run(workflow: dict[Any, Any]) -> None:
    named = {name for job in workflow["jobs"].values() for command in commands(job) for name in SCRIPT.findall(command)}
    assert ".ci/run" in named
    for name in named:
        assert (ROOT / name).is_file(), name
        assert os.access(ROOT / name, os.X_OK) or f"bash {name}" in WORKFLOW.read_text(encoding="utf-8"), name


def test_what_is_kept_is_what_the_build_writes(workflow: dict[Any, Any]) -> None:
    (kept,) = (step["with"]["path"].split() for step in workflow["jobs"]["windows"]["steps"] if "upload-artifact" in step.get("uses", ""))
    pack = (ROOT / "installer" / "pack.sh").read_text(encoding="utf-8")
    assert [path.removeprefix("build/windows/") for path in kept] == [
        "ccdiag-*-setup.exe",
        "ccdiag-*-portable.zip",
        "ccdiag-*.cdx.json",
        "SHA256SUMS",
        "winget",
    ]
    for written in ("$build/ccdiag-$version-setup.exe", "$build/ccdiag-$version-portable.zip", "SHA256SUMS", "$build/winget"):
        assert written in pack


def test_actions_are_named_by_their_commits_and_may_only_read(workflow: dict[Any, Any]) -> None:
    used = re.findall(r"uses: (.+)", WORKFLOW.read_text(encoding="utf-8"))
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", name) for name in used), used
    assert workflow["permissions"] == {"contents": "read"}


def test_what_scripts_name_of_the_installer_is_there() -> None:
    for script in (ROOT / "installer").glob("*.sh"):
        for name in re.findall(r"\$installer/([\w.-]+\.(?:sh|py|ps1|cmd|spec|nsi|lock|txt))", script.read_text(encoding="utf-8")):
            assert (ROOT / "installer" / name).is_file(), f"{script.name}: {name}"


def test_a_checkout_on_windows_has_the_same_bytes() -> None:
    # Git for Windows would give scripts line ends that no shell reads, and resources other hashes.
    told = subprocess.run(
        ["git", "check-attr", "text", "--", "installer/pack.sh", "resources/x.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "installer/pack.sh: text: unset\nresources/x.md: text: unset\n"
    ended = [path.name for path in (ROOT / "installer").glob("*.sh") if b"\r" in path.read_bytes()]
    assert not ended
