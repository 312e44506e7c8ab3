"""Whether a workbook may be opened: what it holds is bounded before anything of it is built."""

import io
import re
import zipfile
from typing import Final, NoReturn
from xml.parsers import expat

from msgspec import Struct

from ccdiag.settings_check.unreadable import DocumentError, Unreadable

LARGEST_WORKBOOK: Final = 4 * 1024 * 1024
"""In bytes, packed."""
MOST_SHEETS: Final = 20
_MOST_MEMBERS: Final = 500
_LARGEST_SHEET: Final = 8 * 1024 * 1024
"""In bytes, unpacked: 100,000 cells."""
_LARGEST_STRINGS: Final = 4 * 1024 * 1024
_LARGEST_OTHER: Final = 1024 * 1024
_LARGEST_IN_ALL: Final = 12 * 1024 * 1024
_READ: Final = re.compile(r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/.*\.(?:xml|rels)|docProps/.*\.xml)", re.IGNORECASE)
_CHUNK: Final = 65536


class GuardedWorkbook(Struct, frozen=True):
    """A workbook that may be opened."""

    content: bytes
    """With only those parts that were looked through: a workbook says itself which parts it is made of, and may name any."""
    has_formulas: bool


def guard_workbook(content: bytes) -> GuardedWorkbook:
    """Return the workbook as it may be opened; raises DocumentError where it is none, or holds more than settings need."""
    if len(content) > LARGEST_WORKBOOK:
        raise DocumentError(Unreadable.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _look_through(packed)
    # The zip and its streams raise all of these on what is damaged, and NotImplementedError on packings that nobody uses.
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DocumentError(Unreadable.NOT_A_WORKBOOK) from error
    except Exception as error:
        if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
            raise
        raise DocumentError(Unreadable.NOT_A_WORKBOOK) from error


def _look_through(packed: zipfile.ZipFile) -> GuardedWorkbook:
    members = packed.infolist()
    if len(members) > _MOST_MEMBERS:
        raise DocumentError(Unreadable.TOO_MANY)
    names = [member.filename for member in members]
    if "mimetype" in names and "content.xml" in names:
        raise DocumentError(Unreadable.OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names or len(set(names)) != len(names):
        raise DocumentError(Unreadable.NOT_A_WORKBOOK)
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError(Unreadable.OLD_WORKBOOK)
    total, formulas = 0, False
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for member in members:
            if not _READ.fullmatch(member.filename):
                # Pictures and macros: empty, since a part that is gone would look like damage.
                copy.writestr(member.filename, b"")
                continue
            sheet = "worksheets/" in member.filename
            most = _LARGEST_SHEET if sheet else _LARGEST_STRINGS if "sharedStrings" in member.filename else _LARGEST_OTHER
            size, has_formula = _look_at(packed, member, most, copy)
            total += size
            formulas = formulas or (sheet and has_formula)
            if total > _LARGEST_IN_ALL:
                raise DocumentError(Unreadable.TOO_LARGE)
    return GuardedWorkbook(kept.getvalue(), formulas)


def _look_at(packed: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, copy: zipfile.ZipFile) -> tuple[int, bool]:
    """Unpack one part as a stream, and parse it as XML that defines nothing; what the directory says of its size is not believed."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    elements = _Elements()
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    size, formula, tail = 0, False, b""
    with packed.open(member) as stream, copy.open(member.filename, "w") as kept:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise DocumentError(Unreadable.TOO_LARGE)
            formula = formula or b"<f" in tail + chunk
            tail = chunk[-1:]
            try:
                parser.Parse(chunk, False)
            except expat.ExpatError as error:
                raise DocumentError(Unreadable.NOT_A_WORKBOOK) from error
            kept.write(chunk)
    return size, formula


class _Elements:
    """Counts the elements of a part, how deep they lie, and the sheets that it names."""

    def __init__(self) -> None:
        self._depth = 0
        self._count = 0
        self._sheets = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        # Each sheet is read once when the workbook is opened, and thousands may be one and the same part.
        self._sheets += name.rpartition(":")[2] == "sheet"
        if self._depth > _DEEPEST:
            raise DocumentError(Unreadable.TOO_DEEP)
        if self._count > _MOST_ELEMENTS or self._sheets > MOST_SHEETS:
            raise DocumentError(Unreadable.TOO_MANY)

    def end(self, _name: str) -> None:
        self._depth -= 1


_DEEPEST: Final = 64
_MOST_ELEMENTS: Final = 100_000
"""In one part: 40,000 cells have two each, three with a text of their own."""


def _refuse(*_: object) -> NoReturn:
    raise DocumentError(Unreadable.XML_ENTITIES)
