"""Checking for a newer version in the window: an entry only where a policy has one, and a dialog that can always be left."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.newer_version_reason import Reason
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.newer_version import NewerVersions
from ccdiag.ui.newer_version_dialog import NewerVersionDialog
from tests.app.signed_versions import SHA256, newer_check, payload, policy, signed
from tests.ui.loops import run_in_qt
from tests.ui.windows import settle


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> MainWindow:
    made = MainWindow(look)
    qtbot.addWidget(made)
    made.show()
    return made


class Spawn:
    """Starts tasks, as the controller does, and knows them."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []

    def __call__(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        self.tasks.append(asyncio.get_event_loop().create_task(work, name=name))
        return self.tasks[-1]


def dialogs(window: MainWindow) -> list[NewerVersionDialog]:
    return [dialog for dialog in window.findChildren(NewerVersionDialog) if dialog.isVisible()]


def test_without_a_policy_there_is_no_entry(window: MainWindow) -> None:
    with pytest.raises(KeyError):
        window.action("newer_version")


def test_the_entry_stands_in_help_before_about(window: MainWindow, look: Look, tmp_path: Path) -> None:
    NewerVersions(look, window, policy(tmp_path), Spawn())
    entry, about = window.action("newer_version"), window.action("about")
    menu = next(menu for menu in about.associatedObjects() if isinstance(menu, QMenu))
    assert menu.actions()[-2:] == [entry, about]
    letters = [action.text().partition("&")[2][:1].lower() for action in menu.actions() if action.text()]
    assert len(set(letters)) == len(letters)
    assert "version" in entry.text().replace("&", "")


def test_it_looks_when_asked_and_shows_what_was_found(window: MainWindow, look: Look, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(signed(payload()))
    spawn = Spawn()
    NewerVersions(look, window, policy(tmp_path), spawn)

    async def story() -> str:
        assert dialogs(window) == []
        window.action("newer_version").trigger()
        [dialog] = dialogs(window)
        assert "Looking" in dialog._headline.toPlainText()
        assert dialog.close_button.text() == "&Cancel"
        assert not dialog.copy_button.isVisible()
        await asyncio.wait(spawn.tasks)
        assert dialog.copy_button.isVisible()
        text = dialog.copy_text()
        dialog.close_button.click()
        return text

    lines = run_in_qt(story()).splitlines()
    assert lines[0] == "Version 9.2.0 is there."
    assert f"SHA-256: {SHA256}" in lines
    assert f"Setup: {tmp_path / 'ccdiag-9.2.0-setup.exe'}" in lines
    settle()
    assert dialogs(window) == []


def test_closing_it_ends_the_looking(window: MainWindow, look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot) -> None:
    ended: list[str] = []

    async def never(_policy: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    monkeypatch.setattr("ccdiag.app.newer_version.look_for_newer", never)
    spawn = Spawn()
    NewerVersions(look, window, policy(tmp_path), spawn)

    async def story() -> None:
        window.action("newer_version").trigger()
        [dialog] = dialogs(window)
        await asyncio.sleep(0)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await asyncio.wait(spawn.tasks)

    run_in_qt(story())
    settle()
    assert ended == ["ended"]
    assert spawn.tasks[0].cancelled()
    assert dialogs(window) == []


def test_everything_is_copied(qtbot: QtBot, look: Look) -> None:
    dialog = NewerVersionDialog(look)
    qtbot.addWidget(dialog)
    dialog.show_check(newer_check())
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Version 9.2.0 is there.\nYou have version 9.1.0.\nVersions before 9.2.0 should no longer be used.\n")
    assert r"\\fileserver.winkelketen.example\software$\ccdiag\ccdiag-9.2.0-setup.exe" in copied
    assert "34265598 bytes" in copied


def test_what_is_not_known_names_no_version(qtbot: QtBot, look: Look) -> None:
    dialog = NewerVersionDialog(look)
    qtbot.addWidget(dialog)
    dialog.show_check(newer_check(Reason.SIGNATURE))
    assert "9.2.0" not in dialog.copy_text()
    assert len(dialog._rows) == 1


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_is_no_higher_than_the_screen_and_scrolls_by_keys(qtbot: QtBot, look: Look, scale: float) -> None:
    look.set_text_scale(scale)
    dialog = NewerVersionDialog(look)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(640, dialog.height())
    settle()
    dialog.show_check(newer_check())
    settle()
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    bar = dialog._area.verticalScrollBar()
    assert (bar.maximum() > 0) is (scale > 1)
    qtbot.keyClick(dialog, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(dialog, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_it_follows_the_look(qtbot: QtBot, look: Look) -> None:
    dialog = NewerVersionDialog(look)
    qtbot.addWidget(dialog)
    dialog.show_check(newer_check())
    before = dialog._headline.font().pixelSize()
    look.set_text_scale(2.0)
    assert dialog._headline.font().pixelSize() > before
    look.set_language("nl")
    assert dialog.close_button.text().replace("&", "") == "Sluiten"
