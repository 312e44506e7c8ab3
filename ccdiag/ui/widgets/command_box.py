"""A command that shows the same in a shell, to copy."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from ccdiag.app.commands import ShellCommand

_LONGEST: Final = 4000
_LEAST_EM: Final = 10.0
_NAMES: Final = {"openssl": "OpenSSL", "dig": "dig", "powershell": "PowerShell", "bash": "Bash"}
"""As the programs write themselves."""


class CommandBox(QWidget):
    """A choice of shell, the command in a fixed font, and a button that copies it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._commands: dict[str, str] = {}
        self._caption = QLabel()
        self._shells = Segments(look)
        self._shells.chosen.connect(self._show_chosen)
        self._copy = QPushButton()
        self._copy.clicked.connect(self.copy)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._caption)
        self._row.addWidget(self._shells)
        self._row.addStretch(1)
        self._row.addWidget(self._copy)
        self._box = _Box(look)
        self._text = FlowingText()
        self._inside = QVBoxLayout(self._box)
        self._inside.addWidget(self._text)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self._box)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_commands(self, commands: "Sequence[ShellCommand]") -> None:
        """Offer these; the shell that was chosen stays."""
        texts: dict[str, list[str]] = {}
        for command in commands:
            texts.setdefault(command.shell, []).extend(printable(line, most=_LONGEST) for line in command.text.splitlines())
        # Whoever sits at a Windows has the others seldom; elsewhere they come as they were made.
        shells = sorted(texts, key=lambda shell: shell != "powershell") if sys.platform == "win32" else list(texts)
        self._commands = {shell: "\n".join(texts[shell]) for shell in shells}
        self._shells.show_choices([(shell, _NAMES.get(shell, shell)) for shell in self._commands])
        self._show_chosen()
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need little width: the parts go below each other."""
        return QSize(self._look.metrics.length(_LEAST_EM), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stand below each other where there is no room beside."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._look.metrics.gap
        shells = self._shells.width_in_a_row
        everything = self._caption.sizeHint().width() + gap + shells + gap + self._copy.sizeHint().width()
        stacked = everything > self.width()
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._copy, Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignVCenter)
        self._shells.set_stacked(shells > self.width())

    def copy(self) -> None:
        """Put the command on the clipboard."""
        QGuiApplication.clipboard().setText(self._chosen())

    def _chosen(self) -> str:
        return self._commands.get(self._shells.choice, "")

    def _show_chosen(self) -> None:
        self._text.show_text(self._chosen(), self._look.theme.text)

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, small, gap, inner, _, _ = metrics.space
        self._row.setSpacing(gap)
        self._column.setSpacing(small)
        self._inside.setContentsMargins(inner, gap, inner, gap)
        self._caption.setText(look.say(message("Check it yourself")))
        self._caption.setFont(metrics.font)
        self._shells.setAccessibleName(look.say(message("Shell")))
        self._copy.setText(look.say(message("Cop&y")))
        self._copy.setAccessibleName(look.say(message("Copy the command")))
        self._copy.setIcon(pictogram_icon(look, Pictogram.COPY))
        self._copy.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self._copy.setMinimumHeight(metrics.length(2.05))
        self._text.setFont(metrics.fixed)
        self._show_chosen()
        self._arrange()


class _Box(QWidget):
    """The ground of the command."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.theme.separator)
        painter.setBrush(self._look.theme.alternate)
        radius = self._look.metrics.radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        del event
