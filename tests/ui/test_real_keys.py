"""The program itself, on a display with a window manager, driven by keys alone."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccdiag.ui.window_pages import ADMINLIGHT, LAB, PAGES
from tests.ui.real_display import Display, Program, missing_tools, real_display

LAB_KEY, ADMINLIGHT_KEY = (f"ctrl+{1 + [page.id for page in PAGES].index(name)}" for name in (LAB, ADMINLIGHT))


@pytest.fixture
def display() -> Iterator[Display]:
    if missing := missing_tools():
        if os.environ.get("CI") == "1":
            pytest.fail(f"missing here: {missing}")
        pytest.skip(f"needs {', '.join(missing)}")
    # Not pytest's folder: the name of a socket may have a hundred characters.
    with tempfile.TemporaryDirectory(prefix="cc-") as folder, real_display(Path(folder)) as made:
        yield made


@pytest.fixture
def program(display: Display) -> Iterator[Program]:
    started = display.start("--lab", "--language", "en")
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


def assert_ended_clean(display: Display, program: Program) -> None:
    assert program.ended() == 0
    assert program.errors() == ""
    assert "ERROR" not in program.log()
    assert list((display.folder / "tmp").iterdir()) == [], "the lab leaves nothing behind"


def test_a_broken_lab_is_found_and_mended_by_keyboard_alone(display: Display, program: Program) -> None:
    display.window("SIMULATION")
    program.wait_for_log("run ended: healthy")
    # To the lab's page; its search; the fault below its group; on.
    display.press(LAB_KEY, "ctrl+f")
    display.write("tls.intercepted")
    display.press("Tab", "Down", "Down", "space")
    display.press("ctrl+1", "F5")
    assert "tls.intercepted" in program.wait_for_log(r"run ended: .*")
    display.press("ctrl+shift+c")
    ticket = display.clipboard()
    assert "[tls.intercepted]" in ticket
    assert ticket.startswith("SIMULATION")
    # The page of the lab is as it was left: the same key mends it.
    display.press(LAB_KEY, "space", "ctrl+1", "F5")
    program.wait_for_log(r"run ended: healthy in .*; \[\]")
    display.press("alt+F4")
    assert_ended_clean(display, program)


def test_what_is_set_on_the_simulated_terminal_turns_the_checklist(display: Display, program: Program) -> None:
    display.window("SIMULATION")
    program.wait_for_log("run ended: healthy")
    # The first POS mode of the list is the wrong one; OK twice, and a run that finds it.
    display.press(ADMINLIGHT_KEY, "ctrl+f")
    display.write("pos mode")
    display.press("Return", "Return", "Return", "ctrl+1", "F5")
    assert "terminal.pos_mode_wrong" in program.wait_for_log(r"run ended: .*")
    # And back again by the terminal's own keys, from START MENU.
    display.press(ADMINLIGHT_KEY, "F2", "F2", "Down", "Down", "Return")
    display.write("1234")
    display.press(
        "Return", "Down", "Down", "Return", "Return", "Down", "Return", "Return", "Down", "Down", "Return", "Return", "ctrl+1", "F5"
    )
    program.wait_for_log(r"run ended: healthy in .*; \[\]")
    display.press("alt+F4")
    assert_ended_clean(display, program)


def test_it_ends_clean_in_the_middle_of_a_run(display: Display, program: Program) -> None:
    display.window("SIMULATION")
    program.wait_for_log("run ended: healthy")
    display.press("F5", "alt+F4")
    assert_ended_clean(display, program)


def test_a_menu_a_question_and_the_guide_are_reached_by_keys(display: Display, program: Program) -> None:
    display.window("SIMULATION")
    program.wait_for_log("run ended: healthy")
    display.press("F1")
    display.window("User guide")
    display.press("Escape")
    display.window("SIMULATION")
    display.press("alt+h", "a")
    display.window("About ccdiag")
    display.press("Escape")
    display.window("SIMULATION")
    display.press("ctrl+o")
    display.window("Open a case")
    display.press("Escape")
    display.window("SIMULATION")
    display.press("ctrl+q")
    assert_ended_clean(display, program)


def test_a_second_start_raises_the_first_and_hands_its_file_over(display: Display, program: Program) -> None:
    window = display.window("SIMULATION")
    program.wait_for_log("run ended: healthy")
    display.xdotool("windowminimize", "--sync", window)
    case = display.folder / "shop één.toml"
    case.write_text('schema = 1\n[merchant]\nname = "Slagerij Hendriks"\n', encoding="utf-8")
    second = display.start(str(case))
    assert second.ended() == 0
    assert display.window("Slagerij Hendriks") == window
    display.press("alt+F4")
    assert_ended_clean(display, program)
