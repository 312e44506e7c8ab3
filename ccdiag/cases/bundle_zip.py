"""The zip of a `.ccdiag`: written the same way each time, and read strictly, whatever the file is; nothing is ever unpacked to a disk.

The layout is that of PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4. What readers take in different ways is refused: data before, between
or behind the entries, entries that overlap, two directories, names that differ between directory and entry.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from stat import S_IFMT, S_IFREG
from typing import Final, NamedTuple

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

LARGEST_FILE: Final = 64 * 1024 * 1024
"""In bytes; mail takes some 25 MB. A run takes some 13 KB here."""
LARGEST_PART: Final = 8 * 1024 * 1024
"""Unpacked; the events of a run take some 80 KB."""
LARGEST_CONTENT: Final = 64 * 1024 * 1024
"""All parts, unpacked."""
MOST_PARTS: Final = 1_000
_LONGEST_NAME: Final = 64
_MOST_RATIO: Final = 200
"""Unpacked to packed, where it is more than `_RATIO_FROM`; our parts have 8 to 25. Deflate can have 1032."""
_RATIO_FROM: Final = 256 * 1024

_END: Final = struct.Struct("<4s4H2LH")
_DIRECTORY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END_MARK, _DIRECTORY_MARK, _LOCAL_MARK, _DESCRIPTOR_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_KNOWN_FLAGS: Final = 0x6 | _DESCRIPTOR | _UTF8
"""Bits 1 and 2 tell how hard deflate tried."""
_UNIX: Final = 3
_ZIP64: Final = 0xFFFFFFFF
_ZIP64_SHORT: Final = 0xFFFF


class ZipError(Exception):
    """A file that is not such a zip, and why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class _Entry(NamedTuple):
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    unpacked: int
    start: int


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of these parts in this order; the same parts give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, allowZip64=False, compresslevel=9) as archive:
        for name, content in parts.items():
            # The earliest date that a zip can tell: when a case was written down is nobody's business.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, 0o100600 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def unpack(content: bytes, *, expected: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the parts of a zip by name; `expected` says which names there may be. Raises ZipError."""
    entries = _directory(content, expected)
    parts: dict[str, bytes] = {}
    left = LARGEST_CONTENT
    for entry in entries:
        parts[entry.name] = _unpacked(content, entry, most=min(LARGEST_PART, left))
        left -= len(parts[entry.name])
    return parts


def _directory(content: bytes, expected: Callable[[str], bool]) -> list[_Entry]:
    if len(content) > LARGEST_FILE:
        raise ZipError(message("it is larger than {most} MiB", most=LARGEST_FILE // 2**20))
    if not content.startswith(_LOCAL_MARK):
        raise ZipError(message("it is no .ccdiag file"))
    end = len(content) - _END.size
    if end < 0 or content[end : end + 4] != _END_MARK:
        raise ZipError(message("its end is missing, or something stands behind it; have it sent again"))
    _, disk, directory_disk, here, count, size, start, comment = _END.unpack_from(content, end)
    if disk or directory_disk or here != count or comment or _ZIP64_SHORT in {count, here} or _ZIP64 in {size, start}:
        raise ZipError(_odd())
    if not 0 < count <= MOST_PARTS:
        raise ZipError(message("it has more than {most} parts", most=MOST_PARTS))
    if start + size != end:
        raise ZipError(_odd())
    entries, place = list[_Entry](), start
    for _ in range(count):
        entry, place = _entry(content, place, end, expected)
        entries.append(entry)
    if place != end:
        raise ZipError(_odd())
    names = [entry.name.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise ZipError(message("it has two parts of one name"))
    return _placed(content, entries, start)


def _entry(content: bytes, place: int, end: int, expected: Callable[[str], bool]) -> tuple[_Entry, int]:
    """Read one entry of the directory; its sizes are claims, and held against what is found."""
    if place + _DIRECTORY.size > end or content[place : place + 4] != _DIRECTORY_MARK:
        raise ZipError(_odd())
    fields = _DIRECTORY.unpack_from(content, place)
    (_, _, _, flags, method, _, _, crc, packed, unpacked, name_length, extra, comment, disk, _, attributes, start) = fields
    after = place + _DIRECTORY.size + name_length + extra + comment
    if after > end or disk or comment or _ZIP64 in {packed, unpacked, start}:
        raise ZipError(_odd())
    name = _name(_bytes(content, place + _DIRECTORY.size, name_length), expected)
    if flags & _ENCRYPTED:
        raise ZipError(message("its part {name} is encrypted", name=name))
    if flags & ~_KNOWN_FLAGS or method not in {_STORED, _DEFLATED}:
        raise ZipError(message("its part {name} is packed in a way that is not used here", name=name))
    # Whoever says to have made it: the upper half is the mode that POSIX systems write there; 0: none is told.
    if S_IFMT(attributes >> 16) not in {0, S_IFREG}:
        raise ZipError(message("its part {name} is no ordinary file", name=name))
    return _Entry(name, flags, method, crc, packed, unpacked, start), after


def _bytes(content: bytes, start: int, length: int) -> bytes:
    return content[start : start + min(length, _LONGEST_NAME + 1)]


def _name(raw: bytes, expected: Callable[[str], bool]) -> str:
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError:
        name = ""
    if not name or len(name) > _LONGEST_NAME or not expected(name):
        shown = printable(raw.decode("utf-8", "replace"), most=_LONGEST_NAME)
        raise ZipError(message("it holds “{name}”, which does not belong there", name=shown))
    return name


def _placed(content: bytes, entries: list[_Entry], directory: int) -> list[_Entry]:
    """Return the entries with the places of their data; they must fill the file from its beginning to the directory."""
    placed, free = dict[str, _Entry](), 0
    for entry in sorted(entries, key=lambda one: one.start):
        if entry.start != free or entry.start + _LOCAL.size > directory:
            raise ZipError(_odd())
        mark, _, flags, method, _, _, crc, packed, unpacked, name_length, extra = _LOCAL.unpack_from(content, entry.start)
        data = entry.start + _LOCAL.size + name_length + extra
        name = _bytes(content, entry.start + _LOCAL.size, name_length)
        if mark != _LOCAL_MARK or (flags, method, name) != (entry.flags, entry.method, entry.name.encode()):
            raise ZipError(_odd())
        told_later = bool(entry.flags & _DESCRIPTOR)
        if (crc, packed, unpacked) != (entry.crc, entry.packed, entry.unpacked) and not (
            told_later and (crc, packed, unpacked) == (0, 0, 0)
        ):
            raise ZipError(_odd())
        free = data + entry.packed
        if told_later:
            free += _descriptor_length(content, free, entry)
        if free > directory:
            raise ZipError(_odd())
        placed[entry.name] = entry._replace(start=data)
    if free != directory:
        raise ZipError(_odd())
    return [placed[entry.name] for entry in entries]


def _descriptor_length(content: bytes, place: int, entry: _Entry) -> int:
    """Return the length of what stands behind an entry that was written in one go, with its mark or without."""
    told = struct.pack("<3L", entry.crc, entry.packed, entry.unpacked)
    for descriptor in (_DESCRIPTOR_MARK + told, told):
        if content.startswith(descriptor, place):
            return len(descriptor)
    raise ZipError(_odd())


def _unpacked(content: bytes, entry: _Entry, *, most: int) -> bytes:
    raw = memoryview(content)[entry.start : entry.start + entry.packed]
    if entry.packed > most or entry.unpacked > most:
        raise ZipError(_too_large(entry.name))
    if entry.method == _STORED:
        data = bytes(raw)
    else:
        if entry.unpacked > _RATIO_FROM and entry.unpacked > entry.packed * _MOST_RATIO:
            raise ZipError(_too_large(entry.name))
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than was said: what it really is counts.
            data = inflating.decompress(raw, entry.unpacked + 1)
        except zlib.error as error:
            raise ZipError(_damaged(entry.name)) from error
        if len(data) > entry.unpacked or not inflating.eof or inflating.unused_data:
            raise ZipError(_damaged(entry.name))
    if len(data) != entry.unpacked or zlib.crc32(data) != entry.crc:
        raise ZipError(_damaged(entry.name))
    return data


def _odd() -> Message:
    return message("it is damaged, or no ordinary zip file; have it sent again")


def _damaged(name: str) -> Message:
    return message("its part {name} is damaged; have it sent again", name=name)


def _too_large(name: str) -> Message:
    return message("its part {name} is too large", name=name)
