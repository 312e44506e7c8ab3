"""The list of checks: what each one says by now, with the questions answered in place."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_model import CheckFilter, CheckModel, CheckRole
from ccdiag.ui.models.check_row import CheckRow
from ccdiag.ui.widgets.check_columns import Columns
from ccdiag.ui.widgets.check_delegate import CheckDelegate
from ccdiag.ui.widgets.filter_bar import FilterBar
from ccdiag.ui.widgets.question_editor import QuestionEditor


class CheckList(QWidget):
    """Filter, captions and rows; shows a RunState, and reports what the user chooses, answers and copies."""

    check_chosen = Signal(str)
    """The id of the check on which the user, or `select`, came to stand."""
    check_opened = Signal(str)
    """Enter or a double click: its explanation is wanted."""
    answered = Signal(str, str)
    """A key of the case and its value."""
    file_wanted = Signal(str)
    """The key of the case that is answered by a file, such as `webkassa.file`."""
    copy_requested = Signal(str)
    """The chosen row, as one readable line."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chosen: CheckId | None = None
        self.touched = False
        """Whether the user clicked, typed or scrolled in the list; whoever starts a run may set it back."""
        self.model = CheckModel(look, self)
        self.filter = CheckFilter(self.model, self)
        self.filter_bar = FilterBar(look)
        self.view = _RowView()
        self._delegate = CheckDelegate(look, self)
        self.view.setItemDelegate(self._delegate)
        self.view.setModel(self.filter)
        self._head = _Head(look, self.filter_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.view, 1)
        self.filter_bar.filter_changed.connect(self._on_filter)
        self.filter.modelReset.connect(self._on_reset)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.activated.connect(self._on_activated)
        self.view.resized.connect(self._on_resized)
        self.view.painting.connect(self._delegate.set_stale)
        self.view.touched.connect(self._on_touched)
        self.view.copied.connect(self.copy_chosen)
        self.view.answer_wanted.connect(self._enter_question)
        self._delegate.answered.connect(self.answered)
        self._delegate.file_wanted.connect(self.file_wanted)
        self._delegate.question_entered.connect(self._on_question_entered)
        look.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown ---

    def show_state(self, state: RunState) -> None:
        """Show a run as it stands."""
        self.model.show_state(state)
        self._count()
        # Once, after all rows: for each control that is made the view lays out what has changed by then.
        self._open_questions()

    def set_history(self, history: Mapping[CheckId, tuple[Light, ...]]) -> None:
        """Show what the last runs of this session ended with, oldest first."""
        self.model.set_history(history)

    def set_then(self, then: Mapping[CheckId, CheckResult], moment_s: float | None) -> None:
        """Mark what a saved run judged otherwise; `moment_s` is how far in that run one is, None where it has ended."""
        self.model.set_then(then, moment_s)

    def advance(self, turn: float) -> None:
        """Turn the rings of running checks (0 to 1), and repaint nothing else; for a tick that the window shares."""
        self._delegate.turn = turn
        for at in self.model.running_rows():
            index = self.filter.mapFromSource(self.model.index(at))
            if index.isValid():
                self.view.update(index)

    # --- what is chosen ---

    @property
    def chosen(self) -> CheckId | None:
        """The check that is chosen."""
        return self._chosen

    def select(self, check_id: str) -> None:
        """Choose a check and bring it into view; shows all checks again if the filter hides it."""
        at = self.model.row_of_check(check_id)
        if at is None:
            return
        source = self.model.index(at)
        if not self.filter.mapFromSource(source).isValid():
            self.filter_bar.show_all()
        index = self.filter.mapFromSource(source)
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(index)

    def select_station(self, station: Place) -> None:
        """Choose the worst check of a station of the way; the checks of the line outside belong to the firewall."""
        from ccdiag.picture.standing import checks_at, worst

        lights = {row.check: row.light for row in self._rows()}
        checks = [check for check in checks_at(self.model.state, station) if check in lights]
        light = worst(lights[check] for check in checks)
        found = next((check for check in checks if lights[check] is light), None)
        if found is not None:
            self.select(found)

    def select_first_question(self) -> None:
        """Choose the first check that asks something, and stand on its first control."""
        found = next((row for row in self._rows() if row.question is not None), None)
        if found is not None:
            self.select(found.check)
            self._enter_question(self.view.currentIndex())

    def copy_chosen(self) -> None:
        """Hand out the chosen row as text."""
        if (text := self.view.currentIndex().data(CheckRole.COPY)) is not None:
            self.copy_requested.emit(text)

    # --- reactions ---

    def _rows(self) -> list[CheckRow]:
        return [self.model.index(at).data(CheckRole.ROW) for at in range(self.model.rowCount())]

    def _count(self) -> None:
        counts = self.model.counts()
        self.filter_bar.show_counts(counts)
        self._head.show_count(sum(counts.values()))

    def _on_filter(self, light: Light | None) -> None:
        self.filter.set_light(light)
        self._open_questions()
        self.view.viewport().update()

    def _on_reset(self) -> None:
        # The view forgot where it stood; a check that is still there stays chosen.
        chosen = self._chosen
        self._chosen = None
        if chosen is not None and self.model.row_of_check(chosen) is not None:
            self.select(chosen)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        check = index.data(CheckRole.CHECK)
        if check is not None and check != self._chosen:
            self._chosen = check
            self.check_chosen.emit(check)

    def _on_activated(self, index: QModelIndex) -> None:
        self.check_opened.emit(index.data(CheckRole.CHECK))

    def _on_resized(self) -> None:
        if self._delegate.set_width(self.view.row_width):
            self._head.show_columns(self._delegate.columns)
            self.view.scheduleDelayedItemsLayout()
        if not self.touched and self._chosen is not None:
            # The banner grew and took the room that the chosen row was brought into.
            self.view.scrollTo(self.view.currentIndex())

    def _on_touched(self) -> None:
        self.touched = True

    def _on_question_entered(self, index: QPersistentModelIndex) -> None:
        here = self.filter.index(index.row(), 0)
        self.view.selectionModel().setCurrentIndex(here, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(here)

    def _enter_question(self, index: QModelIndex) -> None:
        editor = self.view.indexWidget(index)
        if isinstance(editor, QuestionEditor) and editor.controls:
            editor.controls[0].setFocus(Qt.FocusReason.TabFocusReason)

    # --- the controls of questions ---

    def _open_questions(self) -> None:
        changed = False
        for at in range(self.filter.rowCount()):
            index = self.filter.index(at, 0)
            row: CheckRow = index.data(CheckRole.ROW)
            editor = self.view.indexWidget(index)
            if isinstance(editor, QuestionEditor) and editor.question != row.question:
                self._close_question(index, editor)
                changed = True
            if row.question is not None and not self.view.isPersistentEditorOpen(index):
                self.view.openPersistentEditor(index)
                changed = True
        if changed:
            self._order_tabs()

    def _close_question(self, index: QModelIndex, editor: QuestionEditor) -> None:
        if any(control.hasFocus() for control in editor.controls):
            # The focus would go to whatever comes next in the window.
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.closePersistentEditor(index)

    def _order_tabs(self) -> None:
        """Let Tab go from the rows through the questions, from top to bottom."""
        before: QWidget = self.view
        for at in range(self.filter.rowCount()):
            editor = self.view.indexWidget(self.filter.index(at, 0))
            if isinstance(editor, QuestionEditor):
                for control in editor.controls:
                    QWidget.setTabOrder(before, control)
                    before = control

    def _restyle(self) -> None:
        say = self._look.say
        self._delegate.restyle()
        self.view.setAccessibleName(say(message("Checks")))
        self.view.setAccessibleDescription(say(message("Enter shows the explanation, F2 goes to the answers of a question.")))
        self.view.verticalScrollBar().setSingleStep(self._look.metrics.length(2.1))
        for at in range(self.filter.rowCount()):
            index = self.filter.index(at, 0)
            editor = self.view.indexWidget(index)
            if isinstance(editor, QuestionEditor):
                self._close_question(index, editor)
        self._delegate.set_width(self.view.row_width)
        self._head.show_columns(self._delegate.columns)
        self.view.scheduleDelayedItemsLayout()
        self._open_questions()
        self.view.viewport().update()


class _RowView(QListView):
    """A list whose rows are as wide as itself, and that copies a whole row."""

    resized = Signal()
    touched = Signal()
    copied = Signal()
    answer_wanted = Signal(QModelIndex)
    painting = Signal(QRegion)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)

    @property
    def row_width(self) -> int:
        """The width of a row beside the scroll bar, also while there is none.

        Where the bar comes and goes with the height of the rows, and that with their width, Qt would lay out in circles.
        """
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def event(self, event: QEvent) -> bool:
        """Keep the short-cut for copying while the focus is here, whatever else the window has it for."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Tell the width before the rows are laid out."""
        self.resized.emit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Tell which part is stale: Qt draws all rows between the first and the last one of it."""
        self.painting.emit(event.region())
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy a row, go to the answers of a question, or move as every list does."""
        self.touched.emit()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.answer_wanted.emit(self.currentIndex())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Remember that the user was here."""
        self.touched.emit()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Remember that the user was here."""
        self.touched.emit()
        super().wheelEvent(event)


class _Head(QWidget):
    """How many checks there are, the filter, and captions above the columns that have no word of their own."""

    def __init__(self, look: Look, filter_bar: FilterBar) -> None:
        super().__init__()
        self._look = look
        self._count = 0
        self._columns: Columns | None = None
        self._bar = filter_bar
        self._title = QLabel()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addWidget(filter_bar, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_count(self, count: int) -> None:
        """Show how many checks there are."""
        if count != self._count:
            self._count = count
            self._restyle()

    def show_columns(self, columns: Columns) -> None:
        """Write the captions above these columns."""
        self._columns = columns
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw the ground, the line below, and the captions."""
        theme, metrics, columns = self._look.theme, self._look.metrics, self._columns
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.base)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.separator)
        if columns is not None and columns.form == "wide" and self._captions_fit(columns):
            painter.setFont(metrics.small)
            painter.setPen(theme.secondary)
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine
            right = columns.history + columns.history_width
            painter.drawText(QRect(0, 0, right, self.height()), align, self._look.say(message("last five")))
            painter.drawText(QRect(columns.time, 0, columns.time_width, self.height()), align, self._look.say(message("time")))
        painter.end()

    def _captions_fit(self, columns: Columns) -> bool:
        segments_end = self._bar.mapTo(self, QPoint(self._bar.sizeHint().width(), 0)).x()
        caption = self._look.metrics.width(self._look.say(message("last five")), self._look.metrics.small)
        return segments_end + self._look.metrics.gap < columns.history + columns.history_width - caption

    def _restyle(self) -> None:
        metrics, theme = self._look.metrics, self._look.theme
        margin, gap = metrics.length(0.7), metrics.length(0.3)
        self._row.setContentsMargins(margin, gap, margin, gap + 1)
        self._row.setSpacing(metrics.length(0.9))
        self._title.setFont(metrics.sized(1.0, bold=True))
        palette = self._title.palette()
        palette.setColor(self._title.foregroundRole(), theme.text)
        self._title.setPalette(palette)
        self._title.setText(self._look.say(message("Checks")))
        self._title.setVisible(self._columns is not None and self._columns.form == "wide")
        self.update()
