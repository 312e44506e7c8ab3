"""Cases as the laboratory leaves them, with every event, kept for the tests that only look at them."""

import asyncio
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from uuid import uuid4

from msgspec.structs import replace

from ccdiag import __version__
from ccdiag.app.session import make_run
from ccdiag.lab.thread import LabThread
from ccdiag.model.case_key import case_key, shop_of
from ccdiag.model.event import RunEvent
from ccdiag.model.procedure_progress import Obligation, ProcedureFrame, ProcedureRecord, Settlement, Status, StepRecord
from ccdiag.model.saved_case import CaseNote, SavedCase, SavedRun, StatedAnswer, TimedEvent
from ccdiag.model.situation import Situation
from tests.app.runs import QUICK

AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@cache
def lab_run(*faults: str) -> SavedRun:
    """Run the checklist once on a lab that is broken so."""
    events: list[TimedEvent] = []
    begin = perf_counter()

    def emit(event: RunEvent) -> None:
        events.append(TimedEvent(round(perf_counter() - begin, 6), event))

    with LabThread(faults) as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
        begin = perf_counter()
        state = asyncio.run(make_run(situation, emit).execute())
    return SavedRun(
        id=uuid4().hex,
        version=__version__,
        environment=situation.environment,
        case=situation.case,
        touch_terminal=True,
        state=state,
        events=tuple(events),
    )


def saved_case(*runs: SavedRun) -> SavedCase:
    """Put runs together with an answer, a note and a procedure."""
    last = runs[-1]
    owed = Obligation(kind="day-closed", shop="LAB-0001", since=AT, certain=True, procedure="day-open")
    frame = ProcedureFrame("day-close", "menu")
    step = StepRecord(procedure="day-close", step="menu", field="menu", shown_at=AT, answered_at=AT, answer="done", frames=(frame,))
    record = ProcedureRecord(
        id="0" * 32,
        procedure="day-close",
        shop="LAB-0001",
        status=Status.FINISHED,
        started_at=AT,
        ended_at=AT,
        steps=(step,),
        still_owed=(owed,),
    )
    return SavedCase(
        key=case_key(last.case, simulation=True),
        shop=shop_of(last.case),
        simulation=True,
        case=last.case,
        runs=runs,
        answers=(StatedAnswer(at=AT, key="terminal.dns_set", value="yes"),),
        notes=(CaseNote(at=AT, text="Asked the owner.\nShe changed the router."),),
        procedures=(record,),
        owed=(owed,),
        settled=(Settlement(obligation=owed, at=AT, reason="opened by the shop itself"),),
    )


def another(run: SavedRun) -> SavedRun:
    """Return the same run as another one."""
    return replace(run, id=uuid4().hex)
