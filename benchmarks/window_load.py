"""The window under load, in a process of its own: prints how long its event loop was kept waiting, and how fast it stops, as JSON."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Network
from time import perf_counter, thread_time
from typing import Final, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from ccdiag.app.wishes import Wishes
from ccdiag.model.check import CheckId
from ccdiag.model.event import CheckStarted, RunEvent
from ccdiag.model.facts import TcpFacts
from ccdiag.model.observation import Observation
from ccdiag.ui.application import WindowProgram

OBSERVATIONS: Final = 10_000
CROWDED: Final[CheckId] = "tas.tcp"
"""The check that sees so many things, and is looked at meanwhile."""
IDLE_S: Final = 3.0
ROUNDS: Final = 3


class Beat(NamedTuple):
    """How long the loop was away."""

    clock_s: float
    work_s: float
    """Of that, work of its own thread."""
    queued_s: float
    """Of that, what it waited for a processor that other programs had; nothing where the system does not tell."""


class Clocks:
    """What was spent by the thread that made it."""

    def __init__(self) -> None:
        try:
            # Linux, sched-stats: time on a processor, time in the queue for one, in nanoseconds; and how often.
            self._file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        except OSError:
            self._file = -1

    def now(self) -> Beat:
        """Read all three."""
        queued = int(os.pread(self._file, 100, 0).split()[1]) / 1e9 if self._file >= 0 else 0.0
        return Beat(perf_counter(), thread_time(), queued)


def between(begin: Beat, end: Beat) -> Beat:
    """Return what was spent between two moments."""
    return Beat(*(after - before for before, after in zip(begin, end, strict=True)))


class Pulse:
    """A timer of the shortest interval; what lies between two of its beats is what a key press would wait for."""

    def __init__(self) -> None:
        self.beats: dict[str, list[Beat]] = {}
        self._phase = ""
        self.clocks = Clocks()
        self._last = self.clocks.now()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def enter(self, phase: str) -> None:
        """Count for this phase from now on."""
        self._phase = phase
        self._last = self.clocks.now()
        self._timer.start()

    def leave(self) -> None:
        """Count no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = self.clocks.now()
        self.beats.setdefault(self._phase, []).append(between(self._last, now))
        self._last = now


class Loaded(WindowProgram):
    """The window as it is, and somebody who uses it."""

    def __init__(self, application: QApplication, network: str) -> None:
        super().__init__(application, Wishes(lab=True, language="en"))
        self.pulse = Pulse()
        self.stops: list[Beat] = []
        self.swept = 0
        self._network = network
        moment = datetime.now(UTC)
        facts = TcpFacts(role="tas", address="127.0.0.1", port=5555)
        self._crowd = tuple(
            Observation(id=f"x{number}", target=f"192.0.2.{number % 250}:5555", started_at=moment, elapsed_s=0.01, facts=facts)
            for number in range(OBSERVATIONS)
        )

    async def _serve(self) -> None:
        # It begins when the rest is put together and waits for its end.
        telling = asyncio.get_running_loop().create_task(self._live_through())
        await super()._serve()
        await telling

    async def _live_through(self) -> None:
        try:
            await self._until(lambda state, running: state.finished and not running)
            self.pulse.enter("idle")
            await asyncio.sleep(IDLE_S)
            self.pulse.leave()
            self.window.checklist.choose(CROWDED)
            await asyncio.sleep(0.5)
            for _ in range(ROUNDS):
                await self._one_run("run")
            self._crowd_in()
            for _ in range(ROUNDS):
                await asyncio.gather(self._one_run("run, sweep, observations"), self._sweep())
            for _ in range(ROUNDS):
                await self._stop()
        finally:
            self.window.close()

    async def _one_run(self, phase: str) -> None:
        assert self.controller is not None
        self.pulse.enter(phase)
        self.controller.start()
        await self._until(lambda state, running: state.finished and not running)
        # What is drawn and judged at the end belongs to it.
        await asyncio.sleep(0.3)
        self.pulse.leave()

    async def _stop(self) -> None:
        """Time from Stop to every check in its final state, in the middle of a run."""
        controller = self.controller
        assert controller is not None
        controller.start()
        await self._until(lambda state, _running: any(check.light.value == "running" for check in state.checks.values()))
        begin = self.pulse.clocks.now()
        self.window.stop_wanted.emit()
        await self._until(lambda state, _running: state.begun and all(check.result is not None for check in state.checks.values()))
        self.stops.append(between(begin, self.pulse.clocks.now()))
        await self._until(lambda _state, running: not running)

    async def _until(self, condition: Callable[..., bool]) -> None:
        assert self.controller is not None
        controller, changed = self.controller, asyncio.Event()

        def tell(*_: object) -> None:
            changed.set()

        signals = (controller.state_changed, controller.running_changed)
        for signal in signals:
            signal.connect(tell)
        while not condition(controller.state, controller.running):
            changed.clear()
            await changed.wait()
        for signal in signals:
            signal.disconnect(tell)

    def _crowd_in(self) -> None:
        """Let one check see ten thousand things, from the next run on."""
        assert self.controller is not None
        controller, listen = self.controller, self.controller._on_event  # noqa: SLF001  # nothing else is between a run and its window

        def crowded(event: RunEvent) -> None:
            run = controller._run  # noqa: SLF001  # likewise
            if run is not None and isinstance(event, CheckStarted) and event.check == CROWDED:
                check = replace(run.state.checks[CROWDED], observations=self._crowd)
                run.state = replace(run.state, checks={**run.state.checks, CROWDED: check})
            listen(event)

        controller._on_event = crowded  # type: ignore[method-assign]  # noqa: SLF001  # likewise

    async def _sweep(self) -> None:
        if not self._network:
            return
        from ccdiag.app.sweep import Sweeping, SweepRequest, ranges
        from ccdiag.probes.own_networks import own_networks

        networks = ranges(await asyncio.to_thread(own_networks), IPv4Network(self._network))
        found = await Sweeping(SweepRequest(networks=networks, tries_opi=True), lambda _sweep, _host: None).execute()
        self.swept = len(found.hosts)


def main() -> int:
    # As __main__ does; the window turns it on again after its first picture.
    gc.disable()
    application = QApplication(["ccdiag", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    program = Loaded(application, sys.argv[1] if len(sys.argv) > 1 else "")
    status = program.live()
    print(json.dumps({"beats": program.pulse.beats, "stops": program.stops, "swept": program.swept}))
    return status


if __name__ == "__main__":
    sys.exit(main())
