"""How a lint is shown: plain lines, and a table where a terminal can draw one."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ccdiag.cli.explain import Render
from ccdiag.cli.plain import write_line
from ccdiag.cli.words import can_show
from ccdiag.model.cause import Certainty
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis
from ccdiag.model.words import SIMULATION
from ccdiag.settings_check.document import UnusableDocument
from ccdiag.settings_check.lint_report import ComparisonRow, FindingSeverity, LintFinding, LintReport, LintVerdict, RowState
from ccdiag.settings_check.lint_words import CERTAINTY_WORDS, FORMAT_WORDS, KIND_WORDS, SEVERITY_WORDS, STATE_WORDS, VERDICT_WORDS, where

if TYPE_CHECKING:
    from rich.table import Table

_SIGNS: Final = {
    FindingSeverity.FAULT: ("✖", "x"),
    FindingSeverity.UNDECIDED: ("?", "?"),
    FindingSeverity.WARNING: ("▲", "!"),
    FindingSeverity.NOTE: ("·", "-"),
}
_STYLES: Final = {
    FindingSeverity.FAULT: "bold red",
    FindingSeverity.UNDECIDED: "magenta",
    FindingSeverity.WARNING: "bold yellow",
    FindingSeverity.NOTE: "dim",
}
_STATE_STYLES: Final = {
    RowState.RIGHT: "green",
    RowState.WRONG: "bold red",
    RowState.MISSING: "bold red",
    RowState.WARNING: "bold yellow",
    RowState.NOT_COMPARED: "cyan",
    RowState.UNDECIDED: "magenta",
    RowState.NOT_SEEN: "magenta",
    RowState.NOT_NEEDED: "dim",
}
_VERDICT_STYLES: Final = {
    LintVerdict.GOOD: "bold green",
    LintVerdict.FAULT: "bold red",
    LintVerdict.UNUSABLE: "bold red",
    LintVerdict.COULD_NOT_TELL: "bold magenta",
}
_ACCUSING: Final = frozenset({FindingSeverity.FAULT, FindingSeverity.WARNING})
_INDENT: Final = "    "
_WIDE: Final = 110
"""Columns of a terminal on which states need not be broken."""
_MOST_SHOWN: Final = 100
"""Findings; the document has them all."""


def show_lint(report: LintReport, render: Render, *, table: bool, simulation: bool) -> None:
    """Print what was found; in colours, and with the table drawn, where standard output is a terminal."""
    console = None
    if sys.stdout.isatty():
        from rich.console import Console

        drawn = Console(highlight=False)
        console = None if drawn.is_dumb_terminal else drawn
    lines = list(_lines(report, render, simulation=simulation))
    if console is None:
        for line, _ in lines:
            write_line(line)
        if table and report.comparison:
            for line in _plain_table(report, render):
                write_line(line)
        return
    from rich.padding import Padding
    from rich.text import Text

    for line, style in lines:
        # A line that is broken keeps its indent.
        indent = len(_INDENT) if line.startswith(_INDENT) else 0
        if not line:
            console.print()
            continue
        console.print(Padding(Text(line[indent:], style=style), (0, 0, 0, indent), expand=False))
    if table and report.comparison:
        console.print(_drawn_table(report, render, wide=console.width >= _WIDE))


def _lines(report: LintReport, render: Render, *, simulation: bool) -> Iterator[tuple[str, str]]:
    if simulation:
        yield render(SIMULATION), "bold"
    for document in report.documents:
        if isinstance(document, UnusableDocument):
            yield f"{document.name}: {render(document.said)}", "bold red"
        else:
            values: dict[str, Message | int] = {
                "kind": KIND_WORDS[document.kind],
                "format": FORMAT_WORDS[document.format],
                "count": len(document.settings),
            }
            yield f"{document.name}: " + render(message("{kind}, {format}, settings: {count}", **values)), ""
    if report.generation is not None:
        told = (
            message("Judged for Cloud Connect {generation}, as stated.", generation=report.generation)
            if report.generation_basis is Basis.STATED
            else message("Judged for Cloud Connect {generation}, as the files suggest.", generation=report.generation)
        )
        yield render(told), "dim"
    for finding in report.findings[:_MOST_SHOWN]:
        yield "", ""
        yield from _finding(finding, render)
    if len(report.findings) > _MOST_SHOWN:
        yield "", ""
        yield render(message("And {count} more; --json tells all.", count=len(report.findings) - _MOST_SHOWN)), ""
    yield "", ""
    yield render(VERDICT_WORDS[report.verdict]), _VERDICT_STYLES[report.verdict]
    names = ", ".join(row.parameter for row in report.comparison if row.state is RowState.NOT_COMPARED and row.part == "webkassa")
    if names:
        yield render(message("Not compared with the terminal's own: {names}; --case FILE tells what these are.", names=names)), "dim"


def _finding(finding: LintFinding, render: Render) -> Iterator[tuple[str, str]]:
    symbol, plain = _SIGNS[finding.severity]
    sign = symbol if can_show(symbol) else plain
    word = render(SEVERITY_WORDS[finding.severity])
    sure = (
        ""
        if finding.certainty is Certainty.CERTAIN or finding.severity not in _ACCUSING
        else f" ({render(CERTAINTY_WORDS[finding.certainty])})"
    )
    place = where(finding)
    yield f"{sign} {word}{sure}: {render(finding.title)} [{finding.id}]", _STYLES[finding.severity]
    yield _INDENT + finding.file + (f", {render(place)}" if place is not None else ""), "dim"
    yield _INDENT + render(finding.why), ""
    if finding.severity is not FindingSeverity.NOTE or finding.correction is not None:
        yield _INDENT + render(finding.remedy), ""
    if finding.needed_1_0 is not None and finding.needed_2_0 is not None:
        yield _INDENT + render(message("1.0: {one} · 2.0: {two}", one=finding.needed_1_0, two=finding.needed_2_0)), "dim"


def _plain_table(report: LintReport, render: Render) -> Iterator[str]:
    rows = [_heads(render), *(_cells(row, render) for row in report.comparison)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield ""
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _drawn_table(report: LintReport, render: Render, *, wide: bool) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD if can_show("─") else box.ASCII2, pad_edge=False, expand=False, padding=(0, 1, 0, 0))
    heads = _heads(render)
    for head in heads:
        # Names are read down their column; on a narrow terminal all else gives way.
        table.add_column(head, overflow="fold", no_wrap=head == heads[0] or (wide and head == heads[-1]))
    part = ""
    for row in report.comparison:
        if part and part != row.part:
            table.add_section()
        part = row.part
        cells = _cells(row, render)
        table.add_row(
            Text(cells[0]), Text(cells[1], "dim"), Text(cells[2], "dim"), Text(cells[3]), Text(cells[4], _STATE_STYLES[row.state])
        )
    return table


def _heads(render: Render) -> tuple[str, str, str, str, str]:
    return render(message("Parameter")), "1.0", "2.0", render(message("Found")), render(message("State"))


def _cells(row: ComparisonRow, render: Render) -> tuple[str, str, str, str, str]:
    found = list(dict.fromkeys(value.value for value in row.found))
    shown = ", ".join(value or render(message("empty")) for value in found[:3]) + ("…" if len(found) > 3 else "")  # noqa: PLR2004  # fit a line
    return row.parameter, render(row.needed_1_0), render(row.needed_2_0), shown or "–", render(STATE_WORDS[row.state])
