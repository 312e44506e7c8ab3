"""`ccdiag fleet`: many terminals, what is missing on each, and in which order to migrate."""

from pathlib import Path
from typing import Annotated

import typer

from ccdiag.cli.language import said
from ccdiag.cli.options import fail, shared_options


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "fleet",
        help=said(
            "Check a table of many terminals: what is missing on each for Cloud Connect 2.0, whether it is on the whitelist, and in which "
            "order to migrate: all terminals of one configuration first, the Webkassa's configuration last."
            " Ends with 0 when all are ready, 1 when something is missing, 3 when that cannot be told of some."
        ),
    )
    def fleet(
        file: Annotated[
            Path,
            typer.Argument(
                metavar="FILE",
                help=said(
                    "A CSV, or a small XLSX, with a heading: tms_id, and what else is known, such as configuration, merchant, "
                    "managementSystemId, software, model, pos_mode and the TMS parameters, each by its usual names."
                ),
            ),
        ],
        environment: Annotated[
            str | None,
            typer.Option(
                "-e", "--environment", metavar="NAME|FILE", help=said("Endpoints and trust: a shipped name or a TOML file. Default: ccv.")
            ),
        ] = None,
        generation: Annotated[
            str, typer.Option("--generation", metavar="2.0|1.0", help=said("The Cloud Connect that the terminals shall be ready for."))
        ] = "2.0",
        whitelist: Annotated[
            Path | None,
            typer.Option(
                "--whitelist",
                metavar="FILE",
                help=said("The whitelist as CSV with the columns merchant and tms_id, instead of the environment's."),
            ),
        ] = None,
        ask_whitelist: Annotated[
            bool,
            typer.Option(
                "--ask-whitelist",
                help=said("Ask the environment's whitelist service, one request a terminal, for the first thousand at the most."),
            ),
        ] = False,
        output: Annotated[
            Path | None, typer.Option("--output", metavar="FILE", help=said("Write the results as CSV, one line a terminal."))
        ] = None,
        excel: Annotated[bool, typer.Option("--excel", help=said("With --output: mark the file as UTF-8, as Excel wants it."))] = False,
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if generation not in {"1.0", "2.0"}:
            fail(said("--generation is 2.0 or 1.0, not “{text}”.").format(text=generation))
        if excel and output is None:
            fail(said("--excel goes with --output."))
        if whitelist is not None and ask_whitelist:
            fail(said("--whitelist and --ask-whitelist exclude each other."))
        from ccdiag.cli.fleet_run import Wish, run_fleet

        wish = Wish(
            file=file,
            environment=environment,
            generation="1.0" if generation == "1.0" else "2.0",
            whitelist=whitelist,
            ask_whitelist=ask_whitelist,
            output=output,
            excel=excel,
            json=json,
        )
        raise typer.Exit(run_fleet(wish))
