"""What the window takes from Windows: its identity, its motion, its fonts; the calls are stood in for."""

import ctypes
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccdiag.app.commands import ShellCommand
from ccdiag.ui import identity, look, metrics, motion
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.single_instance import server_name
from ccdiag.ui.widgets.command_box import CommandBox

_Answer = Callable[..., int]


class _Windows:
    """Notes what is called, and answers as it was told to."""

    def __init__(self) -> None:
        self.called: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: dict[str, _Answer] = {}
        self.kernel32 = self.user32 = self.shell32 = _Library(self)


class _Library:
    def __init__(self, windows: _Windows) -> None:
        self._windows = windows

    def __getattr__(self, name: str) -> _Answer:
        def call(*arguments: object) -> int:
            self._windows.called.append((name, arguments))
            return self._windows.answers.get(name, _refuses)(*arguments)

        return call


def _refuses(*_arguments: object) -> int:
    return 0


@pytest.fixture(name="windows")
def _windows(monkeypatch: pytest.MonkeyPatch) -> _Windows:
    windows = _Windows()
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    return windows


def _writes(value: int) -> _Answer:
    def call(*arguments: object) -> int:
        place = next(argument._obj for argument in reversed(arguments) if hasattr(argument, "_obj"))
        place.value = value
        return 1

    return call


def test_the_task_bar_knows_the_program_by_the_name_of_its_shortcut(windows: _Windows) -> None:
    identity.introduce()
    assert [(name, arguments[0].value) for name, arguments in windows.called] == [
        ("SetCurrentProcessExplicitAppUserModelID", "ccdiag.ccdiag")
    ]


def test_each_session_of_a_user_has_a_window_of_its_own(windows: _Windows) -> None:
    names = set()
    for number in (1, 2):
        windows.answers["ProcessIdToSessionId"] = _writes(number)
        assert identity.session() == number
        names.add(server_name("C:\\data"))
    assert len(names) == 2


def test_the_first_window_may_come_to_the_front(windows: _Windows) -> None:
    windows.answers["GetNamedPipeServerProcessId"] = _writes(4711)
    identity.let_come_to_front(99)
    assert windows.called[-1][0] == "AllowSetForegroundWindow"
    assert windows.called[-1][1][0].value == 4711
    windows.called.clear()
    windows.answers["GetNamedPipeServerProcessId"] = _refuses
    identity.let_come_to_front(99)
    assert [name for name, _ in windows.called] == ["GetNamedPipeServerProcessId"]


@pytest.mark.parametrize(("answer", "still"), [(_writes(0), True), (_writes(1), False), (_refuses, False)])
def test_nothing_moves_where_the_animations_of_windows_are_off(windows: _Windows, answer: _Answer, still: bool) -> None:
    windows.answers["SystemParametersInfoW"] = answer
    assert motion.system_is_still() is still


def test_elsewhere_the_system_says_nothing() -> None:
    assert (identity.session(), motion.system_is_still()) == (0, False)


def test_commands_are_written_in_a_font_of_windows(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Metrics.of(QApplication.font()).fixed.family()
    monkeypatch.setattr(sys, "platform", "win32")
    for had, expected in (
        ({"Consolas", "Cascadia Mono"}, "Cascadia Mono"),
        ({"Consolas"}, "Consolas"),
        (set[str](), plain),
    ):
        monkeypatch.setattr(QFontDatabase, "hasFamily", had.__contains__)
        metrics._fixed_family.cache_clear()
        assert Metrics.of(QApplication.font()).fixed.family() == expected
    metrics._fixed_family.cache_clear()


def test_a_larger_text_of_the_system_is_followed_and_multiplied(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    font = QFont(QApplication.font())
    font.setPointSizeF(9.0)
    told = SimpleNamespace(font=font)
    monkeypatch.setattr(look, "_font_of_system", lambda: QFont(told.font))
    before = QApplication.font()
    QApplication.setFont(font)
    try:
        seen = Look("en", text_scale=2.0)
        em = seen.metrics.em
        told.font.setPointSizeF(13.5)
        with qtbot.waitSignal(seen.changed):
            seen.measure_again()
        assert QApplication.font().pointSizeF() == 27.0
        assert seen.metrics.em == pytest.approx(em * 1.5, abs=1)
    finally:
        QApplication.setFont(before)


def test_high_contrast_has_the_colours_of_the_system(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Look("en", "dark")
    dark = QApplication.palette().color(QPalette.ColorRole.Window)
    monkeypatch.setattr(look, "_wants_contrast", lambda: True)
    seen._on_contrast()
    assert seen.theme.is_contrast
    assert QApplication.palette().color(QPalette.ColorRole.Window) != dark
    monkeypatch.setattr(look, "_wants_contrast", lambda: False)
    seen._on_contrast()
    assert seen.theme.name == "dark"
    seen.set_mode("system")


def test_powershell_comes_first_on_windows(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = (ShellCommand("bash", "ping -c 3 host"), ShellCommand("powershell", "ping.exe -n 3 host"))
    for platform, first in (("linux", "ping -c 3 host"), ("win32", "ping.exe -n 3 host")):
        box = CommandBox(Look("en"))
        qtbot.addWidget(box)
        monkeypatch.setattr(sys, "platform", platform)
        box.show_commands(commands)
        box.copy()
        assert QGuiApplication.clipboard().text() == first
