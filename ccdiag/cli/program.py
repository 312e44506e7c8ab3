"""The command line as a whole."""

import logging
import sys

import typer

from ccdiag.cli.language import choose, language_of, said
from ccdiag.cli.options import shared_options
from ccdiag.cli.status import Exit
from ccdiag.cli.streams import OutputLostError, give_up_output, prepare_streams, write_error, writing
from ccdiag.model.printable import printable


def build() -> typer.Typer:
    """Put the subcommands together, with help in the chosen language."""
    from ccdiag.app.policy_file import policy_place
    from ccdiag.cli import check, fleet, guide, lab, lint, newer, report, screen, self_test, show, sweep

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
        if policy_place() is not None:
            from ccdiag.cli.policy import tell_unusable_policy

            tell_unusable_policy()

    check.register(app)
    fleet.register(app)
    guide.register(app)
    lab.register(app)
    lint.register(app)
    newer.register(app)
    report.register(app)
    screen.register(app)
    show.register(app)
    sweep.register(app)
    self_test.register(app)
    return app


def run_command_line(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    # Without --verbose a trace of a crashed check would land in the middle of the table.
    logging.basicConfig(level=logging.CRITICAL + 1)
    try:
        prepare_streams()
        choose(language_of(arguments))
        status = _status_of(arguments)
        with writing():
            sys.stdout.flush()
    except OutputLostError as error:
        give_up_output()
        if error.reader_left:
            # There is nobody left to tell, and a shell that pipes into `head` wants no complaint.
            return int(Exit.CANCELLED)
        write_error("ccdiag: " + said("The output cannot be written: {problem}").format(problem=error))
        return int(Exit.UNUSABLE)
    except OSError as error:
        # No descriptors, no memory, no disk: this machine cannot run it now.
        logging.getLogger(__name__).debug("ended by the system", exc_info=True)
        give_up_output()
        write_error(f"ccdiag: {printable(str(error))}")
        return int(Exit.UNUSABLE)
    return status


def _status_of(arguments: list[str]) -> int:
    try:
        outcome = build()(arguments, standalone_mode=True)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    return int(outcome or 0)
