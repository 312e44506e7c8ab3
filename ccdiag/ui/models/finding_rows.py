"""What was found in settings files, as a list: the gravest first."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.model.message import Message
from ccdiag.model.verdict import Light
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding
from ccdiag.settings_check.lint_words import SEVERITY_WORDS, where
from ccdiag.ui.look import Look

FINDING_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_NOTHING: Final = QModelIndex()
LIGHT_OF: Final[dict[FindingSeverity, Light | None]] = {
    FindingSeverity.FAULT: Light.FAIL,
    FindingSeverity.UNDECIDED: Light.INCONCLUSIVE,
    FindingSeverity.WARNING: Light.WARN,
    FindingSeverity.NOTE: None,
}

Index = QModelIndex | QPersistentModelIndex


class FindingRow(Struct, frozen=True):
    """What stands in a row."""

    light: Light | None
    """None: a note."""
    word: str
    title: str
    where: str


class FindingRows(QAbstractListModel):
    """Shows the findings of a report."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._findings: tuple[LintFinding, ...] = ()

    def show_findings(self, findings: Sequence[LintFinding]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._findings = tuple(findings)
        self.endResetModel()

    def finding(self, row: int) -> LintFinding | None:
        """Return the finding of a row."""
        return self._findings[row] if 0 <= row < len(self._findings) else None

    def retell(self) -> None:
        """Speak the language of the look."""
        if self._findings:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._findings) - 1, 0))

    def rowCount(self, parent: Index = _NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count them."""
        return 0 if parent.isValid() else len(self._findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a row."""
        if not index.isValid():
            return None
        row = self._row(self._findings[index.row()])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.word}. {row.title} {row.where}"
            case _ if role == FINDING_ROLE:
                return row
            case _:
                return None

    def _row(self, finding: LintFinding) -> FindingRow:
        say = self._look.say
        return FindingRow(
            light=LIGHT_OF[finding.severity],
            word=say(SEVERITY_WORDS[finding.severity]),
            title=say(finding.title),
            where=where_of(finding, say),
        )


def where_of(finding: LintFinding, say: Callable[[Message], str]) -> str:
    """Return the file and the place in it."""
    place = where(finding)
    return ": ".join(part for part in (finding.file, say(place) if place is not None else "") if part)
