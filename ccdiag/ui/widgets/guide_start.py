"""Where a procedure is chosen: what is owed, what is under way, what can be begun, and what ended here."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER
from ccdiag.ui.models.guide_content import StartContent
from ccdiag.ui.widgets.guide_rows import GuideRow, OfferedRow, OwedRow, RecordRow, UnderWayRow, section_title
from ccdiag.ui.widgets.note_box import NoteBox
from ccdiag.ui.widgets.scrolling import scrolling
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_TWO_COLUMNS_EM: Final = 84.0
_MOST_EM: Final = 118.0
_MOST_RECORDS: Final = 6
"""The whole list is in the case; here the last ones are at hand."""


class GuideStart(QWidget):
    """Shows what there is, and reports what the user chose."""

    begin_wanted = Signal(str)
    """A procedure, for the case that is open."""
    open_wanted = Signal(str, str)
    """A case, and a procedure that puts something right there."""
    go_on_wanted = Signal(str, str)
    """A case, and the id of a procedure's progress."""
    given_up = Signal(str, str, str)
    settled = Signal(str, str, str)
    """A case, the kind of obligation, and the reason."""
    record_wanted = Signal(str)
    case_wanted = Signal()
    """Fill in the case first."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, most_records: int = _MOST_RECORDS) -> None:
        super().__init__(parent)
        self._look = look
        self._most_records = most_records
        self._content: StartContent | None = None
        self._columns = 1
        self._rows: list[GuideRow] = []
        self._title, self._shop = WrappingLabel(), WrappingLabel()
        self.trouble = NoteBox(look, Light.FAIL)
        self.trouble.hide()
        self.no_case = NoteBox(look, None)
        self.no_case.button.show()
        self.no_case.button.clicked.connect(self.case_wanted)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        for part in (self._title, self._shop, self.trouble, self.no_case):
            self._column.addWidget(part)
        self._body: QWidget | None = None
        self._scroll = scrolling(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_content(self, content: StartContent) -> None:
        """Show this."""
        if content != self._content:
            self._content = content
            self._restyle()

    def show_trouble(self, text: str) -> None:
        """Say that what is kept on disk cannot be read or written; empty when all is well."""
        self.trouble.show_text(text)

    def take_keyboard(self) -> None:
        """Put the keyboard on the first thing to do."""
        first = next((button for row in self._rows for button in row.findChildren(QPushButton) if button.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def point_at(self, procedure: str) -> None:
        """Bring a procedure into sight, with the keyboard on its button."""
        row = next((row for row in self._rows if isinstance(row, OfferedRow) and row.procedure == procedure), None)
        if row is not None:
            row.begin.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Press the button that the keyboard is on by Enter, too."""
        focused = QApplication.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, _, gap, _, margin, _ = metrics.space
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        self._title.setFont(metrics.sized(BANNER, bold=True))
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._title.setText(look.say(message("Guided procedures")))
        colour_text(self._shop, look.theme.secondary)
        self._shop.setFont(metrics.font)
        self._inside.setMaximumWidth(metrics.length(_MOST_EM))
        self.setAccessibleName(self._title.text())
        self._fill()

    def _fill(self) -> None:
        content = self._content
        self._rows = []
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None
        if content is None:
            return
        look = self._look
        shop = content.shop
        self._shop.setText(look.say(message("For {shop}", shop=shop)))
        self._shop.setVisible(bool(shop))
        asked = message("Fill in the shop and its TMS id first: what is typed on the terminal is compared with them.")
        self.no_case.show_text("" if shop else look.say(asked))
        self.no_case.button.setText(look.say(message("&To the checklist")))
        self._body = QWidget()
        groups = QVBoxLayout(self._body)
        groups.setContentsMargins(0, 0, 0, 0)
        groups.setSpacing(look.metrics.gap)
        owed = [OwedRow(look, one, accent=place == 0) for place, one in enumerate(content.owed)]
        for row in owed:
            row.open_wanted.connect(self.open_wanted)
            row.settled.connect(self.settled)
        under_way = [UnderWayRow(look, one, accent=not owed and place == 0) for place, one in enumerate(content.under_way)]
        for going in under_way:
            going.go_on_wanted.connect(self.go_on_wanted)
            going.given_up.connect(self.given_up)
        begun = {one.progress.procedure for one in content.under_way if one.key == content.key}
        offered = [OfferedRow(look, one, is_under_way=one.procedure.id in begun) for one in content.offered]
        for offer in offered:
            offer.begin_wanted.connect(self.begin_wanted)
        titles = {id_: Message(one.title) for id_, one in load_procedures().procedures.items()}
        records = [
            RecordRow(look, one, titles.get(one.procedure, Message("{id}", {"id": one.procedure})))
            for one in content.records[: self._most_records]
        ]
        for record in records:
            record.open_wanted.connect(self.record_wanted)
        self._group(groups, message("Still owed"), owed, columns=1)
        self._group(groups, message("Under way"), under_way, columns=1)
        self._group(groups, message("Procedures"), offered, columns=self._columns)
        self._group(groups, message("Ended"), records, columns=self._columns)
        groups.addStretch(1)
        self._column.addWidget(self._body, 1)

    def _group(self, groups: QVBoxLayout, title: Message, rows: Sequence[GuideRow], *, columns: int) -> None:
        if not rows:
            return
        groups.addWidget(section_title(self._look, self._look.say(title)))
        grid = QGridLayout()
        grid.setSpacing(self._look.metrics.gap)
        for place, row in enumerate(rows):
            grid.addWidget(row, place // columns, place % columns)
            self._rows.append(row)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        groups.addLayout(grid)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Show the procedures beside each other where there is room."""
        super().resizeEvent(event)
        columns = 2 if self.width() >= self._look.metrics.length(_TWO_COLUMNS_EM) else 1
        if columns != self._columns:
            self._columns = columns
            # Not in the middle of the layout that asked for it.
            QTimer.singleShot(0, self._fill_again)

    def _fill_again(self) -> None:
        """Place everything anew, with the keyboard where it was."""
        before = [button for row in self._rows for button in row.findChildren(QPushButton)]
        focused = QApplication.focusWidget()
        place = before.index(focused) if isinstance(focused, QPushButton) and focused in before else -1
        self._fill()
        after = [button for row in self._rows for button in row.findChildren(QPushButton)]
        if 0 <= place < len(after):
            after[place].setFocus(Qt.FocusReason.OtherFocusReason)
