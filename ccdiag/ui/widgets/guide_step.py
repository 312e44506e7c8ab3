"""One step of a procedure: the list of steps, the screen with its marks, and what stands beside it."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ccdiag.model.message import message
from ccdiag.model.procedure import AnswerKind, Where
from ccdiag.model.terminal_state import ScreenView
from ccdiag.model.verdict import Light
from ccdiag.procedures.wording import WHERE_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import StepContent
from ccdiag.ui.paint.adminlight_layout import Part
from ccdiag.ui.paint.guide_marks import Mark as PressMark
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.adminlight_view import AdminLightPicture
from ccdiag.ui.widgets.compare_values import CompareValues
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.guide_foot import GuideFoot
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.note_box import NoteBox
from ccdiag.ui.widgets.outline_list import WIDTH_EM, OutlineList
from ccdiag.ui.widgets.readings_menu import readings_menu
from ccdiag.ui.widgets.scrolling import scrolling
from ccdiag.ui.widgets.step_bar import StepBar
from ccdiag.ui.widgets.step_facts import StepFacts
from ccdiag.ui.widgets.step_question import StepQuestion
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_TITLE: Final = 1.67
_FACTS_EM: Final = 24.4
_WITH_OUTLINE_EM: Final = 92.0
_WITH_FACTS_EM: Final = 66.0
_MOST_PICTURE_EM: Final = 70.0
_MOST_QUESTION_EM: Final = 48.0
_BAR_EM: Final = 44.0
"""Below this width there is no room for the boxes beside the title."""
_PLACES: Final = {
    Where.TERMINAL: Pictogram.TERMINAL,
    Where.TMS: Pictogram.SLIDERS,
    Where.WEBKASSA: Pictogram.TILL,
    Where.VENDOR: Pictogram.PHONE,
    Where.TILL: Pictogram.TILL,
    Where.NETWORK: Pictogram.NETWORK,
}


class GuideStep(QWidget):
    """Shows a step, and reports what the user does with it."""

    answered = Signal(str, str)
    """The answer and its reason."""
    back_wanted = Signal()
    pause_wanted = Signal()
    retry_wanted = Signal()
    """Try once more to keep on disk what could not be kept."""
    look_wanted = Signal()
    copied = Signal(str)
    read_aloud_wanted = Signal(str)
    """The id of the screen that is shown; empty where there is none."""
    variant_chosen = Signal(str, bool)
    """A reading of the menus, and whether this terminal shows it."""
    search_wanted = Signal()
    terminal_wanted = Signal()
    """Go to the simulated terminal."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._content: StepContent | None = None
        self._shown_screen: ScreenView | None = None
        self._trouble_text = ""
        self._beside = True
        self.outline = OutlineList(look)
        self._head, self._title = WrappingLabel(), WrappingLabel()
        self._bar = StepBar(look)
        self.trouble = NoteBox(look, Light.FAIL)
        self.trouble.button.clicked.connect(self.retry_wanted)
        self.trouble.hide()
        self._says = NoteBox(look, None)
        self._dangers = NoteBox(look, Light.WARN)
        self._place_mark, self._place = Mark(look, 1.34), WrappingLabel()
        self._place_box = QWidget()
        place = self._place_row = QHBoxLayout(self._place_box)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._place_mark)
        place.addWidget(self._place, 1)
        self.values = CompareValues(look)
        self.values.copied.connect(self.copied)
        self.question = StepQuestion(look)
        self.question.choice_changed.connect(self._show_screen_of)
        # Once the layout has made room for what is said.
        self.question.worked_at.connect(lambda: QTimer.singleShot(0, self._show_question))
        self.picture = AdminLightPicture(look, simulation=False)
        self.differs, self.read_aloud, self.simulated = QPushButton(), QPushButton(), QPushButton()
        self.simulated.clicked.connect(self.terminal_wanted)
        self.differs.clicked.connect(self._on_differs)
        self.read_aloud.clicked.connect(self._on_read_aloud)
        self._under = QWidget()
        self._under_row = FlowLayout(self._under)
        self._under_row.addWidget(self.differs)
        self._under_row.addWidget(self.read_aloud)
        self._under_row.addWidget(self.simulated)
        self.facts = StepFacts(look, self.question)
        self.facts.live.look_wanted.connect(self.look_wanted)
        self.foot = GuideFoot(look)
        self.foot.back_wanted.connect(self.back_wanted)
        self.foot.pause_wanted.connect(self.pause_wanted)
        self.foot.on_wanted.connect(self._go_on)
        self._lay_out()
        look.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        self._middle, self._right = scrolling(), scrolling()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._head)
        titles.addWidget(self._title)
        top = self._top = QHBoxLayout()
        top.addLayout(titles, 1)
        top.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(top)
        for part in (self.trouble, self._says, self._dangers, self._place_box, self.values, self.picture, self._under):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._middle.setWidget(inside)
        self._right.setWidget(self.facts)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._grid.addWidget(self.outline, 0, 0, 2, 1)
        self._grid.addWidget(self._middle, 0, 1)
        self._grid.addWidget(self.foot, 1, 1)
        self._grid.addWidget(self._right, 0, 2, 2, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(0, 1)

    # --- what is shown ---

    def show_step(self, content: StepContent) -> None:
        """Show this step from its beginning, with the keyboard where it is answered."""
        before, self._content = self._content, content
        other = before is None or _moment(before) != _moment(content)
        self.outline.show_outline(content.outline)
        self.question.show_step(content.view, content.judge, content.equal_to, again=not other)
        self.values.show_values(content.view.shows)
        self.facts.show_step(content)
        self._place_question()
        self._restyle()
        self._order_tabs()
        if other:
            self._middle.verticalScrollBar().setValue(0)
            self._right.verticalScrollBar().setValue(0)
            self.take_keyboard()

    def _order_tabs(self) -> None:
        """Let Tab go as a person reads: what was made for this step would come after everything else."""
        order: list[QWidget] = [
            self.trouble.button,
            *self.values.copies,
            self.question.field,
            *self.question.choices.values(),
            self.question.reason,
            self.differs,
            self.read_aloud,
            self.simulated,
            self.facts.live.again,
            self.foot.back,
            self.foot.pause,
            self.foot.on,
            self.outline,
        ]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def show_trouble(self, text: str) -> None:
        """Say that what was answered could not be kept; empty when all is well."""
        self._trouble_text = text
        self.trouble.show_text(text)

    def _show_question(self) -> None:
        """Bring what is answered into sight, and what is said of it."""
        area = self._middle if self._middle.isAncestorOf(self.question) else self._right
        focused = QApplication.focusWidget()
        for part in (focused, self.question.shown_last):
            if part is not None and area.isAncestorOf(part):
                area.ensureWidgetVisible(part, 0, self._look.metrics.margin)

    def take_keyboard(self) -> None:
        """Put the keyboard where the step is answered."""
        if self.question.asks:
            self.question.take_keyboard()
        else:
            self.foot.on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_question(self) -> None:
        """Put the question below the title where there is no screen to look at meanwhile, or no room beside it."""
        content = self._content
        in_middle = content is not None and (content.screen is None or not self._beside)
        self.facts.take_question(back=False)
        self._column.removeWidget(self.question)
        if in_middle:
            # Where a screen is shown too, it is looked at first.
            before = self.values if self._beside else self.facts.danger
            after = before if content is None or content.screen is None else self.picture
            self._column.insertWidget(self._column.indexOf(after) + 1, self.question)
            self.question.setMaximumWidth(self._look.metrics.length(_MOST_QUESTION_EM))
        else:
            self.facts.take_question(back=True)
        if content is not None:
            self.question.setVisible(content.view.kind is not AnswerKind.DONE)

    # --- what the user does ---

    def _go_on(self) -> None:
        given = self.question.answer()
        if given is not None:
            self.answered.emit(*given)

    def _on_differs(self) -> None:
        content = self._content
        if content is None or not content.view.differences:
            self.search_wanted.emit()
            return
        menu = readings_menu(self._look, self, content.view.differences, self.variant_chosen.emit, self.search_wanted.emit)
        menu.popup(self.differs.mapToGlobal(self.differs.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _on_read_aloud(self) -> None:
        self.read_aloud_wanted.emit(self._shown_screen.screen if self._shown_screen is not None else "")

    def _show_screen_of(self, answer: str) -> None:
        """Show the screen that belongs to an answer, so that it can be compared."""
        if self._content is None:
            return
        screen = self._content.screens.get(answer, self._content.screen)
        self._show_screen(screen)

    def _show_screen(self, screen: ScreenView | None) -> None:
        content = self._content
        self._shown_screen = screen
        self.picture.setVisible(screen is not None)
        if screen is None or content is None:
            return
        marks = [
            PressMark(Part(mark.key, mark.label), number, self._look.say(mark.text))
            for number, mark in enumerate(content.view.marks, 1)
            if screen is content.screen
        ]
        self.picture.show_view(screen, marks)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Go on by Enter, wherever the keyboard is; on another button, press that one.

        Fields and answers leave Enter to this: two who heard of it would answer two steps.
        """
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            # A key that is held answers one step.
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and self.isAncestorOf(focused):
            focused.click()
        else:
            self._go_on()

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, margin, inner)
        self._column.setSpacing(inner)
        self._top.setSpacing(margin)
        self._place_row.setSpacing(small)
        self._under_row.setSpacing(gap)
        self.facts.setContentsMargins(0, 0, 0, 0)
        layout = self.facts.layout()
        if layout is not None:
            layout.setContentsMargins(*((margin, inner, margin, inner) if self._beside else (0, 0, 0, 0)))
        self._head.setFont(metrics.font)
        self._head.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        colour_text(self._head, look.theme.secondary)
        self._title.setFont(metrics.sized(_TITLE, bold=True))
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._place.setFont(metrics.font)
        colour_text(self._place, look.theme.secondary)
        self.picture.setMaximumWidth(metrics.length(_MOST_PICTURE_EM))
        for button, word, pictogram in (
            (self.differs, message("My &screen looks different…"), Pictogram.SEARCH),
            (self.read_aloud, message("Copy &text to read aloud"), Pictogram.PHONE),
            (self.simulated, message("To the simulated ter&minal"), Pictogram.ADMINLIGHT),
        ):
            button.setText(look.say(word))
            button.setIcon(pictogram_icon(look, pictogram))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(2.35))
        self.trouble.button.setText(look.say(message("T&ry again")))
        self.trouble.button.show()
        self._right.setFixedWidth(metrics.length(_FACTS_EM))
        self._fill()

    def _fill(self) -> None:
        look, content = self._look, self._content
        if content is None:
            return
        view, outline = content.view, content.outline
        number, total = outline.number, len(outline.steps)
        title = look.say(view.title)
        place = look.say(message("{procedure}, step {number} of {total}", procedure=outline.title, number=number, total=total))
        # The procedure may be one of another shop than the checklist is about.
        self._head.setText(" · ".join(part for part in (place, content.progress.shop) if part))
        self._title.setText(title)
        self._bar.show_steps(number, total)
        self._says.show_text(look.say(view.says) if view.says is not None else "")
        # What is dangerous about the whole is told before anything is done.
        told = () if view.can_go_back else outline.dangers
        self._dangers.show_text("\n".join(look.say(one) for one in told))
        where, theme = view.place, look.theme
        self._place_box.setVisible(where is not Where.TERMINAL or content.screen is None)
        self._place.setText(look.say(WHERE_WORDS[where]))
        self._place_mark.show_drawing(lambda painter, rect: paint_pictogram(painter, rect, _PLACES[where], theme.secondary))
        self._show_screen(content.screens.get(self.question.choice, content.screen))
        self._under.setVisible(where is Where.TERMINAL)
        self.simulated.setVisible(content.simulation)
        asked = look.say(view.question) if view.question is not None else ""
        danger = look.say(view.danger) if view.danger is not None else ""
        self.foot.show_step(
            can_go_back=view.can_go_back,
            asks=self.question.asks,
            following=content.next_label,
            described=" ".join(part for part in (title, danger, asked) if part),
        )
        self.setAccessibleName(f"{self._head.text()}: {title}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        metrics = self._look.metrics
        with_outline = self.width() >= metrics.length(_WITH_OUTLINE_EM)
        beside = self.width() >= metrics.length(_WITH_FACTS_EM)
        self.outline.setVisible(with_outline)
        self.facts.show_owed(not with_outline)
        taken = _FACTS_EM * beside + WIDTH_EM * with_outline
        self._bar.setVisible(self.width() >= metrics.length(_BAR_EM + taken))
        if beside != self._beside:
            self._beside = beside
            if beside:
                self._column.removeWidget(self.facts)
                self._right.setWidget(self.facts)
            else:
                self._right.takeWidget()
                self._column.insertWidget(self._column.indexOf(self._under) + 1, self.facts)
                self.facts.show()
            # A danger is told before the screen on which it lies.
            self.facts.take_danger(back=beside)
            if not beside:
                self._column.insertWidget(self._column.indexOf(self.values) + 1, self.facts.danger)
            self._right.setVisible(beside)
            self._place_question()
            self._restyle()
        # The lines between the parts follow the layout.
        QTimer.singleShot(0, self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the lines between the parts."""
        del event
        painter = QPainter(self)
        line = self._look.theme.separator
        if self.outline.isVisible():
            painter.fillRect(QRect(self.outline.geometry().right() + 1, 0, 1, self.height()), line)
        if self._right.isVisible():
            painter.fillRect(QRect(self._right.geometry().left() - 1, 0, 1, self.height()), line)
        foot = self.foot.geometry()
        painter.fillRect(QRect(foot.left(), foot.top() - 1, foot.width(), 1), line)


def _moment(content: StepContent) -> tuple[object, ...]:
    return content.progress.id, content.progress.frames, len(content.progress.log)
