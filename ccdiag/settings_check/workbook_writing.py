"""Single cells of a workbook, changed in place: every other byte of every part stays as it is."""

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from ccdiag.settings_check.unreadable import DocumentError
from ccdiag.settings_check.workbook_guard import guard_workbook

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class WorkbookChange(Struct, frozen=True):
    """One cell and its new value."""

    sheet: str
    cell: str
    value: str
    is_number: bool = False
    is_boolean: bool = False


class _Cell(Struct):
    """Where a cell stands in its sheet, in bytes, and how it is styled."""

    start: int
    end: int = 0
    style: str | None = None
    has_formula: bool = False


def changed_workbook(content: bytes, changes: Sequence[WorkbookChange]) -> bytes | None:
    """Return the workbook with these cells changed; None where one of them cannot be."""
    try:
        guard_workbook(content)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = _sheet_parts(packed)
            new: dict[str, bytes] = {}
            for change in changes:
                part = parts.get(change.sheet)
                if part is None:
                    return None
                sheet = _with_cell(new.get(part) or packed.read(part), change)
                if sheet is None:
                    return None
                new[part] = sheet
            return _packed(packed, new)
    except (DocumentError, zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, UnicodeError):
        return None


def _sheet_parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("}Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == f"{_MAIN}}}sheet":
            sheets[attributes.get("name", "")] = attributes.get(f"{_RELATION}}}id", "")

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = handler
        parser.Parse(packed.read(part), True)
    found = {}
    for title, key in sheets.items():
        target = targets.get(key, "")
        found[title] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


def _with_cell(sheet: bytes, change: WorkbookChange) -> bytes | None:
    """Return a sheet with one cell changed; a cell with a formula is left, since other parts know of it."""
    # Places are counted in bytes of what was parsed, and what is put there is UTF-8.
    head = sheet[:200].lower()
    if sheet[:2] in {b"\xff\xfe", b"\xfe\xff"} or (b"encoding=" in head and b"utf-8" not in head):
        return None
    found: list[_Cell] = []
    inside: list[_Cell] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def start(name: str, attributes: dict[str, str]) -> None:
        if inside and not inside[0].end and name == f"{_MAIN}}}f":
            inside[0].has_formula = True
        if name == f"{_MAIN}}}c" and attributes.get("r") == change.cell:
            inside[:] = [_Cell(parser.CurrentByteIndex, style=attributes.get("s"))]

    def end(name: str) -> None:
        if inside and not inside[0].end and name == f"{_MAIN}}}c":
            inside[0].end = sheet.index(b">", parser.CurrentByteIndex) + 1
            found.append(inside[0])
            inside.clear()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(sheet, True)
    if len(found) != 1 or found[0].has_formula:
        return None
    cell = found[0]
    # A prefix of the main namespace would have to be repeated; spreadsheet programs write none.
    if not sheet[cell.start : cell.end].startswith(b"<c"):
        return None
    style = f" s={quoteattr(cell.style)}" if cell.style else ""
    return sheet[: cell.start] + _element(change, style).encode() + sheet[cell.end :]


def _element(change: WorkbookChange, style: str) -> str:
    if change.is_number:
        return f'<c r="{change.cell}"{style}><v>{int(change.value)}</v></c>'
    if change.is_boolean and change.value in {"true", "false"}:
        return f'<c r="{change.cell}"{style} t="b"><v>{int(change.value == "true")}</v></c>'
    return f'<c r="{change.cell}"{style} t="inlineStr"><is><t>{escape(change.value)}</t></is></c>'


def _packed(packed: zipfile.ZipFile, new: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in packed.infolist():
            target.writestr(member, new.get(member.filename) or packed.read(member))
    return out.getvalue()
