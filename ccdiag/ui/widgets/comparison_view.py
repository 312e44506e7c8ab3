"""Two runs of one terminal below each other, with what changed marked, and what that says."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccdiag.picture.standing import station_of
from ccdiag.ui.case_browser import ReadPair
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.changes_panel import ChangesPanel
from ccdiag.ui.widgets.run_picture import RunPicture


class ComparisonView(QWidget):
    """The earlier run is A, the later one B."""

    copy_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pair: ReadPair | None = None
        self.then, self.now = RunPicture(look, "A"), RunPicture(look, "B")
        self.panel = ChangesPanel(look)
        self.panel.copy_wanted.connect(self.copy_wanted)
        self.panel.end_wanted.connect(self.end_wanted)
        self._column = QVBoxLayout(self)
        for part in (self.then, self.now):
            part.station_chosen.connect(self._on_station)
            self._column.addWidget(part)
        self._column.addWidget(self.panel, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_pair(self, pair: ReadPair) -> None:
        """Show these two."""
        self._pair = pair
        self.then.show_run(pair.then, pair.comparison.stations)
        self.now.show_run(pair.now, pair.comparison.stations)
        self.panel.show_comparison(pair.comparison)

    @property
    def pair(self) -> ReadPair | None:
        """What is shown."""
        return self._pair

    def _on_station(self, station: str) -> None:
        """Go to the first changed check of a station."""
        if self._pair is None:
            return
        checks = self._pair.now.state.checks
        for number, change in enumerate(self._pair.comparison.changed):
            if station_of(checks[change.check].planned.place).value == station:
                changes = self.panel.changes
                changes.setCurrentIndex(changes.model().index(number, 0))
                changes.setFocus()
                return

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no more height than the parts have at this width; Qt's labels ask for that of a narrow column, and the page would scroll."""
        return QSize(super().minimumSizeHint().width(), self._column.heightForWidth(max(1, self.width())))

    def _restyle(self) -> None:
        metrics = self._look.metrics
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(metrics.gap)
