"""What asks for the window, and what is left to the command line."""

from pathlib import Path

import pytest

from ccdiag.app.links import link_of
from ccdiag.app.wishes import SUBCOMMANDS, Wishes, has_display, wishes_of


def test_nothing_asks_for_the_window() -> None:
    assert wishes_of([]) == Wishes()


def test_lab_language_and_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    wishes = wishes_of(["--lab", "--language=nl", "shop.toml", "Visit.CCDIAG"])
    assert wishes == Wishes(lab=True, language="nl", opened=(str(tmp_path / "shop.toml"), str(tmp_path / "Visit.CCDIAG")))
    assert wishes_of(["--language", "de"]) == Wishes(language="de")


@pytest.mark.parametrize("arguments", [["check"], ["checks"], ["--help"], ["--language", "es"], ["--language"], ["--verbose"], ["x.exe"]])
def test_the_rest_is_for_the_command_line(arguments: list[str]) -> None:
    assert wishes_of(arguments) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["ccdiag:cause/tls.intercepted"],
        ["CCDIAG:cause/tls.intercepted"],
        # `"ccdiagw.exe" "%1"` with a quotation mark in the link, as Windows takes it apart.
        ["ccdiag:cause/tls.intercepted", "--lab"],
        ["ccdiag:cause/tls.intercepted", "check", "--touch-terminal", "--save", "C:\\Windows\\x.ccdiag"],
        ["ccdiag:cause/tls.intercepted", "--draw-report"],
        ["ccdiag:cause/tls.intercepted", "\\\\server\\share\\shop.toml", "ccdiag:screen/pos-mode"],
        ["--lab", "ccdiag:cause/tls.intercepted", "--language", "nl"],
    ],
)
@pytest.mark.parametrize("windowed", [True, False])
def test_a_link_brings_nothing_but_itself(arguments: list[str], windowed: bool) -> None:
    assert wishes_of(arguments, windowed=windowed) == Wishes(opened=("ccdiag:cause/tls.intercepted",))


@pytest.mark.parametrize("link", ["ccdiag:--lab", "ccdiag:", "ccdiag://--lab%20--touch-terminal", "ccdiag:check --lab", 'ccdiag:x" --lab'])
def test_options_within_a_link_are_none(link: str) -> None:
    assert wishes_of([link]) == Wishes(opened=(link,))
    assert link_of(link) is None


def test_a_window_without_a_console_refuses_other_files_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert wishes_of(["photo of the till.jpg"], windowed=True) == Wishes(opened=(str(tmp_path / "photo of the till.jpg"),))
    assert wishes_of(["check"], windowed=True) is None
    assert wishes_of(["--help"], windowed=True) is None


def test_subcommands_are_never_files() -> None:
    assert all(wishes_of([name]) is None for name in SUBCOMMANDS)


def test_a_display_is_known_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
