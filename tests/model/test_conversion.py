"""Structures are read from any thread, and learnt by one at a time."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from ccdiag.model.conversion import convert, decode_json

PACKAGE = Path(__file__).resolve().parents[2] / "ccdiag"
PAST = re.compile(r"msgspec\.convert\(|msgspec\.msgpack|json\.Decoder\(|json\.decode\([^)]*type=")
RACE = """
import sys, threading
from typing import Annotated
import msgspec
from msgspec import Meta
from ccdiag.model.conversion import convert, decode_json

sys.setswitchinterval(1e-6)
for number in range(200):
    inner = msgspec.defstruct(f"Inner{number}", [(f"f{i}", Annotated[int, Meta(ge=0, le=1000)], 1) for i in range(8)])
    middle = msgspec.defstruct(f"Middle{number}", [(f"g{i}", tuple[inner, ...] | None, None) for i in range(8)])
    outer = msgspec.defstruct(f"Outer{number}", [(f"h{i}", dict[str, middle], {}) for i in range(8)])
    together = threading.Barrier(4)

    def read(way):
        together.wait()
        way()

    ways = (
        lambda: convert({"h0": {"a": {"g0": [{"f0": 3}]}}}, outer),
        lambda: convert({"g1": [{"f1": 3}]}, middle),
        lambda: decode_json(b'{"h1": {"a": {}}}', outer),
        lambda: decode_json(b'[{"f0": 3}]', list[inner]),
    )
    threads = [threading.Thread(target=read, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


class Point(Struct, frozen=True):
    x: int


def test_a_tree_and_a_text_are_read_strictly() -> None:
    assert convert({"x": 1}, Point) == decode_json(b'{"x": 1}', Point) == Point(1)
    with pytest.raises(msgspec.ValidationError):
        convert({"x": "1"}, Point)
    with pytest.raises(msgspec.DecodeError):
        decode_json(b'{"x": 1', Point)


def test_threads_that_meet_a_structure_at_once_do_not_take_the_program_down() -> None:
    # In a process of its own: what is looked for is its sudden end. Without the lock the first few structures are enough.
    done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_nobody_reads_structures_past_the_lock() -> None:
    past = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if PAST.search(path.read_text(encoding="utf-8"))]
    assert past == ["model/conversion.py"]
