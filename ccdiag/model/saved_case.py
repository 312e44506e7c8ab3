"""What is kept of the visits to one terminal: its runs, what was said between them, and the procedures that were followed."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.event import RunEvent
from ccdiag.model.message import Message
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Settlement
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import RunVerdict

LONGEST_NOTE = 500
SIMULATED_DAYS = 30
"""Runs of the lab are practice: nobody looks at them after a month, and they are kept no longer."""


class TimedEvent(Struct, frozen=True):
    """An event of a run, and when it came, in seconds since the run started."""

    at_s: float
    event: RunEvent


class SavedRun(Struct, frozen=True, kw_only=True):
    """One run as it is kept: enough to show it as it was, to replay it, and to judge it again."""

    id: str
    """32 hexadecimal digits, given when the run starts."""
    version: str
    """Of the program that judged it."""
    environment: Environment
    case: Case
    """With what was answered until the next run of the same terminal."""
    touch_terminal: bool = False
    hold_s: float = 0.0
    state: RunState
    """As it was shown last; not finished where the program was killed meanwhile."""
    events: tuple[TimedEvent, ...] = ()
    """Empty where only the end was kept."""

    @property
    def situation(self) -> Situation:
        """What the run was told, to judge it again."""
        return Situation(
            environment=self.environment,
            case=self.case,
            simulation=self.state.simulation,
            touch_terminal=self.touch_terminal,
            hold_s=self.hold_s,
        )


class StatedAnswer(Struct, frozen=True, kw_only=True):
    """What a person answered or filled in, in the case's own keys: `terminal.dns_set`."""

    at: datetime
    key: Annotated[str, Meta(max_length=200)]
    value: Annotated[str, Meta(max_length=200)]
    """Empty: taken back."""


class CaseNote(Struct, frozen=True, kw_only=True):
    """What somebody wrote down between two runs: stated, never measured."""

    at: datetime
    text: Annotated[str, Meta(max_length=LONGEST_NOTE)]


class SavedCase(Struct, frozen=True, kw_only=True):
    """Everything that is kept of one terminal; what a `.ccdiag` holds and a report tells of."""

    key: str
    """As `ccdiag.model.case_key.case_key` gives it."""
    shop: str
    """The name by which people know it; may be empty."""
    simulation: bool
    case: Case
    """As it was known last."""
    runs: tuple[SavedRun, ...] = ()
    """Oldest first."""
    answers: tuple[StatedAnswer, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    procedures: tuple[ProcedureRecord, ...] = ()
    """Those that ended, oldest first."""
    owed: tuple[Obligation, ...] = ()
    """What must still be put right there."""
    settled: tuple[Settlement, ...] = ()
    """Obligations that a person took away, and why."""
    variants: tuple[str, ...] = ()
    """The readings of the menus that this terminal shows."""


class RunSummary(Struct, frozen=True, kw_only=True):
    """One line of a terminal's history."""

    id: str
    key: str
    started_at: datetime
    finished: bool
    elapsed_s: float
    verdict: RunVerdict
    cause: str | None
    """The id of the primary cause."""
    title: Message | None = None
    """What the primary cause is called, with the values of that run; a list of runs shows it."""
    warnings: int
    """Causes beside the primary one that are only to be minded."""
    environment: str
    version: str
    simulation: bool


class CaseSummary(Struct, frozen=True, kw_only=True):
    """One terminal of which something is kept, as a list shows it."""

    key: str
    shop: str
    merchant_id: str
    tms_id: str
    address: str
    runs: int
    last: RunSummary | None
    """None: only answers or procedures."""
    matched: RunSummary | None = None
    """The newest run that fits what was searched for, where it is another one than the last."""
    owed: int = 0
