"""`ccdiag check --save`: the run as a file to mail, without what is personal."""

import os
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from ccdiag import __version__
from ccdiag.cli.explain import Render
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.model.case_key import case_key, shop_of
from ccdiag.model.event import RunEvent
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun, TimedEvent
from ccdiag.model.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ccdiag.cases.redaction import KeptKind, RedactionDocument, ReplacedKind
    from ccdiag.cases.redaction_kinds import PersonalKind

ALL: Final = "all"
NONE: Final = "none"


class RunSaving:
    """Takes the events of a run as they come, and writes it when it ends; each run replaces the one before."""

    def __init__(self, file: Path, keep: tuple[str, ...] = ()) -> None:
        """`keep`: the kinds of personal data that are left as they are. Ends the program where file or kinds cannot be used."""
        _refuse_unwritable(file)
        self._file = file
        self._keep = _kinds(keep)
        self._begin = perf_counter()
        self._events: list[TimedEvent] = []

    def begin(self) -> None:
        """Begin a run."""
        self._begin = perf_counter()
        self._events = []

    def event(self, event: RunEvent) -> None:
        """Take an event that has just happened."""
        self._events.append(TimedEvent(round(perf_counter() - self._begin, 6), event))

    def finish(self, run_id: str, state: RunState, situation: Situation) -> None:
        """Write the run down and say so on standard error. Ends the program where the disk does not take it."""
        from ccdiag.app.own_names import own_names
        from ccdiag.cases.bundle import BundleError, write_bundle
        from ccdiag.cases.case_documents import documents_of
        from ccdiag.cases.redaction import redacted

        case = situation.case
        run = SavedRun(
            id=run_id,
            version=__version__,
            environment=situation.environment,
            case=case,
            touch_terminal=situation.touch_terminal,
            hold_s=situation.hold_s,
            state=state,
            events=tuple(self._events),
        )
        simulation = situation.simulation
        saved = SavedCase(key=case_key(case, simulation=simulation), shop=shop_of(case), simulation=simulation, case=case, runs=(run,))
        safely = redacted(documents_of(saved), self._keep, known=own_names())
        try:
            write_bundle(self._file, safely.documents, safely.document)
        except BundleError as error:
            fail(tr()(error.told))
        self._tell(safely.document)

    def _tell(self, redaction: "RedactionDocument") -> None:
        render = safe(tr())
        write_error(render(message("Saved as {file}.", file=str(self._file))))
        if redaction.replaced:
            kinds = kinds_told(redaction.replaced, render)
            write_error(render(message("Replaced by pseudonyms: {kinds}. To leave some as they are: --keep KIND.", kinds=kinds)))
        if redaction.kept:
            write_error(render(message("Left readable: {kinds}.", kinds=kinds_told(redaction.kept, render))))


def kinds_told(kinds: "Iterable[ReplacedKind | KeptKind]", render: Render) -> str:
    """Name kinds of personal data, each with how many values of it there are."""
    from ccdiag.cases.redaction_kinds import KIND_WORDS

    return ", ".join(f"{render(KIND_WORDS[one.kind])} ({one.values})" for one in kinds)


def _refuse_unwritable(file: Path) -> None:
    folder = file.absolute().parent
    if not folder.is_dir():
        fail(said("--save: there is no folder {folder}.").format(folder=folder))
    if file.exists() and not file.is_file():
        fail(said("--save: {file} is no ordinary file.").format(file=file))
    if not os.access(folder, os.W_OK):
        fail(said("--save: this user may not write into {folder}.").format(folder=folder))


def _kinds(names: tuple[str, ...]) -> "frozenset[PersonalKind]":
    from ccdiag.cases.redaction_kinds import KEPT_BY_DEFAULT, PersonalKind

    known = {kind.value: kind for kind in PersonalKind}
    unknown = [name for name in names if name not in {*known, ALL, NONE}]
    if unknown:
        there = ", ".join((*known, ALL, NONE))
        fail(said("--keep: there is no kind “{name}”; there are: {names}.").format(name=unknown[0], names=there))
    if ALL in names:
        return frozenset(PersonalKind)
    chosen = frozenset(known[name] for name in names if name in known)
    return chosen if NONE in names else chosen | KEPT_BY_DEFAULT
