"""Every text is in the catalogues, with the same places for values, and the compiled catalogues are those of the sources."""

import re

import pytest

from tests.architecture.scripts import script

MESSAGES = script("messages")
PLACE = re.compile(r"\{[^{}]*\}")


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_the_catalogue_is_complete(language: str) -> None:
    known = MESSAGES.translations(language)
    assert sorted(known) == MESSAGES.texts(), "run `make messages`"
    assert [text for text, translation in known.items() if not translation] == []


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_translations_have_the_same_places(language: str) -> None:
    known = MESSAGES.translations(language)
    differing = {text: said for text, said in known.items() if sorted(set(PLACE.findall(text))) != sorted(set(PLACE.findall(said)))}
    assert differing == {}


@pytest.mark.parametrize("language", MESSAGES.languages())
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    compiled = MESSAGES.source_of(language).with_suffix(".mo").read_bytes()
    assert compiled == MESSAGES.compiled(MESSAGES.updated(language)), "run `make messages`"


def test_dutch_is_there() -> None:
    assert "nl" in MESSAGES.languages()
