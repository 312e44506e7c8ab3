"""The way to the screen that is open, from START MENU on."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ccdiag.model.message import message
from ccdiag.ui.look import Look


class ScreenPath(QLabel):
    """Labels with an arrow between them, the last one in bold; it wraps between the labels."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._path: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_path(self, path: Sequence[str]) -> None:
        """Show these labels; none of them while no menu is open."""
        self._path = tuple(path)
        self._restyle()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no more width than the longest word does."""
        metrics = self._look.metrics
        bold = metrics.sized(1.0, bold=True)
        words = [word for label in self._path for word in label.split()]
        return QSize(round(max((metrics.width(word, bold) for word in words), default=0)) + 2, metrics.length(1.5))

    def _restyle(self) -> None:
        look, theme = self._look, self._look.theme
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.secondary)
        self.setPalette(palette)
        self.setFont(look.metrics.font)
        if not self._path:
            self.setText(escape(look.say(message("No menu is open."))))
            self.setAccessibleName(look.say(message("No menu is open.")))
            return
        *before, last = (escape(label) for label in self._path)
        here = f'<b style="color:{theme.text.name()}">{last}</b>'
        self.setText(" › ".join([*before, here]))
        self.setAccessibleName(look.say(message("Path: {path}", path=", ".join(self._path))))
