"""Bars over every page for what must not be left as it is; nothing but putting it right takes them away."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import Owed
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.guide_rows import moment_text, shop_text
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.wrapping import WrappingLabel

_LEAST_EM: Final = 3.2
_SIGN_EM: Final = 2.0
_BUTTON_EM: Final = 2.35
_TIGHT_EM: Final = 40.0
_BELOW_EM: Final = 28.0
_BAR: Final = 4


class ObligationBars(QWidget):
    """One bar for each obligation of each shop, the newest lowest."""

    open_wanted = Signal(str, str)
    """The case, and the procedure that puts it right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._owed: tuple[Owed, ...] = ()
        self.bars: list[ObligationBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_owed(self, owed: Sequence[Owed]) -> None:
        """Show these."""
        ordered = tuple(sorted(owed, key=lambda one: one.obligation.since))
        if ordered == self._owed:
            return
        known = {(one.key, one.obligation.kind) for one in self._owed}
        self._owed = ordered
        for bar in self.bars:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.bars = []
        for one in ordered:
            bar = ObligationBar(self._look, one)
            bar.open_wanted.connect(self.open_wanted)
            self._column.addWidget(bar)
            self.bars.append(bar)
        self.setVisible(bool(ordered))
        for one, bar in zip(ordered, self.bars, strict=True):
            if (one.key, one.obligation.kind) not in known:
                QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))


class ObligationBar(QFrame):
    """What is owed, since when and in which shop, and the button that begins to put it right."""

    open_wanted = Signal(str, str)

    def __init__(self, look: Look, owed: Owed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.owed = owed
        self._tight = False
        self.setObjectName("obligation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = Mark(look, _SIGN_EM)
        self._text = WrappingLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self.button = _BarButton()
        self.button.clicked.connect(lambda: self.open_wanted.emit(owed.key, owed.obligation.procedure))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look, metrics, owed = self._look, self._look.metrics, self.owed
        theme, light = look.theme, Light.WARN
        _, small, _, inner, margin, _ = metrics.space
        self._row.setContentsMargins(inner + _BAR, small, margin, small)
        self._row.setSpacing(inner)
        self.setMinimumHeight(metrics.length(_LEAST_EM))
        since = owed.obligation.since.astimezone()
        title, consequence = look.say(owed.title), look.say(owed.consequence)
        when = look.say(message("since {time}, {shop}", time=_since(look, owed), shop=shop_text(look, owed.shop)))
        self._text.setFont(metrics.font)
        told = f"<b>{escape(title, quote=False)}</b> {'' if self._tight else escape(consequence, quote=False)}"
        self._text.setText(f"{told}&nbsp;&nbsp; <span style='color: {theme.secondary.name()}'>{escape(when, quote=False)}</span>")
        remedy = look.say(owed.remedy)
        self.button.setText(f"{remedy}…".replace("&", "&&"))
        self.button.setAccessibleName(remedy)
        self.button.setAccessibleDescription(f"{title} {consequence} {when}")
        self.button.setMinimumHeight(metrics.length(_BUTTON_EM))
        self.button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self._mark.show_drawing(lambda painter, rect: paint_pictogram(painter, rect, Pictogram.DAY, theme.texts[light]))
        edge = theme.graphics[light].name()
        self.setStyleSheet(
            f"QFrame#obligation {{ background: {theme.tint(light).name()}; border: 0; border-bottom: 1px solid {edge};"
            f" border-left: {_BAR}px solid {edge}; }}"
            f"QFrame#obligation QLabel {{ color: {theme.text.name()}; background: transparent; }}"
        )
        self.setAccessibleName(f"{title} {consequence} {when}")
        self.setToolTip(f"{consequence} {since:%Y-%m-%d %H:%M:%S}")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Say less where there is little room, so that the page below keeps some; the tool tip says the rest."""
        super().resizeEvent(event)
        tight = self.width() < self._look.metrics.length(_TIGHT_EM)
        if tight != self._tight:
            self._tight = tight
            self._restyle()
        self._arrange()

    def _arrange(self) -> None:
        below = self.width() < self._look.metrics.length(_BELOW_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignVCenter)
        self._mark.setVisible(not below)


class _BarButton(QPushButton):
    """Pressed by Enter too, on whatever page it is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


def _since(look: Look, owed: Owed) -> str:
    """Write the time, and the day too where it was not today."""
    since = owed.obligation.since.astimezone()
    return f"{since:%H:%M}" if since.date() == datetime.now(since.tzinfo).date() else moment_text(look, since)


def warning_of(look: Look, owed: Sequence[Owed]) -> str:
    """Say what is owed, one a line, for the question before the window closes."""
    return "\n".join(
        look.say(
            message(
                "{title} {consequence} ({shop}, since {time})",
                title=one.title,
                consequence=one.consequence,
                shop=shop_text(look, one.shop),
                time=_since(look, one),
            )
        )
        for one in owed
    )
