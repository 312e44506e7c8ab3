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
