import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Terminal
from ccdiag.model.message import Message
from ccdiag.ui.correcting import Correcting
from ccdiag.ui.look import Look
from ccdiag.ui.settings_checking import SettingsChecking

SECRET = "l_abcdefghijkl1234"
WRONG = {"terminalId": "NL0012345", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI", "apiKey": SECRET}


def at_once(work: Coroutine[Any, Any, None], _name: str) -> None:
    asyncio.run(work)


class Told:
    """Collects what was said."""

    def __init__(self, correcting: Correcting) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []
        correcting.told.connect(lambda told: self.said.append(english(told)))
        correcting.warned.connect(lambda told: self.warned.append(english(told)))


def english(told: Message) -> str:
    return told.english()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def checking(qtbot: QtBot, tmp_path: Path) -> SettingsChecking:
    made = SettingsChecking(at_once, load_environment("ccv"), Case(terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL")))
    made.mean_generation("2.0")
    path = tmp_path / "webkassa.json"
    path.write_text(json.dumps(WRONG, indent=3), encoding="utf-8")
    made.open_files([path])
    return made


def choose(window: QWidget, path: Path) -> None:
    """Save in the dialog that is open, as a user would."""
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_a_corrected_copy_has_only_the_wrong_value_changed(
    qtbot: QtBot, look: Look, window: QWidget, checking: SettingsChecking, tmp_path: Path
) -> None:
    correcting = Correcting(look, window, at_once)
    told = Told(correcting)
    correcting.save_corrected(0, checking.checked)
    (dialog,) = window.findChildren(QFileDialog)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["webkassa-corrected.json"]
    target = tmp_path / "mended.json"
    choose(window, target)
    assert target.read_text() == (tmp_path / "webkassa.json").read_text().replace('"OPI"', '"OPI_NL"')
    assert told.said == ["Saved as mended.json."]
    assert not told.warned


def test_the_original_is_never_written_over(qtbot: QtBot, look: Look, window: QWidget, checking: SettingsChecking, tmp_path: Path) -> None:
    original = tmp_path / "webkassa.json"
    before = original.read_bytes()
    link = tmp_path / "link.json"
    link.hardlink_to(original)
    correcting = Correcting(look, window, at_once)
    told = Told(correcting)
    for target in (original, link):
        correcting.save_corrected(0, checking.checked)
        choose(window, target)
        assert target.read_bytes() == before
    assert len(told.warned) == 2
    assert not told.said


def test_where_nothing_is_certain_nothing_is_offered_to_save(
    qtbot: QtBot, look: Look, window: QWidget, checking: SettingsChecking, tmp_path: Path
) -> None:
    (tmp_path / "webkassa.json").write_text(json.dumps({**WRONG, "accessProtocol": "OPI_NL", "terminalId": "NL9"}), encoding="utf-8")
    checking.read_again()
    correcting = Correcting(look, window, at_once)
    told = Told(correcting)
    correcting.save_corrected(0, checking.checked)
    assert not window.findChildren(QFileDialog)
    assert told.warned == ["webkassa.json: nothing is certain enough to be corrected."]


def test_the_list_of_what_has_to_be_set_names_no_secret(
    qtbot: QtBot, look: Look, window: QWidget, checking: SettingsChecking, tmp_path: Path
) -> None:
    correcting = Correcting(look, window, at_once)
    correcting.save_list(checking.checked)
    target = tmp_path / "list.csv"
    choose(window, target)
    text = target.read_text(encoding="utf-8-sig")
    assert "accessProtocol;OPI_NL;OPI;wrong" in text
    assert SECRET not in text


def test_a_file_that_is_gone_meanwhile_is_told(
    qtbot: QtBot, look: Look, window: QWidget, checking: SettingsChecking, tmp_path: Path
) -> None:
    (tmp_path / "webkassa.json").unlink()
    correcting = Correcting(look, window, at_once)
    told = Told(correcting)
    correcting.save_corrected(0, checking.checked)
    assert told.warned == ["webkassa.json cannot be read any more."]
