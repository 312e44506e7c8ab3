"""Captions and controls in two columns, or above each other where there is no room."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ccdiag.model.message import Message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.lock_line import LockLine, lock

_CAPTION_EM: Final = 12.0
_STACKED_EM: Final = 40.0
_LINES: Final = 5
"""Of the grid for a row: caption, control, who locked it, help, and the room below; caption and control share one where they can."""


class Form(QWidget):
    """Rows of a caption, a control and a line of help."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[tuple[Message, QLabel, QWidget, Message | None, FlowingText]] = []
        self._locks: dict[QWidget, LockLine] = {}
        self._stacked = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._restyle)

    def add(self, caption: Message, control: QWidget, explained: Message | None = None) -> None:
        """Add a row; the caption's mnemonic leads to the control."""
        label, text = QLabel(), FlowingText()
        label.setBuddy(control)
        self._rows.append((caption, label, control, explained, text))
        self._place()
        self._restyle()

    def show_row(self, control: QWidget, shown: bool) -> None:  # noqa: FBT001  # a state
        """Show or hide a row."""
        for _, label, known, explained, text in self._rows:
            if known is control:
                label.setVisible(shown)
                control.setVisible(shown)
                text.setVisible(shown and explained is not None)
        if control in self._locks:
            self._locks[control].setVisible(shown)
        self._part()

    def lock_row(self, control: QWidget, told: Message, where: Message, *, explained: bool = True) -> None:
        """Let a row be read only, and say who locked it; `where` tells more of it in the tool tip.

        Without `explained` the line of help goes: it is about a choice that there is not.
        """
        if not explained:
            self._rows = [
                (caption, label, known, None if known is control else help_, text) for caption, label, known, help_, text in self._rows
            ]
        if control not in self._locks:
            self._locks[control] = LockLine(self._look)
            self._place()
        line, say = self._locks[control], self._look.say
        line.tell(told)
        line.setVisible(not control.isHidden())
        self._part()
        lock(control, self._look, say(told))
        for part in (control, line):
            part.setToolTip(say(where))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stack where there is no room."""
        super().resizeEvent(event)
        stacked = self.width() < self._look.metrics.length(_STACKED_EM)
        if stacked != self._stacked:
            self._stacked = stacked
            self._place()
            self._restyle()

    def _place(self) -> None:
        for number, (_, label, control, explained, text) in enumerate(self._rows):
            for part in (label, control, text):
                self._grid.removeWidget(part)
            across = 0 if self._stacked else 1
            beside = Qt.AlignmentFlag.AlignLeft if _is_fixed(control) else Qt.AlignmentFlag(0)
            if self._stacked:
                self._grid.addWidget(label, _LINES * number, 0)
                self._grid.addWidget(control, _LINES * number + 1, 0, beside)
            else:
                self._grid.addWidget(label, _LINES * number, 0, Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(control, _LINES * number, 1, beside)
            if (lock := self._locks.get(control)) is not None:
                self._grid.removeWidget(lock)
                self._grid.addWidget(lock, _LINES * number + 2, across)
            self._grid.addWidget(text, _LINES * number + 3, across)
            text.setVisible(explained is not None and not control.isHidden())
        self._grid.setColumnStretch(0, 1 if self._stacked else 0)
        self._grid.setColumnStretch(1, 0 if self._stacked else 1)
        self._part()

    def _part(self) -> None:
        """Keep what stands below a control closer to it than to the row below."""
        tight, small, gap, _, _, _ = self._look.metrics.space
        last = True
        for number, (_, _, control, explained, _) in reversed(list(enumerate(self._rows))):
            room = gap if explained is not None or control in self._locks else small - tight
            self._grid.setRowMinimumHeight(_LINES * number + 4, 0 if self._stacked or control.isHidden() or last else room)
            last = last and control.isHidden()

    def _restyle(self) -> None:
        metrics, theme, say = self._look.metrics, self._look.theme, self._look.say
        tight, _, gap, _, _, _ = metrics.space
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(tight)
        self._part()
        self._grid.setColumnMinimumWidth(0, 0 if self._stacked else metrics.length(_CAPTION_EM))
        for caption, label, control, explained, text in self._rows:
            label.setFont(metrics.font)
            label.setText(say(caption))
            label.setWordWrap(True)
            label.setContentsMargins(0, gap if self._stacked else 0, 0, 0)
            if not control.accessibleName():
                control.setAccessibleName(say(caption).replace("&", ""))
            text.setFont(metrics.small)
            text.show_text(say(explained) if explained is not None else "", theme.secondary)
            palette = QPalette(label.palette())
            palette.setColor(QPalette.ColorRole.WindowText, theme.text)
            label.setPalette(palette)


def _is_fixed(control: QWidget) -> bool:
    return control.sizePolicy().horizontalPolicy() in {QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum}
