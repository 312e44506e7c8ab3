"""Which terminal it is that keys are pressed on: one of the page's own, or the running laboratory's."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText


class WhichTerminal(QWidget):
    """One line with a pictogram."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._is_labs = False
        self._saved: Message | None = None
        self._icon, self._text = QLabel(), FlowingText()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_labs(self, is_labs: bool) -> None:  # noqa: FBT001  # a state
        """Say that it is the laboratory's, or that it is not."""
        if is_labs != self._is_labs:
            self._is_labs = is_labs
            self._restyle()

    def show_saved(self, told: Message | None) -> None:
        """Say that it is a customer's as a saved case tells, and what of it is not known; none: it is not."""
        self._saved = told
        self._restyle()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.toPlainText()

    def _restyle(self) -> None:
        look, metrics, theme = self._look, self._look.metrics, self._look.theme
        own = message("A terminal of this page alone: nothing real follows what is pressed here.")
        labs = message("The terminal of the running lab: its real ports, its connection and the checklist follow what is pressed here.")
        told = self._saved or (labs if self._is_labs else own)
        colour = theme.text if told is not own else theme.secondary
        self._row.setSpacing(metrics.space[1])
        side = metrics.length(1.34)
        picture = Pictogram.FOLDER if told is self._saved else Pictogram.FLASK if self._is_labs else Pictogram.INFO
        self._icon.setPixmap(pictogram_icon(look, picture, colour=colour).pixmap(QSize(side, side), self.devicePixelRatioF()))
        self._text.setFont(metrics.sized(1.0, bold=True) if self._is_labs else metrics.small)
        self._text.show_text(look.say(told), colour)
