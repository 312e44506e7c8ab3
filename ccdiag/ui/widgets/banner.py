"""The banner over the page: what is known by now, who must mend it, and what to do next."""

from html import escape
from time import perf_counter
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ccdiag.model.cause import Certainty
from ccdiag.model.message import message
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, OWNER_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER, NARROW_BANNER
from ccdiag.ui.models.banner_content import BannerAction, BannerContent, idle, joined
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.big_light import BigLight
from ccdiag.ui.widgets.certainty_squares import CertaintySquares
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.remedy_steps import RemedySteps
from ccdiag.ui.widgets.wrapping import WrappingLabel

_HEIGHT_EM: Final = 9.0
_NARROW_HEIGHT_EM: Final = 4.8
_SLIM_EM: Final = 42.0
_SQUARES: Final = {Certainty.CERTAIN: 3, Certainty.LIKELY: 2, Certainty.POSSIBLE: 1}
_WORDS: Final = {
    BannerAction.RUN: message("T&est"),
    BannerAction.SHOW_HOW: message("Show me &how"),
    BannerAction.COPY_TICKET: message("&Copy for the ticket"),
    BannerAction.QUESTIONS: message("To the &questions"),
    BannerAction.COPY_MESSAGE: message("&Copy the message"),
    BannerAction.LOG_FOLDER: message("Open the &log folder"),
}
_AGAIN: Final = message("T&est again")
_ICONS: Final = {
    BannerAction.RUN: Pictogram.PLAY,
    BannerAction.SHOW_HOW: Pictogram.GUIDE,
    BannerAction.COPY_TICKET: Pictogram.COPY,
    BannerAction.QUESTIONS: Pictogram.SEARCH,
    BannerAction.COPY_MESSAGE: Pictogram.COPY,
    BannerAction.LOG_FOLDER: Pictogram.FOLDER,
}


class Banner(QFrame):
    """Always there, so that nothing below it jumps; shows a `BannerContent`."""

    action_chosen = Signal(str)
    """A `BannerAction`."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._content = idle()
        self._began: float | None = None
        self._moment_s: float | None = None
        self._deadline_s = 15.0
        self._narrow = False
        self._slim = False
        self._still = False
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._light = BigLight(look)
        self._title = WrappingLabel()
        self._title.setObjectName("banner_title")
        self._owner = WrappingLabel()
        self._owner.setTextFormat(Qt.TextFormat.RichText)
        self._squares = CertaintySquares(look)
        self._text = WrappingLabel()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.VLine)
        self._rule.setFrameShadow(QFrame.Shadow.Plain)
        self._right = QWidget()
        self._steps = QVBoxLayout(self._right)
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._right.setSizePolicy(_wide())
        self._buttons: list[QPushButton] = []
        self._button_box = QWidget()
        self._button_column = FlowLayout(self._button_box)
        left_box = QWidget()
        left_box.setSizePolicy(_wide())
        self._left = QVBoxLayout(left_box)
        self._left.setContentsMargins(0, 0, 0, 0)
        certainty = self._certainty = QHBoxLayout()
        certainty.addWidget(self._squares, 0, Qt.AlignmentFlag.AlignTop)
        certainty.addWidget(self._owner, 1, Qt.AlignmentFlag.AlignTop)
        self._left.addWidget(self._title)
        self._left.addWidget(self._progress)
        self._left.addLayout(certainty)
        self._left.addWidget(self._text)
        self._left.addStretch(1)
        self._steps_open = False
        self._steps_button = QPushButton()
        self._steps_button.setCheckable(True)
        self._steps_button.setObjectName("steps")
        self._steps_button.toggled.connect(self._on_steps)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._light, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(left_box, 5)
        self._row.addWidget(self._rule)
        self._row.addWidget(self._right, 5)
        self._row.addWidget(self._button_box)
        self._waiting_times: list[tuple[QLabel, float]] = []
        look.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown ---

    def show_content(self, content: BannerContent) -> None:
        """Show this from now on."""
        same_words = (content.title, content.lines, content.light) == (self._content.title, self._content.lines, self._content.light)
        if content == self._content:
            return
        if content.light is Light.RUNNING and self._content.light is not Light.RUNNING:
            self._began = perf_counter()
        if content.title != self._content.title:
            self._steps_open = False
        self._content = content
        if same_words and content.light is Light.RUNNING:
            self._fill_progress()
            self._fill_right()
            return
        self._restyle()

    def set_deadline(self, seconds: float) -> None:
        """Say how long a run takes at most."""
        self._deadline_s = seconds

    def set_moment(self, moment_s: float | None) -> None:
        """Say how far a saved run is that is shown as it went; None: the clock of a run that goes on counts."""
        self._moment_s = moment_s
        if self._content.light is Light.RUNNING:
            self._fill_text()
            for label, since in self._waiting_times:
                label.setText(self._look.seconds(max(0.0, self._elapsed() - since), 1))

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  # a state
        """Take less room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._restyle()

    def set_still(self, still: bool) -> None:  # noqa: FBT001  # a state
        """Move nothing."""
        self._still = still

    def advance(self, turn: float) -> None:
        """Draw the next picture of what moves; called ten times a second while something runs."""
        if self._content.light is Light.RUNNING:
            self._light.set_turn(0.0 if self._still else turn)
            self._fill_text()
            elapsed = self._elapsed()
            for label, since in self._waiting_times:
                label.setText(self._look.seconds(max(0.0, elapsed - since), 1))

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons shown now, the default one first."""
        return tuple(self._buttons)

    # --- drawing ---

    def _restyle(self) -> None:
        look, metrics, content = self._look, self._look.metrics, self._content
        tight, small, gap, inner, _margin, _wide = metrics.space
        self._row.setContentsMargins(metrics.length(1.1), inner, inner, inner)
        self._row.setSpacing(metrics.margin)
        self._left.setSpacing(small)
        self._button_column.setSpacing(gap)
        self.setMinimumHeight(metrics.length(_NARROW_HEIGHT_EM if self._narrow else _HEIGHT_EM))
        self._light.set_light(content.light)
        self._light.setVisible(content.light is not None)
        self._title.setFont(metrics.sized(NARROW_BANNER if self._narrow else BANNER, bold=True))
        self._title.setText(look.say(content.title))
        self._progress.setVisible(content.light is Light.RUNNING)
        self._progress.setFixedHeight(metrics.length(0.67))
        self._arrange()
        self._steps_button.blockSignals(True)
        self._steps_button.setChecked(self._steps_open)
        self._steps_button.blockSignals(False)
        self._fill_owner()
        self._fill_text()
        self._fill_progress()
        self._fill_right()
        self._colour()
        self._fill_buttons()
        self._steps.setSpacing(tight)
        self.setAccessibleName(look.say(content.title))
        self.setAccessibleDescription(self._spoken())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the buttons below the words where they have no room beside them."""
        super().resizeEvent(event)
        slim = self.width() < self._look.metrics.length(_SLIM_EM)
        if slim != self._slim:
            self._slim = slim
            self._arrange()

    def _arrange(self) -> None:
        """Put remedy and buttons beside the words, or below them where there is little room."""
        for part in (self._rule, self._right, self._button_box):
            for layout in (self._row, self._left):
                layout.removeWidget(part)
        self._button_column.set_column(not self._narrow)
        # A remedy has several buttons, and an owner whose name is long.
        below = self._narrow and (self._slim or self._content.light is Light.FAIL)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred if below else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(below)
        self._button_box.setSizePolicy(policy)
        if self._narrow:
            self._left.insertWidget(4, self._right)
            if below:
                self._left.insertWidget(4, self._button_box)
            else:
                self._row.addWidget(self._button_box, 0, Qt.AlignmentFlag.AlignTop)
        else:
            for part, share in ((self._rule, 0), (self._right, 5), (self._button_box, 0)):
                self._row.addWidget(part, share)

    def _on_steps(self, is_open: bool) -> None:  # noqa: FBT001  # Qt's signature
        self._steps_open = is_open
        self._fill_right()
        self._fill_buttons()

    def _colour(self) -> None:
        theme, light = self._look.theme, self._content.light
        edge = theme.control_border if light is None else theme.graphics[light]
        tint = theme.base if light in {None, Light.RUNNING} else theme.tint(light)
        radius, inner = round(self._look.metrics.radius), self._look.metrics.length(0.9)
        self.setStyleSheet(
            f"QFrame#banner {{ background: {tint.name()}; border: 1px solid {edge.name()}; border-left: 4px solid {edge.name()};"
            f" border-radius: {radius}px; }}"
            f"QFrame#banner QLabel {{ color: {theme.text.name()}; background: transparent; }}"
            f"QFrame#banner QPushButton[accent=true] {{ background: {theme.accent.name()}; color: {theme.on_accent.name()};"
            f" border: 2px solid {theme.accent.name()}; border-radius: {radius}px; padding: 0 {inner}px; }}"
            f"QFrame#banner QPushButton[accent=true]:focus {{ border-color: {theme.text.name()}; }}"
            f"QFrame#banner QPushButton[accent=true]:pressed {{ background: {theme.text.name()}; color: {theme.base.name()}; }}"
            f"QFrame#banner QProgressBar {{ background: {theme.separator.name()}; border: 0; border-radius: {radius}px; }}"
            f"QFrame#banner QProgressBar::chunk {{ background: {theme.accent.name()}; border-radius: {radius}px; }}"
        )
        palette = self._rule.palette()
        palette.setColor(QPalette.ColorRole.WindowText, edge if light is not None else theme.separator)
        self._rule.setPalette(palette)

    def _fill_owner(self) -> None:
        cause = self._content.cause
        shown = cause is not None and self._content.light is Light.FAIL
        self._owner.setVisible(shown)
        self._squares.setVisible(shown)
        if cause is None or not shown:
            return
        look = self._look
        self._squares.set_filled(_SQUARES[cause.certainty])
        certainty = look.say(CERTAINTY_WORDS[cause.certainty])
        if cause.basis is not Basis.MEASURED:
            certainty = f"{certainty}, {look.say(BASIS_WORDS[cause.basis])}"
        owner = look.say(OWNER_WORDS[cause.owner])
        mend = look.say(message("to be mended by {owner}")).replace("{owner}", f"<b>{escape(owner, quote=False)}</b>")
        self._owner.setText(f"<b>{escape(certainty, quote=False)}</b> · {mend}")
        self._owner.setAccessibleName(f"{certainty} · {owner}")

    def _fill_text(self) -> None:
        look, content = self._look, self._content
        parts: list[str] = []
        if content.light is Light.RUNNING:
            elapsed = look.seconds(self._elapsed(), 1)
            at_most = look.seconds(self._deadline_s, 0)
            parts.append(look.say(message("{done} of {total} done", done=content.done, total=content.total)))
            parts.append(look.say(message("{elapsed}, at most {limit}", elapsed=elapsed, limit=at_most)))
            parts += [look.say(line) for line in content.lines]
            text = "   ".join(parts)
        else:
            lines = [look.say(line) for line in content.lines]
            if content.explains:
                lines.append(look.say(message("Explains too: {checks}", checks=look.say(joined(content.explains)))))
            # Where there is little room, the cause says it, and the remedy is one press away.
            text = "\n".join(() if self._narrow and content.light is Light.FAIL else lines)
        self._text.setVisible(bool(text))
        if text != self._text.text():
            self._text.setText(text)

    def _fill_progress(self) -> None:
        # A bar paints itself at once, and all of the window that is stale with it, in the middle of a change.
        self._progress.setUpdatesEnabled(False)
        self._progress.setRange(0, max(1, self._content.total))
        self._progress.setValue(self._content.done)
        self._progress.setUpdatesEnabled(True)
        self._progress.setAccessibleName(
            self._look.say(message("{done} of {total} done", done=self._content.done, total=self._content.total))
        )

    def _fill_right(self) -> None:
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._waiting_times = []
        content = self._content
        cause = content.cause if content.light is Light.FAIL else None
        filled = cause is not None or bool(content.waiting)
        shown = filled and (not self._narrow or (self._steps_open and cause is not None))
        self._rule.setVisible(shown and not self._narrow)
        self._right.setVisible(shown)
        if not shown:
            return
        if cause is not None:
            self._steps.addWidget(RemedySteps(self._look, cause))
        else:
            self._steps.addWidget(self._waiting())
        self._steps.addStretch(1)

    def _waiting(self) -> QWidget:
        look, metrics = self._look, self._look.metrics
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(metrics.space[0])
        grid.setHorizontalSpacing(metrics.margin)
        heading = QLabel(look.say(message("Still waiting for")))
        heading.setFont(metrics.small)
        grid.addWidget(heading, 0, 0, 1, 3)
        for row, waiting in enumerate(self._content.waiting, 1):
            target, check, since = QLabel(waiting.target), QLabel(look.say(waiting.check)), QLabel()
            target.setTextFormat(Qt.TextFormat.PlainText)
            target.setFont(metrics.fixed)
            since.setFont(metrics.small)
            since.setMinimumWidth(round(metrics.width(look.seconds(88.8, 1), metrics.small)) + 1)
            since.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            target.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            check.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            target.setToolTip(waiting.target)
            for column, label in enumerate((target, check, since)):
                grid.addWidget(label, row, column)
            self._waiting_times.append((since, waiting.since_s))
        if self._content.more_waiting:
            more = QLabel(look.say(message("and {count} more", count=self._content.more_waiting)))
            more.setFont(metrics.small)
            grid.addWidget(more, len(self._content.waiting) + 1, 0, 1, 3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 3)
        return box

    def _fill_buttons(self) -> None:
        look, metrics = self._look, self._look.metrics
        wanted = self._content.actions
        for button in self._buttons:
            self._button_column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        while self._button_column.takeAt(0) is not None:
            pass
        cause = self._content.cause if self._content.light is Light.FAIL else None
        self._button_column.addWidget(self._steps_button)
        self._steps_button.setVisible(self._narrow and cause is not None)
        if cause is not None:
            count = len(cause.remedy)
            word = message("One step") if count == 1 else message("{count} &steps", count=count)
            self._steps_button.setText(look.say(word) + (" ▴" if self._steps_open else " ▾"))
            self._steps_button.setMinimumHeight(metrics.length(2.05))
        for place, action in enumerate(wanted):
            word = _AGAIN if action is BannerAction.RUN and self._content.light is not None else _WORDS[action]
            button = QPushButton(look.say(word))
            pictogram = Pictogram.REPEAT if word is _AGAIN else _ICONS[action]
            button.setIcon(pictogram_icon(look, pictogram, colour=look.theme.on_accent if place == 0 else None))
            button.setIconSize(QSize(metrics.length(1.2), metrics.length(1.2)))
            button.setMinimumHeight(metrics.length(2.05))
            button.setDefault(place == 0)
            button.setAutoDefault(place == 0)
            button.setProperty("accent", place == 0)
            button.clicked.connect(lambda _checked=False, action=action: self.action_chosen.emit(action.value))
            if self._narrow and place > 0:
                # The word is in the tool tip and the accessible name; three words would not fit beside each other.
                button.setAccessibleName(look.say(word).replace("&", ""))
                button.setToolTip(button.accessibleName())
                button.setText("")
            self._button_column.addWidget(button)
            self.setTabOrder(self._buttons[-1] if self._buttons else self._steps_button, button)
            self._buttons.append(button)

    def _elapsed(self) -> float:
        if self._moment_s is not None:
            return self._moment_s
        return 0.0 if self._began is None else perf_counter() - self._began

    def _spoken(self) -> str:
        look, content = self._look, self._content
        parts = [look.say(line) for line in content.lines]
        if content.cause is not None and content.light is Light.FAIL:
            parts.insert(0, self._owner.accessibleName())
            parts += [f"{number}. {look.say(step)}" for number, step in enumerate(content.cause.remedy, 1)]
        return " ".join(parts)


def _wide() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy
