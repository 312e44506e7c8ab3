"""The side of the laboratory's page where it is broken: single faults, prepared shops, a training and its report."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.models.lab_view import FaultChoice, MendingChoice, ShopChoice
from ccdiag.ui.widgets.fault_list import FaultList
from ccdiag.ui.widgets.segments import Segments
from ccdiag.ui.widgets.shops_panel import ShopsPanel
from ccdiag.ui.widgets.training_panel import TrainingPanel
from ccdiag.ui.widgets.training_report_view import TrainingReportView

FAULTS = "faults"
SHOPS = "shops"


class LabSide(QWidget):
    """One of them at a time; while a training goes on, the faults are not to be seen."""

    def __init__(
        self,
        look: Look,
        faults: Sequence[FaultChoice],
        shops: Sequence[ShopChoice],
        mendings: Sequence[MendingChoice],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._complaint: Message | None = None
        self._running = False
        self._reports = False
        self._embedded = False
        # Made in the order in which Tab goes through them.
        self.choice = Segments(look)
        self.choice.chosen.connect(lambda _key: self._show())
        self.faults = FaultList(look, faults)
        self.shops = ShopsPanel(look, shops)
        self.training = TrainingPanel(look, faults, mendings)
        self.training.closed.connect(self._leave_shop)
        self.report = TrainingReportView(look, faults)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.choice, self.faults, self.shops, self.training, self.report):
            self._column.addWidget(part)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_taken(self) -> bool:
        """Whether a training or its report is shown, and nothing else can be."""
        return self._running or self._reports

    @property
    def hides(self) -> bool:
        """Whether a fault is hidden now."""
        return self._running

    def show_shop(self, view: object) -> None:
        """Show a training, its report, or the prepared shop that is open (TrainingView)."""
        from ccdiag.ui.training_controller import TrainingView

        assert isinstance(view, TrainingView)
        self._running, self._reports = view.running, view.report is not None
        if view.complaint is not None:
            if view.complaint != self._complaint:
                self.choice.choose(SHOPS)
            self.training.show_shop(view.complaint, running=view.running, wrong=view.title, told=view.told)
        if view.report is not None:
            self.report.show_report(view.report)
        self._complaint = view.complaint
        self._show()

    def show_faults(self) -> None:
        """Go to the list of faults, unless one is hidden."""
        self.show_part(FAULTS)

    def show_part(self, part: str) -> None:
        """Show the faults or the shops, unless a training takes their place."""
        if not self.is_taken:
            self.choice.choose(part)
            self._show()

    def set_embedded(self, embedded: bool) -> None:  # noqa: FBT001  # a state
        """Leave the choice of the part to the page."""
        self._embedded = embedded
        self._show()

    def _leave_shop(self) -> None:
        self._complaint = None
        self._show()

    def _show(self) -> None:
        on_shops = self.choice.choice == SHOPS or self.is_taken
        self.choice.setVisible(not self.is_taken and not self._embedded)
        self.faults.setVisible(not on_shops)
        self.report.setVisible(self._reports)
        self.training.setVisible(on_shops and not self._reports and self._complaint is not None)
        self.shops.setVisible(on_shops and not self._reports and self._complaint is None)

    def _restyle(self) -> None:
        say, metrics = self._look.say, self._look.metrics
        self._column.setSpacing(metrics.gap)
        self.choice.show_choices([(FAULTS, say(message("Faults"))), (SHOPS, say(message("Prepared shops")))])
        self.choice.setAccessibleName(say(message("Faults or prepared shops")))
        self._show()
