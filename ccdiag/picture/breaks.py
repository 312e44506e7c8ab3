"""Where the primary cause breaks the way, told from its place, the checks that it explains, and its evidence."""

from collections.abc import Iterable
from typing import Final

from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.facts import PassiveReadFacts, TlsFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import PLACE_WORDS
from ccdiag.picture.elements import LANES, Break, BreakPoint, LinkId

REACHING: Final[dict[Place, tuple[CheckId, ...]]] = {
    Place.DNS: ("dns.mqtt", "dns.tas"),
    Place.AWS_IOT: ("mqtt.tcp", "mqtt.tls", "mqtt.session"),
    Place.TAS: ("tas.tcp",),
    Place.TMS: ("tms.tcp",),
    Place.VPOS: ("vpos.tcp",),
    Place.TERMINAL: ("terminal.lan", "terminal.pos_mode", "terminal.trigger_port"),
}
"""The checks that show whether a station can be reached."""
_HELD: Final[dict[CheckId, Place]] = {"mqtt.hold": Place.AWS_IOT, "dns.rewriting": Place.DNS}
"""Checks that travel a lane without being needed to reach its end."""
_WHERE_EVERYTHING_STOPS: Final[dict[Place, tuple[BreakPoint, LinkId | None]]] = {
    Place.LAPTOP: (BreakPoint.DOOR, LinkId.LAPTOP),
    Place.SHOP_NETWORK: (BreakPoint.TRUNK, LinkId.TRUNK),
    Place.FIREWALL: (BreakPoint.WALL, None),
    # Nothing outside answers: whether the line is down or everything is blocked cannot be told from here.
    Place.PROVIDER: (BreakPoint.TRUNK, LinkId.TRUNK),
}
_REFUSED: Final = frozenset({Failure.REFUSED, Failure.HOST_UNREACHABLE, Failure.NETWORK_UNREACHABLE, Failure.PERMISSION_DENIED})
_AT_THE_DOOR: Final = frozenset({Place.DNS, Place.AWS_IOT, Place.TAS, Place.TMS, Place.VPOS})
_CUT: Final = frozenset({Failure.RESET, Failure.CLOSED})


def fault_of(state: RunState) -> Cause | None:
    """Return the primary cause if it is a fault; a warning breaks nothing."""
    first = state.causes[0] if state.causes else None
    return first if first is not None and first.severity is Severity.FAULT else None


def break_of(cause: Cause, state: RunState) -> Break:
    """Say where the way breaks."""
    lanes = [place for place in LANES if unreached(place, cause)]
    if len(lanes) == len(LANES) and cause.place in _WHERE_EVERYTHING_STOPS:
        where, link = _WHERE_EVERYTHING_STOPS[cause.place]
        return Break(where=where, link=link, label=None if where is BreakPoint.DOOR else message("stops here"))
    accused = _accused(cause, state)
    match cause.place:
        case Place.FIREWALL:
            return _on_lane(BreakPoint.WALL, accused, _deed(cause, state))
        case Place.PROVIDER if accused is None:
            # The line as such, such as one that loses packets: no lane is dead.
            return Break(where=BreakPoint.LANE, label=message("provider"))
        case Place.PROVIDER:
            return _on_lane(BreakPoint.LANE, accused, message("provider"))
        case Place.TERMINAL if "terminal.lan" in cause.explains:
            return Break(where=BreakPoint.DOOR, link=LinkId.TERMINAL)
        case Place.SHOP_NETWORK if accused is Place.TERMINAL:
            return Break(where=BreakPoint.DOOR, link=LinkId.TERMINAL)
        case place if place in _AT_THE_DOOR and unreached(place, cause):
            return _on_lane(BreakPoint.DOOR, cause.place, _deed(cause, state))
        case _:
            return Break(where=BreakPoint.STATION)


def unreached(place: Place, cause: Cause) -> frozenset[CheckId]:
    """Return the checks by which a station is reached and that the cause explains."""
    return frozenset(REACHING.get(place, ())) & frozenset(cause.explains)


def fault_words(cause: Cause, link: LinkId | None, port: int | None, state: RunState) -> tuple[Message, ...]:
    """Say what the one at fault does, the longest first: "opens 443"; empty when its light says enough."""
    failing = _failing(cause, state)
    if failing is None:
        return ()
    if cause.place in _AT_THE_DOOR and link is not None:
        return _door_words(failing)
    what = PLACE_WORDS[Place.VPOS] if link is LinkId.TILL_KICK else str(port or "")
    if cause.place is not Place.FIREWALL or not what:
        return ()
    if _is_opened(failing, _evidence(cause, state)):
        return (message("opens {port}", port=what),)
    if failing.failure in SILENCE:
        return (message("blocks {port}", port=what),)
    if failing.failure in _REFUSED:
        return (message("rejects {port}", port=what),)
    if _is_cut(failing):
        return (message("cuts {port}", port=what),)
    return ()


def _door_words(failing: Observation) -> tuple[Message, ...]:
    if failing.failure in SILENCE:
        return (message("silent"),)
    if _is_cut(failing):
        return (message("closes at once"), message("closes"))
    if failing.failure in _REFUSED | {Failure.MQTT_REFUSED, Failure.TLS_ALERT, Failure.DNS_REFUSED}:
        return (message("refuses"),)
    return ()


def _deed(cause: Cause, state: RunState) -> Message | None:
    """Say in two words what happens at the break; its evidence tells."""
    failing = _failing(cause, state)
    if failing is None:
        return None
    if cause.place is Place.FIREWALL and _is_opened(failing, _evidence(cause, state)):
        return message("opened here")
    if failing.failure in SILENCE:
        return message("silent from here") if cause.place is not Place.FIREWALL else message("blocked here")
    if failing.failure in _REFUSED:
        return message("rejected here")
    if _is_cut(failing):
        return message("cut here")
    return None


def _on_lane(where: BreakPoint, station: Place | None, label: Message | None) -> Break:
    if station is Place.VPOS:
        # The web till goes to VPOS by itself; the terminal's lane is not concerned.
        return Break(where=BreakPoint.LANE, link=LinkId.TILL_KICK)
    lane = LANES.get(station) if station is not None else None
    return Break(where=where, link=lane, label=label) if lane is not None else Break(where=BreakPoint.STATION)


def _accused(cause: Cause, state: RunState) -> Place | None:
    """Return the station that is reached no more: that of the check at which the cause was found, else of the first that fails by it."""
    for position, check in enumerate(cause.explains):
        place = next((place for place, checks in REACHING.items() if check in checks), None) or _HELD.get(check)
        if place is not None and (position == 0 or _has_failed(check, state)):
            return place
    return None


def _evidence(cause: Cause, state: RunState) -> list[Observation]:
    wanted = set(cause.evidence)
    return [seen for check in state.checks.values() for seen in check.observations if seen.id in wanted]


def _failing(cause: Cause, state: RunState) -> Observation | None:
    """Return what failed by the cause; nothing where no check failed by it, as when some addresses answer and others do not."""
    if not any(_has_failed(check, state) for check in cause.explains):
        return None
    return next((seen for seen in _evidence(cause, state) if seen.failure is not None or _is_cut(seen)), None)


def _has_failed(check: CheckId, state: RunState) -> bool:
    at = state.checks.get(check)
    return at is not None and at.result is not None and at.result.verdict is Verdict.FAIL


def _is_cut(seen: Observation) -> bool:
    """Whether the other side, or somebody in its name, ended the connection."""
    return seen.failure in _CUT or (isinstance(seen.facts, PassiveReadFacts) and seen.facts.ended_by != "us")


def _is_opened(failing: Observation, evidence: Iterable[Observation]) -> bool:
    """Whether somebody shows a certificate of their own that this laptop trusts, or shows on other hosts too."""
    if failing.failure is not Failure.TLS_UNTRUSTED:
        return False
    return any(isinstance(seen.facts, TlsFacts) and (seen.facts.trusted_by_laptop or seen.facts.same_issuer_as_mqtt) for seen in evidence)
