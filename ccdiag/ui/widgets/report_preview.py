"""A report before it is saved: the sheets as they will be printed, or the text as it will be pasted."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy, QStackedWidget, QWidget

from ccdiag.ui.look import Look
from ccdiag.ui.paint.report_sheets import ReportSheets
from ccdiag.ui.theme import LIGHT
from ccdiag.ui.widgets.scrolling import scrolling

_GAP_EM = 0.75


class ReportPreview(QStackedWidget):
    """Shows one of the two; `sheets` are always light, as paper is."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._sheets = _Sheets(look)
        self._scroll = scrolling(self._sheets)
        self._scroll.verticalScrollBar().valueChanged.connect(self._sheets.show_focus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.StyledPanel)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.addWidget(self._scroll)
        self.addWidget(self._text)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_name(self, name: str) -> None:
        """Tell screen readers what is shown."""
        self._text.setAccessibleName(name)
        self._sheets.setAccessibleName(name)

    def show_sheets(self, sheets: ReportSheets, spoken: str) -> None:
        """Show sheets; `spoken` says the same to those who do not see them."""
        self._sheets.show_sheets(sheets)
        self._sheets.setAccessibleDescription(spoken)
        self.setCurrentWidget(self._scroll)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self._text.setPlainText(text)
        self.setCurrentWidget(self._text)

    def _restyle(self) -> None:
        self._text.setFont(self._look.metrics.fixed)


class _Sheets(QLabel):
    """Sheets of paper below each other, as wide as there is room; the keys that scroll go on to the area around it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: ReportSheets | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_sheets(self, sheets: ReportSheets) -> None:
        """Show these."""
        self._shown = sheets
        self._fit()
        self.update()

    def show_focus(self) -> None:
        """Draw the mark of the keyboard where it is in sight."""
        if self.hasFocus():
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the form of the paper."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be as high as the sheets are at this width."""
        return QSize(self.width(), self._height())

    def _fit(self) -> None:
        if self.minimumHeight() != self._height():
            self.setMinimumHeight(self._height())

    def _height(self) -> int:
        if self._shown is None:
            return 0
        gap = self._look.metrics.length(_GAP_EM)
        return round(self._shown.count * (self._sheet_width() * self._shown.height / self._shown.width + gap) + gap)

    def _sheet_width(self) -> float:
        return max(1.0, self.width() - 2.0 * self._look.metrics.length(_GAP_EM))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the sheets."""
        if self._shown is None:
            return
        gap = float(self._look.metrics.length(_GAP_EM))
        scale = self._sheet_width() / self._shown.width
        with QPainter(self) as painter:
            for number in range(self._shown.count):
                top = gap + number * (self._shown.height * scale + gap)
                sheet = QRectF(gap, top, self._shown.width * scale, self._shown.height * scale)
                painter.fillRect(sheet, LIGHT.base)
                painter.setPen(self._look.theme.separator)
                painter.drawRect(sheet)
                painter.save()
                painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
                painter.setClipRect(sheet)
                painter.translate(sheet.topLeft())
                painter.scale(scale, scale)
                self._shown.paint(painter, number)
                painter.restore()
            if self.hasFocus():
                painter.setPen(QPen(self._look.theme.text, 2))
                painter.drawRect(QRectF(self.visibleRegion().boundingRect()).adjusted(1, 1, -1, -1))
        del event
