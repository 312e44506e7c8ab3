"""Write `windows.lock`: the one wheel for 64-bit Windows of everything the program and its build need, by version and hash.

The program's own packages have the versions of `requirements/runtime.lock`, and each wheel has to be one of those locked there.
The tools of the build are named here. Run it after `make lock`, read the difference, and build.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNTIME_LOCK = HERE.parent / "requirements" / "runtime.lock"
WINDOWS_LOCK = HERE / "windows.lock"

# pefile and pywin32-ctypes are PyInstaller's on Windows only: pip judges conditions by the system that it runs on, so they are named.
TOOLS = (
    "altgraph==0.17.5",
    "packaging==26.3",
    "pefile==2024.8.26",
    "pyinstaller==6.22.3",
    "pyinstaller-hooks-contrib==2026.9",
    "pywin32-ctypes==0.2.3",
    "setuptools==84.2.1",
)

FOR_WINDOWS = ("--platform", "win_amd64", "--only-binary=:all:", "--python-version", "3.13", "--implementation", "cp")

_WHEEL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)-.+\.whl")


def without_conditions(lock: str) -> str:
    """Return a lock whose lines hold everywhere: what is locked for Windows only must be fetched on Linux too."""
    return re.sub(r" ; [^\\\n]*", " ", lock)


def fetch(requirements: str, folder: Path, *options: str) -> None:
    """Let pip fetch the wheels of these requirements into a folder; raises CalledProcessError."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(requirements)
        file.flush()
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, *FOR_WINDOWS, *options, "--dest", str(folder), "--requirement", file.name], check=True)


def locked(wheel: Path) -> str:
    """Return the line of a wheel."""
    matched = _WHEEL.fullmatch(wheel.name)
    if matched is None:
        raise ValueError(f"{wheel.name} is no wheel's name")
    name = re.sub(r"[-_.]+", "-", matched["name"]).lower()
    return f"{name}=={matched['version']} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def main() -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory(prefix="ccdiag-lock-") as name:
        folder = Path(name)
        fetch(without_conditions(RUNTIME_LOCK.read_text(encoding="utf-8")), folder, "--require-hashes")
        fetch("\n".join(TOOLS), folder)
        lines = sorted(locked(wheel) for wheel in folder.iterdir())
    WINDOWS_LOCK.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} wheels")


if __name__ == "__main__":
    main()
