"""The cases: what is kept of every terminal, one run of it, or two of them compared."""

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.saved_case import CaseSummary, SavedRun
from ccdiag.ui.case_browser import Deleted, FoundCases, ReadHistory, ReadPair, ReadRun
from ccdiag.ui.look import Look
from ccdiag.ui.models.deletions import Deletions
from ccdiag.ui.models.run_rows import PAIR
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.case_finder import CaseFinder
from ccdiag.ui.widgets.comparison_view import ComparisonView
from ccdiag.ui.widgets.empty_hint import EmptyHint
from ccdiag.ui.widgets.run_overview import RunOverview
from ccdiag.ui.widgets.scrolling import scrolling
from ccdiag.ui.widgets.undo_bar import UndoBar

_FINDER_EM: Final = 22.0
_NARROW_EM: Final = 66.0
"""Below this width finder and run stand one behind the other."""


class CasesPage(QWidget):
    """Reports what is asked of the store, and shows the answers."""

    search_wanted = Signal(str, bool, int)
    history_wanted = Signal(str, int, int)
    """A terminal, from which run on, and how many at least."""
    run_wanted = Signal(str, str)
    """A run and its terminal."""
    pair_wanted = Signal(str, str, str)
    """The earlier run, the later one, and their terminal."""
    nothing_wanted = Signal()
    """No run is looked at any more."""
    runs_deleted = Signal(object, str)
    """Runs, and the name of the shop."""
    case_deleted = Signal(str, str)
    undo_wanted = Signal(object)
    note_written = Signal(str, str)
    """A terminal, and what was noted."""
    open_wanted = Signal(object, str)
    """A saved run and its terminal, to look at it on the other pages."""
    report_wanted = Signal(object, str)
    """A saved run and its terminal."""
    export_wanted = Signal(object, str, bool)
    """A saved run, its terminal, and whether all of it is meant."""
    copy_wanted = Signal(object)
    """Two runs compared (ReadPair), as text."""
    shown = Signal()
    """It came into sight."""
    named = Signal(str)
    """The shop that is looked at; empty for none."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._narrow: bool | None = None
        self._deletions = Deletions()
        self._keeps = True
        self.finder = CaseFinder(look)
        self.overview, self.comparison = RunOverview(look), ComparisonView(look)
        self.hint = EmptyHint(look, Pictogram.FOLDER)
        self.undo_bar = UndoBar(look)
        self.back = QToolButton()
        self.back.setAutoRaise(True)
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self._go_back)
        self.back.hide()
        self._views = QStackedWidget()
        self._scrolled: dict[QWidget, QWidget] = {part: scrolling(part) for part in (self.overview, self.comparison)}
        self._views.addWidget(self.hint)
        for area in self._scrolled.values():
            self._views.addWidget(area)
        self._right = QWidget()
        self._right_column = QVBoxLayout(self._right)
        self._right_column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._right_column.addWidget(self._views, 1)
        self._sides = QHBoxLayout()
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(0)
        self._sides.addWidget(self.finder)
        self._sides.addWidget(self._right, 1)
        self._foot = QWidget()
        self._foot_column = QVBoxLayout(self._foot)
        self._foot_column.addWidget(self.undo_bar)
        self._foot.hide()
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._sides, 1)
        self._column.addWidget(self._foot)
        self._connect()
        self._add_actions()
        look.changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        finder, history = self.finder, self.finder.history
        finder.search_wanted.connect(self.search_wanted)
        finder.case_opened.connect(self._on_case)
        finder.closed.connect(self._on_closed)
        finder.history_wanted.connect(lambda key, offset: self.history_wanted.emit(key, offset, 0))
        finder.case_list.delete_wanted.connect(self._delete_case)
        finder.runs.marks_changed.connect(self._on_marks)
        history.row_chosen.connect(self._on_run)
        history.mark_wanted.connect(finder.runs.toggle)
        history.picked.connect(self._on_picked)
        history.row_opened.connect(self._on_opened)
        history.delete_wanted.connect(self._delete)
        self.overview.open_wanted.connect(self._open)
        self.overview.report_wanted.connect(self._report)
        self.overview.export_wanted.connect(self._export)
        self.overview.delete_wanted.connect(self._delete)
        self.overview.note_written.connect(self._on_note)
        self.comparison.copy_wanted.connect(lambda: self.copy_wanted.emit(self.comparison.pair))
        self.comparison.end_wanted.connect(self._end_comparison)
        self.undo_bar.undo_wanted.connect(self._undo)
        self.undo_bar.closed.connect(self._foot.hide)
        for key, does in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._find),
            (QKeySequence(QKeySequence.StandardKey.Undo), self._undo),
            (QKeySequence("Alt+Left"), self._go_back),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def _add_actions(self) -> None:
        """Offer by the right mouse button what the keys do."""
        self._actions: list[tuple[QAction, Message, str]] = []
        cases, history = self.finder.case_list, self.finder.history
        for view, title, key, does in (
            (cases, message("&Show its runs"), "Enter", lambda: cases.row_opened.emit(cases.chosen)),
            (cases, message("&Delete all that is kept of it"), "Del", self._delete_case),
            (history, message("&Choose to compare"), "Space", lambda: history.mark_wanted.emit(history.chosen)),
            (history, message("&Delete"), "Del", self._delete),
        ):
            action = QAction(view)
            action.triggered.connect(lambda _checked=False, does=does: does())
            view.addAction(action)
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            self._actions.append((action, title, key))

    # --- what is shown ---

    def show_found(self, found: FoundCases) -> None:
        """Show what was found."""
        self.finder.show_found(found)
        self._tell()

    def show_history(self, read: ReadHistory) -> None:
        """Show the runs of the chosen terminal."""
        self.finder.show_history(read)
        self._tell()

    def show_run(self, read: ReadRun) -> None:
        """Show one run."""
        if self._is_comparing or self.finder.case is None:
            return
        self.overview.show_run(read)
        self._show(self.overview)

    def show_pair(self, pair: ReadPair) -> None:
        """Show two runs compared."""
        if not self._is_comparing:
            return
        self.comparison.show_pair(pair)
        self._show(self.comparison)
        if self._narrow:
            self._show_side(right=True)

    def show_deleted(self, deleted: Deleted) -> None:
        """Say what was deleted, and offer to take it back."""
        self._deletions.add(deleted)
        self._tell_deleted()
        self.refresh()

    def show_opened(self, notice: Message | None, keeps: bool) -> None:  # noqa: FBT001  # as the store says it
        """Say what the store says of itself, and whether anything can be kept in it."""
        self._keeps = keeps
        self.finder.show_notice(notice)
        self._tell()

    def set_kept_days(self, days: int | None) -> None:
        """Say how long runs are kept; 0: not at all."""
        self.finder.set_kept_days(days)

    def set_doors(self, *, opens: bool, reports: bool, exports: bool) -> None:
        """Say what can be done with a run."""
        self.overview.show_doors(opens=opens, reports=reports, exports=exports, keeps=self._keeps)

    def refresh(self) -> None:
        """Read again what is in sight: something was added or deleted."""
        self.finder.search_again()
        case = self.finder.case
        if case is not None:
            self.history_wanted.emit(case.key, 0, self.finder.runs.rowCount())
            run = self.overview.run
            if run is not None and not self._is_comparing and self.finder.runs.row_of_run(run.id) >= 0:
                self.run_wanted.emit(run.id, case.key)

    def open_case(self, case: CaseSummary) -> None:
        """Open the history of a terminal."""
        self.finder.open_case(case)

    # --- what the user does ---

    @property
    def _is_comparing(self) -> bool:
        return len(self.finder.runs.marked) == PAIR

    def _on_case(self, case: CaseSummary) -> None:
        self.named.emit(case.shop or case.tms_id)
        self.nothing_wanted.emit()
        self._show(self.hint)
        self.history_wanted.emit(case.key, 0, 0)

    def _on_closed(self) -> None:
        self.named.emit("")
        self.nothing_wanted.emit()
        self._show(self.hint)
        if self._narrow:
            self._show_side(right=False)
        self._tell()

    def _on_run(self, row: int) -> None:
        run, case = self.finder.runs.run_at(row), self.finder.case
        if run is None or case is None:
            if not self._is_comparing:
                self._show(self.hint)
        elif not self._is_comparing:
            self.run_wanted.emit(run.id, case.key)

    def _on_picked(self, row: int) -> None:
        """Show the run that was clicked on, also while two are compared."""
        self.finder.runs.unmark()
        self._on_opened(row, opens=False)

    def _on_opened(self, row: int, *, opens: bool = True) -> None:
        if self._narrow:
            self._on_run(row)
            self._show_side(right=True)
        elif opens and not self._is_comparing and self.overview.open.isVisible():
            self._open()

    def _on_marks(self) -> None:
        marked, case = self.finder.runs.marked, self.finder.case
        if len(marked) == PAIR and case is not None:
            self.pair_wanted.emit(marked[0].id, marked[1].id, case.key)
        elif self._views.currentWidget() is self._scrolled[self.comparison]:
            self._on_run(self.finder.history.chosen)

    def _end_comparison(self) -> None:
        self.finder.runs.unmark()
        if self._narrow:
            self._show_side(right=False)
        self.finder.history.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_note(self, text: str) -> None:
        if self.finder.case is not None:
            self.note_written.emit(self.finder.case.key, text)

    def _open(self) -> None:
        if self.overview.run is not None and self.finder.case is not None:
            self.open_wanted.emit(self.overview.run, self.finder.case.key)

    def _report(self) -> None:
        if self.overview.run is not None and self.finder.case is not None:
            self.report_wanted.emit(self.overview.run, self.finder.case.key)

    def _export(self) -> None:
        """Ask which of the runs are meant, where there are several."""
        run, case = self.overview.run, self.finder.case
        if run is None or case is None:
            return
        if case.runs <= 1:
            self.export_wanted.emit(run, case.key, False)
            return
        button = self.overview.export
        self.export_choices(run, case.key).popup(button.mapToGlobal(QPoint(0, button.height())))

    def export_choices(self, run: SavedRun, key: str) -> QMenu:
        """Return the menu of what can be meant: one run, or everything."""
        say, menu = self._look.say, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, whole in ((message("&This run only"), False), (message("&All that is kept of this terminal"), True)):
            action = menu.addAction(say(text))
            action.triggered.connect(lambda _checked=False, whole=whole: self.export_wanted.emit(run, key, whole))
        return menu

    def _delete(self) -> None:
        case = self.finder.case
        if case is None or not self._keeps:
            return
        marked = [run.id for run in self.finder.runs.marked]
        chosen = self.finder.runs.run_at(self.finder.history.chosen)
        ids = marked if len(marked) == PAIR else [chosen.id] if chosen is not None else []
        if ids:
            self.runs_deleted.emit(tuple(ids), case.shop or case.tms_id)

    def _delete_case(self) -> None:
        row = self.finder.case_list.chosen
        if self._keeps and row >= 0:
            case = self.finder.cases.cases[row]
            self.case_deleted.emit(case.key, case.shop or case.tms_id)

    def _undo(self) -> None:
        """Bring back what was deleted last; then what was deleted before it is the last."""
        deletion = self._deletions.take()
        if deletion is not None:
            self._tell_deleted()
            self.undo_wanted.emit(deletion)

    def _tell_deleted(self) -> None:
        told = self._deletions.told
        self._foot.setVisible(told is not None)
        if told is not None:
            self.undo_bar.show_deleted(told)

    def _find(self) -> None:
        if self._narrow:
            self._show_side(right=False)
        self.finder.focus_field()

    def _go_back(self) -> None:
        if self._narrow and self.finder.isHidden():
            self._show_side(right=False)
            self.finder.history.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.finder.leave_history()

    # --- how it looks ---

    def _show(self, part: QWidget) -> None:
        shown = self._scrolled.get(part, part)
        if shown is not self._views.currentWidget():
            self._views.setCurrentWidget(shown)
        self._tell()

    def _tell(self) -> None:
        told = self.finder.why_nothing
        if self.finder.case is not None:
            told = message("Choose a run to see it, or two with the space bar to compare them.")
        elif self.finder.cases.rowCount():
            told = message("Choose a terminal to see its runs.")
        self.hint.show_text(self._look.say(told) if told is not None else "")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Tell of it: what is kept may have changed meanwhile."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put finder and run beside each other, or one behind the other where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._look.metrics
        narrow = self.width() < metrics.length(_NARROW_EM)
        if narrow:
            self.finder.setMinimumWidth(0)
            self.finder.setMaximumWidth(16_777_215)
        else:
            self.finder.setFixedWidth(metrics.length(_FINDER_EM))
        if narrow != self._narrow:
            self._narrow = narrow
            self.back.setVisible(narrow)
            self.finder.set_alone(narrow)
            self._show_side(right=narrow and self._is_comparing)

    def _show_side(self, *, right: bool) -> None:
        self._right.setVisible(not self._narrow or right)
        self.finder.setVisible(not self._narrow or not right)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("Cases")))
        for action, title, key in self._actions:
            action.setText(f"{say(title)}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}")
        self._right_column.setContentsMargins(margin, inner, margin, inner)
        self._right_column.setSpacing(small)
        self._foot_column.setContentsMargins(gap, gap, gap, gap)
        self.back.setText(say(message("Back")))
        self.back.setAccessibleName(say(message("Back")))
        self.back.setFont(metrics.font)
        self.back.setIcon(pictogram_icon(look, Pictogram.BACK))
        self.back.setMinimumHeight(metrics.length(2.05))
        self.back.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        self._tell()
        self._fit()
