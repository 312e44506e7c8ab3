"""The same tree gives the same setup, wherever and whenever it was checked out."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = 1_700_000_000


def set_times(folder: Path, time: int) -> None:
    for number, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (time + 60 * number, time + 60 * number))


def packed(folder: Path, checked_out: int) -> bytes:
    tree, program = folder / "tree", folder / "program"
    for part in ("installer/setup", "installer/languages", "installer/pictures", "resources/icon"):
        shutil.copytree(ROOT / part, tree / part)
    shutil.copy(ROOT / "installer" / "ccdiag.nsi", tree / "installer")
    set_times(tree, checked_out)
    for name in ("ccdiag.exe", "ccdiagw.exe", "_internal/a.dll", "_internal/b/c.dll", "licences/ccdiag.cdx.json"):
        (program / name).parent.mkdir(parents=True, exist_ok=True)
        (program / name).write_text(name, encoding="utf-8")
        os.utime(program / name, (COMMITTED, COMMITTED))
    setup = folder / "ccdiag-1.2.3-setup.exe"
    told = {
        "VERSION": "1.2.3",
        "SIZE_KB": "1",
        "LONGEST_PATH": "24",
        "PROGRAM": program,
        "ICON": tree / "resources" / "icon" / "ccdiag.ico",
        "SETUP": setup,
        "SIGN": "/bin/true",
    }
    script = tree / "installer" / "ccdiag.nsi"
    subprocess.run(
        ["makensis", "-V1", "-WX", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in told.items()), script], check=True
    )
    return setup.read_bytes()


def test_two_checkouts_at_other_times_in_other_folders(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        if os.environ.get("CI"):
            pytest.fail("missing: makensis")
        pytest.skip("missing: makensis")
    first, second = tmp_path / "one", tmp_path / "another place"
    first.mkdir()
    second.mkdir()
    assert packed(first, COMMITTED + 1000) == packed(second, COMMITTED + 2_000_000)
