"""The faults of the laboratory as a tree of groups with check boxes."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QRegularExpression, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import FaultChoice

NAME_ROLE: Final = Qt.ItemDataRole.UserRole
_SEARCH_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW_EM: Final = 1.85


class FaultTree(QStandardItemModel):
    """Groups with their faults; `toggled` tells what the user switched, never what was shown by `show_faults`."""

    toggled = Signal(str, bool)

    def __init__(self, look: Look, choices: Sequence[FaultChoice]) -> None:
        super().__init__()
        self._look = look
        self._choices = {choice.name: choice for choice in choices}
        self._items: dict[str, QStandardItem] = {}
        self._groups: dict[str, tuple[FaultChoice, QStandardItem]] = {}
        self._on: frozenset[str] = frozenset()
        self._enabled = True
        self._quiet = False
        for choice in choices:
            if choice.group.text not in self._groups:
                group = QStandardItem()
                group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.appendRow(group)
                self._groups[choice.group.text] = choice, group
            item = QStandardItem()
            item.setData(choice.name, NAME_ROLE)
            item.setCheckable(True)
            item.setEditable(False)
            self._groups[choice.group.text][1].appendRow(item)
            self._items[choice.name] = item
        self.itemChanged.connect(self._changed)
        self.retell()

    def show_faults(self, on: Iterable[str], *, enabled: bool = True) -> None:
        """Show which are on."""
        self._on, self._enabled = frozenset(on), enabled
        self._quiet = True
        try:
            for name, item in self._items.items():
                state = Qt.CheckState.Checked if name in self._on else Qt.CheckState.Unchecked
                if item.checkState() != state:
                    item.setCheckState(state)
                item.setEnabled(enabled and self._choices[name].unavailable is None)
            self._count()
        finally:
            self._quiet = False

    def retell(self) -> None:
        """Speak the language of the look."""
        say, metrics, theme = self._look.say, self._look.metrics, self._look.theme
        self._quiet = True
        try:
            for name, item in self._items.items():
                choice = self._choices[name]
                title = say(choice.title)
                item.setText(title if choice.unavailable is None else say(message("{title} (Linux only)", title=title)))
                item.setSizeHint(QSize(0, metrics.length(_ROW_EM)))
                item.setToolTip(f"{title}\n{name}" + (f"\n{say(choice.unavailable)}" if choice.unavailable is not None else ""))
                item.setAccessibleDescription(say(choice.unavailable) if choice.unavailable is not None else name)
                item.setData(f"{title} {name} {say(choice.group)}", _SEARCH_ROLE)
            for choice, group in self._groups.values():
                group.setFont(metrics.sized(1.0, bold=True))
                group.setForeground(theme.text)
                group.setSizeHint(QSize(0, metrics.length(_ROW_EM)))
                group.setData(say(choice.group), _SEARCH_ROLE)
            self._count()
        finally:
            self._quiet = False

    def _count(self) -> None:
        """Say beside each group how many of it are on."""
        for choice, group in self._groups.values():
            on = sum(group.child(row).data(NAME_ROLE) in self._on for row in range(group.rowCount()))
            title = self._look.say(choice.group)
            group.setText(self._look.say(message("{group}: {count} on", group=title, count=on)) if on else title)

    def _changed(self, item: QStandardItem) -> None:
        name = item.data(NAME_ROLE)
        if self._quiet or name is None:
            return
        on = item.checkState() == Qt.CheckState.Checked
        if on != (name in self._on):
            self._on = self._on | {name} if on else self._on - {name}
            self._quiet = True
            try:
                self._count()
            finally:
                self._quiet = False
            self.toggled.emit(name, on)


class FaultSearch(QSortFilterProxyModel):
    """The faults whose title, id or group holds every word that is searched for."""

    def __init__(self, tree: FaultTree) -> None:
        super().__init__()
        # Qt does not keep it alive.
        self._tree = tree
        self.setSourceModel(tree)
        self.setFilterRole(_SEARCH_ROLE)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setRecursiveFilteringEnabled(True)

    def search(self, text: str) -> None:
        """Keep what holds these words, in any order."""
        words = "".join(f"(?=.*{QRegularExpression.escape(word)})" for word in text.split())
        expression = QRegularExpression(words, QRegularExpression.PatternOption.CaseInsensitiveOption)
        self.setFilterRegularExpression(expression)
