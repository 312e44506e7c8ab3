"""Running the program as a user does: as a process of its own."""

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.network.forks import Runner

LIMIT_S = 60
_ROOT = Path(__file__).resolve().parents[2]


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP", "CCDIAG_DATA"}}
    return {**kept, "LANG": "C.UTF-8", "PYTHONWARNINGS": "error", **extra}


_AS_STARTED = {"CCDIAG_DATA"}
"""What of its environment the program asks for only when it needs it; all else may matter to Python before it begins."""
_begun: set[str] = set()
_runners: list[Runner] = []


def ccdiag(*arguments: str | Path, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command; the first run of each is a process from its very beginning, later ones fork from one that has imported what they need.

    So every command is seen to import what it needs by itself, and the other runs take half of the time.
    """
    words = [*map(str, arguments)]
    command = [sys.executable, "-m", "ccdiag", *words]
    first = words[0] if words else ""
    if sys.platform != "linux" or first.startswith("-") or first not in _begun or extra.keys() - _AS_STARTED:
        _begun.add(first)
        return subprocess.run(command, input=stdin.encode(), capture_output=True, timeout=LIMIT_S, check=False, env=environment(**extra))
    whole = environment(**extra)
    if not _runners:
        _runners.append(Runner((), module="tests.cli.forked", folder=_ROOT, environment=whole))
        atexit.register(_runners[0].close)
    status, said, errors = _runners[0].run(words, whole, limit_s=LIMIT_S, stdin=stdin.encode(), folder=Path.cwd())
    return subprocess.CompletedProcess(command, status, _bytes(said), _bytes(errors))


def _bytes(said: str) -> bytes:
    return said.encode(errors="surrogateescape")


def document(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.stdout, done.stderr.decode()
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def text(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode()
