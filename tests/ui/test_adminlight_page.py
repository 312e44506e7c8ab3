"""The simulated terminal by keyboard, by mouse and through the search; and as the laboratory's terminal."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from ccdiag.adminlight.search import find_screens
from ccdiag.adminlight.way import ways
from ccdiag.content.adminlight import REST_SCREEN, load_adminlight
from ccdiag.model.screen import ScreenKind
from ccdiag.model.terminal_state import ScreenView
from ccdiag.ui.lab_controller import LabController
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.lab_view import LabStage
from ccdiag.ui.models.screen_hits import ROW_ROLE, HitRow, ScreenHits
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.widgets.adminlight_controls import EntriesModel
from ccdiag.ui.widgets.segments import Segments
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST
from tests.ui.windows import settle

PATIENCE_MS = 20_000
KEYS = Qt.Key


def shown(qtbot: QtBot, look: Look, laboratory: LabController | None = None, width: int = 1200) -> AdminLightPage:
    page = AdminLightPage(look, laboratory)
    qtbot.addWidget(page)
    page.resize(width, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> AdminLightPage:
    return shown(qtbot, look)


@pytest.fixture
def laboratory(qtbot: QtBot) -> Iterator[LabController]:
    made = LabController()
    yield made
    made.shut_down()
    made.deleteLater()


def press(qtbot: QtBot, *keys: Qt.Key | str) -> None:
    """Press keys where the keyboard is, wherever that is by then."""
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        if isinstance(key, str):
            qtbot.keyClicks(focused, key)
        else:
            qtbot.keyClick(focused, key)


def click(qtbot: QtBot, page: AdminLightPage, label: str, *, double: bool = False) -> None:
    rows = page.view.list
    row = [entry.label for entry in page.terminal.view.entries].index(label)
    at = rows.visualRect(rows.entries.index(row)).center()
    (qtbot.mouseDClick if double else qtbot.mouseClick)(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)


def marked(view: ScreenView) -> str:
    return next((entry.label for entry in view.entries if entry.highlighted), "")


# --- keys and mouse ---


def test_a_deep_screen_is_reached_by_the_keyboard_alone(qtbot: QtBot, page: AdminLightPage) -> None:
    page.search.field.setFocus()
    press(qtbot, KEYS.Key_F2)
    assert page.terminal.view.title == "HOOFD MENU"
    press(qtbot, KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Return)
    assert page.terminal.view.screen == "service-password"
    assert page.view.field.hasFocus()
    press(qtbot, "4711", KEYS.Key_Return)
    assert marked(page.terminal.view) == "RAPPORTEN"
    for label in ("FUNCTIES", "TERMINAL", "CONTACT TMS", "HW INSTALLATIE", "TERM. INSTALLATIE"):
        while marked(page.terminal.view) != label:
            press(qtbot, KEYS.Key_Down)
        press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.path[-1] == "TERM. INSTALLATIE"
    page.terminal.set_world(day_open=False)
    press(qtbot, KEYS.Key_Escape)
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.screen == "tms-id"
    press(qtbot, "nl1", KEYS.Key_Backspace, KEYS.Key_Backspace, KEYS.Key_Escape)
    assert page.terminal.view.kind is ScreenKind.MENU
    assert page.view.list.hasFocus()
    press(qtbot, KEYS.Key_F2)
    assert page.terminal.view.screen == REST_SCREEN
    assert page.view.menu_button.hasFocus()


def test_the_mouse_points_chooses_and_presses(qtbot: QtBot, page: AdminLightPage) -> None:
    view = page.view
    qtbot.mouseClick(view.menu_button, Qt.MouseButton.LeftButton)
    click(qtbot, page, "PAPIER BESTELLEN")
    assert marked(page.terminal.view) == "PAPIER BESTELLEN"
    qtbot.mouseClick(view.up, Qt.MouseButton.LeftButton)
    assert marked(page.terminal.view) == "SERVICE MENU"
    click(qtbot, page, "MANAGER MENU", double=True)
    assert page.terminal.view.screen == "manager-password"
    qtbot.mouseClick(view.dialog_buttons["STOP"], Qt.MouseButton.LeftButton)
    assert page.terminal.view.title == "HOOFD MENU"
    qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    assert page.terminal.view.kind is ScreenKind.REST
    tool = next(button for button in view.findChildren(QAbstractButton) if button.text() == "PPStatus")
    qtbot.mouseClick(tool, Qt.MouseButton.LeftButton)
    assert page.terminal.view.screen == "pp-status"
    assert page.terminal.view.notice is not None


def test_what_stands_behind_a_dialog_is_out_of_reach(qtbot: QtBot, page: AdminLightPage) -> None:
    page.open_screen("manager-password")
    view = page.view
    assert not view.list.isEnabled()
    qtbot.mouseClick(view.ok, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view._dialog, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert page.terminal.view.screen == "manager-password"
    reached = set()
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        qtbot.keyClick(focused, KEYS.Key_Tab)
    assert {view.field, *view.dialog_buttons.values(), view.menu_button} <= reached
    assert not {view.list, view.up, view.down, view.stop, view.ok} & reached


@pytest.mark.parametrize("screen", [name for name, screen in load_adminlight().screens.items() if screen.dialog is not None])
def test_every_dialog_looks_and_works_as_it_says(qtbot: QtBot, page: AdminLightPage, screen: str) -> None:
    page.open_screen(screen)
    shown_view = page.terminal.view
    dialog, view = shown_view.dialog, page.view
    assert shown_view.screen == screen
    assert dialog is not None
    assert view._dialog.isVisible()
    assert view._dialog.accessibleName() == dialog.window_title
    assert {name for name, button in view.dialog_buttons.items() if button.isVisible()} == set(dialog.buttons)
    assert view.field.isVisible() is (dialog.field is not None)
    if dialog.field is not None:
        assert view.field.hasFocus()
    elif dialog.buttons:
        # Enter presses what is safe: STOP before a warning.
        assert view.dialog_buttons[dialog.default_button].hasFocus()
        press(qtbot, KEYS.Key_Return)
        assert page.terminal.view.screen != screen or page.terminal.view.dialog != dialog


def test_a_warning_is_left_by_enter_and_by_escape(qtbot: QtBot, page: AdminLightPage) -> None:
    for key in (KEYS.Key_Return, KEYS.Key_Escape):
        page.open_screen("configuration-warning")
        before = page.terminal.state.world.software
        press(qtbot, key)
        assert page.terminal.view.dialog is None
        assert page.terminal.state.world.software == before


def test_a_busy_terminal_finishes_by_itself(qtbot: QtBot, page: AdminLightPage) -> None:
    page.terminal.set_world(day_open=False)
    page.open_screen("installing")
    assert page.terminal.view.kind is ScreenKind.BUSY
    qtbot.waitUntil(lambda: page.terminal.view.kind is not ScreenKind.BUSY, timeout=PATIENCE_MS)
    assert page.terminal.view.screen == "customer-data"


def test_no_password_is_kept_anywhere(qtbot: QtBot, page: AdminLightPage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    page.open_screen("manager-password")
    press(qtbot, "s3cr3t")
    assert page.view.field.text() == "•" * 6
    assert "s3cr3t" not in str(page.terminal.state)
    assert "s3cr3t" not in caplog.text
    page.copy_text.click()
    assert "s3cr3t" not in QGuiApplication.clipboard().text()
    press(qtbot, KEYS.Key_Backspace)
    assert page.view.field.text() == "•" * 5
    page.view.field.selectAll()
    page.view.field.copy()
    assert "3" not in QGuiApplication.clipboard().text()
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.title == "MANAGER MENU"
    assert not page.view.field.text().strip("•")


def test_a_wrong_password_is_told(qtbot: QtBot, page: AdminLightPage) -> None:
    page.terminal.set_world(password_right=False)
    page.open_screen("password-wrong")
    assert page.terminal.view.dialog is not None
    page.switches._switches["password_right"].chosen.emit("on")
    assert page.terminal.state.world.password_right


def test_steps_are_taken_back(qtbot: QtBot, page: AdminLightPage) -> None:
    assert not page.back.isEnabled()
    page.open_screen("main-menu")
    page.terminal.set_world(mqt=False)
    click(qtbot, page, "DISPLAY INFO", double=True)
    assert page.terminal.view.title == "DISPLAY INFO"
    page.back.click()
    assert page.terminal.view.title == "HOOFD MENU"
    page.back.click()
    assert page.terminal.state.world.mqt
    page.back.click()
    assert page.terminal.view.kind is ScreenKind.REST
    assert not page.back.isEnabled()


def test_every_screen_opens(qtbot: QtBot, page: AdminLightPage) -> None:
    for screen in ways():
        page.open_screen(screen)
        assert page.terminal.view.screen == screen
        assert page.view.height() >= page.view.heightForWidth(page.view.width()) - 1


def test_a_screen_that_is_none_is_told(qtbot: QtBot, page: AdminLightPage) -> None:
    with qtbot.waitSignal(page.told) as told:
        page.open_screen("no-such-screen")
    assert "no-such-screen" in told.args[0].english()


# --- the search ---


def test_what_is_read_aloud_with_errors_is_opened_by_enter(qtbot: QtBot, page: AdminLightPage) -> None:
    page.focus_search()
    press(qtbot, "komt nit overeen")
    row = page.search.list.model().index(0, 0).data(ROW_ROLE)
    assert isinstance(row, HitRow)
    assert [row.label[start:end] for start, end in row.marks] == ["KOMT NIET OVEREEN"]
    assert row.strength == 3
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.screen == "configuration-warning"
    assert page.view.dialog_buttons["STOP"].hasFocus()


def test_arrows_move_among_the_hits_while_one_types(qtbot: QtBot, page: AdminLightPage) -> None:
    page.focus_search()
    press(qtbot, "beveiligd item")
    assert [hit.screen for hit in page.search.hits][:2] == ["manager-password", "service-password"]
    press(qtbot, KEYS.Key_Down)
    assert page.search.field.hasFocus()
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.screen == "service-password"


def test_a_click_opens_a_hit_and_the_search_is_found_again(qtbot: QtBot, page: AdminLightPage) -> None:
    page.search_for("dagafsluiting")
    hits = page.search.list
    at = hits.visualRect(hits.model().index(0, 0)).center()
    qtbot.mouseClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.terminal.view.screen == page.search.hits[0].screen
    assert page.view.has_keyboard
    qtbot.keyClick(QApplication.focusWidget(), KEYS.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.field.hasFocus()
    assert page.search.field.selectedText() == "dagafsluiting"


def test_nothing_found_says_what_to_do(qtbot: QtBot, page: AdminLightPage) -> None:
    page.search_for("zzzz qqqq")
    assert page.search.hits == ()
    assert page.search._empty.isVisible()
    assert "another word" in page.search._empty.toPlainText()
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.view.kind is ScreenKind.REST


def test_a_hit_in_another_reading_opens_in_that_reading(qtbot: QtBot, page: AdminLightPage) -> None:
    page.search_for("activeer terminal")
    hit = page.search.hits[0]
    assert hit.variant is not None
    press(qtbot, KEYS.Key_Return)
    assert page.terminal.reading == hit.variant
    assert "ACTIVEER TERMINAL" in [entry.label for entry in page.terminal.view.entries]


def test_the_models_keep_the_rules(qtbot: QtBot, look: Look, page: AdminLightPage) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    hits, entries = ScreenHits(look), EntriesModel(look)
    testers = [QAbstractItemModelTester(model, fatal) for model in (hits, entries)]
    for text in ("beveiligd item", "komt niet overeen", ""):
        hits.show_hits(find_screens(text) if text else ())
    hits.show_hits(find_screens("menu"))
    look.set_language("nl")
    hits.retell()
    page.open_screen("main-menu")
    entries.show_entries(page.terminal.view.entries)
    page.open_screen("service-terminal")
    entries.show_entries(page.terminal.view.entries)
    entries.show_entries(())
    assert len(testers) == 2
    look.set_language("en")


# --- what if ---


def test_switches_change_what_is_shown(qtbot: QtBot, page: AdminLightPage) -> None:
    page.open_screen("pos-mode")
    labels = [entry.label for entry in page.terminal.view.entries]
    assert "TCP FLAT-OUTGOING" in labels
    switch = page.switches.controls["cloud_connection"]
    assert isinstance(switch, Segments)
    off = next(button for button in switch.findChildren(QAbstractButton) if button.text() == "off")
    qtbot.mouseClick(off, Qt.MouseButton.LeftButton)
    assert "TCP FLAT-OUTGOING" not in [entry.label for entry in page.terminal.view.entries]
    port = page.switches.controls["trigger_port"]
    assert isinstance(port, QSpinBox)
    port.setFocus()
    port.selectAll()
    press(qtbot, "0", KEYS.Key_Return)
    assert page.terminal.state.world.trigger_port == 0
    page.switches.again.click()
    assert page.terminal.state.world.cloud_connection
    assert port.value() == 4105


def test_labels_are_explained_in_the_language_that_is_chosen(qtbot: QtBot, look: Look, page: AdminLightPage) -> None:
    page.open_screen("manager-terminal")
    choice = page.switches.controls["gloss"]
    assert isinstance(choice, QComboBox)
    entries = page.view.list.entries
    assert entries.gloss(page.terminal.view.entries[0]) == ""
    for language, gloss in (("nl", "De dag sluiten"), ("en", "Close the day")):
        choice.activated.emit(choice.findData(language))
        assert page.terminal.state.world.gloss == language
        assert entries.gloss(page.terminal.view.entries[0]) == gloss
        assert page.terminal.view.entries[0].label == "DAGAFSLUITING"
    look.set_language("de")
    assert entries.gloss(page.terminal.view.entries[0]) == "Close the day"
    choice.activated.emit(0)
    assert page.terminal.state.world.gloss is None


def test_a_menu_with_other_readings_offers_them(qtbot: QtBot, page: AdminLightPage) -> None:
    reading = page.switches.reading
    assert not reading.isVisible()
    page.open_screen("manager-functions")
    assert reading.isVisible()
    reading.setCurrentIndex(1)
    reading.activated.emit(1)
    assert page.terminal.view.entries[0].label == "BETAALTERMINAL"
    reading.activated.emit(0)
    assert page.terminal.view.entries[0].label == "TERMINAL"
    page.open_screen("manager-functions", "manager-functions-betaalterminal")
    assert reading.currentIndex() == 1


def test_the_shop_of_the_case_stands_in_the_title(page: AdminLightPage) -> None:
    page.be_in_shop("Bakkerij De Korenaar", "NL0012345")
    assert "Bakkerij De Korenaar" in page.terminal.view.window_title
    page.open_screen("customer-data")
    assert "NL0012345" in " ".join(page.terminal.view.dialog.lines if page.terminal.view.dialog else ())
    page.be_in_shop("", "")
    assert "Korenaar" not in page.terminal.view.window_title


# --- what is copied and told ---


def test_picture_and_text_are_copied(qtbot: QtBot, page: AdminLightPage) -> None:
    page.open_screen("configuration-warning")
    with qtbot.waitSignal(page.told):
        page.copy_picture.click()
    image = QGuiApplication.clipboard().image()
    assert image.width() > 1000
    with qtbot.waitSignal(page.told):
        page.copy_text.click()
    text = QGuiApplication.clipboard().text()
    assert "KOMT NIET OVEREEN" in text
    assert "SERVICE MENU" in text


def test_everything_has_a_name(page: AdminLightPage) -> None:
    for screen in ("main-menu", "configuration-warning", "tms-id", "manager-functions"):
        page.open_screen(screen)
        for control in page.findChildren(QAbstractButton) + page.findChildren(QComboBox):
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert control.accessibleName() or getattr(control, "text", str)(), control
        assert page.view.accessibleDescription()
    assert "STOP" not in page.explanation.texts[0]
    page.open_screen("configuration-warning")
    assert "STOP" in page.explanation.texts[1]
    assert "reason" in page.explanation.texts[2]


@pytest.mark.parametrize(("width", "parts"), [(1200, 3), (800, 2), (600, 1)])
def test_parts_share_the_width(qtbot: QtBot, look: Look, width: int, parts: int) -> None:
    page = shown(qtbot, look, width=width)
    seen = [part for part in (page.search, page.view, page.switches) if part.isVisible()]
    assert len(seen) == parts
    page.search_for("komt nit overeen")
    press(qtbot, KEYS.Key_Return)
    assert page.view.isVisible()
    assert page.view.has_keyboard
    qtbot.keyClick(QApplication.focusWidget(), KEYS.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.field.isVisible()


# --- in the window ---


def test_the_window_marks_it_as_a_simulation(qtbot: QtBot, look: Look) -> None:
    window = MainWindow(look)
    window.set_maker(ADMINLIGHT, lambda: AdminLightPage(look))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert window.page(ADMINLIGHT) is None
    window.show_page(ADMINLIGHT)
    assert window.strip.isVisible()
    assert "terminal" in window.strip.accessibleName()
    assert "SIMULATION" in window.windowTitle()
    window.show_page(CHECKLIST)
    assert not window.strip.isVisible()
    assert "SIMULATION" not in window.windowTitle()


def test_escape_is_the_terminals_while_a_run_could_be_stopped(qtbot: QtBot, look: Look) -> None:
    window = MainWindow(look)
    page = AdminLightPage(look)
    window.set_maker(ADMINLIGHT, lambda: page)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle()
    window.show_page(ADMINLIGHT)
    window.show_running(True)
    stopped: list[bool] = []
    window.stop_wanted.connect(lambda: stopped.append(True))
    page.open_screen("manager-password")
    press(qtbot, KEYS.Key_Escape)
    assert page.terminal.view.title == "HOOFD MENU"
    press(qtbot, KEYS.Key_Escape)
    assert page.terminal.view.kind is ScreenKind.REST
    assert not stopped
    window.show_running(False)


# --- the laboratory's terminal ---


def test_the_terminal_is_the_labs_while_it_runs(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    page = shown(qtbot, look, laboratory)
    page.be_in_shop("Bakkerij De Korenaar", "NL0012345")
    assert "this page alone" in page._which.text
    laboratory.start(("terminal.pos_mode_wrong",))
    qtbot.waitUntil(lambda: laboratory.view.stage is LabStage.RUNNING, timeout=PATIENCE_MS)
    assert page.terminal.is_the_labs
    assert "running lab" in page._which.text
    assert page.terminal.state.world.pos_mode != "flat-outgoing"
    told: list[object] = []
    laboratory.lab_changed.connect(lambda *lab: told.append(lab))
    page.open_screen("pos-mode")
    click(qtbot, page, "TCP FLAT-OUTGOING", double=True)
    assert page.terminal.view.screen == "apply-changes"
    page.view.dialog_buttons["OK"].click()
    qtbot.waitUntil(lambda: "terminal.pos_mode_wrong" not in laboratory.view.faults and bool(told), timeout=PATIENCE_MS)
    # And the other way round: what is broken on the page of the lab shows on the terminal.
    laboratory.set_fault("terminal.day_closed", on=True)
    qtbot.waitUntil(lambda: not page.terminal.state.world.day_open, timeout=PATIENCE_MS)
    page.terminal.begin_again()
    qtbot.waitUntil(lambda: not laboratory.view.busy, timeout=PATIENCE_MS)
    assert not page.terminal.state.world.day_open
    laboratory.stop()
    qtbot.waitUntil(lambda: laboratory.view.stage is LabStage.STOPPED, timeout=PATIENCE_MS)
    assert not page.terminal.is_the_labs
    assert page.terminal.state.world.shop == "Bakkerij De Korenaar"


def test_a_page_opened_while_the_lab_runs_shows_its_terminal(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    laboratory.start(("terminal.day_closed",))
    qtbot.waitUntil(lambda: laboratory.view.stage is LabStage.RUNNING, timeout=PATIENCE_MS)
    page = shown(qtbot, look, laboratory)
    assert page.terminal.is_the_labs
    assert not page.terminal.state.world.day_open


def test_keys_that_change_nothing_leave_the_checklist_alone(qtbot: QtBot, look: Look, laboratory: LabController) -> None:
    page = shown(qtbot, look, laboratory)
    laboratory.start()
    qtbot.waitUntil(lambda: laboratory.view.stage is LabStage.RUNNING, timeout=PATIENCE_MS)
    told: list[object] = []
    laboratory.lab_changed.connect(lambda *lab: told.append(lab))
    page.open_screen("service-password")
    page.view.stop.click()
    press(qtbot, KEYS.Key_Escape)
    qtbot.waitUntil(lambda: not laboratory.view.busy, timeout=PATIENCE_MS)
    assert told == []
    assert laboratory.terminal_state == page.terminal.state
