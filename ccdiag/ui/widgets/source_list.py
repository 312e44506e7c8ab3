"""The files that are judged together, and what can be done with the chosen one."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.settings_check.document import DocumentKind
from ccdiag.ui.look import Look
from ccdiag.ui.models.source_rows import SourceRows
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.settings_checking import CheckedSettings
from ccdiag.ui.widgets.finding_list import FindingDelegate
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.rows_view import RowsView

Index = QModelIndex | QPersistentModelIndex
_MOST_ROWS: Final = 4
"""In sight at once; the findings below matter more."""


class SourceList(QWidget):
    """Shows the sources."""

    removed = Signal(int)
    use_wanted = Signal(int)
    correct_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._checked = CheckedSettings()
        self._model = SourceRows(look)
        self.view = _SourceView(look, self._model)
        self.view.setItemDelegate(FindingDelegate(look, self.view))
        self.view.row_changed.connect(self._enable)
        self.view.delete_wanted.connect(self._remove)
        self._use, self._correct, self._remove_button = QPushButton(), QPushButton(), QPushButton()
        self._use.clicked.connect(lambda: self.use_wanted.emit(self.chosen))
        self._correct.clicked.connect(lambda: self.correct_wanted.emit(self.chosen))
        self._remove_button.clicked.connect(self._remove)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        for button in (self._use, self._correct, self._remove_button):
            self._flow.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self._buttons)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def chosen(self) -> int:
        """The chosen row; -1 for none."""
        return self.view.currentIndex().row()

    def show_checked(self, checked: CheckedSettings) -> None:
        """Show these."""
        grew = len(checked.sources) > len(self._checked.sources)
        before = self.chosen
        self._checked = checked
        self._model.show_checked(checked)
        last = len(checked.sources) - 1
        row = last if grew or before > last else max(before, 0)
        if last >= 0 and row != self.chosen:
            self.view.setCurrentIndex(self._model.index(row, 0))
        self.view.doItemsLayout()
        self._fit()
        self._enable()

    def _fit(self) -> None:
        """Be as high as the rows, up to some of them."""
        rows = min(max(1, len(self._checked.sources)), _MOST_ROWS)
        self.view.setFixedHeight(sum(max(self.view.sizeHintForRow(row), 1) for row in range(rows)) if self._checked.sources else 0)

    def _remove(self) -> None:
        source = self._model.source(self.chosen)
        if source is not None:
            self.removed.emit(source.number)

    def _enable(self) -> None:
        row, report = self.chosen, self._checked.report
        document, source = self._model.document(row), self._model.source(row)
        # A text that was pasted has no file that a case could name.
        usable = document is not None and document.kind in {DocumentKind.WEBKASSA, DocumentKind.TMS}
        self._use.setVisible(usable and source is not None and source.path is not None)
        corrected = document is not None and report is not None
        self._correct.setVisible(
            corrected and any(one.correction is not None and one.file == document.name for one in report.findings)  # type: ignore[union-attr]
        )
        self._remove_button.setVisible(source is not None)

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        _, small, gap, _, _, _ = metrics.space
        self._column.setSpacing(small)
        self._flow.setSpacing(gap)
        self.view.setAccessibleName(look.say(message("Files")))
        for button, text, picture in (
            (self._use, message("&Use in the checklist"), Pictogram.CHECKLIST),
            (self._correct, message("Sa&ve corrected…"), Pictogram.CHECK),
            (self._remove_button, message("Leave ou&t"), Pictogram.CROSS),
        ):
            button.setText(look.say(text))
            button.setIcon(pictogram_icon(look, picture))
            button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
            button.setMinimumHeight(metrics.length(2.05))
        self._model.retell()
        self.view.doItemsLayout()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Measure the rows anew."""
        super().resizeEvent(event)
        self._fit()


class _SourceView(RowsView):
    row_changed = Signal(int)
    delete_wanted = Signal()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802  # Qt's name
        super().currentChanged(current, previous)
        self.row_changed.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
