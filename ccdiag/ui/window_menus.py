"""The menus of the window: their actions by name, and one letter behind Alt for each of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ccdiag.model.message import Message
from ccdiag.ui.look import Look
from ccdiag.ui.mnemonics import distinct


class WindowMenus(QObject):
    """Fills a menu bar; the window says what each entry does."""

    def __init__(self, look: Look, bar: QMenuBar, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._bar = bar
        self._window = window
        self._actions: dict[str, tuple[QAction, Message]] = {}
        self._menus: list[tuple[QMenu, Message]] = []

    def add_menu(self, title: Message) -> QMenu:
        """Add a menu at the right."""
        menu = self._bar.addMenu("")
        self._menus.append((menu, title))
        return menu

    def add(self, menu: QMenu, name: str, title: Message, do: Callable[[], object], key: QKeySequence | None = None) -> QAction:
        """Add an entry at the end of a menu."""
        action = QAction(self._window)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: do())
        if key is not None:
            action.setShortcut(key)
        menu.addAction(action)
        self._actions[name] = (action, title)
        return action

    def fill_when_opened(self, menu: QMenu, entries: Callable[[], list[tuple[str, Message, Callable[[], object]]]]) -> None:
        """Add the entries of a menu when somebody opens it for the first time; finding them out may take a moment."""

        def fill() -> None:
            menu.aboutToShow.disconnect(fill)
            for name, title, do in entries():
                self.add(menu, name, title, do)
            self.retell()

        menu.aboutToShow.connect(fill)

    def action(self, name: str) -> QAction:
        """Return an entry; raises KeyError."""
        return self._actions[name][0]

    def retell(self) -> None:
        """Write everything in the language of the window."""
        say = self._look.say
        titles = distinct([say(title) for _, title in self._menus])
        for (menu, _), title in zip(self._menus, titles, strict=True):
            menu.setTitle(title)
            present = set(map(id, menu.actions()))
            actions = [(action, said) for action, said in self._actions.values() if id(action) in present]
            for (action, _), text in zip(actions, distinct([say(said) for _, said in actions]), strict=True):
                action.setText(text)
