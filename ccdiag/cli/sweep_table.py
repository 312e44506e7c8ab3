"""A sweep on a terminal: a bar while it lasts, and a table of the machines."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from ccdiag.cli.explain import Render
from ccdiag.cli.sweep_output import ports, range_text, summary, verdict
from ccdiag.cli.words import can_show
from ccdiag.model.message import message
from ccdiag.model.sweep import Answered, Likely, Sweep, SweptHost

_BAR = 40
_SEEN_WORDS = {Answered.NEIGHBOUR: message("network"), Answered.PING: message("ping"), Answered.PORT: message("port")}


class TableOutput:
    """Redraws bar and table while the sweep goes on."""

    def __init__(self, render: Render, console: Console) -> None:
        self._render = render
        self._console = console
        self._sweep: Sweep | None = None
        self._live = Live(
            console=console,
            get_renderable=self._drawn,
            refresh_per_second=10,
            transient=True,
            # Rich's stand-in for standard output knows no encoding, and then no sign but ASCII would be drawn.
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="ellipsis",
        )

    def on_change(self, sweep: Sweep, done: SweptHost | None) -> None:
        """Show what changed."""
        if self._sweep is None:
            for network in sweep.networks:
                self._console.print(Text(self._render(range_text(network))))
            self._live.start()
        self._sweep = sweep

    def finish(self, sweep: Sweep) -> None:
        """Leave the table, and sum up."""
        self._live.stop()
        if sweep.hosts:
            self._console.print(self._table(sweep))
        for line, style in summary(sweep, self._render):
            self._console.print(Text(line, style=style))

    def close(self) -> None:
        """Give the terminal back, whatever happened."""
        self._live.stop()

    def _drawn(self) -> RenderableType:
        if self._sweep is None:
            return Text()
        done, total = self._sweep.asked, self._sweep.total
        text = Text(self._render(message("{asked} of {total} addresses asked", asked=done, total=total)), style="cyan")
        # A wave of questions takes a second in which nothing can be counted: then the bar only shows that it is alive.
        bar: RenderableType = text
        if can_show("━"):
            bar = Group(text, ProgressBar(total=total, completed=done, width=_BAR, pulse=done == 0))
        return Group(self._table(self._sweep), bar)

    def _table(self, sweep: Sweep) -> Table:
        shape = box.SIMPLE_HEAD if can_show("─") else box.ASCII2
        table = Table(box=shape, pad_edge=False, expand=False)
        table.add_column(self._render(message("Address")), no_wrap=True)
        table.add_column(self._render(message("Hardware address")), no_wrap=True)
        table.add_column(self._render(message("Seen by")), overflow="fold")
        if sweep.tries_opi:
            table.add_column(self._render(message("Ports")), overflow="fold")
        table.add_column(self._render(message("Likely")), overflow="fold")
        for host in sweep.hosts:
            cells = [Text(host.address), Text(host.hardware_address or ""), Text(self._render(_SEEN_WORDS[host.answered]))]
            if sweep.tries_opi:
                cells.append(Text(", ".join(ports(host, sweep, self._render)), style="dim"))
            cells.append(Text(verdict(host, self._render), style="dim" if host.likely is Likely.UNKNOWN else "bold green"))
            table.add_row(*cells)
        return table
