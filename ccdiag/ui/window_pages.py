"""The pages of the window: each is made when it is first shown, and for a while others may stand in their places."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from ccdiag.model.message import message
from ccdiag.ui.paint.pictograms import Pictogram
from ccdiag.ui.widgets.page_rail import Page

if TYPE_CHECKING:
    from ccdiag.ui.stand_ins import StandIns

CHECKLIST: Final = "checklist"
GUIDE: Final = "guide"
ADMINLIGHT: Final = "adminlight"
CASES: Final = "cases"
CONFIGURATION: Final = "configuration"
LAB: Final = "lab"
OPTIONS: Final = "options"
PAGES: Final = (
    Page(CHECKLIST, message("&Checklist"), Pictogram.CHECKLIST),
    Page(GUIDE, message("&Guide"), Pictogram.GUIDE),
    Page(ADMINLIGHT, message("&AdminLight"), Pictogram.ADMINLIGHT),
    Page(CASES, message("Ca&ses"), Pictogram.FOLDER),
    # Out of sight until somebody says how it is made.
    Page(CONFIGURATION, message("Con&figuration"), Pictogram.FILE_CHECK),
    Page(LAB, message("&Lab"), Pictogram.FLASK),
    Page(OPTIONS, message("&Options"), Pictogram.GEAR, at_bottom=True),
)


class WindowPages(QStackedWidget):
    """Shows one page at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}
        self.stand_ins: StandIns | None = None
        """What stands in the places of the usual pages, if anything does."""
        self.chosen = CHECKLIST
        """The page in sight."""

    def add(self, page: str, widget: QWidget) -> None:
        """Put a page among them."""
        self._made[page] = widget
        self.addWidget(widget)

    def set_maker(self, page: str, make: Callable[[], QWidget]) -> None:
        """Say how a page is made when it is first shown."""
        self._makers[page] = make

    def show_page(self, page: str) -> QWidget | None:
        """Show a page, or what stands in its place, and return it; None where nobody has said how it is made."""
        widget = self.stand_ins.widget(page, self) if self.stand_ins is not None else None
        if widget is None:
            if page not in self._made:
                if page not in self._makers:
                    return None
                self.add(page, self._makers[page]())
            widget = self._made[page]
        self.chosen = page
        self.setCurrentWidget(widget)
        return widget

    def page(self, page: str) -> QWidget | None:
        """Return a page that was shown before, or what stands in its place now."""
        stand_in = self.stand_ins.made.get(page) if self.stand_ins is not None else None
        return stand_in or self._made.get(page)
