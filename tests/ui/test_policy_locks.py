"""What a policy locks in the window."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ccdiag.app.policy import load_policy
from ccdiag.app.settings import Settings
from ccdiag.app.settings_in_force import in_force, locked_by_policy
from ccdiag.content.root import resource_root
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.pages.about import AboutDialog
from ccdiag.ui.pages.options_page import OptionsPage
from ccdiag.ui.widgets.case_bar import CaseBar
from ccdiag.ui.widgets.fleet_panel import FleetPanel
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.lock_line import LockLine
from tests.ui.test_program import assert_ended_clean, lived

WHOLE = """
language = "nl"
mode = "light"
deadline_s = 20.0
hold_s = 60
environment = "house.toml"
retention_days = 30
[whitelist]
source = "http"
url = "https://lists.example/{merchant}/{tms_id}"
token_variable = "WHITELIST_TOKEN"
"""


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    usual = (resource_root() / "environments" / "ccv.toml").read_text(encoding="utf-8")
    (tmp_path / "house.toml").write_text(usual.replace('id = "ccv"', 'id = "house"'), encoding="utf-8")
    file = tmp_path / "policy.toml"
    file.write_text(WHOLE)
    return file


def options(qtbot: QtBot, look: Look, file: Path, ems: int = 66) -> OptionsPage:
    policy = load_policy(file)
    page = OptionsPage(look)
    qtbot.addWidget(page)
    page.lock(policy)
    page.show_settings(in_force(Settings(), policy))
    page.resize(look.metrics.length(ems), look.metrics.length(60))
    with qtbot.waitExposed(page):
        page.show()
    return page


def told(page: QWidget) -> list[str]:
    return [text.toPlainText() for text in page.findChildren(FlowingText) if text.isVisible()]


def controls(page: OptionsPage) -> dict[str, QWidget]:
    return {
        "language": page._language,
        "mode": page._mode,
        "deadline_s": page._deadline,
        "hold_s": page._hold,
        "environment": page._environment,
        "whitelist": page._source,
        "retention_days": page._retention,
    }


def test_what_is_set_for_all_is_locked_and_says_so(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    page = options(qtbot, look, policy_file)
    for key, control in controls(page).items():
        assert not control.isEnabled(), key
        assert control.accessibleDescription() == "Set by your IT department (policy.toml)", key
        assert str(policy_file) in control.toolTip(), key
    for part in (page._url, page._token, page._csv_row):
        assert not part.isEnabled()
        assert "IT department" in part.accessibleDescription()
    assert told(page).count("Set by your IT department (policy.toml)") == 7
    assert str(policy_file) in told(page)[0]
    assert page._scale.isEnabled()
    assert page._still.isEnabled()
    interface = QAccessible.queryAccessibleInterface(page._environment)
    assert "IT department" in interface.text(QAccessible.Text.Description)
    assert interface.state().disabled


def test_a_click_and_a_key_change_nothing(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    page = options(qtbot, look, policy_file)
    with qtbot.assertNotEmitted(page.settings_changed):
        for control in (page._language, page._deadline, page._environment, page._source, page._retention, page._mode._buttons["dark"]):
            qtbot.mouseClick(control, Qt.MouseButton.LeftButton)
            qtbot.keyClick(control, Qt.Key.Key_Down)


def test_only_what_is_set_is_locked(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    policy_file.write_text("retention_days = 30\n")
    page = options(qtbot, look, policy_file)
    assert [key for key, control in controls(page).items() if not control.isEnabled()] == ["retention_days"]
    assert not page._hold.isVisible()
    policy_file.write_text("")
    page = options(qtbot, look, policy_file)
    assert not any("IT department" in text for text in told(page))


def test_a_policy_that_cannot_be_used_is_told_over_the_options(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    policy_file.write_text("environmet = 'x'\n")
    page = options(qtbot, look, policy_file)
    assert told(page)[0].startswith("The policy of your IT department cannot be used; please tell them.")
    assert 'did you mean "environment"?' in told(page)[0]
    assert [key for key, control in controls(page).items() if not control.isEnabled()] == ["environment", "whitelist", "retention_days"]
    assert page._retention.currentText() == "Nothing is deleted"


def test_the_language_of_the_lock_follows(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    page = options(qtbot, look, policy_file)
    look.set_language("nl")
    described = page._environment.accessibleDescription()
    assert described == look.say(locked_by_policy(load_policy(policy_file), "policy.toml"))
    assert described in told(page)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("ems", [24, 80])
def test_nothing_is_cut_off(qtbot: QtBot, look: Look, policy_file: Path, ems: int, scale: float, mode: str) -> None:
    look.set_text_scale(scale)
    look.set_language("de")
    look.set_mode(mode)  # type: ignore[arg-type]  # one of them
    page = options(qtbot, look, policy_file, ems)
    qtbot.waitUntil(
        lambda: all(text.height() >= text.heightForWidth(text.width()) for text in page.findChildren(FlowingText) if text.isVisible())
    )
    for part in page.findChildren(QWidget):
        if part.isVisible() and part.window() is page and part.parentWidget() is not page:
            assert part.mapTo(page, part.rect().topRight()).x() <= page.width(), part


def test_the_case_bar_shows_a_lock_at_the_environment(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    bar = CaseBar(look)
    qtbot.addWidget(bar)
    bar.show_environments((("ccv", "CCV, production"), ("/house.toml", "House")), "/house.toml")
    bar.lock_environment(locked_by_policy(load_policy(policy_file)))
    box = bar._environment_box
    assert not box.isEnabled()
    assert not box.itemIcon(box.currentIndex()).isNull()
    assert box.toolTip() == f"House\nSet by your IT department ({policy_file})"
    assert box.accessibleDescription() == f"Set by your IT department ({policy_file})"
    bar.lock(True)
    bar.show_simulation("The lab")
    bar.show_simulation("")
    bar.lock(False)
    assert not box.isEnabled(), "also once the lab is left"
    assert not box.itemIcon(box.currentIndex()).isNull()


def test_the_table_of_terminals_takes_no_other_whitelist(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    panel = FleetPanel(look)
    qtbot.addWidget(panel)
    panel.lock_whitelist(locked_by_policy(load_policy(policy_file)))
    panel.show_nothing()
    assert not panel.whitelist_button.isEnabled()
    assert "IT department" in panel.whitelist_button.toolTip()
    assert "IT department" in panel.whitelist_button.accessibleDescription()


def test_about_tells_which_policy_counts(qtbot: QtBot, look: Look, policy_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_POLICY", str(policy_file))
    window = MainWindow(look)
    qtbot.addWidget(window)
    window.set_policy(load_policy())
    # It counts from the next start on.
    policy_file.write_text("")
    window.action("about").trigger()
    (dialog,) = window.findChildren(AboutDialog)
    assert f"Policy: {policy_file}, named by CCDIAG_POLICY, sets: language, mode" in dialog.copy_text()
    assert any(str(policy_file) in text for text in told(dialog))
    dialog.close()
    bare = AboutDialog(look)
    qtbot.addWidget(bare)
    assert "Policy" not in bare.copy_text()


def test_the_whitelist_that_counts_is_among_those_who_are_contacted(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    assert "https://lists.example/{merchant}/{tms_id}" in told(options(qtbot, look, policy_file))
    policy_file.write_text("retention_days = 30\n")
    assert not any("lists.example" in text for text in told(options(qtbot, look, policy_file)))


def test_the_lock_is_drawn_in_every_theme(qtbot: QtBot, look: Look, policy_file: Path) -> None:
    for mode in ("light", "dark"):
        look.set_mode(mode)
        line = LockLine(look)
        qtbot.addWidget(line)
        line.tell(locked_by_policy(load_policy(policy_file)))
        drawn = line._sign.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        ground = drawn.pixel(0, 0)
        assert any(drawn.pixel(x, y) != ground for x in range(drawn.width()) for y in range(drawn.height())), mode


STORY = """
print("boxes", boxes(program.window))
print("id", program.controller.environment.id)
print("whitelist", program.controller.environment.whitelist.source)
print("days", program.settings.retention_days, "seconds", program.controller.deadline_s, program.controller.hold_s)
bar = program.window.checklist.case_bar
print("locked", not bar._environment_box.isEnabled())
program.kept.choose_environment("ccv")
print("id", program.controller.environment.id)
from ccdiag.content.environments import load_environment
program.kept.take_environment(load_environment("ccv"), "mine.toml")
print("refused", [text for text in boxes(program.window) if "mine.toml" in text])
from msgspec.structs import replace
program.kept.apply(replace(program.settings, retention_days=1, text_scale=1.25))
print("days", program.settings.retention_days)
program.window.show_page("options")
page = program.window.page("options")
print("shown", page._retention.currentText(), page._retention.isEnabled())
program._on_close()
"""


def test_the_window_obeys_and_keeps_what_the_user_chose(policy_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = policy_file.parent / "data"
    data.mkdir()
    (data / "settings.toml").write_text("retention_days = 730\nenvironment = 'ccv'\n")
    monkeypatch.setenv("CCDIAG_POLICY", str(policy_file))
    seen = lived(data, STORY)
    assert_ended_clean(seen)
    assert seen.output[:6] == ["boxes []", "id house", "whitelist http", "days 30 seconds 20.0 60.0", "locked True", "id house"]
    assert "The environment mine.toml cannot be used. " in seen.output[6]
    assert seen.output[7:9] == ["days 30", "shown A month False"]
    from ccdiag.app.settings import load_settings

    kept = load_settings(data / "settings.toml").settings
    assert replace(kept, geometry="", window="") == Settings(retention_days=730, environment="ccv", text_scale=1.25)


def test_a_window_with_a_policy_that_cannot_be_used_says_so_and_works(policy_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = policy_file.parent / "data"
    data.mkdir()
    (data / "settings.toml").write_text(f"retention_days = 0\nenvironment = '{policy_file.parent / 'house.toml'}'\n")
    policy_file.write_text("= =\n")
    monkeypatch.setenv("CCDIAG_POLICY", str(policy_file))
    seen = lived(
        data,
        STORY.replace('print("boxes"', 'print("ahead"', 1).replace(
            "program._on_close()", 'print("boxes", boxes(program.window))\nprogram._on_close()'
        ),
    )
    assert_ended_clean(seen)
    assert "id ccv" in seen.output
    assert "days 36500 seconds 15.0 0.0" in seen.output
    assert "The policy of your IT department cannot be used" in "\n".join(seen.output)
    from ccdiag.app.settings import load_settings

    assert load_settings(data / "settings.toml").settings.retention_days == 0
