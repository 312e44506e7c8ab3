"""A wheel carries everything that the program loads, and finds it there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_a_wheel_is_whole(tmp_path: Path) -> None:
    script = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    name = run(ROOT, sys.executable, "-c", script, str(tmp_path)).splitlines()[-1]
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(tmp_path / name) as wheel:
        wheel.extractall(unpacked)
        entries = next(entry for entry in wheel.namelist() if entry.endswith("entry_points.txt"))
        declared = wheel.read(entries).decode()
    assert "ccdiag = ccdiag.__main__:main" in declared
    assert "ccdiagw = ccdiag.__main__:main" in declared
    where = run(
        tmp_path, sys.executable, "-c", "from ccdiag.content.root import resource_root; print(resource_root())", PYTHONPATH=str(unpacked)
    )
    assert Path(where) == unpacked / "ccdiag" / "resources"
    shipped = {
        path.relative_to(unpacked / "ccdiag" / "resources") for path in (unpacked / "ccdiag" / "resources").rglob("*") if path.is_file()
    }
    source = {path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert shipped == source
