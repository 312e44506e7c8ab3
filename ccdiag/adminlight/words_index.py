"""The words of many short texts, found again by words that are spelt nearly so."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import log
from typing import NamedTuple

TITLE = -1
"""The line number of a text's title."""
HEARD = -2
"""The line number of the first of the phrases by which people call it, which are not shown; the next ones are below it."""

MOST_CHARACTERS = 200
MOST_WORDS = 24
"""Of a question; the longest dialog has twelve words."""
_JOINED = 3
"""Words that people write as one, or apart: HW INSTALLATIE, FLAT-OUTGOING, DAGAFSLUITING."""

_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_FUZZY = 3
"""Shorter words must be right; nearly every word of two letters is like another."""
_LEAST_SIMILARITY = 0.66
"""One letter wrong of three or more, two of six or more."""
_SHORTEST_PART = 4
_PART = 0.8
"""How much a word counts that is a part of a longer one: AFSLUITING of DAGAFSLUITING."""
_BEGINNING = 0.9
"""How much the last word counts that is the beginning of a longer one."""
_HEARD = 0.92
"""How much that counts which is not on the screen."""


class Text(NamedTuple):
    """One text of the corpus."""

    title: str
    lines: tuple[str, ...]
    heard: tuple[str, ...]


class Occurrence(NamedTuple):
    """Where a word stands; joined words are one."""

    text: int
    line: int
    start: int
    end: int
    weight: float


class Found(NamedTuple):
    """How a text answers a question."""

    text: int
    covered: float
    """Which part of the question's words it has, 0 to 1; rare words count more."""
    whole_line: float
    """Which part of its best line the question has, 0 to 1."""
    whole_title: float
    """Likewise of its title."""
    marks: tuple[Occurrence, ...]


class Unit(NamedTuple):
    """A word of the question, or several joined."""

    word: str
    places: range
    """Which words of the question it stands for."""


class WordsIndex:
    """An index of texts; built once, asked at every key press."""

    def __init__(self, texts: Sequence[Text]) -> None:
        occurrences: dict[str, list[Occurrence]] = defaultdict(list)
        self._line_words: dict[tuple[int, int], int] = {}
        for number, text in enumerate(texts):
            shown = [(TITLE, text.title), *enumerate(text.lines)]
            for line, content in (*shown, *((HEARD - place, phrase) for place, phrase in enumerate(text.heard))):
                words = list(words_of(content))
                self._line_words[number, line] = len(words)
                weight = _HEARD if line <= HEARD else 1.0
                for unit in units([word for word, _, _ in words]):
                    start, end = words[unit.places[0]][1], words[unit.places[-1]][2]
                    occurrences[unit.word].append(Occurrence(number, line, start, end, weight))
        self._words = sorted(occurrences)
        # One text to look for parts in: word by word takes most of the time of a search.
        self._all_words = "\n".join(self._words)
        self._places = list(accumulate((len(word) + 1 for word in self._words), initial=0))[:-1]
        self._occurrences = [occurrences[word] for word in self._words]
        most = log(1 + len(texts))
        self._rarity = [log((1 + len(texts)) / len({place.text for place in places})) / most for places in self._occurrences]

    def find(self, question: str) -> list[Found]:
        """Return every text that has any word of the question, in no order."""
        asked = [word for word, _, _ in words_of(question[:MOST_CHARACTERS])][:MOST_WORDS]
        if not asked:
            return []
        best: dict[int, list[tuple[float, list[Occurrence]]]] = {}
        rarity = [0.0] * len(asked)
        for unit in units(asked):
            for number, similarity in self._meant(unit, last=len(asked) - 1):
                for place in unit.places:
                    rarity[place] = max(rarity[place], self._rarity[number] * similarity)
                for occurrence in self._occurrences[number]:
                    _note(best.setdefault(occurrence.text, [(0.0, [])] * len(asked)), unit, similarity * occurrence.weight, occurrence)
        # A word that is nowhere known tells nothing, but the more of them the less the rest means.
        weights = [_weight(word, rare) for word, rare in zip(asked, rarity, strict=True)]
        return [self._found(text, words, weights) for text, words in best.items()]

    def _found(self, text: int, words: list[tuple[float, list[Occurrence]]], weights: list[float]) -> Found:
        covered = sum(weight * similarity for weight, (similarity, _) in zip(weights, words, strict=True)) / sum(weights)
        marks = tuple({occurrence: None for _, places in words for occurrence in places if occurrence.line > HEARD})
        on_line: dict[int, float] = defaultdict(float)
        for similarity, places in words:
            for line in {occurrence.line for occurrence in places}:
                on_line[line] += similarity
        parts = {line: min(1.0, said / self._line_words[text, line]) for line, said in on_line.items()}
        return Found(text, covered, max(parts.values(), default=0.0), parts.get(TITLE, 0.0), marks)

    def _meant(self, unit: Unit, *, last: int) -> Iterator[tuple[int, float]]:
        if len(unit.places) == _JOINED:
            # Three words that are one elsewhere, FLAT OUT GOING; with typing errors too there would be nothing left that tells.
            at = bisect_left(self._words, unit.word)
            return iter([(at, 1.0)] if at < len(self._words) and self._words[at] == unit.word else [])
        return self._similar(unit.word, unfinished=unit.places[-1] == last)

    def _longer(self, word: str, *, unfinished: bool) -> Iterator[tuple[int, float]]:
        """Yield the known words of which this one is a part."""
        at = self._all_words.find(word)
        while at >= 0:
            number = bisect_right(self._places, at) - 1
            known, begins = self._words[number], at == self._places[number]
            if len(known) > len(word) and (begins or len(word) >= _SHORTEST_PART):
                # Who is still typing has not written the end of the word.
                least = _BEGINNING if unfinished and begins else _PART
                yield number, least + (1 - least) * len(word) / len(known) * 0.5
            # On to the next word; none begins behind the last one.
            at = self._all_words.find(word, self._places[number] + len(known))

    def _similar(self, word: str, *, unfinished: bool) -> Iterator[tuple[int, float]]:
        """Yield the known words that may be meant, and how like they are."""
        at = bisect_left(self._words, word)
        exact = at < len(self._words) and self._words[at] == word
        if exact:
            yield at, 1.0
        if len(word) < _SHORTEST_FUZZY:
            return
        longer = dict(self._longer(word, unfinished=unfinished))
        yield from longer.items()
        if exact:
            return
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        for _, similarity, number in process.extract(
            word, self._words, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_SIMILARITY, limit=None
        ):
            if similarity > longer.get(number, 0.0):
                yield number, similarity


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text in small letters without accents, with their places in the text."""
    plain = text.lower()
    if not plain.isascii() or len(plain) != len(text):
        # One character for one, so that the places stay true.
        plain = "".join(unicodedata.normalize("NFKD", character)[0].lower()[:1] for character in text)
    for found in _WORD.finditer(plain):
        yield found.group(), found.start(), found.end()


def units(words: Sequence[str]) -> Iterator[Unit]:
    """Yield each word, and each two or three neighbours as one."""
    for count in range(1, _JOINED + 1):
        for start in range(len(words) - count + 1):
            yield Unit("".join(words[start : start + count]), range(start, start + count))


_FILLER_WORDS = """
aan bij dan dat de die dit een en er erop ga hallo heb het hier hij ik iets in is je kan kies klant krijg lees maar mij mijn moet nou nu of
ook op scherm staat te van voor wat we welke wil zegt zie ziet zo the a an and at i is it of on says screen shows to what
"""
# What people say around what they read. Some of it also stands on screens, so it counts little instead of nothing.
_FILLERS = frozenset(_FILLER_WORDS.split())
_FILLER_WEIGHT = 0.1
_UNKNOWN_WEIGHT = 0.45


def _weight(word: str, rarity: float) -> float:
    if word in _FILLERS:
        return _FILLER_WEIGHT
    return 0.3 + 0.7 * rarity if rarity else _UNKNOWN_WEIGHT


def _note(words: list[tuple[float, list[Occurrence]]], unit: Unit, similarity: float, occurrence: Occurrence) -> None:
    for place in unit.places:
        known, places = words[place]
        if similarity > known:
            words[place] = (similarity, [occurrence])
        elif similarity == known:
            words[place] = (known, [*places, occurrence])
