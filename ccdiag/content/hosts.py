"""Whether text can be the name or the address of a machine."""

import re
from ipaddress import ip_address

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)", re.ASCII)
_LONGEST_NAME = 253  # RFC 1035, 2.3.4, as text
_MOST_PORT = 65535


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


def is_name_server(text: str) -> bool:
    """Whether this is `address`, `IPv4:port` or `[IPv6]:port`."""
    if is_usable_address(text):
        return True
    host, colon, port = text.rpartition(":")
    if not colon or not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) <= _MOST_PORT):
        return False
    if host.startswith("[") and host.endswith("]"):
        return is_usable_address(host[1:-1])
    return ":" not in host and is_usable_address(host)
