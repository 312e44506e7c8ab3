"""Settings from the bytes of a file, whatever its format is."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Final, NamedTuple

from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.reader_result import Reading
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.source_text import LARGEST_TEXT, SourceText, decode
from ccdiag.settings_check.text_reading import read_text
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.workbook_reading import LARGEST_WORKBOOK, read_workbook

LARGEST_DOCUMENT: Final = max(LARGEST_TEXT, LARGEST_WORKBOOK)
"""In bytes, of any format."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONFIGURATIONS: Final = frozenset({".ini", ".properties", ".conf", ".cfg", ".config", ".env", ".yaml", ".yml"})
"""Files of these names are complete; a text may be a part."""
_PICTURES: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")


class ParsedDocument(NamedTuple):
    """All settings of a document, and whether what is not among them is missing."""

    settings: tuple[Setting, ...]
    whole: bool


def parse_document(content: bytes, known: Callable[[str], str | None], name: str = "") -> ParsedDocument:
    """Return all settings of a document, secrets masked; `known` says which names count in a text that holds other things too.

    JSON that no program reads is refused, because the Webkassa would not read it either. Raises DocumentError.
    """
    reading, _ = read_settings(content)
    grave = [mistake for mistake in reading.mistakes if not mistake.often_accepted]
    if reading.format is DocumentFormat.JSON and grave:
        first = grave[0]
        raise DocumentError(Unreadable.NOT_JSON, f"line {first.line}, column {first.column}", expected=first.said)
    if reading.format in {DocumentFormat.LINES, DocumentFormat.TABLE, DocumentFormat.INI, DocumentFormat.WORKBOOK}:
        settings = tuple(setting for setting in reading.settings if known(setting.name) is not None)
        if not settings:
            raise DocumentError(Unreadable.NO_SETTINGS)
        return ParsedDocument(settings, is_whole(reading, name))
    return ParsedDocument(reading.settings, is_whole(reading, name))


def is_whole(reading: Reading, name: str) -> bool:
    """Whether a file holds all settings that there are; a text may be a part of them."""
    suffix = PurePath(name).suffix.lower()
    if reading.whole or (suffix == ".json" and reading.format is DocumentFormat.SCRIPT):
        return True
    return suffix in _CONFIGURATIONS and reading.format is DocumentFormat.LINES


def read_settings(content: bytes) -> tuple[Reading, SourceText | None]:
    """Return what a file holds, and its text where it is one; raises DocumentError."""
    if len(content) > LARGEST_DOCUMENT:
        raise DocumentError(Unreadable.TOO_LARGE)
    if content.startswith(b"PK"):
        return read_workbook(content), None
    if content.startswith(_OLE):
        raise DocumentError(Unreadable.OLD_WORKBOOK)
    if content.startswith(_PICTURES):
        raise DocumentError(Unreadable.PICTURE)
    source = decode(content)
    return read_text(source.text), source
