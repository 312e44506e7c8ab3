"""A frozen program and an installed wheel know how each of their files was built."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer.built_files import write_list
from tests.cli.commands import LIMIT_S, environment
from tests.cli.damaged import ROOT


def told_of(folder: Path, **extra: str) -> dict[str, Any]:
    """Return what the program in a folder of packages tells of its files."""
    done = subprocess.run(
        [sys.executable, "-m", "ccdiag", "self-test", "--json", "--only", "files"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
        env=environment(**extra),
    )
    assert done.stdout, done.stderr.decode()
    part: dict[str, Any] = json.loads(done.stdout)["parts"][0]
    return part


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as PyInstaller does it."""
    folder = tmp_path_factory.mktemp("frozen")
    inside = folder / "_internal"
    shutil.copytree(ROOT / "ccdiag", inside / "ccdiag", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", inside / "ccdiag" / "resources", ignore=shutil.ignore_patterns("*.po"))
    (inside / "libssl-3.dll").write_bytes(b"MZ a library")
    # What makes Python one that was frozen, as far as the program can see.
    (folder / "frozen").mkdir()
    (folder / "frozen" / "sitecustomize.py").write_text("import sys\nsys.frozen = True\nsys.dont_write_bytecode = True\n")
    write_list(folder)
    return folder


def frozen(program: Path) -> dict[str, Any]:
    return told_of(program / "_internal", PYTHONPATH=str(program / "frozen"))


def test_a_frozen_program_is_as_it_was_built(program: Path) -> None:
    told = frozen(program)
    assert told["ok"], told["detail"]
    assert "each as it was built" in told["detail"]


@pytest.mark.parametrize("name", ["libssl-3.dll", "ccdiag/resources/causes/tms.toml", "ccdiag/resources/trust/amazon.pem"])
def test_a_changed_or_missing_file_is_named(program: Path, name: str) -> None:
    file = program / "_internal" / name
    content = file.read_bytes()
    try:
        file.write_bytes(content + b" ")
        assert frozen(program)["detail"] == f"not as they were built: {name}"
        file.unlink()
        assert frozen(program)["detail"].startswith("missing")
    finally:
        file.write_bytes(content)


def test_what_another_version_left_is_told(program: Path) -> None:
    left = program / "_internal" / "left" / "_ssl.pyd"
    left.parent.mkdir()
    left.write_bytes(b"MZ")
    try:
        told = frozen(program)
    finally:
        left.unlink()
        left.parent.rmdir()
    assert told["ok"]
    assert told["attention"]
    assert told["detail"].endswith("beside them: left/_ssl.pyd")


def test_a_frozen_program_without_its_list_is_not_whole(program: Path) -> None:
    listed = program / "_internal" / "ccdiag" / "built-files.json"
    content = listed.read_bytes()
    listed.unlink()
    try:
        told = frozen(program)
    finally:
        listed.write_bytes(content)
    assert not told["ok"]
    assert told["error"] == "FileNotFoundError"


def test_the_list_is_the_same_each_time(program: Path) -> None:
    listed = program / "_internal" / "ccdiag" / "built-files.json"
    before = listed.read_bytes()
    assert write_list(program).read_bytes() == before


def test_a_wheel_knows_its_files(tmp_path: Path) -> None:
    script = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=True
    )
    unpacked = tmp_path / "unpacked"
    shutil.unpack_archive(tmp_path / built.stdout.splitlines()[-1], unpacked, "zip")
    told = told_of(unpacked)
    assert told["ok"], told["detail"]
    assert "each as it was built" in told["detail"]
    guide = unpacked / "ccdiag" / "resources" / "guide" / "nl.md"
    guide.write_text(guide.read_text(encoding="utf-8") + "\nmore", encoding="utf-8")
    assert told_of(unpacked)["detail"] == "not as they were built: ccdiag/resources/guide/nl.md"
