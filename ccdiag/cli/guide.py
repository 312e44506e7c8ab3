"""`ccdiag guide`: the guided procedures, one step at a time."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options
from ccdiag.cli.status import Exit


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "guide",
        help=said(
            "A procedure on the terminal, step by step; without a name, all of them, and what is still owed in which shop."
            " On a terminal it asks; else it prints the whole procedure. Ends with 0 finished or printed, 1 stopped, 3 paused."
        ),
    )
    def guide(
        name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=said("For example day-open."))] = None,
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
            Path | None, typer.Option("--case", "-c", metavar="FILE", help=said("What is known of this shop, as TOML."))
        ] = None,
        answer: Annotated[
            list[str] | None,
            typer.Option("--answer", metavar="KEY=VALUE", help=said("One value of the case, for example terminal.tms_id=… Repeatable.")),
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
        json: Annotated[bool, typer.Option("--json", help=said("The procedure as data, one JSON document."))] = False,
        lab: Annotated[bool, typer.Option("--lab", help=said("Follow it in the built-in simulated shop."))] = False,
        fault: Annotated[
            list[str] | None, typer.Option("--fault", metavar="NAME", help=said("With --lab: break it so; a cause id. Repeatable."))
        ] = None,
        shop: Annotated[
            str | None, typer.Option("--shop", metavar="ID", help=said("With --lab: a prepared shop; ccdiag lab --shops lists them."))
        ] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if not lab and (fault or shop is not None):
            fail(said("--fault goes with --lab.") if fault else said("--shop goes with --lab."))
        name = _known(name)
        if json:
            _print_document(name)
            raise typer.Exit(Exit.GOOD)
        if name is None:
            _print_list()
            raise typer.Exit(Exit.GOOD)
        from ccdiag.cli.guide_request import GuideRequest, follow, write_out

        request = GuideRequest(
            name=name,
            environment=environment,
            case=case,
            answers=tuple(answer or ()),
            touch_terminal=touch_terminal,
            lab=lab,
            faults=tuple(fault or ()),
            shop=shop,
        )
        asks = sys.stdin.isatty() and sys.stdout.isatty()
        raise typer.Exit(follow(request) if asks else write_out(request))


def _known(name: str | None) -> str | None:
    """Return the name as it is written here; ends the program when there is no such procedure."""
    from ccdiag.content.errors import ContentError
    from ccdiag.content.mismatch import nearest
    from ccdiag.content.procedures import load_procedures

    try:
        offered = [procedure.id for procedure in load_procedures().offered()]
    except ContentError as error:
        fail(error.shown(tr()))
    if name is None or name in offered:
        return name
    if (lower := name.strip().lower()) in offered:
        return lower
    near = nearest(lower, offered)
    hint = " " + said("Did you mean “{name}”?").format(name=near) if near else ""
    return fail(said("There is no procedure “{name}”; there are: {names}.").format(name=name, names=", ".join(offered)) + hint)


def _print_document(name: str | None) -> None:
    import msgspec

    from ccdiag import __version__
    from ccdiag.cli.json_output import write_bytes
    from ccdiag.content.procedures import load_procedures
    from ccdiag.procedures.document import guide_document

    document = guide_document(name, load_procedures(), version=__version__, render=tr())
    write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _print_list() -> None:
    from ccdiag.app.procedure_store import ProcedureStore
    from ccdiag.cli.guide_lines import list_lines
    from ccdiag.cli.paragraphs import Paragraphs
    from ccdiag.cli.words import safe

    render = safe(tr())
    Paragraphs().print_all(list_lines(ProcedureStore().all(), render))
