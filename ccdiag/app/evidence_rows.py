"""Everything that is neither a look-up, a connection nor a handshake, as evidence: one row an observation."""

from collections.abc import Callable
from typing import Any, Final

from ccdiag.app.evidence_columns import ROLE_WORDS, Cells, Column, Row, outcome, outside, several, took
from ccdiag.app.evidence_table import Cell
from ccdiag.app.failure_words import FAILURE_WORDS
from ccdiag.checks.terminal_pos_mode import ON_SCREEN
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import (
    ClockFacts,
    Facts,
    HoldFacts,
    HttpFacts,
    InterfaceFacts,
    MqttConnectFacts,
    MqttPingFacts,
    MqttSubscribeFacts,
    NeighbourFacts,
    PathFacts,
    PingFacts,
    PosModeFacts,
    ProxyConnectFacts,
    ProxySettingFacts,
    RouteFacts,
    SettingFacts,
    StatedFacts,
    SubnetFacts,
    WhitelistFacts,
)
from ccdiag.model.failure import Failure
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Light
from ccdiag.settings_check.wording import DOCUMENT, WARNINGS, sentence

_CLOCK_LIMIT_S = 300.0
_PROXY_LOGIN = 407
_STATED_WORDS: Final[dict[str, Message]] = {
    "terminal.day_open": message("Day open"),
    "terminal.hw_installed": message("Hardware installation done"),
    "terminal.dns_set": message("DNS server filled in"),
    "terminal.pos_mode": message("POS mode"),
    "terminal.whitelisted": message("On the whitelist"),
}
_TERMINAL_SETTING_WORDS: Final[dict[str, Message]] = {"software": message("Software"), "model": message("Model")}
_WHITELIST_PROBLEM_WORDS: Final[dict[str, Message]] = {
    "unreachable": message("cannot be reached"),
    "denied": message("wants a login, or refuses it"),
    "invalid": message("answers something else than agreed"),
}


def row_of(observation: Observation) -> Row | None:
    """Return the row of an observation; None where it tells nothing."""
    facts = observation.facts
    cells: Cells | None = None
    if (read := _OF_FACTS.get(type(facts))) is not None:
        cells = read(facts)
    elif (make := _OF_OBSERVATIONS.get(type(facts))) is not None:
        cells = make(observation, facts)
    return None if cells is None else Row(cells, observations=(observation.id,))


def _interface(facts: InterfaceFacts) -> Cells | None:
    if not facts.up and not facts.carries_traffic:
        return None
    result = message("the traffic leaves here") if facts.carries_traffic else message("connected")
    return {
        Column.WHAT: Cell(_KIND_WORDS[facts.kind]),
        Column.TARGET: outside(facts.name),
        Column.FOUND: several(facts.addresses),
        Column.RESULT: Cell(result if facts.up else message("not connected"), None if facts.up else Light.FAIL),
    }


_KIND_WORDS: Final[dict[str, Message]] = {
    "wired": message("Wired network"),
    "wireless": message("Wireless network"),
    "vpn": message("VPN"),
    "virtual": message("Virtual network"),
    "loopback": message("Loopback"),
    "unknown": message("Network"),
}


def _route(observation: Observation, facts: RouteFacts) -> Cells:
    by = message("by {interface}", interface=printable(facts.interface or "?"))
    through = message("by {interface} and {gateway}", interface=printable(facts.interface or "?"), gateway=printable(facts.gateway or "?"))
    return {
        Column.WHAT: Cell(message("Route")),
        Column.TARGET: outside(facts.destination),
        Column.FOUND: outside(facts.source_address or ""),
        Column.RESULT: outcome(observation.failure, through if facts.gateway else by),
    }


def _ping(observation: Observation, facts: PingFacts) -> Cells:
    light = Light.PASS if facts.received == facts.sent and facts.sent else Light.WARN if facts.received else None
    said = message("{received} of {sent} answered", received=facts.received, sent=facts.sent)
    return {
        Column.WHAT: Cell(message("Ping")),
        Column.TARGET: outside(facts.address),
        Column.RESULT: Cell(said, light) if facts.sent else outcome(observation.failure, said, light=Light.INCONCLUSIVE),
        Column.TIME: Cell(seconds=facts.rtt_ms / 1000) if facts.rtt_ms is not None else Cell(),
    }


def _neighbour(observation: Observation, facts: NeighbourFacts) -> Cells:
    twice = len(facts.hardware_addresses) > 1
    said = {
        "present": (message("two machines answer") if twice else message("there"), Light.FAIL if twice else Light.PASS),
        "absent": (message("nobody answers"), Light.FAIL),
        "unknown": (message("cannot tell"), Light.INCONCLUSIVE),
    }[facts.state]
    return {
        Column.WHAT: Cell(message("Neighbour table")),
        Column.TARGET: outside(facts.address),
        Column.FOUND: several(facts.hardware_addresses),
        Column.RESULT: Cell(*said),
        Column.TIME: took(observation),
    }


def _subnet(facts: SubnetFacts) -> Cells:
    said = message("same subnet as this laptop") if facts.same_subnet else message("another subnet than this laptop's")
    return {
        Column.WHAT: Cell(message("Subnet")),
        Column.TARGET: outside(facts.address),
        Column.FOUND: several(facts.laptop_addresses),
        Column.RESULT: Cell(said, None if facts.same_subnet else Light.WARN),
    }


def _http(observation: Observation, facts: HttpFacts) -> Cells:
    right = facts.status_matches is not False and facts.body_matches is not False
    compared = facts.status_matches is not None or facts.body_matches is not None
    if facts.location:
        result = Cell(message("sends to {location}", location=printable(facts.location)), None if right else Light.FAIL)
    elif observation.failure is not None and facts.status is None:
        result = Cell(FAILURE_WORDS[observation.failure], Light.FAIL)
    elif compared:
        result = Cell(message("the known answer"), Light.PASS) if right else Cell(message("another answer"), Light.FAIL)
    else:
        result = Cell(message("answered"))
    return {
        Column.WHAT: Cell(message("second attempt")) if facts.attempt > 1 else Cell(),
        Column.TARGET: outside(facts.url),
        Column.CODE: outside(str(facts.status)) if facts.status is not None else Cell(),
        Column.RESULT: result,
        Column.TIME: took(observation),
    }


def _proxy_setting(facts: ProxySettingFacts) -> Cells:
    sources = {
        "environment_file": message("environment file"),
        "system": message("this laptop's setting"),
        "winhttp": message("Windows' services (WinHTTP)"),
        "process_environment": message("environment variable"),
        "pac": message("script (PAC)"),
        "none": message("this laptop's setting"),
    }
    none = facts.proxy is None and facts.pac_url is None
    return {
        Column.WHAT: Cell(sources[facts.source]),
        Column.FOUND: Cell(message("no proxy")) if none else outside(facts.proxy or facts.pac_url or ""),
        Column.RESULT: Cell(message("not used for the MQTT service")) if facts.bypassed_for_mqtt else Cell(),
    }


def _proxy_connect(observation: Observation, facts: ProxyConnectFacts) -> Cells:
    return {
        Column.WHAT: Cell("CONNECT", fixed=True),
        Column.TARGET: outside(facts.proxy),
        Column.CODE: outside(str(facts.status)) if facts.status is not None else Cell(),
        Column.RESULT: _proxy_says(observation.failure, facts.status),
        Column.TIME: took(observation),
    }


def _proxy_says(failure: Failure | None, status: int | None) -> Cell:
    if failure is Failure.HTTP_STATUS:
        return Cell(message("wants a login") if status == _PROXY_LOGIN else message("refused"), Light.WARN)
    return outcome(failure, message("lets it through"), light=Light.WARN)


def _clock(observation: Observation, facts: ClockFacts) -> Cells:
    by_date = facts.source == "http_date"
    return {
        Column.WHAT: Cell(message("date of an answer") if by_date else message("validity of a certificate")),
        Column.TARGET: outside(observation.target),
        Column.RESULT: _offset(facts.offset_s, by_date=by_date),
    }


def _offset(offset_s: float, *, by_date: bool) -> Cell:
    if not by_date and offset_s == 0:
        return Cell(message("valid now"), Light.PASS)
    seconds = round(abs(offset_s))
    light = Light.PASS if by_date and seconds <= _CLOCK_LIMIT_S else Light.WARN
    said = message("laptop {seconds} s ahead", seconds=seconds) if offset_s > 0 else message("laptop {seconds} s behind", seconds=seconds)
    return Cell(said, light)


def _path(observation: Observation, facts: PathFacts) -> Cells:
    hops = " ".join(printable(hop) if hop else "·" for hop in facts.hops)
    if facts.answered_by is not None:
        said = message("{hop} says no", hop=printable(facts.answered_by))
    elif facts.last_hop is not None:
        said = message("the last that answered is {hop}", hop=printable(facts.last_hop))
    else:
        said = message("nobody answered")
    return {
        Column.WHAT: Cell(message("The way")),
        Column.TARGET: outside(str(Endpoint(facts.address, facts.port))),
        Column.FOUND: Cell(hops, fixed=True),
        Column.RESULT: Cell(said, Light.FAIL if facts.answered_by else None),
        Column.TIME: took(observation),
    }


def _mqtt_connect(observation: Observation, facts: MqttConnectFacts) -> Cells:
    said = message("accepted") if observation.failure is None else None
    refused = Cell(printable(facts.reason), Light.FAIL) if facts.reason else None
    return {
        Column.WHAT: Cell("CONNECT", fixed=True),
        Column.TARGET: outside(facts.address),
        Column.CODE: outside(str(facts.reason_code)) if facts.reason_code is not None else Cell(),
        Column.RESULT: Cell(said, Light.PASS) if said else refused or outcome(observation.failure, message("accepted")),
        Column.TIME: took(observation),
    }


def _mqtt_subscribe(observation: Observation, facts: MqttSubscribeFacts) -> Cells:
    return {
        Column.WHAT: Cell("SUBSCRIBE", fixed=True),
        Column.TARGET: outside(facts.topic),
        Column.CODE: outside(str(facts.reason_code)) if facts.reason_code is not None else Cell(),
        Column.RESULT: outcome(observation.failure, message("granted")),
        Column.TIME: took(observation),
    }


def _mqtt_ping(observation: Observation, facts: MqttPingFacts) -> Cells:
    return {
        Column.WHAT: Cell("PINGREQ", fixed=True),
        Column.TARGET: outside(observation.target),
        Column.RESULT: outcome(observation.failure, message("answered")),
        Column.TIME: took(observation) if facts.rtt_ms is None else Cell(seconds=facts.rtt_ms / 1000),
    }


def _hold(observation: Observation, facts: HoldFacts) -> Cells:
    ended = {
        "us": message("stayed"),
        "peer_close": message("closed by the other side"),
        "peer_reset": message("reset"),
        "silence": message("silent when used again"),
    }
    light = Light.PASS if observation.failure is None else Light.FAIL if facts.ended_by in {"peer_reset", "silence"} else Light.INCONCLUSIVE
    return {
        Column.WHAT: Cell(message("session") if facts.kind == "session" else message("connection")),
        Column.TARGET: Cell(ROLE_WORDS[facts.role]),
        Column.RESULT: Cell(ended[facts.ended_by], light),
        Column.TIME: Cell(seconds=facts.held_s),
    }


def _stated(facts: StatedFacts) -> Cells:
    words = {"yes": message("yes"), "no": message("no"), "unknown": message("not known")}
    lights = {"yes": Light.PASS, "no": Light.FAIL, "unknown": Light.INCONCLUSIVE}
    what = _STATED_WORDS.get(facts.key)
    return {
        Column.WHAT: Cell(what) if what is not None else outside(facts.key),
        Column.FOUND: Cell(words.get(facts.value) or printable(ON_SCREEN.get(facts.value, facts.value)), lights.get(facts.value)),
        Column.WHERE: Cell(message("stated")),
    }


def _pos_mode(facts: PosModeFacts) -> Cells:
    states = {
        "open": message("open"),
        "refused": message("refused"),
        "silent": message("no answer"),
        "unreachable": message("no way to it"),
    }
    ports = message("OPI port {opi}, trigger port {trigger}", opi=states[facts.opi_port], trigger=states[facts.trigger_port])
    return {
        Column.WHAT: Cell(message("POS mode by the ports")),
        Column.FOUND: Cell(printable(" / ".join(ON_SCREEN.get(mode, mode) for mode in facts.likely)))
        if facts.likely
        else Cell(message("cannot tell"), Light.INCONCLUSIVE),
        Column.RESULT: Cell(ports),
        Column.WHERE: Cell(message("inferred")),
    }


def _whitelist(facts: WhitelistFacts) -> Cells | None:
    if facts.source == "ask":
        return None  # the statement itself stands above
    if facts.listed is None:
        result = Cell(_WHITELIST_PROBLEM_WORDS.get(facts.problem or "", message("cannot tell")), Light.INCONCLUSIVE)
    elif facts.listed_for_other_merchant:
        result = Cell(message("listed for another merchant"), Light.FAIL)
    else:
        result = Cell(message("listed"), Light.PASS) if facts.listed else Cell(message("not listed"), Light.FAIL)
    return {
        Column.WHAT: Cell(message("whitelist")),
        Column.TARGET: outside(facts.tms_id),
        Column.WHOSE: outside(facts.merchant or ""),
        Column.CODE: outside(str(facts.status)) if facts.status is not None else Cell(),
        Column.RESULT: result,
    }


def _setting(facts: SettingFacts) -> Cells:
    if facts.finding is None:
        light = Light.PASS if facts.expected is not None else None
    elif facts.finding in WARNINGS:
        light = Light.WARN
    else:
        light = Light.INCONCLUSIVE if facts.finding in {Finding.UNREADABLE, Finding.UNDECIDED} else Light.FAIL
    if facts.setting == DOCUMENT:
        return {
            Column.WHAT: Cell(message("The file")),
            Column.FOUND: _unreadable(facts, light),
            Column.WHERE: outside(facts.location or ""),
        }
    found = Cell(printable(facts.found), light, fixed=True) if facts.found else Cell(message("missing"), light)
    what = _TERMINAL_SETTING_WORDS.get(facts.setting) if facts.document == "terminal" else None
    return {
        Column.WHAT: Cell(what) if what is not None else outside(facts.setting),
        Column.FOUND: found,
        Column.NEEDED: outside(facts.expected or ""),
        Column.WHERE: outside(facts.location) if facts.location and facts.location != facts.setting else Cell(),
    }


def _unreadable(facts: SettingFacts, light: Light | None) -> Cell:
    try:
        return Cell(sentence(facts), light)
    except ValueError:
        # A saved run of another version may know reasons that this one does not.
        return Cell(printable(facts.found or ""), light)


_OF_FACTS: Final[dict[type[Facts], Callable[[Any], Cells | None]]] = {
    InterfaceFacts: _interface,
    SubnetFacts: _subnet,
    ProxySettingFacts: _proxy_setting,
    StatedFacts: _stated,
    PosModeFacts: _pos_mode,
    WhitelistFacts: _whitelist,
    SettingFacts: _setting,
}
"""What is only read or said."""
_OF_OBSERVATIONS: Final[dict[type[Facts], Callable[[Observation, Any], Cells | None]]] = {
    RouteFacts: _route,
    PingFacts: _ping,
    NeighbourFacts: _neighbour,
    HttpFacts: _http,
    ProxyConnectFacts: _proxy_connect,
    ClockFacts: _clock,
    PathFacts: _path,
    MqttConnectFacts: _mqtt_connect,
    MqttSubscribeFacts: _mqtt_subscribe,
    MqttPingFacts: _mqtt_ping,
    HoldFacts: _hold,
}
