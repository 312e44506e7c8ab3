"""Whether this installation is whole: each part with its light, as it becomes known."""

from time import perf_counter
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccdiag import __version__
from ccdiag.app.installation_document import Part, light_of, verdict_on
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.installation_rows import InstallationRows
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.plain_table import PlainTable

_SIZE_EM: Final = (60.0, 44.0)
_MARK_EM: Final = 2.2
_CONTROL_EM: Final = 2.05


class SelfTestDialog(QDialog):
    """Shows parts, and the chosen one's finding in full; tests nothing itself."""

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._began = perf_counter()
        self._elapsed_s: float | None = None
        self._problem: Message | None = None
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._mark = Mark(look, _MARK_EM)
        self._headline, self._told, self._detail = FlowingText(), FlowingText(), FlowingText()
        self.rows = InstallationRows(look)
        self.table = PlainTable(look, self.rows, stretched=2, widths={0: 7.5, 1: 14.0})
        self.table.selectionModel().currentRowChanged.connect(lambda _current, _: self._restyle_detail())
        self.copy_button, self.close_button = QPushButton(), QPushButton()
        self.copy_button.clicked.connect(self.copy)
        self.copy_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.close_button.setDefault(True)
        self.finished.connect(lambda _result: self.closed.emit())
        words = QVBoxLayout()
        words.addWidget(self._headline)
        words.addWidget(self._told)
        self._head = QHBoxLayout()
        self._head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(words, 1)
        self._sheets = (Panel(look), Panel(look))
        self._inner = [QVBoxLayout(sheet) for sheet in self._sheets]
        self._inner[0].addWidget(self.table)
        self._inner[1].addWidget(self._detail)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._sheets[0], 1)
        self._column.addWidget(self._sheets[1])
        self._column.addLayout(buttons)
        look.changed.connect(self._restyle)
        self._restyle()
        self.resize(look.metrics.length(_SIZE_EM[0]), look.metrics.length(_SIZE_EM[1]))
        self.close_button.setFocus()

    def show_part(self, part: Part) -> None:
        """Show one more part; the first broken one is chosen."""
        self.rows.add(part)
        row = len(self.rows.parts) - 1
        if not part.ok and not any(not one.ok for one in self.rows.parts[:-1]):
            self.table.setCurrentIndex(self.rows.index(row, 0))
        elif not self.table.currentIndex().isValid():
            self.table.scrollToBottom()
        self._restyle_head()

    def show_end(self, problem: Message | None) -> None:
        """Say that all is known, or why it is not."""
        self._elapsed_s, self._problem = perf_counter() - self._began, problem
        if not self.table.currentIndex().isValid() and self.rows.parts:
            self.table.setCurrentIndex(self.rows.index(0, 0))
        self._restyle()
        # Where the room for the finding in full was made, the chosen row may be out of sight.
        QTimer.singleShot(0, self, lambda: self.table.scrollTo(self.table.currentIndex()))
        # The focus stays on the button: without this a screen reader tells nothing of what came.
        QAccessible.updateAccessibility(QAccessibleEvent(self._headline, QAccessible.Event.Alert))

    def copy_text(self) -> str:
        """Return all that is known, a line each."""
        rows = (self.rows.text_of_row(row) for row in range(self.rows.rowCount()))
        return "\n".join([f"ccdiag {__version__}", self._headline.toPlainText(), *rows])

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.copy_text())

    def _light(self) -> Light:
        lights = [light_of(part) for part in self.rows.parts]
        if Light.FAIL in lights:
            return Light.FAIL
        if self._elapsed_s is None:
            return Light.RUNNING
        if self._problem is not None:
            return Light.INCONCLUSIVE
        return Light.WARN if Light.WARN in lights else Light.PASS

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setWindowTitle(say(message("Test of this installation")))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        self._head.setSpacing(inner)
        self._inner[0].setContentsMargins(gap, small, 2, 2)
        self._inner[1].setContentsMargins(inner, gap, inner, gap)
        self._headline.setFont(metrics.sized(HEADING, bold=True))
        self._told.setFont(metrics.font)
        self._detail.setFont(metrics.font)
        self._told.show_text(
            say(message("Every part of the program is tried. Nothing is changed, and nobody outside this laptop is asked.")),
            look.theme.secondary,
        )
        self.table.setAccessibleName(say(message("Parts of the program")))
        self.copy_button.setText(say(message("&Copy")))
        self.copy_button.setIcon(pictogram_icon(look, Pictogram.COPY))
        self.close_button.setText(say(message("&Cancel") if self._elapsed_s is None else message("C&lose")))
        for button in (self.copy_button, self.close_button):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_CONTROL_EM))
        self.rows.retell()
        self._restyle_head()
        self._restyle_detail()

    def _restyle_head(self) -> None:
        look, light = self._look, self._light()
        if self._problem is not None:
            said = self._problem
        elif self._elapsed_s is None:
            said = message("Testing: {number} parts so far…", number=len(self.rows.parts))
        else:
            said = verdict_on(self.rows.parts, self._elapsed_s)
        self._headline.show_text(look.say(said), look.theme.text)
        self._mark.show_drawing(lambda painter, rect: paint_light(painter, rect, light, look.theme, ground=look.theme.window))

    def _restyle_detail(self) -> None:
        row = self.table.currentIndex().row()
        part = self.rows.parts[row] if 0 <= row < len(self.rows.parts) else None
        self._sheets[1].setVisible(part is not None)
        if part is not None:
            self._detail.show_text(f"{part.title}: {part.detail}", self._look.theme.text)
