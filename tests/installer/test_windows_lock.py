"""What the program for Windows is made of is what was tested here."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"


def versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def hashes(lock: Path) -> set[str]:
    return set(re.findall(r"sha256:([0-9a-f]{64})", lock.read_text(encoding="utf-8")))


def test_every_package_of_the_program_has_its_locked_version() -> None:
    windows = versions(INSTALLER / "windows.lock")
    assert {name: windows.get(name) for name in versions(ROOT / "requirements" / "runtime.lock")} == versions(
        ROOT / "requirements" / "runtime.lock"
    )


def test_every_wheel_of_the_program_is_one_that_is_locked_there() -> None:
    of_program = versions(ROOT / "requirements" / "runtime.lock")
    allowed = hashes(ROOT / "requirements" / "runtime.lock")
    for line in (INSTALLER / "windows.lock").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("==")
        if name in of_program:
            assert rest.split("sha256:")[1] in allowed, name


def test_locks_name_no_index_and_one_hash_a_package() -> None:
    for lock in INSTALLER.glob("*.lock"):
        for line in lock.read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"[a-z0-9.-]+==[^\s]+ --hash=sha256:[0-9a-f]{64}", line), line
