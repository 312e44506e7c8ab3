"""A whitelist that was exported to a file of separated values."""

import codecs
import csv
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TextIO

from msgspec import Struct

from ccdiag.model.facts import WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.stopwatch import Stopwatch

_SEPARATORS = (";", ",", "\t")
_MERCHANT, _TMS_ID = "merchant", "tms_id"
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# A row of a whitelist has some tens of characters.
_MOST_LINE = 65_536
# Blank lines, and Excel's `sep=;`, that may stand before the header.
_LINES_BEFORE_HEADER = 10


class WhitelistRow(Struct, frozen=True, kw_only=True):
    """What a file says of one terminal."""

    listed: bool
    for_other_merchant: bool
    rows: int


class MalformedWhitelistError(Exception):
    """The file is no whitelist: no header, a broken row, an unknown encoding, or too large."""


async def whitelist_file(path: Path, *, tms_id: str, merchant: str | None, limits: Limits) -> Observation:
    """Look for a terminal in a whitelist file; without a merchant, any merchant's row counts.

    A file that is not there, or does not come in time, is `unreachable`, and one that may not be read is `denied`.
    """
    watch = Stopwatch()
    row: WhitelistRow | None = None
    failure: Failure | None = None
    problem: Literal["unreachable", "denied", "invalid"] | None = None
    try:
        row = await run_abandonable(
            lambda: look_up(path, tms_id=tms_id, merchant=merchant, most_bytes=limits.whitelist_file_bytes),
            limit=limits.whitelist_file,
            name="ccdiag-whitelist-file",
        )
    except MalformedWhitelistError:
        failure, problem = Failure.UNREADABLE, "invalid"
    except PermissionError:
        failure, problem = Failure.PERMISSION_DENIED, "denied"
    except TimeoutError:
        failure, problem = Failure.DEADLINE, "unreachable"
    except (OSError, ValueError):  # ValueError: a path that no system can have
        failure, problem = Failure.UNREADABLE, "unreachable"
    facts = WhitelistFacts(
        source="csv",
        tms_id=printable(tms_id),
        merchant=None if merchant is None else printable(merchant),
        listed=row.listed if row else None,
        listed_for_other_merchant=row.for_other_merchant if row else False,
        problem=problem,
        rows=row.rows if row else None,
    )
    return watch.observation(printable(path.name), facts, failure)


def look_up(path: Path, *, tms_id: str, merchant: str | None, most_bytes: int) -> WhitelistRow:
    """Read a whitelist file and look for a terminal; capitals and blanks around an id make no difference, leading zeros do.

    Raises MalformedWhitelistError, and OSError when the file cannot be read.
    """
    about = path.stat()
    # A pipe or a device would block or never end.
    if not stat.S_ISREG(about.st_mode) or about.st_size > most_bytes:
        raise MalformedWhitelistError
    for encoding in _encodings(path):
        try:
            with path.open(encoding=encoding, newline="") as stream:
                return _look_up(_bounded_lines(stream, most_bytes), tms_id=tms_id, merchant=merchant)
        except UnicodeError:
            continue
    raise MalformedWhitelistError


def _encodings(path: Path) -> tuple[str, ...]:
    """Return the encodings to try: what a byte-order mark says, what zeros in every other byte say, else UTF-8, then Windows-1252."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return (encoding,)
    # Ids and headers are ASCII: in UTF-16 one half of their bytes is zero.
    if head and head[1::2].count(0) > len(head) // 4:
        return ("utf-16-le",)
    if head and head[::2].count(0) > len(head) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _bounded_lines(stream: TextIO, most: int) -> Iterator[str]:
    left = most
    while line := stream.readline(_MOST_LINE):
        left -= len(line)
        if left < 0 or len(line) == _MOST_LINE:
            raise MalformedWhitelistError
        yield line


def _look_up(lines: Iterator[str], *, tms_id: str, merchant: str | None) -> WhitelistRow:
    separator, merchant_column, id_column = _header(lines)
    wanted_ids = _spellings(tms_id)
    wanted_merchants = None if merchant is None else _spellings(merchant)
    listed = for_other = incomplete = False
    rows = 0
    # Strict: a quote that is never closed would swallow the rows after it, and a terminal in them would seem to be missing.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            rows += bool(row)
            try:
                if row[id_column].strip().casefold() not in wanted_ids:
                    continue
                found = wanted_merchants is None or row[merchant_column].strip().casefold() in wanted_merchants
            except IndexError:
                incomplete = incomplete or any(cell.strip() for cell in row)
                continue
            listed = listed or found
            for_other = for_other or not found
    except csv.Error as error:
        if not listed:
            raise MalformedWhitelistError from error
    if incomplete and not listed:
        raise MalformedWhitelistError
    return WhitelistRow(listed=listed, for_other_merchant=for_other and not listed, rows=rows)


def _header(lines: Iterator[str]) -> tuple[str, int, int]:
    """Find the header; returns the separator, and the columns of merchant and TMS id."""
    for _, line in zip(range(_LINES_BEFORE_HEADER), lines, strict=False):
        text = line.strip("\r\n")
        if not text.strip() or text.casefold().startswith("sep="):
            continue
        for separator in _SEPARATORS:
            try:
                names = [name.strip().casefold() for name in next(csv.reader([text], delimiter=separator, strict=True))]
            except csv.Error:
                continue
            if names.count(_MERCHANT) == 1 and names.count(_TMS_ID) == 1:
                return separator, names.index(_MERCHANT), names.index(_TMS_ID)
        break
    raise MalformedWhitelistError


def _spellings(text: str) -> frozenset[str]:
    """Return how a value may stand in a file: as it is, and as `="0012"`, by which spreadsheets keep leading zeros."""
    plain = text.strip().casefold()
    return frozenset({plain, f'="{plain}"'})
