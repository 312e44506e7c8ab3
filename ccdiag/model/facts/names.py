"""What is written down of look-ups."""

from typing import ClassVar, Literal

from ccdiag.model.facts.base import Facts


class SystemLookupFacts(Facts, frozen=True, kw_only=True):
    """The operating system's own look-up, which also reads the hosts file and VPN rules."""

    operation: ClassVar[str] = "system_lookup"
    name: str
    addresses: tuple[str, ...] = ()
    forged_addresses: tuple[str, ...] = ()
    in_hosts_file: bool = False
    name_rule: str | None = None
    """Windows: the names for which a rule of a VPN client or a company sends look-ups to servers of its own, where it fits this one."""
    attempt: int = 1
    """2 where a look-up that was begun later knew before the first did: it lost a packet."""


class DnsFacts(Facts, frozen=True, kw_only=True):
    """One question put to one server: UDP first, then TCP when the answer is truncated or does not come."""

    operation: ClassVar[str] = "dns_query"
    name: str
    record: Literal["A", "AAAA"]
    server: str
    role: Literal["environment", "laptop", "terminal", "reference"]
    """Whose server it is: named by the environment, used by the laptop, filled in on the terminal, or asked for comparison."""
    transport: Literal["udp", "tcp"] = "udp"
    """The one that brought the answer, or was tried last."""
    rcode: str | None = None
    extended_error: int | None = None
    """RFC 8914; 15 blocked, 16 censored, 17 filtered, 18 prohibited."""
    extended_text: str | None = None
    addresses: tuple[str, ...] = ()
    forged_addresses: tuple[str, ...] = ()
    ttl_s: int | None = None
    truncated: bool = False
    udp_failure: str | None = None
    """What UDP gave when TCP was tried as well."""
    attempts: int = 1
