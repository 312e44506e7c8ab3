"""What the checks of settings share: getting at the settings, and judging the findings."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ccdiag.checks.base import CheckContext, Seen
from ccdiag.model.case import SettingTable
from ccdiag.model.facts import SettingFacts
from ccdiag.model.failure import Failure
from ccdiag.model.finding import Finding
from ccdiag.model.limits import Limits
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis
from ccdiag.probes.file_read import read_file
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.settings_check.documents import LARGEST_DOCUMENT, parse_document
from ccdiag.settings_check.setting import Setting, stated_settings
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.wording import DOCUMENT, WARNINGS, sentence

_LONGEST_NAME = 80
_OPEN = (Finding.UNREADABLE, Finding.UNDECIDED)


class SettingDocument(Struct, frozen=True):
    """The settings that a case states or names a file of, or why they cannot be had."""

    label: str
    """What observations are named by: the file's name, or the case's table."""
    settings: tuple[Setting, ...] = ()
    problem: Unreadable | None = None
    location: str | None = None
    failure: Failure | None = None
    whole: bool = True
    """False: what is not among the settings may stand elsewhere."""

    def unreadable(self, document: Literal["webkassa", "tms"]) -> SettingFacts:
        """Return the fact that says so."""
        return SettingFacts(document=document, setting=DOCUMENT, location=self.location, found=self.problem, finding=Finding.UNREADABLE)


async def load_settings(table: SettingTable, label: str, known: Callable[[str], str | None], limits: Limits) -> SettingDocument:
    """Get the settings from the table itself, or from the file that it names."""
    path = table.get("file")
    if not isinstance(path, str):
        return stated_document(table, label)
    name = printable(Path(path).name, most=_LONGEST_NAME)
    read = await read_file(Path(path), most=LARGEST_DOCUMENT, limit=limits.file_read)
    if read.failure is not None:
        problem = Unreadable.TOO_LARGE if read.failure is Failure.TOO_LARGE else Unreadable.NO_FILE
        return SettingDocument(name, problem=problem, failure=read.failure)
    try:
        parsed = parse_document(read.content, known, name)
        return SettingDocument(name, parsed.settings, whole=parsed.whole)
    except DocumentError as error:
        return SettingDocument(name, problem=error.problem, location=error.location, failure=_failure_of(error.problem))


def _failure_of(problem: Unreadable) -> Failure:
    # Text is bounded more tightly than workbooks, which is found only once the file was read.
    return Failure.TOO_LARGE if problem is Unreadable.TOO_LARGE else Failure.UNREADABLE


def is_stated(table: SettingTable | None) -> bool:
    """Whether no file has to be read: the table holds the settings themselves, or nothing is known."""
    return table is None or not isinstance(table.get("file"), str)


def stated_document(table: SettingTable | None, label: str) -> SettingDocument:
    """Return the settings that the table itself holds."""
    return SettingDocument(label, stated_settings(table or {}))


def as_observations(document: SettingDocument, facts: Sequence[SettingFacts], watch: Stopwatch) -> tuple[Observation, ...]:
    """Make one observation a setting; the failure to read belongs to the document as a whole."""
    return tuple(
        watch.observation(f"{document.label} {fact.setting}", fact, document.failure if fact.setting == DOCUMENT else None)
        for fact in facts
    )


def record_facts(context: CheckContext, document: SettingDocument, facts: Sequence[SettingFacts], watch: Stopwatch) -> None:
    """Record one observation a setting."""
    for observation in as_observations(document, facts, watch):
        context.record(observation)


def basis_of(table: SettingTable | None) -> Basis:
    """Say what judgements rest on: a file was read, a table in the case is somebody's word."""
    return Basis.MEASURED if table is not None and "file" in table else Basis.STATED


def faults(seen: Seen) -> list[SettingFacts]:
    """Return what stops the shop from paying; what cannot be told is not among it."""
    return [fact for _, fact in seen.of(SettingFacts) if _finding(fact) not in {None, *_OPEN, *WARNINGS}]


def unreadable(seen: Seen) -> list[SettingFacts]:
    """Return what cannot be read."""
    return [fact for _, fact in seen.of(SettingFacts) if _finding(fact) is Finding.UNREADABLE]


def undecided(seen: Seen) -> list[SettingFacts]:
    """Return what the document leaves open."""
    return [fact for _, fact in seen.of(SettingFacts) if _finding(fact) is Finding.UNDECIDED]


def warnings(seen: Seen) -> list[SettingFacts]:
    """Return what is only to be warned of."""
    return [fact for _, fact in seen.of(SettingFacts) if _finding(fact) in WARNINGS]


def told(seen: Seen, fact: SettingFacts) -> Message:
    """Say what a finding means; of a document as a whole, which one it is."""
    said = sentence(fact)
    if fact.setting != DOCUMENT:
        return said
    target = next((observation.target for observation, one in seen.of(SettingFacts) if one is fact), "")
    return message("{file}: {said}", file=target.removesuffix(f" {DOCUMENT}"), said=said)


def generation_stated(situation: Situation) -> str | None:
    """Return the generation that the case states."""
    return situation.case.generation if situation.case.generation in {"1.0", "2.0"} else None


def _finding(fact: SettingFacts) -> Finding | None:
    return None if fact.finding is None else Finding(fact.finding)
