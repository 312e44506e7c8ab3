"""How a handshake with the MQTT service may end."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import Field, tls

Ended = tuple[str, list[Observation]]

CONNECTING = (
    Failure.DEADLINE,
    Failure.TIMED_OUT,
    Failure.REFUSED,
    Failure.HOST_UNREACHABLE,
    Failure.NETWORK_UNREACHABLE,
    Failure.PERMISSION_DENIED,
    Failure.ADDRESS_UNAVAILABLE,
    Failure.RESET,
    Failure.UNKNOWN,
)
"""All that `classify` makes of a failed connect."""
ALERTS = (
    "unexpected_message",
    "bad_record_mac",
    "record_overflow",
    "handshake_failure",
    "bad_certificate",
    "unsupported_certificate",
    "certificate_revoked",
    "certificate_expired",
    "certificate_unknown",
    "illegal_parameter",
    "unknown_ca",
    "access_denied",
    "decode_error",
    "decrypt_error",
    "protocol_version",
    "insufficient_security",
    "internal_error",
    "inappropriate_fallback",
    "user_canceled",
    "missing_extension",
    "unsupported_extension",
    "unrecognized_name",
    "bad_certificate_status_response",
    "unknown_psk_identity",
    "certificate_required",
    "no_application_protocol",
    "alert_200",
)
_ENDED = (Failure.RESET, Failure.CLOSED, *SILENCE, Failure.TLS_PROTOCOL, Failure.TOO_LARGE, Failure.UNKNOWN)
_ALPN = "x-amzn-mqtt-ca"
_DATES: dict[str, Any] = {"not_before": "2029-01-01T00:00:00Z", "not_after": "2031-01-01T00:00:00Z", "subject": "CN=somebody"}
_ONE_CERTIFICATE = {"subject": "CN=a", "issuer": "CN=b", "not_before": "", "not_after": ""}


def handshakes() -> Iterator[Ended]:
    """Every end of a handshake, each as it is recorded: a second time where the first was cut short."""
    for failure in CONNECTING:
        yield _end(f"connecting: {failure}", failure, stage="connecting")
    yield from _before_a_certificate()
    yield from _at_the_certificate()
    yield from _refused_certificates()
    for alpn, after in product((_ALPN, None), ("silent", "alert", "closed", "reset", "data")):
        yield _end(f"done, {alpn}, then {after}", None, alpn=alpn, after_handshake=after)


def _end(about: str, failure: Failure | None, **facts: Field) -> Ended:
    first = tls("identify", failure, **facts)
    cut_short = failure in {Failure.RESET, Failure.CLOSED} or facts.get("stage") == "connecting"
    if not cut_short or facts.get("stage") in {"certificate", "done"}:
        return about, [first]
    return about, [first, tls("identify", failure, **facts, attempt=2)]


def _before_a_certificate() -> Iterator[Ended]:
    for stage in ("hello_sent", "server_hello"):
        for failure in (*_ENDED, Failure.NOT_TLS):
            yield _end(f"{stage}: {failure}", failure, stage=stage)
        for alert in ALERTS:
            yield _end(f"{stage}: alert {alert}", Failure.TLS_ALERT, stage=stage, alert=alert)
    for version in ("SSLv3", "TLSv1", "TLSv1.1"):
        yield _end(f"speaks {version}", Failure.TLS_PROTOCOL, stage="server_hello", version=version)


def _at_the_certificate() -> Iterator[Ended]:
    """The certificate is good, or was not judged yet."""
    good = {**_DATES, "expired": False, "not_yet_valid": False, "name_matches": True, "self_signed": False, "stage": "certificate"}
    for requested, alpn, trusted in product((True, False, None), (_ALPN, None), (True, None)):
        facts = {**good, "client_certificate_requested": requested, "alpn": alpn, "trusted_by_bundle": trusted}
        about = f"certificate, requested {requested}, {alpn}, trusted {trusted}"
        for failure in _ENDED:
            yield _end(f"{about}: {failure}", failure, **facts)
        for alert in ALERTS:
            yield _end(f"{about}: alert {alert}", Failure.TLS_ALERT, alert=alert, **facts)


def _refused_certificates() -> Iterator[Ended]:
    codes, both = (9, 10, 18, 19, 20, 21, 62, 66, 68, 24, 7, 1), (True, False)
    for code, trusted, expired, early, name, own, length in product(codes, (True, False, None), both, both, both, both, (1, 2)):
        if not _can_be(code, trusted=trusted, expired=expired, early=early, name=name):
            continue
        yield _end(
            f"code {code}, trusted {trusted}, expired {expired}, early {early}, name {name}, own {own}, chain of {length}",
            Failure.TLS_UNTRUSTED,
            **_DATES,
            stage="certificate",
            verify_code=code,
            trusted_by_bundle=trusted,
            expired=expired,
            not_yet_valid=early,
            name_matches=name,
            self_signed=own,
            chain=(_ONE_CERTIFICATE,) * length,
        )


def _can_be(code: int, *, trusted: bool | None, expired: bool, early: bool, name: bool) -> bool:
    """Whether the probe can put these facts together."""
    dates, wrong_host = code in {9, 10}, code == 62
    if expired and early:
        return False
    if dates:
        return trusted is not False and (expired if code == 10 else early)
    return trusted is True and not name if wrong_host else trusted is False
