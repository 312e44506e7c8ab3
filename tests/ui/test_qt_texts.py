"""Qt's own texts speak the language of the window."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ccdiag.i18n.translator import Language
from ccdiag.ui.look import Look


def entries(qtbot: QtBot) -> list[str]:
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    qtbot.addWidget(menu)
    return [action.text().replace("&", "").partition("\t")[0] for action in menu.actions() if action.text()]


@pytest.mark.parametrize(("language", "undo"), [("nl", "Ongedaan maken"), ("de", "Rückgängig"), ("fr", "Annuler"), ("en", "Undo")])
def test_the_menu_of_a_field_speaks_the_language_of_the_window(qtbot: QtBot, qapp: QApplication, language: Language, undo: str) -> None:
    other: Language = "de" if language == "nl" else "nl"
    look = Look(other)
    assert entries(qtbot)[0] != undo
    look.set_language(language)
    assert entries(qtbot)[0] == undo
    look.set_language("en")
    assert entries(qtbot)[0] == "Undo"
