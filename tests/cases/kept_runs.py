"""Runs of the lab with all their events, kept for the tests that only look at them."""

import asyncio
from functools import cache

from msgspec import Struct

from ccdiag.app.session import make_run
from ccdiag.lab.thread import LabThread
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from tests.app.runs import QUICK


class SeenRun(Struct, frozen=True):
    situation: Situation
    events: tuple[RunEvent, ...]
    state: RunState


@cache
def seen_run(*faults: str) -> SeenRun:
    """Run the checklist once on a lab that is broken so."""
    events: list[RunEvent] = []
    with LabThread(faults) as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
        state = asyncio.run(make_run(situation, events.append).execute())
    return SeenRun(situation, tuple(events), state)
