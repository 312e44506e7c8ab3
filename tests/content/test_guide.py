import re
from pathlib import Path

import pytest

from ccdiag.checks.registry import all_checks
from ccdiag.content.guide import GuideSection, load_guide, parse_guide
from ccdiag.content.root import resource_root
from ccdiag.i18n.translator import LANGUAGES, translator
from ccdiag.model.check import CHECK_IDS

ROOT = Path(__file__).resolve().parents[2]
LEAD_IN = re.compile(r"^\*\*.+?\.\*\* ", re.MULTILINE)
CODE = re.compile(r"`[^`]+`")


def source(language: str) -> str:
    return (resource_root() / "guide" / f"{language}.md").read_text(encoding="utf-8")


def parts(language: str) -> dict[str, str]:
    """The text under each anchor."""
    pieces = re.split(r'^<a id="([^"]+)"></a>$', source(language), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_headings(language: str) -> None:
    def shape(of: str) -> list[tuple[str, int]]:
        return [(section.anchor, section.level) for section in load_guide(of).sections]

    assert shape(language) == shape("en")
    assert all(anchor for anchor, _ in shape(language))
    assert len({anchor for anchor, _ in shape(language)}) == len(shape(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_place_in_the_order_of_the_list(language: str) -> None:
    assert [section.anchor for section in load_guide(language).sections if section.level == 3] == list(CHECK_IDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_says_what_it_tests_what_can_be_wrong_and_who_mends_it(language: str) -> None:
    said = parts(language)
    lead_ins = {tuple(LEAD_IN.findall(said[check])) for check in CHECK_IDS}
    assert len(lead_ins) == 1
    assert len(lead_ins.pop()) == 3


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_check_is_called_as_in_the_window(language: str) -> None:
    say = translator("nl" if language == "nl" else "en")
    titles = {section.anchor: section.title for section in load_guide(language).sections}
    assert {check.id: say(check.title) for check in all_checks()} == {check: titles[check] for check in CHECK_IDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_as_much(language: str) -> None:
    english, other = parts("en"), parts(language)
    for anchor, text in other.items():
        # Codes, rows of tables, steps and paragraphs: nothing was left out in translating.
        for count in (CODE.findall, re.compile(r"^\|", re.MULTILINE).findall, re.compile(r"^(?:\d\.|-) ", re.MULTILINE).findall):
            assert len(count(text)) == len(count(english[anchor])), anchor
        assert text.count("\n\n") == english[anchor].count("\n\n"), anchor
        assert sorted(CODE.findall(text)) == sorted(CODE.findall(english[anchor])), anchor


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_text_stands_under_docs(language: str) -> None:
    # After a change: copy resources/guide to docs/guide.
    assert (ROOT / "docs" / "guide" / f"{language}.md").read_bytes() == (ROOT / "resources" / "guide" / f"{language}.md").read_bytes()


def test_anchors_and_text_are_told_apart() -> None:
    guide = parse_guide('<a id="a.b"></a>\n# One\nText.\n\n## Two\n<a id="lost"></a>\nMore.')
    assert guide.sections == (GuideSection("a.b", 1, "One"), GuideSection("", 2, "Two"))
    assert guide.text == "# One\nText.\n\n## Two\nMore."


def test_the_exit_statuses_are_those_of_the_program() -> None:
    from ccdiag.cli.status import Exit

    told = {int(number) for number in re.findall(r"^\| (\d+) \|", parts("en")["statuses"], re.MULTILINE)}
    assert told == {status.value for status in Exit}
