import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QTextBrowser, QTreeView
from pytestqt.qtbot import QtBot

from ccdiag.model.check import CHECK_IDS
from ccdiag.ui.look import Look
from ccdiag.ui.pages.guide_viewer import GuideViewer


def opened(qtbot: QtBot, look: Look, anchor: str = "") -> GuideViewer:
    viewer = GuideViewer(look)
    qtbot.addWidget(viewer)
    viewer.show_at(anchor)
    qtbot.waitExposed(viewer)
    return viewer


def top_line(viewer: GuideViewer) -> str:
    """The first block that is wholly in sight."""
    text = viewer.findChild(QTextBrowser)
    assert text is not None
    return text.cursorForPosition(QPoint(text.viewport().width() // 4, 12)).block().text()


@pytest.mark.parametrize("check", ["mqtt.tls", "dns.rewriting", "terminal.pos_mode"])
def test_it_opens_at_a_check(qtbot: QtBot, look: Look, check: str) -> None:
    viewer = opened(qtbot, look, check)
    title = next(section.title for section in viewer._guide.sections if section.anchor == check)
    qtbot.waitUntil(lambda: top_line(viewer) == title)
    contents = viewer.findChild(QTreeView)
    assert contents is not None
    assert contents.currentIndex().data() == title


def test_every_check_is_found(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look)
    assert [check for check in CHECK_IDS if viewer._place_of(check) is None] == []


def test_an_unknown_place_is_the_beginning(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look, "no.such_check")
    assert viewer.anchor == "top"
    assert top_line(viewer) == "ccdiag: user guide"


def test_back_goes_where_one_was(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look, "lab")
    viewer.go_to("privacy")
    viewer.go_to("privacy")
    viewer.go_back()
    assert viewer.anchor == "lab"
    viewer.go_back()
    assert viewer.anchor == "top"
    viewer.go_back()
    assert viewer.anchor == "top"


def test_the_place_stays_when_the_window_or_the_language_changes(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look, "tas.tcp")
    viewer.resize(500, 500)
    qtbot.waitUntil(lambda: top_line(viewer) == "Connection to TAS")
    look.set_language("nl")
    qtbot.waitUntil(lambda: top_line(viewer) == "Verbinding met TAS")
    look.set_text_scale(1.5)
    qtbot.waitUntil(lambda: top_line(viewer) == "Verbinding met TAS")


def test_searching_marks_and_goes_on_from_the_end_to_the_beginning(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look)
    text = viewer.findChild(QTextBrowser)
    assert text is not None
    qtbot.keyClicks(viewer._search, "firewall")
    count = len(text.extraSelections())
    assert count > 3
    assert viewer._count.text() == f"{count} found"
    first = text.textCursor().position()
    for _ in range(count):
        qtbot.keyClick(viewer._search, Qt.Key.Key_Return)
        assert text.textCursor().selectedText().lower() == "firewall"
    assert text.textCursor().position() == first
    qtbot.keyClicks(viewer._search, " there is no such text")
    assert text.extraSelections() == []
    assert viewer._count.text() == "0 found"


def test_nothing_is_fetched(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look)
    viewer._on_link(QUrl("https://example.com/#lab"))
    assert viewer.anchor == "top"
    viewer._on_link(QUrl("#lab"))
    assert viewer.anchor == "lab"


def test_a_heading_is_chosen_by_keyboard(qtbot: QtBot, look: Look) -> None:
    viewer = opened(qtbot, look)
    contents = viewer.findChild(QTreeView)
    assert contents is not None
    contents.setFocus()
    qtbot.keyClick(contents, Qt.Key.Key_Down)
    qtbot.keyClick(contents, Qt.Key.Key_Return)
    assert viewer.anchor == "run"
