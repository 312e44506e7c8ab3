"""Where is the customer? Type what is read aloud, and open the screen in the simulated terminal."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ccdiag.adminlight.search import Hit
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.screen_hits import HIT_ROLE, ScreenHits
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.screen_hit_delegate import ScreenHitDelegate

_FIELD_EM: Final = 2.4
Find = Callable[[str], tuple[Hit, ...]]
_MOVES: Final = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class ScreenSearch(QWidget):
    """Ranked hits under a field; arrows move in them without leaving it."""

    opened = Signal(str, object)
    """A screen, and the reading in which it shows that (str or None)."""

    def __init__(self, look: Look, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._find = find
        self._hits = ScreenHits(look)
        self._title = QLabel()
        self._hint = FlowingText()
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._open_current)
        self.field.installEventFilter(self)
        self._glass = QAction(self)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._count = FlowingText()
        self.list = QListView()
        self.list.setModel(self._hits)
        self.list.setItemDelegate(ScreenHitDelegate(look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.activated.connect(lambda _index: self._open_current())
        self.list.clicked.connect(lambda _index: self._open_current())
        self._empty = FlowingText()
        self._foot = FlowingText()
        self._head = QVBoxLayout()
        for part in (self._title, self._hint, self.field, self._count):
            self._head.addWidget(part)
        self._below = QHBoxLayout()
        self._below.addWidget(self._foot)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self._empty)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._middle)
        self._column.addWidget(self.list, 1)
        self._column.addLayout(self._below)
        self._column.addStretch(0)
        self.setAutoFillBackground(True)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found."""
        return tuple(self._hits.index(row).data(HIT_ROLE) for row in range(self._hits.rowCount()))

    def focus_field(self) -> None:
        """Go to the field, with all of it selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Move in the list by the arrows while the field keeps the keyboard."""
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}[Qt.Key(event.key())]
            self._choose(self.list.currentIndex().row() + step)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Measure the rows anew."""
        super().resizeEvent(event)
        self.list.scheduleDelayedItemsLayout()

    def _choose(self, row: int) -> None:
        count = self._hits.rowCount()
        if count:
            self.list.setCurrentIndex(self._hits.index(max(0, min(row, count - 1))))

    def _on_text(self, text: str) -> None:
        self._hits.show_hits(self._find(text) if text.strip() else ())
        self._choose(0)
        self.list.scrollToTop()
        self._tell()

    def _open_current(self) -> None:
        hit = self.list.currentIndex().data(HIT_ROLE)
        if isinstance(hit, Hit):
            self.opened.emit(hit.screen, hit.variant)

    def _tell(self) -> None:
        say, theme = self._look.say, self._look.theme
        count, asked = self._hits.rowCount(), bool(self.field.text().strip())
        found = message("1 screen") if count == 1 else message("{count} screens", count=count)
        how = message("Enter opens it in the simulation")
        self._count.show_text(f"{say(found)} · {say(how)}" if count else "", theme.secondary)
        self._count.setVisible(count > 0)
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        margin, small = self._look.metrics.margin, self._look.metrics.space[1]
        self._middle.setContentsMargins(*((0, 0, 0, 0) if count else (margin, small, margin, margin)))
        if asked:
            self._empty.show_text(say(message("No screen has this. Try another word that stands on it.")), theme.text)
        else:
            told = message(
                "For example “beveiligd item” or “komt niet overeen”: whatever stands on the terminal, or what the customer calls it."
            )
            self._empty.show_text(say(told), theme.secondary)
        self._foot.setVisible(count > 0)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        tight, small, _, inner, margin, _ = metrics.space
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, look.theme.base)
        self.setPalette(palette)
        palette = QPalette(self.list.palette())
        palette.setColor(QPalette.ColorRole.Base, look.theme.base)
        palette.setColor(QPalette.ColorRole.Highlight, look.theme.selected)
        self.list.setPalette(palette)
        self._head.setContentsMargins(margin, inner, margin, small)
        self._head.setSpacing(small)
        self._below.setContentsMargins(margin, inner, margin, inner)
        self._column.setSpacing(tight)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._title.setText(say(message("Where is the customer?")))
        self._title.setWordWrap(True)
        for text in (self._hint, self._count, self._foot):
            text.setFont(metrics.small)
        self._empty.setFont(metrics.font)
        self._hint.show_text(say(message("Type what the customer reads aloud. Typing errors do no harm.")), look.theme.secondary)
        self._foot.show_text(say(message("Not there? Type another word from the screen.")), look.theme.secondary)
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setPlaceholderText(say(message("What is on the screen?")))
        self.field.setAccessibleName(say(message("Where is the customer?")))
        self.field.setAccessibleDescription(self._hint.toPlainText())
        self._glass.setIcon(pictogram_icon(look, Pictogram.SEARCH, colour=look.theme.secondary))
        self.list.setAccessibleName(say(message("Screens that were found")))
        current = self.list.currentIndex().row()
        self._hits.retell()
        self._choose(max(0, current))
        self._tell()
