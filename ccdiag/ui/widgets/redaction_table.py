"""The table of what is personal in a case: a switch for each kind and each value, what it becomes, how often, and where."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.redaction_tree import BECOMES, TIMES, VALUE_ROLE, WHAT, WHERE, RedactionSearch, RedactionTree
from ccdiag.ui.paint.check_box import paint_check_box
from ccdiag.ui.widgets.plain_header import PAD_EM, PlainHeader

Index = QModelIndex | QPersistentModelIndex
_BOX_EM: Final = 1.1
_INDENT_EM: Final = 1.5
_HEADER_EM: Final = 1.75
_TIMES_EM: Final = 4.2
_WHERE_EM: Final = 15.0
_BECOMES_SHARE: Final = 0.42
_NARROW_EM: Final = 44.0
"""Below it how often and where something stands is told when the row is pointed at, or read aloud."""
_CHOOSE: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_TOGGLES: Final = {Qt.Key.Key_Space, Qt.Key.Key_Select}


class RedactionTable(QTreeView):
    """Space, or a click on the box, turns a switch over."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tree: RedactionTree | None = None
        self._search: RedactionSearch | None = None
        self.setItemDelegate(_Delegate(look, self))
        self.setHeader(PlainHeader(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_tree(self, tree: RedactionTree) -> None:
        """Show what was found."""
        self._tree, self._search = tree, RedactionSearch(tree)
        self.setModel(self._search)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.expandAll()
        self._lay_out()

    def search(self, text: str) -> bool:
        """Show what holds these words; whether there is anything."""
        if self._search is None:
            return False
        self._search.search(text)
        self.expandAll()
        return self._search.rowCount() > 0

    def switch(self, index: QModelIndex) -> None:
        """Turn the switch of a row over."""
        if self._tree is not None and self._search is not None and index.isValid():
            self._tree.switch(self._search.mapToSource(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Switch by the space bar."""
        if event.key() in _TOGGLES:
            self.switch(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row, so that the focus is seen."""
        super().focusInEvent(event)
        model: QAbstractItemModel | None = self.model()
        if model is not None and model.rowCount() and not self.selectionModel().hasSelection():
            # Where the keyboard comes, Qt makes the first row the current one and leaves it unmarked.
            current = self.currentIndex() if self.currentIndex().isValid() else model.index(0, 0)
            self.selectionModel().setCurrentIndex(current, _CHOOSE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Share the room out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        model: QAbstractItemModel | None = self.model()
        if model is None:
            return
        metrics, room = self._look.metrics, self.viewport().width()
        narrow = room < metrics.length(_NARROW_EM)
        for column in (TIMES, WHERE):
            self.setColumnHidden(column, narrow)
        if not narrow:
            self.setColumnWidth(TIMES, metrics.length(_TIMES_EM))
            self.setColumnWidth(WHERE, metrics.length(_WHERE_EM))
            room -= metrics.length(_TIMES_EM) + metrics.length(_WHERE_EM)
        self.setColumnWidth(BECOMES, round(room * _BECOMES_SHARE))
        self.setColumnWidth(WHAT, room - round(room * _BECOMES_SHARE))

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, look.theme.base)
        # Beside its own part of a row, the delegate's, the style paints the ground of a selected one.
        palette.setColor(QPalette.ColorRole.Highlight, look.theme.selected)
        self.setPalette(palette)
        self.setFont(metrics.font)
        self.setIndentation(metrics.length(_INDENT_EM))
        self.header().setFont(metrics.small)
        self.header().setFixedHeight(metrics.length(_HEADER_EM))
        self.header().setMinimumSectionSize(1)
        self.setAccessibleName(look.say(message("What is personal in this case")))
        if self._tree is not None:
            self._tree.retell()
        self._lay_out()


class _Delegate(QStyledItemDelegate):
    """Draws boxes that are seen on every ground, and takes clicks on them."""

    def __init__(self, look: Look, view: RedactionTable) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(area, theme.selected)
        lone = theme.selected_text if selected and theme.is_contrast else None
        left = area.left() + metrics.length(PAD_EM)
        if index.column() == WHAT:
            checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
            partly = checked is Qt.CheckState.PartiallyChecked
            box = self._box(option)
            paint_check_box(painter, box, theme, on=checked is Qt.CheckState.Checked, partly=partly, ink=lone)
            left = box.right() + metrics.length(0.5)
        font = index.data(Qt.ItemDataRole.FontRole)
        font = font if isinstance(font, QFont) else self._font(index)
        painter.setFont(font)
        is_head = index.sibling(index.row(), WHAT).data(VALUE_ROLE) is None
        faint = index.column() in {TIMES, WHERE} or (is_head and index.column() == BECOMES)
        painter.setPen(lone or (theme.secondary if faint else theme.text))
        place = QRectF(left, area.top(), area.right() - left - metrics.length(PAD_EM), area.height())
        text = QFontMetricsF(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, place.width())
        aligned = Qt.AlignmentFlag.AlignRight if index.column() == TIMES else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | aligned, text)
        current = self._view.currentIndex()
        if self._view.hasFocus() and current.row() == index.row() and current.parent() == index.parent() and index.column() == WHAT:
            painter.setPen(QPen(lone or theme.text, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def editorEvent(  # noqa: N802  # Qt's name
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Switch by a click on the box or just beside it."""
        del model
        if index.column() != WHAT or not isinstance(event, QMouseEvent):
            return False
        near = self._box(option).adjusted(-self._look.metrics.length(0.3), -4, self._look.metrics.length(0.4), 4)
        if not near.contains(event.position()):
            return False
        if event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton:
            self._view.switch(QModelIndex(index))  # type: ignore[arg-type]  # Qt hands over one of these
        return True

    def _box(self, option: QStyleOptionViewItem) -> QRectF:
        metrics, area = self._look.metrics, QRectF(option.rect)
        side = min(round(_BOX_EM * metrics.em), round(area.height()) - 2)
        return QRectF(area.left() + metrics.length(0.2), round(area.center().y() - side / 2), side, side)

    def _font(self, index: Index) -> QFont:
        metrics = self._look.metrics
        return metrics.fixed if index.column() == BECOMES and index.parent().isValid() else metrics.font
