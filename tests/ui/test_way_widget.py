"""The way in the window: painted in every look, walked by keyboard, told to screen readers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from ccdiag.model.case import Case
from ccdiag.model.place import Place
from ccdiag.model.verdict import Light, Verdict
from ccdiag.picture.elements import STATIONS, Way
from ccdiag.picture.way import way_of
from ccdiag.ui.look import Look
from ccdiag.ui.theme import LIGHT, contrast_theme
from ccdiag.ui.widgets.way import WayWidget
from tests.picture.states import cause, partly, result, run

WIDE = 1174


def broken() -> Way:
    state = run(
        result("mqtt.tls", Verdict.FAIL),
        result("mqtt.session", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        causes=[cause(Place.FIREWALL, "mqtt.tls", "mqtt.session")],
    )
    return way_of(state, Case())


def running() -> Way:
    return way_of(partly(result("dns.mqtt"), started=["mqtt.tcp"]), Case())


@pytest.fixture
def widget(qtbot: QtBot, look: Look) -> Iterator[WayWidget]:
    made = WayWidget(look)
    qtbot.addWidget(made)
    made.resize(WIDE, made.heightForWidth(WIDE))
    made.show()
    yield made
    made.close()


def station(widget: WayWidget, place: Place) -> QAbstractButton:
    found = widget.findChild(QAbstractButton, f"station-{place.value}")
    assert isinstance(found, QAbstractButton)
    return found


def grabbed(widget: WayWidget) -> QImage:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    widget.render(image, QPoint())
    return image


def has(image: QImage, colour: QColor) -> bool:
    return any(image.pixelColor(x, y) == colour for y in range(0, image.height(), 2) for x in range(0, image.width(), 2))


def test_the_height_follows_the_form(widget: WayWidget, look: Look) -> None:
    em = look.metrics.em
    wide, compact, column = (widget.heightForWidth(round(width * em)) for width in (96, 50, 30))
    assert wide < 16 * em
    assert compact < 14 * em
    assert column > 30 * em
    assert widget.hasHeightForWidth()
    assert widget.sizeHint().height() == wide


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_fault_is_painted_in_its_colour(widget: WayWidget, look: Look, mode: str) -> None:
    look.set_mode("dark" if mode == "dark" else "light")
    assert not has(grabbed(widget), look.theme.graphics[Light.FAIL])
    widget.show_way(broken())
    image = grabbed(widget)
    assert has(image, look.theme.graphics[Light.FAIL])
    assert has(image, look.theme.tint(Light.FAIL))
    assert has(image, look.theme.graphics[Light.PASS])
    look.set_mode("light")


def test_in_high_contrast_the_station_at_fault_is_highlighted(widget: WayWidget, look: Look) -> None:
    palette, role = QPalette(), QPalette.ColorRole
    for of, colour in (
        (role.Window, "#000000"),
        (role.WindowText, "#ffffff"),
        (role.Highlight, "#1aebff"),
        (role.HighlightedText, "#000000"),
    ):
        palette.setColor(of, QColor(colour))
    look.theme = contrast_theme(palette)
    widget.show_way(broken())
    image = grabbed(widget)
    assert has(image, QColor("#1aebff"))
    assert not has(image, QColor("#b4151c"))


def test_every_station_says_its_name_and_state(widget: WayWidget) -> None:
    widget.show_way(broken())
    assert station(widget, Place.FIREWALL).accessibleName() == "Firewall, fault"
    assert station(widget, Place.AWS_IOT).accessibleName() == "AWS IoT, not tested, not reached"
    for place in STATIONS:
        button = station(widget, place)
        assert button.toolTip() == button.accessibleName()
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface is not None
        assert interface.role() == QAccessible.Role.Button


def test_the_whole_picture_has_a_text_alternative(widget: WayWidget) -> None:
    widget.show_way(broken())
    assert widget.accessibleName() == "The way to the service"
    assert widget.accessibleDescription().startswith("The way breaks at the firewall")


def test_a_click_chooses_a_station(widget: WayWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(widget.station_chosen) as chosen:
        qtbot.mouseClick(station(widget, Place.DNS), Qt.MouseButton.LeftButton)
    assert chosen.args == ["dns"]


def test_arrows_follow_the_links_and_enter_chooses(widget: WayWidget, qtbot: QtBot) -> None:
    with qtbot.waitActive(widget):
        widget.activateWindow()
    at = station(widget, Place.TERMINAL)
    at.setFocus()
    for key, place in (
        (Qt.Key.Key_Right, Place.SHOP_NETWORK),
        (Qt.Key.Key_Right, Place.FIREWALL),
        (Qt.Key.Key_Right, Place.AWS_IOT),
        (Qt.Key.Key_Down, Place.TAS),
        (Qt.Key.Key_Left, Place.FIREWALL),
    ):
        qtbot.keyClick(at, key)
        at = station(widget, place)
        assert at.hasFocus()
    qtbot.keyClick(station(widget, Place.FIREWALL), Qt.Key.Key_Up)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        with qtbot.waitSignal(widget.station_chosen) as chosen:
            qtbot.keyClick(station(widget, Place.DNS), key)
        assert chosen.args == ["dns"]


def test_tab_enters_at_one_station_only(widget: WayWidget) -> None:
    def tab_stops() -> list[Place]:
        return [place for place in STATIONS if station(widget, place).focusPolicy() & Qt.FocusPolicy.TabFocus]

    assert tab_stops() == [Place.TERMINAL]
    station(widget, Place.TERMINAL).clearFocus()
    widget.show_way(broken())
    assert tab_stops() == [Place.FIREWALL]
    station(widget, Place.TMS).setFocus()
    assert tab_stops() == [Place.TMS]


def test_the_focus_is_seen(widget: WayWidget, qtbot: QtBot) -> None:
    with qtbot.waitActive(widget):
        widget.activateWindow()
    before = grabbed(widget)
    station(widget, Place.DNS).setFocus()
    assert grabbed(widget) != before


def test_the_stations_lie_within_the_widget_at_every_width(widget: WayWidget, look: Look) -> None:
    for ems in (20, 44, 63, 85, 140):
        width = round(ems * look.metrics.em)
        widget.resize(width, widget.heightForWidth(width))
        assert all(widget.rect().contains(station(widget, place).geometry()) for place in STATIONS)


def test_only_what_runs_moves(widget: WayWidget) -> None:
    widget.show_way(broken())
    assert not widget.is_moving
    still = grabbed(widget)
    widget.advance(0.3)
    assert grabbed(widget) == still
    widget.show_way(running())
    assert widget.is_moving
    before = grabbed(widget)
    widget.advance(0.3)
    assert grabbed(widget) != before


def test_with_reduced_motion_nothing_moves(widget: WayWidget) -> None:
    widget.show_way(running())
    widget.set_reduced_motion(True)
    assert not widget.is_moving
    before = grabbed(widget)
    widget.advance(0.3)
    assert grabbed(widget) == before


def test_another_language_needs_no_restart(widget: WayWidget, look: Look) -> None:
    look.set_language("nl")
    assert station(widget, Place.LAPTOP).accessibleName().startswith("Deze laptop")
    assert "Winkelnetwerk" in widget.accessibleDescription()
    look.set_language("en")


def test_larger_text_takes_its_room_along(widget: WayWidget, look: Look) -> None:
    before = widget.heightForWidth(WIDE)
    look.set_text_scale(2.0)
    assert widget.heightForWidth(WIDE) > before
    widget.resize(WIDE, widget.heightForWidth(WIDE))
    assert all(widget.rect().contains(station(widget, place).geometry()) for place in STATIONS)


def test_a_picture_for_a_ticket_is_for_white_paper(widget: WayWidget, look: Look) -> None:
    look.set_mode("dark")
    image = widget.picture_of(broken(), 900, scale=2.0)
    assert image.size() == QSize(1800, 2 * widget.heightForWidth(900))
    assert has(image, LIGHT.graphics[Light.FAIL])
    assert image.pixelColor(0, 0) == LIGHT.base
    assert not has(grabbed(widget), look.theme.graphics[Light.FAIL])
    look.set_mode("light")


def test_changed_stations_are_marked(widget: WayWidget, look: Look) -> None:
    widget.show_way(way_of(run(), Case()))
    assert not has(grabbed(widget), look.theme.accent)
    widget.show_way(way_of(run(), Case()), changed=[Place.TAS])
    assert has(grabbed(widget), look.theme.accent)
