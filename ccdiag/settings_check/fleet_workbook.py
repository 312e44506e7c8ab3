"""The rows of a table of terminals that is a workbook (xlsx) of a modest size."""

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.workbook_guard import MOST_SHEETS, guard_workbook

_MOST_CELLS: Final = 100_000
"""The guard lets through as many at the most; a larger table is saved as CSV."""
_MOST_PLACES: Final = 2_200_000
"""With those that are blank: one cell far to the right makes 16,000 of its row."""
_MOST_ROWS: Final = 1_100_000
"""Of one sheet, most of them blank."""
_LONGEST_NUMBER: Final = 10**30
_EXACT: Final = 1e15

NumberedRow = tuple[int, list[str]]


def workbook_rows(content: bytes) -> list[list[NumberedRow]]:
    """Return the rows of each sheet that are not blank, with their numbers; raises DocumentError.

    The workbook is looked through first (`guard_workbook`), because what opens it builds all strings at once.
    """
    guarded = guard_workbook(content)
    try:
        with warnings.catch_warnings():
            # It warns of styles, extensions and print areas, none of which matters here.
            warnings.simplefilter("ignore")
            return _sheets(guarded.content)
    except DocumentError:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl raise whatever its parts run into: KeyError, TypeError, ValueError, AttributeError and more.
        raise DocumentError(Unreadable.NOT_A_WORKBOOK) from error


def _sheets(content: bytes) -> list[list[NumberedRow]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    if len(sheets) > MOST_SHEETS:
        raise DocumentError(Unreadable.TOO_MANY)
    found = []
    cells, places = _MOST_CELLS, _MOST_PLACES
    for sheet in sheets:
        rows = []
        for number, values in _rows(sheet):
            places -= len(values)
            texts = [_text(value) for value in values]
            while texts and not texts[-1]:
                texts.pop()
            cells -= len(texts)
            if cells < 0 or places < 0:
                raise DocumentError(Unreadable.TOO_MANY)
            if texts:
                rows.append((number, texts))
        found.append(rows)
    book.close()
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:  # noqa: ANN401  # openpyxl's sheets of one kind, which its types take for another
    # What the sheet says of its own size may be anything.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MOST_ROWS:
            raise DocumentError(Unreadable.TOO_MANY)
        yield number, values


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER:
        # A number of more digits than any setting has would take long to write.
        return "…"
    return str(value)
