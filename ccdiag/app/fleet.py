"""Reading a file of many terminals, with a whitelist to hold them against."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, TextIO

from msgspec import Struct

from ccdiag.content.bounded_file import FileReadError, read_bounded, refuse_unreadable
from ccdiag.model.case import Generation
from ccdiag.model.environment import Environment
from ccdiag.model.limits import Limits
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.probes.separated_values import LINES_BEFORE_HEADER, SEPARATORS, RowReader, TableError, encodings_of
from ccdiag.probes.whitelist_table import MalformedWhitelistError, WhitelistTable, comparable, read_whitelist
from ccdiag.settings_check.fleet import Fleet, fleet_of
from ccdiag.settings_check.fleet_columns import Columns, columns_of
from ccdiag.settings_check.fleet_judgement import RowJudge, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import FleetRows, Whitelisted

_LIMITS: Final = Limits()
_HEAD: Final = 4096
_WORKBOOK: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"

Answers = Callable[[FleetRows], dict[str, WhitelistAnswer]]
Progress = Callable[[int, int], bool]
"""Called with the bytes that were read, the bytes in all; returns whether to go on."""


class FleetError(Exception):
    """A file that cannot be used, with a sentence that says why."""

    def __init__(self, said: Message) -> None:
        super().__init__(said.english())
        self.said = said


class FleetCancelledError(Exception):
    """Whoever waited wants it no longer."""


class WhitelistUse(Struct, frozen=True, kw_only=True):
    """Which whitelist the terminals were held against."""

    source: Literal["csv", "http", "ask"]
    name: str = ""
    """Of the file."""
    rows: int | None = None
    problem: Message | None = None
    """Why it could not be used, or not whole."""
    table: WhitelistTable | None = None


class FleetReading(Struct, frozen=True, kw_only=True):
    """A file of terminals as it was read."""

    name: str
    fleet: Fleet
    whitelist: WhitelistUse
    environment: str
    simulation: bool
    separator: str
    """What the file's cells are separated by."""


def whitelist_of(environment: Environment, path: Path | None = None) -> WhitelistUse:
    """Read the whitelist that is named, or that the environment names; one that cannot be used says why, and nothing is accused by it.

    Raises FleetError where the one that is named cannot be used.
    """
    source = environment.whitelist
    if path is None and source.source != "csv":
        return WhitelistUse(source=source.source)
    file = path if path is not None else Path(source.path)
    name = printable(file.name)
    try:
        table = read_whitelist(file, most_bytes=_LIMITS.whitelist_file_bytes)
    except (OSError, ValueError, MalformedWhitelistError) as error:
        problem = message("The whitelist {file} is not a table with the columns merchant and tms_id.", file=name)
        if not isinstance(error, MalformedWhitelistError):
            problem = message("The whitelist {file} cannot be read.", file=name)
        if path is not None:
            raise FleetError(problem) from error
        return WhitelistUse(source="csv", name=name, problem=problem)
    broken = message("A row of the whitelist {file} cannot be read: what is not found may stand there.", file=name)
    return WhitelistUse(source="csv", name=name, rows=table.rows, problem=None if table.whole else broken, table=table)


def read_fleet(
    path: Path,
    environment: Environment,
    *,
    generation: Generation = "2.0",
    whitelist: WhitelistUse | None = None,
    progress: Progress | None = None,
    ask: Answers | None = None,
) -> FleetReading:
    """Read and judge a file; `ask` gets the whitelist's answers for terminals one by one, where there is no list of them.

    Raises FleetError, and FleetCancelledError when `progress` says so.
    """
    use = whitelist if whitelist is not None else whitelist_of(environment)
    with _without_looking_for_garbage():
        columns, rows, separator = _read(path, environment, generation, use, progress or _go_on)
        answers = ask(rows) if ask is not None and use.table is None else None
        fleet = fleet_of(rows, columns, generation, answers)
    return FleetReading(
        name=printable(path.name),
        fleet=fleet,
        whitelist=use,
        environment=environment.id,
        simulation=environment.simulation,
        separator=separator,
    )


def _read(
    path: Path, environment: Environment, generation: Generation, use: WhitelistUse, progress: Progress
) -> tuple[Columns, FleetRows, str]:
    name = printable(path.name)
    try:
        refuse_unreadable(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (FileReadError, OSError, ValueError) as error:
        raise FleetError(_file_problem(name, error)) from error
    if size > _LIMITS.fleet_file_bytes:
        raise FleetError(message("{file} is far too large for a table of terminals.", file=name))
    if head.startswith(_OLD_WORKBOOK):
        raise FleetError(_save_as_csv(name))
    if head.startswith(_WORKBOOK):
        return _read_workbook(path, name, environment, generation, use)
    for encoding in encodings_of(head):
        try:
            with path.open(encoding=encoding) as stream:
                return _read_stream(stream, size, environment, generation, use, progress)
        except UnicodeError:
            continue
        except TableError as error:
            raise FleetError(_table_problem(name, error)) from error
        except OSError as error:
            raise FleetError(_file_problem(name, error)) from error
    raise FleetError(message("{file} is not text in an encoding that tables are written in.", file=name))


def _read_workbook(
    path: Path, name: str, environment: Environment, generation: Generation, use: WhitelistUse
) -> tuple[Columns, FleetRows, str]:
    """Read the first sheet that has a heading; a workbook that is large, or none, is better saved as CSV."""
    from ccdiag.settings_check.fleet_workbook import workbook_rows
    from ccdiag.settings_check.unreadable import DocumentError
    from ccdiag.settings_check.workbook_guard import LARGEST_WORKBOOK

    try:
        sheets = workbook_rows(read_bounded(path, most=LARGEST_WORKBOOK))
    except (FileReadError, DocumentError) as error:
        raise FleetError(_save_as_csv(name)) from error
    for sheet in sheets:
        for place, (_, titles) in enumerate(sheet[:LINES_BEFORE_HEADER]):
            columns = columns_of([title.strip() for title in titles])
            if columns is not None:
                rows = FleetRows(columns, RowJudge(columns, environment, generation), _listed(use))
                body = sheet[place + 1 :]
                rows.add([row for _, row in body], [number for number, _ in body])
                return columns, rows, SEPARATORS[0]
    raise FleetError(_table_problem(name, TableError("no_header")))


def _listed(use: WhitelistUse) -> Whitelisted | None:
    return None if use.table is None else Whitelisted(use.table.merchants, use.table.whole, comparable)


def _read_stream(
    stream: TextIO, size: int, environment: Environment, generation: Generation, use: WhitelistUse, progress: Progress
) -> tuple[Columns, FleetRows, str]:
    reader = RowReader(stream, most=_LIMITS.fleet_file_bytes)
    columns = reader.header(columns_of)
    rows = FleetRows(columns, RowJudge(columns, environment, generation), _listed(use))
    told = -1
    while True:
        batch = reader.batch()
        rows.add(batch.rows, batch.lines)
        if batch.broken is not None:
            rows.break_off(*batch.broken)
        if rows.terminals > _LIMITS.fleet_terminals:
            raise TableError("too_large")
        if reader.pieces != told:
            told = reader.pieces
            if not progress(min(stream.buffer.tell(), size), size):
                raise FleetCancelledError
        if batch.ended:
            return columns, rows, reader.separator


def _save_as_csv(name: str) -> Message:
    return message("{file} is a workbook that cannot be used as it is. Save it as CSV, and use that.", file=name)


def _table_problem(name: str, error: TableError) -> Message:
    if error.problem == "line_too_long":
        return message("{file}: line {line} is longer than any row of such a table.", file=name, line=error.line or 1)
    if error.problem == "too_large":
        return message("{file} holds more than a million terminals, or is far too large.", file=name)
    return message("{file} has no heading with a column for the terminals' TMS ids, such as tms_id, terminalId or TMS term-ID.", file=name)


def _file_problem(name: str, error: Exception) -> Message:
    problem = error.problem if isinstance(error, FileReadError) else "unreadable"
    words = {
        "missing": message("{file} is not there.", file=name),
        "not_a_file": message("{file} is not an ordinary file.", file=name),
        "forbidden": message("{file} may not be read by this user.", file=name),
    }
    return words.get(problem, message("{file} cannot be read.", file=name))


def _go_on(_read: int, _all: int) -> bool:
    return True


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    # Nothing here refers back to what refers to it; looking through the terminals for such a thing would take half of the time, and
    # would hold up the window, whose thread waits while another one looks.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
