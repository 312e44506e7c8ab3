"""Tables of separated values as spreadsheets and programs write them: read piece by piece, and bounded whatever they hold."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import chain, islice
from typing import Final, Literal, TextIO, TypeVar

from msgspec import Struct

SEPARATORS: Final = (";", ",", "\t")
LONGEST_LINE: Final = 65_536
"""In characters; a row of such a table has some hundred."""
_LONGEST_ROW: Final = 16
"""In pieces of `LONGEST_LINE` characters: a row may have quoted cells with line ends in them, and so as many lines as a file has."""
_ROWS_AT_ONCE: Final = 400
"""Few enough to stay in the processor's cache, and below the number of new objects at which Python looks for garbage."""
LINES_BEFORE_HEADER: Final = 20
"""Blank lines, Excel's `sep=;`, and titles."""
_LINES_OF_HEADER: Final = 40
"""A column's name may have line ends in quotes."""
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_QUOTED_CELL = re.compile(r'(?:^|[;,\t])"')

Found = TypeVar("Found")
TableProblem = Literal["no_header", "line_too_long", "too_large"]


class TableError(Exception):
    """The file is no such table: no header, a row without an end, or too much of it."""

    def __init__(self, problem: TableProblem, line: int | None = None) -> None:
        super().__init__(problem, line)
        self.problem: TableProblem = problem
        self.line = line


class Batch(Struct):
    """Some rows, each with the number of its last line."""

    rows: list[list[str]]
    lines: list[int]
    broken: tuple[int, int] | None = None
    """The first and the last line of a row after these that cannot be read: a quote in it is not closed, or closed too early."""
    ended: bool = False


def encodings_of(head: bytes) -> tuple[str, ...]:
    """Return the encodings to try: what a byte-order mark says, what zeros in every other byte say, else UTF-8, then Windows-1252."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (encoding,)
    # Ids and headers are ASCII: in UTF-16 one half of their bytes is zero.
    if head and head[1::2].count(0) > len(head) // 4:
        return ("utf-16-le",)
    if head and head[::2].count(0) > len(head) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


class RowReader:
    """Reads a table from a stream of text that was opened with line ends translated.

    `most` is in characters. All that reads raises TableError, and UnicodeError where the encoding is another one.
    """

    def __init__(self, stream: TextIO, *, most: int) -> None:
        self._stream = stream
        self._left = most
        self._rows: list[list[str]] = []
        self._done = 0
        self._texts = self._pieces()
        self._waiting: str | None = None
        """A piece that the csv.reader gets next."""
        self._lines = chain.from_iterable(self._for_the_reader())
        self._reader = csv.reader(self._lines)
        self._plain: list[str] = []
        """Lines of a piece in which nothing is quoted, from `_taken` on still to be taken."""
        self._taken = 0
        self._line = 0
        """Of the last row that was returned."""
        self._given = 0
        """Of the last piece that was read."""
        self.separator = SEPARATORS[0]
        self.pieces = 0
        """How many pieces of the stream were read so far."""

    def header(self, find: Callable[[list[str]], Found | None]) -> Found:
        """Find the header by what `find` makes of the names in it; titles or blank lines may stand before it."""
        for _ in range(LINES_BEFORE_HEADER):
            lines = self._row_as_lines()
            if not lines:
                break
            for separator in SEPARATORS:
                try:
                    names = next(csv.reader(lines, delimiter=separator, strict=True), [])
                except csv.Error:
                    continue
                found = find([name.strip() for name in names])
                if found is not None:
                    # Strict: a quote that is never closed would swallow the rows after it, and what stands in them would seem missing.
                    self._reader = csv.reader(self._lines, delimiter=separator, strict=True)
                    self.separator = separator
                    return found
        raise TableError("no_header")

    def batch(self) -> Batch:
        """Return the next rows."""
        self._done += len(self._rows)
        self._rows = []
        if self._taken == len(self._plain) and self._line >= self._given:
            text = next(self._texts, None)
            if text is None:
                return Batch([], [], ended=True)
            if '"' in text:
                self._waiting = text
            else:
                # Nothing is quoted, so separators and line ends are what they seem; splitting takes half of the time.
                self._plain = text.removesuffix("\n").split("\n")
                self._taken = 0
        return self._split() if self._taken < len(self._plain) else self._parsed()

    def _split(self) -> Batch:
        some = self._plain[self._taken : self._taken + _ROWS_AT_ONCE]
        self._taken += len(some)
        separator = self.separator
        self._rows = [line.split(separator) if line else [] for line in some]
        first = self._line + 1
        self._line += len(some)
        return Batch(self._rows, list(range(first, self._line + 1)))

    def _parsed(self) -> Batch:
        rows, reader, first, before = self._rows, self._reader, self._line + 1, self._reader.line_num
        broken = False
        # No more than one piece has, so that wide rows are few; what came before an error stays in the list.
        most = max(1, min(_ROWS_AT_ONCE, self._given - self._line))
        try:
            rows.extend(islice(reader, most))
        except csv.Error:
            # The reader goes on with the next line.
            self._done += 1
            broken = True
        self._line += reader.line_num - before
        lines = list(range(first, first + len(rows)))
        if broken or self._line != first + len(rows) - 1:
            lines = _last_lines(rows, first)
        if broken:
            return Batch(rows, lines, broken=(lines[-1] + 1 if lines else first, self._line))
        return Batch(rows, lines, ended=len(rows) < most)

    def _row_as_lines(self) -> list[str]:
        """Return the next line, with those after it where a quoted name has a line end in it."""
        lines = list(islice(self._lines, 1))
        if lines and _QUOTED_CELL.search(lines[0]):
            while sum(line.count('"') for line in lines) % 2 and len(lines) < _LINES_OF_HEADER:
                more = list(islice(self._lines, 1))
                if not more:
                    break
                lines += more
        self._line += len(lines)
        return lines

    def _for_the_reader(self) -> Iterator[StringIO]:
        """Hand pieces to the csv.reader, which takes their lines without coming back for each."""
        while True:
            text, self._waiting = self._waiting, None
            text = next(self._texts, None) if text is None else text
            if text is None:
                return
            yield StringIO(text)

    def _pieces(self) -> Iterator[str]:
        """Cut the stream into pieces of whole lines."""
        rest, rows, without_row = "", 0, 0
        while text := self._stream.read(LONGEST_LINE):
            self._left -= len(text)
            self.pieces += 1
            if self._left < 0:
                raise TableError("too_large")
            # A line that lies within one piece is not too long.
            if len(rest) + (text.find("\n") + 1 or len(text)) > LONGEST_LINE:
                raise TableError("line_too_long", self._given + 1)
            end = text.rfind("\n") + 1
            if not end:
                rest += text
                continue
            done = self._done + len(self._rows)
            without_row = without_row + 1 if done == rows else 0
            rows = done
            if without_row > _LONGEST_ROW:
                raise TableError("line_too_long", self._given + 1)
            whole = rest + text[:end]
            self._given += whole.count("\n")
            yield whole
            rest = text[end:]
        if rest:
            self._given += 1
            yield rest


def _last_lines(rows: list[list[str]], first: int) -> list[int]:
    """Return the number of each row's last line; quoted cells may have line ends in them."""
    lines = []
    line = first - 1
    for row in rows:
        line += 1 + sum(cell.count("\n") for cell in row)
        lines.append(line)
    return lines
