"""`ccdiag lab`: the simulated shop, kept running."""

from pathlib import Path
from typing import Annotated

import typer

from ccdiag.cli.language import said
from ccdiag.cli.options import fail, shared_options


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "lab",
        help=said(
            "Keep the simulated shop running. Standard input takes: fault NAME on|off, kick cloud|local, press KEY…, shops, shop ID,"
            " mendings, mend NAME, quit."
        ),
    )
    def lab(
        directory: Annotated[
            Path | None,
            typer.Option("--directory", metavar="D", help=said("Write environment.toml and case.toml there, for another ccdiag check.")),
        ] = None,
        fault: Annotated[
            list[str] | None, typer.Option("--fault", metavar="NAME", help=said("Break it so from the start; a cause id. Repeatable."))
        ] = None,
        shop: Annotated[
            str | None, typer.Option("--shop", metavar="ID", help=said("Open this prepared shop, with whatever is wrong in it."))
        ] = None,
        shops: Annotated[bool, typer.Option("--shops", help=said("List the prepared shops, and end."))] = False,
        train: Annotated[
            bool,
            typer.Option("--train", help=said("Training: find and mend a hidden fault; standard input takes help, check, mend and more.")),
        ] = False,
        seed: Annotated[int | None, typer.Option("--seed", metavar="N", help=said("With --train: draw the same shop again."))] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if shops:
            from ccdiag.cli.shops import list_shops

            raise typer.Exit(list_shops())
        if train:
            if fault or directory is not None:
                fail(said("--train goes with --shop and --seed, not with --fault and --directory."))
            from ccdiag.cli.train import train as work

            raise typer.Exit(work(shop, seed))
        if seed is not None:
            fail(said("--seed goes with --train."))
        from ccdiag.cli.laboratory import keep_running

        raise typer.Exit(keep_running(directory, tuple(fault or ()), shop))
