"""The list at the left of the guide: what was checked before, the steps with their signs, and what is owed after them."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccdiag.model.message import message
from ccdiag.model.verdict import Basis, Light
from ccdiag.procedures.outline import Outline, StepState
from ccdiag.ui.look import Look
from ccdiag.ui.models.outline_model import ROW_ROLE, OutlineModel, OutlineRow, RowKind
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram

WIDTH_EM: Final = 17.0
_ROW_EM: Final = 2.42
_HEADING_EM: Final = 2.3
_SIGN_EM: Final = 1.67
_PAD_EM: Final = 0.75
_GAP_EM: Final = 0.6
_FLAGS: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextWordWrap.value
_Index = QModelIndex | QPersistentModelIndex


class OutlineList(QListView):
    """Rows to read, by keyboard too; nothing in it is chosen."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.outline_model = OutlineModel(look)
        self.setModel(self.outline_model)
        self.setItemDelegate(_OutlineDelegate(look, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.setAutoFillBackground(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_outline(self, outline: Outline) -> None:
        """Show this procedure, with the current step in sight."""
        self.outline_model.show_outline(outline)
        self._show_current()

    def _show_current(self) -> None:
        row = self.outline_model.current
        if row >= 0:
            index = self.outline_model.index(row)
            self.setCurrentIndex(index)
            # Some of what comes next is in sight too.
            self.scrollTo(self.outline_model.index(min(row + 3, self.outline_model.rowCount() - 1)))
            self.scrollTo(index)

    def _restyle(self) -> None:
        self.setFixedWidth(self._look.metrics.length(WIDTH_EM))
        self.setAccessibleName(self._look.say(message("Steps")))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._look.theme.window)
        self.setPalette(palette)
        self.outline_model.retell()
        self.scheduleDelayedItemsLayout()
        self._show_current()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the current step in sight."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self._show_current()

    def event(self, event: QEvent) -> bool:
        """Keep the current step in sight once there is a list to scroll."""
        done = super().event(event)
        if event.type() == QEvent.Type.Show:
            self._show_current()
        return done


class _OutlineDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: OutlineList) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def _font(self, row: OutlineRow) -> QFont:
        metrics = self._look.metrics
        if row.kind is RowKind.HEADING:
            return metrics.small
        bold = row.state is StepState.CURRENT or row.kind is RowKind.OBLIGATION
        return metrics.sized(1.0, bold=bold)

    def _text_rect(self, row: OutlineRow, width: float, height: float) -> QRectF:
        em = self._look.metrics.em
        if row.kind is RowKind.HEADING:
            return QRectF(_PAD_EM * em, 0.35 * em, width - 1.5 * em, height - 0.35 * em)
        left = (_PAD_EM + 0.55 + _SIGN_EM + _GAP_EM) * em
        return QRectF(left, 0, max(1.0, width - left - 1.3 * em), height)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802  # Qt's name
        """Be as high as the text needs."""
        row, metrics = index.data(ROW_ROLE), self._look.metrics
        width = self._view.viewport().width()
        least = metrics.length(_HEADING_EM if row.kind is RowKind.HEADING else _ROW_EM)
        if row.kind is RowKind.HEADING:
            return QSize(width, least)
        needed = QFontMetricsF(self._font(row)).boundingRect(self._text_rect(row, width, 10_000), _FLAGS, row.text).height()
        return QSize(width, max(least, round(needed + 0.8 * metrics.em)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw sign and text; the current step stands on the ground of a selection."""
        row: OutlineRow = index.data(ROW_ROLE)
        theme, em = self._look.theme, self._look.metrics.em
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        painter.translate(rect.topLeft())
        width, height = rect.width(), rect.height()
        current = row.state is StepState.CURRENT
        ink = theme.text
        if row.kind is RowKind.HEADING or row.state is StepState.TO_COME:
            ink = theme.secondary
        if current:
            ground = QRectF(_PAD_EM * em, 1, width - (_PAD_EM + 0.75) * em, height - 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selected)
            painter.drawRoundedRect(ground, self._look.metrics.radius, self._look.metrics.radius)
            ink = theme.selected_text
        side = round(_SIGN_EM * em)
        sign = QRectF(round((_PAD_EM + 0.55) * em), round((height - side) / 2), side, side)
        self._sign(painter, sign, row, ink)
        painter.setFont(self._font(row))
        painter.setPen(ink)
        painter.drawText(self._text_rect(row, width, height), _FLAGS, row.text)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, 2))
            painter.drawRoundedRect(QRectF(_PAD_EM * em + 2, 3, width - (_PAD_EM + 0.75) * em - 4, height - 6), 2, 2)
        painter.restore()

    def _sign(self, painter: QPainter, rect: QRectF, row: OutlineRow, ink: QColor) -> None:
        theme = self._look.theme
        match row.kind:
            case RowKind.HEADING:
                return
            case RowKind.OBLIGATION:
                paint_pictogram(painter, rect, Pictogram.DAY, theme.texts[Light.WARN])
            case RowKind.PRECONDITION:
                # A person said it; no more than that is known.
                inset = 0.13 * rect.width()
                paint_light(painter, rect.adjusted(inset, inset, -inset, -inset), row.light or Light.WAITING, theme, basis=Basis.STATED)
            case RowKind.STEP if row.state is StepState.DONE:
                paint_light(painter, rect, Light.PASS, theme, basis=Basis.STATED)
            case RowKind.STEP:
                self._number(painter, rect, row, ink)

    def _number(self, painter: QPainter, rect: QRectF, row: OutlineRow, ink: QColor) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        current = row.state is StepState.CURRENT
        disc = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.accent if current else theme.control_border, 1))
        painter.setBrush(theme.accent if current else Qt.BrushStyle.NoBrush)
        if current and theme.is_contrast:
            painter.setPen(QPen(ink, 2))
        painter.drawEllipse(disc)
        painter.setFont(metrics.sized(0.85, bold=current))
        painter.setPen(theme.on_accent if current else theme.secondary)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(row.number) if not row.last else "…")
