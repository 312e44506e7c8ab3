"""Which addresses cannot belong to a public service."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

PrivateAnswers = Literal["forged", "allowed"]
"""What the environment says of private answers: a forgery, or meant."""

# Nobody can be reached there, whatever an environment says.
_NOWHERE_IPV4 = (
    IPv4Network("0.0.0.0/8"),  # "this network", RFC 791; 0.0.0.0 is what block lists like to answer
    IPv4Network("224.0.0.0/4"),  # multicast, RFC 1112
    IPv4Network("240.0.0.0/4"),  # reserved, RFC 1112; holds the broadcast address
)
_NOWHERE_IPV6 = (
    IPv6Network("::/128"),  # unspecified, RFC 4291
    IPv6Network("100::/64"),  # discard only, RFC 6666
    IPv6Network("ff00::/8"),  # multicast, RFC 4291
)

# Real addresses, but not of a service on the internet. Documentation ranges (192.0.2.0/24 and others) are deliberately absent, and
# `ipaddress.is_private` is not used: it holds those for private, and 100.64.0.1 for public.
_PRIVATE_IPV4 = (
    IPv4Network("10.0.0.0/8"),  # RFC 1918
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("100.64.0.0/10"),  # shared by providers, RFC 6598
    IPv4Network("127.0.0.0/8"),  # loopback
    IPv4Network("169.254.0.0/16"),  # link-local, RFC 3927
)
_PRIVATE_IPV6 = (
    IPv6Network("::1/128"),  # loopback
    IPv6Network("fc00::/7"),  # unique local, RFC 4193
    IPv6Network("fe80::/10"),  # link-local
    IPv6Network("fec0::/10"),  # site-local, RFC 3879
)

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are the IPv4 address that is meant."""


def is_forged(address: str, *, private_answers: PrivateAnswers) -> bool:
    """Say whether this address cannot belong to a public service.

    Raises ValueError when it is no address.
    """
    parsed = _meant(ip_address(address))
    if isinstance(parsed, IPv4Address):
        nowhere = any(parsed in network for network in _NOWHERE_IPV4)
        private = any(parsed in network for network in _PRIVATE_IPV4)
    else:
        nowhere = any(parsed in network for network in _NOWHERE_IPV6)
        private = any(parsed in network for network in _PRIVATE_IPV6)
    return nowhere or (private and private_answers == "forged")


def split_forged(addresses: Iterable[str], *, private_answers: PrivateAnswers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part addresses into those that can be right and those that cannot, in their order."""
    usable: list[str] = []
    forged: list[str] = []
    for address in addresses:
        (forged if is_forged(address, private_answers=private_answers) else usable).append(address)
    return tuple(usable), tuple(forged)


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address
