"""Keeping the lab running for another program."""

import asyncio
import math
import signal
import sys
from pathlib import Path

from ccdiag.cli.interrupt import PRESSED, Deferred, interrupt
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.plain import write_line
from ccdiag.cli.shops import shop_named
from ccdiag.cli.status import Exit
from ccdiag.cli.words import safe
from ccdiag.lab.console import serve
from ccdiag.lab.faults import UnavailableFaultError, UnknownFaultError
from ccdiag.lab.lab import Lab
from ccdiag.model.printable import printable
from ccdiag.model.words import SIMULATION
from ccdiag.probes.abandon import run_abandonable

_MOST_LINE = 4096
"""In characters; a command has a few tens."""


def keep_running(directory: Path | None, faults: tuple[str, ...], shop: str | None = None) -> Exit:
    """Start the lab, perhaps in a prepared shop, say so in one line, and obey standard input until it says quit or is interrupted."""
    # The lab has a folder of its own to put away.
    with Deferred() as deferred:
        try:
            return asyncio.run(_serve_until_stopped(Lab(faults, shop=shop_named(shop), directory=directory), deferred))
        except (UnknownFaultError, UnavailableFaultError) as error:
            fail(str(error))
        except asyncio.CancelledError:
            return Exit.CANCELLED
        except OSError as error:
            fail(said("The lab cannot start: {problem}").format(problem=error))


async def _serve_until_stopped(laboratory: Lab, deferred: Deferred) -> Exit:
    serving = asyncio.ensure_future(_serve(laboratory))
    # A script that ends the lab with SIGTERM should leave as little behind as a user with Ctrl-C.
    with interrupt(serving.cancel, deferred=deferred, signals=(*PRESSED, signal.SIGTERM)):
        return await serving


async def _serve(laboratory: Lab) -> Exit:
    ended = False

    async def read_line() -> str:
        nonlocal ended
        line: str = await run_abandonable(_line_of_input, limit=math.inf, name="ccdiag-standard-input")
        ended = not line
        return line

    await laboratory.start()
    try:
        where = laboratory.directory / "environment.toml"
        write_line(safe(tr())(SIMULATION) + " " + said("Ready: {path}").format(path=printable(str(where), most=1000)))
        await serve(laboratory, read_line, write_line)
        if ended:
            # The end of standard input is no command: the lab may have been started with none.
            await asyncio.Event().wait()
    finally:
        await laboratory.stop()
    return Exit.GOOD


def _line_of_input() -> str:
    """Read a line of standard input, of which only the beginning is kept; empty at the end of the input."""
    line = part = sys.stdin.readline(_MOST_LINE)
    while len(part) == _MOST_LINE and not part.endswith("\n"):
        part = sys.stdin.readline(_MOST_LINE)
    return line
