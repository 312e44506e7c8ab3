import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.app.settings import Settings
from ccdiag.content.environments import load_environment
from ccdiag.model.environment import WhitelistSource
from ccdiag.ui.look import Look
from ccdiag.ui.models.contacts import contacts_of
from ccdiag.ui.pages.options_page import OptionsPage
from ccdiag.ui.widgets.flowing_text import FlowingText


def shown(qtbot: QtBot, look: Look, settings: Settings | None = None, width: int = 800) -> OptionsPage:
    page = OptionsPage(look)
    qtbot.addWidget(page)
    page.resize(width, 900)
    page.show_settings(settings or Settings())
    with qtbot.waitExposed(page):
        page.show()
    return page


def choose(combo: QComboBox, key: object) -> None:
    combo.setCurrentIndex(combo.findData(key))
    combo.activated.emit(combo.currentIndex())


def told(page: OptionsPage) -> str:
    return "\n".join(text.toPlainText() for text in page.findChildren(FlowingText) if text.isVisible())


def test_showing_settings_tells_nothing(qtbot: QtBot, look: Look) -> None:
    page = OptionsPage(look)
    qtbot.addWidget(page)
    settings = Settings(language="de", mode="dark", text_scale=1.5, deadline_s=30.0, reduced_motion=True)
    with qtbot.assertNotEmitted(page.settings_changed):
        page.show_settings(settings)
    assert page.settings == settings
    assert page._language.currentText() == "Deutsch"
    assert page._mode.choice == "dark"
    assert page._scale.currentText() == "150 %"
    assert page._still.isChecked()
    assert page._deadline.value() == 30


def test_each_option_applies_at_once(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    heard: list[Settings] = []
    page.settings_changed.connect(heard.append)
    choose(page._language, "fr")
    page._mode._buttons["dark"].click()
    choose(page._scale, 2.0)
    page._still.click()
    page._deadline.setValue(60)
    choose(page._retention, 90)
    assert heard[-1] == Settings(language="fr", mode="dark", text_scale=2.0, reduced_motion=True, deadline_s=60.0, retention_days=90)
    assert len(heard) == 6
    choose(page._language, "fr")
    assert len(heard) == 6


def test_a_period_of_ones_own_is_shown(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look, Settings(retention_days=400))
    assert page._retention.currentText() == "400 days"
    assert "deleted for good" in told(page)


def test_settings_that_the_page_does_not_show_are_kept(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look, Settings(geometry="abc", page="lab", text_scale=1.33))
    assert page._scale.currentText() == "133 %"
    with qtbot.waitSignal(page.settings_changed) as heard:
        choose(page._language, "nl")
    assert heard.args == [Settings(geometry="abc", page="lab", text_scale=1.33, language="nl")]


def test_the_whitelist_is_told_only_when_it_is_whole(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    with qtbot.assertNotEmitted(page.settings_changed):
        choose(page._source, "http")
    assert page._url.isVisible()
    assert not page._csv_row.isVisible()
    assert "Give a web address with {tms_id} in it" in told(page)
    page._url.setText("https://lists.example/{merchant}/{tms_id}")
    page._token.setText("abc-def")
    with qtbot.assertNotEmitted(page.settings_changed):
        page._url.editingFinished.emit()
    assert "not the name of an environment variable" in told(page)
    page._token.setText("TOKEN")
    with qtbot.waitSignal(page.settings_changed) as heard:
        page._url.editingFinished.emit()
    assert heard.args is not None
    assert heard.args[0].whitelist == WhitelistSource(
        source="http", url="https://lists.example/{merchant}/{tms_id}", token_variable="TOKEN"
    )
    with qtbot.waitSignal(page.settings_changed) as heard:
        choose(page._source, "")
    assert heard.args is not None
    assert heard.args[0].whitelist is None


def test_the_whitelist_can_be_a_file(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    choose(page._source, "csv")
    assert page._csv_row.isVisible()
    page._browse.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(page.settings_changed) as heard:
        dialog.fileSelected.emit("/data/whitelist.csv")
    dialog.close()
    assert heard.args is not None
    assert heard.args[0].whitelist == WhitelistSource(source="csv", path="/data/whitelist.csv")


def test_it_says_whom_the_shipped_environment_contacts(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    environment = load_environment("ccv")
    assert environment.control is not None
    said = told(page)
    for target in (
        str(environment.mqtt.endpoint),
        str(environment.control.endpoint),
        *environment.dns.reference,
        *(probe.url for probe in environment.internet.probes),
    ):
        assert target in said


def test_every_host_of_an_environment_is_among_the_contacts() -> None:
    environment = load_environment("ccv")
    environment = replace(environment, whitelist=WhitelistSource(source="http", url="https://lists.example/{tms_id}"))
    listed = [target for contact in contacts_of(environment) for target in contact.targets]
    assert "https://lists.example/{tms_id}" in listed
    assert len(listed) == 5 + 3 + 3 + 1


def test_an_environment_that_cannot_be_read_says_so(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look, Settings(environment="/nowhere/at-all.toml"))
    assert "/nowhere/at-all.toml" in told(page)
    assert page._environment.currentText() == "at-all.toml"


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("ems", [24, 80])
def test_nothing_is_cut_off(qtbot: QtBot, look: Look, ems: int, scale: float) -> None:
    look.set_text_scale(scale)
    look.set_language("nl")
    source = WhitelistSource(source="http", url="https://lists.example/{tms_id}")
    page = shown(qtbot, look, Settings(whitelist=source), look.metrics.length(ems))
    qtbot.waitUntil(
        lambda: all(text.height() >= text.heightForWidth(text.width()) for text in page.findChildren(FlowingText) if text.isVisible())
    )
    for part in page.findChildren(QWidget):
        if part.isVisible() and part.window() is page and part.parentWidget() is not page:
            assert part.mapTo(page, part.rect().topRight()).x() <= page.width(), part


def test_every_control_has_a_name(qtbot: QtBot, look: Look) -> None:
    page = shown(qtbot, look)
    for control in (
        page._language,
        page._mode,
        page._scale,
        page._deadline,
        page._environment,
        page._source,
        page._url,
        page._token,
        page._csv,
        page._retention,
    ):
        assert control.accessibleName(), control
