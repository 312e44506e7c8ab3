"""What the program for windows says without a window, and what it does without a word."""

from pathlib import Path

import pytest

from ccdiag import __version__
from ccdiag.cli import message_box
from ccdiag.cli.message_box import answer_in_box


class _Box:
    def __init__(self) -> None:
        self.shown: list[str] = []

    def show(self, text: str, _icon: int, status: int) -> int:
        self.shown.append(text)
        return status


@pytest.fixture(name="box")
def _box(monkeypatch: pytest.MonkeyPatch) -> _Box:
    box = _Box()
    monkeypatch.setattr(message_box, "_show", box.show)
    return box


def test_the_version(box: _Box) -> None:
    assert answer_in_box(["--version"]) == 0
    assert box.shown == [f"ccdiag {__version__}"]


def test_help_names_the_program_for_commands(box: _Box) -> None:
    assert answer_in_box(["--help", "--language", "en"]) == 0
    assert "ccdiag --help" in box.shown[0]


def test_mistaken_arguments_are_shown_safely(box: _Box) -> None:
    assert answer_in_box(["--lbb", "\x1b[2J" + "x" * 1000, "--language=en"]) == 2
    assert "--lbb \\x1b[2J" in box.shown[0]
    assert len(box.shown[0]) < 600


def test_a_command_runs_without_a_word(box: _Box, tmp_path: Path) -> None:
    assert answer_in_box(["lint", str(tmp_path / "missing.json"), "--language", "en"]) == 2
    assert box.shown == []
