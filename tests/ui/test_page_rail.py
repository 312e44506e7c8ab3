"""The rail: names that are too long for it, and the mark of the page that is shown."""

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram
from ccdiag.ui.widgets.page_rail import Page, PageRail

PAGES = (
    Page("short", message("&Guide"), Pictogram.GUIDE),
    Page("long", message("A rather long &name"), Pictogram.FLASK),
)


def rail_of(qtbot: QtBot, look: Look) -> tuple[PageRail, QToolButton, QToolButton]:
    rail = PageRail(look, PAGES)
    qtbot.addWidget(rail)
    rail.resize(rail.width(), 400)
    rail.show()
    short, long = (button for button in rail.findChildren(QToolButton) if button.defaultAction() is not None)
    return rail, short, long


def test_a_long_name_stands_on_two_lines_whatever_page_is_shown(qtbot: QtBot, look: Look) -> None:
    rail, short, long = rail_of(qtbot, look)
    for page in ("short", "long", "short"):
        rail.choose(page)
        assert (short.text(), long.text()) == ("Guide", "A rather long\nname")
        assert short.font().bold() is (page == "short")
        assert long.accessibleName() == "A rather long name"


def test_the_page_that_is_shown_bears_the_mark(qtbot: QtBot, look: Look) -> None:
    rail, short, long = rail_of(qtbot, look)
    rail.choose("short")
    accent = look.theme.accent.rgb()
    pixels = [button.grab().toImage().pixel(3, button.height() // 2) for button in (short, long)]
    assert [pixel == accent for pixel in pixels] == [True, False]
