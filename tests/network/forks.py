"""A process that has imported the program, and forks for each run of it: else most of what a run takes from the machine is imports.

`Runner` starts and orders it; `serve` is what it does. A child goes on as if it had just been started, with the arguments and the
environment of its order.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

ORDERS = "--by-orders"
"""The only argument of the program that serves."""


class Runner:
    """One such process, in the place and with the rights that the words before its command give it."""

    def __init__(self, before: Sequence[str], *, module: str, folder: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*before, sys.executable, "-m", module, ORDERS],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, limit_s: float, stdin: bytes = b"", folder: Path | None = None
    ) -> tuple[int, str, str]:
        """Run the program once; return its exit status, and what it said on both ways, escaped if no UTF-8. Raises TimeoutExpired."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        order = {"arguments": arguments, "environment": dict(environment), "stdin": stdin.decode("latin-1"), "folder": str(folder or "")}
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], limit_s)[0]:
            raise subprocess.TimeoutExpired([*arguments], limit_s)
        answer = process.stdout.readline()
        assert answer, f"ended: {process.wait()}"
        status, said, errors = json.loads(answer)
        return status, said, errors

    def close(self) -> None:
        """End it; it does so by itself once nobody can give it orders."""
        self._process.kill()
        with self._process:
            pass


def serve() -> None:
    """Take orders until there are none any more; return only in a child, which goes on as the run that was ordered."""
    # Not by sys.stdin and sys.stdout, which are the runs'.
    with os.fdopen(os.dup(0)) as orders, os.fdopen(os.dup(1), "w", buffering=1) as answers:
        for line in orders:
            order = json.loads(line)
            with TemporaryFile() as output, TemporaryFile() as errors, TemporaryFile() as imported:
                # What is there already is no child's garbage: looking through it again at its end takes longer than most runs.
                gc.freeze()
                child = os.fork()
                if not child:
                    # Kept open for the end: the files above are closed here.
                    _become(order, output, errors, os.dup(imported.fileno()))
                    return
                _, status = os.waitpid(child, 0)
                answers.write(json.dumps([os.waitstatus_to_exitcode(status), _whole(output), _whole(errors)]) + "\n")
                _import(_whole(imported).split())
    raise SystemExit(0)


def _become(order: dict[str, Any], output: IO[bytes], errors: IO[bytes], imported: int) -> None:
    os.environ.clear()
    os.environ.update(order["environment"])
    # Found for the files above, in the environment of the first run.
    tempfile.tempdir = None
    sys.argv[1:] = order["arguments"]
    if order["folder"]:
        os.chdir(order["folder"])
    with TemporaryFile() if order["stdin"] else Path(os.devnull).open("rb") as given:
        if order["stdin"]:
            given.write(order["stdin"].encode("latin-1"))
            given.seek(0)
        os.dup2(given.fileno(), 0)
    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    atexit.register(lambda: os.write(imported, "\n".join([*sys.modules]).encode()))


def _import(modules: Iterable[str]) -> None:
    """Import what the run has imported, for the next one."""
    for module in modules:
        if module not in sys.modules:
            # Some are made by others, and cannot be imported by their names.
            with contextlib.suppress(ImportError):
                importlib.import_module(module)


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="surrogateescape")
