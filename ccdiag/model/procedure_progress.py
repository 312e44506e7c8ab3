"""How far a procedure has come, what was answered, and what is owed: what is kept on disk, and nothing secret in it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from ccdiag.model.message import Message

ShortText = Annotated[str, Meta(max_length=200)]
LONGEST_REASON = 500
LONGEST_ANSWER = 100


class Answer(Struct, frozen=True, kw_only=True):
    """What a person answered."""

    value: str = "done"
    """`done`, what was typed, the name of a choice, or `yes`, `no`, `unknown`."""
    at: datetime
    reason: str = ""
    """Where the answer asks for one."""


class ProcedureFrame(Struct, frozen=True):
    """Where one of the procedures that run inside each other stands."""

    procedure: str
    step: str
    """Empty: it ends as soon as what runs inside it has ended."""


class Status(StrEnum):
    """Whether a procedure goes on."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"

    @property
    def ended(self) -> bool:
        """Whether nothing follows any more."""
        return self in {Status.FINISHED, Status.STOPPED}


class StepRecord(Struct, frozen=True, kw_only=True):
    """A step that was answered."""

    procedure: ShortText
    step: ShortText
    field: ShortText
    shown_at: datetime
    answered_at: datetime
    answer: Annotated[str, Meta(max_length=LONGEST_ANSWER)]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    frames: tuple[ProcedureFrame, ...]
    """Where everything stood when it was shown."""
    taken_back: bool = False


class Obligation(Struct, frozen=True, kw_only=True):
    """Something that must be put right in this shop."""

    kind: ShortText
    shop: ShortText
    since: datetime
    certain: bool
    """False: the step that brings it about was shown, and nobody said yet that it was done."""
    old_value: ShortText = ""
    procedure: ShortText
    """That meets it."""


class Settlement(Struct, frozen=True, kw_only=True):
    """An obligation that was met, by a step or otherwise."""

    obligation: Obligation
    at: datetime
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    """Why it was taken away without the procedure; empty when a step met it."""


class Progress(Struct, frozen=True, kw_only=True):
    """One procedure that is being followed."""

    id: ShortText
    procedure: ShortText
    shop: ShortText
    started_at: datetime
    shown_at: datetime
    """When the current step was shown."""
    status: Status = Status.RUNNING
    frames: tuple[ProcedureFrame, ...] = ()
    """The innermost last; empty when it has ended."""
    log: tuple[StepRecord, ...] = ()
    facts: dict[ShortText, ShortText] = {}
    """What the case and the environment say, by place: `terminal.tms_id`."""
    variants: tuple[ShortText, ...] = ()
    """The readings of the menus that this terminal shows."""
    obligations: tuple[Obligation, ...] = ()
    """All that is owed in this shop, whichever procedure brought it about."""
    settled: tuple[Settlement, ...] = ()
    """What steps of this procedure met."""
    refusal: Message | None = None
    """Why the last answer was not taken."""
    says: Annotated[str, Meta(max_length=600)] = ""
    """An English text to show beside the current step, or at the end."""
    suggests: ShortText = ""
    """The procedure to follow instead, after it was stopped."""
    ended_at: datetime | None = None

    @property
    def current(self) -> ProcedureFrame | None:
        """The step that is shown; None when it has ended."""
        return self.frames[-1] if self.frames else None

    def answers(self) -> dict[str, str]:
        """Return what was answered, by field; the last answer counts."""
        return {entry.field: entry.answer for entry in self.log if not entry.taken_back}


class ProcedureRecord(Struct, frozen=True, kw_only=True):
    """What a procedure that has ended leaves behind."""

    id: ShortText
    procedure: ShortText
    shop: ShortText
    status: Status
    started_at: datetime
    ended_at: datetime
    steps: tuple[StepRecord, ...]
    still_owed: tuple[Obligation, ...] = ()
    settled: tuple[Settlement, ...] = ()
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    """Why it was stopped by hand."""
