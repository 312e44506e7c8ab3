"""Many terminals in the window: what is shown, found, chosen and saved, and that the loop never waits for it."""

import asyncio
import csv
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.app.fleet import WhitelistUse, read_fleet, whitelist_of
from ccdiag.content.environments import load_environment
from ccdiag.i18n.translator import Language
from ccdiag.model.message import Message, message
from ccdiag.settings_check.fleet_judgement import FleetState
from ccdiag.ui.fleet_planning import FleetPlanning
from ccdiag.ui.look import Look
from ccdiag.ui.models.fleet_rows import ConfigurationRows, FleetListing, TerminalRows, listing_of
from ccdiag.ui.widgets.fleet_panel import FleetPanel
from tests.settings_check.fleets import RIGHT
from tests.ui.layout_audit import problems

CCV = load_environment("ccv")
WAIT_MS = 20_000
OLD = {"managementSystemId": "08900000002"}
SHOPS: tuple[dict[str, str], ...] = (
    {"tms_id": "001", "configuration": "bakery.json", **OLD},
    {"tms_id": "002", "configuration": "bakery.json", **OLD},
    {"tms_id": "003", "configuration": "butcher.json", **OLD, "software": "13.0", "MQT": "Disabled"},
    {"tms_id": "004", "configuration": "butcher.json", **OLD},
    {"tms_id": "005", "configuration": "florist.json"},
    {"tms_id": "006", "configuration": "", "software": ""},
)


def table(path: Path, *changes: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(RIGHT)
        writer.writerows([{**RIGHT, **change}.values() for change in changes])
    return path


def listing(path: Path, *changes: dict[str, str], whitelist: WhitelistUse | None = None) -> FleetListing:
    return listing_of(read_fleet(table(path, *changes), CCV, whitelist=whitelist))


def shown_panel(qtbot: QtBot, look: Look, width: int = 1100, height: int = 760) -> FleetPanel:
    panel = FleetPanel(look)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def column(panel: FleetPanel, number: int, *, terminals: bool = False) -> list[str]:
    model = (panel.terminals if terminals else panel.configurations).model()
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def said(widget: QWidget) -> str:
    texts = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join([*texts, *(edit.toPlainText() for edit in widget.findChildren(QTextEdit) if edit.isVisibleTo(widget))])


def test_what_is_shown(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS))
    assert column(panel, 0) == ["1", "2", "3", "4"]
    assert column(panel, 1) == ["bakery.json", "butcher.json", "florist.json", "not stated"]
    assert column(panel, 2) == ["Webkassa last", "not ready", "ready", "cannot tell"]
    assert column(panel, 3) == ["2", "2", "1", "1"]
    assert "MQT is off (1)" in column(panel, 4)[1]
    assert column(panel, 0, terminals=True) == ["001", "002"]
    assert "1 ready, 3 Webkassa last, 1 not ready, 1 cannot tell" in said(panel)
    panel.configurations.selectRow(1)
    assert column(panel, 0, terminals=True) == ["003", "004"]
    panel.terminals.selectRow(0)
    assert "software version is 13.0; needed is ≥ 14.0.11.01." in said(panel)
    assert "003, merchant M1, line 4" in said(panel)


def test_search_and_filter(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS))
    panel.field.setText("BUTCH")
    qtbot.waitUntil(lambda: column(panel, 1) == ["butcher.json"])
    assert column(panel, 0, terminals=True) == ["003", "004"]
    panel.field.setText("002")
    qtbot.waitUntil(lambda: column(panel, 1) == ["bakery.json"])
    assert column(panel, 0) == ["1"]
    assert column(panel, 0, terminals=True) == ["002"]
    panel.field.setText("nobody")
    qtbot.waitUntil(lambda: column(panel, 1) == [])
    assert column(panel, 0, terminals=True) == []
    panel.field.clear()
    qtbot.waitUntil(lambda: len(column(panel, 1)) == 4)
    panel.filter.setCurrentIndex(panel.filter.findData(FleetState.NOT_READY.value))
    assert column(panel, 1) == ["butcher.json"]
    assert column(panel, 0, terminals=True) == ["003"]
    panel.filter.setCurrentIndex(0)
    assert len(column(panel, 1)) == 4


def test_rows_are_copied(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS))
    panel.terminals.setFocus()
    panel.terminals.selectAll()
    qtbot.keyClick(panel.terminals, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["001", "002"]


def test_a_problem_leaves_what_was_there(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    panel.show_progress("terminals.csv", 37)
    assert "terminals.csv is read: 37 %" in said(panel)
    assert panel.stop_button.isVisibleTo(panel)
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS))
    panel.show_problem(message("It is a picture."))
    assert "It is a picture." in said(panel)
    assert len(column(panel, 1)) == 4
    panel.show_nothing()
    assert panel.listing is None


def test_the_models_keep_to_the_rules(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    read = listing(tmp_path / "terminals.csv", *SHOPS)
    configurations, terminals = ConfigurationRows(look), TerminalRows(look)
    testers = [QAbstractItemModelTester(model) for model in (configurations, terminals)]
    for state in (None, *FleetState):
        for text in ("", "bakery", "00", "x"):
            configurations.show_found(read, read.found(text, state))
            for row in range(configurations.rowCount()):
                terminals.show_terminals(configurations.configuration(row), text, state)
                assert terminals.rowCount() > 0
    configurations.show_found(None, ())
    terminals.show_terminals(None, "", None)
    assert len(testers) == 2


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
@pytest.mark.parametrize(("scale", "width", "height"), [(1.0, 1200, 760), (1.0, 640, 900), (2.0, 1300, 1000), (2.0, 720, 1300)])
def test_nothing_is_cut_off(qtbot: QtBot, look: Look, tmp_path: Path, language: Language, scale: float, width: int, height: int) -> None:
    listed = tmp_path / "whitelist.csv"
    listed.write_text("merchant;tms_id\nM1;001\nM2;002\nM1;3\n")
    panel = shown_panel(qtbot, look, width, height)
    look.set_language(language)
    look.set_text_scale(scale)
    qtbot.waitUntil(lambda: problems(panel) == [])
    panel.show_progress("terminals.csv", 37)
    qtbot.waitUntil(lambda: problems(panel) == [])
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS, whitelist=whitelist_of(CCV, listed)))
    panel.terminals.selectRow(0)
    qtbot.waitUntil(lambda: problems(panel) == [])


class Spawned:
    """Runs what is spawned on a loop that Qt's turns drive."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.tasks: list[asyncio.Task[None]] = []

    def __call__(self, work: Coroutine[Any, Any, None], _name: str) -> None:
        self.tasks.append(self.loop.create_task(work))

    def turn(self) -> bool:
        """Let the loop go round once; whether all is done."""
        self.loop.call_soon(self.loop.stop)
        self.loop.run_forever()
        return all(task.done() for task in self.tasks)

    def close(self) -> None:
        assert all(task.exception() is None for task in self.tasks)
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture
def spawned() -> Any:  # noqa: ANN401  # a generator of pytest's
    made = Spawned()
    yield made
    made.close()


def joined(qtbot: QtBot, look: Look, spawned: Spawned) -> tuple[FleetPlanning, list[Message]]:
    window = QWidget()
    qtbot.addWidget(window)
    planning = FleetPlanning(look, window, spawned, lambda: CCV, window)
    qtbot.addWidget(planning.panel)
    heard: list[Message] = []
    planning.told.connect(heard.append)
    planning.warned.connect(heard.append)
    return planning, heard


def test_a_table_is_read_held_against_a_whitelist_and_saved(qtbot: QtBot, look: Look, tmp_path: Path, spawned: Spawned) -> None:
    planning, heard = joined(qtbot, look, spawned)
    path, listed, target = table(tmp_path / "terminals.csv", *SHOPS), tmp_path / "whitelist.csv", tmp_path / "results.csv"
    listed.write_text("merchant;tms_id\nM9;001\n")
    planning.open_file(path)
    qtbot.waitUntil(spawned.turn, timeout=WAIT_MS)
    assert planning.panel.listing is not None
    planning.use_whitelist(listed)
    qtbot.waitUntil(spawned.turn, timeout=WAIT_MS)
    assert "on another merchant's whitelist" in " ".join(column(planning.panel, 4))
    planning.save(target)
    planning.save(path)
    planning.save(tmp_path / "no folder" / "results.csv")
    qtbot.waitUntil(spawned.turn, timeout=WAIT_MS)
    assert sorted(one.english() for one in heard) == [
        "Saved as results.csv.",
        "results.csv cannot be written.",
        "terminals.csv is what the results come from; save them under another name.",
    ]
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_is_no_table_is_said(qtbot: QtBot, look: Look, tmp_path: Path, spawned: Spawned) -> None:
    planning, _ = joined(qtbot, look, spawned)
    (tmp_path / "list.csv").write_text("nothing")
    planning.open_file(tmp_path / "list.csv")
    qtbot.waitUntil(spawned.turn, timeout=WAIT_MS)
    assert "list.csv has no heading" in said(planning.panel)


def test_reading_is_stopped(qtbot: QtBot, look: Look, tmp_path: Path, spawned: Spawned) -> None:
    planning, _ = joined(qtbot, look, spawned)
    path = tmp_path / "many.csv"
    path.write_text("tms_id;configuration\n" + "".join(f"{number:07};c{number // 5}\n" for number in range(300_000)))
    planning.open_file(path)
    spawned.turn()
    planning.panel.stop_wanted.emit()
    qtbot.waitUntil(spawned.turn, timeout=WAIT_MS)
    assert planning.panel.listing is None
    assert not planning.panel.stop_button.isVisibleTo(planning.panel)


def test_a_dropped_table_is_read(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "terminals.csv"))])
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(panel.file_dropped) as heard:
        panel.dropEvent(event)
    assert heard.args == [tmp_path / "terminals.csv"]


def test_language_and_size_change_while_it_is_shown(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    panel = shown_panel(qtbot, look)
    panel.show_listing(listing(tmp_path / "terminals.csv", *SHOPS))
    panel.configurations.selectRow(1)
    look.set_language("nl")
    look.set_mode("dark")
    look.set_mode("light")
    assert column(panel, 0, terminals=True) == ["003", "004"]
    assert "niet te zeggen" in said(panel) + " ".join(column(panel, 2))
