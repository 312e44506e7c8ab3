"""The controls of the simulated AdminLight: real ones, so that keyboard, mouse and screen readers find them, drawn like the program's."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ccdiag.i18n.translator import translator
from ccdiag.model.terminal_state import EntryView, GlossLanguage
from ccdiag.ui.look import Look
from ccdiag.ui.paint.adminlight import ACCENT, FAINT, INK, PAPER, AdminLightPainter, Arrow

Index = QModelIndex | QPersistentModelIndex
_OWN_KEYS: Final = {Qt.Key.Key_Space, Qt.Key.Key_Select}


def light_palette() -> QPalette:
    """Return the colours of a field in AdminLight, whatever the window's are."""
    palette, role = QPalette(), QPalette.ColorRole
    for part, colour in (
        (role.Base, PAPER),
        (role.Window, PAPER),
        (role.Text, INK),
        (role.WindowText, INK),
        (role.Highlight, ACCENT),
        (role.HighlightedText, QColor(PAPER)),
        (role.PlaceholderText, FAINT),
    ):
        palette.setColor(part, colour)
    return palette


class AdminLightButton(QAbstractButton):
    """A button of AdminLight; all keys but the space bar are the terminal's."""

    def __init__(self, look: Look, parent: QWidget, *, flat: bool = False, arrow: Arrow | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._flat, self._arrow = flat, arrow
        self._bold = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_text(self, text: str, *, bold: bool = False) -> None:
        """Show this word, and in bold where it counts for more: of two buttons that Enter presses."""
        self._bold = bold
        self.setText(text)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Press by the space bar; leave the other keys to the terminal."""
        if event.key() in _OWN_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Stand where it was put."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw it."""
        with QPainter(self) as painter:
            drawing = AdminLightPainter(painter, self._look.metrics)
            area = QRectF(self.rect())
            if self._flat:
                drawing.paint_flat(area, self.text(), bold=self._bold, hover=self.underMouse(), focus=self.hasFocus())
            else:
                drawing.paint_button(area, self.text(), arrow=self._arrow, default=self._bold, down=self.isDown(), focus=self.hasFocus())


def gloss_of(entry: EntryView, language: GlossLanguage | None) -> str:
    """Explain a label, in another language than the window's if need be: whoever stands before the terminal may speak it."""
    return translator(language)(entry.gloss) if language is not None and entry.gloss is not None else ""


class EntriesModel(QAbstractListModel):
    """The rows of a menu that are in sight."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.entries: tuple[EntryView, ...] = ()
        self._explains: GlossLanguage | None = None

    def show_entries(self, entries: tuple[EntryView, ...], explains: GlossLanguage | None = None) -> None:
        """Show these, with explanations in this language where they have any."""
        self._explains = explains
        if [entry.label for entry in entries] == [entry.label for entry in self.entries]:
            self.entries = entries
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def gloss(self, entry: EntryView) -> str:
        """Return what a label means, where that is to be told."""
        return gloss_of(entry, self._explains)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's default, Qt's name
        """Count them."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label, and what it means."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.label
            case Qt.ItemDataRole.AccessibleDescriptionRole | Qt.ItemDataRole.ToolTipRole:
                note = self._look.say(entry.note) if entry.note is not None else ""
                return "\n".join(part for part in (self.gloss(entry), note) if part) or None
            case _:
                return None


class EntryList(QListView):
    """The list of a menu; arrows, Enter and Esc are the terminal's."""

    pointed = Signal(str)
    """A label that was clicked."""
    chosen = Signal(str)
    """A label that was double clicked."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries = EntriesModel(look)
        self.setModel(self.entries)
        self._delegate = _RowDelegate(look, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setDragEnabled(False)
        self.viewport().setAutoFillBackground(False)

    def show_entries(self, entries: tuple[EntryView, ...], explains: GlossLanguage | None, row_height: float) -> None:
        """Show these rows, with explanations in this language where they have any."""
        self._delegate.row_height = round(row_height)
        self.entries.show_entries(entries, explains)
        self.scheduleDelayedItemsLayout()
        marked = next((number for number, entry in enumerate(entries) if entry.highlighted), None)
        self.setCurrentIndex(self.entries.index(marked) if marked is not None else QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the keys to the terminal."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Point at a row."""
        if event.button() is Qt.MouseButton.LeftButton and (label := self._label_at(event.position().toPoint())):
            self.pointed.emit(label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Select nothing by dragging."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """All was said when the button went down."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row."""
        if event.button() is Qt.MouseButton.LeftButton and (label := self._label_at(event.position().toPoint())):
            self.chosen.emit(label)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Let the page scroll: the terminal's list moves by its keys."""
        event.ignore()

    def _label_at(self, position: QPoint) -> str:
        index = self.indexAt(position)
        return str(index.data()) if index.isValid() else ""


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: EntryList) -> None:
        super().__init__(parent)
        self._look = look
        self._list = parent
        self.row_height = 20

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        return QSize(10, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._list.entries.entries[index.row()]
        painter.save()
        area = QRectF(option.rect)
        focus = entry.highlighted and self._list.hasFocus()
        AdminLightPainter(painter, self._look.metrics).paint_row(area, entry, self._list.entries.gloss(entry), focus=focus)
        painter.restore()


class TerminalField(QLineEdit):
    """The input of a dialog; of a password it never holds more than dots."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def show_typed(self, typed: str, *, masked: bool) -> None:
        """Show what the terminal has taken so far."""
        self.setEchoMode(QLineEdit.EchoMode.Password if masked else QLineEdit.EchoMode.Normal)
        self.setFont(self._look.metrics.font if masked else self._look.metrics.fixed)
        self.setPalette(light_palette())
        if self.text() != typed:
            self.setText(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Type; arrows up and down, Enter and Esc are the terminal's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Have the dialog draw the focus when it comes or goes."""
        _redraw_around(self, event)
        return super().event(event)


class PrinterDisplay(QPlainTextEdit):
    """What the terminal printed; the last lines are in sight, older ones are scrolled to."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show what was printed, the end of it first."""
        self.setPalette(light_palette())
        self.setFont(self._look.metrics.fixed)
        text = "\n".join(lines)
        if text != self.toPlainText():
            self.setPlainText(text)
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Scroll and select; Enter and Esc are the terminal's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Have the window draw the focus when it comes or goes."""
        _redraw_around(self, event)
        return super().event(event)


class DialogPane(QWidget):
    """The ground of a dialog; it keeps the mouse from what lies behind."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep it."""
        event.accept()


def _redraw_around(part: QWidget, event: QEvent) -> None:
    parent = part.parentWidget()
    if parent is not None and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
        parent.update()
