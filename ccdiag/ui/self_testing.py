"""The self-test, run beside the window by a process of its own: what it loads and starts never touches the window."""

from typing import Final

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal

from ccdiag.app.installation_document import Part
from ccdiag.app.own_program import own_program
from ccdiag.i18n.translator import Language
from ccdiag.model.conversion import decode_json
from ccdiag.model.message import Message, message

_MOST_LINE: Final = 65536
"""In bytes; a part takes some hundred."""


class SelfTesting(QObject):
    """Starts the process, and tells of each part as it becomes known."""

    told = Signal(object)
    """A `Part`."""
    ended = Signal(object)
    """Why there is no whole answer (Message); None where all parts were told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._over = False

    def start(self, language: Language) -> None:
        """Begin; what is told is in this language."""
        program, *arguments = own_program()
        self._process.start(program, [*arguments, "self-test", "--jsonl", "--language", language])

    def leave(self) -> None:
        """Tell nothing more, and go when the process has ended: within seconds, and having cleared away what it made."""
        self._over = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self.deleteLater()
        else:
            self._process.finished.connect(self.deleteLater)

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine(_MOST_LINE).data())
            try:
                part = decode_json(line, Part)
            except msgspec.DecodeError:
                continue
            if not self._over:
                self.told.emit(part)

    def _on_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        whole = how is QProcess.ExitStatus.NormalExit and status in {0, 1}
        self._end(None if whole else message("The self-test ended with {status} before it told everything.", status=status))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(message("The self-test cannot be started."))

    def _end(self, problem: Message | None) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(problem)
