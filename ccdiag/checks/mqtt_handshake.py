"""How one handshake with the MQTT service is read; pure."""

from collections.abc import Callable

from ccdiag.model.facts import TlsFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation

_ENDED = frozenset({Failure.CLOSED, Failure.RESET})
# What servers say to a client without a certificate; RFC 5246 and 8446 name the first two, others are met.
_WANTS_CERTIFICATE = frozenset(
    {
        "handshake_failure",
        "certificate_required",
        "bad_certificate",
        "no_certificate",
        "certificate_unknown",
        "unknown_ca",
        "access_denied",
    }
)


def is_let_through(observation: Observation, facts: TlsFacts) -> bool:
    """Whether a terminal with a certificate of its own would have come through.

    A server that wants a client certificate ends a handshake without one: under TLS 1.3 after the handshake, which is no failure
    then; under TLS 1.2 (RFC 5246, 7.4.6) within it, once we answered its request with no certificate. By then its chain was accepted.
    """
    return observation.failure is None or is_wanting_client_certificate(observation, facts)


def is_wanting_client_certificate(observation: Observation, facts: TlsFacts) -> bool:
    """Whether the server ended the handshake because we showed no certificate."""
    refused = observation.failure is Failure.TLS_ALERT and facts.alert in _WANTS_CERTIFICATE
    return (
        (refused or observation.failure in _ENDED)
        and facts.stage == "certificate"
        and facts.client_certificate_requested is True
        and not facts.client_certificate_sent
        and facts.trusted_by_bundle is True
    )


def is_shown(facts: TlsFacts) -> bool:
    """Whether the server came as far as showing its certificate."""
    return facts.stage in {"certificate", "done"}


def is_stalled(observation: Observation) -> bool:
    """Whether the connection stood, and the handshake then got no answer."""
    facts = observation.facts
    return isinstance(facts, TlsFacts) and observation.failure in SILENCE and facts.stage != "connecting"


def is_alpn_missing(facts: TlsFacts) -> bool:
    """Whether a protocol was offered, and the server chose none of it."""
    return bool(facts.alpn_offered) and facts.alpn not in facts.alpn_offered


def trouble(observation: Observation, facts: TlsFacts, host: str) -> Message | None:
    """Say what is wrong with a handshake, or None; the certificate first, since a terminal looks at it first."""
    if facts.verify_code is not None:
        return _certificate_trouble(facts, host)
    if is_let_through(observation, facts):
        if is_alpn_missing(facts):
            return message(
                "The handshake succeeds, but the protocol {alpn} is not chosen: whoever answers is not the MQTT service.",
                alpn=facts.alpn_offered[0],
            )
        return None
    return _failed(observation, facts, host)


def _certificate_trouble(facts: TlsFacts, host: str) -> Message:
    if facts.trusted_by_bundle is not False:
        if facts.expired:
            return message("The certificate of {host} has expired ({date}).", host=host, date=facts.not_after or "?")
        if facts.not_yet_valid:
            return message("The certificate of {host} is not valid yet ({date}).", host=host, date=facts.not_before or "?")
        if facts.name_matches is False:
            return message("The certificate is not made out to {host}, but to {subject}.", host=host, subject=facts.subject or "?")
    issuer = facts.issuer or "?"
    if facts.self_signed:
        return message(
            "The certificate of {host} is signed by itself ({issuer}); the terminal trusts no such thing.", host=host, issuer=issuer
        )
    return message(
        "The certificate of {host}, issued by {issuer}, does not lead to a root that the terminal trusts.", host=host, issuer=issuer
    )


_BY_ALERT: dict[str, Callable[[str], Message]] = {
    "no_application_protocol": lambda host: message("{host} refuses the protocol that the terminal uses (ALPN).", host=host),
    "protocol_version": lambda host: message("{host} refuses the TLS versions that are offered.", host=host),
    "unrecognized_name": lambda host: message("The server that answers does not know the name {host}.", host=host),
}


def _failed(observation: Observation, facts: TlsFacts, host: str) -> Message:
    failure = observation.failure
    if failure is Failure.TLS_ALERT:
        named = _BY_ALERT.get(facts.alert or "")
        return named(host) if named else message("{host} ends the handshake with the alert {alert}.", host=host, alert=facts.alert or "?")
    if facts.stage == "connecting":
        return message("The connection to {host} worked a moment ago, and now fails.", host=host)
    if failure in SILENCE:
        return message("{host} accepts the connection, and the handshake then stalls.", host=host)
    if failure is Failure.RESET:
        return message("The connection to {host} is reset once TLS begins.", host=host)
    if failure is Failure.CLOSED:
        return message("The connection to {host} is closed once TLS begins.", host=host)
    if failure is Failure.NOT_TLS:
        return message("What answers for {host} does not speak TLS.", host=host)
    return message("The handshake with {host} fails.", host=host)
