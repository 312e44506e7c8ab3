from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ccdiag import __version__
from ccdiag.app.components import components, licence_text, own_licence_text
from ccdiag.app.system_name import system_name
from ccdiag.ui.look import Look
from ccdiag.ui.models.components_model import ComponentsModel
from ccdiag.ui.pages.about import AboutDialog


def test_the_versions_are_copied(qtbot: QtBot, look: Look) -> None:
    dialog = AboutDialog(look)
    qtbot.addWidget(dialog)
    next(button for button in dialog.findChildren(QPushButton) if "Copy" in button.text()).click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == f"ccdiag {__version__}"
    assert lines[1].startswith("Python 3.")
    assert lines[2] == f"Qt {qVersion()}"
    assert any(line.startswith("PySide6-Essentials 6.") for line in lines)
    # The same line as the self-test's: Python's own asks a service of Windows that may hang, with the window waiting.
    assert lines[-2:] == [system_name(), QGuiApplication.platformName()]


def test_the_licence_of_the_chosen_part_is_read(qtbot: QtBot, look: Look) -> None:
    dialog = AboutDialog(look)
    qtbot.addWidget(dialog)
    assert "Apache License" in dialog._licence.toPlainText()
    names = [dialog._model.index(row, 0).data() for row in range(dialog._model.rowCount())]
    dialog._table.setCurrentIndex(dialog._model.index(names.index("msgspec"), 0))
    assert "Redistribution and use" in dialog._licence.toPlainText()
    assert dialog._licence.accessibleName() == "Licence of msgspec"
    dialog._table.setCurrentIndex(dialog._model.index(names.index("PySide6-Essentials"), 0))
    assert dialog._licence.toPlainText()


def test_escape_closes_it(qtbot: QtBot, look: Look) -> None:
    dialog = AboutDialog(look)
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_model_keeps_the_rules(qtbot: QtBot, look: Look) -> None:
    model = ComponentsModel(look, components())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() > 10
    assert model.text_of_row(0).startswith("Python\t3.")
    del tester


def test_what_is_not_installed_has_no_licence() -> None:
    assert licence_text("ccdiag-no-such-library") == ""
    assert own_licence_text().strip().startswith("Apache License")
