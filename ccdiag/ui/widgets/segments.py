"""One choice of a few, side by side."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QSizePolicy, QWidget

from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look

_HEIGHT_EM: Final = 2.05
_PAD_EM: Final = 0.75
_FOCUS: Final = 2


class Segments(QWidget):
    """A row of joined buttons, one of which is on; arrows move between them."""

    chosen = Signal(str)
    """The key of the choice that the user made."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, fills: bool = False) -> None:
        """With `fills` the choices share all the width there is."""
        super().__init__(parent)
        self._look = look
        self._fills = fills
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(self._clicked)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding if fills else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, _Segment] = {}

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these: key and text; the choice that was made stays where it can."""
        if [key for key, _ in choices] == list(self._buttons):
            for key, text in choices:
                self._buttons[key].show_text(text)
            return
        before = self.choice
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            # It goes with the next events, and must not be seen behind the others until then.
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for place, (key, text) in enumerate(choices):
            button = _Segment(self._look, first=place == 0, last=place == len(choices) - 1, fills=self._fills)
            button.show_text(text)
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons[key] = button
        self._put_in_order()
        self.set_stacked(self._row.direction() == QBoxLayout.Direction.TopToBottom)
        if choices:
            self.choose(before if before in self._buttons else choices[0][0])

    def _put_in_order(self) -> None:
        """Let the keyboard meet the buttons where they stand: they are made after the widgets around them."""
        # Qt puts nothing behind a widget that takes no focus.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        order: list[QWidget] = [self, *self._buttons.values()]
        for earlier, later in pairwise(order):
            QWidget.setTabOrder(earlier, later)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def name_choices(self, subject: str) -> None:
        """Say to screen readers what it is that is chosen: `Day: open`."""
        for button in self._buttons.values():
            button.setAccessibleName(f"{subject}: {button.text()}")

    @property
    def width_in_a_row(self) -> int:
        """How wide the choices are beside each other."""
        return sum(button.sizeHint().width() for button in self._buttons.values())

    def set_stacked(self, stacked: bool) -> None:  # noqa: FBT001  # a state
        """Stand below each other, where there is no room beside."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        for button in self._buttons.values():
            button.stand_alone(stacked)

    @property
    def choice(self) -> str:
        """The key of the choice; empty while there is none."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Make a choice, without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(next(key for key, known in self._buttons.items() if known is button))


class _Segment(QAbstractButton):
    def __init__(self, look: Look, *, first: bool, last: bool, fills: bool) -> None:
        super().__init__()
        self._look = look
        self._first, self._last = first, last
        self._fills = fills
        self._alone = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding if fills else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def stand_alone(self, alone: bool) -> None:  # noqa: FBT001  # a state
        self._alone = alone
        self.setSizePolicy(QSizePolicy.Policy.Expanding if alone or self._fills else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.update()

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        metrics = self._look.metrics
        # Bold when chosen; the room for it is always there, so that nothing moves.
        width = metrics.width(self.text(), metrics.sized(1.0, bold=True)) + 2 * _PAD_EM * metrics.em
        return QSize(round(width) + 1, metrics.length(_HEIGHT_EM))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        theme, metrics = self._look.theme, self._look.metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self._first or self._alone, self._last or self._alone
        area = QRectF(self.rect()).adjusted(0.5 if first else -0.5, 0.5, -0.5, -0.5)
        shape = _rounded(area, metrics.radius, left=first, right=last)
        muted = theme.graphics[Light.SKIPPED]
        chosen = theme.accent if self.isEnabled() else muted
        painter.setPen(QPen(chosen if self.isChecked() else theme.control_border, 1))
        painter.setBrush(chosen if self.isChecked() else theme.base)
        painter.drawPath(shape)
        painter.setFont(metrics.sized(1.0, bold=self.isChecked()))
        if self.isEnabled():
            painter.setPen(theme.on_accent if self.isChecked() else theme.text)
        else:
            painter.setPen(theme.base if self.isChecked() else muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            inner = area.adjusted(2.5, 2.5, -2.5, -2.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.on_accent if self.isChecked() else theme.text, _FOCUS))
            painter.drawRoundedRect(inner, metrics.radius / 2, metrics.radius / 2)


def _rounded(area: QRectF, radius: float, *, left: bool, right: bool) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(area, radius, radius)
    if not left:
        path.addRect(area.adjusted(0, 0, -2 * radius, 0))
    if not right:
        path.addRect(area.adjusted(2 * radius, 0, 0, 0))
    return path.simplified()
