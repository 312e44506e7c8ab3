"""Turning plain trees and JSON into structures, from any thread.

msgspec 0.22 learns what a structure holds when it first meets it, and lets other threads see what it has learnt by half: two that
meet one structure at the same moment take the interpreter down. So the first time is had under a lock.
"""

import threading
from collections.abc import Hashable
from typing import Any, Final, TypeVar, cast

import msgspec

T = TypeVar("T")

_learning: Final = threading.RLock()
_known: Final[set[Hashable]] = set()


def convert(tree: object, kind: type[T]) -> T:
    """Turn a tree of plain values into `kind`, strictly; raises msgspec.ValidationError."""
    _learn(kind)
    return msgspec.convert(tree, kind)


def decode_json(content: bytes | bytearray | str, kind: type[T]) -> T:
    """Read JSON as `kind`, strictly; raises msgspec.DecodeError, of which ValidationError is one."""
    _learn(kind)
    return msgspec.json.decode(content, type=kind)


def _learn(kind: Any) -> None:  # noqa: ANN401  # a structure, or any form of typing
    if cast("Hashable", kind) in _known:
        return
    with _learning:
        msgspec.json.Decoder(kind)
        _known.add(kind)
