"""What is written down of TCP connections, the way they take, and TLS."""

from typing import ClassVar, Literal

from msgspec import Struct

from ccdiag.model.facts.base import Facts, Role

IcmpCode = Literal[
    "net_unreachable",
    "host_unreachable",
    "protocol_unreachable",
    "port_unreachable",
    "fragmentation_needed",
    "net_prohibited",
    "host_prohibited",
    "admin_prohibited",
    "time_exceeded",
    "other",
]
"""What an ICMP error says, by one name for IPv4 and IPv6 (RFC 792, 1812 and 4443)."""


class TcpFacts(Facts, frozen=True, kw_only=True):
    """One TCP connection, opened and closed."""

    operation: ClassVar[str] = "tcp_connect"
    role: Role
    address: str
    port: int
    family: Literal["ipv4", "ipv6"] = "ipv4"
    attempt: int = 1
    local_address: str | None = None
    answered_by: str | None = None
    """Who said no by ICMP, where the system tells; silence and RST name nobody."""
    icmp_code: IcmpCode | None = None


Whereabouts = Literal["laptop", "gateway", "inside", "outside", "target"]
"""Where somebody on the way stands: `inside` is a private address beyond the gateway, `outside` a public one short of the target."""


class PathFacts(Facts, frozen=True, kw_only=True):
    """Who was seen on the way to one address and port, and who there refused the connection."""

    operation: ClassVar[str] = "path_probe"
    role: Role
    address: str
    port: int
    protocol: Literal["tcp", "icmp"] = "tcp"
    """What showed the hops: packets of such a connection, or echo requests, which a firewall may let through where it drops those."""
    hops: tuple[str | None, ...] = ()
    """Who answered for each distance, the gateway first; None where nobody did. Ends with the last that did."""
    last_hop: str | None = None
    """The farthest that was seen."""
    last_hop_distance: int | None = None
    last_hop_is: Whereabouts | None = None
    answered_by: str | None = None
    """Who said no. For RST, whose sender cannot be seen: the hop that its distance points at, else the target's address that it carries,
    also where `verdict_by` says that this laptop made it."""
    icmp_type: Literal["destination_unreachable", "packet_too_big", "time_exceeded", "other"] | None = None
    icmp_code: IcmpCode | None = None
    verdict_by: Whereabouts | None = None
    """Where the one stands who refused, or the laptop where its own system drops or answers the packets; None: silence, or unknown."""


class PassiveReadFacts(Facts, frozen=True, kw_only=True):
    """What came unasked on an open connection; the content is counted and thrown away."""

    operation: ClassVar[str] = "passive_read"
    role: Role
    address: str
    ended_by: Literal["us", "peer_close", "peer_reset"] = "us"
    bytes_received: int = 0


class CertificateFacts(Struct, frozen=True, kw_only=True):
    """One certificate as served."""

    subject: str
    issuer: str
    not_before: str
    not_after: str
    names: tuple[str, ...] = ()
    key: str = ""
    """For example `EC 256` or `RSA 2048`."""
    fingerprint_sha256: str = ""


class TlsFacts(Facts, frozen=True, kw_only=True):
    """One TLS handshake, and what came on the first read after it."""

    operation: ClassVar[str] = "tls_handshake"
    role: Role
    purpose: Literal["identify", "laptop_trust", "alpn_http", "alpn_none", "tls_1_2", "unverified", "small_segments", "control"]
    """Why this handshake was made. `identify`: wanted ALPN, verified against the environment's trust; the one that counts."""
    address: str
    port: int
    family: Literal["ipv4", "ipv6"] = "ipv4"
    attempt: int = 1
    server_name: str | None = None
    alpn_offered: tuple[str, ...] = ()
    alpn: str | None = None
    version: str | None = None
    cipher: str | None = None
    chain: tuple[CertificateFacts, ...] = ()
    subject: str | None = None
    issuer: str | None = None
    """Of the leaf."""
    not_before: str | None = None
    not_after: str | None = None
    """Of the leaf; where a certificate above it has ended and the leaf has not, when that one did."""
    days_left: float | None = None
    expired: bool | None = None
    not_yet_valid: bool | None = None
    name_matches: bool | None = None
    self_signed: bool | None = None
    trusted_by_bundle: bool | None = None
    """Verified against the environment's trust; None when this handshake did not ask."""
    trusted_by_laptop: bool | None = None
    laptop_root_store: Literal["user", "machine", "company", "public"] | None = None
    """Windows: where the root stands that the laptop trusts. Installed for this user or this machine, handed out by a company's directory
    or policy, or one of those that Microsoft hands out; None where that is not known."""
    verify_code: int | None = None
    """OpenSSL's: 9 not yet valid, 10 expired, 18 self-signed leaf, 19 unknown root in the chain, 20 issuer not found, 62 wrong host."""
    client_certificate_requested: bool | None = None
    client_certificate_sent: bool = False
    stage: Literal["connecting", "hello_sent", "server_hello", "certificate", "done"] = "connecting"
    """How far it came."""
    alert: str | None = None
    """The alert that the peer sent, by its name in RFC 8446: `certificate_required`, `no_application_protocol`, …"""
    after_handshake: Literal["silent", "alert", "closed", "reset", "data"] | None = None
    bytes_received: int = 0
    hello_acknowledged: bool | None = None
    """Where the answer did not come: whether the other side took in all that we said, by TCP's own count; None where that is not known."""
    first_bytes: str | None = None
    """What came instead of TLS, as hexadecimal; only when it is no TLS."""
    connect_s: float | None = None
    """How long the TCP connection took before it."""
    handshake_s: float | None = None
    """From ClientHello to the end of the handshake, without the connection."""
    maximum_segment: int | None = None
    same_issuer_as_mqtt: bool | None = None
    """On the control host: whether its leaf has the issuer that the MQTT service showed."""
