"""A report as PDF, drawn by a child process that may load Qt: this one never does."""

import os
import subprocess
from typing import Final

import msgspec
from msgspec import Struct

from ccdiag.app.own_program import own_program, without_window
from ccdiag.i18n.translator import Language
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.reports.parts import Report

DRAW: Final = "--draw-report"
"""The argument with which this program draws a report and ends."""
LIMIT_S: Final = 60.0
"""Qt starts within a second; a laptop whose virus scanner looks at it for the first time takes ten."""
_PDF: Final = b"%PDF-"


class DrawingOrder(Struct, frozen=True, kw_only=True):
    """What the child is told."""

    report: Report
    language: Language


class DrawingError(Exception):
    """The child could not draw it, and why."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.told = told


def drawn_by_child(report: Report, language: Language, *, limit_s: float = LIMIT_S) -> bytes:
    """Return the PDF of a report; raises DrawingError."""
    order = msgspec.json.encode(DrawingOrder(report=report, language=language))
    try:
        # Without a seed Qt writes the fonts in the same order each time: the same report gives the same bytes.
        environment = os.environ | {"QT_HASH_SEED": "0"}
        done = subprocess.run(  # noqa: S603  # our own program
            [*own_program(), DRAW],
            env=environment,
            input=order,
            capture_output=True,
            timeout=limit_s,
            check=False,
            creationflags=without_window(),
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(message("Drawing the PDF took longer than {seconds} s.", seconds=str(round(limit_s)))) from error
    except OSError as error:
        raise DrawingError(message("The PDF cannot be drawn: {problem}", problem=error.strerror or type(error).__name__)) from error
    if done.returncode != 0 or not done.stdout.startswith(_PDF):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        problem = printable(" ".join(last)) or str(done.returncode)
        raise DrawingError(message("The PDF cannot be drawn, since Qt does not work here: {problem}", problem=problem))
    return done.stdout
