"""A host and a port."""

from ipaddress import ip_address

from msgspec import Struct


class Endpoint(Struct, frozen=True):
    """One end of a connection: a name or an address, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_address(self) -> bool:
        """Whether the host is an address, so that no look-up is needed."""
        return is_address(self.host)


def is_address(host: str) -> bool:
    """Whether this is an IPv4 or IPv6 address (with or without a zone) rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
