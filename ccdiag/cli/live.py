"""The live table on a terminal: every check with icon, word, colour, time, and the hosts it still waits for."""

import re
from time import perf_counter

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ccdiag.cli.explain import Render, explanation
from ccdiag.cli.words import VERDICT_STYLES, can_show, icon
from ccdiag.model.event import RunEvent, RunFinished, RunStarted
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS, PLACE_WORDS, SIMULATION, VERDICT_WORDS

_STEP = re.compile(r"\d+\. ")


def _by_place(state: RunState) -> list[CheckState]:
    """Group the checks by their place, in the order in which the places first come."""
    places = list(dict.fromkeys(check.planned.place for check in state.checks.values()))
    return sorted(state.checks.values(), key=lambda check: places.index(check.planned.place))


class LiveOutput:
    """Redraws the table while the run goes on, and explains it at the end."""

    def __init__(self, render: Render, console: Console | None = None) -> None:
        self._render = render
        self._console = console or Console(highlight=False)
        self._state = RunState()
        self._begin = perf_counter()
        self._live = Live(
            console=self._console,
            get_renderable=self._table,
            refresh_per_second=10,
            transient=True,
            # Rich's stand-in for standard output knows no encoding, and then no sign but ASCII would be drawn.
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="ellipsis",
        )

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Show what this event changed."""
        self._state = state
        match event:
            case RunStarted():
                self._begin = perf_counter()
                self._live.start()
            case RunFinished():
                self._live.stop()
                self._console.print(self._table())
            case _:
                pass

    def finish(self, state: RunState) -> None:
        """Explain the whole run."""
        for line, style in explanation(state, self._render):
            text = line.lstrip(" ")
            # What wraps goes on under its own beginning; a numbered step under its words.
            step = _STEP.match(text)
            number = step[0] if step else ""
            grid = Table.grid(padding=0)
            grid.add_column(width=len(line) - len(text) + len(number), no_wrap=True)
            grid.add_column(overflow="fold")
            grid.add_row(Text(number.rjust(len(line) - len(text) + len(number)), style=style), Text(text[len(number) :], style=style))
            self._console.print(grid)

    def close(self) -> None:
        """Give the terminal back, whatever happened."""
        self._live.stop()

    def _table(self) -> Table:
        title = self._render(SIMULATION) if self._state.simulation else None
        shape = box.SIMPLE_HEAD if can_show("─") else box.ASCII2
        table = Table(title=title, title_style="reverse bold", box=shape, pad_edge=False, expand=False)
        table.add_column(self._render(message("Where")), style="dim", no_wrap=True)
        table.add_column(self._render(message("Verdict")), no_wrap=True)
        table.add_column(self._render(message("Check")), overflow="fold")
        table.add_column(self._render(message("Time")), justify="right", no_wrap=True)
        shown_place = ""
        for check in _by_place(self._state):
            place = self._render(PLACE_WORDS[check.planned.place])
            table.add_row(place if place != shown_place else "", self._verdict(check), self._what(check), self._time(check))
            shown_place = place
        return table

    def _verdict(self, check: CheckState) -> Text:
        if check.result is not None:
            verdict = check.result.verdict
            return Text(f"{icon(verdict)} {self._render(VERDICT_WORDS[verdict])}", style=VERDICT_STYLES[verdict])
        word = message("testing") if check.phase == "running" else message("waiting")
        return Text(f"  {self._render(word)}", style="cyan" if check.phase == "running" else "dim")

    def _what(self, check: CheckState) -> Text:
        text = Text(self._render(check.planned.title))
        if check.result is not None:
            if check.result.basis is not Basis.MEASURED:
                text.append(f" ({self._render(BASIS_WORDS[check.result.basis])})", style="bold")
            text.append("  " + self._render(check.result.reason), style="dim")
        elif check.waiting_for:
            hosts = ", ".join(printable(target) for target in check.waiting_for[:3])
            more = f" +{len(check.waiting_for) - 3}" if len(check.waiting_for) > 3 else ""  # noqa: PLR2004  # as many as shown
            text.append("  " + self._render(message("waiting for {hosts}", hosts=hosts + more)), style="cyan")
        return text

    def _time(self, check: CheckState) -> str:
        if check.result is not None:
            return f"{check.result.elapsed_s:.2f} s" if check.observations else ""
        if check.started_at_s is None:
            return ""
        return f"{perf_counter() - self._begin - check.started_at_s:.1f} s"
