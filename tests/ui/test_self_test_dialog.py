"""The test of the installation as the window shows it."""

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ccdiag.app.installation_document import Part
from ccdiag.cli.installation_parts import PARTS
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.installation_rows import InstallationRows
from ccdiag.ui.self_test_dialog import SelfTestDialog
from ccdiag.ui.self_testing import SelfTesting


def part(name: str, *, ok: bool = True, attention: bool = False) -> Part:
    return Part(name=name, title=name.title(), ok=ok, attention=attention, detail=f"about {name}", error=None, elapsed_s=0.1)


def test_a_broken_part_is_chosen_and_told_in_full(qtbot: QtBot, look: Look) -> None:
    dialog = SelfTestDialog(look)
    qtbot.addWidget(dialog)
    for one in (part("files"), part("trust", ok=False), part("tls", ok=False), part("dns", attention=True)):
        dialog.show_part(one)
    dialog.show_end(None)
    assert dialog.table.currentIndex().row() == 1
    dialog.copy_button.click()
    told = QGuiApplication.clipboard().text()
    assert "not whole: 2 of 4" in told
    assert "fault\tTrust\tabout trust" in told
    assert "attention\tDns\tabout dns" in told


def test_what_did_not_end_is_not_whole(qtbot: QtBot, look: Look) -> None:
    dialog = SelfTestDialog(look)
    qtbot.addWidget(dialog)
    dialog.show_part(part("files"))
    dialog.show_end(message("The self-test cannot be started."))
    assert "This installation is whole" not in dialog.copy_text()
    assert "cannot be started" in dialog.copy_text()


def test_the_rows_are_a_sound_model(qtbot: QtBot, look: Look) -> None:
    rows = InstallationRows(look)
    QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows.add(part("files"))
    rows.add(part("trust", ok=False))
    assert rows.text_of_row(1) == "fault\tTrust\tabout trust"


def test_a_process_of_its_own_tells_every_part(qtbot: QtBot) -> None:
    testing = SelfTesting()
    told: list[Part] = []
    testing.told.connect(told.append)
    with qtbot.waitSignal(testing.ended, timeout=60_000) as ended:
        testing.start("en")
    assert ended.args == [None]
    assert [one.name for one in told] == [one.name for one in PARTS]


def test_the_menu_opens_it_and_it_can_be_left(qtbot: QtBot, look: Look) -> None:
    window = MainWindow(look)
    qtbot.addWidget(window)
    action = window.findChild(QAction, "self_test")
    assert action is not None
    action.trigger()
    dialog, testing = window.findChild(SelfTestDialog), window.findChild(SelfTesting)
    assert dialog is not None
    assert testing is not None
    qtbot.waitUntil(lambda: dialog.rows.rowCount() > 0, timeout=30_000)
    with qtbot.waitSignal(testing.destroyed, timeout=60_000):
        dialog.close_button.click()
        # By itself it ends some seconds later.
        testing._process.kill()
