"""The MQTT service: port, encryption, session."""

from typing import Any

from ccdiag.model.facts import CertificateFacts, HoldFacts, MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts, SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import FAIL, INCONCLUSIVE, PASS, WARN, Field, Story, clock, dns, result, see, tcp, tls

_SILENT = Failure.DEADLINE
_SIX = "2001:db8::7"


def _shown(code: int | None, **facts: Field) -> Observation:
    usual: dict[str, Any] = {"verify_code": code, "stage": "certificate", "name_matches": True, "expired": False, "not_yet_valid": False}
    return tls("identify", Failure.TLS_UNTRUSTED, **(usual | {"self_signed": False, "trusted_by_bundle": False} | facts))


def _chain(length: int) -> tuple[Any, ...]:
    return tuple(CertificateFacts(subject=f"CN={n}", issuer="CN=i", not_before="", not_after="") for n in range(length))


def _wants_certificate(failure: Failure, **facts: Field) -> Observation:
    """The service's own certificate, and the end of TLS 1.2 for a client that shows none; the protocol was not taken up."""
    usual: dict[str, Any] = {"stage": "certificate", "client_certificate_requested": True, "trusted_by_bundle": True, "alpn": None}
    return tls("identify", failure, **(usual | facts))


def _hold(role: Field, ended_by: Field, failure: Failure | None = None, *, kind: Field = "connection") -> Observation:
    return see(HoldFacts(role=role, kind=kind, planned_s=60, held_s=31.5, ended_by=ended_by), failure)


_CONNECT = MqttConnectFacts(address="198.51.100.7", client_id="ccdiag-1", reason_code=5)
_SUBSCRIBE = MqttSubscribeFacts(topic="NL-CAT", reason_code=128)

FIRES = (
    Story(
        cause="mqtt.port_dropped",
        about="silent twice",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT), tcp("mqtt", _SILENT, attempt=2)),),
    ),
    Story(
        cause="mqtt.port_dropped",
        about="and no IPv6 here",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT), tcp("mqtt", Failure.NETWORK_UNREACHABLE, address=_SIX)),),
    ),
    Story(cause="mqtt.port_rejected", about="RST", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED)),)),
    Story(
        cause="mqtt.port_rejected",
        about="RST, and a limited second one",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED), tcp("mqtt", _SILENT, address="198.51.100.8")),),
    ),
    Story(cause="mqtt.unreachable", about="ICMP", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.HOST_UNREACHABLE)),)),
    Story(cause="mqtt.unreachable", about="own stack", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.NETWORK_UNREACHABLE)),)),
    Story(
        cause="mqtt.partly_dead",
        about="one of two",
        results=(result("mqtt.tcp", WARN, tcp("mqtt"), tcp("mqtt", Failure.REFUSED, address="198.51.100.8")),),
    ),
    *(
        Story(
            cause="mqtt.partly_dead",
            about=f"encryption ends {failure} at one address, twice",
            results=(
                result("mqtt.tcp", PASS, tcp("mqtt"), tcp("mqtt", address="198.51.100.8")),
                result(
                    "mqtt.tls",
                    WARN,
                    tls("identify"),
                    tls("identify", failure, address="198.51.100.8"),
                    tls("identify", failure, address="198.51.100.8", attempt=2),
                ),
            ),
        )
        for failure in (Failure.RESET, Failure.CLOSED, _SILENT)
    ),
    Story(
        cause="mqtt.server_silent",
        about="the handshake stalls",
        results=(
            result("mqtt.tcp", PASS, tcp("mqtt")),
            result("mqtt.tls", FAIL, tls("identify", _SILENT)),
            result("network.path_mtu", PASS, tls("small_segments", _SILENT), tls("unverified", _SILENT)),
        ),
    ),
    Story(
        cause="mqtt.reset",
        about="a filter by name",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.RESET), tls("identify", Failure.RESET, attempt=2), tls("control")),),
    ),
    Story(cause="mqtt.reset", about="before a word was said", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.RESET)),)),
    Story(cause="mqtt.reset", about="without a comparison", results=(result("mqtt.tls", FAIL, tls("identify", Failure.CLOSED)),)),
    Story(cause="mqtt.not_tls", about="HTTP answers", results=(result("mqtt.tls", FAIL, tls("identify", Failure.NOT_TLS)),)),
    Story(
        cause="tls.intercepted",
        about="the laptop trusts it",
        results=(result("mqtt.tls", FAIL, _shown(19, chain=_chain(2)), tls("laptop_trust", trusted_by_laptop=True)),),
    ),
    Story(
        cause="tls.intercepted",
        about="the same stranger elsewhere",
        results=(result("mqtt.tls", FAIL, _shown(20, chain=_chain(1)), tls("control", same_issuer_as_mqtt=True, chain=_chain(1))),),
    ),
    Story(cause="tls.alpn_missing", about="not chosen", results=(result("mqtt.tls", FAIL, tls("identify", alpn=None)),)),
    Story(
        cause="tls.alpn_refused",
        about="alert 120",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert="no_application_protocol")),),
    ),
    Story(
        cause="tls.certificate_expired",
        about="and the clock is right",
        results=(result("mqtt.tls", FAIL, _shown(10, expired=True, trusted_by_bundle=True)), result("clock.skew", PASS, clock(2.0))),
    ),
    Story(
        cause="tls.certificate_expired",
        about="nobody told the time",
        results=(result("mqtt.tls", FAIL, _shown(10, expired=True, trusted_by_bundle=True)),),
    ),
    Story(
        cause="tls.certificate_not_yet_valid",
        about="nobody told the time",
        results=(result("mqtt.tls", FAIL, _shown(9, not_yet_valid=True, trusted_by_bundle=True)),),
    ),
    Story(cause="tls.certificate_expires_soon", about="six days", results=(result("mqtt.tls", WARN, tls("identify", days_left=6.2)),)),
    Story(
        cause="tls.name_mismatch",
        about="a good chain for another name",
        results=(result("mqtt.tls", FAIL, _shown(62, name_matches=False, trusted_by_bundle=True)),),
    ),
    Story(cause="tls.chain_incomplete", about="the leaf alone", results=(result("mqtt.tls", FAIL, _shown(20, chain=_chain(1))),)),
    Story(
        cause="tls.untrusted",
        about="a stranger",
        results=(
            result("mqtt.tls", FAIL, _shown(19, chain=_chain(2)), tls("laptop_trust", Failure.TLS_UNTRUSTED, trusted_by_laptop=False)),
        ),
    ),
    Story(
        cause="tls.version_refused",
        about="alert 70",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert="protocol_version")),),
    ),
    Story(
        cause="tls.version_refused",
        about="an old server",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_PROTOCOL, stage="server_hello", version="TLSv1")),),
    ),
    Story(
        cause="tls.version_refused",
        about="nothing in common",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert="handshake_failure")),),
    ),
    Story(
        cause="tls.name_mismatch",
        about="the name is not known there",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert="unrecognized_name")),),
    ),
    Story(
        cause="tls.alpn_missing",
        about="TLS 1.2, and the client certificate is missing too",
        results=(result("mqtt.tls", FAIL, _wants_certificate(Failure.TLS_ALERT, alert="handshake_failure")),),
    ),
    Story(
        cause="tls.alpn_missing",
        about="TLS 1.2, and a close where the client certificate is missing",
        results=(result("mqtt.tls", FAIL, _wants_certificate(Failure.CLOSED)),),
    ),
    *(
        Story(
            cause="mqtt.reset",
            about=f"the alert {alert}",
            results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert=alert), tls("control")),),
        )
        for alert in ("access_denied", "internal_error", "decode_error", "user_canceled")
    ),
    Story(
        cause="mqtt.reset",
        about="an alert after the certificate",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, stage="certificate", alert="internal_error")),),
    ),
    Story(
        cause="mqtt.not_tls",
        about="damaged on the way",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_PROTOCOL)),),
    ),
    Story(
        cause="mqtt.unreachable",
        about="the cable is out meanwhile",
        results=(
            result("mqtt.tcp", PASS, tcp("mqtt")),
            result("mqtt.tls", FAIL, tls("identify", Failure.NETWORK_UNREACHABLE, stage="connecting")),
        ),
    ),
    Story(
        cause="mqtt.session_silent",
        about="something else answers",
        results=(result("mqtt.session", FAIL, see(_CONNECT, Failure.MQTT_PROTOCOL)),),
    ),
    Story(
        cause="mqtt.certificate_refused",
        about="by an alert that does not say why",
        results=(result("mqtt.session", FAIL, tls("identify", Failure.TLS_ALERT, client_certificate_sent=True, alert="internal_error")),),
    ),
    Story(
        cause="mqtt.certificate_refused",
        about="by alert",
        results=(result("mqtt.session", FAIL, tls("identify", Failure.TLS_ALERT, client_certificate_sent=True, alert="bad_certificate")),),
    ),
    Story(
        cause="mqtt.certificate_refused",
        about="an alert to CONNECT",
        results=(result("mqtt.session", FAIL, see(_CONNECT, Failure.TLS_ALERT)),),
    ),
    Story(cause="mqtt.client_refused", about="CONNACK 5", results=(result("mqtt.session", FAIL, see(_CONNECT, Failure.MQTT_REFUSED)),)),
    Story(cause="mqtt.topic_refused", about="SUBACK 128", results=(result("mqtt.session", FAIL, see(_SUBSCRIBE, Failure.MQTT_REFUSED)),)),
    Story(cause="mqtt.session_silent", about="no PINGRESP", results=(result("mqtt.session", FAIL, see(MqttPingFacts(), _SILENT)),)),
    Story(cause="mqtt.session_cut", about="after CONNECT", results=(result("mqtt.session", FAIL, see(_CONNECT, Failure.RESET)),)),
    Story(cause="mqtt.session_cut", about="at the topic", results=(result("mqtt.session", FAIL, see(_SUBSCRIBE, Failure.CLOSED)),)),
    Story(
        cause="mqtt.idle_cut",
        about="a session, and nothing to compare",
        results=(result("mqtt.hold", FAIL, _hold("mqtt", "silence", _SILENT, kind="session")),),
    ),
    Story(
        cause="mqtt.idle_cut",
        about="the other host survives",
        results=(result("mqtt.hold", FAIL, _hold("mqtt", "silence"), _hold("control", "us")),),
    ),
)

SPARES = (
    Story(
        cause="mqtt.port_dropped",
        about="an answer at last",
        results=(result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", attempt=2)),),
    ),
    Story(cause="mqtt.port_dropped", about="somebody says no", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED)),)),
    Story(
        cause="mqtt.port_rejected",
        about="one address only",
        results=(result("mqtt.tcp", WARN, tcp("mqtt"), tcp("mqtt", Failure.REFUSED, address="198.51.100.8")),),
    ),
    Story(
        cause="mqtt.unreachable",
        about="no IPv6, and IPv4 is silent",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT), tcp("mqtt", Failure.NETWORK_UNREACHABLE, address=_SIX)),),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="no IPv6 here",
        results=(result("mqtt.tcp", PASS, tcp("mqtt"), tcp("mqtt", Failure.NETWORK_UNREACHABLE, address=_SIX)),),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="encryption was ended once",
        results=(result("mqtt.tls", WARN, tls("identify"), tls("identify", Failure.RESET, address="198.51.100.8")),),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="encryption was ended once, and then came about",
        results=(
            result(
                "mqtt.tls",
                WARN,
                tls("identify"),
                tls("identify", Failure.RESET, address="198.51.100.8"),
                tls("identify", address="198.51.100.8", attempt=2),
            ),
        ),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="only large packets stall at one address",
        results=(
            result("mqtt.tls", WARN, tls("identify"), *(tls("identify", _SILENT, address="198.51.100.8", attempt=one) for one in (1, 2))),
            result("network.path_mtu", FAIL, tls("small_segments", address="198.51.100.8")),
        ),
    ),
    Story(
        cause="tls.chain_incomplete",
        about="at one IPv6 address only",
        results=(result("mqtt.tls", WARN, tls("identify"), _shown(20, chain=_chain(1), address=_SIX)),),
    ),
    Story(
        cause="mqtt.partly_dead", about="a lost packet", results=(result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", attempt=2)),)
    ),
    Story(
        cause="mqtt.server_silent",
        about="the second try worked",
        results=(
            result("mqtt.tls", FAIL, tls("identify", _SILENT)),
            result("network.path_mtu", WARN, tls("small_segments"), tls("unverified", attempt=2)),
        ),
    ),
    Story(
        cause="mqtt.reset",
        about="once only",
        results=(result("mqtt.tls", WARN, tls("identify", Failure.RESET), tls("identify", attempt=2)),),
    ),
    Story(
        cause="mqtt.not_tls",
        about="an alert is TLS",
        results=(result("mqtt.tls", FAIL, tls("identify", Failure.TLS_ALERT, alert="internal_error")),),
    ),
    Story(
        cause="tls.intercepted",
        about="nobody trusts it",
        results=(result("mqtt.tls", FAIL, _shown(19), tls("laptop_trust", Failure.TLS_UNTRUSTED, trusted_by_laptop=False)),),
    ),
    Story(
        cause="tls.intercepted",
        about="one real issuer for both hosts, and a forgotten intermediate",
        results=(result("mqtt.tls", FAIL, _shown(20, chain=_chain(1)), tls("control", same_issuer_as_mqtt=True, chain=_chain(2))),),
    ),
    Story(
        cause="mqtt.reset",
        about="the service ends TLS 1.2 where the protocol is stripped",
        results=(result("mqtt.tls", FAIL, _wants_certificate(Failure.CLOSED), tls("control")),),
    ),
    Story(
        cause="mqtt.reset",
        about="once in a session, on a line that is unstable anyway",
        results=(
            result("mqtt.tls", WARN, tls("identify", Failure.RESET), tls("identify", attempt=2)),
            result("mqtt.session", FAIL, tls("identify", Failure.RESET)),
        ),
    ),
    Story(
        cause="tls.alpn_missing",
        about="not offered",
        results=(result("mqtt.tls", PASS, tls("identify", alpn=None, alpn_offered=()), tls("alpn_none", alpn=None)),),
    ),
    Story(
        cause="tls.alpn_refused",
        about="only http/1.1 is refused",
        results=(result("mqtt.tls", PASS, tls(), tls("alpn_http", Failure.TLS_ALERT, alert="no_application_protocol")),),
    ),
    Story(
        cause="tls.certificate_expired",
        about="the clock is ahead",
        results=(result("mqtt.tls", FAIL, _shown(10, expired=True, trusted_by_bundle=True)), result("clock.skew", FAIL, clock(9e6))),
    ),
    Story(
        cause="tls.certificate_not_yet_valid",
        about="the clock is behind",
        results=(result("mqtt.tls", FAIL, _shown(9, not_yet_valid=True, trusted_by_bundle=True)), result("clock.skew", FAIL, clock(-9e6))),
    ),
    Story(cause="tls.certificate_expires_soon", about="20 days", results=(result("mqtt.tls", PASS, tls("identify", days_left=20.0)),)),
    Story(
        cause="tls.name_mismatch",
        about="a stranger's certificate is that first",
        results=(result("mqtt.tls", FAIL, _shown(19, name_matches=False)),),
    ),
    Story(
        cause="tls.chain_incomplete",
        about="self-signed",
        results=(result("mqtt.tls", FAIL, _shown(18, self_signed=True, chain=_chain(1))),),
    ),
    Story(
        cause="tls.untrusted", about="only expired", results=(result("mqtt.tls", FAIL, _shown(10, expired=True, trusted_by_bundle=True)),)
    ),
    Story(
        cause="tls.version_refused",
        about="a server without TLS 1.2",
        results=(result("mqtt.tls", PASS, tls(), tls("tls_1_2", Failure.TLS_ALERT, alert="protocol_version")),),
    ),
    Story(
        cause="mqtt.certificate_refused",
        about="none was shown",
        results=(result("mqtt.session", PASS, tls("identify", alert="certificate_required", after_handshake="alert")),),
    ),
    Story(cause="mqtt.client_refused", about="silence", results=(result("mqtt.session", FAIL, see(_CONNECT, _SILENT)),)),
    Story(
        cause="mqtt.topic_refused", about="a close is no refusal", results=(result("mqtt.session", FAIL, see(_SUBSCRIBE, Failure.CLOSED)),)
    ),
    Story(cause="mqtt.session_silent", about="refused", results=(result("mqtt.session", FAIL, see(_CONNECT, Failure.MQTT_REFUSED)),)),
    Story(cause="mqtt.session_cut", about="refused", results=(result("mqtt.session", FAIL, see(_SUBSCRIBE, Failure.MQTT_REFUSED)),)),
    Story(
        cause="mqtt.session_cut",
        about="on a line that is unstable anyway",
        results=(
            result("mqtt.tls", WARN, tls("identify", Failure.RESET), tls("identify", attempt=2)),
            result("mqtt.session", FAIL, see(_CONNECT, Failure.RESET)),
        ),
    ),
    Story(
        cause="mqtt.idle_cut",
        about="a server that closes where nobody speaks",
        results=(result("mqtt.hold", INCONCLUSIVE, _hold("mqtt", "peer_close", Failure.CLOSED), _hold("control", "us")),),
    ),
    Story(
        cause="mqtt.idle_cut",
        about="the other host was not reached at all",
        results=(result("mqtt.hold", FAIL, _hold("mqtt", "silence", _SILENT), _hold("control", "us", Failure.REFUSED)),),
    ),
    Story(
        cause="mqtt.idle_cut",
        about="the other host is cut as well",
        results=(result("mqtt.hold", FAIL, _hold("mqtt", "peer_close"), _hold("control", "peer_close")),),
    ),
    Story(
        cause="mqtt.idle_cut", about="no other host to compare", results=(result("mqtt.hold", INCONCLUSIVE, _hold("mqtt", "peer_close")),)
    ),
)

OVERRIDDEN = (
    result("dns.mqtt", WARN, see(SystemLookupFacts(name="mqtt.example", in_hosts_file=True)), dns("laptop")),
    result("mqtt.tcp", FAIL, tcp("mqtt", Failure.DEADLINE)),
)
