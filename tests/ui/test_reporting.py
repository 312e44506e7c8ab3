"""Reports of what is in sight, in the whole program."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case
from ccdiag.ui.controller import Controller
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.report_dialog import ReportDialog
from ccdiag.ui.reporting import Reporting
from ccdiag.ui.viewing import Viewing
from tests.reports.cases import broken_shop
from tests.ui.test_program import assert_ended_clean, lived

_REPORTED = """
async def reported(program):
    await asyncio.gather(*(task for task in program.controller._tasks if task.get_name() == "ccdiag-report"))
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_run_in_sight_is_reported_with_what_is_kept_of_its_terminal(data: Path) -> None:
    told = lived(
        data,
        """
        from ccdiag.ui.report_dialog import ReportDialog
        clipboard = QApplication.clipboard()
        clipboard.setText("before")
        await program.until(lambda: program.controller.state.finished and not program.controller.running)
        program.controller.answer("terminal.day_open", "no")
        program.window.action("copy_ticket").trigger()
        await reported(program)
        print(clipboard.text().splitlines()[0])
        print("Day open: No (stated)" in clipboard.text())
        program.window.action("report").trigger()
        await reported(program)
        dialog = program.window.findChild(ReportDialog)
        print(dialog._run.count(), dialog.report.simulation, dialog.report.primary.id)
        dialog.close()
        program.window.close()
        """,
        lab=True,
        before=_REPORTED,
    )
    assert told.output[0].startswith("SIMULATION – FAULT (likely, stated): ")
    assert told.output[1:3] == ["True", "1 True terminal.day_closed"]
    assert_ended_clean(told)


def stood(look: Look, qtbot: QtBot, folder: Path) -> tuple[MainWindow, Viewing]:
    """A window with reports in it, and nothing measured."""
    window = MainWindow(look)
    qtbot.addWidget(window)
    controller = Controller(load_environment("ccv"), Case())
    viewing = Viewing(look, window, controller, parent=window)
    controller.setParent(viewing)
    Reporting(look, window, controller, viewing, file=folder / "cases.sqlite3", parent=window)
    return window, viewing


def test_before_the_first_run_there_is_nothing_to_report(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    window, _ = stood(look, qtbot, tmp_path)
    window.action("report").trigger()
    assert window.findChild(ReportDialog) is None
    assert not list(tmp_path.iterdir()), "looking makes no store"


def test_the_saved_case_that_is_looked_at_is_reported(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    window, viewing = stood(look, qtbot, tmp_path)
    saved = broken_shop(renamed=False)
    viewing.open(saved, saved.runs[0].id, "shop.ccdiag")
    window.action("copy_ticket").trigger()
    assert QGuiApplication.clipboard().text().startswith("HEALTHY")
    window.action("report").trigger()
    dialog = window.findChild(ReportDialog)
    assert dialog is not None
    assert dialog.report.result.english() == "Nothing wrong was found"
    dialog.close()
    viewing.leave()


def test_the_entry_stands_where_one_looks_for_it(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    window, _ = stood(look, qtbot, tmp_path)
    entry = window.action("report")
    assert entry.text().replace("&", "") == "Report…"
    menu = next(menu for menu in entry.associatedObjects() if isinstance(menu, QMenu))
    names = [action.objectName() for action in menu.actions()]
    assert names.index("report") == names.index("save") + 1
