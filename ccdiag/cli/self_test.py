"""`ccdiag self-test`: whether this installation is whole."""

from typing import Annotated

import typer

from ccdiag.cli.language import said
from ccdiag.cli.options import fail, shared_options


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "self-test",
        help=said(
            "Is this installation whole? Tries every part of it, changes nothing and asks nobody outside this machine."
            " Ends with 0 when it is, 1 when a part failed."
        ),
    )
    def self_test(
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        # Each part as it is known, one object a line: for the window, which shows them as they come.
        jsonl: Annotated[bool, typer.Option("--jsonl", hidden=True)] = False,
        only: Annotated[
            str | None,
            typer.Option("--only", metavar="PART[,PART…]", help=said("Only these parts, by the names at the ends of the lines.")),
        ] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        from ccdiag.cli.installation import show_installation
        from ccdiag.cli.installation_parts import PARTS

        parts = PARTS
        if only is not None:
            wanted = [name.strip() for name in only.split(",")]
            known = {part.name: part for part in PARTS}
            if unknown := [name for name in wanted if name not in known]:
                fail(said("no part is called {name}; there are: {names}").format(name=unknown[0], names=", ".join(known)))
            parts = tuple(part for part in PARTS if part.name in wanted)
        raise typer.Exit(show_installation(parts, json=json, jsonl=jsonl))
