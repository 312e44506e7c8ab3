"""Where the keyboard is when a page is shown."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def enter(page: QWidget) -> None:
    """Put the keyboard where it was on this page, or at its beginning: its keys then work at once."""
    before: QWidget | None = page.focusWidget()
    if before is None or not (before.isVisible() and before.isEnabled()):
        before = next((one for one in in_tab_order(page) if one.isVisible() and one.isEnabled()), page)
    before.setFocus(Qt.FocusReason.OtherFocusReason)


def in_tab_order(page: QWidget) -> Iterator[QWidget]:
    """Yield what Tab reaches on a page."""
    place = page.nextInFocusChain()
    while place is not None and place is not page:
        if page.isAncestorOf(place) and place.focusPolicy() & Qt.FocusPolicy.TabFocus and place.focusProxy() is None:
            yield place
        place = place.nextInFocusChain()
