"""Reading, judging and showing settings files for `ccdiag lint`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.app.corrected_file import PROBLEM_WORDS, CorrectedFileError, free_name, write_corrected
from ccdiag.cli.case_files import load_case_file
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.policy import environment_asked_for
from ccdiag.cli.status import Exit
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.errors import ContentError
from ccdiag.model.case import Case, Generation
from ccdiag.model.environment import Environment
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.settings_check.corrected import corrected
from ccdiag.settings_check.document import DocumentKind, SettingsDocument, UnusableDocument
from ccdiag.settings_check.documents import LARGEST_DOCUMENT
from ccdiag.settings_check.lint import lint
from ccdiag.settings_check.lint_report import LintReport, LintVerdict
from ccdiag.settings_check.reading import open_document, unusable
from ccdiag.settings_check.to_set import list_as_csv
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

STANDARD_INPUT: Final = "-"
_STATUS: Final = {
    LintVerdict.GOOD: Exit.GOOD,
    LintVerdict.FAULT: Exit.FAULT,
    LintVerdict.UNUSABLE: Exit.UNUSABLE,
    LintVerdict.COULD_NOT_TELL: Exit.COULD_NOT_TELL,
}
_MOST_FILES: Final = 200


class LintRequest(Struct, frozen=True, kw_only=True):
    """What was asked for."""

    files: tuple[str, ...]
    generation: Generation | None = None
    country: Literal["nl", "be"] | None = None
    case: Path | None = None
    environment: str | None = None
    kind: str | None = None
    corrected: Path | None = None
    to_set: Path | None = None
    table: bool = False
    json: bool = False


class _Read(Struct, frozen=True):
    """One file as it was read."""

    path: str
    content: bytes
    document: SettingsDocument | UnusableDocument


def run_lint(request: LintRequest) -> int:
    """Judge the files together, show what was found, write what was asked for; returns the exit status."""
    if len(request.files) > _MOST_FILES:
        fail(said("These are more than {most} files.").format(most=_MOST_FILES))
    environment, case = _known(request)
    read = _named_apart([_read(name, request.kind) for name in request.files])
    report = lint(
        [one.document for one in read], environment=environment, case=case, generation=request.generation, country=request.country
    )
    _show(report, environment, request)
    written = _write(request, read, report)
    status = _STATUS[report.verdict]
    return int(status if written else Exit.UNUSABLE)


def _known(request: LintRequest) -> tuple[Environment, Case]:
    try:
        environment = environment_asked_for(request.environment)
        case = load_case_file(request.case, environment) if request.case is not None else Case()
    except ContentError as error:
        fail(error.shown(tr()))
    return environment, case


def _read(name: str, kind: str | None) -> _Read:
    chosen = DocumentKind(kind) if kind is not None else None
    shown = said("standard input") if name == STANDARD_INPUT else name
    try:
        content = sys.stdin.buffer.read(LARGEST_DOCUMENT + 1) if name == STANDARD_INPUT else read_bounded(Path(name), most=LARGEST_DOCUMENT)
    except FileReadError as error:
        problem = Unreadable.TOO_LARGE if error.problem == "too_large" else Unreadable.NO_FILE
        return _Read(name, b"", unusable(shown, DocumentError(problem)))
    return _Read(name, content, open_document(content, shown, kind=chosen))


def _named_apart(read: list[_Read]) -> list[_Read]:
    """Name files of the same name in different folders by their paths."""
    names = [one.document.name for one in read]
    return [
        _Read(one.path, one.content, replace(one.document, name=printable(one.path, most=200)))
        if names.count(one.document.name) > 1
        else one
        for one in read
    ]


def _show(report: LintReport, environment: Environment, request: LintRequest) -> None:
    if request.json:
        import msgspec

        from ccdiag import __version__
        from ccdiag.cli.json_output import write_bytes
        from ccdiag.settings_check.lint_document import lint_document

        document = lint_document(
            report, environment=environment.id, simulation=environment.simulation, version=__version__, render=safe(tr())
        )
        write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
        return
    from ccdiag.cli.lint_output import show_lint

    show_lint(report, safe(tr()), table=request.table, simulation=environment.simulation)


def _write(request: LintRequest, read: list[_Read], report: LintReport) -> bool:
    """Write the corrected files and the list; says on standard error what was written. Returns whether all could be."""
    originals = [Path(one.path) for one in read if one.path != STANDARD_INPUT]
    results = [*_corrected_files(request, read, report, originals)]
    if request.to_set is not None:
        results.append(_put(request.to_set, list_as_csv(report), originals))
    return all(results)


def _corrected_files(request: LintRequest, read: list[_Read], report: LintReport, originals: list[Path]) -> Iterator[bool]:
    target, render = request.corrected, safe(tr())
    if target is None:
        return
    changed = []
    for one in read:
        if isinstance(one.document, UnusableDocument):
            continue
        outcome = corrected(one.content, one.document, report)
        if outcome.not_in_place:
            write_error(
                render(message("{file} cannot be corrected in place; --list FILE writes what has to be set.", file=one.document.name))
            )
            yield False
        elif outcome.content is None:
            write_error(render(message("{file}: nothing is certain enough to be corrected.", file=one.document.name)))
        else:
            for change in outcome.changes:
                values = {"parameter": change.parameter, "where": change.location, "was": change.was, "becomes": change.becomes}
                write_error(render(message("{where}: {parameter} was {was}, becomes {becomes}.", **values)))
            changed.append((one, outcome.content))
    if not target.is_dir() and len(changed) > 1:
        write_error(render(message("Several files are corrected: --corrected has to name a folder.")))
        yield False
        return
    for one, content in changed:
        name = "settings.txt" if one.path == STANDARD_INPUT else Path(one.path).name
        try:
            path = free_name(target, name) if target.is_dir() else target
        except CorrectedFileError as error:
            write_error(render(PROBLEM_WORDS[error.problem]))
            yield False
            continue
        yield _put(path, content, originals)


def _put(path: Path, content: bytes, originals: list[Path]) -> bool:
    render = safe(tr())
    try:
        write_corrected(path, content, originals)
    except CorrectedFileError as error:
        write_error(render(message("{file}: {problem}", file=str(path), problem=PROBLEM_WORDS[error.problem])))
        return False
    write_error(render(message("Saved as {file}.", file=str(path))))
    return True
