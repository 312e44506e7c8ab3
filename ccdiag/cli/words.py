"""The words and signs in which the command line shows verdicts."""

import sys
from collections.abc import Callable

from ccdiag.model.cause import Certainty, Owner
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Basis, RunVerdict, Verdict

SIMULATION = message("SIMULATION: this is the built-in lab, not a shop.")

VERDICT_WORDS = {
    Verdict.PASS: message("good"),
    Verdict.WARN: message("attention"),
    Verdict.FAIL: message("fault"),
    Verdict.SKIPPED: message("not tested"),
    Verdict.INCONCLUSIVE: message("cannot tell"),
    Verdict.CRASHED: message("crashed"),
}
RUN_VERDICT_WORDS = {
    RunVerdict.HEALTHY: message("Healthy: nothing wrong was found."),
    RunVerdict.FAULT: message("Fault found."),
    RunVerdict.INCONCLUSIVE: message("Could not tell."),
    RunVerdict.CANCELLED: message("Stopped."),
}
BASIS_WORDS = {Basis.MEASURED: message("measured"), Basis.STATED: message("stated"), Basis.INFERRED: message("inferred")}
CERTAINTY_WORDS = {Certainty.CERTAIN: message("certain"), Certainty.LIKELY: message("likely"), Certainty.POSSIBLE: message("possible")}
OWNER_WORDS = {
    Owner.ENGINEER: message("the field engineer"),
    Owner.SHOP: message("the shop"),
    Owner.NETWORK: message("the shop's network administrator"),
    Owner.PROVIDER: message("the internet provider"),
    Owner.VENDOR: message("the vendor (CCV)"),
    Owner.TILL_SUPPLIER: message("the supplier of the web till"),
}
PLACE_WORDS = {
    Place.LAPTOP: message("This laptop"),
    Place.TERMINAL: message("Terminal"),
    Place.SHOP_NETWORK: message("Shop network"),
    Place.FIREWALL: message("Firewall"),
    Place.PROVIDER: message("Internet"),
    Place.DNS: message("DNS"),
    Place.AWS_IOT: message("AWS IoT"),
    Place.TAS: message("TAS"),
    Place.TMS: message("TMS"),
    Place.VPOS: message("VPOS"),
    Place.WEBKASSA: message("Webkassa"),
}

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
    Verdict.PASS: ("✔", "+"),
    Verdict.WARN: ("▲", "!"),
    Verdict.FAIL: ("✖", "x"),
    Verdict.SKIPPED: ("–", "-"),
    Verdict.INCONCLUSIVE: ("?", "?"),
    Verdict.CRASHED: ("■", "#"),
}


def can_show(text: str) -> bool:
    """Whether standard output's encoding has these characters; a cp437 or cp1252 console has not all."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def icon(verdict: Verdict) -> str:
    """Return the sign of a verdict that this console can show."""
    symbol, plain = _ICONS[verdict]
    return symbol if can_show(symbol) else plain


def safe(render: Callable[[Message], str]) -> Callable[[Message], str]:
    """Make a rendering that never lets a control character through to the console."""
    return lambda said: printable(render(said), most=4000)
