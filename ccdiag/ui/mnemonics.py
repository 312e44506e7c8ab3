"""Letters behind Alt, so that no two controls of a window answer to the same one, in whatever language.

A translator sees one text at a time and cannot know what else stands in the window; what is shown changes with the run, too. Two controls
with one letter only take the focus in turns, and a menu with that letter no longer opens.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QLabel, QMenuBar, QWidget

_Lettered = QAbstractButton | QLabel
_WISHED: Final = "wished_text"
_GIVEN: Final = "given_text"


def letter_of(text: str) -> str:
    """Return the letter behind Alt, in lower case; empty where there is none."""
    place = _place_of(text)
    return "" if place is None else text[place + 1].lower()


def distinct(texts: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Give each text that wishes a letter one of its own: the wished one, else the first of a word, else another, else none.

    `taken` are letters that others have; whoever comes first keeps what was wished.
    """
    used = {letter.lower() for letter in taken}
    letters: list[str] = []
    for text in texts:
        wished = letter_of(text)
        letters.append(wished if wished not in used else "")
        used.add(wished)
    told = []
    for text, kept in zip(texts, letters, strict=True):
        if kept or not letter_of(text):
            told.append(text)
            continue
        plain = _without(text)
        place = next((at for at in _by_preference(plain) if plain[at].lower() not in used), None)
        if place is not None:
            used.add(plain[place].lower())
        told.append(_doubled(plain) if place is None else f"{_doubled(plain[:place])}&{_doubled(plain[place:])}")
    return told


def tidy(window: QWidget, bar: QMenuBar | None = None) -> None:
    """Give what is seen in a window letters of its own; the menus keep theirs."""
    taken = [letter_of(action.text()) for action in bar.actions()] if bar is not None else []
    found: list[_Lettered] = [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]
    parts = [part for part in found if _counts(part, window)]
    wishes = []
    for part in parts:
        text = part.text()
        if text != part.property(_GIVEN):
            part.setProperty(_WISHED, text)
        wishes.append(str(part.property(_WISHED)))
    for part, given in zip(parts, distinct(wishes, taken), strict=True):
        part.setProperty(_GIVEN, given)
        if part.text() != given:
            part.setText(given)


def _counts(part: _Lettered, window: QWidget) -> bool:
    if not part.isVisibleTo(window) or part.window() is not window:
        return False
    wished = part.property(_WISHED) if part.property(_GIVEN) == part.text() else part.text()
    return bool(letter_of(str(wished))) and (isinstance(part, QAbstractButton) or part.buddy() is not None)


def _place_of(text: str) -> int | None:
    at = 0
    while (at := text.find("&", at)) >= 0:
        if at + 1 >= len(text):
            return None
        if text[at + 1] != "&":
            return at
        at += 2
    return None


def _without(text: str) -> str:
    place = _place_of(text)
    plain = text if place is None else text[:place] + text[place + 1 :]
    return plain.replace("&&", "&")


def _doubled(text: str) -> str:
    return text.replace("&", "&&")


def _by_preference(text: str) -> list[int]:
    letters = [at for at, letter in enumerate(text) if letter.isalnum() and letter.isascii()]
    firsts = [at for at in letters if at == 0 or not text[at - 1].isalnum()]
    return [*firsts, *(at for at in letters if at not in firsts)]
