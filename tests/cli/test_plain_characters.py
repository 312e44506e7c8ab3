"""What a console lacks is written as what stands for it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.cli.plain_characters import plain

from .commands import ccdiag

ENCODINGS = ("cp437", "cp850", "cp1252", "ascii", "utf-8")


def shown_texts() -> Iterator[str]:
    root = Path(__file__).parents[2] / "resources" / "locale"
    for catalogue in root.rglob("*.po"):
        yield catalogue.read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_of_all_texts_in_all_languages_nothing_becomes_a_question_mark(encoding: str) -> None:
    for text in shown_texts():
        assert plain(text, encoding).count("?") == text.count("?")


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("cp437", 'Caf\xe9 "Zum L\xf6wen" -> A, 5 EUR ... √ ─ ■ s\'il'),
        ("cp850", 'Caf\xe9 "Zum L\xf6wen" -> A, 5 EUR ... + ─ ■ s\'il'),
        ("cp1252", "Caf\xe9 “Zum L\xf6wen” -> A, 5 € … + - * s’il"),
        ("ascii", 'Cafe "Zum Loewen" -> A, 5 EUR ... + - * s\'il'),
        ("utf-8", "Caf\xe9 “Zum L\xf6wen” → A, 5 € … √ ─ ■ s’il"),
        ("no-such-encoding", 'Cafe "Zum Loewen" -> A, 5 EUR ... + - * s\'il'),
    ],
)
def test_each_encoding_gets_what_it_has(encoding: str, expected: str) -> None:
    assert plain("Caf\xe9 “Zum L\xf6wen” → A, 5 € … √ ─ ■ s’il", encoding) == expected


def test_what_has_no_ascii_is_a_question_mark_each() -> None:
    assert plain("Магазин 店", "cp850") == "??????? ?"


@given(st.text(), st.sampled_from(ENCODINGS))
def test_every_text_can_be_written(text: str, encoding: str) -> None:
    written = plain(text, encoding)
    assert written.encode(encoding).decode(encoding) == written


@cache
def said(*arguments: str, encoding: str) -> bytes:
    done = ccdiag(*arguments, "--language", "fr", PYTHONIOENCODING=encoding)
    assert done.stderr == b""
    return done.stdout


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii"])
@pytest.mark.parametrize("arguments", [("check", "--help"), ("screen", "beveiligd")])
def test_help_and_lines_in_code_pages(arguments: tuple[str, ...], encoding: str) -> None:
    assert said(*arguments, encoding=encoding).decode(encoding).count("?") == said(*arguments, encoding="utf-8").count(b"?")


def test_documents_are_utf_8_whatever_the_console_has() -> None:
    document = said("screen", "beveiligd", "--json", encoding="cp437")
    assert not document.isascii()
    assert document == said("screen", "beveiligd", "--json", encoding="utf-8")
