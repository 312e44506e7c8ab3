"""The notes on a terminal, and a field to add one: what is written there is stated, never measured."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.model.saved_case import LONGEST_NOTE, CaseNote
from ccdiag.ui.look import Look
from ccdiag.ui.models.moments import short_moment
from ccdiag.ui.widgets.flowing_text import FlowingText

_FIELD_EM: Final = 2.1
_BUTTON_EM: Final = 2.05
_STACKED_EM: Final = 34.0
_SHOWN: Final = 5


class NoteEditor(QWidget):
    """The newest notes, and a field."""

    note_written = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notes: tuple[CaseNote, ...] = ()
        self._title = QLabel()
        self._told = FlowingText()
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_NOTE)
        self.field.returnPressed.connect(self._on_note)
        self.field.textChanged.connect(lambda _text: self._enable())
        self.add = QPushButton()
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._on_note)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        self._column.addWidget(self._told)
        self._column.addLayout(self._row)
        look.changed.connect(self._restyle)
        self._restyle()
        self._enable()

    def show_notes(self, notes: Sequence[CaseNote]) -> None:
        """Show these, the newest of them at least."""
        self._notes = tuple(notes)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the button beside the field only where both have room."""
        super().resizeEvent(event)
        stacked = self.width() < self._look.metrics.length(_STACKED_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self.add, Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag(0))

    def _on_note(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.clear()
            self.note_written.emit(text)

    def _enable(self) -> None:
        self.add.setEnabled(bool(self.field.text().strip()))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, _, _, _ = metrics.space
        self._column.setSpacing(small)
        self._row.setSpacing(gap)
        self._title.setFont(metrics.sized(1.0, bold=True))
        self._title.setText(say(message("Notes")))
        shown = [f"{short_moment(note.at, look)}  {printable(note.text, most=LONGEST_NOTE)}" for note in self._notes[-_SHOWN:]]
        self._told.setFont(metrics.font)
        self._told.show_text("\n".join(shown), look.theme.text)
        self._told.setVisible(bool(shown))
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setPlaceholderText(say(message("What was done or said here")))
        self.field.setAccessibleName(say(message("Add a note")))
        self.add.setText(say(message("&Add note")))
        self.add.setMinimumHeight(metrics.length(_BUTTON_EM))
