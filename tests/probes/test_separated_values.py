"""Tables in pieces: line numbers, broken quotes, and rows without an end."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.separated_values import LONGEST_LINE, RowReader, TableError

Rows = list[tuple[int, list[str]]]


def header(names: list[str]) -> list[str] | None:
    return names if names[:1] == ["id"] else None


def read(text: str, most: int = 10**9) -> tuple[Rows, list[tuple[int, int]], RowReader]:
    """Return the rows with the numbers of their last lines, and the first and last lines of what could not be read."""
    reader = RowReader(io.StringIO(text), most=most)
    reader.header(header)
    rows: Rows = []
    broken = []
    while True:
        batch = reader.batch()
        rows += zip(batch.lines, batch.rows, strict=True)
        if batch.broken is not None:
            broken.append(batch.broken)
        if batch.ended:
            return rows, broken, reader


def test_lines_are_numbered() -> None:
    rows, broken, _ = read('sep=;\nA list of ours\n\nid;name\n1;a\n\n2;"b\nc"\n3;d\n')
    assert rows == [(5, ["1", "a"]), (6, []), (8, ["2", "b\nc"]), (9, ["3", "d"])]
    assert broken == []


def test_a_heading_over_two_lines() -> None:
    rows, _, reader = read('id;"name\nof it";more\n1;a;b\n')
    assert rows == [(3, ["1", "a", "b"])]
    assert reader.separator == ";"


@pytest.mark.parametrize("title", ['19" racks of ours', "a;b;c", "id cards", '"Terminals"'])
def test_a_title_before_the_heading(title: str) -> None:
    assert read(f"{title}\nid;name\n1;a\n")[0] == [(3, ["1", "a"])]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators(separator: str) -> None:
    rows, _, reader = read(f"id{separator}name\n1{separator}a\n")
    assert rows == [(2, ["1", "a"])]
    assert reader.separator == separator


def test_after_a_broken_row_it_goes_on() -> None:
    rows, broken, _ = read('id;name\n1;a\n2;"b"c\n3;d\n')
    assert rows == [(2, ["1", "a"]), (4, ["3", "d"])]
    assert broken == [(3, 3)]


def test_a_quote_that_is_never_closed_takes_a_part_of_the_file_only() -> None:
    text = 'id;name\n1;"a\n' + "".join(f"{number};b\n" for number in range(2, 100_000))
    rows, broken, _ = read(text)
    assert len(broken) == 1
    first, last = broken[0]
    assert first == 2
    assert rows[0] == (last + 1, [str(last), "b"])
    assert last < 30_000
    assert rows[-1] == (100_000, ["99999", "b"])


def test_a_quote_that_is_never_closed_at_the_end() -> None:
    rows, broken, _ = read('id;name\n1;a\n2;"b\nc\n')
    assert rows == [(2, ["1", "a"])]
    assert broken == [(3, 4)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no_header"),
        ("\n" * 100, "no_header"),
        ("name;id\n", "no_header"),
        ("id\n" + "x" * (LONGEST_LINE + 1), "line_too_long"),
        ("x" * (LONGEST_LINE * 3), "line_too_long"),
        # Quoted line ends make one row of the whole file, and no cell of it is long.
        ('id;name\n1;"' + '\n";"' * 2_000_000, "line_too_long"),
    ],
)
def test_what_is_no_table(text: str, problem: str) -> None:
    with pytest.raises(TableError) as told:
        read(text)
    assert told.value.problem == problem


def test_too_much_of_it() -> None:
    with pytest.raises(TableError) as told:
        read("id\n" + "1\n" * 500_000, most=100_000)
    assert told.value.problem == "too_large"


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)


@given(rows=st.lists(st.lists(_CELL, min_size=1, max_size=4), max_size=60), separator=st.sampled_from(";,\t"))
def test_what_was_written_is_read(rows: list[list[str]], separator: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([["id", "b", "c", "d"], *rows])
    found, broken, _ = read(text.getvalue())
    assert [row for _, row in found] == rows
    assert broken == []
    lines = text.getvalue().split("\n")
    assert found == [] or found[-1][0] == len(lines) - 1


@pytest.mark.parametrize("every", [2, 700, 4_000, 9_001])
@pytest.mark.parametrize("quoted", ['"a;b"', '"a\nb"', '"a""b"', '"' + "x\n" * 40_000 + '"'])
def test_quoted_and_plain_pieces_take_turns(every: int, quoted: str) -> None:
    if len(quoted) > 1000 and every == 2:
        every = 15_000
    lines = [f"{number};{quoted if number % every == every // 2 else 'plain'};z" if number % 11 else "" for number in range(30_000)]
    text = "id;b;c\n" + "\n".join(lines)
    found, broken, _ = read(text)
    assert broken == []
    assert [row for _, row in found] == list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert found[-1][0] == text.count("\n") + 1


@given(st.text(alphabet='ab;,\t"\n1', max_size=300))
def test_any_text_comes_to_an_end(text: str) -> None:
    rows, broken, _ = read("id;name\n" + text)
    lines = [line for line, _ in rows] + [line for pair in broken for line in pair]
    assert max(lines, default=0) <= text.count("\n") + 2
    assert [line for line, _ in rows] == sorted({line for line, _ in rows})
