"""Exporting a case: what is personal is looked for and the file is written in a thread, the window goes on."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from ccdiag.model.message import Message, message
from ccdiag.ui.errand import run_errand
from ccdiag.ui.look import Look

if TYPE_CHECKING:
    from ccdiag.cases.redaction import PersonalValue
    from ccdiag.model.saved_case import SavedCase
    from ccdiag.ui.export_dialog import ExportDialog
    from ccdiag.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


Gather = Callable[[Callable[["SavedCase", str], object]], None]
"""Gathers what is known of the run in sight, and hands the case and the run's id on."""


def offer_export(look: Look, window: "MainWindow", gather: Gather) -> None:
    """Put an entry into the File menu that exports the run in sight, with what was said and done in its shop."""
    save = window.action("save")
    menu = next(menu for menu in save.associatedObjects() if isinstance(menu, QMenu))

    def export(saved: "SavedCase", run_id: str) -> None:
        open_export(look, window, replace(saved, runs=tuple(run for run in saved.runs if run.id == run_id)))

    entry = window.menus.add(menu, "export", message("&Export for the helpdesk…"), lambda: gather(export), QKeySequence("Ctrl+E"))
    menu.removeAction(entry)
    menu.insertAction(menu.actions()[menu.actions().index(save) + 1], entry)
    window.menus.retell()


def open_export(look: Look, parent: QWidget | None, saved: "SavedCase") -> "ExportDialog":
    """Show what of a case would leave the shop, and write it where the user wants; returns at once."""
    from ccdiag.ui.export_dialog import ExportDialog

    dialog = ExportDialog(look, parent, saved)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _Export(dialog, saved)
    dialog.open()
    return dialog


class _Export(QObject):
    """One export; lives as long as its dialog."""

    def __init__(self, dialog: "ExportDialog", saved: "SavedCase") -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._saved = saved
        self._documents: dict[str, Any] = {}
        self._values: tuple[PersonalValue, ...] = ()
        self._file = Path()
        dialog.write_wanted.connect(self._write)
        dialog.folder_wanted.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent))))
        self._in_thread(self._look)

    def _look(self) -> Callable[[], None]:
        from ccdiag.app.own_names import own_names
        from ccdiag.cases.case_documents import documents_of
        from ccdiag.cases.redaction import find_personal
        from ccdiag.cases.redaction_secrets import without_secrets

        documents = documents_of(self._saved)
        clean = without_secrets(documents)
        found = find_personal(clean.documents, known=own_names())

        def show() -> None:
            self._documents, self._values = documents, found
            self._dialog.show_found(found, clean.places)

        return show

    def _write(self, file: str, kept: "frozenset[PersonalValue]") -> None:
        self._file = Path(file)
        self._dialog.show_writing()
        self._in_thread(lambda: self._written(kept))

    def _written(self, kept: "frozenset[PersonalValue]") -> Callable[[], None]:
        from ccdiag.cases.bundle import BundleError, write_bundle
        from ccdiag.cases.redaction import redacted

        safely = redacted(self._documents, kept, found=self._values)
        try:
            write_bundle(self._file, safely.documents, safely.document)
        except BundleError as error:
            told = error.told
            return lambda: self._dialog.show_problem(told)
        return lambda: self._dialog.show_written(str(self._file))

    def _in_thread(self, work: Callable[[], Callable[[], None]]) -> None:
        """Do something elsewhere, and show what it returns here; a dialog that was closed meanwhile is told nothing."""

        def safely() -> Callable[[], None]:
            try:
                return work()
            except Exception as error:  # noqa: BLE001  # told in the dialog, whatever it is
                _log.exception("the case cannot be exported")
                told: Message = message("ccdiag itself failed here: {problem}. Details are in the log.", problem=type(error).__name__)
                return lambda: self._dialog.show_problem(told)

        run_errand(safely, lambda show: show() if isValid(self) else None, "ccdiag-export")
