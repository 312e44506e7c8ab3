"""The settings files that are judged together, as a list."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.settings_check.document import SettingsDocument, UnusableDocument
from ccdiag.settings_check.lint_report import FindingSeverity
from ccdiag.settings_check.lint_words import FORMAT_WORDS, KIND_WORDS, SEVERITY_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.finding_rows import FINDING_ROLE, LIGHT_OF, FindingRow
from ccdiag.ui.settings_checking import CheckedSettings, Source

_NOTHING: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class SourceRows(QAbstractListModel):
    """Shows the sources, each with the gravest that was found in it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._checked = CheckedSettings()

    def show_checked(self, checked: CheckedSettings) -> None:
        """Show these instead."""
        same = [source.number for source in checked.sources] == [source.number for source in self._checked.sources]
        if same:
            self._checked = checked
            self.retell()
            return
        self.beginResetModel()
        self._checked = checked
        self.endResetModel()

    def source(self, row: int) -> Source | None:
        """Return the source of a row."""
        return self._checked.sources[row] if 0 <= row < len(self._checked.sources) else None

    def document(self, row: int) -> SettingsDocument | None:
        """Return what was read of a row; None where it is of no use."""
        document = self._checked.documents[row] if 0 <= row < len(self._checked.documents) else None
        return document if isinstance(document, SettingsDocument) else None

    def retell(self) -> None:
        """Speak the language of the look."""
        if self._checked.sources:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._checked.sources) - 1, 0))

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count them."""
        return 0 if parent.isValid() else len(self._checked.sources)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._checked.sources[index.row()].name
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self._row(index.row())
                return ". ".join(part for part in (row.title, row.word, row.where) if part)
            case Qt.ItemDataRole.ToolTipRole:
                path = self._checked.sources[index.row()].path
                return str(path) if path is not None else ""
            case _ if role == FINDING_ROLE:
                return self._row(index.row())
            case _:
                return None

    def _row(self, number: int) -> FindingRow:
        say, name = self._look.say, self._checked.sources[number].name
        if number >= len(self._checked.documents):
            return FindingRow(Light.RUNNING, say(message("testing")), name, say(message("is read…")))
        document = self._checked.documents[number]
        if isinstance(document, UnusableDocument):
            return FindingRow(Light.INCONCLUSIVE, say(message("cannot tell")), name, say(document.said))
        of, form = KIND_WORDS[document.kind], FORMAT_WORDS[document.format]
        kind = say(message("{kind}, {format}, settings: {count}", kind=of, format=form, count=len(document.settings)))
        severity = self._gravest(document.name)
        if severity is None:
            return FindingRow(Light.PASS, say(message("good")), name, kind)
        return FindingRow(LIGHT_OF[severity] or Light.PASS, say(SEVERITY_WORDS[severity]), name, kind)

    def _gravest(self, name: str) -> FindingSeverity | None:
        report = self._checked.report
        # The gravest come first.
        return next((finding.severity for finding in report.findings if finding.file == name), None) if report is not None else None
