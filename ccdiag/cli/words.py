"""The signs and styles in which the command line shows verdicts."""

import sys
from collections.abc import Callable

from ccdiag.cli.windows_console import is_seldom_drawn
from ccdiag.model.message import Message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Verdict

# Colour never stands alone: the word beside it says the same.
VERDICT_STYLES = {
    Verdict.PASS: "green",
    Verdict.WARN: "bold yellow",
    Verdict.FAIL: "bold red",
    Verdict.SKIPPED: "dim",
    Verdict.INCONCLUSIVE: "magenta",
    Verdict.CRASHED: "bold magenta",
}
_ICONS = {
    Verdict.PASS: ("✔", "√", "+"),
    Verdict.WARN: ("▲", "!"),
    Verdict.FAIL: ("✖", "×", "x"),
    Verdict.SKIPPED: ("–", "-"),
    Verdict.INCONCLUSIVE: ("?", "?"),
    Verdict.CRASHED: ("■", "#"),
}


def can_show(text: str) -> bool:
    """Whether standard output's encoding has these characters, which cp437, cp850 and cp1252 have not all, and its fonts as well."""
    if sys.stdout.isatty() and is_seldom_drawn(text):
        return False
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def icon(verdict: Verdict) -> str:
    """Return the sign of a verdict that this console can show."""
    return next((sign for sign in _ICONS[verdict] if can_show(sign)), _ICONS[verdict][-1])


def safe(render: Callable[[Message], str]) -> Callable[[Message], str]:
    """Make a rendering that never lets a control character through to the console."""
    return lambda said: printable(render(said), most=4000)
