"""Failures in a few words, for a cell of a table."""

from typing import Final

from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message

FAILURE_WORDS: Final[dict[Failure, Message]] = {
    Failure.DEADLINE: message("no answer"),
    Failure.TIMED_OUT: message("no answer"),
    Failure.REFUSED: message("refused"),
    Failure.HOST_UNREACHABLE: message("no way to it"),
    Failure.NETWORK_UNREACHABLE: message("no route"),
    Failure.PERMISSION_DENIED: message("forbidden by this laptop"),
    Failure.ADDRESS_UNAVAILABLE: message("no such address here"),
    Failure.RESET: message("reset"),
    Failure.CLOSED: message("closed"),
    Failure.NAME_NOT_FOUND: message("not found"),
    Failure.RESOLVER_FAILED: message("look-up failed"),
    Failure.DNS_NAME_MISSING: message("does not exist"),
    Failure.DNS_NO_ADDRESS: message("no address"),
    Failure.DNS_SERVER_FAILURE: message("server failed"),
    Failure.DNS_REFUSED: message("refused"),
    Failure.DNS_MALFORMED: message("unreadable"),
    Failure.DNS_FORGED: message("cannot be right"),
    Failure.DNS_TCP_BLOCKED: message("cut short, TCP blocked"),
    Failure.TLS_ALERT: message("alert"),
    Failure.TLS_UNTRUSTED: message("not trusted"),
    Failure.NOT_TLS: message("no TLS"),
    Failure.TLS_PROTOCOL: message("TLS failed"),
    Failure.MQTT_REFUSED: message("refused"),
    Failure.MQTT_PROTOCOL: message("no MQTT"),
    Failure.HTTP_PROTOCOL: message("no HTTP"),
    Failure.HTTP_STATUS: message("other status"),
    Failure.TOO_LARGE: message("too large"),
    Failure.NOT_PERMITTED: message("not permitted to this user"),
    Failure.UNSUPPORTED: message("not possible on this system"),
    Failure.UNREADABLE: message("unreadable"),
    Failure.UNKNOWN: message("failed"),
}
