"""The procedures that were followed in a saved case: to be read; nothing is begun here."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.procedure_progress import ProcedureRecord
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import StartContent
from ccdiag.ui.models.guide_presenter import end_content
from ccdiag.ui.widgets.guide_end import GuideEnd
from ccdiag.ui.widgets.guide_rows import shop_text
from ccdiag.ui.widgets.guide_start import GuideStart
from ccdiag.ui.widgets.note_box import NoteBox

_MOST_RECORDS = 200


class SavedGuidePage(QWidget):
    """A list of records, and the one that was chosen."""

    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._records: tuple[ProcedureRecord, ...] = ()
        self._shop = ""
        self.note = NoteBox(look, None)
        self.start, self.end = GuideStart(look, most_records=_MOST_RECORDS), GuideEnd(look)
        self.end.test.hide()
        self.start.record_wanted.connect(self._show_record)
        self.end.start_wanted.connect(self._show_list)
        self.end.copied.connect(self.copied)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.end)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.note)
        self._column.addWidget(self._stack, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_records(self, shop: str, records: Sequence[ProcedureRecord]) -> None:
        """Show what was followed there, the last one first."""
        self._shop, self._records = shop, tuple(reversed(records))
        self._restyle()
        self._show_list()

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.start)
        self.start.take_keyboard()

    def _show_record(self, id_: str) -> None:
        record = next((one for one in self._records if one.id == id_), None)
        if record is not None:
            # What is owed there stands in the bar over every page.
            self.end.show_content(end_content("", record, None, (), ""))
            self._stack.setCurrentWidget(self.end)
            self.end.start.setFocus()

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        self._column.setContentsMargins(metrics.margin, metrics.gap, metrics.margin, 0)
        none = message("No procedure was followed in this case. Nothing is begun while a saved case is looked at.")
        some = message("What was followed in this case, to be read. Nothing is begun while a saved case is looked at.")
        self.note.show_text(look.say(some if self._records else none))
        self.start.show_content(StartContent(key="", shop=shop_text(look, self._shop), records=self._records))
        self.setAccessibleName(look.say(message("Guide")))
