"""The rail of pages at the left of the window."""

from math import ceil
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import SMALL
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon

WIDTH_EM: Final = 6.6
NARROW_EM: Final = 3.4
_AROUND_EM: Final = 0.5
"""Left and right of a button together."""
_MARK_PX: Final = 3
_MARK_GAP_PX: Final = 2
_MARK_EM: Final = 1.4
"""How high the mark of the chosen page is."""


class Page(Struct, frozen=True):
    """An entry of the rail."""

    id: str
    title: Message
    """With its mnemonic."""
    pictogram: Pictogram
    at_bottom: bool = False


class PageRail(QToolBar):
    """Exclusive actions, one a page, reached by Ctrl and their number."""

    page_chosen = Signal(str)

    def __init__(self, look: Look, pages: tuple[Page, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pages = pages
        self._narrow = False
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMovable(False)
        self.setFloatable(False)
        self.setObjectName("page_rail")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._group = QActionGroup(self)
        self.actions_by_page: dict[str, QAction] = {}
        self._buttons: dict[str, _PageButton] = {}
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        spaced = False
        for number, page in enumerate(pages, 1):
            if page.at_bottom and not spaced:
                self.addWidget(spacer)
                spaced = True
            action = QAction(self)
            action.setCheckable(True)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _checked=False, page=page.id: self.page_chosen.emit(page))
            self._group.addAction(action)
            button = self._buttons[page.id] = _PageButton(look, action)
            self.addWidget(button)
            self.actions_by_page[page.id] = action
        look.changed.connect(self._restyle)
        self._restyle()

    def choose(self, page: str) -> None:
        """Mark a page as the one that is shown."""
        self.actions_by_page[page].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  # a state
        """Show pictograms only."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._restyle()

    def _restyle(self) -> None:
        metrics = self._look.metrics
        width = metrics.length(NARROW_EM) if self._narrow else max(metrics.length(WIDTH_EM), self._widest())
        self.setFixedWidth(width)
        side = metrics.length(1.6)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if self._narrow else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        self.setWindowTitle(self._look.say(message("Pages")))
        for number, page in enumerate(self._pages, 1):
            action = self.actions_by_page[page.id]
            title = self._look.say(page.title)
            # The letters behind Alt are for what has no other key; the menu of pages has its own.
            plain = title.replace("&", "")
            action.setText(plain)
            action.setIcon(pictogram_icon(self._look, page.pictogram, always_enabled=True))
            action.setToolTip(f"{plain} (Ctrl+{number})")
            button = self._buttons[page.id]
            button.setIconSize(QSize(side, side))
            button.setToolButtonStyle(style)
            button.setAccessibleName(plain)
            button.setFixedWidth(width - metrics.length(_AROUND_EM))
            button.restyle()
            button.setMinimumHeight(metrics.length(3.0 if self._narrow else 4.0))

    def _widest(self) -> int:
        """Return how wide the rail is when the longest word stands in it, bold and clear of the mark."""
        metrics = self._look.metrics
        bold = metrics.sized(SMALL, bold=True)
        words = [word for page in self._pages for word in self._look.say(page.title).replace("&", "").split()]
        widest = max((metrics.width(word, bold) for word in words), default=0.0)
        return ceil(widest) + 2 * (_MARK_PX + _MARK_GAP_PX) + metrics.length(_AROUND_EM)


class _PageButton(QToolButton):
    """The button of a page; a bar at its edge marks the page that is shown."""

    def __init__(self, look: Look, action: QAction) -> None:
        super().__init__()
        self._look = look
        self.setAutoRaise(True)
        self.setDefaultAction(action)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self.restyle)

    def restyle(self) -> None:
        """Write the name of the page that is shown in bold, where there is room for that beside the mark."""
        metrics, room = self._look.metrics, self.width() - 2 * (_MARK_PX + _MARK_GAP_PX)
        bold = metrics.sized(SMALL, bold=True)
        name = self.defaultAction().text()
        # Too long for one line, it stands on two; Qt would cut out its middle.
        head, _, tail = name.rpartition(" ")
        lines = [head, tail] if head and metrics.width(name, bold) > room else [name]
        self.setText("\n".join(lines))
        fits = all(metrics.width(line, bold) <= room for line in lines)
        self.setFont(bold if self.isChecked() and fits else metrics.small)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the button, and the mark over it."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        height = self._look.metrics.length(_MARK_EM)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.accent)
            painter.drawRoundedRect(QRectF(_MARK_GAP_PX, (self.height() - height) / 2, _MARK_PX, height), 1.5, 1.5)
