"""A table of terminals on a terminal: the configurations in the order of migration."""

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ccdiag.app.fleet import FleetReading
from ccdiag.cli.fleet_output import MOST_CONFIGURATIONS, VERDICTS, first_problems, name_of, rest, rule, summary, told
from ccdiag.cli.words import VERDICT_STYLES, can_show, icon
from ccdiag.model.document import Render
from ccdiag.model.message import message
from ccdiag.settings_check.fleet_words import STATE_WORDS

if TYPE_CHECKING:
    from ccdiag.app.fleet_whitelist import AskedWhitelist


def show_tables(reading: FleetReading, asked: "AskedWhitelist | None", console: Console, render: Render) -> None:
    """Print the summary, the first configurations, and the first problems."""
    for line, style in summary(reading, asked, render):
        console.print(Text(line, style=style))
    heading, *sentences = rule(render)
    console.print()
    console.print(Text(heading, style="bold"))
    for sentence in sentences:
        console.print(Text(sentence, style="dim"))
    console.print(_configurations(reading, render))
    if text := rest(reading.fleet, render):
        console.print(Text(text))
    problems = list(first_problems(reading.fleet, render))
    if problems:
        console.print(Text(render(message("The first problems:")), style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False)
        for place, text in problems:
            table.add_row(Text(place), Text(text, style="red"))
        console.print(table)


def _configurations(reading: FleetReading, render: Render) -> Table:
    table = Table(box=box.SIMPLE_HEAD if can_show("─") else box.ASCII2, pad_edge=False, expand=False)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(render(message("Configuration")), overflow="fold")
    table.add_column(render(message("State")), no_wrap=True)
    table.add_column(render(message("What blocks")), overflow="fold")
    for order, configuration in enumerate(reading.fleet.configurations[:MOST_CONFIGURATIONS], start=1):
        verdict = VERDICTS[configuration.state]
        state = Text(f"{icon(verdict)} {render(STATE_WORDS[configuration.state])}", style=VERDICT_STYLES[verdict])
        table.add_row(str(order), Text(name_of(configuration, render)), state, Text("\n".join(told(configuration, render))))
    return table
