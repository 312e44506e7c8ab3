"""Runs of the lab, kept for the tests that only look at them."""

import asyncio
from functools import cache

from ccdiag.app.session import make_run
from ccdiag.lab.thread import LabThread
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation

QUICK = Limits(after_handshake=0.4, passive_read=0.3)


@cache
def lab_run(*faults: str) -> tuple[RunState, Situation]:
    """Run the checklist once on a lab that is broken so."""
    with LabThread(faults) as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
        return asyncio.run(make_run(situation, lambda _event: None).execute()), situation
