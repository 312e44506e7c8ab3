from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.ui.look import Look
from ccdiag.ui.widgets.check_box import CheckBox
from ccdiag.ui.widgets.segments import Segments


def shown(qtbot: QtBot, look: Look) -> Segments:
    segments = Segments(look)
    qtbot.addWidget(segments)
    segments.show_choices([("a", "One"), ("b", "Two"), ("c", "Three")])
    with qtbot.waitExposed(segments):
        segments.show()
    return segments


def test_the_first_is_chosen(qtbot: QtBot, look: Look) -> None:
    assert shown(qtbot, look).choice == "a"


def test_only_a_person_s_choice_is_told(qtbot: QtBot, look: Look) -> None:
    segments = shown(qtbot, look)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.choose("b")
        segments.show_choices([("a", "Een"), ("b", "Twee"), ("c", "Drie")])
    assert segments.choice == "b"
    with qtbot.waitSignal(segments.chosen) as heard:
        segments.findChildren(QAbstractButton)[2].click()
    assert heard.args == ["c"]


def test_arrows_move_the_choice(qtbot: QtBot, look: Look) -> None:
    segments = shown(qtbot, look)
    first = segments.findChildren(QAbstractButton)[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert segments.choice == "b"


def test_the_choice_stays_where_it_is_offered_again(qtbot: QtBot, look: Look) -> None:
    segments = shown(qtbot, look)
    segments.choose("c")
    segments.show_choices([("c", "Three"), ("d", "Four")])
    assert segments.choice == "c"
    segments.show_choices([("d", "Four")])
    assert segments.choice == "d"


def test_stacked_they_have_less_width(qtbot: QtBot, look: Look) -> None:
    segments = shown(qtbot, look)
    assert segments.sizeHint().width() == segments.width_in_a_row
    segments.set_stacked(True)
    assert segments.sizeHint().width() < segments.width_in_a_row


def test_a_check_box_is_switched_by_keyboard_and_by_a_click_on_its_text(qtbot: QtBot, look: Look) -> None:
    box = CheckBox(look)
    qtbot.addWidget(box)
    box.setText("&Reduced")
    with qtbot.waitExposed(box):
        box.show()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert not box.isChecked()


def test_the_keyboard_meets_them_where_they_stand(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    above, segments, below = QPushButton("above", window), Segments(look, window), QPushButton("below", window)
    segments.show_choices([("one", "One"), ("two", "Two")])
    window.show()
    met: list[QAbstractButton] = []
    widget = above.nextInFocusChain()
    while widget is not None and widget is not above:
        met += [widget] if isinstance(widget, QAbstractButton) else []
        widget = widget.nextInFocusChain()
    assert [button.text() for button in met] == ["One", "Two", "below"]
    assert below is met[-1]
    assert segments.focusPolicy() is Qt.FocusPolicy.NoFocus
