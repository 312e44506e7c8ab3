import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTreeView
from pytestqt.qtbot import QtBot

from ccdiag.lab.faults import FAULTS
from ccdiag.lab.webkassa import KickResult, KickStep
from ccdiag.model.message import message
from ccdiag.ui.lab_controller import LabController
from ccdiag.ui.look import Look
from ccdiag.ui.models.fault_catalogue import fault_choices
from ccdiag.ui.models.fault_tree import NAME_ROLE, FaultSearch, FaultTree
from ccdiag.ui.models.journal_model import MOST_LINES, JournalModel
from ccdiag.ui.models.lab_view import JournalLine, LabStage, LabView, ShopPart
from ccdiag.ui.models.parts_model import PartsModel
from ccdiag.ui.pages.lab_page import LabPage

PATIENCE_MS = 20_000
RUNNING = LabView(
    stage=LabStage.RUNNING,
    parts=(ShopPart("mqtt", "mqtt.ccdiag.test:40001", "works"), ShopPart("tas", "tas.ccdiag.test:40002", "rejects")),
    faults=frozenset({"tas.port_rejected"}),
)


@pytest.fixture
def laboratory(qtbot: QtBot) -> Iterator[LabController]:
    made = LabController()
    yield made
    made.shut_down()
    made.deleteLater()


def button(page: LabPage, text: str) -> QPushButton:
    return next(found for found in page.findChildren(QPushButton) if found.text().replace("&", "") == text)


def shown(qtbot: QtBot, look: Look, width: int = 1100) -> LabPage:
    page = LabPage(look)
    qtbot.addWidget(page)
    page.resize(width, 700)
    with qtbot.waitExposed(page):
        page.show()
    return page


def row_of(search: FaultSearch, name: str) -> QModelIndex:
    root = QModelIndex()
    for group in range(search.rowCount(root)):
        above = search.index(group, 0, root)
        for row in range(search.rowCount(above)):
            if search.index(row, 0, above).data(NAME_ROLE) == name:
                return search.index(row, 0, above)
    raise LookupError(name)


# --- the catalogue ---


def test_every_fault_has_a_title_without_open_places() -> None:
    choices = fault_choices()
    assert {choice.name for choice in choices} == set(FAULTS)
    for choice in choices:
        assert "{" not in choice.title.english(), choice.name


def test_the_groups_follow_each_other() -> None:
    groups = [choice.group.text for choice in fault_choices()]
    assert len(dict.fromkeys(groups)) == len([group for number, group in enumerate(groups) if number == 0 or groups[number - 1] != group])


def test_what_this_system_cannot_show_says_why(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, look: Look) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    choices = fault_choices()
    dropped = next(choice for choice in choices if choice.name == "tas.port_dropped")
    assert dropped.unavailable is not None
    tree = FaultTree(look, choices)
    tree.show_faults(())
    search = FaultSearch(tree)
    index = row_of(search, "tas.port_dropped")
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert str(index.data()).endswith("(Linux only)")
    assert "Only Linux" in index.data(Qt.ItemDataRole.ToolTipRole)


# --- models ---


def test_the_models_keep_the_rules(qtbot: QtBot, look: Look) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    journal, parts, tree = JournalModel(look), PartsModel(look), FaultTree(look, fault_choices())
    search = FaultSearch(tree)
    testers = [QAbstractItemModelTester(model, fatal) for model in (journal, parts, tree, search)]
    parts.show_parts(RUNNING.parts)
    parts.show_parts(RUNNING.parts[:1])
    for word in ("dns", "certificate expired", "there is no such fault", ""):
        search.search(word)
    for _ in range(3):
        journal.add([JournalLine(1.0, "terminal", "cloud kick")] * 300)
    assert journal.rowCount() == MOST_LINES
    journal.clear()
    assert journal.rowCount() == 0
    del testers


def test_the_journal_speaks_the_language(qtbot: QtBot, look: Look) -> None:
    journal = JournalModel(look)
    journal.add(
        [JournalLine(0.5, "terminal", "TAS not reached", "ConnectionRefusedError"), JournalLine(1, "stranger", "something", "else")]
    )
    assert journal.text_of_row(0) == "0.50 s\tTerminal\tdoes not reach TAS: the connection is refused"
    assert journal.text_of_row(1) == "1.00 s\tstranger\tsomething: else"


def test_searching_needs_every_word_in_any_order(qtbot: QtBot, look: Look) -> None:
    tree = FaultTree(look, fault_choices())
    search = FaultSearch(tree)
    search.search("expired CERTIFICATE")
    assert row_of(search, "tls.certificate_expired").isValid()
    with pytest.raises(LookupError):
        row_of(search, "tls.name_mismatch")
    search.search("tls.name_mis")
    assert row_of(search, "tls.name_mismatch").isValid()


# --- the page ---


def test_it_starts_with_the_faults_that_were_chosen(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    view = page.faults.findChild(QTreeView)
    assert view is not None
    search = view.model()
    assert isinstance(search, FaultSearch)
    search.setData(row_of(search, "dns.slow"), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(page.start_requested) as asked, qtbot.assertNotEmitted(page.fault_toggled):
        button(page, "Start the lab").click()
    assert asked.args == [frozenset({"dns.slow"})]


def test_while_it_runs_a_box_switches_at_once(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    with qtbot.assertNotEmitted(page.fault_toggled):
        page.show_view(RUNNING)
    view = page.faults.findChild(QTreeView)
    assert view is not None
    search = view.model()
    assert isinstance(search, FaultSearch)
    with qtbot.waitSignal(page.fault_toggled) as asked:
        search.setData(row_of(search, "tas.port_rejected"), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert asked.args == ["tas.port_rejected", False]
    with qtbot.waitSignal(page.mend_requested):
        page.show_view(RUNNING)
        button(page, "Switch all off").click()
    with qtbot.waitSignal(page.stop_requested):
        button(page, "Stop the lab").click()


def test_a_fault_is_switched_by_keyboard_alone(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_view(RUNNING)
    page.activateWindow()
    page.faults.focus_search()
    field = page.faults.findChild(QLineEdit)
    view = page.faults.findChild(QTreeView)
    assert field is not None
    assert view is not None
    qtbot.keyClicks(field, "dns.slow")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.fault_toggled) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert asked.args == ["dns.slow", True]


def test_a_kick_shows_its_steps(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_view(RUNNING)
    page.show_kick(KickResult("cloud", (KickStep("vpos", True, 0.01), KickStep("terminal", False, 3.0, "nothing happened"))))
    table = page._kick_steps
    assert table.isVisible()
    assert table.copy_text() == "VPOS takes the kick\t\t10 ms\nThe terminal is kicked\tnothing happened\t3000 ms"
    with qtbot.waitSignal(page.kick_requested) as asked:
        button(page, "Kick over the LAN").click()
    assert asked.args == ["local"]


def test_trouble_is_said(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_trouble(message("The lab could not open its ports: {reason}", reason="no"))
    assert "The lab could not open its ports: no" in [label.text() for label in page.findChildren(QLabel)]


def test_narrow_shows_shop_or_faults(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look, 560)
    assert not page.faults.isVisible()
    page._find()
    assert page.faults.isVisible()
    page.resize(1200, 700)
    assert page.faults.isVisible()
    assert page._shop.isVisible()


def test_parts_are_copied(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_view(RUNNING)
    table = page._parts_table
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "TAS\ttas.ccdiag.test:40002\tsays no"


# --- with a real laboratory ---


def test_a_shop_is_started_broken_kicked_mended_and_stopped(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    page = LabPage(look, laboratory)
    qtbot.addWidget(page)
    with qtbot.waitSignal(laboratory.lab_changed, timeout=PATIENCE_MS) as begun:
        button(page, "Start the lab").click()
    assert begun.args is not None
    environment, case = begun.args
    assert environment.simulation
    assert case.terminal.tms_id
    assert laboratory.view.stage is LabStage.RUNNING
    assert {part.state for part in laboratory.view.parts} <= {"works", "absent"}
    with qtbot.waitSignal(laboratory.lab_changed, timeout=PATIENCE_MS):
        laboratory.set_fault("tas.port_rejected", True)
    assert laboratory.view.faults == {"tas.port_rejected"}
    assert [part.state for part in laboratory.view.parts if part.kind == "tas"] == ["rejects"]
    with qtbot.waitSignal(laboratory.kicked, timeout=PATIENCE_MS) as kicked:
        laboratory.kick("cloud")
    assert kicked.args is not None
    assert not kicked.args[0].succeeded
    with qtbot.waitSignal(laboratory.lab_changed, timeout=PATIENCE_MS):
        laboratory.mend_all()
    assert laboratory.view.faults == frozenset()
    qtbot.waitUntil(lambda: any(line.event == "cloud kick" for line in laboratory.lines), timeout=PATIENCE_MS)
    with qtbot.waitSignal(laboratory.left, timeout=PATIENCE_MS):
        button(page, "Stop the lab").click()
    assert laboratory.view == LabView()


def test_a_fault_that_does_not_exist_is_told(qtbot: QtBot, laboratory: LabController) -> None:
    with qtbot.waitSignal(laboratory.troubled, timeout=PATIENCE_MS):
        laboratory.start(["no.such_fault"])
    assert laboratory.view.stage is LabStage.STOPPED


def test_a_window_that_closes_while_it_starts_leaves_nothing(qtbot: QtBot, laboratory: LabController) -> None:
    laboratory.start()
    laboratory.shut_down()
    assert laboratory.view.stage is LabStage.STOPPED
    qtbot.wait(0)
    assert laboratory.view.stage is LabStage.STOPPED


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("ems", [26, 50, 100])
def test_nothing_goes_beyond_the_page(qtbot: QtBot, look: Look, ems: int, scale: float) -> None:
    look.set_text_scale(scale)
    look.set_language("nl")
    page = shown(qtbot, look, look.metrics.length(ems))
    page.show_view(RUNNING)
    page.show_kick(KickResult("local", (KickStep("connect", False, 3.0, "TimeoutError"),)))
    for part in (*page.findChildren(QPushButton), *page.findChildren(QLabel), *page.findChildren(QTreeView)):
        if part.isVisible():
            assert part.mapTo(page, part.rect().topRight()).x() <= page.width(), part.metaObject().className()


def test_the_page_is_walked_from_top_to_bottom_by_tab(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_view(RUNNING)
    walked = []
    place = page.nextInFocusChain()
    while place is not None and place is not page:
        if isinstance(place, QPushButton) and place.isVisible():
            walked.append(place.text().replace("&", ""))
        place = place.nextInFocusChain()
    assert walked == ["To the checklist", "Stop the lab", "Kick over the cloud", "Kick over the LAN", "Switch all off"]
