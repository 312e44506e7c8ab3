"""Runs the lab again and again on the command line's way, keeping first and showing then, until somebody kills it."""

import asyncio
import sys
from pathlib import Path

from ccdiag.app import case_keeper
from ccdiag.app.case_keeper import CaseKeeper
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.shown_run import ShownRun
from ccdiag.lab.thread import LabThread
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from tests.app.runs import QUICK


class TellingOutput:
    """Says of each event only what it was: the test knows by that which ones it has seen."""

    def __init__(self) -> None:
        self._number = 0

    def on_event(self, event: RunEvent, state: RunState) -> None:
        write_bytes(f"{state.started_at.timestamp()!r} {self._number} {type(event).__name__}\n".encode())
        self._number += 1

    def finish(self, state: RunState) -> None:
        self._number = 0

    def close(self) -> None:
        pass


async def run_again_and_again(lab: LabThread, keeper: CaseKeeper) -> None:
    situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
    output = TellingOutput()
    while True:
        await ShownRun(situation, (), output, keeper).execute()


if __name__ == "__main__":
    # However busy the machine is that tests: nothing is shown that is not kept.
    case_keeper.LONGEST_WAIT_S = 600.0  # type: ignore[misc]  # of this program only
    with LabThread() as laboratory:
        asyncio.run(run_again_and_again(laboratory, CaseKeeper(Path(sys.argv[1]))))
