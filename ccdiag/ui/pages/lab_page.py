"""The page of the simulated shop: start and stop it, see its parts, break it, kick its terminal, read its journal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccdiag.app.evidence_table import Cell, EvidenceRow, EvidenceTable
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.fault_catalogue import fault_choices
from ccdiag.ui.models.journal_model import PROBLEMS, JournalModel
from ccdiag.ui.models.lab_view import JournalLine, LabStage, LabView
from ccdiag.ui.models.parts_model import PartsModel
from ccdiag.ui.models.shop_catalogue import mending_choices, shop_choices
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.evidence_table import EvidenceView
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.lab_side import FAULTS, SHOPS, LabSide
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.plain_table import PlainTable
from ccdiag.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from ccdiag.ui.lab_controller import LabController
    from ccdiag.ui.training_controller import TrainingController

_NARROW_EM: Final = 66.0
_TIGHT_EM: Final = 44.0
"""Below this width buttons go below their text, and below each other."""
_BUTTON_EM: Final = 2.05
_JOURNAL_EM: Final = 12.0
_INTRODUCTION: Final = message(
    "A whole shop on this laptop: name servers, the MQTT service, TAS, TMS, VPOS, a terminal and a web till, with real protocols and "
    "nothing outside. Break it, and see what the checklist makes of it."
)
_HOW: Final = (
    message("Choose faults, or none: a healthy shop is worth seeing too."),
    message("Start the lab, and let the checklist run against it."),
    message("Switch faults on and off while it runs, kick the terminal, and read what the shop saw."),
    message("Or open a prepared shop, and mend it from the guide; a training hides what is wrong."),
)
_STAGES: Final = {
    LabStage.STOPPED: message("The lab is not running."),
    LabStage.STARTING: message("The lab is starting…"),
    LabStage.RUNNING: message("The lab is running; the checklist measures it."),
    LabStage.STOPPING: message("The lab is stopping…"),
}
_STEPS: Final[dict[str, Message]] = {
    "vpos": message("VPOS takes the kick"),
    "connect": message("The trigger port answers"),
    "terminal": message("The terminal is kicked"),
    "dial": message("The terminal dials TAS"),
    "tas": message("TAS couples the terminal"),
}


class LabPage(QWidget):
    """Shows a `LabView`, and reports what the user wants of the laboratory."""

    start_requested = Signal(object)
    """With these faults from the start (frozenset[str])."""
    stop_requested = Signal()
    fault_toggled = Signal(str, bool)
    mend_requested = Signal()
    """Switch every fault off."""
    kick_requested = Signal(str)
    """`cloud` or `local`."""
    shop_requested = Signal(str, bool)
    """A prepared shop, empty for one that is drawn; and whether its fault is hidden."""
    checklist_requested = Signal()
    """Go and see what the checklist makes of it."""

    def __init__(
        self,
        look: Look,
        laboratory: "LabController | None" = None,
        training: "TrainingController | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        """With a laboratory, the page is bound to it; without, it only shows what it is given."""
        super().__init__(parent)
        self._look = look
        self._view = LabView()
        self._trouble: Message | None = None
        self._narrow = False
        self._last_kick: Any = None
        self._parts = PartsModel(look)
        self._journal = JournalModel(look)
        self._build_head()
        # Made in the order in which Tab goes through them.
        self._sides = Segments(look)
        self._sides.chosen.connect(self._show_side)
        self._build_shop()
        self.side = LabSide(look, fault_choices(), shop_choices(), mending_choices())
        self.side.shops.open_requested.connect(self.shop_requested)
        self.faults = self.side.faults
        self.faults.toggled.connect(self.fault_toggled)
        self.faults.mend_requested.connect(self.mend_requested)
        self._body = QHBoxLayout()
        self._body.addWidget(self._shop, 1)
        self._body.addWidget(self.side, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._sides)
        self._column.addLayout(self._body, 1)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)
        look.changed.connect(self._restyle)
        self._restyle()
        if laboratory is not None:
            self._bind(laboratory)
        if training is not None:
            self._bind_training(training)

    def _bind_training(self, training: "TrainingController") -> None:
        self.shop_requested.connect(lambda shop, hidden: training.open(shop, hidden=hidden))
        self.side.training.cause_named.connect(training.name_cause)
        self.side.training.mending_wanted.connect(training.mend)
        self.side.training.ended.connect(lambda gave_up: training.end(gave_up=gave_up))
        self.side.report.closed.connect(training.close)
        training.changed.connect(self.show_shop)
        self.show_shop(training.view)

    def _bind(self, laboratory: "LabController") -> None:
        self.start_requested.connect(laboratory.start)
        self.stop_requested.connect(laboratory.stop)
        self.fault_toggled.connect(laboratory.set_fault)
        self.mend_requested.connect(laboratory.mend_all)
        self.kick_requested.connect(laboratory.kick)
        laboratory.view_changed.connect(self.show_view)
        laboratory.journal_grew.connect(self.add_lines)
        laboratory.kicked.connect(self.show_kick)
        laboratory.troubled.connect(self.show_trouble)
        self.add_lines(laboratory.lines)
        self.show_view(laboratory.view)

    def _build_head(self) -> None:
        self._stage = QLabel()
        self._stage.setTextFormat(Qt.TextFormat.PlainText)
        self._stage.setWordWrap(True)
        self._see = QPushButton()
        self._see.clicked.connect(self.checklist_requested)
        self._switch = QPushButton()
        self._switch.clicked.connect(self._on_switch)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._see)
        self._buttons.addWidget(self._switch)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self._stage, 1)
        self._head.addLayout(self._buttons)

    def _build_shop(self) -> None:
        look = self._look
        self._shop = Panel(look)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        self._introduction = FlowingText()
        self._parts_title, self._kick_title, self._journal_title = QLabel(), QLabel(), QLabel()
        self._parts_table = PlainTable(look, self._parts, stretched=1, widths={0: 15.0, 2: 14.0})
        self._parts_table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cloud, self._local = QPushButton(), QPushButton()
        self._cloud.clicked.connect(lambda: self.kick_requested.emit("cloud"))
        self._local.clicked.connect(lambda: self.kick_requested.emit("local"))
        self._kicks = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._kicks.addWidget(self._cloud)
        self._kicks.addWidget(self._local)
        self._kicks.addStretch(1)
        self._kick_told = FlowingText()
        self._kick_steps = EvidenceView(look)
        self._hidden_told = FlowingText()
        self._journal_table = PlainTable(look, self._journal, stretched=2, widths={0: 5.0, 1: 13.0})
        self._shop_column = QVBoxLayout(inside)
        self._shop_column.addWidget(self._introduction)
        self._shop_column.addWidget(self._parts_title)
        self._shop_column.addWidget(self._parts_table)
        self._shop_column.addWidget(self._kick_title)
        self._shop_column.addLayout(self._kicks)
        self._shop_column.addWidget(self._kick_told)
        self._shop_column.addWidget(self._kick_steps)
        self._shop_column.addWidget(self._hidden_told)
        self._shop_column.addWidget(self._journal_title)
        self._shop_column.addWidget(self._journal_table, 1)
        self._shop_column.addStretch(0)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        around = QVBoxLayout(self._shop)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scroll)

    # --- what is shown ---

    def show_view(self, view: LabView) -> None:
        """Show this state of the laboratory."""
        before, self._view = self._view, view
        if view.stage is LabStage.STARTING and before.stage is LabStage.STOPPED:
            self._journal.clear()
            self._last_kick, self._trouble = None, None
        self._parts.show_parts(view.parts)
        if view.stage is LabStage.RUNNING:
            self.faults.show_faults(view.faults, busy=view.busy)
        else:
            self.faults.set_open(view.stage is LabStage.STOPPED)
        self.side.shops.set_open(view.stage in {LabStage.STOPPED, LabStage.RUNNING})
        self._fill()

    def add_lines(self, lines: Sequence[JournalLine]) -> None:
        """Append to the journal; it follows the end unless the user scrolled away from it."""
        bar = self._journal_table.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        first = self._journal.rowCount() == 0
        self._journal.add(lines)
        if first:
            self._fill()
        if follows:
            self._journal_table.scrollToBottom()

    def show_kick(self, result: Any) -> None:  # noqa: ANN401  # a KickResult; the page does not import the laboratory
        """Show how a kick went."""
        self._last_kick, self._trouble = result, None
        self._fill()

    def show_trouble(self, trouble: Message) -> None:
        """Say what did not work."""
        self._trouble = trouble
        self._fill()

    def show_shop(self, view: Any) -> None:  # noqa: ANN401  # a TrainingView; the page does not import trainings
        """Show the prepared shop that is open, a training in it, or its report."""
        self.side.show_shop(view)
        self._restyle()
        if view.complaint is not None:
            self._sides.choose(SHOPS)
        self._show_side()

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("Lab")))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        self._head.setSpacing(gap)
        self._buttons.setSpacing(gap)
        self._body.setSpacing(gap)
        self._shop_column.setContentsMargins(margin, inner, margin, margin)
        self._shop_column.setSpacing(small)
        self._kicks.setSpacing(gap)
        self._stage.setFont(metrics.sized(HEADING, bold=True))
        self._introduction.setFont(metrics.font)
        steps = [f"{number}. {say(step)}" for number, step in enumerate(_HOW, 1)]
        self._introduction.show_text("\n\n".join([say(_INTRODUCTION), *steps]), look.theme.text)
        for label, text in (
            (self._parts_title, message("Parts")),
            (self._kick_title, message("Kick the terminal")),
            (self._journal_title, message("What the shop saw")),
        ):
            label.setFont(metrics.sized(HEADING, bold=True))
            label.setText(say(text))
            label.setContentsMargins(0, 0 if label is self._parts_title else gap, 0, 0)
        self._parts_table.setAccessibleName(say(message("Parts of the shop")))
        self._journal_table.setAccessibleName(say(message("What the shop saw")))
        self._journal_table.setMinimumHeight(metrics.length(_JOURNAL_EM))
        self._kick_told.setFont(metrics.font)
        self._hidden_told.setFont(metrics.font)
        hidden = message("During a training the parts of the shop, and what they saw, are hidden.")
        self._hidden_told.show_text(say(hidden), look.theme.secondary)
        for button, text, picture in (
            (self._cloud, message("Kick over the &cloud"), Pictogram.CLOUD),
            (self._local, message("Kick over the &LAN"), Pictogram.NETWORK),
            (self._see, message("&To the checklist"), Pictogram.CHECKLIST),
        ):
            button.setText(say(text))
            button.setIcon(pictogram_icon(look, picture))
        others = [(FAULTS, message("Faults")), (SHOPS, message("Prepared shops"))]
        if self.side.is_taken:
            others = [(SHOPS, message("Training"))]
        self._sides.show_choices([("shop", say(message("Shop"))), *((key, say(title)) for key, title in others)])
        self._sides.setAccessibleName(say(message("Shop or faults")))
        self._parts.retell()
        self._journal.retell()
        self._fill()

    def _fill(self) -> None:
        look, metrics, say, stage = self._look, self._look.metrics, self._look.say, self._view.stage
        running = stage is LabStage.RUNNING
        self._stage.setText(say(self._trouble) if self._trouble is not None and not running else say(_STAGES[stage]))
        self._switch.setText(say(message("&Stop the lab") if running or stage is LabStage.STOPPING else message("&Start the lab")))
        self._switch.setIcon(pictogram_icon(look, Pictogram.STOP if running else Pictogram.PLAY))
        self._switch.setEnabled(stage in {LabStage.STOPPED, LabStage.RUNNING})
        self._switch.setDefault(stage is LabStage.STOPPED)
        self._see.setVisible(running)
        seen = running or self._journal.rowCount() > 0
        self._introduction.setVisible(not seen)
        for part in (self._cloud, self._local, self._kick_title, self._kick_told):
            part.setVisible(seen)
        # What every server saw, and which of them is odd, would give a hidden fault away.
        known = not self.side.hides
        self._hidden_told.setVisible(seen and not known)
        self._journal_title.setVisible(seen and known)
        self._journal_table.setVisible(seen and known)
        for button in (self._switch, self._see, self._cloud, self._local):
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        for button in (self._cloud, self._local):
            button.setEnabled(running and not self._view.busy)
        self._parts_table.setVisible(bool(self._view.parts) and known)
        self._parts_table.setFixedHeight(self._parts_table.height_of_all())
        self._parts_title.setVisible(bool(self._view.parts) and known)
        self._fill_kick()

    def _fill_kick(self) -> None:
        say, result = self._look.say, self._last_kick
        if result is None:
            told = message("The web till wakes the terminal, over VPOS or straight over the LAN; each step shows how long it took.")
        elif result.succeeded:
            told = message("The kick over the cloud arrived.") if result.kind == "cloud" else message("The kick over the LAN arrived.")
        else:
            told = message("The kick over the cloud failed.") if result.kind == "cloud" else message("The kick over the LAN failed.")
        if self._trouble is not None and self._view.stage is LabStage.RUNNING:
            told = self._trouble
        self._kick_told.show_text(say(told), self._look.theme.secondary if result is None else self._look.theme.text)
        self._kick_steps.setVisible(result is not None)
        if result is not None:
            rows = tuple(
                EvidenceRow(
                    (
                        Cell(_STEPS.get(step.name, step.name), light=Light.PASS if step.succeeded else Light.FAIL),
                        Cell(PROBLEMS.get(step.detail, step.detail)),
                        Cell(f"{round(step.at_s * 1000)} ms"),
                    )
                )
                for step in result.steps
            )
            self._kick_steps.show_table(EvidenceTable((message("Step"), message("Seen"), message("After")), rows))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Show shop and faults beside each other only where both have room."""
        super().resizeEvent(event)
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        self._narrow = narrow
        tight = self.width() < self._look.metrics.length(_TIGHT_EM)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for row in (self._head, self._kicks):
            row.setDirection(down if tight else right)
        for button in (self._cloud, self._local):
            self._kicks.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._show_side()

    def _show_side(self) -> None:
        self._sides.setVisible(self._narrow)
        on_shop = self._sides.choice == "shop"
        self._sides.set_stacked(self._sides.width_in_a_row > self.width() - 2 * self._look.metrics.margin)
        self.side.set_embedded(self._narrow)
        if self._narrow and not on_shop:
            self.side.show_part(self._sides.choice)
        self._shop.setVisible(not self._narrow or on_shop)
        self.side.setVisible(not self._narrow or not on_shop)

    def _find(self) -> None:
        if self._narrow:
            self._sides.choose(FAULTS)
            self._show_side()
        self.side.show_faults()
        self.faults.focus_search()

    def _on_switch(self) -> None:
        if self._view.stage is LabStage.RUNNING:
            self.stop_requested.emit()
        else:
            self.start_requested.emit(self.faults.on)
