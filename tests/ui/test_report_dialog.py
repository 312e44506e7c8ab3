"""Choosing a report in the window."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.i18n.translator import LANGUAGES, Language
from ccdiag.reports.forms import Form, written
from ccdiag.reports.judged import report_of_today
from ccdiag.ui.look import Look
from ccdiag.ui.report_dialog import ReportDialog, open_report
from tests.reports.cases import AMSTERDAM, broken_shop


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> ReportDialog:
    shown = ReportDialog(look, broken_shop(renamed=False), zone=AMSTERDAM)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(shown)
    shown._opens.setChecked(False)
    return shown


@pytest.mark.parametrize("form", [form for form in Form if form.is_text])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_copied_is_what_the_command_line_writes(dialog: ReportDialog, form: Form, language: Language) -> None:
    dialog.choose(form, language)
    dialog.copy()
    expected = written(report_of_today(broken_shop(renamed=False), zone=AMSTERDAM), form, language)
    assert QGuiApplication.clipboard().text() == expected
    assert dialog._preview._text.toPlainText() == expected.replace("\u00a0", " ")


def test_the_language_of_the_report_is_not_that_of_the_window(dialog: ReportDialog, look: Look) -> None:
    dialog.choose(Form.TEXT, "fr")
    assert "Un pare-feu" in dialog.text()
    assert look.language == "en"


@pytest.mark.parametrize(("form", "begins"), [(Form.PDF, b"%PDF-"), (Form.HTML, b"<!doctype html>"), (Form.LETTER, b"To: ")])
def test_it_is_saved_whole(dialog: ReportDialog, tmp_path: Path, form: Form, begins: bytes) -> None:
    dialog.choose(form, "en")
    file = tmp_path / "report"
    dialog.save(file)
    assert file.read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_it_is_opened_afterwards(dialog: ReportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog._opens.setChecked(True)
    dialog.choose(Form.HTML)
    dialog.save(tmp_path / "report.html")
    assert opened == [QUrl.fromLocalFile(str(tmp_path / "report.html"))]


def test_a_file_that_cannot_be_written_is_told(dialog: ReportDialog, tmp_path: Path) -> None:
    dialog.save(tmp_path / "nowhere" / "report.pdf")
    box = dialog.findChild(QMessageBox)
    assert box is not None
    assert "report.pdf" in box.text()
    box.close()


def test_the_file_is_named_after_the_shop(dialog: ReportDialog, qtbot: QtBot) -> None:
    dialog.choose(Form.PDF, "en")
    dialog.ask_file()
    asked: Any = dialog.findChild(QFileDialog)
    assert asked is not None
    assert [Path(name).name for name in asked.selectedFiles()] == ["report-LAB00042-2025-11-22.pdf"]
    asked.close()


def test_the_run_is_chosen(dialog: ReportDialog) -> None:
    dialog.choose(Form.TEXT, "en")
    assert dialog._run.count() == 2
    assert dialog.text().startswith("FAULT")
    dialog._run.setCurrentIndex(1)
    assert dialog.text().startswith("HEALTHY")


def test_only_texts_can_be_copied(dialog: ReportDialog) -> None:
    QGuiApplication.clipboard().setText("before")
    dialog.choose(Form.PDF)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == "before"
    assert not dialog._copy.isVisibleTo(dialog)
    dialog.choose(Form.LETTER)
    assert dialog._copy.isVisibleTo(dialog)


def test_a_case_without_a_run_is_told(qtbot: QtBot, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert open_report(look, parent, replace(broken_shop(), runs=())) is None
    box = parent.findChild(QMessageBox)
    assert box is not None
    box.close()


def test_a_run_is_named_by_its_id(qtbot: QtBot, look: Look) -> None:
    saved = broken_shop(renamed=False)
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = open_report(look, parent, saved, saved.runs[0].id)
    assert shown is not None
    shown.choose(Form.TEXT, "en")
    assert shown.text().startswith("HEALTHY")
    shown.close()


def test_everything_has_a_name_and_is_reached_by_keyboard(dialog: ReportDialog, qtbot: QtBot) -> None:
    dialog.show()
    for button in dialog.findChildren(QPushButton):
        assert button.text()
    for box in (dialog._language, dialog._run):
        label = dialog._language_label if box is dialog._language else dialog._run_label
        assert label.buddy() is box
    sheets = dialog._preview._sheets
    assert sheets.accessibleName()
    assert "A firewall" in sheets.accessibleDescription()
    bar = dialog._preview._scroll.verticalScrollBar()
    sheets.setFocus()
    qtbot.keyClick(sheets, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
