"""Settings from a text table: CSV and its relatives."""

import re
from typing import Final

from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.grid_reading import Cell, read_grid
from ccdiag.settings_check.reader_result import MOST_SETTINGS, Reading
from ccdiag.settings_check.setting import Span, Syntax
from ccdiag.settings_check.text_lines import Line
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

_DELIMITERS: Final = (";", "\t", ",", "|")
"""In the order of preference, where several fit equally well."""
_MARKED: Final = re.compile(r"(`|'|\*\*)((?:(?!\1).)++)\1")
"""A value between the marks of a note, a ticket or a program."""
_MOST_CELLS: Final = 200
"""In one line."""
_MOST_CELLS_IN_ALL: Final = 100_000
_MOST_LINES_OF_ROW: Final = 20
"""A spreadsheet writes the line breaks of a cell into its quotes."""


def read_table(lines: list[Line], text: str) -> tuple[Reading, int]:
    """Return the settings by the delimiter that gives the most, and how many of them have known names.

    Raises DocumentError where there are too many.
    """
    best: tuple[Reading, int] = (Reading(format=DocumentFormat.TABLE, settings=()), 0)
    for delimiter in _DELIMITERS:
        if not any(delimiter in line.text for line in lines):
            continue
        grid = read_grid(_rows(lines, text, delimiter))
        if grid.known > best[1]:
            best = Reading(format=DocumentFormat.TABLE, settings=grid.settings), grid.known
    if len(best[0].settings) > MOST_SETTINGS:
        raise DocumentError(Unreadable.TOO_MANY)
    return best


def _rows(lines: list[Line], text: str, delimiter: str) -> list[list[Cell]]:
    other = re.escape(delimiter)
    cell = re.compile(rf'[ ]*(?:"((?:[^"]|"")*+)"[ ]*|([^{other}]*+))')
    strict = rf'(?:[ ]*+"(?:[^"]|"")*+"[ ]*+|[^{other}"\r\n]*+)'
    quoted_row = re.compile(rf"{strict}(?:{other}{strict})*+")
    rows: list[list[Cell]] = []
    most, place = _MOST_CELLS_IN_ALL, 0
    while place < len(lines):
        row: list[Cell] = []
        count = 1
        if delimiter in lines[place].text:
            count = _lines_of_row(lines, place, text, quoted_row)
            row = _cells(lines[place : place + count], text, delimiter, cell, most)
            most -= len(row)
        rows.append(row)
        place += count
    return rows


def _lines_of_row(lines: list[Line], place: int, text: str, quoted_row: re.Pattern[str]) -> int:
    """Return how many lines the row has: people forget quotes, so more than one only where all is quoted as spreadsheets do."""
    first = lines[place]
    quotes = first.text.count('"')
    for count, line in enumerate(lines[place + 1 : place + _MOST_LINES_OF_ROW], start=2):
        if quotes % 2 == 0:
            break
        quotes += line.text.count('"')
        if quotes % 2 == 0 and quoted_row.fullmatch(text, first.start, _end(line)) is not None:
            return count
    return 1


def _end(line: Line) -> int:
    return line.start + len(line.text)


def _cells(lines: list[Line], document: str, delimiter: str, cell: re.Pattern[str], most: int) -> list[Cell]:
    cells: list[Cell] = []
    begin = lines[0].start
    position, text = 0, document[begin : _end(lines[-1])]
    # A table that was copied with its frame has a bar before the first cell.
    if delimiter == "|" and text.lstrip().startswith("|"):
        position = text.index("|") + 1
    while position <= len(text) and len(cells) < min(_MOST_CELLS, most):
        found = cell.match(text, position)
        if found is None:
            break
        quoted = found[1] is not None and (found.end() == len(text) or text[found.end()] == delimiter)
        if quoted:
            value, start, end = found[1].replace('""', '"'), found.start(1) - 1, found.end(1) + 1
            position = found.end()
        else:
            limit = text.find(delimiter, position)
            position_end = len(text) if limit < 0 else limit
            raw = text[position:position_end]
            value, start = raw.strip(" \t"), position + len(raw) - len(raw.lstrip(" \t"))
            position = position_end
            if (marked := _MARKED.fullmatch(value)) is not None:
                value, start = marked[2], start + marked.start(2)
            end = start + len(value)
        line = next(line for line in reversed(lines) if line is lines[0] or line.start - line.indent <= begin + start)
        column = begin + start - (line.start - line.indent) + 1
        cells.append(Cell(value, f"line {line.number}", line.number, column, Span(begin + start, begin + end, Syntax.CELL)))
        if position >= len(text) or text[position] != delimiter:
            break
        position += 1
    return cells
