"""Where a known value stands in a text, however it is spelled there."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.i18n.own_words import own_words

_BETWEEN: Final = r"(?:[\s\u00a0+_-]|%20|&nbsp;)*"
"""Between two words of a name: `Bakkerij Jansen` is also `BakkerijJansen`, `bakkerij-jansen` and `Bakkerij%20Jansen`."""
_BEFORE: Final = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<=\\[nrt]))"
_AFTER: Final = r"(?![^\W_])"
_SENTENCE_BEGINS: Final = re.compile(r"(?:^|(?P<before>\S*)[.!?:…]\s+|\n\s*)[\"“‘'(]?$")
_ABBREVIATIONS: Final = frozenset(
    {"dhr", "mevr", "mw", "mnr", "mr", "mrs", "ms", "dr", "drs", "ing", "ir", "fam", "gebr", "hr", "fr", "mme", "m", "st"}
)
"""A point behind these ends no sentence."""
_SHORTEST_WORD: Final = 4
_SHORTEST_NUMBER: Final = 5
_QUOTES: Final = "\"“”„'‘’«»()"


class Match(Struct, frozen=True):
    """A value that stands in a text from `start` up to `end`."""

    start: int
    end: int
    index: int
    """Of the value."""


class Caution(Struct, frozen=True):
    """How freely a value may be looked for."""

    only_in_its_fields: bool = False
    """A number as short as a port: everywhere else it is another one."""
    as_a_name: bool = False
    """A word that texts have anyway: only where it stands as a name does."""


_FREELY: Final = Caution()
_TEXTUAL_ALWAYS: Final = frozenset({PersonalKind.WEB_PATH, PersonalKind.NOTE, PersonalKind.CONTACT})


def caution_for(kind: PersonalKind, value: str, numbers: frozenset[str]) -> Caution:
    """Say how freely a value may be looked for; `numbers` are those that the documents hold as numbers.

    A shop that is called "Een" or "Firewall" must not take these words out of every sentence: that would spoil the texts, and a gap in
    a text that everybody knows would tell the very name.
    """
    if kind in _TEXTUAL_ALWAYS:
        return _FREELY
    if value.isdecimal():
        return Caution(only_in_its_fields=len(value) < _SHORTEST_NUMBER and (len(value) < _SHORTEST_WORD or value in numbers))
    words = re.findall(r"[^\W_]+", value)
    if len("".join(words)) < _SHORTEST_WORD - 1:
        return Caution(only_in_its_fields=len("".join(words)) < 2, as_a_name=True)  # noqa: PLR2004  # one letter is no name
    common = len(words) == 1 and (len(value) < _SHORTEST_WORD or value.casefold() in own_words())
    return Caution(as_a_name=True) if common else _FREELY


class Matcher:
    """Finds many values in texts at once."""

    def __init__(self, values: Sequence[str], cautions: Sequence[Caution]) -> None:
        self._cautions = tuple(cautions)
        self._values = tuple(values)
        self._whole = {"".join(value.split()).casefold(): index for index, value in reversed([*enumerate(values)])}
        open_values = [(index, value) for index, value in enumerate(values) if not cautions[index].only_in_its_fields]
        # The longest first: an alternation takes the first that fits.
        open_values.sort(key=lambda pair: (-len(pair[1]), pair[0]))
        self._indices = tuple(index for index, _ in open_values)
        self._patterns = tuple(re.compile(_pattern_of(value), re.IGNORECASE) for _, value in open_values)

    def index_of(self, text: str) -> int | None:
        """Return the value that a whole text is, whatever its case and spaces."""
        return self._whole.get("".join(text.split()).casefold())

    def matches(self, text: str) -> list[Match]:
        """Find all values in a text."""
        found: list[Match] = []
        for index, pattern in zip(self._indices, self._patterns, strict=True):
            as_a_name = self._cautions[index].as_a_name
            spots = (spot for spot in pattern.finditer(text) if spot.end() > spot.start())
            found += [Match(spot.start(), spot.end(), index) for spot in spots if not as_a_name or self._is_a_name(index, spot, text)]
        return found

    def _is_a_name(self, index: int, spot: re.Match[str], text: str) -> bool:
        """Whether a common word stands as a name: alone, in quotes, or written as the name is where a sentence does not begin."""
        if spot.group() == text.strip():
            return True
        before, after = text[spot.start() - 1 : spot.start()], text[spot.end() : spot.end() + 1]
        if before and after and before in _QUOTES and after in _QUOTES:
            return True
        value = self._values[index]
        if spot.group() not in {value, value.upper()} or value.islower():
            return False
        return value.isupper() or spot.group() == value.upper() or not _begins_sentence(text[: spot.start()])


def _begins_sentence(before: str) -> bool:
    begins = _SENTENCE_BEGINS.search(before)
    return begins is not None and (begins["before"] or "").casefold() not in _ABBREVIATIONS


def _pattern_of(value: str) -> str:
    words = value.split()
    inner = _BETWEEN.join("".join(_spellings(character) for character in unicodedata.normalize("NFC", word)) for word in words)
    before = _BEFORE if words and words[0][0].isalnum() else ""
    after = _AFTER if words and words[-1][-1].isalnum() else ""
    return f"{before}(?:{inner}){after}"


def _spellings(character: str) -> str:
    """Return a pattern for a character as texts, web addresses, HTML and JSON write it."""
    if character.isascii() and character.isalnum():
        return character
    spellings = {character, unicodedata.normalize("NFD", character), quote(character, safe=""), html.escape(character)}
    spellings |= {character.upper(), character.lower(), character.casefold(), f"\\u{ord(character):04x}"}
    if character == "\\":
        spellings.add("\\\\")
    if character in "'’":
        spellings |= {"'", "’", "%27", "&#39;", "&#x27;"}
    return f"(?:{_any_of(spellings)})"


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


def in_the_same_case(pseudonym: str, value: str, written: str) -> str:
    """Return the pseudonym as the value is spelled here: two ids that differ only in their case stay two, as every judge reads them."""
    if written == value or "".join(written.split()) == "".join(value.split()):
        return pseudonym
    if written.casefold() != value.casefold():
        return pseudonym
    if written.isupper():
        return pseudonym.upper() if pseudonym != pseudonym.upper() else pseudonym.lower()
    if written.islower():
        return pseudonym.lower() if pseudonym != pseudonym.lower() else pseudonym.upper()
    return pseudonym.capitalize() if pseudonym != pseudonym.capitalize() else pseudonym.swapcase()
