"""What two runs tell together: one sentence, the checks that changed, what happened in between, and what is still open."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.cases.comparison import Comparison, Fate
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.change_rows import ChangeRows
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.change_list import ChangeList
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.happening_list import HappeningList
from ccdiag.ui.widgets.note_box import NoteBox
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_BUTTON_EM: Final = 2.05
_STACKED_EM: Final = 62.0
_NARROW_EM: Final = 40.0
_BETWEEN_EM: Final = 25.0


class ChangesPanel(Panel):
    """Below the two pictures."""

    copy_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._comparison: Comparison | None = None
        self._rows = ChangeRows(look)
        self.headline = WrappingLabel()
        self.copy, self.end = QPushButton(), QPushButton()
        self.copy.clicked.connect(self.copy_wanted)
        self.end.clicked.connect(self.end_wanted)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addWidget(self.copy)
        self._buttons.addWidget(self.end)
        self._buttons.addStretch(0)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self.headline, 1)
        self._head.addLayout(self._buttons)
        self.conditions = NoteBox(look, Light.WARN)
        self._count, self._between_title = QLabel(), QLabel()
        self.changes = ChangeList(look, self._rows)
        self.foot = FlowingText()
        self._left = QVBoxLayout()
        for part in (self._count, self.changes, self.foot):
            self._left.addWidget(part)
        self._left.addStretch(1)
        self._line = QFrame()
        self._line.setAutoFillBackground(True)
        self.between = HappeningList(look)
        self._right_side = QWidget()
        self._right = QVBoxLayout(self._right_side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self._between_title)
        self._right.addWidget(self.between)
        self._right.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addLayout(self._left, 1)
        self._body.addWidget(self._line)
        self._body.addWidget(self._right_side)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.conditions)
        self._column.addLayout(self._body)
        self._column.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show this."""
        self._comparison = comparison
        self._rows.show_changes(comparison.changed)
        self.between.show_happenings(comparison.between)
        self._restyle()

    def _restyle(self) -> None:
        look, metrics, theme, say = self._look, self._look.metrics, self._look.theme, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, margin, margin)
        self._column.setSpacing(inner)
        self._head.setSpacing(gap)
        self._buttons.setSpacing(gap)
        self._left.setSpacing(small)
        self._right.setSpacing(small)
        self._body.setSpacing(margin)
        self.headline.setFont(metrics.sized(HEADING, bold=True))
        for button, text, picture in (
            (self.copy, message("Copy for the &ticket"), Pictogram.COPY),
            (self.end, message("Compare &no longer"), Pictogram.CROSS),
        ):
            said = say(text)
            button.setText(said)
            button.setAccessibleName(said.replace("&", ""))
            button.setIcon(pictogram_icon(look, picture))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
        palette = self._line.palette()
        palette.setColor(self._line.backgroundRole(), theme.separator)
        self._line.setPalette(palette)
        for label in (self._count, self._between_title):
            label.setFont(metrics.font)
            colour_text(label, theme.secondary)
        self._between_title.setText(say(message("In between")))
        self.foot.setFont(metrics.font)
        self.changes.setAccessibleName(say(message("Checks that changed")))
        self._rows.retell()
        self._tell()
        self._fit()

    def _tell(self) -> None:
        comparison, say = self._comparison, self._look.say
        if comparison is None:
            return
        self.headline.setText(printable(say(comparison.headline), most=500))
        self.headline.setAccessibleName(self.headline.text())
        told = [say(one.text) for one in comparison.conditions]
        self.conditions.show_text("\n".join([say(message("Not measured in the same way.")), *told]) if told else "")
        self._count.setText(say(comparison.checks_told))
        self.changes.setVisible(bool(comparison.changed))
        self.foot.show_text(printable_lines(self._foot_lines(comparison)), self._look.theme.secondary)
        # The later run itself is no news.
        happened = len(comparison.between) > 1
        self._right_side.setVisible(happened)
        self._line.setVisible(happened)

    def _foot_lines(self, comparison: Comparison) -> list[str]:
        say = self._look.say
        lines = [say(message("Stayed the same: {count} checks", count=comparison.same)) + "."] if comparison.changed else []
        for letter, alone in (("A", comparison.only_then), ("B", comparison.only_now)):
            if alone:
                lines.append(say(message("Only in {run}: {count} checks", run=letter, count=len(alone))) + ".")
        for heading, fates in (
            (message("No longer found: {causes}"), (Fate.GONE,)),
            (message("Could not be seen again: {causes}"), (Fate.UNSEEN_NOW,)),
        ):
            causes = [say(one.cause.title) for one in comparison.causes_with(*fates) if one.id != comparison.told]
            if causes:
                lines.append(say(heading.with_values(causes="; ".join(causes))))
        if comparison.open:
            lines.append(say(message("Still open: {what}", what=self._joined(comparison.open))))
        return lines

    def _joined(self, parts: tuple[Message, ...]) -> str:
        return "; ".join(self._look.say(part) for part in parts)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put what happened in between beside the checks only where both have room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._look.metrics
        stacked, narrow = self.width() < metrics.length(_STACKED_EM), self.width() < metrics.length(_NARROW_EM)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if narrow else across)
        needed = self.copy.sizeHint().width() + self.end.sizeHint().width() + 4 * metrics.margin
        self._buttons.setDirection(down if self.width() < needed else across)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignTop)
        self._body.setDirection(down if stacked else across)
        if stacked:
            self._line.setFixedSize(16_777_215, 1)
            self._line.setMinimumWidth(0)
            self._right_side.setMinimumWidth(0)
            self._right_side.setMaximumWidth(16_777_215)
        else:
            self._line.setMinimumSize(1, 0)
            self._line.setMaximumSize(1, 16_777_215)
            self._right_side.setFixedWidth(metrics.length(_BETWEEN_EM))


def printable_lines(lines: list[str]) -> str:
    """Return lines that are safe to show."""
    return "\n".join(printable(line, most=2000) for line in lines)
