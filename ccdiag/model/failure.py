"""The closed list of ways in which one operation can fail."""

from enum import StrEnum


class Failure(StrEnum):
    """Why an operation did not succeed, told from codes and classes, never from message text."""

    # Silence.
    DEADLINE = "deadline"
    """Our own limit ran out: nobody said anything."""
    TIMED_OUT = "timed_out"
    """The kernel gave up (ETIMEDOUT, WSAETIMEDOUT): silence as well, but noticed below us."""

    # Somebody, or the own stack, said no.
    REFUSED = "refused"
    """RST in answer to SYN, or ICMP port unreachable."""
    HOST_UNREACHABLE = "host_unreachable"
    """ICMP host unreachable or administratively prohibited, a failed neighbour look-up, or the own firewall's reject."""
    NETWORK_UNREACHABLE = "network_unreachable"
    """No route, no cable, or ICMP network unreachable."""
    PERMISSION_DENIED = "permission_denied"
    """The own system forbids it (EACCES, EPERM, WSAEACCES): on a connection that is the laptop's own firewall."""
    ADDRESS_UNAVAILABLE = "address_unavailable"
    """The source address asked for is not one of this laptop's, or the family is not there."""

    # The conversation ended.
    RESET = "reset"
    """The connection was torn down by RST."""
    CLOSED = "closed"
    """The peer ended the connection in good form, before the operation was done."""

    # Names.
    NAME_NOT_FOUND = "name_not_found"
    """The system's own look-up says that the name does not exist, or has no address."""
    RESOLVER_FAILED = "resolver_failed"
    """The system's own look-up failed without an answer about the name."""
    DNS_NAME_MISSING = "dns_name_missing"
    DNS_NO_ADDRESS = "dns_no_address"
    DNS_SERVER_FAILURE = "dns_server_failure"
    DNS_REFUSED = "dns_refused"
    DNS_MALFORMED = "dns_malformed"
    """What came back cannot be read, has another id, or answers another question."""
    DNS_FORGED = "dns_forged"
    """The answer holds addresses that cannot belong to a public service."""
    DNS_TCP_BLOCKED = "dns_tcp_blocked"
    """The answer was truncated, and the same question over TCP got none."""

    # TLS.
    TLS_ALERT = "tls_alert"
    """The peer ended the handshake with an alert; facts name it."""
    TLS_UNTRUSTED = "tls_untrusted"
    """The certificate did not verify; facts hold OpenSSL's code."""
    NOT_TLS = "not_tls"
    """The bytes that came back are not TLS records."""
    TLS_PROTOCOL = "tls_protocol"
    """TLS failed on this side in another way."""

    # MQTT.
    MQTT_REFUSED = "mqtt_refused"
    """CONNACK or SUBACK said no."""
    MQTT_PROTOCOL = "mqtt_protocol"

    # HTTP and proxies.
    HTTP_PROTOCOL = "http_protocol"
    """The answer cannot be read as HTTP."""
    HTTP_STATUS = "http_status"
    """HTTP answered, with a status that is not the one that was needed."""
    TOO_LARGE = "too_large"
    """There was more than we are willing to read."""

    # Ourselves and the system.
    NOT_PERMITTED = "not_permitted"
    """This user may not do it (raw sockets, for example)."""
    UNSUPPORTED = "unsupported"
    """This system has no way to do it."""
    UNREADABLE = "unreadable"
    """A file could not be read, or does not say what it should."""
    UNKNOWN = "unknown"
    """Something else; facts may tell more."""


SILENCE = frozenset({Failure.DEADLINE, Failure.TIMED_OUT})
UNREACHABLE = frozenset({Failure.HOST_UNREACHABLE, Failure.NETWORK_UNREACHABLE, Failure.ADDRESS_UNAVAILABLE})
