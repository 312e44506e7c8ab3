"""Damaged and forged `.ccdiag` files, made at random from a real one, and all that is done with a file that opens.

By itself it runs for as long as is wanted: `python -m tests.cases.bundle_mutants SECONDS [SEED]`.
"""

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from random import Random
from time import perf_counter, process_time
from typing import Any, Final

from ccdiag.app.case_of_bundle import case_of_bundle
from ccdiag.app.saved_case_document import shown_case_document
from ccdiag.app.saved_cases import judged_again
from ccdiag.cases.bundle import BundleError, bundle_bytes, read_bundle_bytes, sealed
from ccdiag.cases.bundle_zip import pack
from ccdiag.cases.case_documents import documents_of
from ccdiag.cli.show_lines import case_lines, heading_lines, run_lines
from ccdiag.i18n.translator import translator
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from tests.cases.made_bundles import parts, real_bundle

ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    99_999,
    2**31,
    2**53,
    2**63,
    -(2**70),
    0.5,
    -0.0,
    1e308,
    5e-324,
    "",
    "0",
    "unknown",
    "{0.__class__}",
    "\x00\x1b[31m\u202e",
    "\ud83d\ude00",
    "a" * 5_000,
    "2026-11-23T14:05:00Z",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00-23:59",
    "2026-11-23T14:05:00",
    "fe80::1%eth0",
    "999.999.999.999",
    "[::1]:99999",
    "mqtt.tls",
    "tls_handshake",
    "../../etc/passwd",
    [],
    {},
    [[]],
    [None],
    {"a": {"b": []}},
    [0] * 1_000,
)
ODD_BYTES: Final = (b"", b"\0", b"\xff" * 4, b"PK\5\6", b"PK\1\2", b"PK\3\4", b"\0\0\0\0", b"\xff\xff", b"\n", b'"', b"[", b"}")


def mutant(random: Random) -> bytes:
    """Return a file that differs from the real one in one to four places."""
    make: Callable[[Random], bytes] = random.choice((_of_bytes, _of_parts, _of_part_bytes, _of_json, _of_json, _of_json, _of_json))
    return make(random)


def _of_bytes(random: Random) -> bytes:
    return _changed(bytearray(real_bundle()), random)


def _of_parts(random: Random) -> bytes:
    """Swap, copy, rename and leave out parts."""
    contents = parts()
    for _ in range(random.randint(1, 3)):
        first, second = random.choice(list(contents)), random.choice(list(contents))
        match random.randrange(4):
            case 0:
                contents[first], contents[second] = contents[second], contents[first]
            case 1 if len(contents) > 1:
                del contents[first]
            case 2:
                names = ("runs/3.json", "runs/3.events.jsonl", "procedures/2.json", "runs/1.json", "redaction.json", "case.json")
                contents[random.choice(names)] = contents[second]
            case _:
                contents[random.choice(("../x", "runs/0.json", "Case.json", "runs/01.json", "x" * 64))] = contents[second]
    return sealed(contents, "0.1.0") if random.random() < 0.9 else pack(contents)


def _of_part_bytes(random: Random) -> bytes:
    contents = parts()
    part = random.choice(list(contents))
    contents[part] = _changed(bytearray(contents[part]), random)
    return sealed(contents, random.choice(("0.1.0", "9.0")))


def _of_json(random: Random) -> bytes:
    """Change values of a document; all hashes are right."""
    contents = parts()
    part = random.choice([name for name in contents if name != "redaction.json"] + ["redaction.json", "case.json", "runs/1.json"])
    lines = part.endswith(".jsonl")
    document = [json.loads(line) for line in contents[part].splitlines()] if lines else json.loads(contents[part])
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        document = _changed_tree(document, random)
    if lines and isinstance(document, list):
        contents[part] = b"".join(json.dumps(line).encode() + b"\n" for line in document)
    else:
        contents[part] = json.dumps(document).encode()
    return sealed(contents, random.choice(("0.1.0", "9.0")))


def _changed(content: bytearray, random: Random) -> bytes:
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(content) + 1)
        length = random.choice((1, 2, 4, 16, 100))
        match random.randrange(6):
            case 0 if place < len(content):
                content[place] ^= 1 << random.randrange(8)
            case 1:
                del content[place:]
            case 2:
                content[place:place] = random.choice(ODD_BYTES)
            case 3:
                content[place : place + length] = random.choice(ODD_BYTES)
            case 4:
                content[place:place] = content[random.randrange(len(content) + 1) :][:length]
            case _:
                content[place : place + length] = random.randbytes(length)
    return bytes(content)


def _changed_tree(tree: Any, random: Random) -> Any:  # noqa: ANN401  # whatever JSON holds
    holders = list(_holders(tree))
    if not holders:
        return deepcopy(random.choice(ODD_VALUES))
    holder = random.choice(holders)
    key: Any = random.choice(list(holder)) if isinstance(holder, dict) else random.randrange(len(holder))
    match random.randrange(6):
        case 0:
            del holder[key]
        case 1:
            other = random.choice(holders)
            holder[key] = deepcopy(random.choice(list(other.values()) if isinstance(other, dict) else other))
        case 2 if isinstance(holder, list):
            holder.insert(random.randrange(len(holder)), deepcopy(holder[key]))
        case 3 if isinstance(holder, list):
            random.shuffle(holder)
        case 3 if isinstance(holder, dict):
            holder[random.choice(("x", "", "schema", "id", "__class__", "\x1b"))] = holder.pop(key)
        case 4 if isinstance(holder[key], int | float) and not isinstance(holder[key], bool):
            holder[key] = random.choice((-1, 2, 1000)) * holder[key]
        case _:
            holder[key] = deepcopy(random.choice(ODD_VALUES))
    return tree


def _holders(tree: Any) -> Any:  # noqa: ANN401  # likewise
    if isinstance(tree, dict) and tree:
        yield tree
        for inner in tree.values():
            yield from _holders(inner)
    elif isinstance(tree, list) and tree:
        yield tree
        for inner in tree:
            yield from _holders(inner)


def opens(content: bytes) -> bool:
    """Open a file and do all that is done with one; False where it is refused. Any exception is a bug."""
    try:
        opened = read_bundle_bytes(content)
    except BundleError as error:
        told = error.told.english()
        assert printable(told, most=len(told)) == told
        return False
    render, saved = translator("nl"), opened.saved
    lines = [*heading_lines(opened, render), *case_lines(saved, render)]
    judged = {number: judged_again(run) for number, run in enumerate(saved.runs, 1)}
    for number, run in enumerate(saved.runs, 1):
        lines += run_lines(run, judged[number], number, len(saved.runs), render)
        state = RunState()
        for timed in run.events:
            state = state.apply(timed.event)
    json.dumps(shown_case_document(opened, judged, render=render))
    case_of_bundle(opened)
    # What was opened can be sent on, and is the same there.
    documents = documents_of(saved)
    again = read_bundle_bytes(bundle_bytes(documents, opened.redaction))
    assert documents_of(again.saved) == documents
    assert all(isinstance(line, str) for line, _ in lines)
    return True


def main(seconds: float, seed: int) -> None:
    """Try mutants for so long, and tell how that went."""
    import resource

    logging.disable(logging.CRITICAL)  # a check that crashes on what it never saw says so in the log
    opens(real_bundle())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin, counts, slowest, slowest_seed = perf_counter(), Counter[str](), 0.0, seed
    while perf_counter() - begin < seconds:
        content = mutant(Random(seed))
        at = process_time()
        try:
            counts["opened" if opens(content) else "refused"] += 1
        except Exception as error:  # noqa: BLE001  # every one is a bug, and told
            counts["crashed"] += 1
            print(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}", flush=True)  # noqa: T201  # run by hand
        if (took := process_time() - at) > slowest:
            slowest, slowest_seed = took, seed
        seed += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(  # noqa: T201  # likewise
        f"{counts.total()} mutants: {dict(counts)}; slowest {slowest:.3f} s of the processor (seed {slowest_seed});"
        f" memory {before / 1024:.0f} MiB + {grown:.0f} MiB"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
