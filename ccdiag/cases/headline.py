"""The one sentence that says what became of a shop between two runs."""

from collections.abc import Mapping, Sequence
from typing import Final

from ccdiag.cases.other_conditions import OtherCondition
from ccdiag.model.cause import Cause, Severity
from ccdiag.model.message import Message, message
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, RunVerdict

_MENDED: Final[dict[str, Message]] = {
    "clock.skewed": message("The clock of this laptop is right now"),
    "dns.forged": message("No name server gives a false address any more"),
    "dns.name_missing": message("The name servers know the name now"),
    "dns.server_silent": message("The name servers answer now"),
    "dns.site_server_faulty": message("The name server that is filled in on the terminal works now"),
    "mqtt.idle_cut": message("A quiet connection is no longer cut off"),
    "mqtt.port_dropped": message("The port to the MQTT service is open now"),
    "mqtt.port_rejected": message("The port to the MQTT service is open now"),
    "mqtt.session_cut": message("The MQTT session is no longer cut off"),
    "mqtt.unreachable": message("The MQTT service can be reached now"),
    "network.captive_portal": message("No login page stands before the internet any more"),
    "network.gateway_down": message("The shop's router answers now"),
    "network.lossy": message("No packets get lost any more"),
    "network.mtu_black_hole": message("Large packets no longer get lost on the way"),
    "network.no_interface": message("This laptop has a network connection now"),
    "network.no_internet": message("The internet can be reached now"),
    "tas.port_dropped": message("The port to the transaction host (TAS) is open now"),
    "tas.port_rejected": message("The port to the transaction host (TAS) is open now"),
    "tas.unreachable": message("The transaction host (TAS) can be reached now"),
    "terminal.day_closed": message("The terminal's day is open now"),
    "terminal.dns_not_set": message("A name server is filled in on the terminal now"),
    "terminal.hw_install_missing": message("The hardware installation has been done now"),
    "terminal.offline": message("The terminal is on the network now"),
    "terminal.pos_mode_wrong": message("The terminal is in the right POS mode now"),
    "terminal.software_too_old": message("The terminal's software is new enough now"),
    "terminal.trigger_port_closed": message("The terminal's trigger port is open now"),
    "tls.certificate_expired": message("The certificate of the MQTT service is valid now"),
    "tls.intercepted": message("The firewall no longer opens the connection to AWS IoT"),
    "tms.port_dropped": message("The port to the terminal management (TMS) is open now"),
    "tms.port_rejected": message("The port to the terminal management (TMS) is open now"),
    "tms.unreachable": message("The terminal management (TMS) can be reached now"),
    "vpos.port_dropped": message("The port to the payment server for web tills (VPOS) is open now"),
    "vpos.port_rejected": message("The port to the payment server for web tills (VPOS) is open now"),
    "vpos.unreachable": message("The payment server for web tills (VPOS) can be reached now"),
    "whitelist.missing": message("The terminal is on the whitelist now"),
}
"""What is so once a cause is gone, for those that are met most; of the others it is said that they are no longer found."""


def headline_of(then: RunState, now: RunState, gone: Mapping[str, Basis], conditions: Sequence[OtherCondition], *, changed: int) -> Message:
    """Sum two runs up.

    `gone` are the causes of which it was seen that they are no more, and on what ground; `changed` is the number of checks that
    ended differently.
    """
    incomparable = next((one.text for one in conditions if one.incomparable), None)
    if incomparable is not None:
        return message("These two cannot be told apart as before and after. {why}", why=incomparable)
    if not _whole(now):
        return message("The later run was stopped: what it did not reach cannot be compared")
    if not _whole(then):
        return message("The earlier run was stopped: what it did not reach cannot be compared")
    if _faults(now):
        return _faulty(then, now, gone)
    if now.verdict is RunVerdict.HEALTHY:
        return _healthy(then, gone, changed)
    return _undecided(then, gone)


def primary_faults(then: RunState, now: RunState) -> tuple[str, str]:
    """Return the ids of the faults that the headline speaks of, the earlier run's and the later one's; empty for none."""
    if not _whole(then) or not _whole(now):
        return "", ""
    before, after = (next((cause.id for cause in _faults(state)), "") for state in (then, now))
    return before, after


def mended(cause: Cause, basis: Basis) -> Message:
    """Say that a cause is gone, and when that was only stated."""
    told = _MENDED.get(cause.id) or message("No longer found: {title}", title=cause.title)
    return message("{told} (stated)", told=told) if basis is Basis.STATED else told


def _faulty(then: RunState, now: RunState, gone: Mapping[str, Basis]) -> Message:
    primary, before = _faults(now)[0], _faults(then)
    if primary.id in {cause.id for cause in before}:
        if any(cause.id in gone for cause in before):
            return message("Fewer faults than before. Still: {title}", title=primary.title)
        return message("Still the same: {title}", title=primary.title)
    if before:
        if before[0].id in gone:
            return message("{mended}, but now: {title}", mended=mended(before[0], gone[before[0].id]), title=primary.title)
        return message("Another fault stands in front now: {title}", title=primary.title)
    if then.verdict is RunVerdict.HEALTHY:
        return message("Now broken: {title}", title=primary.title)
    return message("It could not be told before; now: {title}", title=primary.title)


def _healthy(then: RunState, gone: Mapping[str, Basis], changed: int) -> Message:
    before = _faults(then)
    if before:
        primary = before[0]
        if primary.id not in gone:
            return message("Nothing wrong is found any more, but it was not seen that this was mended: {title}", title=primary.title)
        told, others = mended(primary, gone[primary.id]), sum(cause.id in gone for cause in before[1:])
        if others == 0:
            return told
        if others == 1:
            return message("{mended}, and another fault is gone too", mended=told)
        return message("{mended}, and {count} other faults are gone too", mended=told, count=others)
    if then.verdict is RunVerdict.INCONCLUSIVE:
        return message("It could not be told before; now nothing wrong is found")
    if changed == 0:
        return message("Both healthy, and nothing changed")
    return message("Both healthy; one check differs") if changed == 1 else message("Both healthy; {count} checks differ", count=changed)


def _undecided(then: RunState, gone: Mapping[str, Basis]) -> Message:
    before = _faults(then)
    if before:
        if before[0].id in gone:
            return message("{mended}, but not everything can be told yet", mended=mended(before[0], gone[before[0].id]))
        return message("It cannot be told whether this was mended: {title}", title=before[0].title)
    if then.verdict is RunVerdict.HEALTHY:
        return message("Healthy before; now it cannot be told")
    return message("Neither of the two could tell")


def _faults(state: RunState) -> list[Cause]:
    return [cause for cause in state.causes if cause.severity is Severity.FAULT]


def _whole(state: RunState) -> bool:
    return state.finished and not state.cancelled
