"""Controls beside each other, on as many lines as they need."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ccdiag.ui.widgets.flow_layout import FlowLayout

SIZES = ((60, 20), (60, 40), (60, 20), (300, 30))


@pytest.fixture
def box(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def layout(box: QWidget) -> FlowLayout:
    made = FlowLayout(box)
    made.setSpacing(10)
    for width, height in SIZES:
        part = QWidget()
        part.setFixedSize(width, height)
        made.addWidget(part)
    return made


def places(layout: FlowLayout, width: int) -> list[tuple[int, int]]:
    layout.setGeometry(QRect(0, 0, width, layout.heightForWidth(width)))
    found = []
    for number in range(layout.count()):
        item = layout.itemAt(number)
        assert item is not None
        found.append((item.geometry().left(), item.geometry().top()))
    return found


def test_each_stands_in_the_middle_of_its_line(layout: FlowLayout) -> None:
    assert places(layout, 140) == [(0, 10), (70, 0), (0, 50), (0, 80)]
    assert layout.heightForWidth(140) == 110
    assert places(layout, 600) == [(0, 10), (70, 0), (140, 10), (210, 5)]
    assert layout.heightForWidth(600) == 40


def test_in_a_column_each_has_a_line(layout: FlowLayout) -> None:
    layout.set_column(column=True)
    assert places(layout, 600) == [(0, 0), (0, 30), (0, 80), (0, 110)]


def test_what_is_hidden_takes_no_room(box: QWidget, layout: FlowLayout) -> None:
    box.findChildren(QWidget)[1].hide()
    assert layout.heightForWidth(140) == 60
    assert FlowLayout().heightForWidth(100) == 0
