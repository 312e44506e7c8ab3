"""The command line as a whole."""

import sys

import typer

from ccdiag.cli.language import choose, language_of, said
from ccdiag.cli.options import shared_options
from ccdiag.cli.status import Exit


def build() -> typer.Typer:
    """Put the subcommands together, with help in the chosen language."""
    from ccdiag.cli import check, lab, self_test

    app = typer.Typer(
        name="ccdiag",
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=said("Tells what is broken between a web till and its payment terminal, who must mend it, and how."),
    )
    language_option, verbose_option, version_option = shared_options()

    @app.callback(invoke_without_command=True)
    def start(
        context: typer.Context,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())
            raise typer.Exit(Exit.UNUSABLE)

    check.register(app)
    lab.register(app)
    self_test.register(app)
    return app


def run_command_line(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    choose(language_of(arguments))
    try:
        outcome = build()(arguments, standalone_mode=True)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        sys.stderr.close()
        return int(Exit.CANCELLED)
    return int(outcome or 0)
