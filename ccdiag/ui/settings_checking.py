"""Checks settings files for the window: reads them beside the loop, judges them together, and judges again when something is stated."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ccdiag.model.case import Case, Generation
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.probes.abandon import run_abandonable

if TYPE_CHECKING:
    from ccdiag.settings_check.document import SettingsDocument, UnusableDocument
    from ccdiag.settings_check.lint_report import LintReport
    from ccdiag.settings_check.unreadable import Unreadable

MOST_SOURCES: Final = 50
"""Files that are judged together; they belong to one shop."""
_READING_S: Final = 10.0
"""A file of the permitted size comes in a moment; what takes so long hangs on a drive that is gone."""
_JUDGING_S: Final = 600.0
"""Many files of many terminals take seconds; with a limit, and in a thread that nobody waits for when the program ends."""
Spawn = Callable[[Coroutine[Any, Any, None], str], object]


class Source(Struct, frozen=True, kw_only=True):
    """A file that was brought, or a text that was pasted."""

    number: int
    name: str
    path: Path | None = None
    text: bytes = b""
    """What was pasted, for a corrected text only: it may hold secrets, and is neither shown nor kept."""

    def __repr__(self) -> str:
        return f"Source({self.number}, {self.name})"


class CheckedSettings(Struct, frozen=True, kw_only=True):
    """The sources, each beside its document, and what was found in them together."""

    sources: tuple[Source, ...] = ()
    documents: "tuple[SettingsDocument | UnusableDocument, ...]" = ()
    report: "LintReport | None" = None
    """None: nothing to judge."""
    busy: bool = False


class SettingsChecking(QObject):
    """Holds what is checked on the page of the configuration."""

    changed = Signal(object)
    """CheckedSettings."""
    refused = Signal(object)
    """A Message."""

    def __init__(self, spawn: Spawn, environment: Environment, case: Case, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spawn = spawn
        self._environment = environment
        self._case = case
        self._generation: Generation | None = None
        self._numbers = itertools.count(1)
        self._pasted = 0
        self._asked = 0
        self._judging = False
        self.checked = CheckedSettings()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read these too; one that is there already is read again."""
        kept = [source for source in self.checked.sources if source.path not in paths]
        self._take([*kept, *(Source(number=next(self._numbers), name=path.name, path=path) for path in dict.fromkeys(paths))])

    def paste(self, text: str, say: Callable[[Message], str]) -> None:
        """Read a text that was copied from somewhere."""
        if not text.strip():
            self.refused.emit(message("There is no text to paste."))
            return
        self._pasted += 1
        name = say(message("Pasted text {number}", number=self._pasted))
        source = Source(number=next(self._numbers), name=name, text=text.encode("utf-8", errors="replace"))
        self._take([*self.checked.sources, source])

    def remove(self, number: int) -> None:
        """Leave one out from now on."""
        self._take([source for source in self.checked.sources if source.number != number])

    def clear(self) -> None:
        """Begin anew."""
        self._pasted = 0
        self._take([])

    def read_again(self) -> None:
        """Read every file again: somebody may have changed it."""
        self._take(list(self.checked.sources))

    def mean_generation(self, generation: Generation | None) -> None:
        """Judge for this generation; none: as the case, or else the files tell."""
        if generation != self._generation:
            self._generation = generation
            self._judge_anew()

    def compare_with(self, case: Case, environment: Environment) -> None:
        """Hold the files against another case."""
        if (case, environment) != (self._case, self._environment):
            self._case, self._environment = case, environment
            self._judge_anew()

    def _take(self, sources: list[Source]) -> None:
        if len(sources) > MOST_SOURCES:
            self.refused.emit(message("At most {most} files are judged together.", most=MOST_SOURCES))
            sources = sources[:MOST_SOURCES]
        wanted = _named_apart(sources)
        # What goes on meanwhile belongs to other sources, and is thrown away when it comes.
        self._tell(CheckedSettings(sources=wanted, report=self.checked.report if wanted else None, busy=bool(wanted)))
        if wanted:
            self._spawn(self._read(wanted), "ccdiag-settings-check")

    async def _read(self, sources: tuple[Source, ...]) -> None:
        documents = await _documents_of(sources)
        if self.checked.sources == sources:
            self.checked = replace(self.checked, documents=documents)
            self._asked += 1
            await self._judge()

    def _judge_anew(self) -> None:
        self._asked += 1
        if self.checked.documents:
            self._spawn(self._judge(), "ccdiag-settings-judge")

    async def _judge(self) -> None:
        """Judge what is there beside the loop; once more where something was stated meanwhile."""
        if self._judging:
            return
        self._judging = True
        try:
            answered = 0
            while answered != self._asked and self.checked.documents:
                answered, checked = self._asked, self.checked
                judged = partial(_judged, checked, self._environment, self._case, self._generation)
                told = await run_abandonable(judged, limit=_JUDGING_S, name="ccdiag-settings-judge")
                if self.checked is checked and answered == self._asked:
                    self._tell(told)
        finally:
            self._judging = False

    def _tell(self, checked: CheckedSettings) -> None:
        self.checked = checked
        self.changed.emit(checked)


async def _documents_of(sources: Sequence[Source]) -> "tuple[SettingsDocument | UnusableDocument, ...]":
    """Read all side by side: one on a drive that is gone holds up neither the window nor the others for long."""
    contents = await asyncio.gather(*(_content_in_time(source) for source in sources))
    opened = partial(_opened_all, sources, contents)
    return await run_abandonable(opened, limit=_JUDGING_S, name="ccdiag-settings-read")


async def _content_in_time(source: Source) -> "bytes | Unreadable":
    try:
        return await run_abandonable(lambda: content_of(source), limit=_READING_S, name="ccdiag-settings-file")
    except TimeoutError:
        from ccdiag.settings_check.unreadable import Unreadable

        return Unreadable.NO_FILE


def _opened_all(sources: Sequence[Source], contents: "Sequence[bytes | Unreadable]") -> "tuple[SettingsDocument | UnusableDocument, ...]":
    return tuple(_opened(source, content) for source, content in zip(sources, contents, strict=True))


def _judged(checked: CheckedSettings, environment: Environment, case: Case, generation: Generation | None) -> CheckedSettings:
    from ccdiag.settings_check.lint import lint

    report = lint(checked.documents, environment=environment, case=case, generation=generation)
    return CheckedSettings(sources=checked.sources, documents=checked.documents, report=report)


def _opened(source: Source, content: "bytes | Unreadable") -> "SettingsDocument | UnusableDocument":
    from ccdiag.settings_check.reading import open_document, unusable
    from ccdiag.settings_check.unreadable import DocumentError

    return open_document(content, source.name) if isinstance(content, bytes) else unusable(source.name, DocumentError(content))


def content_of(source: Source) -> "bytes | Unreadable":
    """Return the bytes of a source, or why there are none."""
    from ccdiag.content.bounded_file import FileReadError, read_bounded
    from ccdiag.settings_check.documents import LARGEST_DOCUMENT
    from ccdiag.settings_check.unreadable import Unreadable

    if source.path is None:
        return source.text
    try:
        return read_bounded(source.path, most=LARGEST_DOCUMENT)
    except FileReadError as error:
        return Unreadable.TOO_LARGE if error.problem == "too_large" else Unreadable.NO_FILE


def _named_apart(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Name files of one name in different folders by their paths, so that each finding tells its file."""
    names = [source.path.name if source.path is not None else source.name for source in sources]
    return tuple(
        replace(source, name=str(source.path) if source.path is not None and names.count(name) > 1 else name)
        for source, name in zip(sources, names, strict=True)
    )
