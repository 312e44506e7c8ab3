"""What if…: what is set on the simulated terminal and in its TMS, each with a switch of its own."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from ccdiag.adminlight.circumstances import MODE_LABELS, OTHER_CUSTOMER
from ccdiag.adminlight.way import OLD_SOFTWARE
from ccdiag.i18n.translator import LANGUAGE_NAMES
from ccdiag.model.message import Message, message
from ccdiag.model.terminal_state import World
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.segments import Segments

_HIGHEST_PORT: Final = 65535
_CONTROL_EM: Final = 2.05
_ON_OFF: Final = (message("on"), message("off"))
_YES_NO: Final = (message("yes"), message("no"))
_SWITCHES: Final[dict[str, tuple[Message, tuple[Message, Message]]]] = {
    "day_open": (message("Day"), (message("open"), message("closed"))),
    "cloud_connection": (message("Cloud Connection in TMS"), _ON_OFF),
    "mqt": (message("MQT in TMS"), _ON_OFF),
    "tms_reachable": (message("TMS can be reached"), _YES_NO),
    "pinpad": (message("Pinpad"), _YES_NO),
    "password_right": (message("Password"), (message("right"), message("wrong"))),
}
"""Fields of the world that are on or off."""
_LISTS: Final[dict[str, Message]] = {
    "pos_mode": message("POS mode"),
    "software": message("Software on the terminal"),
    "software_in_tms": message("Software in TMS"),
    "customer": message("Customer at this TMS id"),
    "gloss": message("Explain the labels in"),
}
_PORT: Final = message("Trigger port")
_ORDER: Final = (
    *("day_open", "cloud_connection", "mqt", "pos_mode", "software", "software_in_tms", "customer", "tms_reachable"),
    *("trigger_port", "pinpad", "password_right", "gloss"),
)
_VERSIONS: Final = ("14.0.11.01", OLD_SOFTWARE, "11.3.02")
"""What Cloud Connect 2.0 needs, an older one, and what Cloud Connect 1.0 needs."""
_ON, _OFF = "on", "off"


class TerminalSwitches(QWidget):
    """Shows a `World`, and tells what the user changes in it."""

    switched = Signal(str, object)
    """A field of the world, and its new value."""
    reading_chosen = Signal(object)
    """Another reading of the open menu (str); None: the usual one."""
    again_wanted = Signal()
    """Begin again."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._world = World()
        self._title = QLabel()
        self._captions: dict[str, QLabel] = {}
        self._switches: dict[str, Segments] = {}
        self._lists: dict[str, ElidingComboBox] = {}
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        for field in _ORDER:
            caption = self._captions[field] = QLabel()
            caption.setWordWrap(True)
            control = self._control(field)
            caption.setBuddy(control)
            self._rows.addWidget(caption)
            self._rows.addWidget(control)
        self._reading_caption = QLabel()
        self._reading_caption.setWordWrap(True)
        self.reading = ElidingComboBox()
        self.reading.activated.connect(lambda at: self.reading_chosen.emit(self.reading.itemData(at)))
        self._reading_caption.setBuddy(self.reading)
        self._readings: tuple[tuple[Message, str], ...] = ()
        self._reading: str | None = None
        self._rows.addWidget(self._reading_caption)
        self._rows.addWidget(self.reading)
        self._rows.addStretch(1)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.again = QPushButton()
        self.again.clicked.connect(self.again_wanted)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._scroll, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.again)
        self._column.addLayout(self._foot)
        look.changed.connect(self._restyle)
        self._restyle()

    def _control(self, field: str) -> QWidget:
        if field in _SWITCHES:
            switch = self._switches[field] = Segments(self._look, fills=True)
            switch.chosen.connect(lambda key: self._on_switch(field, on=key == _ON))
            return switch
        if field in _LISTS:
            choice = self._lists[field] = ElidingComboBox()
            choice.activated.connect(lambda at: self.switched.emit(field, choice.itemData(at)))
            return choice
        self._port = QSpinBox()
        self._port.setRange(0, _HIGHEST_PORT)
        self._port.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        # A number is told when it is finished, not digit by digit.
        self._port.setKeyboardTracking(False)
        self._port.valueChanged.connect(self._on_port)
        return self._port

    def _on_port(self, port: int) -> None:
        if port != self._world.trigger_port:
            self.switched.emit("trigger_port", port)

    def _on_switch(self, field: str, *, on: bool) -> None:
        self.switched.emit(field, on)

    @property
    def controls(self) -> dict[str, QWidget]:
        """What is switched with, by the field of the world."""
        return {**self._switches, **self._lists, "trigger_port": self._port}

    def show_world(self, world: World) -> None:
        """Show what is set."""
        self._world = world
        self._fill()

    def show_readings(self, readings: Sequence[tuple[Message, str]], chosen: str | None) -> None:
        """Offer the other readings of the open menu, with their ids; nothing where there is but one."""
        self._readings, self._reading = tuple(readings), chosen
        self._fill_readings()

    def _fill_readings(self) -> None:
        say = self._look.say
        shown = [(say(message("as usual")), None), *((say(title), name) for title, name in self._readings)]
        if [(self.reading.itemText(at), self.reading.itemData(at)) for at in range(self.reading.count())] != shown:
            self.reading.clear()
            for text, name in shown:
                self.reading.addItem(text, name)
            # A reading is described in a sentence; the list may be wider than the column.
            rows = self.reading.view()
            rows.setMinimumWidth(rows.sizeHintForColumn(0) + self._look.metrics.length(2.0))
        self.reading.setCurrentIndex(next((at for at, (_, name) in enumerate(shown) if name == self._reading), 0))
        for part in (self._reading_caption, self.reading):
            part.setVisible(bool(self._readings))

    def _fill(self) -> None:
        world = self._world
        for field, switch in self._switches.items():
            switch.choose(_ON if getattr(world, field) else _OFF)
        self._offer("pos_mode", [(label, mode) for mode, label in MODE_LABELS.items()], world.pos_mode)
        for field in ("software", "software_in_tms"):
            value = str(getattr(world, field))
            self._offer(field, [(version, version) for version in dict.fromkeys((*_VERSIONS, value))], value)
        other = self._look.say(message("another shop"))
        self._offer("customer", [(world.shop, world.shop), (other, OTHER_CUSTOMER)], world.customer)
        self._offer(
            "gloss", [(self._look.say(message("no language")), None), *((name, code) for code, name in LANGUAGE_NAMES.items())], world.gloss
        )
        if self._port.value() != world.trigger_port:
            self._port.setValue(world.trigger_port)

    def _offer(self, field: str, choices: Sequence[tuple[str, str | None]], chosen: str | None) -> None:
        choice = self._lists[field]
        if [(choice.itemText(at), choice.itemData(at)) for at in range(choice.count())] != list(choices):
            choice.clear()
            for text, value in choices:
                choice.addItem(text, value)
        choice.setCurrentIndex(next((at for at, (_, value) in enumerate(choices) if value == chosen), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put long words below each other."""
        super().resizeEvent(event)
        self._stack()

    def _stack(self) -> None:
        metrics = self._look.metrics
        room = self.width() - 2 * metrics.margin - self._scroll.verticalScrollBar().sizeHint().width()
        for switch in self._switches.values():
            switch.set_stacked(switch.width_in_a_row > room)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        tight, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(0, inner, 0, margin)
        self._column.setSpacing(gap)
        self._foot.setContentsMargins(margin, 0, margin, 0)
        self._rows.setContentsMargins(margin, 0, margin, small)
        self._rows.setSpacing(tight)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._title.setText(say(message("What if…")))
        self._title.setContentsMargins(margin, 0, margin, 0)
        captions = [(self._captions[field], _caption(field), self.controls[field]) for field in _ORDER]
        for caption, text, control in (*captions, (self._reading_caption, message("This menu"), self.reading)):
            caption.setFont(metrics.small)
            caption.setText(say(text))
            caption.setContentsMargins(0, small if caption is not captions[0][0] else 0, 0, 0)
            palette = QPalette(caption.palette())
            palette.setColor(QPalette.ColorRole.WindowText, look.theme.secondary)
            caption.setPalette(palette)
            control.setAccessibleName(say(text))
        for field, switch in self._switches.items():
            on, off = _SWITCHES[field][1]
            switch.show_choices([(_ON, say(on)), (_OFF, say(off))])
            switch.name_choices(say(_SWITCHES[field][0]))
        for control in (*self._lists.values(), self.reading, self._port):
            control.setMinimumHeight(metrics.length(_CONTROL_EM))
            control.setMinimumWidth(1)
        self.again.setText(say(message("&Begin again")))
        self.again.setIcon(pictogram_icon(look, Pictogram.REPEAT))
        self.again.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self.again.setMinimumHeight(metrics.length(_CONTROL_EM))
        self._fill()
        self._fill_readings()
        self._stack()


def _caption(field: str) -> Message:
    return _SWITCHES[field][0] if field in _SWITCHES else _LISTS.get(field, _PORT)
