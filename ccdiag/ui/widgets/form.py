"""Captions and controls in two columns, or above each other where there is no room."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ccdiag.model.message import Message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.flowing_text import FlowingText

_CAPTION_EM: Final = 12.0
_STACKED_EM: Final = 40.0


class Form(QWidget):
    """Rows of a caption, a control and a line of help."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[tuple[Message, QLabel, QWidget, Message | None, FlowingText]] = []
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
                self._grid.addWidget(label, 3 * number, 0)
                self._grid.addWidget(control, 3 * number + 1, 0, beside)
            else:
                self._grid.addWidget(label, 3 * number, 0, Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(control, 3 * number, 1, beside)
            self._grid.addWidget(text, 3 * number + 2, across)
            text.setVisible(explained is not None and not control.isHidden())
        self._grid.setColumnStretch(0, 1 if self._stacked else 0)
        self._grid.setColumnStretch(1, 0 if self._stacked else 1)

    def _restyle(self) -> None:
        metrics, theme, say = self._look.metrics, self._look.theme, self._look.say
        tight, small, gap, _, _, _ = metrics.space
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(tight if self._stacked else small)
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
