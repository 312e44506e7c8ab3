"""Options that every subcommand has."""

import logging
import sys
from typing import Annotated, NoReturn

import typer

from ccdiag.cli.language import said
from ccdiag.cli.status import Exit
from ccdiag.cli.streams import write_error
from ccdiag.i18n.translator import LANGUAGES
from ccdiag.model.printable import printable


def _check_language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES))
    return value


def _show_version(wanted: bool) -> None:  # noqa: FBT001  # typer calls it with the flag's value
    if wanted:
        from ccdiag import __version__

        typer.echo(f"ccdiag {__version__}")
        raise typer.Exit


def _log_to_stderr(wanted: bool) -> None:  # noqa: FBT001  # typer calls it with the flag's value
    # Given before or after the subcommand's name; where it is not given, silence stays as it was set at the start.
    if wanted:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_PrintableFormatter("%(asctime)s %(name)s: %(message)s"))
        logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)
        # Standard error that takes no more is no reason to stop, and its trace would have nowhere to go.
        logging.raiseExceptions = False


class _PrintableFormatter(logging.Formatter):
    """Shows what servers sent, and what the trace of a crashed check holds of it, without letting it steer the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(printable(line, most=2000) for line in super().format(record).split("\n"))


def shared_options() -> tuple[object, object, object]:
    """Return the annotated types of --language, --verbose and --version, with help in the chosen language."""
    language = Annotated[
        str | None,
        typer.Option("--language", metavar="nl|en|fr|de", callback=_check_language, help=said("Language of the output.")),
    ]
    verbose = Annotated[bool, typer.Option("--verbose", callback=_log_to_stderr, help=said("Tell on standard error what goes on."))]
    version = Annotated[bool, typer.Option("--version", is_eager=True, callback=_show_version, help=said("Show the version and end."))]
    return language, verbose, version


def fail(text: str) -> NoReturn:
    """End with the status for unusable arguments or files, and say why."""
    write_error(f"ccdiag: {printable(text, most=2000)}")
    raise typer.Exit(Exit.UNUSABLE)
