"""Running the program as a user does: as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LIMIT_S = 60


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP", "CCDIAG_DATA"}}
    return {**kept, "LANG": "C.UTF-8", "PYTHONWARNINGS": "error", **extra}


def ccdiag(*arguments: str | Path, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ccdiag", *map(str, arguments)]
    return subprocess.run(command, input=stdin.encode(), capture_output=True, timeout=LIMIT_S, check=False, env=environment(**extra))


def document(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.stdout, done.stderr.decode()
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def text(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode()
