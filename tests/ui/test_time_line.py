"""The time line of a saved run: by keys, by mouse, and by itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.time_marks import TimeMark
from ccdiag.ui.widgets.time_line import TimeLine
from tests.ui.windows import settle

MARKS = (
    TimeMark(0.0, None, message("The run begins.")),
    TimeMark(1.0, Light.PASS, Message("first")),
    TimeMark(1.0, None, Message("cause"), tall=True),
    TimeMark(2.5, Light.FAIL, Message("second")),
    TimeMark(4.0, None, message("The run has ended.")),
)


@pytest.fixture
def line(qtbot: QtBot, look: Look) -> Iterator[TimeLine]:
    made = TimeLine(look)
    qtbot.addWidget(made)
    made.resize(900, 60)
    made.show_run(4.0, MARKS)
    made.show()
    settle()
    yield made
    made.hide()


def moments(line: TimeLine) -> list[float]:
    seen: list[float] = []
    line.moved.connect(seen.append)
    return seen


def press(line: TimeLine, *keys: Qt.Key) -> None:
    line.track.setFocus()
    for key in keys:
        QTest.keyClick(line.track, key)


def test_it_begins_at_the_end_where_the_result_is(line: TimeLine) -> None:
    assert line.at_end
    assert line.at_s == 4.0
    assert line.text == "The run has ended."


def test_arrows_go_from_event_to_event_and_two_at_once_are_one_step(line: TimeLine) -> None:
    seen = moments(line)
    press(line, *[Qt.Key.Key_Left] * 4, Qt.Key.Key_Right)
    assert seen == [2.5, 1.0, 0.0, 1.0]
    assert line.text == "cause"
    press(line, Qt.Key.Key_Home, Qt.Key.Key_End)
    assert seen[-2:] == [0.0, 4.0]
    press(line, Qt.Key.Key_Right)
    assert seen[-1] == 4.0, "nothing follows the end"


def test_page_keys_go_by_seconds(line: TimeLine) -> None:
    seen = moments(line)
    press(line, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    assert seen == [3.0, 4.0]


def test_the_buttons_do_what_the_keys_do(line: TimeLine) -> None:
    seen = moments(line)
    line.back.click()
    line.back.click()
    line.on.click()
    assert seen == [2.5, 1.0, 2.5]


def test_the_mouse_takes_the_handle_anywhere(line: TimeLine) -> None:
    seen = moments(line)
    middle = QPoint(line.track.width() // 2, line.track.height() // 2)
    QTest.mouseClick(line.track, Qt.MouseButton.LeftButton, pos=middle)
    assert 1.9 < seen[-1] < 2.1
    QTest.mouseClick(line.track, Qt.MouseButton.LeftButton, pos=QPoint(0, middle.y()))
    assert seen[-1] == 0.0


def test_it_plays_to_the_end_and_stops_there(qtbot: QtBot, line: TimeLine) -> None:
    line.speed.click()
    line.speed.click()
    assert line.speed.text() == "16×"
    seen = moments(line)
    press(line, Qt.Key.Key_Space)
    assert line.playing
    assert seen[0] == 0.0, "from the end it begins anew"
    qtbot.waitUntil(lambda: not line.playing)
    assert line.at_end
    assert seen == sorted(seen)


def test_it_pauses_by_space_by_a_step_and_by_the_mouse(line: TimeLine) -> None:
    for stop in (
        lambda: press(line, Qt.Key.Key_Space),
        lambda: press(line, Qt.Key.Key_Right),
        lambda: QTest.mouseClick(line.track, Qt.MouseButton.LeftButton, pos=QPoint(40, 20)),
        line.hide,
    ):
        line.go_to(0.0)
        line.show()
        line.toggle()
        assert line.playing
        stop()
        assert not line.playing


def test_nothing_glides_where_motion_is_reduced(qtbot: QtBot, line: TimeLine) -> None:
    line.set_still(True)
    line.speed.click()
    line.speed.click()
    seen = moments(line)
    line.toggle()
    qtbot.waitUntil(lambda: not line.playing)
    assert set(seen) <= {mark.at_s for mark in MARKS}


def test_without_events_it_says_why_it_cannot_be_played(line: TimeLine) -> None:
    line.show_run(4.0, (), message("How this run went was not kept, only how it ended."))
    assert not line.track.isEnabled()
    assert not line.play.isEnabled()
    assert line.text == "How this run went was not kept, only how it ended."
    line.toggle()
    line.step(-1)
    assert not line.playing
    assert line.at_end


def test_a_screen_reader_meets_a_slider_with_a_name_and_the_moment(line: TimeLine) -> None:
    interface = QAccessible.queryAccessibleInterface(line.track)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Moment of the run"
    press(line, Qt.Key.Key_Left)
    assert interface.text(QAccessible.Text.Description) == "2.5 s of 4.0 s. second"
    for button in (line.back, line.play, line.on, line.speed):
        assert button.accessibleName()


def test_nothing_is_cut_in_a_narrow_window_with_large_text(qtbot: QtBot, look: Look) -> None:
    look.set_text_scale(2.0)
    line = TimeLine(look)
    qtbot.addWidget(line)
    line.show_run(4.0, MARKS)
    line.resize(560, line.sizeHint().height())
    line.show()
    settle()
    assert line.minimumSizeHint().width() <= 560
    for part in (line.back, line.play, line.on, line.speed, line.track, line._time, line._told):
        assert line.rect().contains(part.geometry()), part
