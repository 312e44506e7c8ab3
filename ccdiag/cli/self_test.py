"""`ccdiag self-test`: whether this installation is whole."""

from typing import Annotated

import typer

from ccdiag.cli.language import said
from ccdiag.cli.options import shared_options


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command("self-test", help=said("Is this installation whole? Ends with 0 when it is, 1 when a part failed."))
    def self_test(
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        part: Annotated[str | None, typer.Option("--part", hidden=True)] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        from ccdiag.cli.installation import test_installation, test_qt

        if part == "qt":
            raise typer.Exit(test_qt())
        raise typer.Exit(test_installation(json=json))
