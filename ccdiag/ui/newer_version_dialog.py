"""Whether there is a newer version: what was found, where it is, and its hash to compare with."""

from typing import Final, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetricsF, QGuiApplication, QKeyEvent, QTextOption
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.app.newer_version import Outcome, VersionCheck
from ccdiag.app.newer_version_words import LOOKING, Fact, facts, told
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Drawing, Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.scrolling import scrolling

_WIDTH_EM: Final = 50.0
_HEIGHT_EM: Final = 12.0
_MARK_EM: Final = 2.2
_CONTROL_EM: Final = 2.05
_MOST_OF_SCREEN: Final = 0.9
_SCROLLING: Final = {
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}
_AT_WORDS: Final = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ANYWHERE: Final = QTextOption.WrapMode.WrapAnywhere


class _Row(NamedTuple):
    """One fact; places and hashes are in a font of their own, on the same line as their name."""

    name: FlowingText
    value: FlowingText
    cell: QVBoxLayout


class NewerVersionDialog(QDialog):
    """Says that somebody is looking, then what was found; downloads nothing and opens nothing."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._check: VersionCheck | None = None
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._mark = Mark(look, _MARK_EM)
        self._headline, self._text = FlowingText(), FlowingText()
        self._sheet = Panel(look)
        self._grid = QGridLayout(self._sheet)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[_Row] = []
        self.copy_button, self.close_button = QPushButton(), QPushButton()
        self.copy_button.clicked.connect(self.copy)
        self.copy_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.close_button.setDefault(True)
        self._words = QVBoxLayout()
        self._words.addWidget(self._headline)
        self._words.addWidget(self._text)
        self._head = QHBoxLayout()
        self._head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(self._words, 1)
        inside = QWidget()
        self._inner = QVBoxLayout(inside)
        self._inner.addLayout(self._head)
        self._inner.addWidget(self._sheet)
        self._inner.addStretch(1)
        self._area = scrolling(inside)
        inside.setAutoFillBackground(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._area, 1)
        self._column.addLayout(buttons)
        look.changed.connect(self._restyle)
        self._restyle()
        self.resize(look.metrics.length(_WIDTH_EM), look.metrics.length(_HEIGHT_EM))
        self.close_button.setFocus()

    def show_check(self, check: VersionCheck) -> None:
        """Show what was found."""
        self._check = check
        self._restyle()
        self._grow()
        # The focus stays on the button: without this a screen reader tells nothing of what came.
        QAccessible.updateAccessibility(QAccessibleEvent(self._headline, QAccessible.Event.Alert))

    def copy_text(self) -> str:
        """Return all that is shown, a line each."""
        lines = [self._headline.toPlainText(), self._text.toPlainText()]
        return "\n".join([*lines, *(row.value.accessibleName() for row in self._rows)])

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.copy_text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Scroll where the screen is too low for everything."""
        action = _SCROLLING.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            self._area.verticalScrollBar().triggerAction(action)

    def _facts(self) -> tuple[Fact, ...]:
        return () if self._check is None else facts(self._check, self._look.language)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        tight, small, gap, inner, margin, _ = metrics.space
        self.setWindowTitle(say(message("Newer version")))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(margin)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(margin)
        self._head.setSpacing(inner)
        self._words.setSpacing(tight)
        self._grid.setContentsMargins(inner, gap, inner, gap)
        self._grid.setHorizontalSpacing(margin)
        self._grid.setVerticalSpacing(small)
        self._headline.setFont(metrics.sized(HEADING, bold=True))
        self._text.setFont(metrics.font)
        answer = None if self._check is None else told(self._check)
        self._headline.show_text(say(LOOKING if answer is None else answer.headline), look.theme.text)
        self._text.show_text("" if answer is None else "\n".join(say(text) for text in answer.texts), look.theme.text)
        self._text.setVisible(answer is not None)
        self._mark.show_drawing(self._drawing())
        self._restyle_facts()
        self._sheet.setVisible(answer is not None)
        self.copy_button.setVisible(answer is not None)
        self.copy_button.setText(say(message("&Copy")))
        self.copy_button.setIcon(pictogram_icon(look, Pictogram.COPY))
        self.close_button.setText(say(message("&Cancel") if answer is None else message("C&lose")))
        for button in (self.copy_button, self.close_button):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_CONTROL_EM))

    def _restyle_facts(self) -> None:
        look, metrics, found = self._look, self._look.metrics, self._facts()
        while len(self._rows) < len(found):
            row = _Row(FlowingText(), FlowingText(), QVBoxLayout())
            row.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
            row.cell.addWidget(row.value)
            self._grid.addWidget(row.name, len(self._rows), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addLayout(row.cell, len(self._rows), 1)
            self._rows.append(row)
        ascent, widest = QFontMetricsF(metrics.font).ascent(), 0.0
        for row, fact in zip(self._rows, found, strict=False):
            row.name.setFont(metrics.font)
            row.value.setFont(metrics.fixed if fact.exact else metrics.font)
            row.value.setWordWrapMode(_ANYWHERE if fact.exact else _AT_WORDS)
            row.cell.setContentsMargins(0, max(0, round(ascent - QFontMetricsF(row.value.font()).ascent())), 0, 0)
            row.name.show_text(look.say(fact.name), look.theme.secondary)
            row.value.show_text(look.say(fact.value) if isinstance(fact.value, Message) else fact.value, look.theme.text)
            row.value.setAccessibleName(f"{row.name.toPlainText()}: {row.value.toPlainText()}")
            widest = max(widest, metrics.width(row.name.toPlainText()))
        for row in self._rows:
            row.name.setFixedWidth(round(widest) + 2)

    def _drawing(self) -> Drawing:
        """Return the sign beside the headline: what is not known is not good, and a newer version is no fault."""
        theme, check = self._look.theme, self._check
        if check is None:
            return lambda painter, rect: paint_light(painter, rect, Light.WAITING, theme, ground=theme.window)
        if check.outcome is Outcome.NEWER and not check.no_longer_to_be_used:
            return lambda painter, rect: paint_pictogram(painter, rect, Pictogram.INFO, theme.accent)
        light = {Outcome.NEWEST: Light.PASS, Outcome.NEWER: Light.WARN, Outcome.UNKNOWN: Light.INCONCLUSIVE}[check.outcome]
        return lambda painter, rect: paint_light(painter, rect, light, theme, ground=theme.window)

    def _grow(self) -> None:
        """Be as high as what is told, unless the screen is lower."""
        width = self.width() - self._look.metrics.margin * 2
        wanted = self._inner.totalHeightForWidth(width) + self.height() - self._area.height()
        most = round(self.screen().availableGeometry().height() * _MOST_OF_SCREEN)
        self.resize(self.width(), min(most, max(self.height(), wanted)))
