"""What a screen is for, what to press on it, and what can go wrong; and how well it is known."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ccdiag.adminlight.strength_words import STANDING_WORDS
from ccdiag.model.message import Message, message
from ccdiag.model.screen import Standing
from ccdiag.model.terminal_state import ScreenView
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark

_BESIDE_EM: Final = 40.0
"""Below this width the three stand below each other."""
_ICON_EM: Final = 1.34
_CHAPTER: Final = re.compile(r"(?:^|; )(\d+),")
"""Of a source such as `5, step 3; 6, step 3`."""
_TITLES: Final = (message("What for"), message("What now"), message("What can go wrong"))


class _Part(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.icon, self.title, self.text = Mark(look, _ICON_EM), QLabel(), FlowingText()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.head = QHBoxLayout()
        self.head.addWidget(self.icon)
        self.head.addWidget(self.title, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self.head)
        self.column.addWidget(self.text)
        self.column.addStretch(1)


class ScreenExplanation(QWidget):
    """Three short texts, and a line about where they come from."""

    def __init__(self, look: Look, view: ScreenView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view = view
        self._parts = (_Part(look), _Part(look), _Part(look))
        self._parts[2].icon.show_drawing(lambda painter, area: paint_light(painter, area, Light.WARN, look.theme))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for part in self._parts:
            self._row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        self._source = FlowingText()
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._source)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_view(self, view: ScreenView) -> None:
        """Explain this screen."""
        self._view = view
        self._fill()

    @property
    def texts(self) -> Sequence[str]:
        """What is said, part by part, and of its source."""
        return (*(part.text.toPlainText() for part in self._parts), self._source.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stand beside each other where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= self._look.metrics.length(_BESIDE_EM)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the line above."""
        with QPainter(self) as painter:
            painter.fillRect(0, 0, self.width(), 1, self._look.theme.separator)

    def _restyle(self) -> None:
        metrics, say = self._look.metrics, self._look.say
        tight, small, gap, inner, _, wide = metrics.space
        self._column.setContentsMargins(0, inner, 0, 0)
        self._column.setSpacing(gap)
        self._row.setSpacing(wide)
        for part, title in zip(self._parts, _TITLES, strict=True):
            part.column.setSpacing(tight)
            part.head.setSpacing(small)
            part.title.setFont(metrics.sized(1.0, bold=True))
            part.title.setText(say(title))
            part.text.setFont(metrics.font)
        self._source.setFont(metrics.small)
        self._fill()

    def _fill(self) -> None:
        view, say, theme = self._view, self._look.say, self._look.theme
        said: tuple[Message | None, ...] = (view.purpose, view.next, view.risk)
        for part, text in zip(self._parts, said, strict=True):
            colour: QColor = theme.text if text is not None else theme.secondary
            part.text.show_text(say(text if text is not None else message("Nothing that is known.")), colour)
            part.icon.setVisible(part is self._parts[2] and text is not None)
        # A note about words of ours says it more exactly.
        is_told = view.standing is Standing.DOCUMENTED or (view.standing is Standing.SIMULATED and view.note is not None)
        told = [] if is_told else [say(STANDING_WORDS[view.standing])]
        if chapters := _CHAPTER.findall(view.source):
            told.append(say(message("manual 1.1 (2021), chapter {chapter}", chapter=", ".join(chapters))))
        if view.note is not None:
            told.append(say(view.note))
        self._source.setVisible(bool(told))
        self._source.show_text(" · ".join(_upper_first(text) for text in told), theme.secondary)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
