"""The case bar: what is typed enters the case when it can be used, and is told at the field when it cannot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.case_bar import CaseBar

CASE = Case(generation="2.0", merchant=Merchant(name="Bakkerij"), terminal=Terminal(tms_id="NL1", system="GrundmasterNL", ip="192.0.2.4"))


def bar_of(qtbot: QtBot, look: Look) -> tuple[CaseBar, list[Case]]:
    bar = CaseBar(look)
    qtbot.addWidget(bar)
    edited: list[Case] = []
    bar.case_edited.connect(edited.append)
    bar.resize(1200, 60)
    bar.show()
    return bar, edited


def field(bar: CaseBar, name: str) -> QLineEdit:
    found = bar.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def test_a_case_is_shown_without_being_edited(qtbot: QtBot, look: Look) -> None:
    bar, edited = bar_of(qtbot, look)
    bar.show_case(CASE)
    assert field(bar, "merchant.name").text() == "Bakkerij"
    assert field(bar, "terminal.ip").text() == "192.0.2.4"
    generation = bar.findChild(QComboBox, "generation")
    assert isinstance(generation, QComboBox)
    assert generation.currentData() == "2.0"
    assert edited == []


def test_only_what_can_be_used_enters_the_case(qtbot: QtBot, look: Look) -> None:
    bar, edited = bar_of(qtbot, look)
    address = field(bar, "terminal.ip")
    problem = bar.findChild(QLabel, "problem.terminal.ip")
    assert isinstance(problem, QLabel)
    qtbot.keyClicks(address, "192.0.2.")
    assert not bar.usable
    assert problem.isVisible()
    assert "192.0.2." in problem.text()
    assert address.accessibleDescription() == problem.text()
    qtbot.keyClicks(address, "9")
    assert bar.usable
    assert not problem.isVisible()
    assert edited[-1].terminal.ip == "192.0.2.9"


def test_a_choice_is_taken_back_by_the_empty_one(qtbot: QtBot, look: Look) -> None:
    bar, edited = bar_of(qtbot, look)
    bar.show_case(CASE)
    generation = bar.findChild(QComboBox, "generation")
    assert isinstance(generation, QComboBox)
    generation.setCurrentIndex(generation.findData("1.0"))
    assert edited[-1].generation == "1.0"
    generation.setCurrentIndex(0)
    assert edited[-1].generation is None


def test_one_button_runs_and_stops(qtbot: QtBot, look: Look) -> None:
    bar, _ = bar_of(qtbot, look)
    button = bar.findChild(QPushButton, "run")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(bar.run_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bar.show_running(True, measured=True)
    assert button.text().endswith("Esc")
    with qtbot.waitSignal(bar.stop_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_little_room_shows_shop_and_id_and_the_fields_on_demand(qtbot: QtBot, look: Look) -> None:
    bar, edited = bar_of(qtbot, look)
    bar.show_case(CASE)
    bar.set_narrow(True)
    bar.resize(600, 60)
    assert not field(bar, "terminal.ip").isVisible()
    shop = bar.findChild(QLabel, "shop")
    assert isinstance(shop, QLabel)
    assert shop.accessibleName() == "Bakkerij   NL1"
    details = bar.findChild(QPushButton, "data")
    assert isinstance(details, QPushButton)
    details.click()
    assert field(bar, "terminal.ip").isVisible()
    assert edited == []


def test_every_field_is_named_for_a_screen_reader(qtbot: QtBot, look: Look) -> None:
    bar, _ = bar_of(qtbot, look)
    for edit in (*bar.findChildren(QLineEdit), *bar.findChildren(QComboBox)):
        inner = isinstance(edit.parent(), QComboBox)
        assert inner or edit.accessibleName(), edit.objectName()
