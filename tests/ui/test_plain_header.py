"""Headings of tables: whole where there is room, and else it shows that something is missing."""

from PySide6.QtGui import QFontMetricsF

from ccdiag.ui.look import Look
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
