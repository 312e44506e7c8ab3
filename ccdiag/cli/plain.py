"""Plain lines: one a check as it ends, then the cause; for pipes, logs and consoles that cannot draw."""

import sys

from ccdiag.cli.explain import Render, explanation
from ccdiag.cli.streams import writing
from ccdiag.cli.words import icon
from ccdiag.model.event import CheckFinished, RunEvent, RunStarted
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
                planned = state.checks[result.id].planned
                word = self._render(VERDICT_WORDS[result.verdict])
                basis = "" if result.basis is Basis.MEASURED else f" ({self._render(BASIS_WORDS[result.basis])})"
                place = self._render(PLACE_WORDS[planned.place])
                reason = self._render(result.reason)
                head = f"{icon(result.verdict)} {word:<12} {place:<12} {self._render(planned.title)}{basis}"
                write_line(f"{head}: {reason} [{result.id}, {result.elapsed_s:.2f} s]")
            case _:
                pass

    def finish(self, state: RunState) -> None:
        """Explain the whole run."""
        for line, _style in explanation(state, self._render):
            write_line(line)

    def close(self) -> None:
        """Nothing is held."""


def write_line(line: str) -> None:
    """Print a line; what the console's encoding lacks becomes a question mark, never an exception.

    Raises OutputLostError when standard output takes no more.
    """
    encoding = sys.stdout.encoding or "ascii"
    with writing():
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stdout.flush()
