"""The table of evidence: as high as its rows, lights with words, and times drawn as bars."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.evidence_model import FIXED_ROLE, LATENCY_ROLE, LIGHT_ROLE, EvidenceModel
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.widgets.plain_header import PAD_EM, PlainHeader

_ROW_EM: Final = 1.75
_ICON_EM: Final = 0.95
_BAR_EM: Final = 4.2
_BAR_HEIGHT_EM: Final = 0.5
_LEAST_EM: Final = 6.0
_LEAST_FIXED_EM: Final = 9.0
_ICON_GAP_EM: Final = 0.3
_HEADING_LINE: Final = 1.1
_MOST_EM: Final = 24.0

Index = QModelIndex | QPersistentModelIndex


class EvidenceView(QTableView):
    """Rows can be selected and copied; what is cut off stands in the tool tip."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fonts: dict[bool, QFontMetricsF] = {}
        self._measured: dict[tuple[str, bool], float] = {}
        """How wide a text is, in the plain font or the one of addresses: each is asked for more than once, forty rows at a time."""
        self._evidence = EvidenceModel(look)
        self.setModel(self._evidence)
        self.setItemDelegate(_EvidenceDelegate(look, self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = PlainHeader(look, self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        self.viewport().setAutoFillBackground(False)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_table(self, table: EvidenceTable) -> None:
        """Show these rows."""
        self._measured.clear()
        self._evidence.show_table(table)
        self._lay_out()

    def copy_text(self) -> str:
        """Return the selected rows, or all of them, as text with a row a line."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()}) or range(self._evidence.rowCount())
        return "\n".join(self._evidence.text_of_row(row) for row in chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the chosen rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copy_text())
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Choose a row, so that the focus is seen."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self._evidence.rowCount():
            self.setCurrentIndex(self._evidence.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Share the room out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be as high as all rows."""
        return QSize(self._look.metrics.length(20), self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need no width: what does not fit scrolls."""
        return QSize(self._look.metrics.length(8), self._height())

    def _restyle(self) -> None:
        metrics = self._look.metrics
        self._fonts = {False: QFontMetricsF(metrics.font), True: QFontMetricsF(metrics.fixed)}
        self._measured.clear()
        self.setFont(metrics.font)
        self.setAccessibleName(self._look.say(message("Evidence")))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(metrics.length(_ROW_EM))
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setFont(metrics.small)
        self._evidence.retell()
        self._lay_out()

    def _height(self) -> int:
        bar = self.horizontalScrollBar()
        scrolling = bar.sizeHint().height() if self.horizontalHeader().length() > self.viewport().width() > 0 else 0
        return self.horizontalHeader().height() + self.verticalHeader().length() + scrolling

    def _lay_out(self) -> None:
        """Give each column what it needs; where that is too much, first headings wrap, then long texts are cut, then it scrolls."""
        count = self._evidence.columnCount()
        if not count:
            return
        metrics, room = self._look.metrics, self.viewport().width()
        pad = round(2 * PAD_EM * metrics.em) + 2
        contents = [self._content(column) + pad for column in range(count)]
        headings = [metrics.width(self._heading(column), metrics.small) + pad for column in range(count)]
        widths = [max(pair) for pair in zip(contents, headings, strict=True)]
        if sum(widths) > room:
            words = [
                max((metrics.width(word, metrics.small) for word in self._heading(column).split()), default=0) for column in range(count)
            ]
            widths = [max(content, word + pad) for content, word in zip(contents, words, strict=True)]
        _shrink(widths, [self._least(column, widths[column]) for column in range(count)], room)
        spare = max(0, room - sum(int(width) for width in widths))
        for column, width in enumerate(widths):
            last = column == count - 1
            self.setColumnWidth(column, int(width) + (spare - spare // count * (count - 1) if last else spare // count))
        wraps = any(headings[column] > self.columnWidth(column) for column in range(count))
        self.horizontalHeader().setFixedHeight(metrics.length(_ROW_EM) + (round(metrics.em * _HEADING_LINE) if wraps else 0))
        self._wrap_rows()
        self.setFixedHeight(self._height())

    def _wrap_rows(self) -> None:
        """Give rows whose texts are cut a second line."""
        metrics = self._look.metrics
        one = metrics.length(_ROW_EM)
        two = one + round(QFontMetricsF(metrics.font).height())
        for row in range(self._evidence.rowCount()):
            cut = any(self._is_cut(row, column) for column in range(self._evidence.columnCount()) if not self._is_bar(column))
            self.setRowHeight(row, two if cut else one)

    def _is_cut(self, row: int, column: int) -> bool:
        index = self._evidence.index(row, column)
        return self._cell_width(index) + 2 * PAD_EM * self._look.metrics.em > self.columnWidth(column)

    def _cell_width(self, index: QModelIndex) -> float:
        icon = (_ICON_EM + _ICON_GAP_EM) * self._look.metrics.em if index.data(LIGHT_ROLE) is not None else 0.0
        text, fixed = str(index.data() or ""), bool(index.data(FIXED_ROLE))
        if (width := self._measured.get((text, fixed))) is None:
            width = self._measured[text, fixed] = self._fonts[fixed].horizontalAdvance(text)
        return width + icon

    def _heading(self, column: int) -> str:
        return str(self._evidence.headerData(column, Qt.Orientation.Horizontal) or "")

    def _is_bar(self, column: int) -> bool:
        return self._evidence.has_latency and column == self._evidence.columnCount() - 1

    def _content(self, column: int) -> float:
        metrics = self._look.metrics
        if self._is_bar(column):
            return _BAR_EM * metrics.em + metrics.width("  00,00")
        widest = 0.0
        for row in range(self._evidence.rowCount()):
            widest = max(widest, self._cell_width(self._evidence.index(row, column)))
        return min(widest, _MOST_EM * metrics.em)

    def _least(self, column: int, wanted: float) -> float:
        # An address that is cut tells nothing; it may be long where it is a name.
        fixed = self._evidence.rowCount() and bool(self._evidence.index(0, column).data(FIXED_ROLE))
        return wanted if self._is_bar(column) else min(wanted, (_LEAST_FIXED_EM if fixed else _LEAST_EM) * self._look.metrics.em)


def _shrink(widths: list[float], least: list[float], room: float) -> None:
    """Take what is too much from the widest columns, evenly."""
    while (excess := sum(widths) - room) > 0:
        able = [column for column in range(len(widths)) if widths[column] > least[column]]
        if not able:
            return
        top = max(widths[column] for column in able)
        tallest = [column for column in able if widths[column] == top]
        floor = max([least[column] for column in tallest] + [widths[column] for column in able if widths[column] < top])
        step = min(excess / len(tallest), top - floor)
        for column in tallest:
            widths[column] -= step


class _EvidenceDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        contrast = selected and theme.is_contrast
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if selected:
            painter.fillRect(area, theme.selected)
        painter.setPen(theme.separator)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PAD_EM * metrics.em, 0, -PAD_EM * metrics.em, 0)
        if (bar := index.data(LATENCY_ROLE)) is not None:
            self._paint_bar(painter, inner, bar, str(index.data()), contrast=contrast)
        else:
            ink = theme.selected_text if contrast else theme.text
            light = index.data(LIGHT_ROLE)
            if light is not None:
                side = _ICON_EM * metrics.em
                at = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
                paint_light(painter, at, light, theme, colour=ink if contrast else None, ground=theme.selected if selected else theme.base)
                inner.setLeft(inner.left() + side + _ICON_GAP_EM * metrics.em)
                ink = ink if contrast else theme.texts[light]
            font = metrics.fixed if index.data(FIXED_ROLE) else QFont(metrics.font)
            painter.setFont(font)
            painter.setPen(ink)
            _draw_text(painter, inner, str(index.data() or ""), font)
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex().row() == index.row():
            painter.setPen(theme.text)
            painter.drawLine(area.topLeft(), area.topRight())
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def _paint_bar(self, painter: QPainter, area: QRectF, times: tuple[float, float, float], total: str, *, contrast: bool) -> None:
        theme, metrics = self._look.theme, self._look.metrics
        tcp, tls, longest = times
        width, height = _BAR_EM * metrics.em, _BAR_HEIGHT_EM * metrics.em
        top = round(area.center().y() - height / 2)
        scale = width / longest if longest > 0 else 0.0
        first = max(2.0, tcp * scale) if tcp > 0 else 0.0
        second = max(2.0, tls * scale) if tls > 0 else 0.0
        tcp_ink, tls_ink = (theme.selected_text, theme.selected_text) if contrast else (theme.control_border, theme.accent)
        # Where one colour is all there is, a gap tells the two apart.
        gap = 2 if contrast else 0
        painter.fillRect(QRectF(round(area.left()), top, round(first) - gap, round(height)), tcp_ink)
        painter.fillRect(QRectF(round(area.left() + first), top, round(second), round(height)), tls_ink)
        painter.setFont(metrics.font)
        painter.setPen(theme.selected_text if contrast else theme.text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, total)


def _draw_text(painter: QPainter, area: QRectF, text: str, font: QFont) -> None:
    """Write a text on as many lines as there is room for, at most two; what is left over ends in dots."""
    metrics = QFontMetricsF(font)
    lines = [text]
    if metrics.horizontalAdvance(text) > area.width() and area.height() >= 2 * metrics.height():
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(area.width())
        layout.endLayout()
        lines = [text[: first.textLength()].rstrip(), text[first.textLength() :]]
    top = area.center().y() - len(lines) * metrics.height() / 2
    for number, line in enumerate(lines):
        place = QRectF(area.left(), top + number * metrics.height(), area.width(), metrics.height())
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
