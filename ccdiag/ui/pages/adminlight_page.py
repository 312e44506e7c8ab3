"""The page of the simulated terminal: find the customer's screen, press its keys, and see what would happen if."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccdiag.adminlight.reading import text_to_read_aloud
from ccdiag.adminlight.search import find_screens
from ccdiag.model.message import Message, message
from ccdiag.model.terminal_state import Key, TerminalState
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.simulated_terminal import SimulatedTerminal
from ccdiag.ui.widgets.adminlight_view import AdminLightView, picture
from ccdiag.ui.widgets.screen_explanation import ScreenExplanation
from ccdiag.ui.widgets.screen_path import ScreenPath
from ccdiag.ui.widgets.screen_search import ScreenSearch
from ccdiag.ui.widgets.segments import Segments
from ccdiag.ui.widgets.terminal_switches import TerminalSwitches
from ccdiag.ui.widgets.which_terminal import WhichTerminal

if TYPE_CHECKING:
    from ccdiag.ui.lab_controller import LabController

_WIDE_EM: Final = 86.0
"""From this width on all three parts stand beside each other."""
_MEDIUM_EM: Final = 62.0
"""From here on the terminal stands beside one of the two others."""
_SEARCH_EM: Final = 28.5
_SIDE_EM: Final = 25.0
_SWITCHES_EM: Final = 19.0
_BUTTONS_EM: Final = 44.0
"""Below this width buttons stand below each other."""
_BUTTON_EM: Final = 2.05
_TIGHT_EM: Final = 30.0
"""Below this width the margins are small, so that the terminal has what room there is."""
_ANY_WIDTH: Final = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not have."""
_SEARCH, _TERMINAL, _SWITCHES = "search", "terminal", "switches"


class AdminLightPage(QWidget):
    """Search, simulated terminal and switches; the terminal is the laboratory's while one runs."""

    told = Signal(object)
    """Something for the status bar (Message)."""

    def __init__(self, look: Look, laboratory: "LabController | None" = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.terminal = SimulatedTerminal(self)
        view = self.terminal.view
        # Made in the order in which Tab goes through them.
        self._sides = Segments(look)
        self._sides.chosen.connect(self._on_side)
        self.search = ScreenSearch(look, find_screens)
        self.search.opened.connect(self.open_screen)
        self._build_middle(look)
        self.switches = TerminalSwitches(look)
        self.switches.switched.connect(lambda field, value: self.terminal.set_world(**{field: value}))
        self.switches.reading_chosen.connect(self.terminal.choose_reading)
        self.switches.again_wanted.connect(self.terminal.begin_again)
        self._lines = (_Line(look), _Line(look))
        self._body = QHBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        for part in (self.search, self._lines[0], self._middle, self._lines[1], self.switches):
            self._body.addWidget(part, 1 if part is self._middle else 0)
        self._head = QWidget()
        self._top = QHBoxLayout(self._head)
        self._top.addWidget(self._sides)
        self._top.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._column.addLayout(self._body, 1)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.focus_search),
            (QKeySequence(QKeySequence.StandardKey.Back), self.terminal.step_back),
            (QKeySequence("F2"), self._press_menu_button),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._form = ""
        self._hides = False
        self.view.show_view(view)
        self.terminal.changed.connect(self._show)
        look.changed.connect(self._restyle)
        self._restyle()
        # So that the first letter is answered as fast as the others.
        QTimer.singleShot(0, lambda: find_screens("menu"))
        if laboratory is not None:
            self._bind(laboratory)

    def _build_middle(self, look: Look) -> None:
        self._which = WhichTerminal(look)
        self._path = ScreenPath(look)
        self.view = AdminLightView(look, self.terminal.view)
        self.view.pressed.connect(self._press)
        self.back, self.copy_picture, self.copy_text = QPushButton(), QPushButton(), QPushButton()
        self.back.clicked.connect(self.terminal.step_back)
        self.copy_picture.clicked.connect(self._copy_picture)
        self.copy_text.clicked.connect(self._copy_text)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addWidget(self.back)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.copy_picture)
        self._buttons.addWidget(self.copy_text)
        self.explanation = ScreenExplanation(look, self.terminal.view)
        self._content = inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.addWidget(self._which)
        self._inside.addWidget(self._path)
        self._inside.addWidget(self.view)
        self._inside.addLayout(self._buttons)
        self._inside.addWidget(self.explanation)
        self._inside.addStretch(1)
        self._middle = QScrollArea()
        self._middle.setFrameShape(QFrame.Shape.NoFrame)
        self._middle.setWidgetResizable(True)
        self._middle.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._middle.viewport().setAutoFillBackground(False)
        self._middle.setWidget(inside)
        inside.setAutoFillBackground(False)

    def _bind(self, laboratory: "LabController") -> None:
        def on_lab(state: object) -> None:
            if state is None:
                self.terminal.leave()
            else:
                self.terminal.follow(state, laboratory.set_terminal_state)  # type: ignore[arg-type]  # what the signal carries

        laboratory.hiding_changed.connect(self.hide_switches)
        self.hide_switches(laboratory.hides)
        laboratory.terminal_changed.connect(on_lab)
        on_lab(laboratory.terminal_state)

    # --- what can be asked of it ---

    def open_screen(self, screen: str, variant: str | None = None) -> None:
        """Walk to a screen, in another reading if one is given, and go there."""
        if not self.terminal.open(screen, variant):
            self.told.emit(message("There is no such screen: {screen}", screen=screen[:80]))
            return
        self._show_side(_TERMINAL)
        self.view.take_keyboard()
        self._follow()

    def hide_switches(self, hides: bool) -> None:  # noqa: FBT001  # a state
        """Hide what is set on the terminal and in TMS, while somebody has to find it out."""
        if hides != self._hides:
            self._hides = hides
            self._form = ""
            self._fit()

    def search_for(self, text: str) -> None:
        """Search for what somebody reads aloud."""
        self.search.field.setText(text)
        self.focus_search()

    def focus_search(self) -> None:
        """Go to the search."""
        self._show_side(_SEARCH)
        self.search.focus_field()

    def be_in_shop(self, name: str, tms_id: str) -> None:
        """Take over name and TMS id of the shop that is worked on."""
        self.terminal.be_in_shop(name, tms_id)

    def stand_as(self, state: TerminalState, told: Message) -> None:
        """Be the terminal of a saved case, which is said of it."""
        self._which.show_saved(told)
        self.terminal.stand_as(state)

    # --- what the user does ---

    def _press(self, key: object) -> None:
        assert isinstance(key, Key)
        self.terminal.press(key)
        self._follow()

    def _follow(self) -> None:
        """Scroll to what is worked with, where not all of the terminal is in sight."""
        area = self.view.working_area.translated(self.view.mapTo(self._content, QPoint(0, 0)))
        for y in (area.bottom(), area.top()):
            self._middle.ensureVisible(0, y, 0, self._look.metrics.gap)

    def _press_menu_button(self) -> None:
        self._show_side(_TERMINAL)
        self.terminal.press(Key(self.terminal.view.menu_key))
        self.view.take_keyboard()

    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(picture(self._look, self.terminal.view))
        self.told.emit(message("The picture was copied."))

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(text_to_read_aloud(self.terminal.view, self._look.say))
        self.told.emit(message("The text to read aloud was copied."))

    # --- how it looks ---

    def _show(self) -> None:
        view = self.terminal.view
        self.view.show_view(view)
        self._path.show_path(view.path)
        self._which.show_labs(self.terminal.is_the_labs)
        self.explanation.show_view(view)
        self.switches.show_world(self.terminal.state.world)
        self.switches.show_readings([(Message(other.title), other.id) for other in self.terminal.readings], self.terminal.reading)
        self.back.setEnabled(self.terminal.can_step_back)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, _, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("AdminLight")))
        self._top.setContentsMargins(margin, inner, margin, inner)
        self._inside.setSpacing(gap)
        self._buttons.setSpacing(gap)
        for button, text, picture_of, keys in (
            (self.back, message("&Step back"), Pictogram.BACK, QKeySequence(QKeySequence.StandardKey.Back)),
            (self.copy_picture, message("Copy the &picture"), Pictogram.COPY, None),
            (self.copy_text, message("Copy the &text to read aloud"), Pictogram.PHONE, None),
        ):
            button.setText(say(text))
            button.setIcon(pictogram_icon(look, picture_of))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
            if keys is not None:
                button.setToolTip(keys.toString(QKeySequence.SequenceFormat.NativeText))
        chosen = self._sides.choice
        self._form = ""
        self._fit()
        self._sides.choose(chosen)
        self._sides.setAccessibleName(say(message("What is shown")))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Show beside each other what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, say = self._look.metrics, self._look.say
        width = self.width()
        form = "wide" if width >= metrics.length(_WIDE_EM) else "medium" if width >= metrics.length(_MEDIUM_EM) else "narrow"
        margin = metrics.length(0.5) if width < metrics.length(_TIGHT_EM) else metrics.margin
        self._inside.setContentsMargins(margin, metrics.space[3], margin, metrics.margin)
        beside = width >= metrics.length(_BUTTONS_EM)
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        if form != self._form:
            self._form = form
            names = {
                _SEARCH: say(message("Search")),
                _TERMINAL: say(message("Terminal")),
                _SWITCHES: say(message("What if…")),
            }
            if form == "medium":
                del names[_TERMINAL]
            if self._hides:
                del names[_SWITCHES]
            self._sides.show_choices(list(names.items()))
        self._sides.set_stacked(self._sides.width_in_a_row > width - 2 * metrics.margin)
        self._arrange()

    def _on_side(self, _side: str) -> None:
        self._arrange()

    def _show_side(self, side: str) -> None:
        if not (self._form == "medium" and side == _TERMINAL):
            self._sides.choose(side)
        self._arrange()

    def _arrange(self) -> None:
        metrics, form, side = self._look.metrics, self._form, self._sides.choice
        self._head.setVisible(form != "wide")
        shown = {_SEARCH, _TERMINAL, _SWITCHES} if form == "wide" else {side, _TERMINAL} if form == "medium" else {side}
        shown -= {_SWITCHES} if self._hides else set()
        for name, part in ((_SEARCH, self.search), (_TERMINAL, self._middle), (_SWITCHES, self.switches)):
            part.setVisible(name in shown)
        widths = {self.search: _SEARCH_EM, self.switches: _SWITCHES_EM} if form == "wide" else {}
        for part in (self.search, self.switches):
            if form == "narrow":
                part.setMinimumWidth(0)
                part.setMaximumWidth(_ANY_WIDTH)
            else:
                part.setFixedWidth(metrics.length(widths.get(part, _SIDE_EM)))
        self._lines[0].setVisible(_SEARCH in shown and _TERMINAL in shown)
        self._lines[1].setVisible(_SWITCHES in shown and _TERMINAL in shown)


class _Line(QWidget):
    """Between two parts of the page."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedWidth(1)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._look.theme.separator)
