"""Zip files that were made to harm whoever opens them, and such that were merely damaged on the way."""

import contextlib
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccdiag.cases.bundle import BundleError, read_bundle, read_bundle_bytes, sealed
from ccdiag.cases.bundle_zip import LARGEST_CONTENT, LARGEST_FILE, LARGEST_PART, MOST_PARTS, ZipError, pack, unpack
from tests.cases.made_bundles import parts, real_bundle
from tests.cli.commands import environment

CONTENT = b'{"a": 1}\n'


def any_name(_name: str) -> bool:
    return True


def refused(content: bytes) -> str:
    with pytest.raises(ZipError) as caught:
        unpack(content, expected=lambda name: name in {"a.json", "b.json"})
    return caught.value.reason.english()


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return written.getvalue()


def local(
    name: bytes = b"a.json",
    *,
    flags: int = 0,
    method: int = 0,
    content: bytes = CONTENT,
    unpacked: int | None = None,
    crc: int | None = None,
    extra: bytes = b"",
) -> bytes:
    size = len(content) if unpacked is None else unpacked
    check = zlib.crc32(content) if crc is None else crc
    return (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 33, check, len(content), size, len(name), len(extra))
        + name
        + extra
        + content
    )


def central(
    name: bytes = b"a.json",
    *,
    flags: int = 0,
    method: int = 0,
    content: bytes = CONTENT,
    unpacked: int | None = None,
    crc: int | None = None,
    at: int = 0,
    attributes: int = 0,
    disk: int = 0,
    comment: bytes = b"",
    packed: int | None = None,
) -> bytes:
    size = len(content) if unpacked is None else unpacked
    check = zlib.crc32(content) if crc is None else crc
    length = len(content) if packed is None else packed
    header = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 3 << 8, 20, flags, method, 0, 33, check, length, size, len(name), 0, len(comment), disk, 0, attributes, at
    )
    return header + name + comment


def end(count: int, size: int, start: int, *, comment: bytes = b"", disk: int = 0) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", disk, disk, count, count, size, start, len(comment)) + comment


def archive(data: bytes, *directory: bytes) -> bytes:
    whole = b"".join(directory)
    return data + whole + end(len(directory), len(whole), len(data))


def test_what_is_packed_is_unpacked() -> None:
    contents = {"a.json": CONTENT, "b.json": b"", "runs/1.json": b"0" * 1000}
    assert unpack(pack(contents), expected=any_name) == contents
    assert unpack(archive(local(), central()), expected=any_name) == {"a.json": CONTENT}


def test_a_file_cut_anywhere_is_refused() -> None:
    content = real_bundle()
    for length in range(len(content)):
        with pytest.raises(BundleError):
            read_bundle_bytes(content[:length])


@pytest.mark.parametrize("step", [1, 7])
def test_a_bit_that_fell_over_is_noticed(step: int) -> None:
    # The bytes that mean nothing, as dates, may be any.
    content = bytearray(pack({"a.json": CONTENT * 20, "b.json": b"[]" * 50}))
    whole = {"a.json": CONTENT * 20, "b.json": b"[]" * 50}
    for place in range(0, len(content), step):
        for bit in range(8):
            content[place] ^= 1 << bit
            with contextlib.suppress(ZipError):
                assert unpack(bytes(content), expected=lambda name: name in whole) == whole
            content[place] ^= 1 << bit


@pytest.mark.parametrize(
    "name",
    [
        "../a.json",
        "/a.json",
        "..\\a.json",
        "C:\\a.json",
        "c:a.json",
        "A.JSON",
        "a.json/",
        "a.json\0.exe",
        "a.json ",
        "",
        "ａ.json",
        "x" * 65,
        "x" * 60_000,
    ],
)
def test_names_that_do_not_belong_there(name: str) -> None:
    raw = name.encode()
    assert "does not belong there" in refused(archive(local(raw), central(raw)))


def test_a_name_is_shown_without_what_steers() -> None:
    raw = "\x1b[2J\u202e.json".encode()
    assert refused(archive(local(raw), central(raw))) == "it holds “\\x1b[2J\\u202e.json”, which does not belong there"


def test_one_name_twice() -> None:
    first = local()
    assert "two parts of one name" in refused(archive(first + local(), central(), central(at=len(first))))


def test_one_name_twice_by_its_letters() -> None:
    first = local()
    content = archive(first + local(b"A.JSON"), central(), central(b"A.JSON", at=len(first)))
    with pytest.raises(ZipError) as caught:
        unpack(content, expected=any_name)
    assert "two parts of one name" in caught.value.reason.english()


def test_links_and_folders() -> None:
    for kind in (0o120777, 0o040755, 0o010600, 0o060600, 0o140600):
        assert "no ordinary file" in refused(archive(local(), central(attributes=kind << 16)))
    assert unpack(archive(local(), central(attributes=0o100644 << 16)), expected=any_name)


def test_encrypted_parts() -> None:
    assert "encrypted" in refused(archive(local(flags=1), central(flags=1)))


@pytest.mark.parametrize("flags", [0x20, 0x40, 0x2000, 0x10, 0x8000])
def test_flags_of_other_ways_to_pack(flags: int) -> None:
    assert "not used here" in refused(archive(local(flags=flags), central(flags=flags)))


@pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 93, 95, 99])
def test_other_ways_to_pack(method: int) -> None:
    assert "not used here" in refused(archive(local(method=method), central(method=method)))


def _odd_ones() -> Iterator[tuple[str, bytes]]:
    good = archive(local(), central())
    yield "data before the archive", b"#!/bin/sh\n" + good
    yield "data before, offsets right", b"PK\3\4junk" + good
    yield "data behind the archive", good + b"\0"
    yield "a comment", local() + central() + end(1, len(central()), len(local()), comment=b"PK\5\6")
    yield "a comment that is another end", good + good
    yield "data between the entries", archive(local() + b"hidden" + local(b"b.json"), central(), central(b"b.json", at=len(local()) + 6))
    yield "data before the directory", archive(local() + b"hidden", central())
    yield "an entry that the directory does not have", archive(local() + local(b"b.json"), central())
    yield "two entries of one place", archive(local(), central(), central(b"b.json"))
    inner = local(b"b.json")
    yield "an entry inside another", archive(local(content=inner), central(content=inner), central(b"b.json", at=36))
    yield "names that differ", archive(local(b"b.json"), central())
    yield "methods that differ", archive(local(method=8), central())
    yield "sizes that differ", archive(local(unpacked=3), central())
    yield "sums that differ", archive(local(crc=1), central())
    yield "an end that is elsewhere", local() + central() + end(1, len(central()), 0)
    yield "fewer entries than told", local() + central() + end(2, len(central()), len(local()))
    yield (
        "more entries than told",
        local() + local(b"b.json") + central() + central(b"b.json", at=len(local())) + end(1, 2 * len(central()), 2 * len(local())),
    )
    yield "several disks", local() + central() + end(1, len(central()), len(local()), disk=1)
    yield "an entry of another disk", archive(local(), central(disk=1))
    yield "a comment of an entry", archive(local(), central(comment=b"hidden"))
    yield "sizes of zip64", archive(local(), central(unpacked=0xFFFFFFFF))
    yield "packed sizes of zip64", archive(local(), central(packed=0xFFFFFFFF))
    yield "a place of zip64", archive(local(), central(at=0xFFFFFFFF))
    yield "a count of zip64", local() + central() + end(0xFFFF, len(central()), len(local()))
    yield "a directory of zip64", local() + central() + end(1, 0xFFFFFFFF, 0xFFFFFFFF)
    yield "an entry beyond the file", archive(local(), central(at=10_000))
    yield "a part beyond the directory", archive(local(), central(packed=10_000))
    yield "sums told later and wrong", archive(local(flags=8) + b"PK\7\x08" + b"\0" * 12, central(flags=8))


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in _odd_ones()])
def test_what_readers_take_in_different_ways(content: bytes) -> None:
    assert refused(content)


def test_no_zip_at_all() -> None:
    for content in (b"", b"P", b"PK\3\4", b"PK\5\6" + b"\0" * 18, b"MZ" * 100, b"%PDF-1.7", CONTENT):
        assert refused(content)


def test_sizes_are_counted_and_not_believed() -> None:
    packed = zlib.compress(b"0" * 100_000, wbits=-15)
    for claimed in (0, 10, 99_999, 100_001, 0x7FFFFFFF):
        content = archive(
            local(method=8, content=packed, unpacked=claimed, crc=zlib.crc32(b"0" * 100_000)),
            central(method=8, content=packed, unpacked=claimed, crc=zlib.crc32(b"0" * 100_000)),
        )
        assert refused(content)


def test_data_behind_the_end_of_what_is_packed() -> None:
    packed = zlib.compress(CONTENT, wbits=-15) + b"hidden"
    known = {"method": 8, "content": packed, "unpacked": len(CONTENT), "crc": zlib.crc32(CONTENT)}
    assert "damaged" in refused(archive(local(**known), central(**known)))  # type: ignore[arg-type]


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size() -> None:
    assert "too large" in refused(zipped(("a.json", b"0" * (LARGEST_PART - 1))))
    assert "too large" in refused(zipped(("a.json", b"0" * (LARGEST_PART + 1)), compression=zipfile.ZIP_STORED))


def test_many_parts_of_the_allowed_size_are_too_much_together() -> None:
    part = bytes(range(256)) * (LARGEST_PART // 256)
    count = LARGEST_CONTENT // LARGEST_PART
    content = zipped(*((f"{number}.json", part) for number in range(count + 1)), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(ZipError, match="too large"):
        unpack(content, expected=any_name)


def test_more_parts_than_there_can_be() -> None:
    content = zipped(*((f"{number}", b"") for number in range(MOST_PARTS + 1)))
    with pytest.raises(ZipError, match="more than"):
        unpack(content, expected=any_name)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.ccdiag"
    with file.open("wb") as sparse:
        sparse.truncate(LARGEST_FILE + 1)
    with pytest.raises(BundleError, match="larger than"):
        read_bundle(file)


def test_folders_pipes_and_missing_files_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.ccdiag", Path("/dev/null")):
        with pytest.raises(BundleError):
            read_bundle(path)


@pytest.mark.parametrize("part", ["case.json", "runs/1.json", "runs/1.events.jsonl", "procedures/1.json"])
def test_a_part_that_is_not_the_one_that_was_written(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(real_bundle())) as archive_:
        contents = {name: archive_.read(name) for name in archive_.namelist()}
    contents[part] = contents[part].replace(b"LAB", b"BAL", 1) + b" "
    with pytest.raises(BundleError) as caught:
        read_bundle_bytes(pack(contents))
    assert caught.value.told.english() == f"its part {part} is not the one that was written; have it sent again"


def test_parts_that_the_manifest_does_not_tell_of() -> None:
    with zipfile.ZipFile(io.BytesIO(real_bundle())) as archive_:
        contents = {name: archive_.read(name) for name in archive_.namelist()}
    with pytest.raises(BundleError, match=r"runs/3\.json is not the one that was written"):
        read_bundle_bytes(pack({**contents, "runs/3.json": b"{}"}))
    del contents["runs/2.json"]
    with pytest.raises(BundleError, match=r"runs/2\.json is missing"):
        read_bundle_bytes(pack(contents))


def test_parts_that_nothing_refers_to() -> None:
    for part in ("runs/3.json", "runs/9.events.jsonl", "procedures/3.json"):
        with pytest.raises(BundleError, match="does not hold what it should"):
            read_bundle_bytes(sealed({**parts(), part: b"{}"}, "0.1.0"))


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (b"{}", "it is no .ccdiag file"),
        (b"[]", "it is no .ccdiag file"),
        (b'{"schema": "ccdiag.bundle/2", "version": "9.1", "shape": 5}', r"a newer version of the program \(9.1\) wrote it"),
        (b'{"schema": "ccdiag.bundle/1", "version": "0.1.0", "parts": []}', "its part manifest.json cannot be read"),
        (b'{"schema": "ccdiag.bundle/1", "version": "0.1.0", "parts": {"../x": "00"}}', "its part ../x is missing"),
        (b"\xff\xfe", "its part manifest.json cannot be read"),
    ],
)
def test_odd_manifests(manifest: bytes, told: str) -> None:
    with pytest.raises(BundleError, match=told):
        read_bundle_bytes(pack({"manifest.json": manifest, **parts()}))


_ONE_GIBIBYTE = """
import resource, sys
from pathlib import Path
from time import perf_counter
from ccdiag.cases.bundle import BundleError, read_bundle
import ccdiag.cases.case_reading, ccdiag.content.adminlight
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))
begin = perf_counter()
for file in sys.argv[1:]:
    try:
        read_bundle(Path(file))
    except BundleError as error:
        print(error)
assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 300 * 2**10
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of a process's memory is POSIX")
def test_json_of_a_gibibyte_takes_neither_memory_nor_time(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.ccdiag"
    # Whatever it claims to be.
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [squeezing.compress(b"[" * 2**20) for _ in range(1024)]
    packed = b"".join((*pieces, squeezing.flush()))
    honest = {"method": 8, "content": packed, "unpacked": 2**30, "crc": 1}
    lying = {"method": 8, "content": packed, "unpacked": 1000, "crc": 1}
    bomb.write_bytes(archive(local(b"case.json", **honest), central(b"case.json", **honest)))  # type: ignore[arg-type]
    liar = tmp_path / "liar.ccdiag"
    liar.write_bytes(archive(local(b"case.json", **lying), central(b"case.json", **lying)))  # type: ignore[arg-type]
    deep = tmp_path / "deep.ccdiag"
    deep.write_bytes(sealed({**parts(), "case.json": b"[" * 10_000 + b"]" * 10_000}, "0.1.0"))
    many = tmp_path / "many.ccdiag"
    many.write_bytes(sealed({**parts(), "runs/1.json": b"[" + b"[],{}," * (LARGEST_PART // 8) + b"0]"}, "0.1.0"))
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", _ONE_GIBIBYTE, *map(str, (bomb, liar, deep, many))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(PYTHONPATH=root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "its part case.json is too large",
        "its part case.json is damaged; have it sent again",
        "its part case.json cannot be read, or holds more than it could",
        "its part runs/1.json is too large",
    ]
