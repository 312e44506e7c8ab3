"""The bar over every page while a saved case is looked at: what it is, and the way back."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QIcon, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.viewed_case import ViewedCase, change_lines, headline, origin, owed_lines, run_light, run_title
from ccdiag.ui.paint.icons import painted_icon
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.wrapping import WrappingLabel

_SIGN_EM: Final = 2.0
_BUTTON_EM: Final = 2.35
_NARROW_EM: Final = 62.0
_TIGHT_EM: Final = 40.0
"""Below this width there is no room for a sign."""
_BAR: Final = 4
_MOST_CHANGES: Final = 3


class ViewingBar(QFrame):
    """Says what is looked at, that it was seen then and not now, what is owed there, and what is judged otherwise today."""

    left = Signal()
    """Back to measuring."""
    run_chosen = Signal(str)
    """The id of another run of the same case."""
    taken_back = Signal()
    """What was supposed here no longer counts."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._viewed: ViewedCase | None = None
        self._narrow = False
        self._spoken = ""
        self.setObjectName("viewing")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = Mark(look, _SIGN_EM)
        self.headline, self.origin, self.owed, self.changes, self.supposed = (WrappingLabel() for _ in range(5))
        self.origin.setObjectName("origin")
        self.owed.setObjectName("owed")
        self.details = QPushButton()
        self.details.setCheckable(True)
        self.details.toggled.connect(lambda _open: self._restyle())
        self.runs = ElidingComboBox()
        self.runs.activated.connect(lambda place: self.run_chosen.emit(self.runs.itemData(place)))
        self.take_back, self.leave = QPushButton(), QPushButton()
        self.take_back.clicked.connect(self.taken_back)
        self.leave.clicked.connect(self.left)
        texts = QVBoxLayout()
        texts.setContentsMargins(0, 0, 0, 0)
        for label in (self.headline, self.origin, self.owed, self.changes, self.supposed):
            texts.addWidget(label)
        self._texts = texts
        self._box = QWidget()
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._lines = FlowLayout(self._box)
        self._parts = (self.details, self.runs, self.take_back, self.leave)
        for part in self._parts:
            self._buttons.addWidget(part)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._upper = QHBoxLayout()
        self._upper.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._upper.addLayout(texts, 1)
        self._row.addLayout(self._upper, 1)
        self._row.addLayout(self._buttons)
        self._row.addWidget(self._box)
        self._box.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)

    def show_case(self, viewed: ViewedCase) -> None:
        """Show this."""
        self._viewed = viewed
        self._restyle()
        if self.accessibleName() != self._spoken:
            self._spoken = self.accessibleName()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _restyle(self) -> None:
        viewed = self._viewed
        if viewed is None:
            return
        metrics, theme = self._look.metrics, self._look.theme
        _, small, gap, inner, margin, _ = metrics.space
        self._row.setContentsMargins(inner + _BAR, small, margin, small)
        self._row.setSpacing(gap)
        self._upper.setSpacing(inner)
        self._texts.setSpacing(metrics.space[0])
        self._buttons.setSpacing(gap)
        self._lines.setSpacing(gap)
        self._mark.show_drawing(lambda painter, rect: paint_pictogram(painter, rect, Pictogram.FOLDER, theme.accent))
        self._fill_texts(viewed)
        self._fill_buttons(viewed)
        edge = theme.accent.name()
        # In high contrast the ground of what is selected takes no other colour than its own text.
        ground = (theme.base if theme.is_contrast else theme.selected).name()
        secondary, owed = theme.secondary.name(), theme.texts[Light.WARN].name()
        self.setStyleSheet(
            f"QFrame#viewing {{ background: {ground}; border: 0; border-bottom: 1px solid {edge}; border-left: {_BAR}px solid {edge}; }}"
            f"QFrame#viewing QLabel {{ background: transparent; color: {theme.text.name()}; }}"
            f"QFrame#viewing QLabel#origin {{ color: {secondary}; }}"
            f"QFrame#viewing QLabel#owed {{ color: {owed}; }}"
        )
        self._arrange()

    def _fill_texts(self, viewed: ViewedCase) -> None:
        look, metrics = self._look, self._look.metrics
        whole = not self._narrow or self.details.isChecked()
        then = look.say(message("seen then, not now"))
        title = headline(viewed, look, whole=whole)
        self.headline.setFont(metrics.sized(HEADING if not self._narrow else 1.0, bold=True))
        self.headline.setText(f"{title} – {then}")
        changed = change_lines(viewed.changes, look, most=_MOST_CHANGES)
        if viewed.run is None:
            judged = look.say(message("There is no run in it."))
        elif not changed:
            judged = ""
        elif whole:
            judged = look.say(message("Judged again by today's rules, this differs:")) + " " + "; ".join(changed)
        else:
            judged = look.say(message("Judged otherwise by today's rules: {count}", count=len(viewed.changes)))
        came_from = origin(viewed, look)
        if viewed.run is not None and not changed:
            came_from[0] += " · " + look.say(message("judged again by today's rules: nothing differs"))
        supposed = ""
        if viewed.supposed:
            answers = "; ".join(look.say(one) for one in viewed.supposed)
            supposed = look.say(message("Only supposed, and kept nowhere: {answers}", answers=answers))
        owed = owed_lines(viewed, look, whole=whole)
        if not whole and owed and judged:
            judged, owed[-1] = "", f"{owed[-1]}   {judged}"
        for label, text, seen in (
            (self.origin, "\n".join(came_from), whole),
            (self.owed, "\n".join(owed), True),
            (self.changes, judged, True),
            (self.supposed, supposed, True),
        ):
            label.setFont(metrics.font)
            label.setText(text)
            label.setVisible(bool(text) and seen)
        self.setAccessibleName(". ".join(part for part in (title, then, *owed, judged) if part))

    def _fill_buttons(self, viewed: ViewedCase) -> None:
        look, metrics = self._look, self._look.metrics
        self.runs.blockSignals(True)
        self.runs.clear()
        for run in reversed(viewed.saved.runs):
            self.runs.addItem(self._light_icon(run_light(run.state)), run_title(run, look), run.id)
        self.runs.setCurrentIndex(self.runs.findData(viewed.run.id) if viewed.run is not None else -1)
        self.runs.blockSignals(False)
        self.runs.setVisible(len(viewed.saved.runs) > 1 and (not self._narrow or self.details.isChecked()))
        self.runs.setAccessibleName(look.say(message("Run of this case")))
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        side = metrics.length(1.2)
        self.runs.setIconSize(QSize(side, side))
        self.details.setVisible(self._narrow)
        self.details.setText(look.say(message("&More")))
        self.details.setAccessibleName(look.say(message("Details of the saved case")))
        self.take_back.setText(look.say(message("Ta&ke it back")))
        self.take_back.setVisible(bool(viewed.supposed))
        self.leave.setText(look.say(message("&Back to measuring")))
        self.leave.setIcon(pictogram_icon(look, Pictogram.BACK))
        self.leave.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        for part in self._parts:
            part.setFont(metrics.font)
            part.setMinimumHeight(metrics.length(_BUTTON_EM))

    def _light_icon(self, light: Light) -> QIcon:
        theme = self._look.theme

        def paint(painter: QPainter, rect: QRectF, _mode: QIcon.Mode, _state: QIcon.State) -> None:
            paint_light(painter, rect, light, theme)

        return painted_icon(self._look.metrics.length(1.2), paint)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Say less, and put the buttons below, where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        if narrow != self._narrow:
            self._narrow = narrow
            self._restyle()

    def _arrange(self) -> None:
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignTop)
        self._mark.setVisible(self.width() >= self._look.metrics.length(_TIGHT_EM))
        if self._narrow is self._box.isHidden():
            here, there = (self._lines, self._buttons) if self._narrow else (self._buttons, self._lines)
            for part in self._parts:
                there.removeWidget(part)
                here.addWidget(part)
            self._box.setVisible(self._narrow)
