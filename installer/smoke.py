"""Try the frozen program, the setup and the uninstaller: `python -m installer.smoke BUILD_FOLDER SETUP`.

What is tried here under wine is tried the same way on a real Windows, so that nothing of it is known of wine only.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from installer import snapshot
from installer.wine import Answer, Prefix

FAULTS = ("tls.certificate_expired", "tas.closes_at_once", "webkassa.protocol_wrong")
PLACE = r"C:\users\Public\Kassa's & café\ccdiag"
"""Spaces, signs that shells know, and a letter beyond ASCII."""


class SmokeError(Exception):
    """Something does not work, and what."""


def expect(condition: bool, told: str) -> None:  # noqa: FBT001  # it reads as an assertion
    """Raise SmokeError with what was told unless the condition holds."""
    if not condition:
        raise SmokeError(told)


def ended(answer: Answer, status: int) -> str:
    """Return the output of a program that ended with this status; raises SmokeError."""
    expect(answer.status == status, f"exit status {answer.status} and not {status}: {answer.output[-2000:]} {answer.errors[-2000:]}")
    return answer.output


def says_version(prefix: Prefix, program: Path) -> str:
    """Return what `--version` says."""
    return ended(prefix.run(program, "--version"), 0).strip()


def tests_itself(prefix: Prefix, program: Path) -> str:
    """Return how many parts of the self-test are good; every one has to be."""
    document: dict[str, Any] = json.loads(prefix.run(program, "self-test", "--json").output)
    bad = [f"{part['name']}: {part['detail']}" for part in document["parts"] if not part["ok"]]
    expect(document["ok"] and not bad, "; ".join(bad))
    return f"{len(document['parts'])} parts; {document['parts'][-1]['detail']}"


def healthy_lab(prefix: Prefix, program: Path) -> str:
    """Return how the checklist found the laboratory in which nothing is broken."""
    document: dict[str, Any] = json.loads(ended(prefix.run(program, "check", "--lab", "--json"), 0))
    expect(document["verdict"] == "healthy", f"{document['verdict']}: {document['causes']}")
    return f"healthy, {len(document['checks'])} checks in {document['elapsed_s']:.1f} s"


def broken_lab(prefix: Prefix, program: Path) -> str:
    """Return what the checklist found in a laboratory that was broken in one way after the other."""
    found = []
    for fault in FAULTS:
        document: dict[str, Any] = json.loads(ended(prefix.run(program, "check", "--lab", "--fault", fault, "--json"), 1))
        causes = [cause["id"] for cause in document["causes"]]
        expect(causes[:1] == [fault], f"{fault} was broken and {causes} found")
        found.append(fault)
    return ", ".join(found)


def linux_path(prefix: Prefix, path: str) -> Path:
    """Return where a path on `C:` is."""
    return prefix.drive / path.removeprefix("C:\\").replace("\\", "/")


def installs(prefix: Prefix, setup: Path) -> str:
    """Install silently, and return how long the folder of the program is."""
    # The setup takes all that follows /D= as it stands, and knows no quotes there; a word with a space in it would be handed over in some.
    ended(prefix.run(setup, "/S", *f"/D={PLACE}".split(" ")), 0)
    prefix.settle()
    files = [path for path in linux_path(prefix, PLACE).rglob("*") if path.is_file()]
    expect(linux_path(prefix, PLACE + r"\ccdiagw.exe").is_file(), f"{PLACE} holds no ccdiagw.exe")
    return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"


def is_registered(prefix: Prefix) -> str:
    """Tell whether Windows knows the program, its files and its links."""
    registry = (prefix.folder / "user.reg").read_text(encoding="utf-8", errors="replace")
    for key in (
        r"CurrentVersion\\Uninstall\\ccdiag]",
        r"Classes\\ccdiag.case\\shell\\open\\command]",
        r"Classes\\ccdiag\\shell\\open\\command]",
    ):
        expect(key in registry, f"the registry lacks {key}")
    links = list(prefix.drive.rglob("ccdiag.lnk"))
    expect(len(links) == 1, f"the Start menu has {len(links)} entries")
    return "installed programs, Start menu, .ccdiag, ccdiag:"


def uninstalls(prefix: Prefix, before: snapshot.Snapshot) -> str:
    """Uninstall silently, and compare files and registry with those before the installation."""
    ended(prefix.run(linux_path(prefix, PLACE + r"\uninstall.exe"), "/S", "/PURGE"), 0)
    # The uninstaller goes on from a copy of itself, since no program can delete itself.
    left = snapshot.take(prefix).since(before)
    # The folders above the chosen one are the caller's.
    left = [line for line in left if line != "+ drive_c/users/Public/Kassa's & café"]
    expect(not left, "left behind: " + "; ".join(left[:40]))
    return "nothing is left"


def main() -> int:
    """Try everything in turn, show how long each took, and return the exit status."""
    build, setup = Path(sys.argv[1]), Path(sys.argv[2])
    prefix = Prefix(build / "prefix")
    before = snapshot.take(prefix)
    program = linux_path(prefix, PLACE + r"\ccdiag.exe")
    steps: tuple[tuple[str, Callable[[], str]], ...] = (
        ("silent install", lambda: installs(prefix, setup)),
        ("registered", lambda: is_registered(prefix)),
        ("version", lambda: says_version(prefix, program)),
        ("self-test", lambda: tests_itself(prefix, program)),
        ("healthy lab", lambda: healthy_lab(prefix, program)),
        ("broken lab", lambda: broken_lab(prefix, program)),
        ("silent uninstall", lambda: uninstalls(prefix, before)),
    )
    for name, step in steps:
        begin = perf_counter()
        try:
            told = step()
        except SmokeError as error:
            print(f"FAULT {name}: {error}", file=sys.stderr)
            return 1
        print(f"good  {name:<18} {perf_counter() - begin:6.1f} s  {told}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
