"""The list of checks: chosen, filtered, answered and copied by keyboard, at every width."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ccdiag.checks import questions
from ccdiag.model.check import Question
from ccdiag.model.event import RunFinished
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light, Verdict
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, PLACE_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.answer_form import answer_form
from ccdiag.ui.models.check_model import CheckRole
from ccdiag.ui.widgets.check_columns import BASIS_EMS, PICTOGRAM_EMS, ColumnMeasure
from ccdiag.ui.widgets.check_list import CheckList
from ccdiag.ui.widgets.check_painting import RowPainter, ShownRow
from ccdiag.ui.widgets.filter_bar import FilterBar, Segment
from ccdiag.ui.widgets.question_editor import QuestionEditor
from tests.ui.runs import begun, broken, ended, folded, healthy, running

_QUESTIONS: tuple[Question, ...] = tuple(getattr(questions, name)() for name in dir(questions) if name.startswith("ask_"))


@pytest.fixture
def shown(qtbot: QtBot, look: Look) -> CheckList:
    made = CheckList(look)
    qtbot.addWidget(made)
    made.resize(look.metrics.length(60), look.metrics.length(70))
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.view.setFocus()
    return made


def _editor(shown: CheckList, check: str) -> QuestionEditor | None:
    for at in range(shown.filter.rowCount()):
        index = shown.filter.index(at, 0)
        if index.data(CheckRole.CHECK) == check:
            editor = shown.view.indexWidget(index)
            return editor if isinstance(editor, QuestionEditor) else None
    return None


def _button(editor: QuestionEditor | None, text: str) -> QPushButton:
    assert editor is not None
    return next(control for control in editor.controls if isinstance(control, QPushButton) and control.text() == text)


def _segment(bar: FilterBar, light: Light | None) -> Segment:
    return next(segment for segment in bar.findChildren(Segment) if segment.light is light)


def test_choosing_by_keyboard_is_told(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(healthy())
    assert not shown.touched
    with qtbot.waitSignal(shown.check_chosen) as told:
        qtbot.keyClick(shown.view, Qt.Key.Key_Home)
    assert told.args == [shown.chosen]
    assert shown.touched
    with qtbot.waitSignal(shown.check_chosen):
        qtbot.keyClick(shown.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.check_opened) as opened:
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert opened.args == [shown.chosen]


def test_a_station_chooses_the_worst_of_its_checks(shown: CheckList) -> None:
    shown.show_state(broken())
    chosen = []
    for station in (Place.AWS_IOT, Place.FIREWALL):
        shown.select_station(station)
        chosen.append(shown.chosen)
    assert chosen == ["mqtt.tls", "mqtt.hold"]
    assert not shown.touched


def test_a_row_is_copied_as_one_readable_line(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    shown.select("mqtt.tls")
    with qtbot.waitSignal(shown.copy_requested) as copied:
        qtbot.keyClick(shown.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args is not None
    assert copied.args[0].startswith("AWS IoT, Encryption of the MQTT service: fault")


def test_a_question_is_answered_by_keyboard_alone(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    shown.select("terminal.settings")
    qtbot.keyClick(shown.view, Qt.Key.Key_F2)
    yes = _button(_editor(shown, "terminal.settings"), "Yes")
    assert QApplication.focusWidget() is yes
    qtbot.keyClick(yes, Qt.Key.Key_Tab)
    no = _button(_editor(shown, "terminal.settings"), "No")
    assert QApplication.focusWidget() is no
    with qtbot.waitSignal(shown.answered) as told:
        qtbot.keyClick(no, Qt.Key.Key_Return)
    assert told.args == ["terminal.dns_set", "no"]


def test_tab_goes_from_the_rows_through_the_questions_from_top_to_bottom(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    shown.view.setFocus()
    keys = []
    for _ in range(9):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        editor = getattr(QApplication.focusWidget(), "parent", lambda: None)()
        if isinstance(editor, QuestionEditor):
            keys.append(editor.question.key)
    expected = ["terminal.pos_mode", *3 * ["terminal.dns_set"], *2 * ["terminal.software"], *3 * ["terminal.whitelisted"]]
    assert keys == expected


def test_standing_on_an_answer_chooses_its_row(shown: CheckList) -> None:
    shown.show_state(broken())
    shown.select("network.interface")
    _button(_editor(shown, "whitelist.entry"), "No").setFocus()
    assert shown.chosen == "whitelist.entry"


def test_an_answered_question_gives_the_focus_back_to_the_rows(shown: CheckList) -> None:
    shown.show_state(broken())
    _button(_editor(shown, "terminal.settings"), "Yes").setFocus()
    shown.show_state(folded(ended("terminal.settings"), after=broken()))
    assert _editor(shown, "terminal.settings") is None
    assert QApplication.focusWidget() is shown.view
    assert shown.chosen == "terminal.settings"


def test_a_software_version_is_typed(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    editor = _editor(shown, "tms.parameters")
    assert editor is not None
    field = editor.controls[0]
    assert isinstance(field, QLineEdit)
    with qtbot.assertNotEmitted(shown.answered):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "14.0.11.01")
    with qtbot.waitSignal(shown.answered) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["terminal.software", "14.0.11.01"]


def test_a_typed_answer_survives_what_happens_elsewhere(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    editor = _editor(shown, "tms.parameters")
    assert editor is not None
    field = editor.controls[0]
    qtbot.keyClicks(field, "14.0")
    shown.show_state(folded(ended("network.proxy"), after=broken()))
    assert _editor(shown, "tms.parameters") is editor
    assert isinstance(field, QLineEdit)
    assert field.text() == "14.0"


def test_a_mode_is_chosen_from_a_menu(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(broken())
    menu = _button(_editor(shown, "terminal.pos_mode"), "Choose…").menu()
    assert [action.text() for action in menu.actions()] == [
        "TCP FLAT-INCOMING",
        "TCP FLAT-OUTGOING",
        "SERIEEL",
        "TCP STANDAARD",
        "Don't know",
    ]
    with qtbot.waitSignal(shown.answered) as told:
        menu.actions()[1].trigger()
    assert told.args == ["terminal.pos_mode", "flat-outgoing"]


def test_a_file_is_asked_for(qtbot: QtBot, shown: CheckList) -> None:
    asked = ended("webkassa.configuration", Verdict.SKIPPED, question=questions.ask_webkassa())
    shown.show_state(folded(begun(), asked, RunFinished(elapsed_s=1.0)))
    with qtbot.waitSignal(shown.file_wanted) as told:
        _button(_editor(shown, "webkassa.configuration"), "Choose a file…").click()
    assert told.args == ["webkassa.file"]


@pytest.mark.parametrize("question", _QUESTIONS, ids=lambda question: question.key)
def test_every_question_has_a_fitting_form(question: Question) -> None:
    form = answer_form(question.key)
    kinds = {"terminal.pos_mode": "menu", "webkassa": "file", "tms_parameters": "file", "generation": "buttons"}
    texts = {"terminal.ip", "terminal.tms_id", "terminal.software"}
    assert form.kind == kinds.get(question.key, "text" if question.key in texts else "buttons")
    if form.kind == "buttons":
        values = [value for value, _ in form.options]
        assert values == (["2.0", "1.0", "unknown"] if question.key == "generation" else ["yes", "no", "unknown"])


def test_every_control_says_what_it_answers(shown: CheckList) -> None:
    shown.show_state(broken())
    yes = _button(_editor(shown, "terminal.settings"), "Yes")
    assert yes.accessibleName() == "Is a DNS server filled in on the terminal? Yes"
    assert yes.accessibleDescription().startswith("On the terminal, likely under")
    assert shown.view.accessibleName() == "Checks"
    assert _segment(shown.filter_bar, Light.FAIL).accessibleName() == "fault: 1"


def test_another_language_reaches_rows_and_controls(shown: CheckList, look: Look) -> None:
    shown.show_state(broken())
    before = _editor(shown, "terminal.settings")
    look.set_language("nl")
    after = _editor(shown, "terminal.settings")
    assert after is not None
    assert after is not before
    assert after.controls[0].accessibleName().startswith("Is er een DNS-server ingevuld")


def test_the_filter_lists_one_light_and_goes_back_to_all_when_that_is_empty(shown: CheckList) -> None:
    shown.show_state(broken())
    _segment(shown.filter_bar, Light.INCONCLUSIVE).click()
    assert shown.filter.rowCount() == 5
    assert _editor(shown, "whitelist.entry") is not None
    shown.show_state(healthy())
    assert shown.filter_bar.light is None
    assert shown.filter.rowCount() == shown.model.rowCount()
    assert not _segment(shown.filter_bar, Light.INCONCLUSIVE).isVisible()


def test_choosing_a_hidden_check_shows_all_again(shown: CheckList) -> None:
    shown.show_state(broken())
    _segment(shown.filter_bar, Light.SKIPPED).click()
    shown.select("mqtt.tls")
    assert shown.chosen == "mqtt.tls"
    assert shown.filter_bar.light is None
    assert shown.view.currentIndex().data(CheckRole.CHECK) == "mqtt.tls"


def test_the_chosen_check_stays_chosen_through_another_plan(shown: CheckList) -> None:
    shown.show_state(broken())
    shown.select("tas.tcp")
    shown.show_state(RunState())
    shown.show_state(running())
    shown.select("tas.tcp")
    assert shown.chosen == "tas.tcp"


def test_a_tick_repaints_running_rows_only(qtbot: QtBot, shown: CheckList, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.show_state(running())
    painted: list[str] = []
    paint = RowPainter.paint

    def spy(self: RowPainter, painter: QPainter, rect: QRect, row: ShownRow) -> None:
        painted.append(row.row.check)
        paint(self, painter, rect, row)

    monkeypatch.setattr(RowPainter, "paint", spy)
    # The paint event may be sent already: wait until nothing is left to draw.
    QApplication.processEvents()
    QApplication.processEvents()
    painted.clear()
    shown.advance(0.25)
    qtbot.waitUntil(lambda: bool(painted))
    assert set(painted) == {"network.internet", "dns.rewriting", "mqtt.tls", "tms.tcp"}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_columns_never_overlap_and_never_leave_the_row(look: Look, language: str, scale: float) -> None:
    look.set_language("nl" if language == "nl" else "en")
    look.set_text_scale(scale)
    measure = ColumnMeasure(look)
    forms = []
    for width in range(look.metrics.length(19), look.metrics.length(120), 7):
        columns = measure.columns(width)
        forms.append(columns.form)
        assert columns.right <= width
        assert columns.text_width >= look.metrics.length(6)
        if columns.form == "stacked":
            continue
        edges = [columns.place, columns.place + columns.place_width, columns.light, columns.word, columns.word + columns.word_width]
        edges += [columns.text, columns.text + columns.text_width, columns.basis, columns.basis + columns.basis_width]
        edges += [columns.history, columns.history + columns.history_width, columns.time]
        assert edges == sorted(edges)
    assert list(dict.fromkeys(forms)) == ["stacked", "narrow", "wide"]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_place_light_or_basis_is_cut(look: Look, language: str, scale: float) -> None:
    look.set_language("nl" if language == "nl" else "en")
    look.set_text_scale(scale)
    metrics, columns = look.metrics, ColumnMeasure(look).columns(look.metrics.length(90))
    bold, small = metrics.sized(1.0, bold=True), metrics.sized(0.92, bold=True)
    name = columns.place_width - (PICTOGRAM_EMS + 0.5) * metrics.em
    assert all(metrics.width(look.say(word), bold) <= name for word in PLACE_WORDS.values())
    assert all(metrics.width(look.say(word), bold) <= columns.word_width for word in LIGHT_WORDS.values())
    basis = columns.basis_width - (BASIS_EMS + 0.35) * metrics.em
    assert all(metrics.width(look.say(word), small) <= basis for word in BASIS_WORDS.values())
    assert metrics.width(look.seconds(99.99), metrics.small) <= columns.time_width


@pytest.mark.parametrize("width_em", [22, 30, 45, 60, 90])
def test_controls_stay_inside_their_row_and_off_its_text(shown: CheckList, look: Look, width_em: int) -> None:
    shown.show_state(broken())
    shown.resize(look.metrics.length(width_em), shown.height())
    QApplication.processEvents()
    for check in ("terminal.settings", "terminal.pos_mode", "tms.parameters", "whitelist.entry"):
        editor = _editor(shown, check)
        assert editor is not None
        at = next(at for at in range(shown.filter.rowCount()) if shown.filter.index(at, 0).data(CheckRole.CHECK) == check)
        rect = shown.view.visualRect(shown.filter.index(at, 0))
        assert rect.contains(editor.geometry())
        assert editor.geometry().width() >= editor.sizeHint().width() or width_em == 22
        for control in editor.controls:
            assert editor.rect().contains(control.geometry())


@pytest.mark.parametrize("width_em", [15, 25, 60])
def test_segments_wrap_rather_than_overlap(qtbot: QtBot, look: Look, width_em: int) -> None:
    bar = FilterBar(look)
    qtbot.addWidget(bar)
    bar.show_counts(dict.fromkeys(Light, 12))
    width = look.metrics.length(width_em)
    bar.resize(width, bar.heightForWidth(width))
    bar.show()
    segments = [segment for segment in bar.findChildren(Segment) if segment.isVisible()]
    assert len(segments) == len(Light) + 1
    assert all(bar.rect().contains(segment.geometry()) for segment in segments)
    for at, segment in enumerate(segments):
        assert not any(segment.geometry().intersects(other.geometry()) for other in segments[at + 1 :])


def test_a_click_chooses(qtbot: QtBot, shown: CheckList) -> None:
    shown.show_state(healthy())
    rect = shown.view.visualRect(shown.filter.index(3, 0))
    with qtbot.waitSignal(shown.check_chosen):
        qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center() - QPoint(5, 0))
    assert shown.touched


def test_the_first_question_is_found(shown: CheckList) -> None:
    shown.show_state(broken())
    shown.select_first_question()
    assert shown.chosen == "terminal.pos_mode"
    assert isinstance(QApplication.focusWidget(), QPushButton)
