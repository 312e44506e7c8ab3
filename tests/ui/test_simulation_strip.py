"""The strip over everything that is no shop: its words are whole however little room there is."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.ui.look import Look
from ccdiag.ui.widgets.simulation_strip import TERMINAL, SimulationStrip


def test_it_is_higher_where_the_words_need_more_lines(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    strip = SimulationStrip(look)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(strip)
    column.addStretch(1)
    one_line = look.metrics.length(2.0)
    window.resize(look.metrics.length(60), 400)
    window.show()
    qtbot.waitUntil(lambda: strip.width() == window.width())
    assert strip.height() == one_line
    window.resize(look.metrics.length(16), 400)
    qtbot.waitUntil(lambda: strip.height() > one_line)
    wrapped = strip.height()
    assert strip.rect().contains(strip._words())
    strip.show_text(TERMINAL)
    assert one_line <= strip.height() <= wrapped
    look.set_text_scale(2.0)
    qtbot.waitUntil(lambda: strip.height() > wrapped)
    assert strip.rect().contains(strip._words())
    window.resize(look.metrics.length(60), 400)
    qtbot.waitUntil(lambda: strip.height() == look.metrics.length(2.0))


def test_it_settles_at_once(qtbot: QtBot, look: Look) -> None:
    strip = SimulationStrip(look)
    qtbot.addWidget(strip)
    strip.resize(look.metrics.length(16), 10)
    strip.show()
    height = strip.height()
    for _ in range(3):
        strip._fit()
        assert strip.height() == height
