"""The guide, worked with as a person works with it."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Case, Terminal
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Status
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.banner_content import BannerAction
from ccdiag.ui.models.outline_model import ROW_ROLE, OutlineModel, RowKind
from ccdiag.ui.widgets.guide_rows import OfferedRow, OwedRow, RecordRow, UnderWayRow
from ccdiag.ui.widgets.radio_button import RadioButton
from tests.app.runs import lab_run
from tests.ui import guides, runs
from tests.ui.guided import BAKER, BUTCHER, Guided, focused, guided, press, type_in
from tests.ui.loops import run_in_qt
from tests.ui.windows import settle


@pytest.fixture
def bench(qtbot: QtBot, look: Look, tmp_path: Path) -> Callable[[], Guided]:
    """Start a window on one folder; each call is a new start of the program."""

    def start() -> Guided:
        made = guided(look, tmp_path / "procedures")
        qtbot.addWidget(made.window)
        made.window.show()
        made.window.activateWindow()
        qtbot.waitActive(made.window)
        settle()
        return made

    return start


def by_keyboard(made: Guided) -> None:
    """Answer the step at hand by keys alone."""
    view, wanted = made.step.view, made.expected
    if view.kind is AnswerKind.TEXT:
        assert isinstance(focused(), QLineEdit)
        type_in("NL0012345")
    elif view.kind is not AnswerKind.DONE:
        buttons = list(made.page.step.question.choices.items())
        assert isinstance(focused(), RadioButton)
        here = next(place for place, (_, button) in enumerate(buttons) if button is focused())
        target = next(place for place, (value, _) in enumerate(buttons) if value == wanted)
        for _ in range(abs(target - here)):
            press(Qt.Key.Key_Down if target > here else Qt.Key.Key_Up)
        if target == here:
            press(Qt.Key.Key_Space)
        assert made.page.step.question.choice == wanted
    else:
        assert focused() is made.page.step.foot.on
    press(Qt.Key.Key_Return)


@pytest.mark.parametrize("procedure", ["hardware-installation", "day-close", "opi-settings"])
def test_a_whole_procedure_is_followed_by_keyboard_alone(bench: Callable[[], Guided], procedure: str) -> None:
    made = bench()
    press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = made.page
    assert page.view is page.start
    for _ in range(60):
        row = focused().parentWidget()
        while row is not None and not isinstance(row, OfferedRow):
            row = row.parentWidget()
        if row is not None and row.procedure == procedure:
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    steps = 0
    while made.stands_at:
        by_keyboard(made)
        steps += 1
        assert steps < 80
    assert made.page.view is made.page.end
    records = made.store.load("tms:NL0012345").visit.records
    assert [record.procedure for record in records] == [procedure]
    assert records[0].status is Status.FINISHED
    assert len(records[0].steps) == steps


def test_another_tms_id_is_refused_at_the_field(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    type_in("NL0012344")
    press(Qt.Key.Key_Return)
    question = made.page.step.question
    assert made.stands_at == "id-in-tms"
    assert focused() is question.field
    assert "NL0012345" in question.field.accessibleDescription()
    assert "border: 2px" in question.field.styleSheet()
    assert made.store.load("tms:NL0012345").visit.progresses[0].log == ()
    # The field is marked: what is typed replaces it.
    type_in("NL0012345")
    assert question.field.accessibleDescription() == ""
    press(Qt.Key.Key_Return)
    assert made.stands_at == "software"


def test_a_key_that_is_held_answers_one_step(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("day-open")
    button = made.page.step.foot.on
    assert focused() is button
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", autorep=True)
    QApplication.sendEvent(button, held)
    assert made.stands_at == "start"
    press(Qt.Key.Key_Return)
    assert made.stands_at == "manager-menu"


def test_tab_goes_as_a_person_reads(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("tms-id")
    step = made.page.step
    met = [focused()]
    for _ in range(7):
        press(Qt.Key.Key_Tab)
        met.append(focused())
    asked, foot = [step.question.field, step.differs, step.read_aloud], step.foot
    assert met == [*asked, step.facts.live.again, foot.back, foot.pause, foot.on, step.outline]
    made.follow("whose-data")
    assert focused() is step.question.choices["other"]
    press(Qt.Key.Key_Tab)
    assert focused() is step.differs


def test_in_a_narrow_window_what_is_answered_comes_into_sight(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.window.resize(640, 480)
    made.guidance.begin("hardware-installation")
    made.follow("tms-id")
    step = made.page.step
    assert focused() is step.question.field
    type_in("NL0012344")
    press(Qt.Key.Key_Return)
    viewport = step._middle.viewport()
    for part in (step.question.field, step.question._problem):
        place = part.mapTo(viewport, part.rect().bottomLeft())
        assert viewport.rect().contains(place)


def test_the_second_tms_id_has_to_be_the_first(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("tms-id-again")
    type_in("NL0012354")
    press(Qt.Key.Key_Return)
    assert made.stands_at == "tms-id-again"
    assert "NL0012354" in made.page.step.question.field.accessibleDescription()


def test_a_warning_is_answered_by_stop_unless_somebody_chooses_otherwise_and_says_why(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("warning", warned="warning")
    question = made.page.step.question
    assert question.choice == "stop"
    assert focused() is question.choices["stop"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert made.stands_at == "warning"
    assert focused() is question.reason
    assert question.reason.accessibleDescription()
    type_in("TMS says so")
    press(Qt.Key.Key_Return)
    assert made.stands_at == "force"
    assert made.store.load("tms:NL0012345").visit.progresses[0].log[-1].reason == "TMS says so"
    made.guidance.controller.back()
    assert question.choice == "stop"
    press(Qt.Key.Key_Return)
    assert made.stands_at == "refuse-warning"


def test_what_is_owed_is_there_after_a_new_start_and_goes_when_it_is_put_right(bench: Callable[[], Guided]) -> None:
    first = bench()
    first.guidance.begin("day-close")
    first.follow("")
    assert [bar.owed.obligation.kind for bar in first.window.obligations.bars] == ["day-closed"]
    assert first.window.obligations.isVisible()
    first.window.show_page("checklist")
    assert first.window.obligations.isVisible()
    second = bench()
    run_in_qt(second.guidance.controller.load())
    bars = second.window.obligations.bars
    assert [bar.owed.obligation.kind for bar in bars] == ["day-closed"]
    assert "Bakkerij De Korenaar" in bars[0].accessibleName()

    bars[0].button.setFocus()
    press(Qt.Key.Key_Return)
    assert second.page.view is second.page.step
    second.follow("")
    assert not second.window.obligations.bars
    assert not second.window.obligations.isVisible()
    assert second.store.load("tms:NL0012345").visit.obligations == ()


def test_a_step_is_on_disk_before_the_next_one_shows(bench: Callable[[], Guided]) -> None:
    made = bench()
    kept: list[str] = []

    def look_at_disk(_content: object) -> None:
        visit = made.store.load("tms:NL0012345").visit
        kept.append(visit.progresses[0].frames[-1].step)

    made.guidance.controller.step_changed.connect(look_at_disk)
    made.guidance.begin("day-close")
    shown = []
    for _ in range(7):
        shown.append(made.stands_at)
        made.guidance.controller.answer(made.expected, "")
    assert kept[: len(shown)] == shown
    # Closing the day may be so as soon as it is asked for.
    assert "close" in shown
    assert made.store.load("tms:NL0012345").visit.obligations


def test_what_cannot_be_kept_is_said_and_tried_again(bench: Callable[[], Guided], tmp_path: Path) -> None:
    made = bench()
    made.guidance.begin("day-close")
    page = made.page
    assert not page.step.trouble.isVisible()
    folder = tmp_path / "procedures"
    folder.rename(tmp_path / "away")
    folder.write_text("no folder")
    made.guidance.controller.answer("yes", "")
    settle()
    assert made.stands_at == "start"
    assert page.step.trouble.isVisible()
    assert not made.guidance.controller.all_kept
    page.step.trouble.button.click()
    assert page.step.trouble.isVisible()
    folder.unlink()
    (tmp_path / "away").rename(folder)
    page.step.trouble.button.click()
    assert not page.step.trouble.isVisible()
    assert made.store.load("tms:NL0012345").visit.progresses[0].frames[-1].step == "start"


def test_several_cases_stand_side_by_side(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("software")
    made.page.step.foot.pause.click()
    made.checklist.set_case(BUTCHER)
    made.guidance.begin("opi-settings")
    assert made.step.progress.facts["terminal.tms_id"] == "NL0054321"
    made.page.step.foot.pause.click()
    settle()
    rows = made.page.start.findChildren(UnderWayRow)
    assert [row.accessibleName().split(" Step")[0] for row in rows] == [
        "OPI settings: TCP FLAT-OUTGOING",
        "Hardware installation",
    ]
    rows[1].go_on.click()
    # The checklist is about the butcher: nothing that it sees is told of the baker's terminal.
    assert made.guidance.controller._live_checks() == ()
    assert made.stands_at == "software"
    assert made.step.progress.facts["terminal.tms_id"] == "NL0012345"
    assert made.step.progress.status is Status.RUNNING


def test_what_is_typed_stays_while_the_case_is_edited(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    type_in("NL00")
    made.checklist.set_case(replace(BAKER, terminal=replace(BAKER.terminal, software="14.0.12.00")))
    settle()
    assert made.page.step.question.field.text() == "NL00"
    made.follow("software")
    assert made.step.view.shows[0].value == "14.0.12.00"


def test_an_id_that_is_typed_on_the_checklist_is_no_case_for_each_letter(bench: Callable[[], Guided]) -> None:
    made = bench()
    for end in range(1, 9):
        made.checklist.set_case(Case(terminal=Terminal(tms_id="NL009999"[:end])))
    assert len(made.guidance.controller._sessions) <= 1


def test_a_procedure_that_is_under_way_is_gone_on_with_rather_than_begun_twice(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("software")
    made.guidance.begin("hardware-installation")
    assert made.stands_at == "software"
    assert len(made.store.load("tms:NL0012345").visit.progresses) == 1


def test_what_is_owed_can_be_put_right_otherwise_for_a_reason(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("day-close")
    made.follow("")
    made.guidance.controller.show_start()
    settle()
    (row,) = made.page.start.findChildren(OwedRow)
    row.by_hand.click()
    assert focused() is row.form.field
    press(Qt.Key.Key_Return)
    assert row.form.field.accessibleDescription()
    type_in("The shop opened it itself")
    press(Qt.Key.Key_Return)
    visit = made.store.load("tms:NL0012345").visit
    assert visit.obligations == ()
    assert visit.settled[0].reason == "The shop opened it itself"
    assert not made.window.obligations.bars


def test_giving_up_leaves_a_record_and_what_is_owed(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("day-close")
    made.follow("shows")
    made.page.step.foot.pause.click()
    settle()
    (row,) = made.page.start.findChildren(UnderWayRow)
    row.form.open_form()
    type_in("The shop is busy")
    press(Qt.Key.Key_Return)
    page = made.page
    assert page.view is page.end
    assert "The shop is busy" in page.end.record_text() or "The shop is busy" in page.end.accessibleName()
    assert made.window.obligations.bars
    made.guidance.controller.show_start()
    settle()
    (record,) = page.start.findChildren(RecordRow)
    record.findChildren(QPushButton)[0].click()
    assert page.view is page.end


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_terminal_that_shows_another_reading_gets_other_marks(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("day-open")
    made.follow("open")
    assert [mark.label for mark in made.step.view.marks] == ["DAGOPENING"]
    made.page.step.differs.click()
    (menu,) = made.page.step.findChildren(QMenu)
    action = next(action for action in menu.actions() if "ACTIVEER" in action.text())
    action.trigger()
    menu.close()
    assert [mark.label for mark in made.step.view.marks] == ["ACTIVEER TERMINAL"]
    screen = made.step.screen
    assert screen is not None
    assert [entry.label for entry in screen.entries if entry.highlighted] == ["ACTIVEER TERMINAL"]
    menu.actions()[-1].trigger()
    assert made.searched == ["search"]


def test_a_screen_without_other_readings_is_searched_for(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("day-open")
    assert made.step.view.differences == ()
    made.page.step.differs.click()
    assert made.searched == ["search"]


def test_the_text_to_read_aloud_holds_what_to_do_and_no_password(bench: Callable[[], Guided]) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("tms-id")
    made.page.step.read_aloud.click()
    text = QGuiApplication.clipboard().text()
    for part in ("TMS TERM-ID:", "Type NL0012345", "Press OK", "N L 0 0 1 2 3 4 5"):
        assert part in text


def test_the_screen_of_an_answer_is_shown_beside_it(qtbot: QtBot, look: Look) -> None:
    from ccdiag.ui.widgets.guide_step import GuideStep

    widget = GuideStep(look)
    qtbot.addWidget(widget)
    widget.show_step(guides.step("hardware-installation", "whose-data"))
    seen = {}
    for answer, button in widget.question.choices.items():
        button.setChecked(True)
        seen[answer] = guides.screen_id(widget._shown_screen)
    assert seen["this"] == "customer-data"
    assert seen["day"] == "day-still-open"
    assert not seen["nothing"]


def test_the_window_asks_before_it_closes_over_what_is_owed(bench: Callable[[], Guided]) -> None:
    made = bench()
    closed: list[str] = []
    run_in_qt(made.guidance.controller.load())
    assert made.guidance.may_close(lambda: closed.append("at once"))
    made.guidance.begin("day-close")
    made.follow("")

    def asked() -> QMessageBox:
        assert not made.guidance.may_close(lambda: closed.append("asked"))
        settle()
        return next(box for box in made.window.findChildren(QMessageBox) if box.isVisible())

    def answer(words: str) -> None:
        box = asked()
        next(button for button in box.buttons() if words in button.text()).click()
        settle()

    box = asked()
    default = box.defaultButton()
    assert default is not None
    assert "Open the day" in default.text()
    assert "Bakkerij De Korenaar" in box.informativeText()
    next(button for button in box.buttons() if "Stay" in button.text()).click()
    settle()
    assert closed == []
    answer("Open the day")
    assert closed == []
    assert made.step.view.procedure != "day-close"
    answer("Close")
    assert closed == ["asked"]


def test_who_closes_at_once_after_the_start_is_asked_too(bench: Callable[[], Guided]) -> None:
    first = bench()
    first.guidance.begin("day-close")
    first.follow("")
    second, closed = bench(), list[str]()
    assert not second.guidance.may_close(lambda: closed.append("silently"))
    run_in_qt(second.guidance.controller.load())
    settle()
    box = next(box for box in second.window.findChildren(QMessageBox) if box.isVisible())
    assert closed == []
    box.reject()
    third = bench()
    third.guidance.controller.settle("tms:NL0012345", "day-closed", "The shop opened it")
    fourth = bench()
    assert not fourth.guidance.may_close(lambda: closed.append("nothing is owed"))
    run_in_qt(fourth.guidance.controller.load())
    assert closed == ["nothing is owed"]


def test_the_banner_leads_to_the_procedure_of_the_cause_and_else_to_the_user_guide(bench: Callable[[], Guided]) -> None:
    state = lab_run("terminal.day_closed")[0]

    made = bench()
    helped: list[str] = []
    made.window.set_help(helped.append)
    made.window.show_state(runs.broken())
    made.window.on_banner(BannerAction.SHOW_HOW)
    assert helped == [made.window.checklist.chosen or ""]
    made.window.show_state(state)
    made.window.on_banner(BannerAction.SHOW_HOW)
    assert made.step.progress.procedure == state.causes[0].procedure


def test_a_link_shows_a_procedure_and_begins_nothing(bench: Callable[[], Guided]) -> None:
    made = bench()
    assert made.guidance.show("opi-settings")
    row = focused().parentWidget()
    while row is not None and not isinstance(row, OfferedRow):
        row = row.parentWidget()
    assert row is not None
    assert row.procedure == "opi-settings"
    assert not made.stands_at
    assert not made.guidance.show("no-such")
    assert made.store.all().visits == ()


def test_without_a_shop_it_is_asked_for_first(bench: Callable[[], Guided]) -> None:
    made = bench()
    start = made.page.start
    assert not start.no_case.isVisible()
    made.checklist.set_case(Case())
    made.guidance.controller.show_start()
    settle()
    assert start.no_case.isVisible()
    start.no_case.button.click()
    assert focused().objectName() == "merchant.name"


def test_the_menu_offers_every_procedure(bench: Callable[[], Guided]) -> None:
    made = bench()
    menu = made.window._actions.procedures
    menu.aboutToShow.emit()
    names = [action.objectName() for action in menu.actions()]
    assert names == [f"procedure.{one.id}" for one in load_procedures().offered()]
    made.window.action("procedure.day-close").trigger()
    assert made.stands_at == "agreed"


def test_the_language_changes_in_the_middle_of_a_step(bench: Callable[[], Guided], look: Look) -> None:
    made = bench()
    made.guidance.begin("hardware-installation")
    made.follow("tms-id")
    type_in("NL00")
    look.set_language("nl")
    settle()
    assert made.page.step.question.field.text() == "NL00"
    assert "Hardware-installatie" in made.page.step.accessibleName()
    look.set_language("en")


def test_the_list_of_steps_is_a_sound_model_and_gathers_what_belongs_together(look: Look) -> None:
    model = OutlineModel(look)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_outline(guides.step("hardware-installation", "tms-id").outline)
    rows = [model.index(at).data(ROW_ROLE) for at in range(model.rowCount())]
    steps = [row for row in rows if row.kind is RowKind.STEP]
    assert [row.text for row in steps][3:6] == ["Close the day", "To the calls to TMS", "CONTACT TMS"]
    assert steps[0].number == 1
    for one, other in pairwise(steps):
        assert other.number == (one.last or one.number) + 1
    assert [row.light for row in rows if row.kind is RowKind.PRECONDITION] == [Light.PASS] * 3
    del tester


def test_the_case_of_the_fixtures_is_the_one_of_the_window() -> None:
    assert guides.FACTS["terminal.tms_id"] == BAKER.terminal.tms_id
