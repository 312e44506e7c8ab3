"""A run on the command line: each event is kept first, and shown then."""

import asyncio
import contextlib
from collections import deque
from typing import Protocol

from ccdiag.app.case_keeper import CaseKeeper, KeptRun
from ccdiag.app.session import make_run
from ccdiag.cli.saving import RunSaving
from ccdiag.cli.streams import OutputLostError, writing
from ccdiag.model.check import CheckId
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation


class Output(Protocol):
    """Shows a run."""

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Show one event; `state` is the run's after it."""

    def finish(self, state: RunState) -> None:
        """Show the whole run."""

    def close(self) -> None:
        """Give back what is held, whatever happened."""


class ShownRun:
    """A run with the output that shows it; when the output is lost, the run is stopped, since nobody would see the rest."""

    def __init__(
        self, situation: Situation, only: tuple[CheckId, ...], output: Output, keeper: CaseKeeper, saving: RunSaving | None = None
    ) -> None:
        """Prepare; with `saving` the run is also written into a file when it ends."""
        self._output = output
        self._saving = saving
        self._keeper = keeper
        self._situation = situation
        self._kept: KeptRun | None = None
        self._lost: OutputLostError | None = None
        self._unshown: deque[tuple[RunEvent, RunState]] = deque()
        self._came = asyncio.Event()
        self._run = make_run(situation, self._on_event, only=only)

    def cancel(self) -> None:
        """Stop as soon as possible."""
        self._run.cancel()

    async def execute(self) -> RunState:
        """Run to the end and show it; raises OutputLostError."""
        self._kept = self._keeper.begin(self._situation)
        if self._saving is not None:
            self._saving.begin()
        showing = asyncio.create_task(self._show_all(), name="ccdiag-show")
        try:
            state = await self._run.execute()
        finally:
            # However it ended.
            self._kept.ended(self._run.state, self._situation.case)
            await self._keeper.kept()
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing
            self._show(len(self._unshown))
        if self._lost is not None:
            raise self._lost
        with writing():
            self._output.finish(state)
        if self._saving is not None:
            self._saving.finish(self._kept.id, state, self._situation)
        return state

    def _on_event(self, event: RunEvent) -> None:
        assert self._kept is not None, "an event before the run"
        self._kept.event(event)
        if self._saving is not None:
            self._saving.event(event)
        # The run applies the event before it tells it, so its state is the one after it.
        self._unshown.append((event, self._run.state))
        self._came.set()

    async def _show_all(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            count = len(self._unshown)
            await self._keeper.kept()
            self._show(count)

    def _show(self, count: int) -> None:
        for _ in range(count):
            event, state = self._unshown.popleft()
            if self._lost is not None:
                continue
            try:
                with writing():
                    self._output.on_event(event, state)
            except OutputLostError as error:
                self._lost = error
                self._run.cancel()
