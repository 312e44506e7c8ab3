"""What verdicts, places and people are called wherever a run is shown: window, command line, ticket and report."""

from typing import Final

from ccdiag.model.cause import Certainty, Owner
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.procedure_progress import Status
from ccdiag.model.verdict import Basis, Light, RunVerdict, Verdict

SIMULATION: Final = message("SIMULATION: this is the built-in lab, not a shop.")

VERDICT_WORDS: Final[dict[Verdict, Message]] = {
    Verdict.PASS: message("good"),
    Verdict.WARN: message("attention"),
    Verdict.FAIL: message("fault"),
    Verdict.SKIPPED: message("not tested"),
    Verdict.INCONCLUSIVE: message("cannot tell"),
    Verdict.CRASHED: message("crashed"),
}
LIGHT_WORDS: Final[dict[Light, Message]] = {
    **{Light(verdict.value): word for verdict, word in VERDICT_WORDS.items()},
    Light.RUNNING: message("testing"),
    Light.WAITING: message("waiting"),
}
RUN_VERDICT_WORDS: Final = {
    RunVerdict.HEALTHY: message("Healthy: nothing wrong was found."),
    RunVerdict.FAULT: message("Fault found."),
    RunVerdict.INCONCLUSIVE: message("Could not tell."),
    RunVerdict.CANCELLED: message("Stopped."),
}
BASIS_WORDS: Final = {Basis.MEASURED: message("measured"), Basis.STATED: message("stated"), Basis.INFERRED: message("inferred")}
CERTAINTY_WORDS: Final = {
    Certainty.CERTAIN: message("certain"),
    Certainty.LIKELY: message("likely"),
    Certainty.POSSIBLE: message("possible"),
}
OWNER_WORDS: Final = {
    Owner.ENGINEER: message("the field engineer"),
    Owner.SHOP: message("the shop"),
    Owner.NETWORK: message("the shop's network administrator"),
    Owner.PROVIDER: message("the internet provider"),
    Owner.VENDOR: message("the vendor (CCV)"),
    Owner.TILL_SUPPLIER: message("the supplier of the web till"),
}
PLACE_WORDS: Final = {
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
PROCEDURE_STATUS_WORDS: Final = {
    Status.RUNNING: message("going on"),
    Status.PAUSED: message("paused"),
    Status.FINISHED: message("finished"),
    Status.STOPPED: message("stopped"),
}
