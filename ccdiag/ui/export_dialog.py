"""What leaves the shop, shown before it does: every personal value with its switch, and where the file goes."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ccdiag.cases.redaction import PersonalValue
from ccdiag.model.message import Message, message
from ccdiag.model.saved_case import SavedCase
from ccdiag.model.verdict import Light
from ccdiag.model.words import SIMULATION
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.redaction_table import RedactionTable

if TYPE_CHECKING:
    from ccdiag.ui.models.redaction_tree import RedactionTree

_SIZE_EM: Final = (64.0, 46.0)
_LOW_EM: Final = 27.0
"""Below this height the list needs the room of the explanation."""
_CONTROL_EM: Final = 2.05
SUFFIX: Final = "ccdiag"


class ExportDialog(QDialog):
    """Shows what was found, and reports where to write it and what stays readable."""

    write_wanted = Signal(str, object)
    """A file, and the values that stay as they are (frozenset of PersonalValue)."""
    folder_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None, saved: SavedCase) -> None:
        super().__init__(parent)
        self._look = look
        self._saved = saved
        self._tree: RedactionTree | None = None
        self._secrets = 0
        self._written: Message | None = None
        self._problem: Message | None = None
        self._busy: Message | None = message("Looking for what is personal…")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._title, self._told, self._simulation = FlowingText(), FlowingText(), FlowingText()
        self._simulation.setVisible(saved.simulation)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_search)
        self._glass = QAction(self)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        self.table = RedactionTable(look)
        self._nothing, self._foot = FlowingText(), FlowingText()
        self.folder, self.cancel = QPushButton(), QPushButton()
        self.save = AccentButton(look, Pictogram.FOLDER)
        self.folder.clicked.connect(self.folder_wanted)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._ask_file)
        self.folder.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        self._sheet = Panel(look)
        self._inner = QVBoxLayout(self._sheet)
        self._inner.addWidget(self._nothing)
        self._inner.addWidget(self.table, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.folder)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.cancel)
        self._buttons.addWidget(self.save)
        self._column = QVBoxLayout(self)
        for part in (self._title, self._told, self._simulation, self.field):
            self._column.addWidget(part)
        self._column.addWidget(self._sheet, 1)
        self._column.addWidget(self._foot)
        self._column.addLayout(self._buttons)
        look.changed.connect(self._restyle)
        self._restyle()
        self.resize(look.metrics.length(_SIZE_EM[0]), look.metrics.length(_SIZE_EM[1]))

    @property
    def kept(self) -> frozenset[PersonalValue]:
        """The values that stay as they are."""
        return self._tree.kept if self._tree is not None else frozenset()

    def show_found(self, values: tuple[PersonalValue, ...], secrets: int) -> None:
        """Show what is personal, and how many secrets were masked already."""
        from ccdiag.ui.models.redaction_tree import RedactionTree

        self._tree, self._secrets, self._busy = RedactionTree(self._look, values), secrets, None
        self._tree.changed.connect(self._restyle_foot)
        self.table.show_tree(self._tree)
        self._on_search(self.field.text())
        self._restyle_foot()
        (self.table if values else self.save).setFocus()

    def show_writing(self) -> None:
        """Say that the file is being written."""
        self._busy, self._problem = message("The file is being written…"), None
        self._restyle_foot()

    def show_written(self, file: str) -> None:
        """Say that the file is there."""
        self._busy, self._problem = None, None
        kept = len(self.kept)
        readable = message("Nothing personal that was found in it is readable.") if kept == 0 else None
        if kept == 1:
            readable = message("1 personal value in it is readable.")
        self._written = message(
            "Saved as {file}. {readable}",
            file=file,
            readable=readable or message("{count} personal values in it are readable.", count=kept),
        )
        self._restyle_foot()
        self.cancel.setFocus()

    def show_problem(self, problem: Message) -> None:
        """Say why there is no file; everything stays as it was chosen."""
        self._busy, self._problem = None, problem
        self._restyle_foot()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the room to the list where there is little."""
        super().resizeEvent(event)
        self._told.setVisible(self.height() >= self._look.metrics.length(_LOW_EM))

    def _find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_search(self, text: str) -> None:
        found = self.table.search(text)
        self.table.setVisible(found)
        self._nothing.setVisible(not found)
        self._say_nothing()

    def _say_nothing(self) -> None:
        if self._busy is not None and self._tree is None:
            said = self._busy
        elif self._tree is None or self._tree.count == 0:
            said = message("Nothing personal was found in this case.")
        else:
            said = message("Nothing here fits these words.")
        self._nothing.show_text(self._look.say(said), self._look.theme.secondary)

    def _ask_file(self) -> None:
        say = self._look.say
        dialog = QFileDialog(self, say(message("Export the case")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.setNameFilters([say(message("Case for the helpdesk")) + f" (*.{SUFFIX})"])
        dialog.selectFile(suggested_name(self._saved))
        dialog.fileSelected.connect(lambda file: self.write_wanted.emit(file, self.kept))
        dialog.open()

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setWindowTitle(say(message("Export for the helpdesk")))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        self._inner.setContentsMargins(inner, small, 2, 2)
        self._buttons.setSpacing(gap)
        self._title.setFont(metrics.sized(BANNER, bold=True))
        self._title.show_text(say(message("Export for the helpdesk")), look.theme.text)
        for text in (self._told, self._simulation, self._nothing, self._foot):
            text.setFont(metrics.font)
        explained = message(
            "What is ticked leaves this laptop under another name: the same everywhere in the file, and a new one for each file. "
            "Passwords, keys and card numbers are never in it."
        )
        self._told.show_text(say(explained), look.theme.secondary)
        self._simulation.show_text(say(SIMULATION), look.theme.text)
        self.field.setPlaceholderText(say(message("Search: a name, an address, a kind")))
        self.field.setAccessibleName(say(message("Search what is personal")))
        self.field.setMinimumHeight(metrics.length(_CONTROL_EM))
        self._glass.setIcon(pictogram_icon(look, Pictogram.SEARCH, colour=look.theme.secondary))
        self.folder.setText(say(message("Open the &folder")))
        for button in (self.folder, self.cancel):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_CONTROL_EM))
        self.save.setText(say(message("&Save as…")))
        self._say_nothing()
        self._restyle_foot()

    def _restyle_foot(self) -> None:
        look, say = self._look, self._look.say
        done, ready = self._written is not None, self._busy is None and self._tree is not None
        self.save.setVisible(not done)
        self.save.setEnabled(ready)
        self.table.setEnabled(ready and not done)
        self.folder.setVisible(done)
        self.cancel.setText(say(message("C&lose") if done else message("&Cancel")))
        self.cancel.setDefault(done)
        colour = look.theme.texts[Light.PASS] if done else look.theme.texts[Light.FAIL] if self._problem is not None else look.theme.text
        self._foot.show_text(say(self._written or self._problem or self._busy or self._summary()), colour)

    def _summary(self) -> Message:
        count, kept = (self._tree.count, len(self.kept)) if self._tree is not None else (0, 0)
        said = message("{count} values are replaced, {kept} stay readable.", count=count - kept, kept=kept)
        if not self._secrets:
            return said
        return message("{said} Passwords, keys or card numbers were masked in {places} places.", said=said, places=self._secrets)


def suggested_name(saved: SavedCase, *, today: datetime | None = None) -> str:
    """Return a file name that tells when and what, and nothing of whom: a file's name is read by everybody who passes it on."""
    run = saved.runs[-1] if saved.runs else None
    if run is not None and run.state.begun:
        moment = run.state.started_at.astimezone()
        what = run.state.causes[0].id if run.state.causes else run.state.verdict.value
    else:
        moment, what = today or datetime.now().astimezone(), "case"
    return f"ccdiag-{moment:%Y-%m-%d-%H%M}-{what}{'-simulation' if saved.simulation else ''}.{SUFFIX}"
