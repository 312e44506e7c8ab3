"""How a table of terminals is shown: a summary in plain lines, with a table on a terminal, or one document."""

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from ccdiag import __version__
from ccdiag.app.fleet import FleetReading
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.language import tr
from ccdiag.cli.plain import write_line
from ccdiag.cli.words import icon, safe
from ccdiag.model.document import Render
from ccdiag.model.message import Message, MessageValue, message
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import SIMULATION
from ccdiag.settings_check.fleet import RULE, Count, Fleet, FleetConfiguration
from ccdiag.settings_check.fleet_document import WhitelistDocument, document_pieces, fleet_document_head
from ccdiag.settings_check.fleet_judgement import FleetState
from ccdiag.settings_check.fleet_words import STATE_WORDS, TROUBLE_WORDS, gap_words, setting_words

if TYPE_CHECKING:
    from ccdiag.app.fleet_whitelist import AskedWhitelist

MOST_CONFIGURATIONS: Final = 20
MOST_PROBLEMS: Final = 10
_MOST_COUNTS: Final = 12
_MOST_LINES: Final = 5

VERDICTS: Final = {
    FleetState.READY: Verdict.PASS,
    FleetState.CONFIGURATION_LAST: Verdict.WARN,
    FleetState.NOT_READY: Verdict.FAIL,
    FleetState.UNKNOWN: Verdict.INCONCLUSIVE,
}
"""As which verdict a state is drawn."""

Output = Callable[[FleetReading, "AskedWhitelist | None", Callable[[], bool]], None]


def output_of(*, json: bool) -> Output:
    """Choose how to show it; what is given last says whether to go on."""
    if json:
        return _json
    if sys.stdout.isatty():
        from rich.console import Console

        console = Console(highlight=False)
        if not console.is_dumb_terminal:
            from ccdiag.cli.fleet_table import show_tables

            return lambda reading, asked, _go_on: show_tables(reading, asked, console, safe(tr()))
    return _plain


def _json(reading: FleetReading, _asked: "AskedWhitelist | None", go_on: Callable[[], bool]) -> None:
    render, use = tr(), reading.whitelist
    head = fleet_document_head(
        reading.fleet,
        whitelist=WhitelistDocument(source=use.source, file=use.name, rows=use.rows, problem=render(use.problem) if use.problem else None),
        version=__version__,
        file=reading.name,
        environment=reading.environment,
        simulation=reading.simulation,
        render=render,
    )
    waiting: list[bytes] = []
    size = 0
    for piece in document_pieces(head, reading.fleet.configurations, render):
        waiting.append(piece)
        size += len(piece)
        if size > _PIECE:
            write_bytes(b"".join(waiting))
            waiting.clear()
            size = 0
            if not go_on():
                return
    write_bytes(b"".join(waiting))


def _plain(reading: FleetReading, asked: "AskedWhitelist | None", _go_on: Callable[[], bool]) -> None:
    render = safe(tr())
    for line, _style in summary(reading, asked, render):
        write_line(line)
    write_line("")
    for line in rule(render):
        write_line(line)
    for order, configuration in enumerate(reading.fleet.configurations[:MOST_CONFIGURATIONS], start=1):
        state = f"{icon(VERDICTS[configuration.state])} {render(STATE_WORDS[configuration.state])}"
        write_line(f"{order}. {name_of(configuration, render)}: {state}; {', '.join(told(configuration, render))}")
    if more := rest(reading.fleet, render):
        write_line(more)
    problems = list(first_problems(reading.fleet, render))
    if problems:
        write_line("")
        write_line(render(message("The first problems:")))
    for place, text in problems:
        write_line(f"{place}: {text}")


def summary(reading: FleetReading, asked: "AskedWhitelist | None", render: Render) -> Iterator[tuple[str, str]]:
    """Sum up in lines with their styles."""
    fleet = reading.fleet
    if reading.simulation:
        yield render(SIMULATION), "bold"
    values: dict[str, MessageValue] = {"file": reading.name, "terminals": fleet.terminals, "configurations": len(fleet.configurations)}
    yield render(message("{file}: terminals: {terminals}, configurations: {configurations}.", **values)), "bold"
    yield ", ".join(f"{fleet.states.get(state, 0)} {render(word)}" for state, word in STATE_WORDS.items()), "bold"
    yield whitelist_line(reading, render), ""
    yield from ((line, "yellow") for line in _asked(asked, render))
    if fleet.missing:
        yield render(message("Missing: {counts}", counts=_counts(fleet.missing, gap_words, render))), "red"
    if fleet.unclear:
        yield render(message("Cannot be told: {counts}", counts=_counts(fleet.unclear, gap_words, render))), "magenta"
    if fleet.not_stated:
        yield render(message("Not stated: {counts}", counts=_counts(fleet.not_stated, setting_words, render))), "magenta"
    for trouble, count in fleet.troubles.items():
        lines = ", ".join(str(row.line) for row in fleet.troubled if row.trouble == trouble)
        lines = ", ".join(lines.split(", ")[:_MOST_LINES])
        said = message(
            "Rows not used as they are: {count}, {trouble} (line {lines}).", count=count, trouble=TROUBLE_WORDS[trouble], lines=lines
        )
        yield render(said), "yellow"
    if fleet.columns.unused:
        names = ", ".join(fleet.columns.unused[:_MOST_COUNTS])
        yield render(message("Columns that are not used: {names}", names=names)), "dim"


def rule(render: Render) -> list[str]:
    """Say how the order of migration comes about."""
    return [render(message("Order of migration:")), *(render(sentence) for sentence in RULE)]


def name_of(configuration: FleetConfiguration, render: Render) -> str:
    """Name a configuration, also where the table does not."""
    return configuration.name or render(message("configuration not stated"))


def told(configuration: FleetConfiguration, render: Render) -> list[str]:
    """Say how many terminals a configuration has, and what keeps it from being ready."""
    parts = [render(message("terminals: {count}", count=len(configuration)))]
    if configuration.cut_off:
        text = message("not ready while the Webkassa uses 2.0 already: {count}", count=configuration.cut_off)
        parts.append(render(text))
    words = [(gap_words, configuration.missing), (gap_words, configuration.unclear)]
    for word, counts in words:
        parts += [f"{render(word(one.id))} ({one.count})" for one in counts[:_MOST_COUNTS]]
    if configuration.not_stated:
        names = ", ".join(render(setting_words(one.id)) for one in configuration.not_stated[:_MOST_LINES])
        parts.append(render(message("not stated: {names}", names=names)))
    return [*parts, *(render(gap.text) for gap in configuration.warnings)]


def rest(fleet: Fleet, render: Render) -> str:
    """Say how many configurations are not shown, and where they are."""
    more = len(fleet.configurations) - MOST_CONFIGURATIONS
    return render(message("… and more configurations: {count}; --output and --json have all.", count=more)) if more > 0 else ""


def first_problems(fleet: Fleet, render: Render) -> Iterator[tuple[str, str]]:
    """Return the first terminals that something is missing on, in the order of migration, with what that is."""
    wrong = (pair for pair in fleet.each() if pair[1].judgement.state is FleetState.NOT_READY)
    for configuration, terminal in islice(wrong, MOST_PROBLEMS):
        values: dict[str, MessageValue] = {"id": terminal.tms_id, "configuration": name_of(configuration, render), "line": terminal.line}
        place = render(message("{id} ({configuration}, line {line})", **values))
        yield place, " ".join(render(gap.text) for gap in terminal.judgement.missing)


def whitelist_line(reading: FleetReading, render: Render) -> str:
    """Say which whitelist the terminals were held against."""
    use = reading.whitelist
    if use.problem is not None:
        return render(use.problem)
    if use.source == "csv":
        return render(message("Whitelist: {file}, rows: {rows}.", file=use.name, rows=use.rows or 0))
    if use.source == "http":
        return render(message("The whitelist's service is asked with --ask-whitelist only."))
    return render(message("No whitelist: what is stated of it counts, the rest is not known. --whitelist FILE names one."))


def _asked(asked: "AskedWhitelist | None", render: Render) -> Iterator[str]:
    if asked is None:
        return
    yield render(message("Terminals for which the whitelist's service answered: {count}.", count=len(asked.answers)))
    if asked.given_up:
        yield render(message("It refused, or did not answer, so it was asked no more."))
    if asked.not_asked:
        yield render(message("Terminals that were not asked about: {count}.", count=asked.not_asked))


def _counts(counts: Iterable[Count], words: Callable[[str], Message], render: Render) -> str:
    some = list(islice(counts, _MOST_COUNTS + 1))
    texts = [f"{render(words(one.id))} ({one.count})" for one in some[:_MOST_COUNTS]]
    return ", ".join([*texts, *(["…"] if len(some) > _MOST_COUNTS else [])])


_PIECE: Final = 262_144
"""In bytes: what is written at once."""
