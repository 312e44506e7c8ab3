"""The text of a file, so that it can be written back as it was: encoding, byte-order mark and line ends included."""

import codecs
import re
from bisect import bisect_right
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.unreadable import DocumentError, Unreadable

LARGEST_TEXT: Final = 1024 * 1024
"""In bytes."""
_MARKS: Final = (
    # The longer marks first: that of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{1,200}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,20})["']""")
_SINGLE_BYTE: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


class SourceText(Struct, frozen=True):
    """Decoded text, and how it was encoded."""

    text: str
    encoding: str
    mark: bytes = b""

    def encoded(self, text: str) -> bytes:
        """Encode another text as this one was; raises UnicodeEncodeError where the encoding lacks a character."""
        # Bytes that Windows-1252 does not define were kept as lone surrogates, and are written back as they were.
        return self.mark + text.encode(self.encoding, errors="surrogateescape" if self.encoding == "cp1252" else "strict")


class LinePositions:
    """Says in which line and column a character stands."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def of(self, offset: int) -> tuple[int, int]:
        """Return line and column, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def decode(content: bytes) -> SourceText:
    """Decode a text file; raises DocumentError."""
    if len(content) > LARGEST_TEXT:
        raise DocumentError(Unreadable.TOO_LARGE)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(SourceText(_decoded(content[len(mark) :], encoding), encoding, mark))
    encoding = _without_mark(content)
    if encoding != "utf-8":
        return _checked(SourceText(_decoded(content, encoding), encoding))
    declared = _declared(content)
    if declared is not None:
        return _checked(SourceText(_decoded(content, declared), declared))
    try:
        return _checked(SourceText(content.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        # What spreadsheets and editors save on Windows in Western Europe.
        return _checked(SourceText(content.decode("cp1252", errors="surrogateescape"), "cp1252"))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(Unreadable.NOT_TEXT) from error


def _without_mark(content: bytes) -> str:
    # Text that begins with an ASCII character has NULs beside it in UTF-16 and UTF-32.
    head = content[:4]
    if len(head) == 4:  # noqa: PLR2004  # one character of UTF-32
        if head[1:] == b"\0\0\0" and head[0]:
            return "utf-32-le"
        if head[:3] == b"\0\0\0" and head[3]:
            return "utf-32-be"
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le"
    if head[:1] == b"\0" and head[1:2] not in {b"\0", b""}:
        return "utf-16-be"
    return "utf-8"


def _declared(content: bytes) -> str | None:
    """Return the encoding that an XML declaration names, where it is one of Western Europe's."""
    found = _DECLARED.match(content.lstrip()[:300])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return name if name in _SINGLE_BYTE else None


def _checked(source: SourceText) -> SourceText:
    if _CONTROL.search(source.text):
        raise DocumentError(Unreadable.NOT_TEXT)
    if not source.text.strip():
        raise DocumentError(Unreadable.EMPTY)
    return source
