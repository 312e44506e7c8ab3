"""The document `ccdiag.case/1`: what a `.ccdiag` holds beside its runs, and what `ccdiag show --json` prints with the runs judged again."""

from datetime import datetime
from typing import Any, Final, Literal

from msgspec import UNSET, Struct, UnsetType

from ccdiag.model.cause import Certainty
from ccdiag.model.check import CheckId
from ccdiag.model.document import ObservationDocument, RunDocument
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Settlement
from ccdiag.model.verdict import RunVerdict, Verdict

CASE_SCHEMA: Final = "ccdiag.case/1"
PROCEDURE_SCHEMA: Final = "ccdiag.procedure/1"


class PlanDocument(Struct, kw_only=True):
    """A check that was part of a run, ended or not."""

    id: str
    started_at_s: float | None = None
    """In seconds since the run started; none: it never looked."""
    also_seen: list[ObservationDocument] = []
    """What it saw and what its last result did not use."""


class CauseChangeDocument(Struct, kw_only=True):
    """A cause that is judged differently today."""

    id: str
    then: Certainty | None
    """None: it did not stand."""
    now: Certainty | None
    """None: it does not stand any more."""


class CheckChangeDocument(Struct, kw_only=True):
    """A check whose verdict is another one today."""

    id: CheckId
    then: Verdict
    now: Verdict


class JudgedThenDocument(Struct, kw_only=True):
    """How the run was judged by the program that wrote it down, and what differs from that now."""

    version: str
    verdict: RunVerdict
    causes: list[CauseChangeDocument]
    """Only what changed; empty when all is judged as it was."""
    checks: list[CheckChangeDocument]


class CaseRunDocument(Struct, kw_only=True):
    """One run of a case; what it saw is in `runs/N.json`, what happened in `runs/N.events.jsonl`."""

    number: int
    """From 1, the oldest first; names its parts."""
    id: str
    version: str
    """Of the program that judged it."""
    environment: int
    """The place in `environments`, from 0."""
    case: dict[str, Any]
    """With what was answered after it; the keys of a case file."""
    case_at_start: dict[str, Any] | None = None
    """What was known when it started; none: not written down."""
    touch_terminal: bool = False
    hold_s: float = 0.0
    finished: bool = True
    """False: the program ended before the run did."""
    cancelled: bool = False
    plan: list[PlanDocument]
    judged: RunDocument | UnsetType = UNSET
    """Only from `ccdiag show --json`: the run as it is judged by the rules of today."""
    judged_then: JudgedThenDocument | UnsetType = UNSET
    """Likewise."""


class AnswerDocument(Struct, kw_only=True):
    """What a person answered or filled in."""

    at: datetime
    key: str
    value: str


class NoteDocument(Struct, kw_only=True):
    """What somebody wrote down between two runs."""

    at: datetime
    text: str


class CaseDocument(Struct, kw_only=True):
    """Everything that is kept of one terminal."""

    schema: Literal["ccdiag.case/1"]
    simulation: bool
    version: str
    """Of the program that wrote it."""
    key: str
    shop: str
    case: dict[str, Any]
    """As it was known last; the keys of a case file."""
    environments: list[dict[str, Any]]
    """Those that the runs were made with; the keys of an environment file, without paths."""
    runs: list[CaseRunDocument]
    answers: list[AnswerDocument] = []
    notes: list[NoteDocument] = []
    owed: list[Obligation] = []
    settled: list[Settlement] = []
    variants: list[str] = []
    procedures: list[ProcedureRecord] | UnsetType = UNSET
    """Only from `ccdiag show --json`; in a file each stands in `procedures/N.json`."""
    redaction: dict[str, Any] | UnsetType = UNSET
    """Likewise: what `redaction.json` tells."""
    notices: list[str] | UnsetType = UNSET
    """Likewise: what this version could not read, or leaves out."""
