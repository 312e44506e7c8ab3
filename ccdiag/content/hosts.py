"""Whether text can be the name or the address of a machine."""

import re
from ipaddress import ip_address

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)", re.ASCII)
_LONGEST_NAME = 253  # RFC 1035, 2.3.4, as text
_MOST_PORT = 65535
_RESERVED = ".test"  # RFC 6761, 6.2: a domain that nobody can have


def is_usable_address(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 address that one machine can have."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_multicast)


def is_host(text: str) -> bool:
    """Whether this is such an address, or a name as DNS allows it; `192.0.2.300` is neither."""
    if is_usable_address(text):
        return True
    labels = text.removesuffix(".").split(".")
    # The last label of a name is never a number (RFC 1123, 2.1): digits there are a mistyped address.
    return len(text) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdecimal()


def is_simulated_host(text: str) -> bool:
    """Whether this leads to no machine but this one: loopback, or a name that only a simulation knows."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return text.lower().removesuffix(".").endswith(_RESERVED)


def is_name_server(text: str) -> bool:
    """Whether this is `address`, `IPv4:port` or `[IPv6]:port`."""
    return name_server_address(text) is not None


def name_server_address(text: str) -> str | None:
    """Return the address in it; None where it is none of these."""
    if is_usable_address(text):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) <= _MOST_PORT):
        return None
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    return host if is_usable_address(host) and (bracketed or ":" not in host) else None
