"""Keys written down as words: `START MENU`, `DOWN`, `OK`, the label of an entry, or text to type."""

from collections.abc import Sequence

from ccdiag.adminlight.machine import press
from ccdiag.adminlight.view import render
from ccdiag.model.screen import AdminLight, ScreenKind
from ccdiag.model.terminal_state import DOWN, ERASE, OK, START_MENU, STOP, STOP_MENU, UP, WAIT, Key, KeyKind, TerminalState, type_text

_NAMED = {
    "START MENU": START_MENU,
    "START": START_MENU,
    "STOP MENU": STOP_MENU,
    "UP": UP,
    "DOWN": DOWN,
    "OK": OK,
    "STOP": STOP,
    "ERASE": ERASE,
    "WAIT": WAIT,
    "▲": UP,
    "▼": DOWN,
}
_LONGEST = 6
"""Words of one label; the manual's longest has three."""


def press_words(state: TerminalState, words: Sequence[str], adminlight: AdminLight | None = None) -> tuple[TerminalState, int]:
    """Press what the words say, one after the other, up to one that means nothing there; return the state and how many were understood.

    A label of the open menu is a double click, with the words that it has; it goes before the name of a key. In an input everything else is
    typed; elsewhere digits are keys that do nothing. What a busy terminal does is waited for.
    """
    left = list(words)
    while left:
        key, used = _next_key(state, left, adminlight)
        if key is None:
            break
        state = press(press(state, key, adminlight), WAIT, adminlight)
        left = left[used:]
    return state, len(words) - len(left)


def _next_key(state: TerminalState, words: list[str], adminlight: AdminLight | None) -> tuple[Key | None, int]:
    view = render(state, adminlight)
    clickable = {entry.label.upper(): Key(KeyKind.CHOOSE, entry.label) for entry in view.entries} if view.dialog is None else {}
    if view.dialog is None:
        clickable |= {label.upper(): Key(KeyKind.TOOL, label) for label in (*view.menus, *view.tools)}
    for known in (clickable, _NAMED):
        for count in range(min(_LONGEST, len(words)), 0, -1):
            # A label on a command line may have its blanks written otherwise.
            said = " ".join(words[:count]).upper()
            for spelling in (said, said.replace("_", " ")):
                if spelling in known:
                    return known[spelling], count
    if view.kind in {ScreenKind.TEXT, ScreenKind.PASSWORD} or (words[0].isascii() and words[0].isdecimal()):
        return type_text(words[0]), 1
    return None, 1
