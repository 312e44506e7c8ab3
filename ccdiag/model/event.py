"""What happens during a run, in the order in which it happens."""

from datetime import datetime

from msgspec import Struct

from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place


class PlannedCheck(Struct, frozen=True, kw_only=True):
    """A check that this run has, as it is shown before it starts."""

    id: CheckId
    title: Message
    place: Place
    needs: tuple[CheckId, ...] = ()
    limit_s: float


class RunStarted(Struct, frozen=True, kw_only=True, tag_field="type", tag="run_started"):
    """First event of every run."""

    started_at: datetime
    environment: str
    simulation: bool
    checks: tuple[PlannedCheck, ...]
    case: Case | None = None
    """What was known when it started; an answer that is given later may be about something that was not looked at."""


class CheckStarted(Struct, frozen=True, kw_only=True, tag_field="type", tag="check_started"):
    """A check's needs are met and it begins."""

    check: CheckId
    waiting_for: tuple[str, ...] = ()
    """The targets that it will wait for; each is done with the first observation of it."""
    at_s: float = 0.0
    """Since the run started."""


class ObservationMade(Struct, frozen=True, kw_only=True, tag_field="type", tag="observation"):
    """Something was seen."""

    check: CheckId
    observation: Observation


class CheckFinished(Struct, frozen=True, kw_only=True, tag_field="type", tag="check_finished"):
    """A check ended; every planned check ends exactly once."""

    result: CheckResult


class CausesChanged(Struct, frozen=True, kw_only=True, tag_field="type", tag="causes_changed"):
    """The causes that stand now, primary first."""

    causes: tuple[Cause, ...]


class RunFinished(Struct, frozen=True, kw_only=True, tag_field="type", tag="run_finished"):
    """Last event of every run, also of a cancelled one."""

    elapsed_s: float
    cancelled: bool = False


RunEvent = RunStarted | CheckStarted | ObservationMade | CheckFinished | CausesChanged | RunFinished
