"""The screens that were found, as the rows of a list."""

from typing import Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.adminlight.search import Hit, Strength
from ccdiag.adminlight.strength_words import STANDING_WORDS, STRENGTH_WORDS
from ccdiag.model.message import Message, message
from ccdiag.model.screen import ScreenKind, Standing
from ccdiag.ui.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
HIT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_SQUARES: Final = {Strength.STRONG: 3, Strength.FAIR: 2, Strength.WEAK: 1}
_KIND_WORDS: Final[dict[ScreenKind, Message]] = {
    ScreenKind.MENU: message("Menu"),
    ScreenKind.NOT_DOCUMENTED: message("Not documented"),
    ScreenKind.REST: message("No menu open"),
}
_TITLE: Final = -1


class HitRow(NamedTuple):
    """What stands in one row."""

    rank: int
    kind: str
    strength: int
    """Filled squares, of three."""
    strength_word: str
    label: str
    marks: tuple[tuple[int, int], ...]
    """What was read aloud, as parts of the label."""
    path: str
    now: str
    standing: str
    """How well it is known; empty where the manual shows it."""

    @property
    def in_words(self) -> str:
        """The row for a screen reader."""
        return ". ".join(
            part for part in (f"{self.rank}", self.label, self.kind, self.strength_word, self.path, self.now, self.standing) if part
        )


def label_of(hit: Hit) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return what a screen is called, then the lines of it that were read aloud, and which parts those are."""
    label = hit.title
    marks = {(mark.start, mark.end) for mark in hit.matched if mark.line == _TITLE}
    for number in sorted({mark.line for mark in hit.matched if mark.line != _TITLE}):
        line = hit.text[number]
        if hit.title in line and marks:
            continue
        at = label.find(line)
        if at < 0:
            at = len(label) + 3
            label = f"{label} · {line}"
        marks |= {(at + mark.start, at + mark.end) for mark in hit.matched if mark.line == number}
    return label, tuple(sorted(marks))


def row_of(number: int, hit: Hit, look: Look) -> HitRow:
    """Write a hit down in the reader's language."""
    say = look.say
    label, marks = label_of(hit)
    kind = hit.kind_title or (say(_KIND_WORDS[hit.kind]) if hit.kind in _KIND_WORDS else "")
    return HitRow(
        rank=number,
        kind=kind,
        strength=_SQUARES[hit.strength],
        strength_word=say(STRENGTH_WORDS[hit.strength]),
        label=label,
        marks=marks,
        path=" › ".join(hit.path),
        now=say(message("Now: {next}", next=hit.next)) if hit.next is not None else "",
        standing=say(STANDING_WORDS[hit.standing]) if hit.standing is not Standing.DOCUMENTED else "",
    )


class ScreenHits(QAbstractListModel):
    """What was found, the best first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hits: tuple[Hit, ...] = ()
        self._rows: tuple[HitRow, ...] = ()

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._hits = hits
        self._rows = tuple(row_of(number, hit, self._look) for number, hit in enumerate(hits, 1))
        self.endResetModel()

    def retell(self) -> None:
        """Write them in another language."""
        self.show_hits(self._hits)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's default, Qt's name
        """Count them."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row, in words or to be painted."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._rows[index.row()].in_words
            case _ if role == ROW_ROLE:
                return self._rows[index.row()]
            case _ if role == HIT_ROLE:
                return self._hits[index.row()]
            case _:
                return None
