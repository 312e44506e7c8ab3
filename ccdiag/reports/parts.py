"""What a report consists of: everything that is told of one measurement, in messages, for writers that only lay it out."""

from datetime import datetime

from msgspec import Struct

from ccdiag.app.commands import ShellCommand
from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.model.case import Case
from ccdiag.model.cause import Certainty, Owner, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light, RunVerdict
from ccdiag.picture.elements import Way


class KnownValue(Struct, frozen=True):
    """One thing that is known of the shop and its terminal: always stated, never measured."""

    label: Message
    value: str


class ReportedCause(Struct, frozen=True, kw_only=True):
    """A cause, with the evidence that it rests on."""

    id: str
    title: Message
    meaning: Message
    note: Message | None = None
    """Why it is less sure than it looks."""
    owner: Owner
    place: Place
    severity: Severity
    certainty: Certainty
    basis: Basis
    remedy: tuple[Message, ...] = ()
    procedure: Message | None = None
    """The title of the guided procedure that mends it."""
    evidence: tuple[str, ...] = ()
    """One line an observation, in the words that tickets and consoles use; the first of them only."""
    more_evidence: int = 0
    against: tuple[str, ...] = ()
    more_against: int = 0
    explains: tuple[Message, ...] = ()
    """The titles of the checks that fail by it."""

    @property
    def light(self) -> Light:
        """What it is marked with."""
        return Light.FAIL if self.severity is Severity.FAULT else Light.WARN


class CheckLine(Struct, frozen=True, kw_only=True):
    """How one check ended."""

    id: CheckId
    title: Message
    light: Light
    basis: Basis
    reason: Message
    asks: bool = False
    """Only a person can say."""


class Deed(Struct, frozen=True, kw_only=True):
    """One thing that was done, measured or said around the measurement."""

    at: datetime
    what: Message
    light: Light | None = None
    """How it ended, where that can be said."""
    basis: Basis = Basis.STATED
    steps: tuple[Message, ...] = ()
    """Of a procedure: those that changed something or answered something."""
    more_steps: int = 0
    is_this: bool = False
    """The measurement that the report is about."""


class Owing(Struct, frozen=True, kw_only=True):
    """Something that must still be put right in this shop."""

    title: Message
    consequence: Message
    since: datetime
    procedure: Message | None = None
    """The title of the guided procedure that puts it right."""


class Report(Struct, frozen=True, kw_only=True):
    """Everything that is told of one measurement of one shop."""

    headline: Message
    """The first line, which says it all: result, cause, owner, shop."""
    light: Light
    result: Message
    """The title of the primary cause, or how the run ended in words."""
    verdict: RunVerdict
    finished: bool
    simulation: bool
    shop: str
    """The name by which people know it; may be empty."""
    known: tuple[KnownValue, ...] = ()
    way: Way
    another_way: Message | None = None
    """Why the laptop's way to the service, which was looked at, is not the terminal's."""
    causes: tuple[ReportedCause, ...] = ()
    """The primary one first."""
    table: EvidenceTable = EvidenceTable()
    """What was seen, of the primary cause."""
    more_rows: int = 0
    checks: tuple[CheckLine, ...] = ()
    commands: tuple[ShellCommand, ...] = ()
    """With which somebody can see for himself what the primary cause rests on."""
    failed_check: CheckId | None = None
    """The one that the primary cause was found at."""
    deeds: tuple[Deed, ...] = ()
    earlier: int = 0
    """Deeds of the same visit that are left out."""
    owed: tuple[Owing, ...] = ()
    questions: tuple[Message, ...] = ()
    not_tested: tuple[CheckLine, ...] = ()
    measured_at: datetime
    """With the offset of the place where the report is made."""
    elapsed_s: float = 0.0
    environment: Environment
    case: Case
    version: str
    """Of the program that makes the report."""
    judged_by: str
    """Of the program that judged the run first."""
    changes: tuple[Message, ...] = ()
    """What today's rules say otherwise than those of then."""

    @property
    def primary(self) -> ReportedCause | None:
        """The cause to mend first; None where nothing was found."""
        return self.causes[0] if self.causes else None

    @property
    def fault(self) -> ReportedCause | None:
        """The cause that the run ended with; None where it found none, or did not come to its end, so that nobody is told to mend it."""
        first = self.primary
        told = self.finished and self.verdict is RunVerdict.FAULT
        return first if told and first is not None and first.severity is Severity.FAULT else None
