"""The page of the configuration: settings files are checked before they reach a shop, and many terminals are planned."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QStyle, QVBoxLayout, QWidget

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis, Light
from ccdiag.settings_check.lint_report import FindingSeverity, LintReport, LintVerdict
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.finding_rows import FindingRows
from ccdiag.ui.models.settings_table import FOUND, NEEDED_1_0, NEEDED_2_0, PARAMETER, SettingsTable
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.settings_checking import CheckedSettings
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.drop_panel import DropPanel
from ccdiag.ui.widgets.finding_detail import FindingDetail
from ccdiag.ui.widgets.finding_list import FindingList
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.plain_table import PlainTable
from ccdiag.ui.widgets.scrolling import scrolling
from ccdiag.ui.widgets.segments import Segments
from ccdiag.ui.widgets.source_list import SourceList

_NARROW_EM: Final = 66.0
_SIGN_EM: Final = 2.2
_LIST_EM: Final = 12.0
FILES: Final = "files"
FLEET: Final = "fleet"
_AS_STATED: Final = "stated"
_VERDICTS: Final[dict[LintVerdict, tuple[Light, Message]]] = {
    LintVerdict.GOOD: (Light.PASS, message("No fault found in these settings")),
    LintVerdict.FAULT: (Light.FAIL, message("Faults in these settings: {faults}")),
    LintVerdict.UNUSABLE: (Light.INCONCLUSIVE, message("A file cannot be used")),
    LintVerdict.COULD_NOT_TELL: (Light.INCONCLUSIVE, message("Whether these settings are right cannot be told")),
}
_INTRODUCTION: Final = (
    message("Drop settings files here"),
    message("The configuration of a Webkassa, the parameters of TMS, or both; what belongs to one shop is judged together."),
    message("Or paste text from a mail, from the TMS web page or from a browser's developer tools."),
    message("Read are JSON, XML, INI, lines of text, CSV and XLSX. Passwords and keys in them are masked at once; no file is changed."),
)


class ConfigurationPage(QWidget):
    """Shows what was found in settings files; beside them, in a tab of its own, the many terminals."""

    open_wanted = Signal()
    files_dropped = Signal(list)
    """Paths."""
    paste_wanted = Signal()
    clear_wanted = Signal()
    read_again_wanted = Signal()
    removed = Signal(int)
    """The number of a source."""
    use_wanted = Signal(int)
    """The row of a source that the checklist is to use."""
    correct_wanted = Signal(int)
    """The row of a source of which a corrected copy is to be saved."""
    list_wanted = Signal()
    """What has to be set, as a file."""
    generation_chosen = Signal(object)
    copied = Signal(str)

    def __init__(self, look: Look, fleet: QWidget | None = None, parent: QWidget | None = None) -> None:
        """`fleet` is the view of many terminals."""
        super().__init__(parent)
        self._look = look
        self._checked = CheckedSettings()
        self._narrow = False
        self.setAcceptDrops(True)
        self._tabs = Segments(look)
        self._tabs.chosen.connect(self._turn)
        self._fleet = fleet
        self._build_head()
        self._build_lists()
        self._build_right()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._left, 2)
        self._body.addWidget(self._right, 3)
        self._results = QWidget()
        self._results.setLayout(self._body)
        inside = QWidget()
        self._files = QVBoxLayout(inside)
        self._files.setContentsMargins(0, 0, 0, 0)
        self._files.addLayout(self._head)
        self._files.addWidget(self._empty, 1)
        self._files.addWidget(self._results, 1)
        self._stack = QStackedWidget()
        # All of it scrolls: at twice the text size the head alone may fill a small window.
        self._stack.addWidget(scrolling(inside))
        inside.setAutoFillBackground(False)
        if fleet is not None:
            self._stack.addWidget(scrolling(fleet))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._stack, 1)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._on_paste)
        look.changed.connect(self._restyle)
        self._restyle()

    def _build_head(self) -> None:
        look = self._look
        self._sign = Mark(look, _SIGN_EM)
        self._verdict, self._standing = FlowingText(), FlowingText()
        self._open = AccentButton(look, Pictogram.FILE_CHECK)
        self._open.clicked.connect(self.open_wanted)
        self._paste = QPushButton()
        self._paste.clicked.connect(self.paste_wanted)
        self._again, self._clear, self._list = QPushButton(), QPushButton(), QPushButton()
        self._list.clicked.connect(self.list_wanted)
        self._again.clicked.connect(self.read_again_wanted)
        self._clear.clicked.connect(self.clear_wanted)
        self._generation = Segments(look)
        self._generation.chosen.connect(lambda key: self.generation_chosen.emit(None if key == _AS_STATED else key))
        self._meant = QLabel()
        self._meant.setBuddy(self._generation)
        said = QVBoxLayout()
        said.setContentsMargins(0, 0, 0, 0)
        said.addWidget(self._verdict)
        said.addWidget(self._standing)
        told = QHBoxLayout()
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        told.addLayout(said, 1)
        self._told = told
        self._buttons = FlowLayout()
        for button in (self._list, self._again, self._clear, self._paste, self._open):
            self._buttons.addWidget(button)
        self._upper = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._upper.addLayout(told, 1)
        self._upper.addLayout(self._buttons)
        self._choice = FlowLayout()
        self._choice.addWidget(self._meant)
        self._choice.addWidget(self._generation)
        self._head = QVBoxLayout()
        self._head.addLayout(self._upper)
        self._head.addLayout(self._choice)
        self._empty = DropPanel(look)

    def _build_lists(self) -> None:
        look = self._look
        self._left = Panel(look)
        self.sources = SourceList(look)
        self.sources.removed.connect(self.removed)
        self.sources.use_wanted.connect(self.use_wanted)
        self.sources.correct_wanted.connect(self.correct_wanted)
        self._rows = FindingRows(look)
        self.findings = FindingList(look, self._rows)
        self.findings.finding_chosen.connect(self._show_finding)
        self._files_title, self._findings_title = QLabel(), QLabel()
        self._left_column = QVBoxLayout(self._left)
        self._left_column.addWidget(self._files_title)
        self._left_column.addWidget(self.sources)
        self._left_column.addWidget(self._findings_title)
        self._left_column.addWidget(self.findings, 1)

    def _build_right(self) -> None:
        look = self._look
        self._right = Panel(look)
        self.detail = FindingDetail(look)
        self.detail.copied.connect(self.copied)
        self._nothing = FlowingText()
        self._model = SettingsTable(look)
        self.table = PlainTable(look, self._model, stretched=FOUND, widths={PARAMETER: 17.0, NEEDED_1_0: 11.0, NEEDED_2_0: 15.0})
        self._table_title = QLabel()
        self._right_column = QVBoxLayout(self._right)
        self._right_column.addWidget(self.detail)
        self._right_column.addWidget(self._nothing)
        self._right_column.addWidget(self._table_title)
        self._right_column.addWidget(self.table, 1)

    # --- what is shown ---

    def show_checked(self, checked: CheckedSettings) -> None:
        """Show what was found."""
        before = self._rows.finding(self.findings.currentIndex().row())
        self._checked = checked
        self.sources.show_checked(checked)
        if checked.report is not None and not checked.busy:
            self._rows.show_findings(checked.report.findings)
            self._model.show_rows(checked.report.comparison)
            again = checked.report.findings.index(before) if before in checked.report.findings else 0
            self.findings.choose(again if checked.report.findings else -1)
        self._fill()

    def show_fleet(self) -> None:
        """Turn to the many terminals."""
        self._tabs.choose(FLEET)
        self._turn()

    def _show_finding(self, row: int) -> None:
        finding = self._rows.finding(row)
        self.detail.show_finding(finding)
        if finding is not None and finding.setting is not None and (place := self._model.row_of(finding.setting)) >= 0:
            self.table.selectRow(place)
        else:
            self.table.clearSelection()

    def _turn(self) -> None:
        self._stack.setCurrentIndex(1 if self._tabs.choice == FLEET and self._stack.count() > 1 else 0)

    def _on_paste(self) -> None:
        if self._stack.currentIndex() == 0:
            self.paste_wanted.emit()

    def _fill(self) -> None:
        look, metrics, theme, checked = self._look, self._look.metrics, self._look.theme, self._checked
        some = bool(checked.sources)
        self._empty.setVisible(not some)
        self._results.setVisible(some)
        for part in (self._list, self._again, self._clear, self._meant, self._generation):
            part.setVisible(some)
        self._list.setEnabled(checked.report is not None and bool(checked.report.comparison))
        self._again.setEnabled(any(source.path is not None for source in checked.sources))
        light, told = self._conclusion()
        if light is None:
            self._sign.show_drawing(lambda painter, area: paint_pictogram(painter, area, Pictogram.FILE_CHECK, theme.accent))
        else:
            self._sign.show_drawing(lambda painter, area: paint_light(painter, area, light, theme, ground=theme.window))
        self._verdict.setFont(metrics.sized(HEADING, bold=True))
        self._verdict.show_text(look.say(told), theme.text)
        self._standing.setFont(metrics.small)
        self._standing.show_text(self._judged_for(checked.report) if not checked.busy else "", theme.secondary)
        self._standing.setVisible(checked.report is not None and not checked.busy)
        found = checked.report is not None and bool(checked.report.findings)
        self.findings.setVisible(found)
        self._findings_title.setVisible(found)
        self._nothing.setVisible(checked.report is not None and not found and not checked.busy)
        self.table.setVisible(checked.report is not None and bool(checked.report.comparison))
        self._table_title.setVisible(self.table.isVisibleTo(self))
        self.table.setMinimumHeight(min(self.table.height_of_all(), metrics.length(26)))
        self._left_column.setStretchFactor(self.sources, 0 if found else 1)

    def _conclusion(self) -> tuple[Light | None, Message]:
        report = self._checked.report
        if self._checked.busy:
            return Light.RUNNING, message("The settings are read…")
        if report is None:
            return None, message("Check settings before they reach a shop")
        faults = len(report.of(FindingSeverity.FAULT))
        # A file that is of no use hides no fault in another.
        light, told = _VERDICTS[LintVerdict.FAULT if faults else report.verdict]
        if report.verdict is LintVerdict.GOOD and report.of(FindingSeverity.WARNING):
            return Light.WARN, told
        return light, told.with_values(faults=faults)

    def _judged_for(self, report: LintReport | None) -> str:
        if report is None:
            return ""
        if report.generation is None:
            told = message("Whether they are meant for Cloud Connect 1.0 or 2.0 is not stated, and the files do not tell.")
        elif report.generation_basis is Basis.STATED:
            told = message("Judged for Cloud Connect {generation}, as stated.", generation=report.generation)
        else:
            told = message("Judged for Cloud Connect {generation}, which the files suggest.", generation=report.generation)
        return self._look.say(told)

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("Configuration")))
        for layout in (self._column, self._files, self._head, self._upper, self._buttons, self._body, self._choice, self._told):
            layout.setSpacing(gap)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._left_column.setContentsMargins(inner, inner, 1, 1)
        self._right_column.setContentsMargins(margin, inner, margin, inner)
        for column in (self._left_column, self._right_column):
            column.setSpacing(small)
        self._tabs.show_choices([(FILES, say(message("Settings files"))), (FLEET, say(message("Many terminals")))])
        self._tabs.setVisible(self._fleet is not None)
        self._tabs.setAccessibleName(say(message("Settings files or many terminals")))
        self._generation.show_choices([(_AS_STATED, say(message("As stated"))), ("1.0", "1.0"), ("2.0", "2.0")])
        self._generation.name_choices(say(message("Meant for Cloud Connect")))
        self._meant.setText(say(message("Meant for Cloud Connect")))
        self._meant.setFont(metrics.font)
        # As high as one choice beside it, so that both stand on one line.
        self._meant.setMinimumHeight(metrics.length(2.05))
        for button, text, picture in (
            (self._open, message("&Open…"), None),
            (self._paste, message("&Paste"), Pictogram.COPY),
            (self._again, message("Read a&gain"), Pictogram.REPEAT),
            (self._list, message("Save what has to be &set…"), Pictogram.CHECKLIST),
            (self._clear, message("C&lear"), Pictogram.CROSS),
        ):
            button.setText(say(text))
            if picture is not None:
                button.setIcon(pictogram_icon(look, picture))
                button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
                button.setMinimumHeight(metrics.length(2.05))
        self._open.updateGeometry()
        for label, text in (
            (self._files_title, message("Files")),
            (self._findings_title, message("Found")),
            (self._table_title, message("Beside what 1.0 and 2.0 need")),
        ):
            label.setText(say(text))
            label.setFont(metrics.sized(HEADING, bold=True))
            label.setWordWrap(True)
            label.setContentsMargins(0, 0 if label is self._files_title else gap, 0, 0)
        self._empty.show_texts(say(_INTRODUCTION[0]), [say(line) for line in _INTRODUCTION[1:]])
        self._nothing.setFont(metrics.font)
        self._nothing.show_text(say(message("Nothing to mend.")), look.theme.secondary)
        self.findings.setAccessibleName(say(message("What was found")))
        self.table.setAccessibleName(say(message("Beside what 1.0 and 2.0 need")))
        self.findings.setMinimumHeight(metrics.length(_LIST_EM))
        self._rows.retell()
        self.findings.doItemsLayout()
        self._model.retell()
        self._arrange()
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stack where there is no room side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(direction)
        self._upper.setDirection(direction)
        room = self.width() - 2 * self._look.metrics.margin - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        for choices in (self._tabs, self._generation):
            choices.set_stacked(False)
            choices.set_stacked(choices.sizeHint().width() > room)

    # --- what is dropped ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take settings files; cases go to the window."""
        if self._stack.currentIndex() == 0 and _settings_of(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Check what was dropped."""
        if files := _settings_of(event):
            event.acceptProposedAction()
            self.files_dropped.emit(files)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Lay out anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()


def _settings_of(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    # A case or an environment is opened, wherever it is dropped.
    return paths if paths and all(path.suffix.lower() not in {".ccdiag", ".toml"} for path in paths) else []
