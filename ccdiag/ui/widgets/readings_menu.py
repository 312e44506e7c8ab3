"""The menu behind "my screen looks different": the other readings of this screen, and the search for another one."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from ccdiag.model.message import message
from ccdiag.model.screen import Standing
from ccdiag.procedures.view import Difference
from ccdiag.ui.look import Look

_STANDINGS: Final = {
    Standing.DOCUMENTED: message("from the manual"),
    Standing.INFERRED: message("concluded from the manual"),
    Standing.SIMULATED: message("our own words"),
}


def readings_menu(
    look: Look,
    parent: QWidget,
    differences: Sequence[Difference],
    chosen: Callable[[str, bool], object],
    search: Callable[[], object],
) -> QMenu:
    """Make it; `chosen` is told of a reading and whether this terminal shows it."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for difference in differences:
        standing = look.say(_STANDINGS[difference.standing])
        # An ampersand in a text is no letter behind Alt.
        action = menu.addAction(f"{look.say(difference.title)} ({standing})".replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(difference.chosen)
        action.triggered.connect(lambda on=False, name=difference.variant: chosen(name, on))
    menu.addSeparator()
    menu.addAction(look.say(message("Another screen: search for it…"))).triggered.connect(lambda _checked=False: search())
    return menu
