"""The delegate of the checklist: heights, painting, and the controls of questions."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QRegion
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ccdiag.model.check import CheckId, Question
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_model import CheckRole
from ccdiag.ui.models.check_row import CheckRow
from ccdiag.ui.widgets.check_columns import ColumnMeasure, Columns
from ccdiag.ui.widgets.check_painting import RowPainter, ShownRow
from ccdiag.ui.widgets.question_editor import QuestionEditor

Index = QModelIndex | QPersistentModelIndex
_ASK_EMS: Final = 12.0
"""Room for a question beside its controls, at least; with less, or where the question needs more, they stand below it."""


_MOST_LINES: Final = 4


class CheckDelegate(QStyledItemDelegate):
    """One delegate for the whole row; reads a CheckRow from the model and nothing else."""

    answered = Signal(str, str)
    file_wanted = Signal(str)
    question_entered = Signal(QPersistentModelIndex)

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._width = 0
        self._stale: QRegion | None = None
        self.turn = 0.0
        """How far the ring of running rows has turned, 0 to 1."""
        self.restyle()

    def restyle(self) -> None:
        """Measure anew, in another language, size or theme."""
        self._measure = ColumnMeasure(self._look)
        self._painter = RowPainter(self._look)
        self._sizes: dict[str, QSize] = {}
        self._heights: dict[CheckId, tuple[CheckRow, int]] = {}
        self.columns: Columns = self._measure.columns(self._width)

    def set_width(self, width: int) -> bool:
        """Lay the rows out for this width; return whether it is another one."""
        if width == self._width:
            return False
        self._width = width
        self.columns = self._measure.columns(width)
        self._heights.clear()
        return True

    def set_stale(self, region: QRegion) -> None:
        """Draw only rows in this region: what else Qt asks for would be clipped away."""
        self._stale = region

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of a row; its width is the view's."""
        row: CheckRow = index.data(CheckRole.ROW)
        # Qt asks for every height after every change.
        known = self._heights.get(row.check)
        if known is None or known[0] is not row:
            known = self._heights[row.check] = (row, self._height(row))
        return QSize(1, known[1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        if self._stale is not None and not self._stale.intersects(option.rect):
            return
        row: CheckRow = index.data(CheckRole.ROW)
        beside = self._beside(row)
        first = bool(index.data(CheckRole.FIRST_OF_PLACE))
        rect: QRect = option.rect
        self._painter.paint(
            painter,
            rect,
            ShownRow(
                row=row,
                columns=self.columns,
                text_height=rect.height() if beside or row.question is None else self._text_height(row),
                headline_lines=self._headline_lines(row),
                controls=self._controls(row.question).width() if row.question is not None and beside else 0,
                first_of_place=first,
                separated=first and index.row() > 0,
                selected=bool(option.state & QStyle.StateFlag.State_Selected),
                focused=bool(option.state & QStyle.StateFlag.State_HasFocus),
                elapsed_s=index.data(CheckRole.ELAPSED),
                progress=index.data(CheckRole.PROGRESS),
                turn=self.turn,
            ),
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802  # Qt's name
        """Make the controls of a question; only rows that have one are opened."""
        row: CheckRow = index.data(CheckRole.ROW)
        assert row.question is not None, "controls belong to a question"
        editor = QuestionEditor(self._look, row.question, parent)
        here = QPersistentModelIndex(index)
        editor.answered.connect(self.answered)
        editor.file_wanted.connect(self.file_wanted)
        editor.entered.connect(lambda: self.question_entered.emit(here))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802  # Qt's name
        """Put the controls at the right end, or below the text where there is no room beside it."""
        row: CheckRow = index.data(CheckRole.ROW)
        rect: QRect = option.rect
        if row.question is None:
            return
        size, columns = self._controls(row.question), self.columns
        if self._beside(row):
            top = rect.top() + (rect.height() - size.height()) // 2
            editor.setGeometry(rect.left() + columns.right - size.width(), top, size.width(), size.height())
        else:
            left = min(columns.text, max(columns.place, columns.right - size.width()))
            editor.setGeometry(
                rect.left() + left, rect.top() + self._text_height(row), min(size.width(), columns.right - left), size.height()
            )

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Leave the keys to the controls: Enter and Tab are theirs, and there is nothing to commit."""
        return False

    def _height(self, row: CheckRow) -> int:
        height = self._text_height(row)
        if row.question is None:
            return height
        controls, gap = self._controls(row.question).height(), self._look.metrics.space[1]
        return max(height, controls + gap) if self._beside(row) else height + controls + gap

    def _text_height(self, row: CheckRow) -> int:
        height = self._measure.row_height(self.columns, two_lines=row.two_lines)
        return height + round((self._headline_lines(row) - 1) * QFontMetricsF(self._headline_font(row)).height())

    def _headline_font(self, row: CheckRow) -> QFont:
        return self._look.metrics.sized(1.0, bold=row.weighty)

    def _headline_lines(self, row: CheckRow) -> int:
        """Return on how many lines the first line stands: what there is no room for beside other things is written out."""
        stacked = self.columns.form == "stacked"
        if self._beside(row) or (row.question is None and not stacked):
            return 1
        measure = QFontMetricsF(self._headline_font(row))
        width = self.columns.text_width if row.question is None else self.columns.right - self.columns.text
        room = QRectF(0, 0, width, 1_000_000)
        height = measure.boundingRect(room, Qt.TextFlag.TextWordWrap.value, row.headline).height()
        return max(1, min(_MOST_LINES, round(height / measure.height())))

    def _controls(self, question: Question) -> QSize:
        """Return how large the controls of a question are; they are made once to be measured."""
        if question.key not in self._sizes:
            editor = QuestionEditor(self._look, question)
            self._sizes[question.key] = editor.sizeHint()
            editor.deleteLater()
        return self._sizes[question.key]

    def _beside(self, row: CheckRow) -> bool:
        """Whether the controls stand beside the text: a question must be readable as a whole."""
        if self.columns.form == "stacked" or row.question is None:
            return False
        metrics = self._look.metrics
        room = self.columns.right - self.columns.text - self._controls(row.question).width() - metrics.length(0.75)
        return room >= max(metrics.length(_ASK_EMS), metrics.width(row.headline, self._headline_font(row)))
