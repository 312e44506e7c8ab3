"""Prepared shops and trainings on the page of the lab: opened, mended, judged, and nothing of a hidden fault to be seen."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.adminlight.key_words import press_words
from ccdiag.app.training import DeedKind, begin, finish, with_cause, with_mending
from ccdiag.app.training_report import TrainingReport, Worth, report_of
from ccdiag.content.environments import load_environment
from ccdiag.content.shops import load_shops
from ccdiag.i18n.translator import Language
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.ui.controller import Controller
from ccdiag.ui.lab_controller import LabController
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import LabStage, LabView, ShopPart
from ccdiag.ui.models.shop_catalogue import mending_choices, shop_choices
from ccdiag.ui.models.shop_list import ShopListModel
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.pages.lab_page import LabPage
from ccdiag.ui.training_controller import TrainingController, TrainingView
from tests.ui.guided import BAKER, guided
from tests.ui.layout_audit import problems
from tests.ui.loops import run_in_qt
from tests.ui.windows import languages

PATIENCE_MS = 20_000
SETTLING_MS = 1_000
BOOK = load_shops()
SHOP = BOOK.shops["wrong-pos-mode"]
COMPLAINT = Message(SHOP.complaint)
RUNNING = LabView(
    stage=LabStage.RUNNING,
    parts=(ShopPart("mqtt", "mqtt.ccdiag.test:40001", "works"), ShopPart("tas", "tas.ccdiag.test:40002", "rejects")),
    faults=frozenset(SHOP.faults),
    shop=SHOP.id,
)


@pytest.fixture
def laboratory(qtbot: QtBot) -> Iterator[LabController]:
    made = LabController()
    yield made
    made.shut_down()
    made.deleteLater()


def shown(qtbot: QtBot, look: Look, width: int = 1100, height: int = 700) -> LabPage:
    page = LabPage(look)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.show_view(RUNNING)
    return page


def button(page: QWidget, text: str) -> QPushButton:
    return next(found for found in page.findChildren(QPushButton) if found.text().replace("&", "") == text)


def seen_text(page: QWidget) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    texts = [text.toPlainText() for text in page.findChildren(QTextEdit) if text.isVisible()]
    return "\n".join([*labels, *texts])


def report() -> TrainingReport:
    training = begin(SHOP, frozenset(SHOP.faults))
    training = with_cause(training, "terminal.day_closed", Message("The terminal's day is closed"), 31.0)
    training = with_mending(training, BOOK.mendings["whitelist"], helped=False, faults=training.faults, at_s=64.0)
    return report_of(finish(training, 125.0), BOOK)


# --- the list of shops ---


def test_the_list_keeps_the_rules(qtbot: QtBot, look: Look) -> None:
    model = ShopListModel(look, shop_choices())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == len(BOOK.shops) + 1
    assert model.shop_at(0) == ""
    assert [model.shop_at(row) for row in range(1, model.rowCount())] == list(BOOK.shops)
    assert model.row_of("wrong-pos-mode") == list(BOOK.shops).index("wrong-pos-mode") + 1
    assert SHOP.complaint in model.index(model.row_of(SHOP.id), 0).data(Qt.ItemDataRole.AccessibleTextRole)
    model.retell()
    del tester


def test_what_this_system_cannot_show_says_why(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, look: Look) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    model = ShopListModel(look, shop_choices())
    index = model.index(model.row_of("firewall-443"), 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "Only Linux" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_shop_is_opened_by_keyboard_alone(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.side.show_part("shops")
    shops = page.side.shops
    view = shops.findChild(QListView)
    assert view is not None
    with qtbot.waitSignal(page.shop_requested) as asked:
        button(page, "Open the shop").click()
    assert asked.args == ["", True]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert shops.chosen == next(iter(BOOK.shops))
    shops.set_hides(False)
    with qtbot.waitSignal(page.shop_requested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked.args == [next(iter(BOOK.shops)), False]
    shops.choose("mqt-off")
    assert shops.chosen == "mqt-off"
    page.show_view(LabView(stage=LabStage.STARTING))
    assert not button(page, "Open the shop").isEnabled()


# --- while it goes on ---


def test_a_training_shows_nothing_of_the_fault(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_shop(TrainingView(complaint=COMPLAINT, running=True))
    assert not page.faults.isVisible()
    assert not page.side.shops.isVisible()
    assert not page._parts_table.isVisible()
    assert not page._journal_table.isVisible()
    assert SHOP.complaint in seen_text(page)
    assert SHOP.title not in seen_text(page)
    assert "hidden" in seen_text(page)
    page._find()
    assert not page.faults.isVisible(), "the search does not open the list of faults"
    page.show_shop(TrainingView())
    assert page._parts_table.isVisible()


def test_what_the_trainee_wants_is_told(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_shop(TrainingView(complaint=COMPLAINT, running=True))
    panel = page.side.training
    assert not button(panel, "That is the cause").isEnabled()
    cause, mending = panel.findChildren(QComboBox)
    cause.setCurrentIndex(next(row for row in range(cause.count()) if "day is closed" in cause.itemText(row)))
    with qtbot.waitSignal(panel.cause_named) as named:
        button(panel, "That is the cause").click()
    assert named.args is not None
    assert named.args[0] == "terminal.day_closed"
    mending.setCurrentIndex(1)
    with qtbot.waitSignal(panel.mending_wanted) as wanted:
        button(panel, "Have it done").click()
    assert wanted.args == [mending_choices()[0].id]
    for text, gave_up in (("Done", False), ("I give up", True)):
        with qtbot.waitSignal(panel.ended) as ended:
            button(panel, text).click()
        assert ended.args == [gave_up]
    page.show_shop(TrainingView(complaint=COMPLAINT, running=True, told=message("It is done: {title}", title="x")))
    assert "It is done: x" in seen_text(page)
    look.set_language("nl")
    assert cause.currentIndex() > 0, "another language keeps the choice"


def test_an_open_shop_can_be_left_for_others(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_shop(TrainingView(complaint=COMPLAINT, title=Message(SHOP.title)))
    assert SHOP.title in seen_text(page)
    assert not button(page, "Done").isVisible()
    button(page, "Other shops").click()
    assert page.side.shops.isVisible()


def test_the_report_tells_what_was_needless(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    page.show_shop(TrainingView(complaint=COMPLAINT, title=Message(SHOP.title), report=report()))
    text = seen_text(page.side.report)
    assert text.splitlines().count("Not mended yet: something is still wrong.") == 1
    assert "It took 2:05" in text
    assert "Still there: The terminal is in another POS mode" in text
    assert SHOP.lesson in text
    copied = page.side.report._deeds.copy_text()
    assert "0:31\tCause named\tThe terminal's day is closed\twrong" in copied
    assert "1:04\tHave the vendor put the terminal on the whitelist of this merchant\tnothing was wrong there\tneedless" in copied
    button(page, "Copy the report").click()
    text = QGuiApplication.clipboard().text()
    assert "needless" in text
    assert SHOP.lesson in text
    with qtbot.waitSignal(page.side.report.closed):
        button(page, "Close the report").click()


VIEWS = {
    "shops": TrainingView(),
    "shop": TrainingView(complaint=COMPLAINT, title=Message(SHOP.title)),
    "training": TrainingView(complaint=COMPLAINT, running=True, told=message("Written down: {title}", title="The day is closed")),
    "report": TrainingView(complaint=COMPLAINT, title=Message(SHOP.title), report=report()),
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("ems", "scale"), [(32, 1.0), (32, 2.0), (50, 2.0), (100, 1.0)])
@pytest.mark.parametrize("state", VIEWS)
def test_nothing_is_cut_off(qtbot: QtBot, look: Look, state: str, ems: int, scale: float, language: Language) -> None:
    look.set_text_scale(scale)
    look.set_language(language)
    page = shown(qtbot, look, look.metrics.length(ems), look.metrics.length(48))
    page.side.show_part("shops")
    page._sides.choose("shops")
    page.show_shop(VIEWS[state])
    # A table that has found its width asks for its height, and what is below moves with the next events.
    with contextlib.suppress(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: problems(page) == [], timeout=SETTLING_MS)
    assert problems(page) == []


@pytest.mark.parametrize("ems", [40, 80, 120])
def test_adminlight_shows_no_switches_during_a_training(qtbot: QtBot, look: Look, laboratory: LabController, ems: int) -> None:
    page = AdminLightPage(look, laboratory)
    qtbot.addWidget(page)
    page.resize(look.metrics.length(ems), 700)
    with qtbot.waitExposed(page):
        page.show()
    laboratory.set_hiding(True)
    assert not page.switches.isVisible()
    page._show_side("search")
    assert not page.switches.isVisible()
    laboratory.set_hiding(False)
    page._show_side("switches")
    assert page.switches.isVisible()


# --- with a real laboratory ---


def press(laboratory: LabController, *words: str) -> None:
    """Press keys as the page of AdminLight does: each state that is reached is told to the laboratory."""
    for said in words:
        state = laboratory.terminal_state
        assert state is not None
        after, _ = press_words(state, said.split())
        laboratory.set_terminal_state(after)
        lab = laboratory._lab
        assert lab is not None
        # The next key builds on what the laboratory has made of this one.
        lab.submit(lab.lab.set_terminal_state, after).result()


def test_a_hidden_fault_is_found_mended_and_judged(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    training = TrainingController(laboratory)
    page = LabPage(look, laboratory, training)
    qtbot.addWidget(page)
    page.side.shops.choose("day-left-closed")
    page.side.shops.set_hides(True)
    page.side.shops.set_open(True)
    button(page, "Open the shop").click()
    qtbot.waitUntil(lambda: training.view.running, timeout=PATIENCE_MS)
    training.take_run(RunState(started_at=datetime.now(UTC), elapsed_s=1.0))
    training.name_cause("terminal.day_closed", Message("The terminal's day is closed"))
    with qtbot.waitSignal(laboratory.mended, timeout=PATIENCE_MS):
        training.mend("whitelist")
    assert laboratory.view.faults == {"terminal.day_closed"}
    assert laboratory.hides
    with qtbot.waitSignal(laboratory.kicked, timeout=PATIENCE_MS):
        laboratory.kick("cloud")
    press(laboratory, "START MENU", "MANAGER MENU", "1234", "OK", "FUNCTIES", "TERMINAL", "DAGOPENING")
    qtbot.waitUntil(lambda: laboratory.view.faults == frozenset(), timeout=PATIENCE_MS)
    press(laboratory, "STOP MENU")
    qtbot.waitUntil(lambda: not laboratory.view.busy, timeout=PATIENCE_MS)
    button(page, "Done").click()
    made = training.view.report
    assert made is not None
    assert not laboratory.hides
    assert (made.mended, made.named) == (True, True)
    worths = {one.deed.kind: one.worth for one in made.deeds}
    assert worths[DeedKind.OPENED_DAY] is Worth.HELPED
    assert worths[DeedKind.MENDED] is Worth.NEEDLESS
    assert worths[DeedKind.CHECKLIST] is Worth.LOOKED
    assert DeedKind.KICKED in worths
    assert "1234" not in repr(made)
    button(page, "Close the report").click()
    assert training.view.report is None
    with qtbot.waitSignal(laboratory.left, timeout=PATIENCE_MS):
        laboratory.stop()
    assert training.view == TrainingView()


def test_a_shop_is_opened_in_a_lab_that_runs_and_stopping_gives_up(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    training = TrainingController(laboratory)
    page = LabPage(look, laboratory, training)
    qtbot.addWidget(page)
    with qtbot.waitSignal(laboratory.lab_changed, timeout=PATIENCE_MS):
        laboratory.start()
    with qtbot.waitSignal(laboratory.opened, timeout=PATIENCE_MS):
        training.open("not-whitelisted")
    assert laboratory.view.shop == "not-whitelisted"
    assert laboratory.view.faults == {"whitelist.missing"}
    assert training.view.title == Message(BOOK.shops["not-whitelisted"].title)
    with qtbot.waitSignal(laboratory.lab_changed, timeout=PATIENCE_MS):
        laboratory.mend_all()
    qtbot.waitUntil(lambda: training.view == TrainingView(), timeout=PATIENCE_MS)
    with qtbot.waitSignal(laboratory.opened, timeout=PATIENCE_MS):
        training.open(seed=5)
    assert training.view.running
    with qtbot.waitSignal(laboratory.left, timeout=PATIENCE_MS):
        laboratory.stop()
    assert training.view.report is not None
    assert training.view.report.gave_up
    training.close()
    training.end()
    assert training.view.report is None


def test_a_run_from_before_does_not_count(qtbot: QtBot, laboratory: LabController) -> None:
    training = TrainingController(laboratory)
    old = RunState(started_at=datetime.now(UTC), elapsed_s=1.0)
    with qtbot.waitSignal(laboratory.opened, timeout=PATIENCE_MS):
        training.open("day-left-closed", hidden=True)
    training.take_run(old)
    training.take_run(replace(old, elapsed_s=None, started_at=datetime.now(UTC)))
    again = RunState(started_at=datetime.now(UTC), elapsed_s=1.0)
    training.take_run(again)
    training.take_run(again)
    training.end(gave_up=True)
    assert training.view.report is not None
    assert [one.deed.kind for one in training.view.report.deeds] == [DeedKind.CHECKLIST]


def test_another_simulated_shop_begins_without_what_was_owed(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    lab_case = replace(BAKER, terminal=replace(BAKER.terminal, tms_id="LAB00042"))
    checklist = Controller(load_environment("ccv"), BAKER)
    made = guided(look, tmp_path, checklist=checklist)
    qtbot.addWidget(made.window)

    async def story() -> None:
        made.guidance.begin("day-close")
        made.follow("shows")
        checklist.enter_lab(replace(load_environment("ccv"), simulation=True), lab_case)
        made.guidance.begin("day-close")
        made.follow("shows")
        assert len(made.guidance.owed) == 2
        made.guidance.controller.leave_simulation()
        assert [one.key for one in made.guidance.owed] == ["tms:NL0012345"], "what is owed in a real shop stays owed"
        assert made.stands_at == ""
        made.guidance.begin("day-close")
        assert made.step.progress.obligations == ()
        await checklist.close()

    run_in_qt(story())
