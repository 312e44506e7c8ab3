"""What leaves the shop is seen, switched and written in the export dialog."""

import json
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from ccdiag.cases.bundle import read_bundle
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.redaction import PersonalValue, find_personal
from ccdiag.cases.redaction_kinds import KIND_WORDS, PersonalKind
from ccdiag.cases.redaction_secrets import without_secrets
from ccdiag.i18n.translator import LANGUAGES, Language
from ccdiag.model.message import message
from ccdiag.model.saved_case import CaseNote, SavedCase
from ccdiag.ui.export_dialog import ExportDialog, suggested_name
from ccdiag.ui.exporting import offer_export, open_export
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.redaction_tree import BECOMES, TIMES, VALUE_ROLE, WHERE, RedactionTree
from tests.cases.redacting import named, saved_case, saved_run
from tests.ui import runs
from tests.ui.layout_audit import problems
from tests.ui.test_accessibility import unnamed, unreached, unseen_focus
from tests.ui.windows import settle, situation

NOTE = "Gesproken met mevr. De Vries (vries@jansen.nl) over 81.82.83.84; wachtwoord is geheim99. 192.168.16.1 is de router."


@cache
def saved() -> SavedCase:
    state = runs.broken()
    about = situation()
    case = named(about.case, "Bakkerij Jansen")
    run = saved_run(state, about.environment, case)
    return saved_case(case, run, notes=(CaseNote(at=datetime(2026, 11, 23, tzinfo=UTC), text=NOTE),), simulation=state.simulation)


@cache
def found() -> tuple[PersonalValue, ...]:
    return find_personal(without_secrets(documents_of(saved())).documents, salt=b"salt")


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> ExportDialog:
    shown = ExportDialog(look, None, saved())
    qtbot.addWidget(shown)
    shown.show_found(found(), 2)
    shown.show()
    return shown


def _rows(dialog: ExportDialog) -> dict[str, QModelIndex]:
    """Return the rows by what stands in them."""
    model: QAbstractItemModel = dialog.table.model()
    heads = [model.index(row, 0) for row in range(model.rowCount())]
    values = [model.index(row, 0, head) for head in heads for row in range(model.rowCount(head))]
    return {str(index.data()): index for index in (*heads, *values)}


def _checked(index: QModelIndex) -> Qt.CheckState:
    return Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))


def test_the_tree_is_a_sound_model(qtbot: QtBot, look: Look) -> None:
    tree = RedactionTree(look, found())
    QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tree.switch(tree.index(0, 0))
    tree.retell()


def test_every_value_is_shown_with_what_it_becomes_how_often_and_where(dialog: ExportDialog) -> None:
    rows = _rows(dialog)
    for value in found():
        if value.kind is PersonalKind.NOTE:
            continue
        row = rows.get(value.value) or next(row for text, row in rows.items() if text.replace(":", "") == value.value)
        assert row.siblingAtColumn(BECOMES).data().replace(":", "") == value.pseudonym.replace(":", "")
        assert row.siblingAtColumn(TIMES).data() == str(value.count)
        assert row.siblingAtColumn(WHERE).data()
        assert row.siblingAtColumn(BECOMES).data() in row.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_what_is_on_by_default_is_ticked(dialog: ExportDialog, look: Look) -> None:
    rows = _rows(dialog)
    assert _checked(rows["Bakkerij Jansen"]) is Qt.CheckState.Checked
    assert _checked(rows["192.168.16.1"]) is Qt.CheckState.Unchecked
    assert dialog.kept == {value for value in found() if not value.on_by_default}


def test_a_kind_is_partly_on_when_one_of_its_values_is_off(dialog: ExportDialog, look: Look) -> None:
    public = [value for value in found() if value.kind is PersonalKind.PRIVATE_ADDRESS]
    head = _rows(dialog)[look.say(KIND_WORDS[PersonalKind.PRIVATE_ADDRESS])]
    dialog.table.switch(head)
    assert not {value for value in dialog.kept if value.kind is PersonalKind.PRIVATE_ADDRESS}
    if len(public) > 1:
        dialog.table.switch(_rows(dialog)[public[0].value])
        head = _rows(dialog)[look.say(KIND_WORDS[PersonalKind.PRIVATE_ADDRESS])]
        assert _checked(head) is Qt.CheckState.PartiallyChecked
        dialog.table.switch(head)
        assert _checked(head) is Qt.CheckState.Checked


def test_the_count_of_what_stays_readable_follows(dialog: ExportDialog) -> None:
    kept = len(dialog.kept)
    assert f"{kept} stay readable" in dialog._foot.toPlainText()
    assert "masked in 2 places" in dialog._foot.toPlainText()
    dialog.table.switch(_rows(dialog)["Bakkerij Jansen"])
    assert f"{kept + 1} stay readable" in dialog._foot.toPlainText()


def test_the_space_bar_and_a_click_on_the_box_switch(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.table.setCurrentIndex(_rows(dialog)["Bakkerij Jansen"])
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert _checked(_rows(dialog)["Bakkerij Jansen"]) is Qt.CheckState.Unchecked
    area = dialog.table.visualRect(_rows(dialog)["Bakkerij Jansen"])
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(area.left() + 8, area.center().y()))
    assert _checked(_rows(dialog)["Bakkerij Jansen"]) is Qt.CheckState.Checked
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(area.right() - 8, area.center().y()))
    assert _checked(_rows(dialog)["Bakkerij Jansen"]) is Qt.CheckState.Checked, "a click on the text only chooses the row"


def test_the_search_finds_values_and_kinds_and_changes_no_switch(dialog: ExportDialog, look: Look) -> None:
    kept = dialog.kept
    dialog.field.setText("jansen bakk")
    assert {str(index.data()) for index in _rows(dialog).values() if index.data(VALUE_ROLE) is not None} == {"Bakkerij Jansen"}
    dialog.field.setText("telephone")
    assert "vries@jansen.nl" in _rows(dialog)
    dialog.field.setText("nothing like it")
    assert dialog.table.isHidden()
    assert "fits" in dialog._nothing.toPlainText()
    dialog.field.clear()
    assert dialog.kept == kept
    assert set(_rows(dialog)) >= {look.say(KIND_WORDS[value.kind]) for value in found()}


def test_nothing_personal_can_still_be_written(qtbot: QtBot, look: Look) -> None:
    shown = ExportDialog(look, None, saved())
    qtbot.addWidget(shown)
    assert not shown.save.isEnabled()
    assert "Looking" in shown._nothing.toPlainText()
    shown.show_found((), 0)
    assert "Nothing personal" in shown._nothing.toPlainText()
    assert shown.save.isEnabled()


def test_a_problem_is_told_and_leaves_everything_as_it_was_chosen(dialog: ExportDialog) -> None:
    dialog.table.switch(_rows(dialog)["Bakkerij Jansen"])
    kept = dialog.kept
    dialog.show_writing()
    assert not dialog.save.isEnabled()
    dialog.show_problem(message("the disk is full"))
    assert "the disk is full" in dialog._foot.toPlainText()
    assert dialog.save.isEnabled()
    assert dialog.kept == kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language_and_keeps_its_switches(dialog: ExportDialog, look: Look, language: Language) -> None:
    kept = dialog.kept
    look.set_language(language)
    assert dialog.kept == kept
    for text in ("What is personal in this case", "Export for the helpdesk"):
        assert look.say(message(text)) in {dialog.table.accessibleName(), dialog.windowTitle()}


def test_it_fits_a_narrow_window_and_large_text(dialog: ExportDialog, look: Look) -> None:
    dialog.resize(640, 560)
    assert dialog.width() == 640
    look.set_text_scale(2.0)
    dialog.resize(640, 560)
    settle()
    assert dialog.table.isColumnHidden(WHERE), "what does not fit is told when the row is pointed at"
    room = dialog.table.viewport().width()
    assert sum(dialog.table.columnWidth(column) for column in range(4)) <= room + 1
    for button in (dialog.save, dialog.cancel):
        assert dialog.rect().contains(button.geometry())


def test_the_name_of_the_file_tells_nothing_of_whom() -> None:
    name = suggested_name(saved())
    assert name.endswith(".ccdiag")
    assert not any(value.value.casefold() in name.casefold() for value in found())
    assert runs.broken().verdict.value in name


def test_a_case_without_runs_has_a_name_too() -> None:
    assert suggested_name(saved_case(saved().case), today=datetime(2026, 11, 23, 14, 5, tzinfo=UTC)) == "ccdiag-2026-11-23-1405-case.ccdiag"


def _write(dialog: ExportDialog, file: Path) -> None:
    """Choose a file as the platform's own dialog does."""
    dialog.save.click()
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.selectedFiles()[0].endswith(suggested_name(saved()))
    asked.fileSelected.emit(str(file))
    asked.close()


def test_a_case_is_exported_as_it_was_shown(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    shown = open_export(look, None, saved())
    qtbot.addWidget(shown)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.waitUntil(shown.save.isEnabled, timeout=20_000)
    shown.table.switch(_rows(shown)["vries@jansen.nl"])
    shown.table.switch(next(row for text, row in _rows(shown).items() if "81.82.83.84" in text and "De Vries" in text))
    pseudonym = _rows(shown)["Bakkerij Jansen"].siblingAtColumn(BECOMES).data()
    file = tmp_path / "out.ccdiag"
    _write(shown, file)
    qtbot.waitUntil(shown.folder.isVisible, timeout=20_000)
    assert str(file) in shown._foot.toPlainText()
    assert shown.cancel.isDefault()
    opened = read_bundle(file)
    assert opened.saved.shop == pseudonym
    note = opened.saved.notes[0].text
    assert "vries@jansen.nl" in note
    assert not any(gone in note for gone in ("De Vries", "81.82.83.84", "geheim99"))
    with zipfile.ZipFile(file) as archive:
        done = json.loads(archive.read("redaction.json"))
    assert done["schema"] == "ccdiag.redaction/1"
    assert done["secrets"] >= 1


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    shown = open_export(look, None, saved())
    qtbot.addWidget(shown)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.waitUntil(shown.save.isEnabled, timeout=20_000)
    _write(shown, tmp_path / "no such folder" / "out.ccdiag")
    qtbot.waitUntil(lambda: "out.ccdiag" in shown._foot.toPlainText(), timeout=20_000)
    assert shown.save.isEnabled()
    assert list(tmp_path.iterdir()) == []


def test_closing_while_it_looks_is_no_trouble(qtbot: QtBot, look: Look) -> None:
    shown = open_export(look, None, saved())
    gone: list[object] = []
    shown.destroyed.connect(lambda: gone.append(True))
    looking = [thread for thread in threading.enumerate() if thread.name == "ccdiag-export"]
    shown.reject()
    qtbot.waitUntil(lambda: bool(gone))
    for thread in looking:
        thread.join()
    QCoreApplication.processEvents()


def test_the_file_menu_exports_the_run_in_sight(qtbot: QtBot, look: Look) -> None:
    window = MainWindow(look)
    qtbot.addWidget(window)
    asked: list[Callable[[SavedCase, str], object]] = []
    offer_export(look, window, asked.append)
    entry = window.action("export")
    menu = next(menu for menu in entry.associatedObjects() if isinstance(menu, QMenu))
    names = [action.objectName() for action in menu.actions()]
    assert names.index("export") == names.index("save") + 1
    assert entry.shortcut() == QKeySequence("Ctrl+E")
    entry.trigger()
    asked[0](saved(), saved().runs[0].id)
    shown = window.findChild(ExportDialog)
    assert shown is not None
    shown.reject()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height", "scale"), [(1280, 860, 1.0), (640, 560, 1.0), (1280, 860, 2.0), (660, 620, 2.0)])
def test_nothing_is_cut_off_or_out_of_reach(
    dialog: ExportDialog, look: Look, language: Language, width: int, height: int, scale: float
) -> None:
    look.set_language(language)
    look.set_text_scale(scale)
    dialog.resize(width, height)
    settle()
    assert not problems(dialog)


def test_every_control_is_named_reached_and_shows_the_keyboard(dialog: ExportDialog, qtbot: QtBot) -> None:
    settle()
    assert not unnamed(dialog)
    assert not unreached(qtbot, dialog)
    assert not unseen_focus(dialog)
