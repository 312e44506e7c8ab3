import asyncio
import json
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Terminal
from ccdiag.settings_check.document import SettingsDocument, UnusableDocument
from ccdiag.settings_check.lint_report import FindingSeverity, LintVerdict
from ccdiag.settings_check.unreadable import Unreadable
from ccdiag.ui import settings_checking
from ccdiag.ui.look import Look
from ccdiag.ui.pages.configuration_page import FLEET, ConfigurationPage
from ccdiag.ui.settings_checking import MOST_SOURCES, CheckedSettings, SettingsChecking, Source
from ccdiag.ui.settings_checking import content_of as settings_checking_content_of

WEBKASSA = '{"terminalId": "NL0012345", "managementSystemId": "08900000002", "accessProtocol": "OPI_NL", "apiKey": "l_abcdefghijkl1234"}'
TMS = "Parameter;Value\nMQT;Disabled\nCCV Cloud Connection;Enabled\nsoftware version;14.0.11.01\n"
SECRET = "l_abcdefghijkl1234"


def at_once(work: Coroutine[Any, Any, None], _name: str) -> None:
    asyncio.run(work)


@pytest.fixture
def checking(qtbot: QtBot) -> SettingsChecking:
    # Of the shipped environment only what it says of the endpoints is read; nothing is asked.
    return SettingsChecking(at_once, load_environment("ccv"), Case(terminal=Terminal(tms_id="NL0012345")))


def joined(qtbot: QtBot, look: Look, checking: SettingsChecking, width: int = 1100, fleet: QWidget | None = None) -> ConfigurationPage:
    page = ConfigurationPage(look, fleet)
    qtbot.addWidget(page)
    checking.changed.connect(page.show_checked)
    page.resize(width, 760)
    with qtbot.waitExposed(page):
        page.show()
    return page


def texts(page: QWidget) -> str:
    parts = [label.text() for label in page.findChildren(QLabel)] + [text.toPlainText() for text in page.findChildren(QTextEdit)]
    return "\n".join([*parts, *(str(button.text()) for button in page.findChildren(QPushButton))])


def button(page: QWidget, text: str) -> QPushButton:
    return next(found for found in page.findChildren(QPushButton) if found.text().replace("&", "") == text)


def saved(folder: Path, **files: str) -> list[Path]:
    made = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(content, encoding="utf-8")
        made.append(path)
    return made


def test_files_are_judged_together_and_the_gravest_stands_first(
    qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path
) -> None:
    page = joined(qtbot, look, checking)
    checking.mean_generation("2.0")
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA, tms_csv=TMS))
    report = checking.checked.report
    assert report is not None
    assert report.verdict is LintVerdict.FAULT
    severities = [finding.severity for finding in report.findings]
    assert severities == sorted(severities, key=list(FindingSeverity).index)
    assert page.findings.model().rowCount() == len(report.findings)
    assert f"Faults in these settings: {severities.count(FindingSeverity.FAULT)}" in texts(page)
    assert look.say(report.findings[0].title) in texts(page.detail)


def test_no_secret_of_a_file_is_shown(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    page = joined(qtbot, look, checking)
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA))
    checking.paste(WEBKASSA, look.say)
    models = (page.findings.model(), page.sources.view.model(), page.table.model())
    shown = [
        str(model.index(row, column).data(role))
        for model in models
        for row in range(model.rowCount())
        for column in range(4)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    for row in range(page.findings.model().rowCount()):
        page.findings.choose(row)
        shown += [texts(page), page.detail.text()]
    assert shown
    assert not any(SECRET in text for text in shown)
    assert SECRET not in repr(checking.checked)


def test_a_file_that_is_of_no_use_says_why_and_hides_no_fault(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    page = joined(qtbot, look, checking)
    checking.open_files([tmp_path / "missing.json"])
    assert checking.checked.report is not None
    assert checking.checked.report.verdict is LintVerdict.UNUSABLE
    assert "A file cannot be used" in texts(page)
    checking.mean_generation("2.0")
    checking.open_files(saved(tmp_path, tms_csv=TMS))
    assert "Faults in these settings" in texts(page)


def test_what_is_left_out_is_judged_no_longer(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    page = joined(qtbot, look, checking)
    checking.mean_generation("2.0")
    page.removed.connect(checking.remove)
    page.clear_wanted.connect(checking.clear)
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA, tms_csv=TMS))
    page.sources.view.setCurrentIndex(page.sources.view.model().index(1, 0))
    page.sources.view.setFocus()
    qtbot.keyClick(page.sources.view, Qt.Key.Key_Delete)
    assert [source.name for source in checking.checked.sources] == ["webkassa.json"]
    assert checking.checked.report is not None
    assert {finding.file for finding in checking.checked.report.findings} == {"webkassa.json"}
    button(page, "Clear").click()
    assert checking.checked == CheckedSettings()
    assert page.findings.isHidden()


def test_a_file_that_was_changed_is_read_again(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    page = joined(qtbot, look, checking)
    page.read_again_wanted.connect(checking.read_again)
    checking.mean_generation("2.0")
    (path,) = saved(tmp_path, webkassa_json=WEBKASSA)
    checking.open_files([path])
    path.write_text(WEBKASSA.replace("08900000002", "GrundmasterNL"), encoding="utf-8")
    button(page, "Read again").click()
    assert checking.checked.report is not None
    assert not checking.checked.report.of(FindingSeverity.FAULT)
    assert "No fault found in these settings" in texts(page)


def test_files_that_are_dropped_are_checked_and_cases_are_left_to_the_window(qtbot: QtBot, look: Look, checking: SettingsChecking) -> None:
    page = joined(qtbot, look, checking)
    dropped: list[list[Path]] = []
    page.files_dropped.connect(dropped.append)
    for names, taken in ((["a.json", "b.csv"], True), (["case.toml"], False), (["x.ccdiag"], False)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(f"/somewhere/{name}") for name in names])
        event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        page.dropEvent(event)
        assert event.isAccepted() is taken
    assert [[path.name for path in paths] for paths in dropped] == [["a.json", "b.csv"]]


def test_nothing_to_paste_is_told(qtbot: QtBot, look: Look, checking: SettingsChecking) -> None:
    with qtbot.waitSignal(checking.refused):
        checking.paste("  \n", look.say)
    assert checking.checked.sources == ()


def test_a_drive_that_is_gone_holds_up_neither_the_window_nor_the_other_files(
    qtbot: QtBot, checking: SettingsChecking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (there,) = saved(tmp_path, webkassa_json=WEBKASSA)
    gone, released = tmp_path / "gone.json", threading.Event()

    def content_of(source: Source) -> bytes | Unreadable:
        if source.path == gone:
            released.wait()
        return settings_checking_content_of(source)

    monkeypatch.setattr(settings_checking, "content_of", content_of)
    monkeypatch.setattr(settings_checking, "_READING_S", 0.1)
    checking.open_files([gone, there])
    released.set()
    assert checking.checked.report is not None
    assert not checking.checked.busy
    assert [type(document) for document in checking.checked.documents] == [UnusableDocument, SettingsDocument]


def test_what_is_stated_is_judged_beside_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    waiting: list[Coroutine[Any, Any, None]] = []
    checking = SettingsChecking(lambda work, _name: waiting.append(work), load_environment("ccv"), Case())
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA))
    asyncio.run(waiting.pop())
    before = checking.checked.report
    checking.mean_generation("1.0")
    checking.mean_generation("2.0")
    assert checking.checked.report is before
    for work in waiting:
        asyncio.run(work)
    assert checking.checked.report is not None
    assert checking.checked.report.generation == "2.0"


def test_thousands_of_findings_are_laid_out_bit_by_bit(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    terminals = [{"terminalId": f"NL{number:07}", "managementSystemId": f"N{number}", "accessProtocol": "OPI"} for number in range(400)]
    checking.compare_with(Case(), load_environment("ccv"))
    page = joined(qtbot, look, checking)
    checking.mean_generation("2.0")
    checking.open_files(saved(tmp_path, webkassa_json=json.dumps(terminals)))
    assert checking.checked.report is not None
    findings, last = page.findings, len(checking.checked.report.findings) - 1
    assert last >= 400
    assert not findings.visualRect(findings.model().index(last, 0)).isValid()
    qtbot.waitUntil(lambda: findings.visualRect(findings.model().index(last, 0)).isValid())


def test_too_many_files_are_refused_with_a_word(qtbot: QtBot, checking: SettingsChecking, tmp_path: Path) -> None:
    with qtbot.waitSignal(checking.refused):
        checking.open_files([tmp_path / f"{number}.json" for number in range(MOST_SOURCES + 5)])
    assert len(checking.checked.sources) == MOST_SOURCES


def test_models_keep_the_rules(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path) -> None:
    page = joined(qtbot, look, checking)
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (page.findings.model(), page.sources.view.model(), page.table.model())
    ]
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA, tms_csv=TMS))
    checking.mean_generation("2.0")
    look.set_language("nl")
    checking.clear()
    assert len(testers) == 3


@pytest.mark.parametrize("width", [420, 640, 1300])
def test_everything_lies_inside_at_any_width(qtbot: QtBot, look: Look, checking: SettingsChecking, tmp_path: Path, width: int) -> None:
    page = joined(qtbot, look, checking, width)
    checking.open_files(saved(tmp_path, webkassa_json=WEBKASSA, tms_csv=TMS))
    qtbot.waitUntil(page.findings.isVisible)
    for found in page.findChildren(QPushButton):
        if found.isVisible():
            right = found.mapTo(page, found.rect().topRight()).x()
            assert right <= page.width(), found.text()


def test_many_terminals_have_a_tab_of_their_own(qtbot: QtBot, look: Look, checking: SettingsChecking) -> None:
    fleet = QWidget()
    page = joined(qtbot, look, checking, fleet=fleet)
    assert not fleet.isVisible()
    page.show_fleet()
    assert fleet.isVisible()
    assert page._tabs.choice == FLEET
