"""Headings of tables: whole where there is room, and else it shows that something is missing."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.evidence_table import EvidenceView
from ccdiag.ui.widgets.plain_header import in_lines


def test_a_heading_breaks_at_its_spaces_and_ends_in_dots(look: Look) -> None:
    letters = QFontMetricsF(look.metrics.small)
    wide = letters.horizontalAdvance("trusted by the")
    assert in_lines("trusted by", letters, wide, 1) == ["trusted by"]
    assert in_lines("trusted by the laptop", letters, wide, 2) == ["trusted by the", "laptop"]
    (only,) = in_lines("trusted by the laptop", letters, wide, 1)
    assert only.endswith("…")
    assert letters.horizontalAdvance(only) <= wide
    first, second = in_lines("Vertrauenswürdigkeitsprüfung bestanden", letters, wide, 2)
    assert first.endswith("…")
    assert second == "bestanden"
    assert in_lines("one two three four", letters, letters.horizontalAdvance("three"), 2)[0] == "one"
    assert in_lines("", letters, wide, 2) == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_where_a_table_makes_room_for_a_second_line_there_is_one(qtbot: QtBot, look: Look, scale: float) -> None:
    look.set_text_scale(scale)
    view = EvidenceView(look)
    qtbot.addWidget(view)
    heading = message("Terminal trusts")
    view.show_table(EvidenceTable(columns=(heading,) * 6))
    view.resize(look.metrics.length(36), 200)
    view.show()
    header = view.horizontalHeader()
    assert header.height() > look.metrics.length(1.75)
    image = header.grab().toImage()
    above = [image.pixelColor(x, y).lightness() for x in range(view.columnWidth(0)) for y in range(round(0.45 * header.height()))]
    assert max(above) - min(above) > 60, "the first of two lines"
