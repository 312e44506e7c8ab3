"""Settings from the sheets of a workbook (xlsx)."""

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol, cast

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.grid_reading import Cell, read_grid
from ccdiag.settings_check.reader_result import MOST_SETTINGS, Reading
from ccdiag.settings_check.setting import Setting, Written
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.workbook_guard import LARGEST_WORKBOOK, MOST_SHEETS, guard_workbook

__all__ = ["LARGEST_WORKBOOK", "read_workbook"]

_MOST_ROWS: Final = 20_000
"""With something in them, of all sheets."""
_MOST_CELLS: Final = 40_000
_MOST_EMPTY: Final = 2_200_000
"""Rows without anything in them, and the cells of these; a sheet has a million rows at the most, which cost next to nothing."""
_LONGEST_CELL: Final = 2_000


def read_workbook(content: bytes) -> Reading:
    """Read all sheets; raises DocumentError.

    The workbook is first looked through (`guard_workbook`), because what opens it builds all strings at once.
    """
    guarded = guard_workbook(content)
    try:
        with warnings.catch_warnings():
            # It warns of styles, extensions and print areas, none of which matters here.
            warnings.simplefilter("ignore")
            return _read(guarded.content, has_formulas=guarded.has_formulas)
    except DocumentError:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl raise whatever its parts run into: KeyError, TypeError, ValueError, AttributeError and more.
        raise DocumentError(Unreadable.NOT_A_WORKBOOK) from error


def _read(content: bytes, *, has_formulas: bool) -> Reading:
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False) if has_formulas else None
    settings: list[Setting] = []
    notices: list[Message] = []
    budget = _Budget()
    sheets = [sheet for sheet in values.worksheets if hasattr(sheet, "iter_rows")]
    if len(sheets) > MOST_SHEETS:
        raise DocumentError(Unreadable.TOO_MANY)
    with_settings = 0
    for sheet in sheets:
        other = formulas[sheet.title] if formulas is not None else None
        rows = _rows(cast("_Sheet", sheet), cast("_Sheet | None", other), budget)
        grid = read_grid(rows, (sheet.title[:100],))
        with_settings += bool(grid.known)
        settings += grid.settings
        if len(settings) > MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)
    hidden = [sheet.title for sheet in sheets if getattr(sheet, "sheet_state", "visible") != "visible"]
    if hidden:
        notices.append(message("Hidden sheets were read too: {names}.", names=", ".join(printable(title, most=60) for title in hidden)))
    values.close()
    if formulas is not None:
        formulas.close()
    if not settings:
        raise DocumentError(Unreadable.NO_SETTINGS)
    return Reading(format=DocumentFormat.WORKBOOK, settings=tuple(settings), notices=tuple(notices))


class _SheetCell(Protocol):
    """What is used of openpyxl's cells; those that are empty know no row."""

    value: object


class _Sheet(Protocol):
    """What is used of openpyxl's sheets."""

    title: str

    def reset_dimensions(self) -> None:
        """Forget what the sheet says of its size."""

    def iter_rows(self) -> Iterator[Sequence[_SheetCell]]:
        """Return the rows, those between two far-apart cells too."""


class _Budget:
    """What may still be read of the workbook."""

    def __init__(self) -> None:
        self.rows = _MOST_ROWS
        self.cells = _MOST_CELLS
        self.empty = _MOST_EMPTY

    def spend(self, cells: int, *, filled: bool) -> None:
        if filled:
            self.rows -= 1
            self.cells -= cells
        else:
            self.empty -= 1 + cells
        if self.rows < 0 or self.cells < 0 or self.empty < 0:
            raise DocumentError(Unreadable.TOO_MANY)


def _rows(sheet: _Sheet, formulas: _Sheet | None, budget: _Budget) -> list[list[Cell]]:
    """Return the rows that have something in them; empty cells between keep their place, those behind the last are left out."""
    # What the sheet says of its own size may be anything.
    sheet.reset_dimensions()
    title = printable(sheet.title, most=60)
    found: list[list[Cell]] = []
    beside: Iterator[Sequence[_SheetCell]] | None = None
    if formulas is not None:
        formulas.reset_dimensions()
        beside = formulas.iter_rows()
    was_empty = False
    for row in sheet.iter_rows():
        other = next(beside, ()) if beside is not None else ()
        # There may be a million rows without any cell.
        filled = [place for place, cell in enumerate(row) if cell.value is not None or _formula(other, place)] if row else ()
        budget.spend(len(row), filled=bool(filled))
        if not filled:
            if found and not was_empty:
                found.append([])
            was_empty = True
            continue
        was_empty = False
        number = getattr(row[filled[0]], "row", 0)
        found.append([_cell(row[place], title, number, place, missing=_formula(other, place)) for place in range(filled[-1] + 1)])
    return found


def _formula(row: Sequence[_SheetCell], place: int) -> bool:
    return place < len(row) and getattr(row[place], "data_type", "") == "f"


def _cell(cell: _SheetCell, title: str, number: int, place: int, *, missing: bool) -> Cell:
    from openpyxl.utils import get_column_letter

    text, written = _text(cell.value)
    if cell.value is None and missing:
        written = Written.FORMULA
    column = get_column_letter(place + 1)
    name = f"'{title}'" if not title.isidentifier() else title
    return Cell(text[:_LONGEST_CELL], f"{name}!{column}{number}", None, None, None, written)


def _text(value: object) -> tuple[str, Written | None]:
    if value is None:
        return "", None
    if isinstance(value, bool):
        return str(value).lower(), Written.BOOLEAN
    if isinstance(value, int):
        # A number of more digits than any setting has would take long to write.
        return (str(value) if abs(value) < 10**30 else "…"), Written.NUMBER
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)), Written.NUMBER  # noqa: PLR2004  # exact up to here
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), Written.DATE
    return str(value), Written.TEXT
