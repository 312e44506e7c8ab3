"""Endpoints of a file that somebody opened, and the way back from them."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case
from ccdiag.ui.controller import Controller
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.window_settings import WindowSettings
from tests.ui.test_program import assert_ended_clean, lived


def test_the_endpoints_that_are_chosen_are_measured_again(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    kept = WindowSettings("en")
    window = MainWindow(kept.look)
    qtbot.addWidget(window)
    controller = kept.connect(window, lambda environment: Controller(environment, Case()))
    usual = controller.environment
    house = replace(load_environment("ccv"), id="house", title="House")
    box = window.checklist.case_bar._environment_box
    for _ in range(2):
        kept.take_environment(house, "house.toml")
        assert controller.environment.id == "house"
        assert [box.itemData(row) for row in range(box.count())] == ["ccv", "house.toml"]
        # Another setting leaves them in use.
        kept.apply(replace(kept.current, reduced_motion=not kept.current.reduced_motion))
        assert controller.environment.id == "house"
        kept.choose_environment("ccv")
        assert controller.environment == usual
        assert box.currentData() == "ccv"


STORY = """
from msgspec.structs import replace
from ccdiag.content.environments import load_environment
bar, kept = program.window.checklist.case_bar, program.kept
box = bar._environment_box
def told(what):
    print(what, program.controller.environment.id, program.controller.simulation, box.isEnabled(), box.count(),
          bool(box.accessibleDescription()), all(edit.isEnabled() for edit in bar._edits.values()))
told("first")
kept.take_environment(replace(load_environment("ccv"), id="elsewhere", title="A lab", simulation=True), "lab.toml")
told("opened")
print(box.currentText())
kept.choose_environment(kept.current.environment)
told("back")
program._on_close()
"""


@pytest.mark.parametrize("locked", [False, True])
def test_there_is_a_way_back_from_the_endpoints_of_a_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> None:
    """The file of a lab that runs elsewhere brings no case: the user's own stays, and may be edited."""
    policy = tmp_path / "policy.toml"
    policy.write_text('environment = "ccv"\n' if locked else "")
    monkeypatch.setenv("CCDIAG_POLICY", str(policy))
    seen = lived(tmp_path, STORY)
    assert_ended_clean(seen)
    assert seen.output[:4] == [
        f"first ccv False {not locked} 1 {locked} True",
        "opened elsewhere True True 2 False True",
        "A lab",
        f"back ccv False {not locked} 2 {locked} True",
    ]
