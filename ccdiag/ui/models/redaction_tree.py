"""What is personal in a case as a tree of kinds and values, each with a switch."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QRegularExpression, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from ccdiag.cases.redaction import PersonalValue
from ccdiag.cases.redaction_kinds import KIND_WORDS, PersonalKind
from ccdiag.cases.redaction_places import place_message
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.ui.look import Look

VALUE_ROLE: Final = Qt.ItemDataRole.UserRole
"""The value of a row; None on the row of a kind."""
_SEARCH_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW_EM: Final = 1.85
_LONGEST: Final = 300
WHAT, BECOMES, TIMES, WHERE = range(4)


class RedactionTree(QStandardItemModel):
    """A tick replaces; the row of a kind switches all of it, and shows when only some of it is on."""

    changed = Signal()
    """Something was switched."""

    def __init__(self, look: Look, values: Sequence[PersonalValue]) -> None:
        super().__init__()
        self._look = look
        self._values: dict[PersonalKind, list[PersonalValue]] = {}
        self._rows: dict[PersonalKind, list[QStandardItem]] = {}
        self._heads: dict[PersonalKind, QStandardItem] = {}
        self._quiet = False
        self.setColumnCount(4)
        for value in values:
            self._values.setdefault(value.kind, []).append(value)
        for kind in PersonalKind:
            if kind in self._values:
                self._add(kind)
        self.itemChanged.connect(self._on_changed)
        self.retell()

    @property
    def kept(self) -> frozenset[PersonalValue]:
        """The values that stay as they are."""
        return frozenset(
            value
            for kind, values in self._values.items()
            for value, item in zip(values, self._rows[kind], strict=True)
            if item.checkState() is Qt.CheckState.Unchecked
        )

    @property
    def count(self) -> int:
        """How many values there are."""
        return sum(map(len, self._values.values()))

    def switch(self, index: QModelIndex) -> None:
        """Turn the switch of a row over; that of a kind which is on in part goes on."""
        item = self.itemFromIndex(index.sibling(index.row(), WHAT))
        if item is not None:
            on = item.checkState() is not Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def retell(self) -> None:
        """Speak the language of the look."""
        say, metrics, theme = self._look.say, self._look.metrics, self._look.theme
        self._quiet = True
        try:
            headings = (message("What is replaced"), message("Becomes"), message("Times"), message("First seen"))
            self.setHorizontalHeaderLabels([say(heading) for heading in headings])
            for kind, head in self._heads.items():
                head.setText(say(KIND_WORDS[kind]))
                head.setFont(metrics.sized(1.0, bold=True))
                head.setSizeHint(QSize(0, metrics.length(_ROW_EM)))
                head.setData(say(KIND_WORDS[kind]), _SEARCH_ROLE)
                for value, item in zip(self._values[kind], self._rows[kind], strict=True):
                    self._tell(value, item, head)
                    for column in (BECOMES, TIMES, WHERE):
                        head.child(item.row(), column).setForeground(theme.secondary)
                self._count(kind)
        finally:
            self._quiet = False

    def _add(self, kind: PersonalKind) -> None:
        head = QStandardItem()
        head.setEditable(False)
        head.setCheckable(True)
        head.setData(kind.value, Qt.ItemDataRole.UserRole + 2)
        self._heads[kind], self._rows[kind] = head, []
        self.appendRow([head, *_cells(3)])
        for value in self._values[kind]:
            item = QStandardItem()
            item.setEditable(False)
            item.setCheckable(True)
            item.setData(value, VALUE_ROLE)
            item.setCheckState(Qt.CheckState.Checked if value.on_by_default else Qt.CheckState.Unchecked)
            head.appendRow([item, *_cells(3)])
            self._rows[kind].append(item)
        self._sum_up(kind)

    def _tell(self, value: PersonalValue, item: QStandardItem, head: QStandardItem) -> None:
        say, row = self._look.say, item.row()
        text = one_line(_shown(value, value.value))
        becomes = say(message("(left out)")) if value.kind is PersonalKind.NOTE else _shown(value, value.pseudonym)
        where = say(place_message(value.places[0])) if value.places else ""
        item.setText(text)
        item.setSizeHint(QSize(0, self._look.metrics.length(_ROW_EM)))
        item.setToolTip("\n".join(printable(line, most=_LONGEST) for line in value.value.split("\n")))
        for column, told in ((BECOMES, becomes), (TIMES, str(value.count)), (WHERE, where)):
            head.child(row, column).setText(told)
        places = list(dict.fromkeys(say(place_message(place)) for place in value.places))
        head.child(row, WHERE).setToolTip("\n".join(places))
        spoken = message("becomes {pseudonym}, {count} times, first: {place}", pseudonym=becomes, count=value.count, place=where)
        item.setAccessibleDescription(say(spoken))
        item.setData(f"{text} {say(KIND_WORDS[value.kind])} {value.pseudonym} {' '.join(places)}", _SEARCH_ROLE)

    def _on_changed(self, item: QStandardItem) -> None:
        if self._quiet or item.column() != WHAT:
            return
        self._quiet = True
        try:
            kind = next((kind for kind, head in self._heads.items() if head is item), None)
            if kind is not None:
                for row in self._rows[kind]:
                    row.setCheckState(item.checkState())
            else:
                kind = next(kind for kind, rows in self._rows.items() if item in rows)
                self._sum_up(kind)
            self._count(kind)
        finally:
            self._quiet = False
        self.changed.emit()

    def _sum_up(self, kind: PersonalKind) -> None:
        states = {row.checkState() for row in self._rows[kind]}
        self._heads[kind].setCheckState(states.pop() if len(states) == 1 else Qt.CheckState.PartiallyChecked)

    def _count(self, kind: PersonalKind) -> None:
        """Say beside a kind how many of it are replaced."""
        say, rows, head = self._look.say, self._rows[kind], self._heads[kind]
        on = sum(row.checkState() is Qt.CheckState.Checked for row in rows)
        some = message("{on} of {count} replaced", on=on, count=len(rows))
        told = message("all replaced") if on == len(rows) else some if on else message("stay readable")
        head.setAccessibleDescription(say(told))
        beside = self.item(head.row(), BECOMES)
        beside.setText(say(told))
        beside.setForeground(self._look.theme.secondary)


def _shown(value: PersonalValue, text: str) -> str:
    """Write a hardware address as people know it."""
    bare = value.kind is PersonalKind.HARDWARE_ADDRESS and ":" not in text
    return ":".join(text[start : start + 2] for start in range(0, len(text), 2)) if bare else text


def one_line(text: str) -> str:
    """Return a text as one line, safe to show."""
    return printable(" ".join(text.split()), most=_LONGEST)


def _cells(count: int) -> Iterable[QStandardItem]:
    for _ in range(count):
        cell = QStandardItem()
        cell.setEditable(False)
        yield cell


class RedactionSearch(QSortFilterProxyModel):
    """The values that hold every word that is searched for, and whole kinds that do."""

    def __init__(self, tree: RedactionTree) -> None:
        super().__init__()
        # Qt does not keep it alive.
        self._tree = tree
        self.setSourceModel(tree)
        self.setFilterRole(_SEARCH_ROLE)
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)

    def search(self, text: str) -> None:
        """Keep what holds these words, in any order."""
        words = "".join(f"(?=.*{QRegularExpression.escape(word)})" for word in text.split())
        self.setFilterRegularExpression(QRegularExpression(words, QRegularExpression.PatternOption.CaseInsensitiveOption))
