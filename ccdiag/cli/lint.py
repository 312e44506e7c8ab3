"""`ccdiag lint`: a Webkassa configuration or TMS parameters, checked."""

from pathlib import Path
from typing import Annotated

import typer

from ccdiag.cli.language import said
from ccdiag.cli.options import fail, shared_options


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "lint",
        help=said(
            "Check the configuration of a Webkassa and TMS parameters: JSON, XML, INI, CSV, XLSX, or text that was copied."
            " Several files are judged together. Ends with 0 when nothing is wrong (there may be warnings), 1 with a fault,"
            " 2 when a file cannot be used, 3 when it cannot be told."
        ),
    )
    def lint(
        files: Annotated[list[str], typer.Argument(metavar="FILE…", help=said("The files; - reads standard input."))],
        generation: Annotated[
            str | None,
            typer.Option("--generation", metavar="1.0|2.0", help=said("The generation that is meant; else it is inferred from the files.")),
        ] = None,
        country: Annotated[
            str | None,
            typer.Option("--country", metavar="nl|be", help=said("Where the terminal is managed: GrundmasterNL or GrundmasterBE.")),
        ] = None,
        case: Annotated[
            Path | None, typer.Option("--case", "-c", metavar="FILE", help=said("What is known of this shop, as TOML or .ccdiag."))
        ] = None,
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
        kind: Annotated[
            str | None, typer.Option("--as", metavar="webkassa|tms", help=said("What the files are, where their content is not to decide."))
        ] = None,
        corrected: Annotated[
            Path | None,
            typer.Option(
                "--corrected",
                metavar="FILE|FOLDER",
                help=said(
                    "Write the file with its certain faults mended, secrets in it copied as they are; never over a file that is there."
                    " In a folder, each file gets a name of its own."
                ),
            ),
        ] = None,
        to_set: Annotated[
            Path | None, typer.Option("--list", metavar="FILE", help=said("Write what has to be set as a CSV file, to print."))
        ] = None,
        table: Annotated[bool, typer.Option("--table", help=said("Also show all parameters: 1.0, 2.0, found."))] = False,
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        for option, value, choices in (
            ("--generation", generation, ("1.0", "2.0")),
            ("--country", country, ("nl", "be")),
            ("--as", kind, ("webkassa", "tms")),
        ):
            if value is not None and value not in choices:
                fail(said("{option} takes {choices}.").format(option=option, choices=" | ".join(choices)))
        from ccdiag.cli.linting import LintRequest, run_lint

        request = LintRequest(
            files=tuple(files),
            generation="1.0" if generation == "1.0" else "2.0" if generation == "2.0" else None,
            country="nl" if country == "nl" else "be" if country == "be" else None,
            case=case,
            environment=environment,
            kind=kind,
            corrected=corrected,
            to_set=to_set,
            table=table,
            json=json,
        )
        raise typer.Exit(run_lint(request))
