"""What the checks of the services may see: connections, handshakes, sessions."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from ccdiag.model.facts import HoldFacts, MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts, PathFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Verdict
from tests.diagnosis.outcomes import Outcome, ended, named
from tests.diagnosis.outcomes_tls import CONNECTING, handshakes
from tests.diagnosis.runs import Field, read, see, tcp, tls

Way = tuple[str, Sequence[Observation]]
_FOUR, _OTHER, _SIX = "198.51.100.7", "198.51.100.8", "2001:db8::7"
_AGAIN = SILENCE | {Failure.RESET}


def _tried(role: Field, address: str, failure: Failure | None) -> list[Observation]:
    first = tcp(role, failure, address=address)
    return [first, tcp(role, failure, address=address, attempt=2)] if failure in _AGAIN else [first]


def _path(role: Field, failure: Failure | None, **facts: Field) -> Observation:
    return see(PathFacts(role=role, address=_FOUR, port=443, **facts), failure, target=f"{_FOUR}:443")


def _paths(role: Field) -> Iterator[tuple[str, Observation]]:
    for where in ("gateway", "inside", "outside", "target"):
        for protocol in ("tcp", "icmp"):
            yield f"as far as {where} by {protocol}", _path(role, Failure.DEADLINE, last_hop=_OTHER, last_hop_is=where, protocol=protocol)
    yield "nobody seen", _path(role, Failure.DEADLINE)
    yield "kept back", _path(role, Failure.PERMISSION_DENIED, verdict_by="laptop")
    yield "this laptop has no way", _path(role, Failure.NETWORK_UNREACHABLE, verdict_by="laptop")
    for by in (None, "gateway", "inside", "outside", "target"):
        yield f"RST by {by}", _path(role, Failure.REFUSED, answered_by=_FOUR, verdict_by=by, last_hop=_OTHER)
    for code, where in product(
        ("net_unreachable", "host_unreachable", "net_prohibited", "host_prohibited", "admin_prohibited", "port_unreachable", "other"),
        ("gateway", "inside", "outside", "target"),
    ):
        failure = Failure.REFUSED if code == "port_unreachable" else Failure.HOST_UNREACHABLE
        yield f"{code} by {where}", _path(role, failure, answered_by=_OTHER, verdict_by=where, icmp_code=code, last_hop=_OTHER)


def connections(role: Field) -> Iterator[Way]:
    """One address in every way, with every look at the way there; and two addresses in every pair of ways."""
    for failure in CONNECTING:
        yield f"{failure}", _tried(role, _FOUR, failure)
        for about, path in _paths(role):
            if failure in _AGAIN | {Failure.REFUSED, Failure.HOST_UNREACHABLE}:
                yield f"{failure}, {about}", [*_tried(role, _FOUR, failure), path]
    for (one, other), second in product(product((*CONNECTING, None), repeat=2), (_OTHER, _SIX)):
        yield f"{one} and {other} at {second}", [*_tried(role, _FOUR, one), *_tried(role, second, other)]


def _services() -> Iterator[Outcome]:
    for role, check in (("tas", "tas.tcp"), ("tms", "tms.tcp"), ("vpos", "vpos.tcp")):
        yield from named(check, connections(role))  # type: ignore[arg-type]
        for how in ("us", "peer_close", "peer_reset"):
            yield Outcome(check=check, about=how, seen=(tcp(role), read(role, how)))  # type: ignore[arg-type]
        yield Outcome(check=check, about="no address", seen=())  # type: ignore[arg-type]


def _mqtt_tcp() -> Iterator[Outcome]:
    yield from named("mqtt.tcp", connections("mqtt"))
    for failure, control in product(CONNECTING, (None, Failure.DEADLINE, Failure.REFUSED)):
        yield Outcome(
            check="mqtt.tcp", about=f"{failure}, control {control}", seen=(*_tried("mqtt", _FOUR, failure), tcp("control", control))
        )
    yield Outcome(check="mqtt.tcp", about="no address", seen=())


def _mqtt_tls() -> Iterator[Outcome]:
    reached = ended("mqtt.tcp", Verdict.PASS, tcp("mqtt"))
    controls = (None, tls("control"), tls("control", Failure.RESET), tls("control", Failure.TLS_ALERT, alert="handshake_failure"))
    for (about, seen), control in product(handshakes(), controls):
        told = "" if control is None else f", control {control.failure}"
        yield Outcome(check="mqtt.tls", about=about + told, seen=(*seen, *([control] if control else [])), before=(reached,))
    yield Outcome(check="mqtt.tls", about="nothing", seen=(), before=(reached,))
    yield Outcome(check="mqtt.tls", about="no trust", seen=(tls("identify", Failure.UNREADABLE),), before=(reached,))


def _path_mtu() -> Iterator[Outcome]:
    stalled = tls("identify", Failure.DEADLINE)
    for failure, again in product((None, *SILENCE, Failure.UNSUPPORTED, Failure.RESET, Failure.REFUSED), (None, Failure.DEADLINE)):
        yield Outcome(
            check="network.path_mtu",
            about=f"small {failure}, again {again}",
            seen=(tls("small_segments", failure), tls("unverified", again)),
            before=(ended("mqtt.tls", Verdict.FAIL, stalled),),
        )
    yield Outcome(check="network.path_mtu", about="no handshake", seen=())


_SESSION: dict[str, Any] = {"mqtt": {"client_certificate": "client.pem"}}


def _mqtt_session() -> Iterator[Outcome]:
    before = (ended("mqtt.tcp", Verdict.PASS, tcp("mqtt")), ended("mqtt.tls", Verdict.PASS, tls()))
    for sent, (about, seen) in product((False, True), handshakes()):
        shown = [one.__class__(**{**_fields(one), "facts": _sent(one.facts)}) for one in seen] if sent else seen
        yield Outcome(
            check="mqtt.session",
            about=f"{'certificate sent, ' if sent else ''}{about}",
            seen=tuple(shown),
            before=before,
            environment=_SESSION,
        )
    shaken = tls("identify", client_certificate_sent=True, client_certificate_requested=True)
    connect = MqttConnectFacts(address=_FOUR, client_id="ccdiag-1")
    accepted = see(connect)
    ends = (Failure.RESET, Failure.CLOSED, *SILENCE, Failure.MQTT_PROTOCOL, Failure.TOO_LARGE, Failure.UNKNOWN)
    for failure in (*CONNECTING, *ends, Failure.TLS_ALERT, Failure.TLS_PROTOCOL, Failure.TLS_UNTRUSTED, Failure.NOT_TLS):
        seen = [shaken, see(connect, failure), shaken, see(connect, failure)]
        yield from named("mqtt.session", [(f"connect {failure}", seen)], before=before, environment=_SESSION)
    for code in (1, 2, 3, 4, 5, 77):
        facts = MqttConnectFacts(address=_FOUR, client_id="ccdiag-1", reason_code=code)
        yield from named(
            "mqtt.session", [(f"CONNACK {code}", [shaken, see(facts, Failure.MQTT_REFUSED)])], before=before, environment=_SESSION
        )
    for failure in (Failure.MQTT_REFUSED, *ends):
        seen = [shaken, accepted, see(MqttSubscribeFacts(topic="NL-CAT"), failure), see(MqttPingFacts())]
        yield from named("mqtt.session", [(f"subscribe {failure}", seen)], before=before, environment=_SESSION)
    for failure in ends:
        seen = [shaken, accepted, see(MqttSubscribeFacts(topic="NL-CAT")), see(MqttPingFacts(), failure)]
        yield from named("mqtt.session", [(f"ping {failure}", seen)], before=before, environment=_SESSION)
    for about, seen in (("no address", []), ("not to its end", [shaken, accepted]), ("no certificate", [])):
        environment = {} if about == "no certificate" else _SESSION
        yield Outcome(check="mqtt.session", about=about, seen=tuple(seen), environment=environment)
    for problem in ("encrypted", "missing", "invalid"):
        facts = MqttConnectFacts(address=_FOUR, client_id="", reason=f"client certificate: {problem}")
        yield Outcome(check="mqtt.session", about=problem, seen=(see(facts, Failure.UNREADABLE),), environment=_SESSION)
    yield Outcome(check="mqtt.session", about="no trust", seen=(tls("identify", Failure.UNREADABLE),), environment=_SESSION)


def _fields(observation: Observation) -> dict[str, Any]:
    return {name: getattr(observation, name) for name in observation.__struct_fields__}


def _sent(facts: Any) -> Any:  # noqa: ANN401  # any facts of a handshake
    return facts.__class__(**{**{name: getattr(facts, name) for name in facts.__struct_fields__}, "client_certificate_sent": True})


def _mqtt_hold() -> Iterator[Outcome]:
    def hold(role: Field, kind: Field, ended_by: Field) -> Observation:
        failure = {"us": None, "peer_close": Failure.CLOSED, "peer_reset": Failure.RESET, "silence": Failure.DEADLINE}[ended_by]
        return see(HoldFacts(role=role, kind=kind, planned_s=60, held_s=31.5, ended_by=ended_by), failure)

    ends = ("us", "peer_close", "peer_reset", "silence")
    for kind, how, control in product(("session", "connection"), ends, (None, *ends)):
        seen = [hold("mqtt", kind, how), *([hold("control", "connection", control)] if control else [])]
        yield Outcome(check="mqtt.hold", about=f"{kind} {how}, control {control}", seen=tuple(seen), hold_s=60)
    given_up = HoldFacts(role="mqtt", kind="connection", planned_s=60, held_s=1, ended_by="us")
    yield Outcome(check="mqtt.hold", about="given up", seen=(see(given_up, Failure.TOO_LARGE),), hold_s=60)
    yield Outcome(check="mqtt.hold", about="nothing", seen=(), hold_s=60)


def services() -> Iterator[Outcome]:
    """Every outcome of the checks of the services."""
    yield from _services()
    yield from _mqtt_tcp()
    yield from _mqtt_tls()
    yield from _path_mtu()
    yield from _mqtt_session()
    yield from _mqtt_hold()
