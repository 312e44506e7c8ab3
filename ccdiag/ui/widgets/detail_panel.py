"""The chosen check: what was seen, what it means, what to do, and the evidence."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ccdiag.model.check import CheckResult
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, VERDICT_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.command_box import CommandBox
from ccdiag.ui.widgets.evidence_table import EvidenceView
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark

if TYPE_CHECKING:
    # It knows the checks, which the first picture does not need.
    from ccdiag.app.detail import Detail

_LABEL_EM: Final = 6.2
_STACKED_EM: Final = 36.0
"""Below this width the words stand above their texts."""
_HEAVY: Final = frozenset({Light.FAIL, Light.WARN, Light.CRASHED})
_ENDED: Final = frozenset(Light) - {Light.RUNNING, Light.WAITING}

_PURPOSE: Final = message("Tests")
_SEEN: Final = message("Seen")
_WAITING: Final = message("Waiting for")
_THEN: Final = message("Then")
"""Before what a saved run was judged."""
_MEANS: Final = message("Means")
_DO: Final = message("Do")
_ASK: Final = message("Question")


class DetailPanel(QWidget):
    """Shows a `Detail`, and reports that it should be done again."""

    again_requested = Signal(str)
    """The id of the check."""
    back_requested = Signal()
    """Back to the list, where the panel is a page of its own."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._detail: Detail | None = None
        self._narrow = False
        self._stacked = False
        self._running = False
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._page = QWidget()
        self._page.setAutoFillBackground(False)
        self._scroll.setWidget(self._page)
        self._page.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._column = QVBoxLayout(self._page)
        self._build_head()
        self._fields = QGridLayout()
        self._labels: dict[str, tuple[QLabel, FlowingText]] = {}
        for key in ("purpose", "seen", "then", "means", "do", "ask"):
            self._labels[key] = QLabel(), FlowingText()
        self._column.addLayout(self._fields)
        self._evidence = EvidenceView(look)
        self._column.addWidget(self._evidence)
        self._chain = FlowingText()
        self._column.addWidget(self._chain)
        self._commands = CommandBox(look)
        self._column.addWidget(self._commands)
        self._later = FlowingText()
        self._column.addWidget(self._later)
        self._column.addStretch(1)
        self._empty = FlowingText(self)
        self._place_fields()
        look.changed.connect(self._restyle)
        self._restyle()

    def _build_head(self) -> None:
        self._back = QPushButton()
        self._back.clicked.connect(self.back_requested)
        self._column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout()
        self._light = Mark(self._look, 1.67)
        self._title = FlowingText()
        self._again = QPushButton()
        self._again.clicked.connect(self._ask_again)
        head.addWidget(self._light, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)
        self._head = head
        self._column.addLayout(head)
        state = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._word = QLabel()
        self._basis_mark = Mark(self._look, 1.1)
        self._basis_word = QLabel()
        self._time = QLabel()
        basis = QHBoxLayout()
        basis.addWidget(self._basis_mark)
        basis.addWidget(self._basis_word)
        basis.addWidget(self._time)
        basis.addStretch(1)
        self._basis = basis
        state.addWidget(self._word)
        state.addLayout(basis)
        state.addStretch(1)
        self._state = state
        self._column.addLayout(state)

    # --- what is shown ---

    def show_detail(self, detail: "Detail | None") -> None:
        """Show a check; None: none is chosen."""
        if detail == self._detail:
            return
        other = self._detail is None or detail is None or detail.check != self._detail.check
        self._detail = detail
        self._restyle()
        if other:
            self._scroll.verticalScrollBar().setValue(0)

    def set_running(self, running: bool) -> None:  # noqa: FBT001  # a state
        """Say whether a run goes on, during which nothing can be done again."""
        self._running = running
        self._enable_again()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  # a state
        """Be a page of its own, with a way back."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._restyle()

    def plain_text(self) -> str:
        """Return everything that is shown, as text to copy."""
        detail, say = self._detail, self._look.say
        if detail is None:
            return ""
        lines = [f"{say(detail.title)}: {self._word.text()}"]
        lines += [f"{label.text()}: {text.toPlainText()}" for label, text in self._labels.values() if not text.isHidden()]
        if detail.evidence.rows:
            lines += ["", self._evidence.copy_text()]
        if detail.chain:
            lines.append(self._chain.toPlainText())
        return "\n".join(lines)

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, detail = self._look, self._look.metrics, self._detail
        tight, small, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(look.say(message("The chosen check")))
        self._column.setContentsMargins(margin, gap, margin, margin)
        self._column.setSpacing(inner)
        self._head.setSpacing(gap)
        self._basis.setSpacing(small)
        self._time.setContentsMargins(inner, 0, 0, 0)
        self._state.setSpacing(small if self._stacked else margin)
        self._state.setContentsMargins(metrics.length(1.67) + gap, 0, 0, 0)
        self._fields.setHorizontalSpacing(gap)
        self._fields.setVerticalSpacing(tight if self._stacked else gap)
        self._fields.setColumnMinimumWidth(0, 0 if self._stacked else metrics.length(_LABEL_EM))
        self._back.setVisible(self._narrow)
        self._back.setText(look.say(message("&Back to the list")))
        self._back.setIcon(pictogram_icon(look, Pictogram.BACK))
        self._back.setMinimumHeight(metrics.length(2.05))
        self._again.setText(look.say(message("This one a&gain")))
        self._again.setIcon(pictogram_icon(look, Pictogram.REPEAT))
        for button in (self._back, self._again):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self._again.setMinimumHeight(metrics.length(2.05))
        self._enable_again()
        self._scroll.setVisible(detail is not None)
        self._empty.setVisible(detail is None)
        self._empty.setFont(metrics.font)
        self._empty.show_text(look.say(message("Choose a check to see what was seen, what it means and what to do.")), look.theme.secondary)
        if detail is not None:
            self._fill(detail)
        self._place_empty()

    def _fill(self, detail: "Detail") -> None:
        look, metrics, theme = self._look, self._look.metrics, self._look.theme
        basis = detail.basis or Basis.MEASURED

        def draw_light(painter: QPainter, area: QRectF) -> None:
            paint_light(painter, area, detail.light, theme, basis=basis)

        def draw_basis(painter: QPainter, area: QRectF) -> None:
            paint_basis(painter, area, basis, theme.secondary if basis is Basis.MEASURED else theme.text)

        self._light.show_drawing(draw_light)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._title.show_text(look.say(detail.title), theme.text)
        _say(self._word, look.say(LIGHT_WORDS[detail.light]), theme.texts[detail.light], metrics.sized(1.0, bold=detail.light in _HEAVY))
        shows_basis = detail.basis is not None and detail.light in _ENDED
        self._basis_mark.show_drawing(draw_basis)
        self._basis_mark.setVisible(shows_basis)
        self._basis_word.setVisible(shows_basis)
        stated = basis is not Basis.MEASURED
        _say(
            self._basis_word,
            look.say(BASIS_WORDS[basis]),
            theme.text if stated else theme.secondary,
            metrics.sized(1.0, bold=True) if stated else metrics.font,
        )
        self._time.setVisible(detail.elapsed_s is not None)
        _say(self._time, look.seconds(detail.elapsed_s or 0.0), theme.secondary, metrics.font)
        self._fill_fields(detail)
        self._evidence.setVisible(bool(detail.evidence.rows))
        self._evidence.show_table(detail.evidence)
        self._chain.setVisible(bool(detail.chain))
        self._chain.setFont(metrics.font)
        # Oldest last: each certificate is signed by the one to its right.
        chain = "  ←  ".join(printable(name) for name in detail.chain)
        self._chain.show_text(look.say(message("Chain as received: {chain}", chain=chain)), theme.text)
        self._commands.setVisible(bool(detail.commands))
        self._commands.show_commands(detail.commands)
        self._later.setVisible(detail.light in {Light.RUNNING, Light.WAITING})
        self._later.setFont(metrics.small)
        self._later.show_text(
            look.say(message("What it means and what to do appear when the check has ended. Stop keeps what was seen.")), theme.secondary
        )

    def _fill_fields(self, detail: "Detail") -> None:
        say = self._look.say
        ended = detail.light in _ENDED
        waiting = ", ".join(printable(target) for target in detail.waiting_for)
        question = detail.question
        texts: dict[str, tuple[Message, str]] = {
            # Once it is said what the fault means, what was tested needs no words any more.
            "purpose": (_PURPOSE, say(detail.purpose) if detail.means is None or not ended else ""),
            "seen": (_SEEN if ended else _WAITING, say(detail.seen) if ended else waiting),
            "then": (_THEN, _told_then(say, detail.then) if detail.then is not None else ""),
            "means": (_MEANS, say(detail.means) if detail.means is not None else ""),
            "do": (_DO, _numbered([say(step) for step in detail.do])),
            "ask": (_ASK, f"{say(question.text)}\n{say(question.where)}" if question is not None else ""),
        }
        metrics, theme = self._look.metrics, self._look.theme
        for key, (label, text) in self._labels.items():
            name, said = texts[key]
            _say(label, say(name), theme.secondary, metrics.font)
            label.setContentsMargins(0, metrics.space[1] if self._stacked else 0, 0, 0)
            text.setFont(metrics.font)
            text.show_text(said, theme.text)
            label.setVisible(bool(said))
            text.setVisible(bool(said))

    def _place_fields(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for place, (label, text) in enumerate(self._labels.values()):
            self._fields.removeWidget(label)
            self._fields.removeWidget(text)
            if self._stacked:
                self._fields.addWidget(label, 2 * place, 0, 1, 2)
                self._fields.addWidget(text, 2 * place + 1, 0, 1, 2)
            else:
                self._fields.addWidget(label, place, 0, top)
                self._fields.addWidget(text, place, 1)
        self._fields.setColumnStretch(1, 1)

    def _place_again(self) -> None:
        self._head.removeWidget(self._again)
        self._column.removeWidget(self._again)
        if self._stacked:
            below = self._column.indexOf(self._fields)
            self._column.insertWidget(below, self._again, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._head.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)
        self._state.setDirection(QBoxLayout.Direction.TopToBottom if self._stacked else QBoxLayout.Direction.LeftToRight)

    def resizeEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Put the words above their texts where there is no room beside."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        stacked = self.width() < self._look.metrics.length(_STACKED_EM)
        if stacked != self._stacked:
            self._stacked = stacked
            self._place_fields()
            self._place_again()
            self._restyle()
        self._place_empty()

    def _place_empty(self) -> None:
        margin = self._look.metrics.margin
        self._empty.setGeometry(self.rect().adjusted(margin, margin, -margin, -margin))

    def _enable_again(self) -> None:
        self._again.setEnabled(not self._running and self._detail is not None and self._detail.can_repeat)

    def _ask_again(self) -> None:
        if self._detail is not None:
            self.again_requested.emit(self._detail.check)

    def copy(self) -> None:
        """Put everything that is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.plain_text())


def _told_then(say: Callable[[Message], str], then: CheckResult) -> str:
    """Say how it was judged then, in the words of then."""
    return f"{say(VERDICT_WORDS[then.verdict])}: {printable(say(then.reason))}"


def _numbered(steps: Sequence[str]) -> str:
    if len(steps) == 1:
        return steps[0]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _say(label: QLabel, text: str, colour: QColor, font: QFont) -> None:
    label.setFont(font)
    palette = QPalette(label.palette())
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
