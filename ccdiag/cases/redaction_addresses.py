"""Addresses as they stand in texts: found, classed, and written in the same way again."""

import re
from collections.abc import Iterator
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from msgspec import Struct

IpAddress = IPv4Address | IPv6Address

_START: Final = r"(?:(?<![A-Za-z0-9.:])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
"""Not inside a word or another address; after `%2F` in an encoded web address."""
_IPV4: Final = re.compile(r"(?:(?<![A-Za-z0-9.])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))(?:\d{1,3}\.){3}\d{1,3}(?![A-Za-z0-9]|\.\d)")
_IPV6: Final = re.compile(_START + r"(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?:\.\d{1,3}){3})?(?![A-Za-z0-9]|:[0-9A-Fa-f])")
_ENCODED_IPV6: Final = re.compile(
    r"(?:(?<![A-Za-z0-9%])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))(?:[0-9A-Fa-f]{1,4})?(?:%3[Aa](?:[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f]))?){2,8}"
)
"""In a web address: `2a02%3Aa210%3A%3A1`."""
_HARDWARE: Final = (
    re.compile(
        r"(?<![0-9A-Fa-f:.-])[0-9A-Fa-f]{2}(?P<sign>[:. -]|%3[Aa])[0-9A-Fa-f]{2}(?:(?P=sign)[0-9A-Fa-f]{2}){4}"
        r"(?:(?P=sign)[0-9A-Fa-f]{2}){0,2}(?![0-9A-Fa-f]|[:-][0-9A-Fa-f])"
    ),
    re.compile(r"(?<![0-9A-Fa-f.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4})?(?![0-9A-Fa-f]|\.[0-9A-Fa-f])"),
    re.compile(r"(?<![0-9A-Fa-f-])[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6}(?![0-9A-Fa-f-])"),
)
"""`aa:bb:cc:dd:ee:ff`, `AA-BB-…`, `aabb.ccdd.eeff`, `aabbcc-ddeeff`, and the same with 64 bits."""
_HARDWARE_LENGTHS: Final = frozenset({12, 16})
_BARE_HARDWARE: Final = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{16})(?![0-9A-Fa-f])")
_VERSION_BEFORE: Final = re.compile(r"(?:version|software|firmware|versie|release|\bv|\br)[\s:=“\"'(]*$", re.IGNORECASE)

_NOWHERE_IPV4: Final = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")))
_PRIVATE_IPV4: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")))
_NOWHERE_IPV6: Final = tuple(map(IPv6Network, ("::/128", "::1/128", "100::/64", "ff00::/8")))
_PRIVATE_IPV6: Final = tuple(map(IPv6Network, ("fc00::/7", "fe80::/10", "fec0::/10")))
_CARRIES_IPV4: Final = tuple(map(IPv6Network, ("64:ff9b::/96", "::ffff:0:0/96")))
"""NAT64 (RFC 6052) and IPv4-mapped addresses (RFC 4291): the last 32 bits are the address that is meant."""
_IPV6_PARTS: Final = 7


class AddressClass(Enum):
    """Whose an address can be."""

    NOWHERE = "nowhere"
    """Loopback, unspecified, multicast: nobody's."""
    PRIVATE = "private"
    HARDWARE = "hardware"
    """Private, and made of the hardware address (EUI-64)."""
    PUBLIC = "public"


class Spot(Struct, frozen=True):
    """Something that stands in a text from `start` up to `end`."""

    start: int
    end: int
    value: str
    """Written in one way, however it is spelled in the text."""


def ip_addresses(text: str) -> Iterator[Spot]:
    """Find IPv4 and IPv6 addresses; a port, a prefix length and a zone do not belong to them, and a version number is none."""
    if "." in text:
        yield from _ipv4_in(text)
    if ":" in text:
        yield from _ipv6_in(text)
    if "%3" in text:
        for found in _ENCODED_IPV6.finditer(text):
            if (address := parsed(re.sub("%3[Aa]", ":", found.group()))) is not None:
                yield Spot(found.start(), found.end(), str(address))


def _ipv4_in(text: str) -> Iterator[Spot]:
    for found in _IPV4.finditer(text):
        if (address := parsed(found.group())) is not None and not _VERSION_BEFORE.search(text[: found.start()]):
            yield Spot(found.start(), found.end(), str(address))


def _ipv6_in(text: str) -> Iterator[Spot]:
    for found in _IPV6.finditer(text):
        written = found.group()
        # `2001:db8::1: no answer`
        if written.endswith(":") and not written.endswith("::"):
            written = written[:-1]
        if not _is_long_hardware(written) and (address := parsed(written)) is not None:
            yield Spot(found.start(), found.start() + len(written), str(address))


def hardware_addresses(text: str) -> Iterator[Spot]:
    """Find hardware addresses of 48 and 64 bits; the value is their hexadecimal digits."""
    for pattern in _HARDWARE:
        for found in pattern.finditer(text):
            written = found.group()
            digits = re.sub(r"%3[Aa]|[^0-9A-Fa-f]", "", written).lower()
            if len(digits) in _HARDWARE_LENGTHS and is_somebodys(digits):
                yield Spot(found.start(), found.end(), digits)


def bare_hardware_addresses(text: str) -> Iterator[Spot]:
    """Find what may be a hardware address without any sign between its digits."""
    for found in _BARE_HARDWARE.finditer(text):
        if is_somebodys(found.group().lower()):
            yield Spot(found.start(), found.end(), found.group().lower())


def is_somebodys(digits: str) -> bool:
    """Whether it is one card's: not all zeros, and no group address (the lowest bit of the first byte, IEEE 802)."""
    return set(digits) != {"0"} and not int(digits[:2], 16) & 1


def parsed(text: str) -> IpAddress | None:
    """Read an address; None where it is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def class_of(address: IpAddress) -> AddressClass:
    """Say whose an address can be; documentation ranges count as public, for they stand for such."""
    if isinstance(address, IPv4Address):
        if any(address in network for network in _NOWHERE_IPV4):
            return AddressClass.NOWHERE
        return AddressClass.PRIVATE if any(address in network for network in _PRIVATE_IPV4) else AddressClass.PUBLIC
    if (inner := carried(address)) is not None:
        return class_of(inner)
    if any(address in network for network in _NOWHERE_IPV6):
        return AddressClass.NOWHERE
    if not any(address in network for network in _PRIVATE_IPV6):
        return AddressClass.PUBLIC
    return AddressClass.HARDWARE if hardware_in(address) is not None else AddressClass.PRIVATE


def private_range(address: IpAddress) -> int:
    """Return how many leading bits say of which private range an address is."""
    networks: tuple[IPv4Network, ...] | tuple[IPv6Network, ...] = _PRIVATE_IPV4 if isinstance(address, IPv4Address) else _PRIVATE_IPV6
    length = next((network.prefixlen for network in networks if address in network), 0)
    # Of unique local addresses fd00::/8 is in use, fc00::/8 is not (RFC 4193).
    return 8 if length == _IPV6_PARTS else length


def carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address carries."""
    return IPv4Address(address.packed[-4:]) if any(address in network for network in _CARRIES_IPV4) else None


def carrying(address: IPv6Address, inner: IPv4Address) -> IPv6Address:
    """Return the same kind of address around another IPv4 address."""
    return IPv6Address(address.packed[:-4] + inner.packed)


def hardware_in(address: IPv6Address) -> str | None:
    """Return the hardware address that an interface identifier was made of (RFC 4291, appendix A)."""
    identifier = address.packed[8:]
    if identifier[3:5] != b"\xff\xfe":
        return None
    return (bytes([identifier[0] ^ 2]) + identifier[1:3] + identifier[5:]).hex()


def identifier_of(hardware: str) -> bytes:
    """Return the interface identifier that is made of a hardware address."""
    octets = bytes.fromhex(hardware)
    return bytes([octets[0] ^ 2]) + octets[1:3] + b"\xff\xfe" + octets[3:6]


def spelled_like(written: str, digits: str) -> str:
    """Write hexadecimal digits with the signs and the case of another hardware address."""
    remaining = iter(digits.upper() if written.upper() == written else digits.lower())
    return re.sub(r"%3[Aa]|[0-9A-Fa-f]", lambda found: found.group() if found.group().startswith("%") else next(remaining), written)


def _is_long_hardware(written: str) -> bool:
    groups = written.split(":")
    return len(groups) == 8 and all(len(group) == 2 for group in groups)  # noqa: PLR2004  # eight octets of two digits
