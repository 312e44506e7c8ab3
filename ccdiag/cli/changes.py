"""What changed between two runs of a watch."""

from datetime import datetime

from ccdiag.cli.explain import Render, explanation
from ccdiag.cli.plain import write_line
from ccdiag.cli.words import icon
from ccdiag.model.event import RunEvent
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.words import RUN_VERDICT_WORDS, SIMULATION, VERDICT_WORDS


class ChangesOutput:
    """Prints the first run whole, and then only what differs from the run before."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._before: RunState | None = None

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Wait for the end of the run."""

    def finish(self, state: RunState) -> None:
        """Compare with the run before."""
        before, self._before = self._before, state
        if before is None:
            for line, _style in explanation(state, self._render):
                write_line(line)
            return
        lines = list(self._changes(before, state))
        if lines and state.simulation:
            write_line(self._render(SIMULATION))
        for line in lines:
            write_line(f"{datetime.now().astimezone():%H:%M:%S}  {line}")

    def close(self) -> None:
        """Nothing is held."""

    def _changes(self, before: RunState, state: RunState) -> list[str]:
        lines = []
        for check, result in state.results.items():
            earlier = before.results.get(check)
            if earlier is None or earlier.verdict is not result.verdict:
                was = self._render(VERDICT_WORDS[earlier.verdict]) if earlier else "–"
                now = self._render(VERDICT_WORDS[result.verdict])
                lines.append(f"{icon(result.verdict)} {check}: {was} > {now}: {self._render(result.reason)}")
        stood = {cause.id for cause in before.causes}
        stands = {cause.id for cause in state.causes}
        lines += [
            self._render(message("New: {title}", title=self._render(cause.title))) + f" [{cause.id}]"
            for cause in state.causes
            if cause.id not in stood
        ]
        lines += [
            self._render(message("Gone: {title}", title=self._render(cause.title))) + f" [{cause.id}]"
            for cause in before.causes
            if cause.id not in stands
        ]
        if before.verdict is not state.verdict:
            lines.append(self._render(RUN_VERDICT_WORDS[state.verdict]))
        return lines
