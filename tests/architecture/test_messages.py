"""Every text is in the catalogues, with the same places for values, and the compiled catalogues are those of the sources."""

import ast
import re
from pathlib import Path

import pytest

import ccdiag
from tests.architecture.scripts import script

MESSAGES = script("messages")
PLACE = re.compile(r"\{[^{}]*\}")


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_the_catalogue_is_complete(language: str) -> None:
    known = MESSAGES.translations(language)
    assert sorted(set(known) ^ set(MESSAGES.texts())) == [], "run `make messages`"
    assert [text for text, translation in known.items() if not translation] == []


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_translations_have_the_same_places(language: str) -> None:
    known = MESSAGES.translations(language)
    differing = {text: said for text, said in known.items() if sorted(set(PLACE.findall(text))) != sorted(set(PLACE.findall(said)))}
    assert differing == {}


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    compiled = MESSAGES.source_of(language).with_suffix(".mo").read_bytes()
    is_the_same = compiled == MESSAGES.compiled(MESSAGES.updated(language))
    assert is_the_same, "run `make messages`"  # the difference of two such files takes pytest minutes to find


def test_dutch_is_there() -> None:
    assert "nl" in MESSAGES.languages()


def test_no_text_hides_in_a_formatted_string() -> None:
    """The extraction reads tokens, and Python 3.11 has none for what stands inside an f-string."""
    package = Path(ccdiag.__file__).parent
    hidden = [
        f"{path.relative_to(package)}:{node.lineno}"
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for inside in ast.walk(node)
        if isinstance(inside, ast.Call) and isinstance(inside.func, ast.Name) and inside.func.id == "message"
    ]
    assert hidden == []
