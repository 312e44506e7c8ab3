"""A training while it goes on: what the shopkeeper says, the cause that the trainee names, and what others are asked to do."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.lab_view import FaultChoice, MendingChoice
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel

_BUTTON_EM: Final = 2.05
_FOOT_EM: Final = 2.35
"""As high as the button beside it."""
_LIST_EM: Final = 8.0
"""What a list that is opened needs at the least; the choice itself may be cut."""


class TrainingPanel(Panel):
    """Reports what the trainee wants; also shown for a shop whose fault is known, without the questions."""

    cause_named = Signal(str, object)
    """The id of a cause, and its title (Message)."""
    mending_wanted = Signal(str)
    ended = Signal(bool)
    """Whether the trainee gave up."""
    closed = Signal()
    """The shop is left; the list of shops is wanted again."""

    def __init__(self, look: Look, causes: Sequence[FaultChoice], mendings: Sequence[MendingChoice], parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._causes, self._mendings = tuple(causes), tuple(mendings)
        self._complaint: Message | None = None
        self._wrong: Message | None = None
        self._told: Message | None = None
        self._running = False
        self._title, self._cause_title, self._mending_title = QLabel(), QLabel(), QLabel()
        self._said, self._how, self._came = FlowingText(), FlowingText(), FlowingText()
        self._cause, self._mending = ElidingComboBox(), ElidingComboBox()
        self._name, self._mend, self._give_up, self._close = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        self._done = AccentButton(look, Pictogram.CHECK)
        for choice in (self._cause, self._mending):
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.setSizeAdjustPolicy(ElidingComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMaxVisibleItems(16)
            choice.currentIndexChanged.connect(self._enable)
        self._name.clicked.connect(self._on_name)
        self._mend.clicked.connect(self._on_mend)
        self._done.clicked.connect(lambda: self.ended.emit(False))
        self._give_up.clicked.connect(lambda: self.ended.emit(True))
        self._close.clicked.connect(self.closed)
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        for part in (self._title, self._said, self._how, self._cause_title, self._cause, self._name, self._mending_title, self._mending):
            self._column.addWidget(part)
        self._column.addWidget(self._mend)
        self._column.addWidget(self._came)
        self._column.addStretch(1)
        for button in (self._name, self._mend):
            self._column.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        foot = QWidget()
        self._foot = FlowLayout(foot)
        for button in (self._done, self._give_up, self._close):
            self._foot.addWidget(button)
        self._foot_row = QHBoxLayout()
        self._foot_row.addWidget(foot)
        self._around = QVBoxLayout(self)
        self._around.addWidget(scroll, 1)
        self._around.addLayout(self._foot_row)

    def show_shop(self, complaint: Message, *, running: bool, wrong: Message | None = None, told: Message | None = None) -> None:
        """Show what the shopkeeper says; `wrong` where it is not hidden, `told` what came of the last wish."""
        if running and (complaint != self._complaint or not self._running):
            self._cause.setCurrentIndex(0)
            self._mending.setCurrentIndex(0)
        self._complaint, self._running, self._wrong, self._told = complaint, running, wrong, told
        self._fill()

    def _on_name(self) -> None:
        choice = self._causes[self._cause.currentIndex() - 1]
        self.cause_named.emit(choice.name, choice.title)

    def _on_mend(self) -> None:
        self.mending_wanted.emit(self._mendings[self._mending.currentIndex() - 1].id)

    def _enable(self) -> None:
        self._name.setEnabled(self._cause.currentIndex() > 0)
        self._mend.setEnabled(self._mending.currentIndex() > 0)

    def _fill(self) -> None:
        theme, say = self._look.theme, self._look.say
        self._title.setText(say(message("Training") if self._running else message("The shop")))
        said = message("The shopkeeper says: “{complaint}”", complaint=self._complaint) if self._complaint is not None else Message("")
        self._said.show_text(say(said), theme.text)
        how = message("Let the checklist find out what is wrong, mend it from the guide and on the terminal's AdminLight, and test again.")
        if self._wrong is not None:
            how = message("What is wrong: {title}", title=self._wrong)
        self._how.show_text(say(how), theme.secondary)
        self._came.show_text(say(self._told) if self._told is not None else "", theme.text)
        self._came.setVisible(self._told is not None)
        for part in (self._cause_title, self._cause, self._name, self._done, self._give_up):
            part.setVisible(self._running)
        self._close.setVisible(not self._running)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, margin, margin)
        self._column.setSpacing(gap)
        self._around.setContentsMargins(1, 1, 1, margin)
        self._around.setSpacing(small)
        self._foot_row.setContentsMargins(margin, 0, margin, 0)
        self._foot.setSpacing(gap)
        for label, text in (
            (self._title, message("Training")),
            (self._cause_title, message("What is it?")),
            (self._mending_title, message("Have it put right elsewhere")),
        ):
            label.setFont(metrics.sized(HEADING, bold=True))
            label.setWordWrap(True)
            label.setText(say(text))
            label.setContentsMargins(0, 0 if label is self._title else gap, 0, 0)
        for flowing in (self._said, self._how, self._came):
            flowing.setFont(metrics.font)
        _offer(self._cause, [say(message("Choose a cause"))] + [say(choice.title) for choice in self._causes])
        _offer(self._mending, [say(message("Choose what to have done"))] + [say(choice.title) for choice in self._mendings])
        self._cause.setAccessibleName(say(message("What is it?")))
        self._mending.setAccessibleName(say(message("Have it put right elsewhere")))
        for choice in (self._cause, self._mending):
            choice.setFont(metrics.font)
            choice.setMinimumHeight(metrics.length(_BUTTON_EM))
            choice.setMinimumWidth(metrics.length(_LIST_EM))
        for button, said, picture in (
            (self._name, message("Th&at is the cause"), Pictogram.CHECK),
            (self._mend, message("Have it &done"), Pictogram.PHONE),
            (self._give_up, message("I give &up"), Pictogram.EYE),
            (self._close, message("Other s&hops"), Pictogram.BACK),
        ):
            button.setText(say(said))
            button.setIcon(pictogram_icon(look, picture))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_FOOT_EM if button in {self._give_up, self._close} else _BUTTON_EM))
        self._done.setText(say(message("Do&ne")))
        self._enable()
        self._fill()


def _offer(box: ElidingComboBox, texts: Sequence[str]) -> None:
    """Offer these in the place of what was offered; the choice stays."""
    chosen = max(0, box.currentIndex())
    blocked = box.blockSignals(True)
    box.clear()
    box.addItems(list(texts))
    box.setCurrentIndex(chosen)
    box.blockSignals(blocked)
    for number, text in enumerate(texts):
        box.setItemData(number, text, Qt.ItemDataRole.ToolTipRole)
