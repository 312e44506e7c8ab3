"""Tables of terminals as files: in every encoding, hostile, too large, and what is written of them."""

import contextlib
import csv
import gc
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.fleet import FleetCancelledError, FleetError, FleetReading, WhitelistUse, read_fleet, whitelist_of
from ccdiag.app.fleet_results import HEADING, SameFileError, safe_cell, write_results
from ccdiag.content.environments import load_environment
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import Message
from ccdiag.settings_check.fleet_judgement import FleetState, WhitelistAnswer
from tests.permissions import bound_by_permissions

CCV = load_environment("ccv")
PLAIN = "configuration;tms_id;merchant;name\r\na.json;00001;M1;Café Één\r\nb.json;00002;M2;Café Twee\r\n"


def english(said: Message) -> str:
    return said.english()


def read(path: Path, whitelist: WhitelistUse | None = None) -> FleetReading:
    return read_fleet(path, CCV, whitelist=whitelist)


def ids(reading: FleetReading) -> list[str]:
    return [terminal.tms_id for _, terminal in reading.fleet.each()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, line_end: str) -> None:
    path = tmp_path / "terminals.csv"
    path.write_bytes(PLAIN.replace("\r\n", line_end).replace(";", separator).encode(encoding))
    reading = read(path)
    assert ids(reading) == ["00001", "00002"]
    assert [terminal.line for _, terminal in reading.fleet.each()] == [2, 3]
    assert reading.separator == separator
    assert reading.fleet.columns.unused == ("name",)


def test_a_letter_of_windows_late_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    many = "".join(f"{number:06};a\n" for number in range(50_000))
    path.write_bytes(f"tms_id;configuration\n{many}999999;café\n".encode("cp1252"))
    reading = read(path)
    assert reading.fleet.terminals == 50_001
    assert {one.name for one in reading.fleet.configurations} == {"a", "café"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "heading"),
        (b"00001;M1\n00002;M2\n", "heading"),
        (b"merchant;configuration\nM1;a\n", "heading"),
        (b"PK\x03\x04" + bytes(100), "Save it as CSV"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "Save it as CSV"),
        (b"<html><body>log in</body></html>", "heading"),
        (bytes(range(256)) * 500, "not text"),
        (b"tms_id;" + b"x;" * 5_000 + b"\n1\n", "heading"),
        (b"tms_id\n" + b"x" * 200_000, "line 2"),
        (b"\xff\xfe\x00", "not text"),
        (b"tms_id\n\x00\x00\x00\x00" + bytes(5_000), ""),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "terminals.csv"
    path.write_bytes(content)
    with pytest.raises(FleetError) as error:
        read(path)
    assert told in error.value.said.english()
    assert "terminals.csv" in error.value.said.english()


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    notes: list[list[object]] = [["Notes"], ["of ours"]]
    rows: list[list[object]] = [["Terminals"], [], ["tms_id", "configuration", "MQT", "MqtServicePort", None]]
    rows += [["00001", "a.json", "Enabled", 443.0, None], [], [2, "a.json", True, 443], [None, None, None, None, "end"]]
    reading = read(workbook(tmp_path / "terminals.xlsx", notes, rows))
    assert [(terminal.tms_id, terminal.line) for _, terminal in reading.fleet.each()] == [("00001", 4), ("2", 6)]
    assert reading.fleet.missing == ()
    assert reading.fleet.troubles == {"too_many_cells": 1}


@pytest.mark.parametrize("rows", [[["name"], ["x"]], [[]]])
def test_a_workbook_without_terminals(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(FleetError, match="heading"):
        read(workbook(tmp_path / "terminals.xlsx", rows))


def test_a_large_workbook_is_better_saved_as_csv(tmp_path: Path) -> None:
    rows: list[list[object]] = [["tms_id", *(f"c{number}" for number in range(9))], *([number, *"abcdefghi"] for number in range(12_000))]
    with pytest.raises(FleetError, match="Save it as CSV"):
        read(workbook(tmp_path / "terminals.xlsx", rows))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FleetError, match="not there"):
        read(tmp_path / "missing.csv")
    with pytest.raises(FleetError, match="not there"):
        read(Path("a\0b"))
    with pytest.raises(FleetError, match="ordinary"):
        read(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes among files, and permissions are others")
def test_pipes_and_forbidden_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FleetError, match="ordinary"):
        read(tmp_path / "pipe")
    path = tmp_path / "terminals.csv"
    path.write_text(PLAIN)
    path.chmod(0)
    with bound_by_permissions(), pytest.raises(FleetError, match="may not be read"):
        read(path)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_text(PLAIN)
    os.truncate(path, 50_000_000_000)
    with pytest.raises(FleetError, match="too large"):
        read(path)


def test_nuls_in_cells_are_shown_as_such(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_bytes(b"configuration;tms_id\n" + b"a;1\n" * 1 + b"b\x00\x1b[2J;2\n")
    assert [one.name for one in read(path).fleet.configurations] == ["a", "b\\x00\\x1b[2J"]


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_text('tms_id;configuration\n1;a\n2;"a\n' + "".join(f"{number};a\n" for number in range(3, 60_000)))
    reading = read(path)
    assert reading.fleet.troubles == {"broken": 1}
    assert reading.fleet.troubled[0].line == 3
    assert reading.fleet.terminals + reading.fleet.troubled[0].until - 2 == 59_999
    assert not reading.fleet.is_whole


def test_the_whitelist_is_read_with_it(tmp_path: Path) -> None:
    path, listed = tmp_path / "terminals.csv", tmp_path / "whitelist.csv"
    path.write_text(PLAIN)
    listed.write_text('merchant,tms_id\nM1,="00001"\nM3,00002\nM4,00002\n')
    use = whitelist_of(CCV, listed)
    assert (use.rows, use.problem) == (3, None)
    answers = [terminal.judgement.whitelist for _, terminal in read(path, use).fleet.each()]
    assert sorted(answers) == [WhitelistAnswer.LISTED, WhitelistAnswer.OTHER_MERCHANT]


def test_a_terminal_that_several_merchants_list(tmp_path: Path) -> None:
    path, listed = tmp_path / "terminals.csv", tmp_path / "whitelist.csv"
    path.write_text(PLAIN)
    listed.write_text("merchant,tms_id\nM1,00001\nM2,00001\nM1,00002\nM2,00002\n")
    assert {terminal.judgement.whitelist for _, terminal in read(path, whitelist_of(CCV, listed)).fleet.each()} == {WhitelistAnswer.LISTED}


def test_a_whitelist_that_cannot_be_used(tmp_path: Path) -> None:
    listed = tmp_path / "whitelist.csv"
    environment = replace(CCV, whitelist=WhitelistSource(source="csv", path=str(listed)))
    with pytest.raises(FleetError, match="cannot be read"):
        whitelist_of(CCV, listed)
    assert whitelist_of(environment).problem is not None
    listed.write_text("something else\n")
    with pytest.raises(FleetError, match="merchant and tms_id"):
        whitelist_of(CCV, listed)
    assert whitelist_of(environment).table is None
    listed.write_text('merchant;tms_id\nM1;00001\nM2;"00002')
    use = whitelist_of(environment)
    assert use.problem is not None
    (tmp_path / "terminals.csv").write_text(PLAIN)
    answers = {terminal.tms_id: terminal.judgement.whitelist for _, terminal in read(tmp_path / "terminals.csv", use).fleet.each()}
    assert answers == {"00001": WhitelistAnswer.LISTED, "00002": WhitelistAnswer.UNKNOWN}
    assert whitelist_of(CCV).source == "ask"


def test_progress_and_stopping(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_text("tms_id;configuration\n" + "".join(f"{number:06};a\n" for number in range(100_000)))
    told: list[tuple[int, int]] = []

    def note(done: int, size: int) -> bool:
        told.append((done, size))
        return True

    read_fleet(path, CCV, progress=note)
    size = path.stat().st_size
    assert told == sorted(told)
    assert {of for _, of in told} == {size}
    assert told[-1][0] == size
    assert len(told) > 5
    with pytest.raises(FleetCancelledError):
        read_fleet(path, CCV, progress=lambda done, _size: done < size // 2)
    assert gc.isenabled()


def results(path: Path, encoding: str = "utf-8", separator: str = ";") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def test_results_as_a_table(tmp_path: Path) -> None:
    path, target = tmp_path / "terminals.csv", tmp_path / "results.csv"
    path.write_text(PLAIN.replace("\r\n", "\n"), encoding="utf-8")
    write_results(target, read(path), render=english, never_over=[path])
    rows = results(target)
    assert [(row["order"], row["configuration"], row["tms_id"], row["state"]) for row in rows] == [
        ("1", "a.json", "00001", "unknown"),
        ("2", "b.json", "00002", "unknown"),
    ]
    assert tuple(rows[0]) == HEADING
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["results.csv", "terminals.csv"]
    again = read(target)
    assert ids(again) == ["00001", "00002"]


def test_results_for_excel_have_a_mark(tmp_path: Path) -> None:
    path, target = tmp_path / "terminals.csv", tmp_path / "results.csv"
    path.write_text(PLAIN, encoding="utf-8")
    write_results(target, read(path), render=english, for_excel=True)
    assert target.read_bytes().startswith(b"\xef\xbb\xbforder;")
    assert results(target, "utf-8-sig")[0]["tms_id"] == "00001"


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"])
def test_no_cell_is_a_formula(tmp_path: Path, hostile: str) -> None:
    path, target = tmp_path / "terminals.csv", tmp_path / "results.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["tms_id", "configuration", "merchant", "software"], [hostile, hostile, hostile, hostile]])
    reading = read(path)
    write_results(target, reading, render=english)
    row = results(target, separator=",")[0]
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    again = read(target)
    assert ids(again) == ids(reading)
    assert [one.name for one in again.fleet.configurations] == [one.name for one in reading.fleet.configurations]


def test_ids_are_not_changed_by_being_made_safe() -> None:
    assert [safe_cell(text) for text in ("00012", "NL-1", "a=b", "")] == ["00012", "NL-1", "a=b", ""]


def test_sources_are_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_text(PLAIN)
    before = path.read_bytes()
    link = tmp_path / "link.csv"
    link.hardlink_to(path)
    reading = read(path)
    for target in (path, link, tmp_path / "x" / ".." / "terminals.csv"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(SameFileError):
            write_results(target, reading, render=english, never_over=[path])
    with pytest.raises(OSError):
        write_results(tmp_path / "no folder" / "results.csv", reading, render=english)
    assert path.read_bytes() == before


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=600), starts=st.booleans())
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, *, starts: bool) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes((b"tms_id;configuration;software\n" if starts else b"") + content)
    with contextlib.suppress(FleetError):
        reading = read(path)
        assert reading.fleet.state in FleetState
        write_results(tmp_path / "results.csv", reading, render=english)


_CHILD = """
import resource, sys
from pathlib import Path
from ccdiag.app.fleet import FleetError, read_fleet
from ccdiag.content.environments import load_environment
environment = load_environment("ccv")
read_fleet(Path(sys.argv[2]), environment)
now = int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1]) * 1024
most = now + int(sys.argv[3]) * 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    reading = read_fleet(Path(sys.argv[1]), environment)
    print(reading.fleet.terminals, reading.fleet.rows)
except FleetError as error:
    print(error)
"""


def bounded(path: Path, small: Path, megabytes: int) -> str:
    """Read a table in a process that may take so much more memory than it has after a small one."""
    command = [sys.executable, "-c", _CHILD, str(path), str(small), str(megabytes)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=Path(__file__).resolve().parents[2])
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is one of Linux")
@pytest.mark.parametrize(
    ("row", "times", "told"),
    [
        # One configuration, terminals again and again: 60 MB.
        ("{place:02};a.json;" + "x" * 580 + "\n", 100_000, "100 100000"),
        # A cell of 60 kB in each row: 60 MB.
        ("{place:02};a.json;" + "x" * 60_000 + "\n", 1_000, "100 1000"),
        # Thirty thousand cells in each row: 60 MB.
        ("{place:02};a.json;" + ";" * 30_000 + "\n", 2_000, "100 2000"),
        # Quotes that are never closed.
        ('{place:02};"a.json;' + "x" * 580 + "\n", 100_000, None),
    ],
    ids=["repeated", "wide-cells", "many-cells", "open-quotes"],
)
def test_memory_is_bounded_by_the_terminals(tmp_path: Path, row: str, times: int, told: str | None) -> None:
    path, small = tmp_path / "large.csv", tmp_path / "small.csv"
    small.write_text(PLAIN)
    with path.open("w", encoding="utf-8") as file:
        file.write("tms_id;configuration;notes\n")
        for number in range(times):
            file.write(row.format(place=number % 100))
    assert path.stat().st_size > 50_000_000
    said = bounded(path, small, 40)
    assert told is None or said == told


def test_what_is_said_of_many_terminals_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "terminals.csv"
    path.write_text("tms_id;configuration;software\n" + "".join(f"{number:06};c{number // 5};13.0\n" for number in range(20_000)))
    assert len({id(terminal.judgement) for _, terminal in read(path).fleet.each()}) == 1
