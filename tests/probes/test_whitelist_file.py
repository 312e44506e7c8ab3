"""Whitelist files as spreadsheets and programs write them, and as they should not be."""

import contextlib
import csv
import io
import os
import sys
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.facts import WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.whitelist_file import WhitelistRow, look_up, whitelist_file
from ccdiag.probes.whitelist_table import MalformedWhitelistError
from tests.permissions import bound_by_permissions

PLAIN = "merchant;tms_id\r\nM1;00123\r\nM2;00456\r\n"
MOST = 100_000_000


def found(path: Path, tms_id: str = "00123", merchant: str | None = "M1") -> WhitelistRow:
    return look_up(path, tms_id=tms_id, merchant=merchant, most_bytes=MOST)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_encodings_and_line_ends(tmp_path: Path, encoding: str, separator: str, line_end: str) -> None:
    rows = (("Name", "Merchant ", "TMS_ID"), ("Café Één", "M1", "00123"), ("Café Twee", "M2", "00456"))
    path = tmp_path / "list.csv"
    path.write_bytes("".join(separator.join(row) + line_end for row in rows).encode(encoding))
    assert found(path) == WhitelistRow(listed=True, for_other_merchant=False, rows=2)


@pytest.mark.parametrize(
    ("tms_id", "merchant", "listed", "other"),
    [
        ("00123", "M1", True, False),
        (" 00123 ", "m1", True, False),
        ("00123", None, True, False),
        ("00123", "M2", False, True),
        ("123", "M1", False, False),
        ("000123", "M1", False, False),
        ("00999", "M1", False, False),
    ],
)
def test_ids(tmp_path: Path, tms_id: str, merchant: str | None, *, listed: bool, other: bool) -> None:
    path = tmp_path / "list.csv"
    path.write_text(PLAIN)
    assert found(path, tms_id, merchant) == WhitelistRow(listed=listed, for_other_merchant=other, rows=2)


@pytest.mark.parametrize(
    "text",
    [
        'sep=;\r\nmerchant;tms_id\r\nM1;="00123"\r\n',
        "\r\n\r\nmerchant;tms_id\r\n;;;\r\n\r\nM1; 00123 \r\n",
        '"merchant","tms_id"\n"M1","00123"\n',
        'tms_id,name,merchant\n00123,"a, ""b""\nc",M1\n',
        "merchant;tms_id\nM2;00123\nM1;00123\n",
        "merchant;tms_id\nM1;00123\nTotal\n",
        'merchant;tms_id\nM1;00123\n"never closed;1\n',
    ],
)
def test_oddities_that_still_list_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    row = found(path)
    assert row.listed
    assert not row.for_other_merchant


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"merchant\nM1\n",
        b"merchant;tms_id;tms_id\nM1;1;2\n",
        b"merchant|tms_id\nM1|00123\n",
        b"M1;00123\n",
        b"merchant;tms_id\nM2;00456\nTotal\n",
        b'merchant;tms_id\nM2;"00456\nM1;00123\n',
        b"merchant;tms_id\nM2;" + b"a" * 100_000 + b"\n",
        b"a" * 1_000_000,
        bytes(range(256)) * 100,
        b"\xff\xfe\x00",
        b"merchant;tms_id\nM\x81;1\nM2;\xff\n",
        b"PK\x03\x04" + bytes(1000),
        b"<html><body>log in</body></html>",
    ],
)
def test_what_is_no_whitelist_is_malformed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(MalformedWhitelistError):
        found(path)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(PLAIN)
    os.truncate(path, 50_000_000_000)
    with pytest.raises(MalformedWhitelistError):
        found(path)


def test_hundreds_of_thousands_of_rows_are_quick(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("merchant;tms_id\n" + "".join(f"M{number % 5000};{number:08}\n" for number in range(300_000)))
    begin = perf_counter()
    assert found(path, "00299999", "M4999") == WhitelistRow(listed=True, for_other_merchant=False, rows=300_000)
    assert perf_counter() - begin < 2.0


async def test_the_observation_tells_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(PLAIN)
    observation = await whitelist_file(path, tms_id="00123", merchant="M2", limits=Limits())
    assert observation.failure is None
    assert observation.target == "list.csv"
    assert observation.facts == WhitelistFacts(
        source="csv", tms_id="00123", merchant="M2", listed=False, listed_for_other_merchant=True, rows=2
    )


async def problem_of(path: Path, limits: Limits | None = None) -> tuple[Failure | None, str | None]:
    observation = await whitelist_file(path, tms_id="1", merchant=None, limits=limits or Limits())
    assert isinstance(observation.facts, WhitelistFacts)
    assert observation.facts.listed is None
    return observation.failure, observation.facts.problem


async def test_problems(tmp_path: Path) -> None:
    assert await problem_of(tmp_path / "missing.csv") == (Failure.UNREADABLE, "unreachable")
    assert await problem_of(Path("a\0b")) == (Failure.UNREADABLE, "unreachable")
    assert await problem_of(tmp_path) == (Failure.UNREADABLE, "invalid")
    (tmp_path / "x.csv").write_text("nothing")
    assert await problem_of(tmp_path / "x.csv") == (Failure.UNREADABLE, "invalid")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes among files")
async def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert await problem_of(tmp_path / "pipe") == (Failure.UNREADABLE, "invalid")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
async def test_a_file_that_may_not_be_read_is_denied(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(PLAIN)
    path.chmod(0)
    with bound_by_permissions():
        assert await problem_of(path) == (Failure.PERMISSION_DENIED, "denied")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_malformed(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with contextlib.suppress(MalformedWhitelistError):
        assert found(path).rows >= 0


_CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@given(
    rows=st.lists(st.tuples(_CELLS, _CELLS, st.from_regex(r"[A-Z0-9]{4}", fullmatch=True)), max_size=20), separator=st.sampled_from(";,\t")
)
def test_what_was_written_is_found(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([("name", "merchant", "tms_id"), *rows])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.getvalue().encode())
    for _, merchant, tms_id in rows:
        assert found(path, tms_id, merchant).listed
    assert found(path, "abcde", None) == WhitelistRow(listed=False, for_other_merchant=False, rows=len(rows))
