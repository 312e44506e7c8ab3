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
from ccdiag.settings_check.values import is_cell_error

_NAME_COLUMNS: Final = 6
"""A name stands in one of the first columns; before it a column with the group, or a number."""
_MOST_NEAR: Final = 300
_VALUE_HEADS: Final = frozenset(
    fold(word)
    for word in (
        *("value", "waarde", "wert", "valeur", "current value", "huidige waarde", "ingesteld"),
        *("new value", "nieuwe waarde", "neuer Wert", "nouvelle valeur"),
        *("setting", "instelling", "Einstellung", "paramétrage", "set to"),
        *("actual", "actual value", "current", "found", "werkelijke waarde", "huidig", "gevonden", "Istwert", "aktuell", "valeur actuelle"),
    )
)
_OTHER_HEADS: Final = frozenset(
    fold(word)
    for word in (
        *(
            "default",
            "default value",
            "standaard",
            "standaardwaarde",
            "Standard",
            "Standardwert",
            "Vorgabe",
            "par défaut",
            "valeur par défaut",
        ),
        *("expected", "expected value", "required", "verwacht", "verwachte waarde", "erwartet", "Sollwert", "attendu", "valeur attendue"),
        *("old value", "previous value", "oude waarde", "vorige waarde", "alter Wert", "ancienne valeur"),
        *("description", "remark", "omschrijving", "beschrijving", "opmerking", "Beschreibung", "Bemerkung", "remarque"),
        *("example", "voorbeeld", "Beispiel", "exemple", "unit", "eenheid", "Einheit", "unité", "type", "typ"),
    )
)
"""Over columns that hold something else than what is set."""
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
    reader = _Reader(rows, section)
    return Grid(tuple(reader.read()), reader.known)


class _Reader:
    """Goes through the rows once, and knows by the heads that it passed what the cells below are."""

    def __init__(self, rows: Sequence[Sequence[Cell]], section: tuple[str, ...]) -> None:
        self._rows = rows
        self._section = section
        self._names = [[(known_name if place < _NAME_COLUMNS else any_name)(cell.text) for place, cell in enumerate(row)] for row in rows]
        self._owners = _owners(rows, self._names)
        self._found: list[Setting] = []
        self._head: dict[int, str] = {}
        self._terminals: dict[int, Cell] = {}
        self._value_columns: list[int] = []
        self._other_columns: set[int] = set()
        self._name_column: int | None = None
        self._rest: list[Sequence[Cell]] = []
        self.known = 0

    def read(self) -> list[Setting]:
        for number, (row, names) in enumerate(zip(self._rows, self._names, strict=True), start=1):
            if len(set(filter(None, names))) >= _HEADS and self._is_head(number):
                self._head = {place: cell.text for place, cell in enumerate(row) if cell.text.strip()}
            elif not any(names):
                self._without_name(row, number)
            else:
                self._with_name(row, names)
        if self._name_column is not None:
            self._found += self._near(self._name_column)
        for column, cell in self._terminals.items():
            if self._found:
                self._found.append(_setting("terminalId", cell, (*self._section, f"[{column}]")))
        return self._found

    def _is_head(self, number: int) -> bool:
        """Whether the row that follows has values only; a group may have a parameter's name."""
        return number < len(self._names) and not any(self._names[number])

    def _without_name(self, row: Sequence[Cell], number: int) -> None:
        filled = any(cell.text.strip() for cell in row)
        if not filled:
            self._head = {}
        elif self._head:
            of_row = list(_of_terminal(row, self._head, (*self._section, f"[{number}]")))
            self.known += len(of_row)
            self._found += of_row
        else:
            if not self._found:
                self._terminals = _terminals(row)
            self._take_head([fold(cell.text) for cell in row])
            self._rest.append(row)

    def _take_head(self, words: Sequence[str]) -> None:
        values = [column for column, word in enumerate(words) if word in _VALUE_HEADS]
        others = {column for column, word in enumerate(words) if word in _OTHER_HEADS}
        # One word alone may be a text that stands beside the table.
        if values or len(others) > 1 or (others and sum(map(bool, words)) > 1):
            self._value_columns, self._other_columns = values, others

    def _with_name(self, row: Sequence[Cell], names: Sequence[str | None]) -> None:
        first = [column for column in range(min(len(names), _NAME_COLUMNS)) if column not in self._other_columns]
        place = next((column for column in reversed(first) if names[column] is not None), None)
        if place is None:
            return
        name, value = row[place].text, self._value(row, place)
        if self._terminals:
            columns = [column for column in self._terminals if place < column < len(row)]
            self._found += [_setting(name, _in_column(row[column]), (*self._section, f"[{column}]")) for column in columns]
            self.known += 1
        elif value is not None:
            owner = next((cell for cell in row[:place] if cell.text.strip() in self._owners), None)
            section = self._section if owner is None else self._of_owner(owner)
            self._name_column = place if self._name_column is None else self._name_column
            self._found.append(_setting(name, value, section))
            self.known += 1

    def _value(self, row: Sequence[Cell], place: int) -> Cell | None:
        """Return the cell that holds the value: that under the head `Value`, else the first filled one that may be it."""
        column = next((column for column in self._value_columns if place < column < len(row)), None)
        if column is not None:
            return row[column]
        right = [cell for column, cell in enumerate(row) if column > place and column not in self._other_columns]
        # Merged cells leave empty ones between name and value.
        return next((cell for cell in right if cell.text.strip() or cell.written is Written.FORMULA), right[0] if right else None)

    def _of_owner(self, owner: Cell) -> tuple[str, ...]:
        """Return the table of a terminal whose id stands before each of its parameters."""
        tms_id = owner.text.strip()
        section = (*self._section, tms_id)
        if not self._owners[tms_id]:
            self._owners[tms_id] = True
            self._found.append(_setting("terminalId", owner, section))
        return section

    def _near(self, place: int) -> Iterator[Setting]:
        """Return rows of the table whose name is near to a known one."""
        for row in self._rest[:_MOST_NEAR]:
            if place < len(row) and near_name(row[place].text) is not None:
                value = self._value(row, place)
                if value is not None:
                    yield _setting(row[place].text, value, self._section)


def _owners(rows: Sequence[Sequence[Cell]], names: Sequence[Sequence[str | None]]) -> dict[str, bool]:
    """Return the ids that stand before more than one parameter: those of terminals, and not the numbers of rows; none is told yet."""
    counts: dict[str, int] = {}
    for row, known in zip(rows, names, strict=True):
        place = next((place for place, name in enumerate(known[:_NAME_COLUMNS]) if name is not None), 0)
        for cell in row[:place]:
            text = cell.text.strip()
            if _TERMINAL.fullmatch(text):
                counts[text] = counts.get(text, 0) + 1
    return {text: False for text, count in counts.items() if count > 1}


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


def _setting(name: str, cell: Cell, section: tuple[str, ...]) -> Setting:
    written = Written.ERROR if is_cell_error(cell.text.strip()) else cell.written
    return make_setting(
        name,
        cell.text,
        location=cell.location,
        section=section,
        line=cell.line,
        column=cell.column,
        span=cell.span,
        written=written,
    )
