"""The foot of a step: back, pause, what comes next, and the button that goes on."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import ElidedLabel

_BUTTON_EM: Final = 2.35
_STACKED_EM: Final = 44.0
_ICONS_EM: Final = 34.0


class GuideFoot(QWidget):
    """Always in sight, whatever scrolls above it."""

    back_wanted = Signal()
    pause_wanted = Signal()
    on_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._next: Message | None = None
        self._asks = False
        self.back, self.pause = QPushButton(), QPushButton()
        self.on = AccentButton(look)
        self._label = ElidedLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.back.clicked.connect(self.back_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.on.clicked.connect(self.on_wanted)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.back)
        self._buttons.addWidget(self.pause)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(self._buttons)
        self._row.addStretch(1)
        self._row.addWidget(self._label, 100)
        self._row.addWidget(self.on)
        QWidget.setTabOrder(self.back, self.pause)
        QWidget.setTabOrder(self.pause, self.on)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_step(self, *, can_go_back: bool, asks: bool, following: Message | None, described: str) -> None:
        """Offer what can be done at this step."""
        self.back.setEnabled(can_go_back)
        self._asks, self._next = asks, following
        self.on.setAccessibleDescription(described)
        self._restyle()

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, _, gap, inner, margin, _ = metrics.space
        self._row.setContentsMargins(margin, inner, margin, inner)
        self._row.setSpacing(gap)
        self._buttons.setSpacing(gap)
        tight = self.width() < metrics.length(_ICONS_EM)
        for button, word, pictogram in (
            (self.back, message("&Back"), Pictogram.BACK),
            (self.pause, message("&Pause"), Pictogram.PAUSE),
        ):
            said = look.say(word)
            button.setText("" if tight else said)
            button.setAccessibleName(said.replace("&", ""))
            button.setToolTip(said.replace("&", "") if tight else "")
            button.setIcon(pictogram_icon(look, pictogram))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.on.setText(look.say(message("&Continue ›") if self._asks else message("&Done, go on ›")))
        self.on.setAccessibleName(look.say(message("Continue") if self._asks else message("Done, go on")))
        self._label.setFont(metrics.font)
        colour_text(self._label, look.theme.secondary)
        following = look.say(message("Then: {step}", step=self._next)) if self._next is not None else look.say(message("The last step"))
        self._label.set_whole_text(following)
        self._label.setVisible(self.width() >= metrics.length(_STACKED_EM))

    def resizeEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Leave out what has no room."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._restyle()
