"""What to do about a cause, step by step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ccdiag.model.cause import Cause
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.wrapping import WrappingLabel


class RemedySteps(QWidget):
    """The remedy, as numbered steps."""

    def __init__(self, look: Look, cause: Cause) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.metrics.space[1])
        grid.setVerticalSpacing(look.metrics.space[1])
        for number, step in enumerate(cause.remedy, 1):
            head, text = QLabel(f"{number}."), WrappingLabel()
            text.setText(look.say(step))
            grid.addWidget(head, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, number, 1)
        grid.setColumnStretch(1, 1)
