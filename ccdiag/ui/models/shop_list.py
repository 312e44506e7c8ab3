"""The prepared shops as a list; the first row is one that is drawn."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import ShopChoice

SHOP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_NOTHING: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class ShopRow(Struct, frozen=True):
    """What stands in a row."""

    title: str
    said: str
    enabled: bool


class ShopListModel(QAbstractListModel):
    """Titles, and what the shopkeeper says."""

    def __init__(self, look: Look, choices: Sequence[ShopChoice]) -> None:
        super().__init__()
        self._look = look
        self._choices = tuple(choices)

    def shop_at(self, row: int) -> str:
        """Return the id of the shop in a row; empty for the one that is drawn."""
        return self._choices[row - 1].id if 0 < row <= len(self._choices) else ""

    def row_of(self, shop: str) -> int:
        """Return the row of a shop; the first where there is none of that id."""
        return next((number for number, choice in enumerate(self._choices, 1) if choice.id == shop), 0)

    def retell(self) -> None:
        """Speak the language of the look."""
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._choices), 0))

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Return one more than there are shops."""
        return 0 if parent.isValid() else len(self._choices) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let those be chosen that this computer can show."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usable if self._row(index.row()).enabled else Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        row = self._row(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}. {row.said}"
            case _ if role == SHOP_ROLE:
                return row
            case _:
                return None

    def _row(self, number: int) -> ShopRow:
        say = self._look.say
        if number == 0:
            return ShopRow(
                say(message("One that is drawn")), say(message("Nobody knows what is wrong there. Find it out, and mend it.")), enabled=True
            )
        choice = self._choices[number - 1]
        said = choice.unavailable or message("“{complaint}”", complaint=choice.complaint)
        return ShopRow(say(choice.title), say(said), enabled=choice.unavailable is None)
