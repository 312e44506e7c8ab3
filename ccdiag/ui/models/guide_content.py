"""What the guide shows: its start, a step, or an end; put together by the controller, without Qt."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from ccdiag.model.check import CheckId
from ccdiag.model.message import Message
from ccdiag.model.procedure import Procedure
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Progress
from ccdiag.model.run import CheckState
from ccdiag.model.terminal_state import ScreenView
from ccdiag.procedures.outline import Outline
from ccdiag.procedures.view import StepView

Judge = Callable[[str], Message | None]
"""Says why what was typed would not be taken; none when it would."""


class LiveCheck(Struct, frozen=True, kw_only=True):
    """What this laptop sees of a step."""

    check: CheckId
    title: Message
    state: CheckState | None
    """None: it was not looked at yet."""
    ended_at: datetime | None = None


class StepContent(Struct, frozen=True, kw_only=True):
    """One step, with all that is shown beside it."""

    progress: Progress
    view: StepView
    outline: Outline
    screen: ScreenView | None
    """As the terminal should look now."""
    screens: dict[str, ScreenView]
    """By answer: as it looks when that is the right one."""
    judge: Judge | None
    """Says of a typed answer why it would not be taken."""
    equal_to: Message | None
    """What a typed answer that is taken agrees with."""
    next_label: Message | None
    """The step that follows when all goes well; none after the last."""
    simulation: bool = False
    """Whether the terminal is the laboratory's, on which the step can be done in this window."""


class UnderWay(Struct, frozen=True, kw_only=True):
    """A procedure that has not ended."""

    key: str
    """Of its case."""
    shop: str
    progress: Progress
    title: Message
    number: int
    total: int
    label: Message
    """Of the step where it stands."""


class Owed(Struct, frozen=True, kw_only=True):
    """Something that must be put right in a shop."""

    key: str
    shop: str
    obligation: Obligation
    title: Message
    consequence: Message
    remedy: Message
    """The title of the procedure that puts it right."""


class Offered(Struct, frozen=True, kw_only=True):
    """A procedure that can be begun."""

    procedure: Procedure
    steps: int


class StartContent(Struct, frozen=True, kw_only=True):
    """What can be begun, what is under way, what is owed, and what ended here."""

    key: str
    """Of the case that is open."""
    shop: str
    owed: tuple[Owed, ...] = ()
    under_way: tuple[UnderWay, ...] = ()
    offered: tuple[Offered, ...] = ()
    records: tuple[ProcedureRecord, ...] = ()
    """Of this case, the last one first."""


class EndContent(Struct, frozen=True, kw_only=True):
    """How a procedure ended."""

    record: ProcedureRecord
    title: Message
    told: Message | None
    labels: dict[str, Message]
    """Of the steps that were done, by `procedure/step`."""
    answers: dict[str, Message]
    """In words, by `procedure/step/answer`, where these are not what was typed."""
    owed: tuple[Owed, ...]
    suggests: Procedure | None
