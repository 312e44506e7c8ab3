"""What stands where nothing is shown yet: a pictogram, and below it what to do."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.text_colour import colour_text

_SIGN_EM: Final = 3.6
_TEXT_EM: Final = 30.0


class EmptyHint(QWidget):
    """In the middle of its room, a little above."""

    def __init__(self, look: Look, pictogram: Pictogram, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pictogram = pictogram
        self._sign = Mark(look, _SIGN_EM)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        self._column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._label)
        self._column.addStretch(3)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_text(self, text: str) -> None:
        """Say this; nothing, not even the pictogram, where it is empty."""
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self._sign.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def _restyle(self) -> None:
        metrics, theme = self._look.metrics, self._look.theme
        self._column.setSpacing(metrics.length(0.75))
        margin = metrics.margin
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._label.setFont(metrics.font)
        colour_text(self._label, theme.secondary)
        self._sign.show_drawing(lambda painter, rect: paint_pictogram(painter, rect, self._pictogram, theme.control_border))
