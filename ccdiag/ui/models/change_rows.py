"""The checks that changed between two runs, as rows."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.cases.comparison import CheckChange, CheckFound
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS
from ccdiag.ui.look import Look

CHANGE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_NOTHING: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class FoundCell(Struct, frozen=True):
    """What one of the runs found."""

    light: Light
    basis: Basis
    word: str
    reason: str

    @property
    def readable(self) -> str:
        """All of it."""
        return f"{self.word}: {self.reason}" if self.reason else self.word


class ChangeRow(Struct, frozen=True):
    """What stands in a row."""

    title: str
    then: FoundCell
    now: FoundCell


class ChangeRows(QAbstractListModel):
    """In the order in which the checks are shown everywhere."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._changes: tuple[CheckChange, ...] = ()
        self._rows: tuple[ChangeRow, ...] = ()

    def show_changes(self, changes: Sequence[CheckChange]) -> None:
        """Show these."""
        self.beginResetModel()
        self._changes = tuple(changes)
        self._rows = tuple(self._row(change) for change in changes)
        self.endResetModel()

    def retell(self) -> None:
        """Speak the language of the look."""
        self.show_changes(self._changes)

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count them."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._look.say(
                    message("{check}. Then {then}. Now {now}.", check=row.title, then=row.then.readable, now=row.now.readable)
                )
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.title}\n{row.then.readable}\n→ {row.now.readable}"
            case _ if role == CHANGE_ROLE:
                return row
            case _:
                return None

    def _row(self, change: CheckChange) -> ChangeRow:
        return ChangeRow(printable(self._look.say(change.title)), self._cell(change.then), self._cell(change.now))

    def _cell(self, found: CheckFound) -> FoundCell:
        say = self._look.say
        word = say(LIGHT_WORDS[found.light])
        if found.basis is not None and found.basis is not Basis.MEASURED:
            word = f"{word} ({say(BASIS_WORDS[found.basis])})"
        reason = printable(say(found.reason)) if found.reason is not None else ""
        return FoundCell(found.light, found.basis or Basis.MEASURED, word, reason)
