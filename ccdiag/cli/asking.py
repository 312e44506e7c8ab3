"""Asking somebody who sits at a terminal."""

import signal
import sys
from typing import Final

from ccdiag.cli.plain_characters import plain
from ccdiag.cli.streams import writing

_MOST: Final = 1000
"""Characters of one answer; the longest that is taken has half of it."""


class InputEndedError(Exception):
    """Standard input has ended: nobody answers any more."""


class AnswerInterruptedError(Exception):
    """Ctrl-C was pressed instead of an answer."""


def ask(prompt: str) -> str:
    """Show a prompt and return the line that is typed, without space around it. Raises InputEndedError, AnswerInterruptedError."""
    before = signal.getsignal(signal.SIGINT)
    try:
        if before is not signal.SIG_IGN:
            # Only while a line is waited for, and from before anybody can know that it is: nowhere else is an exception safe.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        _write(prompt)
        line = _line()
    except KeyboardInterrupt:
        raise AnswerInterruptedError from None
    finally:
        signal.signal(signal.SIGINT, before)
    if not line:
        raise InputEndedError
    return line[:_MOST].strip()


def _write(prompt: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    with writing():
        sys.stdout.write(plain(prompt, encoding))
        sys.stdout.flush()


def _line() -> str:
    """Read a line, of which only the beginning is kept; empty at the end of the input."""
    line = part = sys.stdin.readline(_MOST)
    while len(part) == _MOST and not part.endswith("\n"):
        part = sys.stdin.readline(_MOST)
    return line
