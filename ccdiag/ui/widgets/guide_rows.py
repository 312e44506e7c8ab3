"""Rows of the guide's start and end: something owed, something under way, a procedure to begin, one that ended."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import ProcedureRecord, Status
from ccdiag.model.verdict import Basis, Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.guide_content import Offered, Owed, UnderWay
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Drawing, Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.reasoned import ReasonForm
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_SIGN_EM: Final = 1.67
_BUTTON_EM: Final = 2.35
_NARROW_EM: Final = 44.0


def moment_text(look: Look, moment: datetime) -> str:
    """Write a moment in the user's own time, with its date."""
    local = moment.astimezone()
    date = look.locale.toString(QDate(local.year, local.month, local.day), "d MMM yyyy")
    return f"{date} {local:%H:%M}"


def shop_text(look: Look, shop: str) -> str:
    """Return the name of a shop, or that nobody filled it in."""
    return shop or look.say(message("shop not filled in"))


class GuideRow(Panel):
    """A sign, a title, lines below it, and buttons at the right; below them where there is no room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._mark = Mark(look, _SIGN_EM)
        self._title = WrappingLabel()
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._lines = FlowingText()
        self._box = QWidget()
        self.buttons = FlowLayout(self._box)
        self._texts = QVBoxLayout()
        self._texts.addWidget(self._title)
        self._texts.addWidget(self._lines)
        self._texts.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addLayout(self._texts, 1)
        self._row.addWidget(self._box, 0)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._whole.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._whole.addLayout(self._row, 1)
        self.column = QVBoxLayout(self)
        self.column.addLayout(self._whole)
        self.column.addStretch(1)
        look.changed.connect(self._restyle)

    def add_button(self, word: Message, pictogram: Pictogram | None, described: str, *, accent: bool = False) -> QPushButton:
        """Add a button at the right of the others; `described` says what it is about."""
        look, metrics = self._look, self._look.metrics
        button: QPushButton = AccentButton(look, pictogram) if accent else QPushButton()
        said = look.say(word)
        button.setText(said)
        # The same word stands in several rows.
        button.setAccessibleName(f"{said.replace('&', '')}: {described}")
        if not accent:
            button.setMinimumHeight(metrics.length(_BUTTON_EM))
            if pictogram is not None:
                button.setIcon(pictogram_icon(look, pictogram))
                button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self.buttons.addWidget(button)
        return button

    def show_texts(self, title: str, lines: list[str], sign: Drawing) -> None:
        """Show these."""
        look = self._look
        self._title.setText(title)
        self._lines.setVisible(bool(lines))
        self._lines.show_text("\n".join(lines), look.theme.secondary)
        self._mark.show_drawing(sign)
        self.setAccessibleName(" ".join((title, *lines)))
        self._restyle()

    def _restyle(self) -> None:
        metrics = self._look.metrics
        _, small, gap, inner, margin, _ = metrics.space
        self.column.setContentsMargins(inner, gap, inner, gap)
        self._whole.setSpacing(inner)
        self._row.setSpacing(margin)
        self._texts.setSpacing(metrics.space[0])
        self.buttons.setSpacing(gap)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._lines.setFont(metrics.font)
        self.column.setSpacing(small)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the buttons below where there is no room beside."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._box, Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignTop)


class OwedRow(GuideRow):
    """Something that must be put right: by its procedure, or it was put right otherwise."""

    open_wanted = Signal(str, str)
    """The case and the procedure."""
    settled = Signal(str, str, str)
    """The case, the kind of obligation, and the reason."""

    def __init__(self, look: Look, owed: Owed, *, accent: bool = False) -> None:
        super().__init__(look)
        self._owed = owed
        title = look.say(owed.title)
        remedy = self.add_button(Message("{procedure}…", {"procedure": owed.remedy}), Pictogram.GUIDE, title, accent=accent)
        remedy.clicked.connect(lambda: self.open_wanted.emit(owed.key, owed.obligation.procedure))
        self.by_hand = self.add_button(message("Put right otherwise…"), None, title)
        self.form = ReasonForm(look, message("How was it put right? It is kept with the record."), message("It is put right"))
        self.column.insertWidget(1, self.form)
        self.by_hand.clicked.connect(self.form.open_form)
        self.form.closed.connect(self.by_hand.setFocus)
        self.form.given.connect(lambda reason: self.settled.emit(owed.key, owed.obligation.kind, reason))
        since = look.say(message("since {time}, {shop}", time=moment_text(look, owed.obligation.since), shop=shop_text(look, owed.shop)))
        theme = look.theme
        self.show_texts(
            title,
            [look.say(owed.consequence), since],
            lambda painter, rect: paint_pictogram(painter, rect, Pictogram.DAY, theme.texts[Light.WARN]),
        )


class UnderWayRow(GuideRow):
    """A procedure that has not ended: to go on with, or to give up."""

    go_on_wanted = Signal(str, str)
    """The case and the id of the procedure's progress."""
    given_up = Signal(str, str, str)
    """The case, the id, and the reason."""

    def __init__(self, look: Look, under_way: UnderWay, *, accent: bool) -> None:
        super().__init__(look)
        progress = under_way.progress
        title = look.say(under_way.title)
        shop = shop_text(look, under_way.shop)
        self.go_on = self.add_button(message("Go on"), Pictogram.PLAY, f"{title}, {shop}", accent=accent)
        self.go_on.clicked.connect(lambda: self.go_on_wanted.emit(under_way.key, progress.id))
        give_up = self.add_button(message("Give up…"), None, f"{title}, {shop}")
        self.form = ReasonForm(
            look, message("Why does it end here? It is kept with the record; what is owed stays owed."), message("Give up")
        )
        self.column.insertWidget(1, self.form)
        give_up.clicked.connect(self.form.open_form)
        self.form.closed.connect(give_up.setFocus)
        self.form.given.connect(lambda reason: self.given_up.emit(under_way.key, progress.id, reason))
        word = message("paused") if progress.status is Status.PAUSED else message("under way")
        place = message("Step {number} of {total}: {step}", number=under_way.number, total=under_way.total, step=under_way.label)
        since = message("{shop}, {state}, begun {time}", shop=shop, state=word, time=moment_text(look, progress.started_at))
        theme = look.theme
        sign = Pictogram.PAUSE if progress.status is Status.PAUSED else Pictogram.PLAY
        self.show_texts(title, [look.say(place), look.say(since)], lambda painter, rect: paint_pictogram(painter, rect, sign, theme.accent))


class OfferedRow(GuideRow):
    """A procedure to begin: what it is for, what must hold before, how long it is."""

    begin_wanted = Signal(str)

    def __init__(self, look: Look, offered: Offered, *, is_under_way: bool = False) -> None:
        """Say "go on" where it is under way in this case."""
        super().__init__(look)
        procedure = offered.procedure
        title = look.say(Message(procedure.title))
        self.procedure = procedure.id
        self.begin = self.add_button(message("Go on") if is_under_way else message("Begin"), Pictogram.PLAY, title)
        self.begin.clicked.connect(lambda: self.begin_wanted.emit(procedure.id))
        lines = [look.say(Message(procedure.purpose))] if procedure.purpose else []
        first = message("First: {what}")
        lines += [f"• {look.say(first.with_values(what=Message(one.text)))}" for one in procedure.preconditions]
        lines.append(look.say(message("{count} steps", count=offered.steps)))
        theme = look.theme
        self.show_texts(title, lines, lambda painter, rect: paint_pictogram(painter, rect, Pictogram.GUIDE, theme.secondary))


class RecordRow(GuideRow):
    """A procedure that ended."""

    open_wanted = Signal(str)

    def __init__(self, look: Look, record: ProcedureRecord, title: Message) -> None:
        super().__init__(look)
        done = record.status is Status.FINISHED
        said = look.say(title)
        when = moment_text(look, record.ended_at)
        button = self.add_button(message("Look at it"), Pictogram.FILE_CHECK, f"{said}, {when}")
        button.clicked.connect(lambda: self.open_wanted.emit(record.id))
        word = message("finished {time}, {count} steps") if done else message("stopped {time}, after {count} steps")
        steps = sum(not one.taken_back for one in record.steps)
        lines = [look.say(word.with_values(time=when, count=steps))]
        if record.reason:
            lines.append(record.reason)
        theme, light = look.theme, Light.PASS if done else Light.SKIPPED
        self.show_texts(said, lines, lambda painter, rect: paint_light(painter, rect, light, theme, basis=Basis.STATED))


def section_title(look: Look, text: str) -> WrappingLabel:
    """Make the heading of a group of rows."""
    label = WrappingLabel()
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setFont(look.metrics.sized(HEADING, bold=True))
    label.setText(text)
    label.setContentsMargins(0, look.metrics.gap, 0, 0)
    colour_text(label, look.theme.text)
    return label
