"""Saves a corrected copy of a settings file, or the list of what has to be set; the original is never written over."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ccdiag.model.message import message
from ccdiag.probes.abandon import run_abandonable
from ccdiag.ui.look import Look
from ccdiag.ui.settings_checking import CheckedSettings, Source, Spawn

if TYPE_CHECKING:
    from ccdiag.settings_check.corrected import Corrected
    from ccdiag.settings_check.document import SettingsDocument
    from ccdiag.settings_check.lint_report import LintReport

Result = TypeVar("Result")
_ON_DISK_S: Final = 10.0
"""A settings file is read or written in a moment; what takes so long hangs on a drive that is gone."""


class Correcting(QObject):
    """Asks where to write, and writes beside the loop."""

    told = Signal(object)
    """A Message that need not be read."""
    warned = Signal(object)
    """A Message that has to be."""

    def __init__(self, look: Look, window: QWidget, spawn: Spawn, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._window = window
        self._spawn = spawn

    def save_corrected(self, row: int, checked: CheckedSettings) -> None:
        """Save one source with what is certain to be wrong in it corrected."""
        from ccdiag.settings_check.document import SettingsDocument

        document, report = checked.documents[row], checked.report
        if isinstance(document, SettingsDocument) and report is not None:
            self._spawn(self._correct(checked.sources[row], document, report, _originals(checked)), "ccdiag-settings-correct")

    def save_list(self, checked: CheckedSettings) -> None:
        """Save what has to be set, as a table."""
        from ccdiag.settings_check.to_set import list_as_csv

        if checked.report is None:
            return
        content, originals = list_as_csv(checked.report), _originals(checked)
        name = self._look.say(message("settings to set")) + ".csv"
        self._ask(self._folder(checked) / name, lambda target: self._write(target, content, originals))

    async def _correct(self, source: Source, document: "SettingsDocument", report: "LintReport", originals: list[Path]) -> None:
        try:
            outcome, suggested = await _beside(lambda: (_corrected(source, document, report), _suggested(source)))
        except TimeoutError:
            outcome, suggested = None, Path()
        if outcome is None:
            self.warned.emit(message("{file} cannot be read any more.", file=source.name))
        elif outcome.not_in_place:
            self.warned.emit(message("{file} cannot be corrected in place; save the list of what has to be set instead.", file=source.name))
        elif outcome.content is None:
            self.warned.emit(message("{file}: nothing is certain enough to be corrected.", file=source.name))
        else:
            content = outcome.content
            self._ask(suggested, lambda target: self._write(target, content, originals))

    def _ask(self, suggested: Path, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, self._look.say(message("Save corrected settings")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(suggested.parent))
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(lambda name: write(Path(name)))
        dialog.open()

    def _write(self, target: Path, content: bytes, originals: Sequence[Path]) -> None:
        self._spawn(self._put(target, content, originals), "ccdiag-settings-save")

    async def _put(self, target: Path, content: bytes, originals: Sequence[Path]) -> None:
        from ccdiag.app.corrected_file import PROBLEM_WORDS, CorrectedFileError, write_corrected

        try:
            # The dialog has asked whether another file may be replaced.
            await _beside(partial(write_corrected, target, content, originals, replace=True))
        except (CorrectedFileError, TimeoutError) as error:
            problem = error.problem if isinstance(error, CorrectedFileError) else "not_written"
            self.warned.emit(message("{file}: {problem}", file=target.name, problem=PROBLEM_WORDS[problem]))
        else:
            self.told.emit(message("Saved as {file}.", file=target.name))

    def _folder(self, checked: CheckedSettings) -> Path:
        return next((source.path.parent for source in checked.sources if source.path is not None), Path.home())


async def _beside(work: Callable[[], Result]) -> Result:
    """Run what touches a disk beside the loop; raises TimeoutError, and what the work raises."""
    return await run_abandonable(work, limit=_ON_DISK_S, name="ccdiag-settings-disk")


def _originals(checked: CheckedSettings) -> list[Path]:
    return [source.path for source in checked.sources if source.path is not None]


def _corrected(source: Source, document: "SettingsDocument", report: "LintReport") -> "Corrected | None":
    from ccdiag.settings_check.corrected import corrected
    from ccdiag.ui.settings_checking import content_of

    content = content_of(source)
    return corrected(content, document, report) if isinstance(content, bytes) else None


def _suggested(source: Source) -> Path:
    from ccdiag.app.corrected_file import free_name

    if source.path is None:
        return free_name(Path.home(), "settings.txt")
    return free_name(source.path.parent, source.path.name)
