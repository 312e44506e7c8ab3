"""A copy of the program that tests may damage."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.architecture.scripts import script
from tests.cli.commands import LIMIT_S, environment

ROOT = Path(__file__).resolve().parents[2]
QUICK = (
    *("files", "checks", "causes", "screens", "procedures", "shops", "guide", "environments", "schemas", "languages"),
    *("reports", "icons", "trust", "store", "store.data", "files.case"),
)
"""Parts that load what ships, in this process and within a second."""


class Copy:
    """The package and its resources in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # With the bytecode, whose times still fit: nothing is compiled anew.
        shutil.copytree(ROOT / "ccdiag", folder / "ccdiag")
        shutil.copytree(ROOT / "resources", folder / "resources", ignore=shutil.ignore_patterns("*.po"))
        # Whether the stored list is current is asked elsewhere.
        (folder / "resources" / "contents.json").write_text(script("write_contents").contents_text(), encoding="utf-8")

    def run(self, *arguments: str, **extra: str) -> "subprocess.CompletedProcess[bytes]":
        """Run the copy: the current folder comes first where Python looks for modules."""
        command = [sys.executable, "-m", "ccdiag", *arguments]
        return subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False, env=environment(**extra)
        )

    def self_test(self, parts: tuple[str, ...] = QUICK, **extra: str) -> dict[str, Any]:
        """Return what the self-test tells of these parts."""
        done = self.run("self-test", "--json", "--only", ",".join(parts), **extra)
        assert done.stderr == b"", done.stderr.decode()
        told: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == (0 if told["ok"] else 1)
        return told

    def broken_parts(self, parts: tuple[str, ...] = QUICK, **extra: str) -> dict[str, str]:
        """Return the parts that failed, with what was told of each."""
        return {part["name"]: part["detail"] for part in self.self_test(parts, **extra)["parts"] if not part["ok"]}


def linked(source: Path, target: Path) -> None:
    """Copy a folder of large files without copying what is in them: a file that is replaced later is replaced in the copy only."""
    shutil.copytree(source, target, copy_function=os.link, symlinks=True)
