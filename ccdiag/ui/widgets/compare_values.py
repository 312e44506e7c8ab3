"""Values to compare with what stands on a screen: large, in a fixed font, to copy."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.procedures.view import ShownValue
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_LARGE: Final = 1.5
_LONG: Final = 18
"""Characters; longer values are written smaller."""
_NARROW_EM: Final = 34.0


class CompareValues(Panel):
    """One row for each value."""

    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._values: tuple[ShownValue, ...] = ()
        self._rows: list[_ValueRow] = []
        self._column = QVBoxLayout(self)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_values(self, values: Sequence[ShownValue]) -> None:
        """Show these."""
        self._values = tuple(values)
        self.setVisible(bool(values))
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for value in self._values:
            row = _ValueRow(self._look, value)
            row.copied.connect(self.copied)
            self._rows.append(row)
            self._column.addWidget(row)

    @property
    def copies(self) -> list[QPushButton]:
        """The buttons that copy, from top to bottom."""
        return [row.copy for row in self._rows]

    def _restyle(self) -> None:
        _, small, _, inner, _, _ = self._look.metrics.space
        self._column.setContentsMargins(inner, small, inner, small)
        self._column.setSpacing(small)


class _ValueRow(QFrame):
    copied = Signal(str)

    def __init__(self, look: Look, value: ShownValue) -> None:
        super().__init__()
        self._look = look
        self._value = value
        self._label, self._text, self.copy = WrappingLabel(), FlowingText(), QPushButton()
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._missing = QLabel()
        self.copy.clicked.connect(lambda: self.copied.emit(self._value.value or ""))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._label)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.copy)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        self._row.setSpacing(metrics.space[3])
        name, known = look.say(self._value.label), self._value.value
        self._label.setText(name)
        self._label.setFont(metrics.font)
        colour_text(self._label, look.theme.secondary)
        shown = printable(known) if known is not None else look.say(message("not filled in"))
        font = metrics.font if known is None else QFont(metrics.fixed)
        if known is not None:
            font.setPixelSize(metrics.length(_LARGE if len(shown) <= _LONG else 1.0))
            font.setBold(True)
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.1 * metrics.em if len(shown) <= _LONG else 0)
        self._text.setFont(font)
        self._text.show_text(shown, look.theme.text if known is not None else look.theme.secondary)
        self._text.setAccessibleName(f"{name}: {shown}")
        self.copy.setText(look.say(message("Cop&y")))
        self.copy.setAccessibleName(look.say(message("Copy: {what}", what=f"{name}, {shown}")))
        self.copy.setIcon(pictogram_icon(look, Pictogram.COPY))
        self.copy.setIconSize(QSize(metrics.length(1.2), metrics.length(1.2)))
        self.copy.setMinimumHeight(metrics.length(2.05))
        self.copy.setVisible(known is not None)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the name above the value where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self.copy, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter)
        beside = Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignVCenter
        self._row.setAlignment(self._label, beside)
        self._row.setAlignment(self._text, beside)
        for part, share in ((self._label, 0), (self._text, 0 if narrow else 1)):
            self._row.setStretchFactor(part, share)
