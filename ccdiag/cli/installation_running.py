"""Trying the parts of an installation: side by side in two lanes, each bounded, and whatever one does the others go on."""

import queue
import threading
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import NamedTuple

from ccdiag.cli.installation_part import BrokenPartError, Found, PartTest
from ccdiag.content.errors import ContentError
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_LONGEST_DETAIL = 600


class Tried(NamedTuple):
    """How one part did."""

    part: PartTest
    ok: bool
    found: Found
    error: str | None
    """The class of what was raised, where it was not foreseen."""
    elapsed_s: float


def tried(parts: Sequence[PartTest]) -> Iterator[Tried]:
    """Try all parts and yield how they did, in their order, each as soon as it and those before it are known."""
    done: queue.SimpleQueue[Tried] = queue.SimpleQueue()
    lanes = []
    for lane in dict.fromkeys(part.lane for part in parts):
        own = [part for part in parts if part.lane == lane]
        lanes.append(threading.Thread(target=_run_lane, args=(own, done), name=f"ccdiag-self-test-{lane}", daemon=True))
        lanes[-1].start()
    known: dict[str, Tried] = {}
    for part in parts:
        while part.name not in known:
            one = done.get()
            known[one.part.name] = one
        yield known[part.name]
    # An interpreter that ends while a thread lets go of what it held may take the program down.
    for thread in lanes:
        thread.join()


def _run_lane(parts: Sequence[PartTest], done: "queue.SimpleQueue[Tried]") -> None:
    for part in parts:
        done.put(_bounded(part))


def _bounded(part: PartTest) -> Tried:
    """Try a part in a thread of its own, which is left behind where it hangs."""
    ended: queue.SimpleQueue[Tried] = queue.SimpleQueue()
    begin = perf_counter()
    thread = threading.Thread(target=lambda: ended.put(_tried(part)), name=f"ccdiag-self-test-{part.name}", daemon=True)
    thread.start()
    try:
        one = ended.get(timeout=part.limit_s)
    except queue.Empty:
        told = message("it did not end within {seconds} s", seconds=f"{part.limit_s:g}")
        return Tried(part, ok=False, found=Found(told), error="TimeoutError", elapsed_s=perf_counter() - begin)
    thread.join()
    return one


def _tried(part: PartTest) -> Tried:
    begin = perf_counter()
    ok, error = False, None
    try:
        found, ok = part.test(), True
    except BrokenPartError as broken:
        found, error = Found(broken.told), broken.error
    except Exception as raised:  # noqa: BLE001  # whatever is wrong with a part is what this command is asked to tell
        found, error = Found(_told(raised)), type(raised).__name__
    elapsed_s = perf_counter() - begin if found.elapsed_s is None else found.elapsed_s
    return Tried(part, ok=ok, found=found, error=error, elapsed_s=elapsed_s)


def _told(error: Exception) -> Message:
    if isinstance(error, ContentError):
        where = f"{error.file.name} {error.key_path}".strip()
        return Message("{file}: {expected}", {"file": printable(where), "expected": error.expected})
    said = printable(str(error), most=_LONGEST_DETAIL)
    return Message("{kind}: {said}" if said else "{kind}", {"kind": type(error).__name__, "said": said})
