"""All faults of the laboratory: searched, grouped, switched on and off."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.fault_tree import FaultSearch, FaultTree
from ccdiag.ui.models.lab_view import FaultChoice
from ccdiag.ui.paint.check_box import paint_check_box
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel

_BUTTON_EM: Final = 2.05
_LEAST_EM: Final = 20.0
_BOX_EM: Final = 1.1

Index = QModelIndex | QPersistentModelIndex


class FaultList(Panel):
    """Reports what the user switches; while the laboratory is stopped it keeps the choice itself, to start with."""

    toggled = Signal(str, bool)
    mend_requested = Signal()

    def __init__(self, look: Look, choices: Sequence[FaultChoice], parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._on: frozenset[str] = frozenset()
        self._running = False
        self._tree = FaultTree(look, choices)
        self._tree.toggled.connect(self._on_toggled)
        self._search = FaultSearch(self._tree)
        self._title = QLabel()
        self._mend = QPushButton()
        self._mend.clicked.connect(self._on_mend)
        self._field = QLineEdit()
        self._field.setClearButtonEnabled(True)
        self._field.textChanged.connect(self._on_search)
        self._glass = QAction(self)
        self._field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._view = QTreeView()
        self._view.setModel(self._search)
        self._view.setItemDelegate(_FaultDelegate(look, self._view))
        self._view.setHeaderHidden(True)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setUniformRowHeights(True)
        self._view.setAllColumnsShowFocus(True)
        self._view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.viewport().setAutoFillBackground(False)
        self._nothing = FlowingText()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._mend)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._search_row = QHBoxLayout()
        self._search_row.addWidget(self._field)
        self._column.addLayout(self._search_row)
        self._column.addWidget(self._nothing)
        self._column.addWidget(self._view, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def on(self) -> frozenset[str]:
        """The faults that are switched on."""
        return self._on

    def show_faults(self, on: Iterable[str], *, busy: bool = False) -> None:
        """Show what a running laboratory has."""
        self._on, self._running = frozenset(on), True
        self._tree.show_faults(self._on)
        self._mend.setEnabled(bool(self._on) and not busy)
        self._say_title()

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001  # a state
        """Let the user choose what to start with, or nothing for the moment."""
        self._running = False
        self._tree.show_faults(self._on, enabled=is_open)
        self._mend.setEnabled(is_open and bool(self._on))

    def focus_search(self) -> None:
        """Go to the search field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _on_toggled(self, name: str, on: bool) -> None:  # noqa: FBT001  # what the signal tells
        self._on = self._on | {name} if on else self._on - {name}
        self._mend.setEnabled(bool(self._on))
        self._say_title()
        if self._running:
            self.toggled.emit(name, on)

    def _on_mend(self) -> None:
        if self._running:
            self.mend_requested.emit()
            return
        self._on = frozenset()
        self.set_open(True)
        self._say_title()

    def _on_search(self, text: str) -> None:
        self._search.search(text)
        if text.strip():
            self._view.expandAll()
        found = self._search.rowCount() > 0
        self._nothing.setVisible(not found)
        self._view.setVisible(found)

    def _say_title(self) -> None:
        say, count = self._look.say, len(self._on)
        self._title.setText(say(message("Faults: {count} on", count=count)) if count else say(message("Faults")))

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, 2, 2)
        self._column.setSpacing(gap)
        self._head.setContentsMargins(0, 0, margin, 0)
        self._head.setSpacing(small)
        self._search_row.setContentsMargins(0, 0, margin, 0)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._mend.setText(say(message("S&witch all off")))
        self._mend.setIcon(pictogram_icon(look, Pictogram.CHECK))
        self._mend.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self._mend.setMinimumHeight(metrics.length(_BUTTON_EM))
        self._mend.setEnabled(bool(self._on))
        self._field.setPlaceholderText(say(message("Search: what is wrong, or the id of a cause")))
        self._field.setAccessibleName(say(message("Search the faults")))
        self._field.setMinimumHeight(metrics.length(_BUTTON_EM))
        self._glass.setIcon(pictogram_icon(look, Pictogram.SEARCH, colour=look.theme.secondary))
        palette = QPalette(self._view.palette())
        palette.setColor(QPalette.ColorRole.Base, look.theme.base)
        # Beside its own part of a row, the delegate's, the style paints the ground of a selected one.
        palette.setColor(QPalette.ColorRole.Highlight, look.theme.selected)
        self._view.setPalette(palette)
        self._view.setFont(metrics.font)
        self._view.setIndentation(metrics.length(1.4))
        self._view.setAccessibleName(say(message("Faults that the lab can show")))
        self._view.setMinimumHeight(metrics.length(_LEAST_EM / 2))
        self._nothing.setFont(metrics.font)
        self._nothing.show_text(say(message("No fault fits these words. Try one word, such as dns or certificate.")), look.theme.secondary)
        self._tree.retell()
        self._on_search(self._field.text())
        self._say_title()


class _FaultDelegate(QStyledItemDelegate):
    """Draws boxes that are seen on every ground; some styles draw them fainter than a control may be."""

    def __init__(self, look: Look, parent: QTreeView) -> None:
        super().__init__(parent)
        self._look = look
        self._view = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        styled = QStyleOptionViewItem(option)
        self.initStyleOption(styled, index)
        area = QRectF(styled.rect)
        state: QStyle.StateFlag = styled.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.text if enabled else theme.graphics[Light.SKIPPED]
        if selected:
            painter.fillRect(area, theme.selected)
            ink = theme.selected_text if theme.is_contrast else ink
        lone = theme.selected_text if selected and theme.is_contrast else None
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        left = area.left()
        if checked is not None:
            style = self._view.style()
            indicator = QRectF(style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, styled, self._view))
            side = min(round(_BOX_EM * metrics.em), round(area.height()) - 2)
            box = QRectF(indicator.left(), round(area.center().y() - side / 2), side, side)
            paint_check_box(painter, box, theme, on=Qt.CheckState(checked) is Qt.CheckState.Checked, enabled=enabled, ink=lone)
            left = max(indicator.right(), box.right()) + metrics.length(0.5)
        font = index.data(Qt.ItemDataRole.FontRole)
        font = font if isinstance(font, QFont) else metrics.font
        painter.setFont(font)
        painter.setPen(ink)
        place = QRectF(left, area.top(), area.right() - left - 2, area.height())
        text = QFontMetricsF(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setPen(QPen(theme.text, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()
