"""The rows of a whitelist that was exported to a file of separated values."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TextIO, TypeVar

from msgspec import Struct

from ccdiag.probes.separated_values import RowReader, TableError, encodings_of

_MERCHANT: Final = "merchant"
_TMS_ID: Final = "tms_id"
_HEAD: Final = 1024
"""Bytes that tell the encoding."""

Result = TypeVar("Result")


class MalformedWhitelistError(Exception):
    """The file is no whitelist: no header, a broken row, an unknown encoding, or too large."""


class WhitelistRows:
    """The rows of a whitelist as pairs of TMS id and merchant, in the form in which they are compared."""

    def __init__(self, stream: TextIO, *, most: int) -> None:
        self._reader = RowReader(stream, most=most)
        self._merchant, self._tms_id = self._reader.header(_columns)
        self.rows = 0
        self.whole = True
        """False once a row could not be read: what was not found until then may stand in it."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through the rows up to the end, or to one whose quotes do not fit."""
        return (pair for tms_ids, merchants in self.batches() for pair in zip(tms_ids, merchants, strict=True))

    def batches(self) -> Iterator[tuple[list[str], list[str]]]:
        """Go through them some at once: the TMS ids, and the merchants in the same order."""
        merchant, tms_id = self._merchant, self._tms_id
        least = max(merchant, tms_id) + 1
        while True:
            batch = self._reader.batch()
            rows = batch.rows
            self.rows += sum(map(bool, rows))
            if rows and len(min(rows, key=len)) < least:
                short = [row for row in rows if len(row) < least]
                self.whole = self.whole and not any(cell.strip() for row in short for cell in row)
                rows = [row for row in rows if len(row) >= least]
            yield _compared([row[tms_id] for row in rows]), _compared([row[merchant] for row in rows])
            if batch.broken is not None:
                self.whole = False
                return
            if batch.ended:
                return


class WhitelistTable(Struct, frozen=True, kw_only=True):
    """A whole whitelist, for asking after many terminals."""

    merchants: dict[str, str | tuple[str, ...]]
    """Of each TMS id, both in the form in which they are compared; mostly there is one."""
    rows: int
    whole: bool
    """False where a row could not be read: what is not found may stand in it."""


def read_whitelist(path: Path, *, most_bytes: int) -> WhitelistTable:
    """Read a whole whitelist; raises MalformedWhitelistError, and OSError when the file cannot be read."""
    return with_whitelist(path, _table, most_bytes=most_bytes)


def with_whitelist(path: Path, use: Callable[[WhitelistRows], Result], *, most_bytes: int) -> Result:
    """Open a whitelist in the encoding that it has, and return what `use` makes of it.

    Raises MalformedWhitelistError, and OSError when the file cannot be read.
    """
    about = path.stat()
    # A pipe or a device would block or never end.
    if not stat.S_ISREG(about.st_mode) or about.st_size > most_bytes:
        raise MalformedWhitelistError
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for encoding in encodings_of(head):
        try:
            with path.open(encoding=encoding) as stream:
                return use(WhitelistRows(stream, most=most_bytes))
        except UnicodeError:
            continue
        except TableError as error:
            raise MalformedWhitelistError from error
    raise MalformedWhitelistError


def comparable(text: str) -> str:
    """Return a value as it is compared: capitals and blanks around it make no difference, leading zeros do.

    Spreadsheets keep leading zeros by writing `="0012"`.
    """
    plain = text.strip().casefold()
    if plain[:1] != "=":
        return plain
    return plain[2:-1].strip() if plain.startswith('="') and plain.endswith('"') and len(plain) > len('=""') else plain


def _columns(names: list[str]) -> tuple[int, int] | None:
    folded = [name.casefold() for name in names]
    if folded.count(_MERCHANT) == 1 and folded.count(_TMS_ID) == 1:
        return folded.index(_MERCHANT), folded.index(_TMS_ID)
    return None


def _compared(cells: list[str]) -> list[str]:
    # Mostly there is nothing to take away, and then one look at all of them does.
    return [cell.casefold() for cell in cells] if "".join(cells).isalnum() else list(map(comparable, cells))


def _table(rows: WhitelistRows) -> WhitelistTable:
    merchants: dict[str, str | tuple[str, ...]] = {}
    for tms_ids, named in rows.batches():
        fresh: dict[str, str | tuple[str, ...]] = dict(zip(tms_ids, named, strict=True))
        if len(fresh) == len(tms_ids) and merchants.keys().isdisjoint(fresh):
            merchants |= fresh
            continue
        for tms_id, merchant in zip(tms_ids, named, strict=True):
            before = merchants.setdefault(tms_id, merchant)
            known = (before,) if isinstance(before, str) else before
            if merchant not in known:
                merchants[tms_id] = (*known, merchant)
    return WhitelistTable(merchants=merchants, rows=rows.rows, whole=rows.whole)
