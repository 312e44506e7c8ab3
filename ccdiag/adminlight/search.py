"""Finding the screen that somebody reads aloud: in any order, with typing errors, and in the words that people use for it."""

import re
from enum import StrEnum
from functools import cache

from msgspec import Struct

from ccdiag.adminlight.way import ways
from ccdiag.adminlight.words_index import TITLE, Found, Occurrence, Text, WordsIndex
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.message import Message
from ccdiag.model.screen import AdminLight, Entry, Screen, ScreenKind, Standing

MOST_HITS = 10
LEAST_SCORE = 0.45
STRONG = 0.8
FAIR = 0.62
_WHOLE_LINE = 0.14
"""What it adds that a whole line was read: FUNCTIES is the screen of that name before the menu in which it is an entry."""
_WHOLE_TITLE = 0.01
_ALIKE = 0.03
"""Scores that are no further apart do not tell two screens from each other."""
_MOST_ALIKE = 3
"""There are two FUNCTIES, and two screens with BEVEILIGD ITEM; three have DAGAFSLUITING."""
_GAP = 2
"""Marks that are so near to each other are one."""
_PLACE = re.compile(r"\{[^{}]*\}")


class Strength(StrEnum):
    """How sure a hit is."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


class Mark(Struct, frozen=True):
    """A part of a hit that was read aloud."""

    line: int
    """Of `Hit.text`; -1: of the title."""
    start: int
    end: int


class Hit(Struct, frozen=True, kw_only=True):
    """A screen that may be meant."""

    screen: str
    kind: ScreenKind
    kind_title: str
    """The title of a dialog's window, for example Confirmation; empty for what is no dialog."""
    title: str
    score: float
    """0 to 1."""
    strength: Strength
    text: tuple[str, ...]
    """The lines on the screen."""
    matched: tuple[Mark, ...]
    path: tuple[str, ...]
    keys: tuple[str, ...]
    next: Message | None
    """What to press there; None where the inside is not documented."""
    standing: Standing
    variant: str | None
    """The reading in which it shows this; None: the usual one."""


class _Document(Struct, frozen=True):
    screen: Screen
    variant: str | None
    text: Text


class ScreenSearch:
    """All screens, ready to be searched."""

    def __init__(self, adminlight: AdminLight) -> None:
        self._adminlight = adminlight
        self._ways = ways(adminlight)
        self._documents = [document for screen in adminlight.screens.values() for document in _documents(screen, adminlight)]
        self._index = WordsIndex([document.text for document in self._documents])

    def find(self, text: str, *, most: int = MOST_HITS) -> tuple[Hit, ...]:
        """Return the screens that may be meant, the best first; none for a text without words."""
        best: dict[str, tuple[float, Found]] = {}
        for found in self._index.find(text):
            document = self._documents[found.text]
            score = _score(found, document)
            id_ = document.screen.id
            if score >= LEAST_SCORE and (id_ not in best or score > best[id_][0]):
                best[id_] = (score, found)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].text))
        scores = [score for score, _ in ranked]
        return tuple(self._hit(score, _strength(score, scores), found) for score, found in ranked[:most])

    def _hit(self, score: float, strength: Strength, found: Found) -> Hit:
        document = self._documents[found.text]
        screen, way = document.screen, self._ways[document.screen.id]
        return Hit(
            screen=screen.id,
            kind=screen.kind,
            kind_title=self._adminlight.window.dialog_titles.get(screen.kind, ""),
            title=screen.title,
            score=round(score, 3),
            strength=strength,
            text=document.text.lines,
            matched=_marks(found.marks),
            path=way.path,
            keys=way.words,
            next=Message(screen.next) if screen.next else None,
            standing=screen.standing,
            variant=document.variant,
        )


def find_screens(text: str, *, most: int = MOST_HITS) -> tuple[Hit, ...]:
    """Search the screens that ship; raises ContentError when these are broken."""
    return _shipped_search().find(text, most=most)


@cache
def _shipped_search() -> ScreenSearch:
    return ScreenSearch(load_adminlight())


def _documents(screen: Screen, adminlight: AdminLight) -> list[_Document]:
    if screen.dialog is not None:
        # What stands in such a place is another in each shop.
        lines = tuple(_PLACE.sub("…", line) for line in screen.dialog.lines)
        return [_Document(screen, None, Text(screen.title, lines, (*screen.heard, adminlight.window.dialog_titles[screen.kind])))]
    usual = [_Document(screen, None, Text(screen.title, _list_lines(screen, screen.entries), screen.heard))]
    others = [
        _Document(screen, variant.id, Text(screen.title, _list_lines(screen, variant.entries), ()))
        for variant in adminlight.variants_of(screen.id)
    ]
    return usual + others


def _list_lines(screen: Screen, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return (screen.title, *(entry.label for entry in entries))


def _score(found: Found, document: _Document) -> float:
    score = (1 - _WHOLE_LINE - _WHOLE_TITLE) * found.covered + _WHOLE_LINE * found.whole_line + _WHOLE_TITLE * found.whole_title
    # Of two that fit equally, the one that is known to look so, and that leads on.
    for doubtful in (
        document.variant is not None,
        document.screen.standing is Standing.SIMULATED,
        document.screen.kind is ScreenKind.NOT_DOCUMENTED,
    ):
        score -= 0.005 * doubtful
    return score


def _strength(score: float, scores: list[float]) -> Strength:
    """Say how sure a hit is: what fits many screens as well, such as MENU, points at none of them."""
    alike = sum(1 for other in scores if abs(other - score) <= _ALIKE)
    if score >= STRONG and alike <= _MOST_ALIKE:
        return Strength.STRONG
    return Strength.FAIR if score >= FAIR else Strength.WEAK


def _marks(places: tuple[Occurrence, ...]) -> tuple[Mark, ...]:
    merged: list[Mark] = []
    for place in sorted(places, key=lambda place: (place.line, place.start)):
        last = merged[-1] if merged else None
        if last is not None and last.line == place.line and place.start - last.end <= _GAP:
            merged[-1] = Mark(place.line, last.start, max(last.end, place.end))
        else:
            merged.append(Mark(place.line if place.line >= 0 else TITLE, place.start, place.end))
    return tuple(merged)
