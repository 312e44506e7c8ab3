"""One finding in full: what is there, what 1.0 and 2.0 need, why it matters, and how it is mended."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.words import BASIS_WORDS
from ccdiag.settings_check.lint_report import LintFinding
from ccdiag.settings_check.lint_words import CERTAINTY_WORDS, SEVERITY_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.finding_rows import LIGHT_OF, where_of
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.text_colour import colour_text

_SIGN_EM: Final = 1.67
_CAPTION_EM: Final = 7.0
_CAPTIONS: Final[tuple[Message, ...]] = (
    message("Where"),
    message("There is"),
    message("1.0 needs"),
    message("2.0 needs"),
    message("Why"),
    message("What to do"),
    message("Corrected to"),
)
_FIXED: Final = {1, 6}


class FindingDetail(QWidget):
    """Shows a finding, or nothing."""

    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._finding: LintFinding | None = None
        self._sign = Mark(look, _SIGN_EM)
        self._title = FlowingText()
        self._standing = FlowingText()
        self._copy = QPushButton()
        self._copy.clicked.connect(lambda: self.copied.emit(self.text()))
        self._head = QHBoxLayout()
        self._head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        titles = QVBoxLayout()
        titles.setContentsMargins(0, 0, 0, 0)
        titles.addWidget(self._title)
        titles.addWidget(self._standing)
        self._head.addLayout(titles, 1)
        self._head.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._rows = [_Row(look, fixed=number in _FIXED) for number in range(len(_CAPTIONS))]
        for row in self._rows:
            self._column.addWidget(row)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_finding(self, finding: LintFinding | None) -> None:
        """Show this one; none hides everything."""
        self._finding = finding
        self._restyle()

    def text(self) -> str:
        """Return everything as text, to be copied."""
        if self._finding is None:
            return ""
        say = self._look.say
        lines = [f"{say(SEVERITY_WORDS[self._finding.severity])}: {say(self._finding.title)}"]
        lines += [f"{say(caption)}: {value}" for caption, value in zip(_CAPTIONS, self._values(), strict=True) if value]
        return "\n".join(lines)

    def _values(self) -> tuple[str, ...]:
        finding, say = self._finding, self._look.say
        assert finding is not None
        return (
            where_of(finding, say),
            (finding.found or "“”") if finding.found is not None else "",
            say(finding.needed_1_0) if finding.needed_1_0 is not None else "",
            say(finding.needed_2_0) if finding.needed_2_0 is not None else "",
            say(finding.why),
            say(finding.remedy),
            finding.correction or "",
        )

    def _restyle(self) -> None:
        look, metrics, finding = self._look, self._look.metrics, self._finding
        self.setVisible(finding is not None)
        if finding is None:
            return
        _, small, gap, _, _, _ = metrics.space
        self._column.setSpacing(small)
        self._head.setSpacing(gap)
        light, theme, say = LIGHT_OF[finding.severity], look.theme, look.say
        if light is not None:
            self._sign.show_drawing(lambda painter, area: paint_light(painter, area, light, theme, ground=theme.base))
        else:
            self._sign.show_drawing(lambda painter, area: paint_pictogram(painter, area, Pictogram.INFO, theme.secondary))
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._title.show_text(say(finding.title), theme.text)
        self._standing.setFont(metrics.small)
        words = (SEVERITY_WORDS[finding.severity], CERTAINTY_WORDS[finding.certainty], BASIS_WORDS[finding.basis])
        self._standing.show_text(", ".join(say(word) for word in words), theme.secondary)
        self._copy.setText(say(message("Cop&y")))
        self._copy.setIcon(pictogram_icon(look, Pictogram.COPY))
        for row, caption, value in zip(self._rows, _CAPTIONS, self._values(), strict=True):
            row.show_value(say(caption), value)


class _Row(QWidget):
    def __init__(self, look: Look, *, fixed: bool) -> None:
        super().__init__()
        self._look = look
        self._fixed = fixed
        self._caption, self._value = QLabel(), FlowingText()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._value, 1)

    def show_value(self, caption: str, value: str) -> None:
        metrics, theme = self._look.metrics, self._look.theme
        self.setVisible(bool(value))
        self._row.setSpacing(metrics.gap)
        self._caption.setFont(metrics.font)
        self._caption.setText(caption)
        self._caption.setMinimumWidth(metrics.length(_CAPTION_EM))
        colour_text(self._caption, theme.secondary)
        self._value.setFont(metrics.fixed if self._fixed else metrics.font)
        self._value.show_text(value, theme.text)
        self._value.setAccessibleName(f"{caption}: {value}")
