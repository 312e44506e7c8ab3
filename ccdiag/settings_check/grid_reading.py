"""Settings from a grid of cells: a table of text, or a sheet of a workbook."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.settings_check.names import any_name, fold, known_name
from ccdiag.settings_check.near_names import near_name
from ccdiag.settings_check.reader_result import make_setting
from ccdiag.settings_check.setting import Setting, Span, Written

_NAME_COLUMNS: Final = 6
"""A name stands in one of the first columns; before it a column with the group, or a number."""
_MOST_NEAR: Final = 300
_VALUE_HEADS: Final = frozenset(
    fold(word) for word in ("value", "waarde", "wert", "valeur", "current value", "huidige waarde", "ingesteld")
)
_TERMINAL: Final = re.compile(r"[A-Za-z]{0,4}\d{4,12}", re.ASCII)
"""A TMS id, as far as is known."""
_HEADS: Final = 2
"""So many known names in one row are the head of a table with one row a terminal."""


class Cell(Struct, frozen=True):
    """One cell as it was read, before anything of it is kept."""

    text: str
    location: str
    line: int | None = None
    column: int | None = None
    span: Span | None = None
    written: Written | None = None


class Grid(Struct, frozen=True):
    """The settings of a grid, and how many of them have names that are known exactly."""

    settings: tuple[Setting, ...]
    known: int


def read_grid(rows: Sequence[Sequence[Cell]], section: tuple[str, ...] = ()) -> Grid:
    """Return the settings: a name and a value a row, or a head of names and one row a terminal."""
    known = [[(known_name if place < _NAME_COLUMNS else any_name)(cell.text) for place, cell in enumerate(row)] for row in rows]
    settings: list[Setting] = []
    count = 0
    head: dict[int, str] | None = None
    terminals: dict[int, Cell] = {}
    value_column: int | None = None
    near_column: int | None = None
    rest: list[Sequence[Cell]] = []
    for number, (row, names) in enumerate(zip(rows, known, strict=True), start=1):
        found = {place: row[place].text for place, name in enumerate(names) if name is not None}
        if len(set(filter(None, names))) >= _HEADS and _is_head(known, number):
            head = {place: cell.text for place, cell in enumerate(row) if cell.text.strip()}
            continue
        if head is not None and not found and any(cell.text.strip() for cell in row):
            of_row = list(_of_terminal(row, head, (*section, f"[{number}]")))
            count += len(of_row)
            settings += of_row
            continue
        if head is not None and not any(cell.text.strip() for cell in row):
            head = None
        place = next((place for place in reversed(found) if place < _NAME_COLUMNS), None)
        if place is None:
            if not settings:
                terminals = _terminals(row)
            heads = [column for column, cell in enumerate(row) if fold(cell.text) in _VALUE_HEADS]
            value_column = heads[0] if heads else value_column
            rest.append(row)
            continue
        if terminals:
            settings += [
                _setting(row[place].text, _in_column(row[column]), (*section, f"[{column}]"))
                for column in terminals
                if place < column < len(row)
            ]
            count += 1
            continue
        value = _value(row, place, value_column)
        if value is not None:
            near_column = place if near_column is None else near_column
            settings.append(_setting(row[place].text, value, section))
            count += 1
    if near_column is not None:
        settings += _near(rest, near_column, value_column, section)
    settings += [_setting("terminalId", cell, (*section, f"[{column}]")) for column, cell in terminals.items() if settings]
    return Grid(tuple(settings), count)


def _is_head(known: Sequence[Sequence[str | None]], number: int) -> bool:
    """Whether the row that follows has values only; a group may have a parameter's name."""
    return number < len(known) and not any(known[number])


def _in_column(cell: Cell) -> Cell:
    # One line of such a table has the same parameter of many terminals.
    return cell if cell.line is None else replace(cell, location=f"line {cell.line}, column {cell.column}")


def _terminals(row: Sequence[Cell]) -> dict[int, Cell]:
    """Return the cells of a head that are TMS ids: then each column is a terminal."""
    found = {place: cell for place, cell in enumerate(row) if place > 0 and _TERMINAL.fullmatch(cell.text.strip())}
    return found if len(found) > 1 else {}


def _of_terminal(row: Sequence[Cell], head: dict[int, str], section: tuple[str, ...]) -> Iterator[Setting]:
    for place, name in head.items():
        if place < len(row) and (known_name(name) is not None or row[place].text.strip()):
            yield _setting(name, row[place], section)


def _value(row: Sequence[Cell], place: int, column: int | None) -> Cell | None:
    """Return the cell that holds the value: that under the head `Value`, else the first filled one to the right."""
    if column is not None and place < column < len(row):
        return row[column]
    right = row[place + 1 :]
    # Merged cells leave empty ones between name and value.
    return next((cell for cell in right if cell.text.strip() or cell.written is Written.FORMULA), right[0] if right else None)


def _near(rows: Sequence[Sequence[Cell]], place: int, column: int | None, section: tuple[str, ...]) -> Iterator[Setting]:
    """Return rows of the table whose name is near to a known one."""
    for row in rows[:_MOST_NEAR]:
        if place < len(row) and near_name(row[place].text) is not None:
            value = _value(row, place, column)
            if value is not None:
                yield _setting(row[place].text, value, section)


def _setting(name: str, cell: Cell, section: tuple[str, ...]) -> Setting:
    return make_setting(
        name,
        cell.text,
        location=cell.location,
        section=section,
        line=cell.line,
        column=cell.column,
        span=cell.span,
        written=cell.written,
    )
