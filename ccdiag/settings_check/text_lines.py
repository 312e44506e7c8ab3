"""The lines of a text, without what mail programs and lists put before them."""

import re
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.unreadable import DocumentError, Unreadable

_MOST_LINES: Final = 20_000
_LINE: Final = re.compile(r"([^\r\n\f\u2028\u2029]*+)(\r\n|[\r\n\f\u2028\u2029]|\Z)")
_PREFIX: Final = re.compile(r"[ \t\u00a0\u200b\ufeff]*+(?:>[> \t\u00a0]*+)?(?:(?:[-*+•·●▪◦‣–—]|\(?\d{1,3}[.)])[ \t\u00a0]++)?+")
"""`> ` of an answered mail, then a bullet or a number."""


class Line(Struct, frozen=True):
    """One line; `start` is where its text begins in the document."""

    text: str
    number: int
    start: int
    indent: int
    """How many characters of the line stand before its text."""


def lines_of(text: str) -> list[Line]:
    """Split a text into its lines, empty ones too; raises DocumentError where there are too many."""
    lines: list[Line] = []
    for found in _LINE.finditer(text):
        if found.start() == len(text) and lines:
            break
        if len(lines) >= _MOST_LINES:
            raise DocumentError(Unreadable.TOO_MANY)
        prefix = _PREFIX.match(found[1])
        indent = prefix.end() if prefix else 0
        lines.append(Line(found[1][indent:].rstrip(" \u00a0"), len(lines) + 1, found.start() + indent, indent))
    return lines
