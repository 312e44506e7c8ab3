"""About this program: versions to copy into a ticket, and the licences of everything it is made of."""

from typing import Final

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from ccdiag import __version__
from ccdiag.app.components import Component, components, licence_text, own_licence_text
from ccdiag.app.policy import LoadedPolicy, Policy
from ccdiag.app.settings_in_force import policy_summary
from ccdiag.app.system_name import system_name
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import BANNER
from ccdiag.ui.models.components_model import ComponentsModel
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.lock_line import LockLine
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.plain_table import PlainTable

_OWN: Final = "ccdiag"
_SIZE_EM: Final = (56.0, 46.0)
_CONTROL_EM: Final = 2.05


class AboutDialog(QDialog):
    """Versions above, the licence of the chosen one below; texts are read when they are asked for."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, policy: LoadedPolicy | None = None) -> None:
        """`policy` is the one that counts since the program was started, whatever its file says by now."""
        super().__init__(parent)
        self._look = look
        self._policy = policy or LoadedPolicy(Policy())
        own = Component(_OWN, __version__, "Apache-2.0")
        qt = Component("Qt", str(qVersion()), "LGPL-3.0-only")
        self._components = (own, *_with_qt(components(), qt))
        self._title, self._told = FlowingText(), FlowingText()
        self._policy_told = LockLine(look)
        self._model = ComponentsModel(look, self._components)
        self._table = PlainTable(look, self._model, stretched=2, widths={0: 14.0, 1: 9.0})
        self._table.selectionModel().currentRowChanged.connect(lambda current, _: self._show_licence(current.row()))
        self._licence = QPlainTextEdit()
        self._licence.setReadOnly(True)
        self._licence.setFrameShape(QFrame.Shape.NoFrame)
        self._copy, self._close = QPushButton(), QPushButton()
        self._copy.clicked.connect(self.copy)
        self._close.clicked.connect(self.accept)
        self._close.setDefault(True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        self._sheets = (Panel(look), Panel(look))
        for sheet, part in zip(self._sheets, (self._table, self._licence), strict=True):
            QVBoxLayout(sheet).addWidget(part)
            split.addWidget(sheet)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._told)
        self._column.addWidget(self._policy_told)
        self._column.addWidget(split, 1)
        self._column.addLayout(buttons)
        look.changed.connect(self._restyle)
        self._restyle()
        self.resize(look.metrics.length(_SIZE_EM[0]), look.metrics.length(_SIZE_EM[1]))
        self._table.setCurrentIndex(self._model.index(0, 0))
        self._close.setFocus()

    def copy_text(self) -> str:
        """Return every version, a line each, and the system that it runs on."""
        lines = [f"{part.name} {part.version}" for part in self._components]
        if self._policy.file is not None:
            lines.append(self._look.say(message("Policy: {policy}", policy=policy_summary(self._policy))))
        return "\n".join([*lines, system_name(), QGuiApplication.platformName()])

    def copy(self) -> None:
        """Put the versions on the clipboard."""
        QGuiApplication.clipboard().setText(self.copy_text())

    def _show_licence(self, row: int) -> None:
        if not 0 <= row < len(self._components):
            return
        part = self._components[row]
        name = "PySide6-Essentials" if part.name == "Qt" else part.name
        text = own_licence_text() if part.name == _OWN else licence_text(name)
        if not text:
            text = self._look.say(message("Its package brings no licence text. It names: {licence}", licence=part.licence or "–"))
        self._licence.setPlainText(text)
        self._licence.setAccessibleName(self._look.say(message("Licence of {name}", name=part.name)))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, _, gap, _, margin, _ = metrics.space
        self.setWindowTitle(say(message("About ccdiag")))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        self._title.setFont(metrics.sized(BANNER, bold=True))
        self._title.show_text(f"ccdiag {__version__}", look.theme.text)
        self._policy_told.setVisible(self._policy.file is not None)
        self._policy_told.tell(message("Policy: {policy}", policy=policy_summary(self._policy)), warns=self._policy.notice is not None)
        self._told.setFont(metrics.font)
        self._told.show_text(
            say(
                message(
                    "Tells what is broken between a web till and its payment terminal, who must mend it, and how. "
                    "CCV, Cloud Connect and AdminLight are names of their owners; this project is not theirs."
                )
            ),
            look.theme.secondary,
        )
        self._table.setAccessibleName(say(message("Versions and licences")))
        self._licence.setFont(metrics.fixed)
        palette = QPalette(self._licence.palette())
        palette.setColor(QPalette.ColorRole.Base, look.theme.base)
        palette.setColor(QPalette.ColorRole.Text, look.theme.text)
        self._licence.setPalette(palette)
        self._copy.setText(say(message("&Copy the versions")))
        self._copy.setIcon(pictogram_icon(look, Pictogram.COPY))
        self._close.setText(say(message("C&lose")))
        for button in (self._copy, self._close):
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(_CONTROL_EM))
        for sheet in self._sheets:
            layout = sheet.layout()
            assert layout is not None
            layout.setContentsMargins(gap, gap, 2, 2)
        self._model.retell()


def _with_qt(parts: tuple[Component, ...], qt: Component) -> tuple[Component, ...]:
    """Put Qt beside Python; it comes inside PySide6, and is no package of its own."""
    return (*parts[:1], qt, *parts[1:])
