"""Names that stand for what is personal: the same within one file, and of no use to find the same shop in another.

Each file draws a salt of its own, and its first letters stand in every name: who receives two files cannot tell that they are of one
shop, nor take two shops for one because both are the first of their file.
"""

import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import Final

from ccdiag.cases.redaction_addresses import (
    AddressClass,
    IpAddress,
    carried,
    carrying,
    class_of,
    hardware_in,
    identifier_of,
    parsed,
    private_range,
)
from ccdiag.cases.redaction_kinds import PersonalKind

_LETTERS: Final = "bcdfghjkmnpqrstvwxz"
"""Without vowels, so that no word comes out."""
_TOKEN: Final = 4
_PUBLIC_POOL: Final = tuple(map(IPv4Network, ("198.18.0.0/15", "203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24")))
"""Nobody has these: for benchmarks (RFC 2544) and documentation (RFC 5737)."""
_DOCUMENTATION_IPV6: Final = 0x2001_0DB8
"""RFC 3849."""
_DOCUMENTATION_HARDWARE: Final = "00005e0053"
"""RFC 9542: 256 hardware addresses for documentation."""
_OWN_HARDWARE: Final = "02005e"
"""Locally administered, for a file with more."""
_WITH_PREFIX: Final = re.compile(r"(?<![\w.])(?P<address>(?:\d{1,3}\.){3}\d{1,3})/(?P<length>\d{1,2})(?!\d)")
_WORDS: Final = {
    PersonalKind.SHOP: "shop",
    PersonalKind.MERCHANT_ID: "merchant",
    PersonalKind.TMS_ID: "TMS",
    PersonalKind.PERSON: "person",
    PersonalKind.CONTACT: "contact",
    PersonalKind.HOST_NAME: "host",
    PersonalKind.USER_NAME: "user",
    PersonalKind.NETWORK_NAME: "network",
    PersonalKind.ORGANISATION: "organisation",
    PersonalKind.WEB_PATH: "path",
    PersonalKind.NOTE: "note",
}


class Pseudonyms:
    """Gives each value its pseudonym."""

    def __init__(self, salt: bytes | None = None) -> None:
        self._salt = salt if salt is not None else secrets.token_bytes(16)
        digest = self._digest(b"token")
        self.token: Final = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_TOKEN])
        self._counts: dict[str, int] = {}
        self._domains: dict[str, str] = {}
        self._hardware: dict[str, str] = {}
        self._networks: dict[IPv4Network, IPv4Network] = {}
        self._sites: dict[int, int] = {}
        self._flip = lru_cache(maxsize=100_000)(self._flip_of)

    def word(self, kind: PersonalKind, value: str) -> str:
        """Return the next name of a kind, in capitals where the value is."""
        word = f"{_WORDS[kind]}-{self.token}-{self._next(kind.value)}"
        return word.upper() if value.isupper() else word.lower() if value.islower() else word

    def host(self, name: str) -> str:
        """Return a name for a host; two hosts of one domain stay in one domain."""
        labels = name.lower().rstrip(".").split(".")
        if len(labels) == 1:
            return f"host-{self.token}-{self._next('host')}"
        domain = ".".join(labels[-2:])
        if domain not in self._domains:
            self._domains[domain] = f"site-{self.token}-{len(self._domains) + 1}.example"
        if len(labels) == 2:  # noqa: PLR2004  # the domain itself
            return self._domains[domain]
        return ("*." if labels[0] == "*" else f"host-{self._next('host')}.") + self._domains[domain]

    def mail(self) -> str:
        """Return a mail address that leads nowhere."""
        return f"mail-{self._next('mail')}@{self.token}.example"

    def fingerprint(self, value: str) -> str:
        """Return 64 hexadecimal digits."""
        return self._digest(b"fingerprint" + value.encode()).hex()

    def path(self) -> str:
        """Return a path of a web page."""
        return f"/path-{self.token}-{self._next('path')}"

    def hardware(self, digits: str) -> str:
        """Return the digits of a hardware address that nobody has."""
        short = digits if len(digits) == 12 else digits[:6] + digits[10:]  # noqa: PLR2004  # digits of 48 bits
        if short not in self._hardware:
            number = len(self._hardware)
            self._hardware[short] = f"{_DOCUMENTATION_HARDWARE}{number:02x}" if number <= 0xFF else f"{_OWN_HARDWARE}{number:06x}"  # noqa: PLR2004  # one byte
        replaced = self._hardware[short]
        return replaced if len(digits) == 12 else f"{replaced[:6]}fffe{replaced[6:]}"  # noqa: PLR2004  # likewise

    def learn_networks(self, addresses: Iterable[IpAddress], networks: Iterable[IPv4Network]) -> None:
        """Give out ranges, the wide ones first, so that what was one subnet stays one, up to the size of a range that nobody has."""
        public = {address for address in addresses if isinstance(address, IPv4Address) and class_of(address) is AddressClass.PUBLIC}
        wide = [network for network in networks if 16 <= network.prefixlen < 24 and any(address in network for address in public)]  # noqa: PLR2004  # what a range can hold
        own = {IPv4Network((int(address) & 0xFFFFFF00, 24)) for address in public}
        free = [block for pool in _PUBLIC_POOL for block in ([pool] if pool.prefixlen >= 24 else pool.subnets(new_prefix=24))]  # noqa: PLR2004  # likewise
        # A pseudonym that another address of the file really has would be read as that one.
        free = sorted(
            (block for block in free if block not in own), key=lambda block: self._digest(b"block" + block.network_address.packed)
        )
        for network in sorted({*wide}, key=lambda network: network.prefixlen):
            if any(network.subnet_of(known) for known in self._networks):
                continue
            whole = next(
                (
                    range_
                    for pool in _PUBLIC_POOL[:1]
                    for range_ in pool.subnets(new_prefix=network.prefixlen)
                    if all(part in free for part in range_.subnets(new_prefix=24))
                ),
                None,
            )
            if whole is not None:
                self._networks[network] = whole
                free = [block for block in free if not block.subnet_of(whole)]
        spare = iter(free)
        for network in sorted(own):
            if not any(network.subnet_of(known) for known in self._networks):
                self._networks[network] = next(spare, IPv4Network("203.0.113.0/24"))

    def address(self, address: IpAddress) -> IpAddress:
        """Return an address that is nobody's, in the same class, and in one subnet with those that were in one subnet with it."""
        if isinstance(address, IPv6Address):
            return self._ipv6(address)
        if class_of(address) is AddressClass.PUBLIC:
            known, range_ = next(
                (pair for pair in self._networks.items() if address in pair[0]),
                (IPv4Network((int(address) & 0xFFFFFF00, 24)), IPv4Network("203.0.113.0/24")),
            )
            return IPv4Address(int(range_.network_address) | self._mixed(int(address), 32, known.prefixlen) & int(known.hostmask))
        return IPv4Address(self._mixed(int(address), 32, private_range(address)))

    def _ipv6(self, address: IPv6Address) -> IPv6Address:
        if (inner := carried(address)) is not None:
            other = self.address(inner)
            assert isinstance(other, IPv4Address)
            return carrying(address, other)
        hardware = hardware_in(address)
        value = int(address)
        if class_of(address) is AddressClass.PUBLIC:
            mixed = self._mixed(value, 128, 48)
            head = _DOCUMENTATION_IPV6 << 32 | self._site(value >> 80) << 16 | (mixed >> 64) & 0xFFFF
        else:
            mixed = self._mixed(value, 128, private_range(address))
            head = mixed >> 64 if value >> 64 & 0x3FFFFFFFFFFFFF else value >> 64
        tail = int.from_bytes(identifier_of(self.hardware(hardware))) if hardware is not None else mixed & 0xFFFFFFFFFFFFFFFF
        return IPv6Address(head << 64 | tail)

    def _site(self, prefix: int) -> int:
        """Return a number of 16 bits for a /48, a different one for each."""
        if prefix not in self._sites:
            number = int.from_bytes(self._digest(b"site" + prefix.to_bytes(6))[:2])
            while number in self._sites.values():
                number = (number + 1) & 0xFFFF
            self._sites[prefix] = number
        return self._sites[prefix]

    def _mixed(self, value: int, bits: int, kept: int) -> int:
        """Flip the bits after the first `kept`, so that two values share as many leading bits as before.

        Each flip depends on the bits before it only (Xu, Fan, Ammar and Moon: Prefix-Preserving IP Address Anonymization).
        """
        for place in range(kept, bits):
            shift = bits - place
            value ^= self._flip(bits, place, value >> shift if place else 0) << (shift - 1)
        return value

    def _flip_of(self, bits: int, place: int, before: int) -> int:
        return self._digest(f"{bits} {place} {before:x}".encode())[0] & 1

    def _next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def _digest(self, content: bytes) -> bytes:
        return hmac.digest(self._salt, content, "sha256")


def networks_in(texts: Iterable[str]) -> Iterator[IPv4Network]:
    """Read `192.0.2.7/22` as the network that it names."""
    for text in texts:
        for found in _WITH_PREFIX.finditer(text):
            address = parsed(found["address"])
            if isinstance(address, IPv4Address) and int(found["length"]) <= address.max_prefixlen:
                yield IPv4Network(f"{address}/{found['length']}", strict=False)
