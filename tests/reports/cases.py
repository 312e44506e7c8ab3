"""A shop with a past: a firewall that opens the connection, a procedure that was followed, and a day that is still closed."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Final

from msgspec.structs import replace

from ccdiag.content.environments import load_environment
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Merchant
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Obligation, ProcedureFrame, ProcedureRecord, Status, StepRecord
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import CaseNote, SavedCase, SavedRun, StatedAnswer
from ccdiag.reports.report import Report, make_report
from tests.app.runs import lab_run

MORNING: Final = datetime(2025, 11, 22, 9, 42, tzinfo=UTC)
AMSTERDAM: Final = timezone(timedelta(hours=1))
VERSION: Final = "1.2.3"
SHOP: Final = "Bakkerij De Korenaar"


def broken_shop(*faults: str, healthy_before: bool = True, renamed: bool = True) -> SavedCase:
    """A shop whose run was broken so; what the lab showed, told of a shop of its own.

    A shop that was not renamed can be judged again: what was seen was seen of its own terminal.
    """
    faults = faults or ("tls.intercepted",)
    runs = [saved_run(at=MORNING, number=2, faults=faults, renamed=renamed)]
    if healthy_before:
        runs.insert(0, saved_run(at=MORNING - timedelta(minutes=51), number=1, faults=(), renamed=renamed))
    case = runs[-1].case
    return SavedCase(
        key="tms:NL0012345",
        shop=case.merchant.name or "",
        simulation=False,
        case=case,
        runs=tuple(runs),
        answers=(StatedAnswer(at=MORNING + timedelta(minutes=3), key="terminal.dns_set", value="yes"),),
        notes=(CaseNote(at=MORNING + timedelta(minutes=8), text="Administrator called, puts the exception in today"),),
        procedures=(followed("day-close", MORNING - timedelta(minutes=30)),),
        owed=(
            Obligation(kind="day-closed", shop="tms:NL0012345", since=MORNING - timedelta(minutes=27), certain=True, procedure="day-open"),
        ),
    )


def saved_run(*, at: datetime, number: int, faults: tuple[str, ...], renamed: bool) -> SavedRun:
    """A run of the lab, told as though it was a shop's; only the endpoints stay the lab's."""
    state, situation = lab_run(*faults)
    environment = replace(
        situation.environment,
        id="ccv",
        title="CCV, production",
        as_of="2021, manual 1.1",
        simulation=False,
        contact=load_environment("ccv").contact,
    )
    case = replace(situation.case, merchant=replace(situation.case.merchant, name=SHOP))
    if renamed:
        case = replace(case, merchant=Merchant(id="M-100", name=SHOP), terminal=replace(case.terminal, tms_id="NL0012345"))
    shown = replace(state, started_at=at, simulation=False, environment="ccv", case=case)
    return SavedRun(
        id=f"{number:032x}",
        version=VERSION,
        environment=environment,
        case=case,
        touch_terminal=True,
        state=moved(shown, at - state.started_at),
    )


def moved(state: RunState, by: timedelta) -> RunState:
    """The same run at another time."""
    checks = {
        id_: replace(check, observations=tuple(replace(one, started_at=one.started_at + by) for one in check.observations))
        for id_, check in state.checks.items()
    }
    return replace(state, checks=checks)


@cache
def followed(name: str, begun: datetime) -> ProcedureRecord:
    """A procedure that was followed to its end, each step answered as when all goes well."""
    steps = []
    for number, step in enumerate(load_procedures().procedures[name].steps):
        if step.aside or step.runs:
            continue
        at = begun + timedelta(seconds=20 * number)
        answer = "NL0012345" if step.kind is AnswerKind.TEXT else step.expected
        steps.append(
            StepRecord(
                procedure=name,
                step=step.id,
                field=step.field,
                shown_at=at,
                answered_at=at + timedelta(seconds=15),
                answer=answer,
                frames=(ProcedureFrame(name, step.id),),
            )
        )
    return ProcedureRecord(
        id="1",
        procedure=name,
        shop="tms:NL0012345",
        status=Status.FINISHED,
        started_at=begun,
        ended_at=begun + timedelta(minutes=4),
        steps=tuple(steps),
    )


def report_of(saved: SavedCase, run: SavedRun | None = None) -> Report:
    return make_report(saved, run, version=VERSION, zone=AMSTERDAM)
