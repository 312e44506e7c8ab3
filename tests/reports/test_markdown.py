"""Markdown that nothing can be smuggled into."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ccdiag.reports.markdown import code, escaped, markdown
from ccdiag.reports.wording import Wording
from tests.reports.cases import broken_shop, report_of
from tests.reports.test_html import hostile_shop

READER = MarkdownIt("commonmark", {"linkify": False}).enable("table").enable("strikethrough")
PIECES = st.text(st.sampled_from("ab1 \\`*_{}[]()<>#+-.!|~:&;=$^\"'/@\n\t"), max_size=40)


def shown(text: str) -> tuple[str, set[str]]:
    """Return what a reader sees of a piece of Markdown, and what kinds of things it is made of."""
    words: list[str] = []
    kinds: set[str] = set()

    def walk(tokens: list[Any]) -> None:
        for token in tokens:
            if token.type == "html_inline" and token.content == "<!-- -->":
                continue
            kinds.add(token.type)
            if token.type in {"text", "code_inline", "text_special"}:
                words.append(token.content)
            if token.type in {"softbreak", "hardbreak"}:
                words.append(" ")
            walk(token.children or [])

    walk(READER.parse(text))
    return "".join(words), kinds


@settings(deadline=None)
@given(PIECES)
def test_what_is_escaped_stands_for_itself(text: str) -> None:
    words, kinds = shown(escaped(text))
    assert words == " ".join(text.split())
    assert kinds <= {"paragraph_open", "inline", "text", "paragraph_close", "text_special", "softbreak"}


@settings(deadline=None)
@given(PIECES)
def test_a_cell_of_a_table_stays_one(text: str) -> None:
    rendered = READER.render(f"| a | b |\n|---|---|\n| {escaped(text)} | x |\n")
    assert rendered.count("<td") == 2


@settings(deadline=None)
@given(PIECES)
def test_a_piece_of_code_is_one(text: str) -> None:
    words, kinds = shown(f"- {code(text)}")
    if text.strip():
        assert "code_inline" in kinds
        assert words.strip() == " ".join(text.split())


@pytest.mark.parametrize("text", ["@somebody look", "see #12", "https://evil.example/x", "www.evil.example", "GH-12"])
def test_nobody_is_mentioned_and_nothing_linked(text: str) -> None:
    written = escaped(text)
    assert text not in written
    assert shown(written)[0] == text


def test_a_hostile_shop_stays_text() -> None:
    written = markdown(report_of(hostile_shop()), Wording("en"))
    rendered = READER.render(written)
    for tag in ("<script", "<img", "<a "):
        assert tag not in rendered
    assert "alert(1)" in rendered


def test_the_whole_visit_is_told() -> None:
    written = markdown(report_of(broken_shop()), Wording("nl"))
    rendered = READER.render(written)
    assert written.startswith("# FOUT (zeker): Een firewall")
    assert rendered.count("<table>") == 2
    assert rendered.count("<h2>") >= 8
    assert "<ol>" in rendered
