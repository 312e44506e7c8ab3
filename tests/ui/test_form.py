"""Rows of captions and controls: what belongs together stands together."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.form import Form
from ccdiag.ui.widgets.lock_line import LockLine

ROWS = 4


class Shown:
    """A form on the screen, as high as it wants to be."""

    def __init__(self, qtbot: QtBot, look: Look) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.form = Form(look)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self.controls = [QLineEdit() for _ in range(ROWS)]
        for number, control in enumerate(self.controls):
            self.form.add(message("Caption"), control, message("What it is for.") if number % 2 else None)
        self.window.resize(look.metrics.length(60), look.metrics.length(60))
        self.window.show()
        self.settle()

    def settle(self) -> None:
        for widget in (self.form, self.window):
            layout = widget.layout()
            assert layout is not None
            layout.activate()

    def bottom(self, row: int) -> int:
        """Return where what belongs to a row ends."""
        below = [part for part in self.form.findChildren(QWidget) if isinstance(part, FlowingText | LockLine)]
        own = [self.controls[row].geometry().bottom()]
        after = self.controls[row + 1].y() if row + 1 < ROWS and self.controls[row + 1].isVisible() else self.form.height()
        own += [
            part.geometry().bottom()
            for part in below
            if part.parentWidget() is self.form and part.isVisible() and self.controls[row].y() < part.y() < after
        ]
        return max(own)


@pytest.fixture
def shown(qtbot: QtBot, look: Look) -> Shown:
    return Shown(qtbot, look)


def test_help_stands_closer_to_its_control_than_to_the_next_row(shown: Shown, look: Look) -> None:
    first, second, third, _ = shown.controls
    text = next(part for part in shown.form.findChildren(FlowingText) if part.isVisible())
    above, below = text.y() - second.geometry().bottom(), third.y() - text.geometry().bottom()
    assert above < below
    assert second.y() - first.geometry().bottom() < below, "without help, rows stand as close as before"
    shown.form.lock_row(first, message("Locked"), message("By somebody"))
    shown.settle()
    assert second.y() - shown.bottom(0) == below
    look.set_text_scale(2.0)
    shown.settle()
    assert third.y() - shown.bottom(1) > below


def test_below_the_last_row_in_sight_there_is_no_room(shown: Shown) -> None:
    assert shown.form.height() == shown.bottom(3) + 1
    whole = shown.form.height()
    shown.form.show_row(shown.controls[3], shown=False)
    shown.settle()
    assert shown.form.height() == shown.bottom(2) + 1 < whole
    shown.form.show_row(shown.controls[2], shown=False)
    shown.settle()
    assert shown.form.height() == shown.bottom(1) + 1
    for control in shown.controls[2:]:
        shown.form.show_row(control, shown=True)
    shown.settle()
    assert shown.form.height() == whole


def test_a_hidden_row_in_between_leaves_no_room_behind(shown: Shown) -> None:
    second, third = shown.controls[1:3]
    between = third.y() - shown.bottom(1)
    shown.form.show_row(shown.controls[0], shown=False)
    shown.settle()
    assert second.y() == 0
    assert third.y() - shown.bottom(1) == between
