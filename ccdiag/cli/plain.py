"""Plain lines: one a check as it ends, then the cause; for pipes, logs and consoles that cannot draw."""

import sys

from ccdiag.cli.explain import Render, explanation
from ccdiag.cli.plain_characters import plain
from ccdiag.cli.streams import writing
from ccdiag.cli.words import icon
from ccdiag.model.check import CheckResult
from ccdiag.model.event import CheckFinished, PlannedCheck, RunEvent, RunStarted
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS, PLACE_WORDS, SIMULATION, VERDICT_WORDS


class PlainOutput:
    """Prints each check when it ends."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Show what this event changed."""
        match event:
            case RunStarted(simulation=True):
                write_line(self._render(SIMULATION))
            case CheckFinished(result=result):
                write_line(check_line(state.checks[result.id].planned, result, self._render))
            case _:
                pass

    def finish(self, state: RunState) -> None:
        """Explain the whole run."""
        for line, _style in explanation(state, self._render):
            write_line(line)

    def close(self) -> None:
        """Nothing is held."""


def check_line(planned: PlannedCheck, result: CheckResult, render: Render) -> str:
    """Return the line of a check that ended."""
    word = render(VERDICT_WORDS[result.verdict])
    basis = "" if result.basis is Basis.MEASURED else f" ({render(BASIS_WORDS[result.basis])})"
    place = render(PLACE_WORDS[planned.place])
    head = f"{icon(result.verdict)} {word:<12} {place:<12} {render(planned.title)}{basis}"
    return f"{head}: {render(result.reason)} [{result.id}, {result.elapsed_s:.2f} s]"


def write_line(line: str) -> None:
    """Print a line; what the console's encoding lacks becomes what stands for it, never an exception.

    Raises OutputLostError when standard output takes no more.
    """
    encoding = sys.stdout.encoding or "ascii"
    with writing():
        sys.stdout.write(plain(line, encoding) + "\n")
        sys.stdout.flush()
