"""No false alarm: the checklist many times over on lines that are bad but healthy; every run has to say so.

    python -m tests.network.soak [--worlds N] [--runs N] [SERIES …]

Runs go side by side in several worlds, since they mostly wait. Prints for each series how many runs there were, how many were healthy,
which warnings were seen how often, and for each false alarm what was seen; ends with 1 if any run was not healthy.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from statistics import median

from tests.network.bad_line import Line, shape
from tests.network.namespace import missing, sweep
from tests.network.world import Ran, World

_WORLDS = 6
"""Two cores carry about so many: a run takes one for a second, and waits for the rest."""
_SLOW_RESOLVER_MS = (1200, 2000, 2800)


@dataclass(frozen=True, kw_only=True)
class Series:
    """Runs of one kind; `line` tells what the line of a run is like, by its number."""

    name: str
    runs: int
    line: Callable[[int], Line]


def _somewhere(number: int, *, loss: float, delay_ms: float, jitter_ms: float = 0.0) -> Line:
    """Lose packets at the provider and in the shop by turns."""
    in_shop = number % 2 == 1
    return Line(
        loss=0.0 if in_shop else loss, wifi_loss=loss if in_shop else 0.0, delay_ms=delay_ms, jitter_ms=jitter_ms, seed=1000 + number
    )


SERIES = (
    Series(name="1 % loss and 60 ms, each way", runs=200, line=lambda number: _somewhere(number, loss=0.01, delay_ms=60)),
    Series(
        name="3 % loss and 150 ms with 50 ms of jitter, each way",
        runs=50,
        line=lambda number: _somewhere(number, loss=0.03, delay_ms=150, jitter_ms=50),
    ),
    Series(
        name="a slow resolver",
        runs=50,
        line=lambda number: Line(resolver_takes_ms=_SLOW_RESOLVER_MS[number % len(_SLOW_RESOLVER_MS)], seed=number),
    ),
)


@dataclass
class Tally:
    """What a series came to."""

    warnings: Counter[str] = field(default_factory=Counter)
    alarms: list[tuple[int, Ran]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, number: int, ran: Ran) -> None:
        self.seconds.append(ran.seconds)
        self.warnings.update({cause["id"] for cause in ran.causes if cause["severity"] == "warning"})
        if ran.verdict != "healthy" or ran.errors:
            self.alarms.append((number, ran))


def one_run(world: World, line: Line, number: int) -> Ran:
    """Check once, on a line; every second run opens a session, every tenth holds one, every third is an ordinary user's."""
    try:
        shape(world, line)
        if number // 2 % 2:
            world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)
        if number // 2 % 5 == 0:
            world.shop.arguments = ("--hold", "2")
        world.shop.as_user = number % 3 == 0
        return world.check()
    finally:
        world.mend()


def run_series(series: Series, runs: int, worlds: Sequence[World]) -> Tally:
    """Run a series in all worlds side by side."""
    tally = Tally()
    free: SimpleQueue[World] = SimpleQueue()
    for world in worlds:
        free.put(world)

    def run(number: int) -> tuple[int, Ran]:
        world = free.get()
        try:
            return number, one_run(world, series.line(number), number)
        finally:
            free.put(world)

    with ThreadPoolExecutor(len(worlds)) as pool:
        for number, ran in pool.map(run, range(runs)):
            tally.take(number, ran)
            if tally.alarms and tally.alarms[-1][0] == number:
                took = ", ".join(f"{check['id']} {check['elapsed_s']:.1f}" for check in ran.document["checks"] if check["elapsed_s"] > 1)
                _say(f"--- run {number}: {series.line(number)}", ran.told(), f"seconds: {took}")
    return tally


@contextmanager
def _worlds(count: int) -> Iterator[list[World]]:
    sweep()
    with ExitStack() as stack:
        made: list[World] = []
        for number in range(count):
            # Made here and not in the pool: what a world starts ends with the thread that started it.
            world = World(number)
            stack.callback(world.remove)
            made.append(world)
        yield made


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the series that were asked for, else all."""
    parser = argparse.ArgumentParser(description="Run the checklist many times on bad lines, and count false alarms.")
    parser.add_argument("series", nargs="*", help="parts of the names of series; all, if none is given")
    parser.add_argument("--worlds", type=int, default=_WORLDS, help="how many run side by side")
    parser.add_argument("--runs", type=int, help="instead of the full number of each series")
    asked = parser.parse_args()
    if (reason := missing()) is not None:
        _say(reason)
        return 2
    began = time.monotonic()
    alarms = 0
    with _worlds(asked.worlds) as worlds:
        for series in SERIES:
            if asked.series and not any(part in series.name for part in asked.series):
                continue
            runs = asked.runs or series.runs
            tally = run_series(series, runs, worlds)
            alarms += len(tally.alarms)
            warnings = ", ".join(f"{name} {count}" for name, count in tally.warnings.most_common()) or "none"
            _say(
                f"{series.name}: {runs} runs, {runs - len(tally.alarms)} healthy",
                f"  seconds a run: median {median(tally.seconds):.1f}, longest {max(tally.seconds):.1f}",
                f"  runs with a warning: {warnings}",
            )
    _say(f"{alarms} false alarms, {time.monotonic() - began:.0f} s")
    return 1 if alarms else 0


if __name__ == "__main__":
    raise SystemExit(main())
