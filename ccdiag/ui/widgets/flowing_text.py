"""Text that wraps anywhere if it must, so that a long host name is never cut off, and that can be selected."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from ccdiag.ui.widgets.paragraph import wrapped


class FlowingText(QTextEdit):
    """Plain text on the ground of its parent, as high as it needs to be for its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str, colour: QColor | None = None) -> None:
        """Show this, in the colour of text or in another."""
        if colour is not None:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.Text, colour)
            self.setPalette(palette)
        self.setAccessibleName(text)
        if text != self.toPlainText():
            self.setPlainText(text)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Return that it has."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Measure the text as it wraps at that width."""
        height = 0.0
        for paragraph in self.toPlainText().split("\n"):
            height += wrapped(paragraph, self.font(), max(1, width), self.wordWrapMode())[1]
        return round(height + 0.49)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Like to stand on as few lines as there are paragraphs."""
        metrics = QFontMetricsF(self.font())
        widest = max(metrics.horizontalAdvance(line) for line in self.toPlainText().split("\n"))
        width = min(round(widest) + 2, round(40 * metrics.height()))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Make do with a few characters a line."""
        metrics = QFontMetricsF(self.font())
        return QSize(round(3 * metrics.height()), round(metrics.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to what scrolls around this."""
        event.ignore()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802  # Qt's name
        """Never scroll: everything is in sight."""
        del dx, dy
