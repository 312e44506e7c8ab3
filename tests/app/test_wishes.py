"""What asks for the window, and what is left to the command line."""

from pathlib import Path

import pytest

from ccdiag.app.wishes import SUBCOMMANDS, Wishes, has_display, wishes_of


def test_nothing_asks_for_the_window() -> None:
    assert wishes_of([]) == Wishes()


def test_lab_language_files_and_links(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    wishes = wishes_of(["--lab", "--language=nl", "shop.toml", "ccdiag:cause/tls.intercepted", "Visit.CCDIAG"])
    assert wishes == Wishes(
        lab=True, language="nl", opened=(str(tmp_path / "shop.toml"), "ccdiag:cause/tls.intercepted", str(tmp_path / "Visit.CCDIAG"))
    )
    assert wishes_of(["--language", "de"]) == Wishes(language="de")


@pytest.mark.parametrize("arguments", [["check"], ["checks"], ["--help"], ["--language", "es"], ["--language"], ["--verbose"], ["x.exe"]])
def test_the_rest_is_for_the_command_line(arguments: list[str]) -> None:
    assert wishes_of(arguments) is None


def test_subcommands_are_never_files() -> None:
    assert all(wishes_of([name]) is None for name in SUBCOMMANDS)


def test_a_display_is_known_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
