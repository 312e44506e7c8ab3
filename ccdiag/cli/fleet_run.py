"""Checking a table of terminals for the command line."""

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ccdiag.app.fleet import FleetCancelledError, FleetError, FleetReading, WhitelistUse, read_fleet, whitelist_of
from ccdiag.cli.fleet_output import output_of
from ccdiag.cli.interrupt import Deferred, interrupt
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.policy import environment_asked_for, refuse_other_whitelist
from ccdiag.cli.status import Exit
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.content.errors import ContentError
from ccdiag.model.case import Generation
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.settings_check.fleet_judgement import FleetState, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import FleetRows

if TYPE_CHECKING:
    from ccdiag.app.fleet_whitelist import AskedWhitelist

STATUS_OF: Final = {
    FleetState.READY: Exit.GOOD,
    FleetState.CONFIGURATION_LAST: Exit.FAULT,
    FleetState.NOT_READY: Exit.FAULT,
    FleetState.UNKNOWN: Exit.COULD_NOT_TELL,
}
_BETWEEN_S: Final = 0.1


class Wish(Struct, frozen=True, kw_only=True):
    """What the user asked for, as the command line was parsed."""

    file: Path
    environment: str | None = None
    generation: Generation = "2.0"
    whitelist: Path | None = None
    ask_whitelist: bool = False
    output: Path | None = None
    excel: bool = False
    json: bool = False


def run_fleet(wish: Wish) -> Exit:
    """Check the table, show what was found, and return the exit status."""
    try:
        environment = environment_asked_for(wish.environment)
    except ContentError as error:
        fail(error.shown(tr()))
    if wish.whitelist is not None and not environment.simulation:
        refuse_other_whitelist("--whitelist", wish.whitelist)
    if wish.ask_whitelist and environment.whitelist.source != "http":
        fail(said("--ask-whitelist needs an environment whose whitelist has the source http."))
    progress = _Progress()
    asking = _Asking(environment, progress) if wish.ask_whitelist else None
    try:
        whitelist = whitelist_of(environment, wish.whitelist)
        reading = read_fleet(wish.file, environment, generation=wish.generation, whitelist=whitelist, progress=progress.read, ask=asking)
    except FleetError as error:
        progress.clear()
        fail(tr()(error.said))
    except FleetCancelledError:
        progress.clear()
        return Exit.CANCELLED
    progress.clear()
    # What is begun is put away whole: the part of a file, and a document that somebody reads as it comes.
    with Deferred() as deferred:
        if wish.output is not None:
            _save(wish, wish.output, reading, environment, whitelist)
        if not deferred.presses:
            output_of(json=wish.json)(reading, asking.outcome if asking else None, lambda: not deferred.presses)
        if deferred.presses:
            return Exit.CANCELLED
    if wish.output is not None and not wish.json:
        write_error(said("The results are in {file}.").format(file=wish.output))
    return STATUS_OF[reading.fleet.state]


def _save(wish: Wish, output: Path, reading: FleetReading, environment: Environment, whitelist: WhitelistUse) -> None:
    from ccdiag.app.fleet_results import SameFileError, write_results

    sources = [wish.file, *([wish.whitelist] if wish.whitelist else [])]
    if whitelist.source == "csv" and environment.whitelist.path:
        sources.append(Path(environment.whitelist.path))
    if wish.environment is not None and (path := Path(wish.environment)).exists():
        sources.append(path)
    try:
        write_results(output, reading, render=safe(tr()), for_excel=wish.excel, never_over=sources)
    except SameFileError:
        fail(said("The results cannot be written over a file that they come from: {file}").format(file=output))
    except (OSError, ValueError) as error:
        fail(said("The results cannot be written to {file}: {problem}").format(file=output, problem=error))


class _Asking:
    """Asks the whitelist's service; Ctrl-C ends it at once."""

    def __init__(self, environment: Environment, progress: "_Progress") -> None:
        self._environment = environment
        self._progress = progress
        self.outcome: AskedWhitelist | None = None

    def __call__(self, rows: FleetRows) -> dict[str, WhitelistAnswer]:
        import asyncio

        try:
            self.outcome = asyncio.run(self._ask(rows))
        except asyncio.CancelledError as error:
            raise FleetCancelledError from error
        return self.outcome.answers

    async def _ask(self, rows: FleetRows) -> "AskedWhitelist":
        import asyncio

        from ccdiag.app.fleet_whitelist import ask_whitelist

        task = asyncio.current_task()
        assert task is not None
        with interrupt(task.cancel):
            return await ask_whitelist(rows, self._environment, progress=self._progress.asked)


class _Progress:
    """How far it is, in one line on standard error where that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = monotonic()
        self._width = 0

    def read(self, done: int, size: int) -> bool:
        """Show how much of the file was read."""
        self._show(message("{percent} % read", percent=min(100 * done // max(size, 1), 100)))
        return True

    def asked(self, done: int, wanted: int) -> None:
        """Show how many terminals were asked about."""
        self._show(message("{asked} of {wanted} terminals asked about", asked=done, wanted=wanted))

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._write("\r" + " " * self._width + "\r")
            self._width = 0

    def _show(self, text: Message) -> None:
        now = monotonic()
        if not self._shown or now - self._last < _BETWEEN_S:
            return
        self._last = now
        line = tr()(text)
        self._write("\r" + line.ljust(self._width))
        self._width = max(self._width, len(line))

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            # Nobody looks, and nothing is lost by that.
            self._shown = False
