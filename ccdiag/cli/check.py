"""`ccdiag check`: the checklist."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options

if TYPE_CHECKING:
    from ccdiag.cli.shown_run import Output


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "check", help=said("Run the checklist: what is broken, who must mend it, and how. Ends with 0 healthy, 1 fault, 3 could not tell.")
    )
    def check(
        environment: Annotated[
            str | None,
            typer.Option(
                "--environment",
                "-e",
                metavar="NAME|FILE",
                show_default="ccv",
                help=said("Endpoints and trust: a shipped name or a TOML file."),
            ),
        ] = None,
        case: Annotated[
            Path | None, typer.Option("--case", "-c", metavar="FILE", help=said("What is known of this shop: TOML, or a saved .ccdiag."))
        ] = None,
        answer: Annotated[
            list[str] | None,
            typer.Option(
                "--answer", metavar="KEY=VALUE", help=said("One value of the case, for example terminal.hw_installed=yes. Repeatable.")
            ),
        ] = None,
        only: Annotated[
            list[str] | None, typer.Option("--only", metavar="ID[,ID…]", help=said("Only these checks, and what they need."))
        ] = None,
        interface: Annotated[
            str | None, typer.Option("--interface", metavar="NAME", help=said("Send from this network interface."))
        ] = None,
        touch_terminal: Annotated[
            bool,
            typer.Option(
                "--touch-terminal",
                help=said(
                    "Agree to open the terminal's ports, one at a time, sending nothing. A connection may count as a kick, or delay a till."
                ),
            ),
        ] = False,
        hold: Annotated[
            float | None,
            typer.Option(
                "--hold",
                metavar="SECONDS",
                show_default="0",
                min=0,
                max=86400,
                help=said("Also hold a session that long, to meet firewalls that forget idle ones."),
            ),
        ] = None,
        deadline: Annotated[
            float | None,
            typer.Option(
                "--deadline",
                metavar="SECONDS",
                show_default="15",
                min=0.1,
                max=3600,
                help=said("Limit of the whole run, without the hold."),
            ),
        ] = None,
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        jsonl: Annotated[bool, typer.Option("--jsonl", help=said("The event stream, one JSON object a line."))] = False,
        lab: Annotated[bool, typer.Option("--lab", help=said("Run against the built-in simulated shop."))] = False,
        fault: Annotated[
            list[str] | None, typer.Option("--fault", metavar="NAME", help=said("With --lab: break it so; a cause id. Repeatable."))
        ] = None,
        shop: Annotated[
            str | None, typer.Option("--shop", metavar="ID", help=said("With --lab: a prepared shop; ccdiag lab --shops lists them."))
        ] = None,
        watch: Annotated[
            float,
            typer.Option(
                "--watch", metavar="SECONDS", min=0, max=86400, help=said("Run again and again, that long apart, and print what changed.")
            ),
        ] = 0.0,
        save: Annotated[
            Path | None,
            typer.Option(
                "--save",
                metavar="FILE",
                help=said(
                    "Write the run as a .ccdiag to mail, without what is personal; a file that is there is replaced."
                    " With --watch: the last run."
                ),
            ),
        ] = None,
        keep: Annotated[
            list[str] | None,
            typer.Option(
                "--keep",
                metavar="KIND[,KIND…]|all|none",
                help=said(
                    "With --save: personal data that are left as they are, such as shop,tms-id."
                    " Private addresses are, unless none is among them."
                ),
            ),
        ] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if json and jsonl:
            fail(said("--json and --jsonl exclude each other."))
        if json and watch:
            fail(said("--watch goes with --jsonl, or with neither; a document at the end never comes."))
        if fault and not lab:
            fail(said("--fault goes with --lab."))
        if shop is not None and not lab:
            fail(said("--shop goes with --lab."))
        if keep and save is None:
            fail(said("--keep goes with --save."))
        from ccdiag.cli.checklist import Request, run_checklist
        from ccdiag.cli.policy import seconds_asked_for

        request = Request(
            environment=environment,
            case=case,
            answers=tuple(answer or ()),
            only=tuple(name for names in only or () for name in names.split(",") if name),
            interface=interface,
            touch_terminal=touch_terminal,
            hold_s=seconds_asked_for("--hold", "hold_s", hold, 0.0, lab=lab),
            deadline_s=seconds_asked_for("--deadline", "deadline_s", deadline, 15.0, lab=lab),
            lab=lab,
            faults=tuple(fault or ()),
            shop=shop,
            watch_s=watch,
            save=save,
            keep=tuple(name for names in keep or () for name in names.split(",") if name),
        )
        raise typer.Exit(run_checklist(request, _output(json=json, jsonl=jsonl, watch=watch > 0)))


def _output(*, json: bool, jsonl: bool, watch: bool) -> "Output":
    from ccdiag.cli.words import safe

    if json or jsonl:
        from ccdiag.cli.json_output import JsonLinesOutput, JsonOutput

        return JsonOutput(tr()) if json else JsonLinesOutput(tr())
    render = safe(tr())
    if watch:
        from ccdiag.cli.changes import ChangesOutput

        return ChangesOutput(render)
    if sys.stdout.isatty():
        from rich.console import Console

        console = Console(highlight=False)
        if not console.is_dumb_terminal:
            from ccdiag.cli.live import LiveOutput

            return LiveOutput(render, console)
    from ccdiag.cli.plain import PlainOutput

    return PlainOutput(render)
