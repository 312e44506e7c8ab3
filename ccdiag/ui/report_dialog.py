"""Choosing a report: which form, in which language, of which run; then it is saved, copied or opened."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ccdiag.i18n.translator import LANGUAGE_NAMES, Language
from ccdiag.model.message import message
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.words import RUN_VERDICT_WORDS
from ccdiag.reports.forms import FORM_WORDS, SUFFIXES, Form, file_name, written
from ccdiag.reports.judged import report_of_today
from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram
from ccdiag.ui.paint.report_sheets import ReportSheets
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.check_box import CheckBox
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.radio_button import RadioButton
from ccdiag.ui.widgets.report_preview import ReportPreview
from ccdiag.ui.window_dialogs import warn

if TYPE_CHECKING:
    from datetime import tzinfo

_WIDE_EM, _HIGH_EM = 78.0, 52.0
_CHOICES_EM: Final = 21.0
_CONTROL_EM: Final = 2.05
_MOST_RUNS: Final = 50
"""The newest of a terminal; older ones are reported from the page of cases, one by one."""


class ReportDialog(QDialog):
    """Shows a report as it will be, and gives it away in the form that is chosen."""

    def __init__(
        self,
        look: Look,
        saved: SavedCase,
        run_id: str = "",
        parent: QWidget | None = None,
        *,
        zone: "tzinfo | None" = None,
        tell: Callable[[str], object] = lambda _told: None,
    ) -> None:
        """`run_id` is the run that is chosen at first, the newest where it is empty; `tell` says what was done.

        Raises LookupError for a case without a run.
        """
        super().__init__(parent)
        self._look = look
        self._saved = saved
        self._zone = zone
        self._tell = tell
        self._runs = tuple(reversed(saved.runs))[:_MOST_RUNS]
        chosen = next((run for run in saved.runs if run.id == run_id), None)
        if chosen is not None and chosen not in self._runs:
            self._runs = (*self._runs, chosen)
        if not self._runs:
            raise LookupError(saved.key)
        self._reports: dict[str, Report] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._forms = QButtonGroup(self)
        self._buttons = {form: RadioButton(look) for form in FORM_WORDS}
        self._language_label, self._language = QLabel(), ElidingComboBox()
        self._run_label, self._run = QLabel(), ElidingComboBox()
        self._told = FlowingText()
        self._preview = ReportPreview(look)
        self._opens = CheckBox(look)
        self._opens.setChecked(True)
        self._save = AccentButton(look, Pictogram.FOLDER)
        self._copy, self._close = QPushButton(), QPushButton()
        self._lay_out()
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(self._language.findData(look.language))
        for run in self._runs:
            self._run.addItem("", run.id)
        self._run.setCurrentIndex(self._runs.index(chosen) if chosen is not None else 0)
        self._buttons[Form.PDF].setChecked(True)
        self._forms.buttonToggled.connect(lambda _button, on: self._show() if on else None)
        self._language.currentIndexChanged.connect(lambda _index: self._show())
        self._run.currentIndexChanged.connect(lambda _index: self._show())
        self._save.clicked.connect(self.ask_file)
        self._copy.clicked.connect(self.copy)
        self._close.clicked.connect(self.reject)
        look.changed.connect(self._restyle)
        self._restyle()
        screen = (parent or self).screen().availableGeometry()
        self.resize(min(look.metrics.length(_WIDE_EM), screen.width()), min(look.metrics.length(_HIGH_EM), screen.height()))
        self._show()
        self._buttons[Form.PDF].setFocus()

    # --- what is chosen ---

    @property
    def form(self) -> Form:
        """The form that is chosen."""
        return next(form for form, button in self._buttons.items() if button.isChecked())

    @property
    def language(self) -> Language:
        """The language that is chosen."""
        code: Language = self._language.currentData()
        return code

    @property
    def report(self) -> Report:
        """The report of the run that is chosen."""
        run = self._runs[max(0, self._run.currentIndex())]
        if run.id not in self._reports:
            self._reports[run.id] = report_of_today(self._saved, run, zone=self._zone)
        return self._reports[run.id]

    def choose(self, form: Form, language: Language | None = None) -> None:
        """Choose a form, and a language."""
        if language is not None:
            self._language.setCurrentIndex(self._language.findData(language))
        self._buttons[form].setChecked(True)

    # --- what is done with it ---

    def text(self) -> str:
        """Return the report as text; raises ValueError for a PDF."""
        return written(self.report, self.form, self.language)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        if self.form.is_text:
            QGuiApplication.clipboard().setText(self.text())
            self._tell(self._look.say(message("The text was copied.")))
            self._told.setText(self._look.say(message("The text was copied.")))

    def ask_file(self) -> None:
        """Ask where to save it."""
        dialog = QFileDialog(self, self._look.say(message("Save the report")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIXES[self.form].removeprefix("."))
        dialog.setNameFilters([f"{self._look.say(FORM_WORDS[self.form])} (*{SUFFIXES[self.form]})"])
        dialog.selectFile(file_name(self.report, self.form, self.language))
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def save(self, file: Path) -> None:
        """Write it into a file, whole or not at all, and open it where that is wanted."""
        from ccdiag.content.durable_file import write_durably

        try:
            write_durably(file, self._content())
        except OSError as error:
            problem = error.strerror or type(error).__name__
            warn(self._look, self, message("{file} cannot be written: {problem}", file=file.name, problem=problem))
            return
        told = self._look.say(message("The report was saved: {file}", file=file.name))
        self._tell(told)
        self._told.setText(told)
        if self._opens.isChecked():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    def _content(self) -> bytes:
        if self.form is not Form.PDF:
            return self.text().encode()
        from ccdiag.ui.report_pdf import pdf

        return pdf(self.report, Wording(self.language))

    # --- how it looks ---

    def _lay_out(self) -> None:
        self._choices = QWidget()
        self._column = QVBoxLayout(self._choices)
        self._column.setContentsMargins(0, 0, 0, 0)
        for choice in self._buttons.values():
            self._forms.addButton(choice)
            self._column.addWidget(choice)
        for label, box in ((self._language_label, self._language), (self._run_label, self._run)):
            label.setBuddy(box)
            self._column.addWidget(label)
            self._column.addWidget(box)
        self._column.addStretch(1)
        self._column.addWidget(self._told)
        self._column.addWidget(self._opens)
        self._above = QHBoxLayout()
        self._above.addWidget(self._choices)
        self._above.addWidget(self._preview, 1)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        for button in (self._copy, self._save, self._close):
            self._below.addWidget(button)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._above, 1)
        self._whole.addLayout(self._below)

    def _show(self) -> None:
        form, report, wording = self.form, self.report, Wording(self.language)
        self._told.setText("")
        self._copy.setVisible(form.is_text)
        self._opens.setVisible(not form.is_text)
        if form.is_text:
            self._preview.show_text(self.text())
        else:
            # The web page has the same parts in the same order as the sheet.
            self._preview.show_sheets(ReportSheets(report, wording), wording.say(report.headline))

    def _restyle(self) -> None:
        say, metrics = self._look.say, self._look.metrics
        self.setWindowTitle(say(message("Report")))
        for form, choice in self._buttons.items():
            choice.setText(say(FORM_WORDS[form]))
        self._language_label.setText(say(message("&Language of the report")))
        self._run_label.setText(say(message("&Measured")))
        for index, run in enumerate(self._runs):
            self._run.setItemText(index, self._named(run))
        self._opens.setText(say(message("&Open it afterwards")))
        self._save.setText(say(message("&Save…")))
        self._copy.setText(say(message("&Copy")))
        self._close.setText(say(message("Close")))
        self._preview.set_name(say(message("The report as it will be")))
        for button in (self._copy, self._close):
            button.setMinimumHeight(metrics.length(_CONTROL_EM))
        for box in (self._language, self._run):
            box.setMinimumHeight(metrics.length(_CONTROL_EM))
        self._choices.setFixedWidth(min(metrics.length(_CHOICES_EM), max(1, round(self.screen().availableGeometry().width() * 0.4))))
        self._column.setSpacing(metrics.length(0.35))
        for layout in (self._above, self._below, self._whole):
            layout.setSpacing(metrics.length(0.75))
        margin = metrics.margin
        self._whole.setContentsMargins(margin, margin, margin, margin)

    def _named(self, run: SavedRun) -> str:
        at = run.state.started_at.astimezone(self._zone)
        verdict = run.state.causes[0].title if run.state.causes else RUN_VERDICT_WORDS[run.state.verdict]
        return f"{Wording(self._look.language).moment(at)}  {self._look.say(verdict)}"


def open_report(
    look: Look, parent: QWidget, saved: SavedCase, run_id: str = "", *, tell: Callable[[str], object] = lambda _told: None
) -> ReportDialog | None:
    """Open the dialog for a saved case; a case in which nothing was measured is told, and there is no dialog."""
    if not saved.runs:
        warn(look, parent, message("Nothing was measured yet."))
        return None
    dialog = ReportDialog(look, saved, run_id, parent, tell=tell)
    dialog.open()
    return dialog
