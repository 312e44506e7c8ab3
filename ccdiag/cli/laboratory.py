"""Keeping the lab running for another program."""

import sys
from pathlib import Path

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.plain import write_line
from ccdiag.cli.status import Exit
from ccdiag.cli.words import SIMULATION, safe
from ccdiag.lab.console import answer
from ccdiag.lab.faults import UnknownFaultError
from ccdiag.lab.thread import LabThread


def keep_running(directory: Path | None, faults: tuple[str, ...]) -> Exit:
    """Start the lab, say so in one line, and obey standard input until it says quit or the program is interrupted.

    The end of standard input does not end the lab: it may have been started with none.
    """
    try:
        laboratory = LabThread(faults, directory=directory)
    except UnknownFaultError as error:
        fail(str(error))
    try:
        with laboratory as lab:
            where = lab.directory
            write_line(safe(tr())(SIMULATION) + " " + said("Ready: {path}").format(path=where / "environment.toml"))
            for line in sys.stdin:
                reply = laboratory.call(lambda line=line: answer(lab, line))
                if reply is None:
                    write_line("bye")
                    return Exit.GOOD
                write_line(reply)
            laboratory.wait()
    except KeyboardInterrupt:
        return Exit.CANCELLED
    return Exit.GOOD
