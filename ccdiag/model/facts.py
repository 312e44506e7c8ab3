"""What each operation writes down: one frozen structure an operation, so that checks and cause rules share their field names.

The fields are what `observations[].facts` holds in every document, and what `facts = {…}` in a cause rule may name.
"""

from typing import ClassVar, Literal

from msgspec import Struct

Role = Literal["mqtt", "tas", "tms", "vpos", "control", "internet", "whitelist", "proxy", "gateway", "terminal", "opi", "trigger"]
"""What the target is to the shop."""


class Facts(Struct, frozen=True, kw_only=True):
    """Base of all facts; `operation` is the name in documents and rules."""

    operation: ClassVar[str]


# --- the laptop and its network -------------------------------------------------------------------------------------------


class InterfaceFacts(Facts, frozen=True, kw_only=True):
    """One network interface of this laptop."""

    operation: ClassVar[str] = "interface"
    name: str
    up: bool
    kind: Literal["wired", "wireless", "vpn", "virtual", "loopback", "unknown"]
    addresses: tuple[str, ...] = ()
    """With prefix length: `192.0.2.7/24`."""
    carries_traffic: bool = False
    """Whether traffic to the service leaves here."""
    mtu: int | None = None


class RouteFacts(Facts, frozen=True, kw_only=True):
    """Which way the own system sends traffic to one destination; asking sends nothing."""

    operation: ClassVar[str] = "route"
    destination: str
    source_address: str | None = None
    interface: str | None = None
    interface_kind: str | None = None
    gateway: str | None = None


class PingFacts(Facts, frozen=True, kw_only=True):
    """Echo requests and what came back."""

    operation: ClassVar[str] = "ping"
    role: Role
    address: str
    sent: int = 0
    received: int = 0
    loss_percent: float | None = None
    loss_at_least_percent: float | None = None
    """What is lost in the long run at the least, 95 times of 100, given how few were sent."""
    rtt_ms: float | None = None
    """The median."""


class NeighbourFacts(Facts, frozen=True, kw_only=True):
    """What the neighbour table (ARP, ND) says of an address on the own subnet."""

    operation: ClassVar[str] = "neighbour"
    role: Role
    address: str
    state: Literal["present", "absent", "unknown"]
    """Present: somebody answered for the address just now. Absent: asked, and nobody did."""
    hardware_addresses: tuple[str, ...] = ()
    """More than one: two machines answer for the same address."""
    last_heard_s: float | None = None
    """Unknown: nobody was asked anew, because somebody had answered so many seconds before."""


class SubnetFacts(Facts, frozen=True, kw_only=True):
    """Whether an address is on a subnet of this laptop."""

    operation: ClassVar[str] = "subnet"
    address: str
    same_subnet: bool
    laptop_addresses: tuple[str, ...] = ()
    stated_prefix_differs: bool = False


class HttpFacts(Facts, frozen=True, kw_only=True):
    """One HTTP request without a cookie or a redirect followed."""

    operation: ClassVar[str] = "http_get"
    role: Role
    url: str
    status: int | None = None
    location: str | None = None
    content_type: str | None = None
    body_bytes: int = 0
    status_matches: bool | None = None
    body_matches: bool | None = None
    date_offset_s: float | None = None
    """The laptop's clock minus the answer's Date: positive when the laptop is ahead."""
    attempt: int = 1
    """1 for the first; a second request stands beside the one that was lost."""


class ProxySettingFacts(Facts, frozen=True, kw_only=True):
    """A proxy that this laptop, or the environment file, names."""

    operation: ClassVar[str] = "proxy_setting"
    source: Literal["environment_file", "system", "process_environment", "pac", "none"]
    proxy: str | None = None
    """`host:port`; a user name or a password in the setting is left out."""
    pac_url: str | None = None
    bypassed_for_mqtt: bool = False


class ProxyConnectFacts(Facts, frozen=True, kw_only=True):
    """A CONNECT through a proxy, closed as soon as it is answered."""

    operation: ClassVar[str] = "proxy_connect"
    proxy: str
    status: int | None = None


class ClockFacts(Facts, frozen=True, kw_only=True):
    """One sign of the true time, beside the laptop's."""

    operation: ClassVar[str] = "clock_reading"
    source: Literal["http_date", "certificate"]
    offset_s: float
    """Laptop minus the other; positive when the laptop is ahead. For a certificate: how far outside its validity, else 0."""


# --- names ---------------------------------------------------------------------------------------------------------------


class SystemLookupFacts(Facts, frozen=True, kw_only=True):
    """The operating system's own look-up, which also reads the hosts file and VPN rules."""

    operation: ClassVar[str] = "system_lookup"
    name: str
    addresses: tuple[str, ...] = ()
    forged_addresses: tuple[str, ...] = ()
    in_hosts_file: bool = False
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


# --- connections ---------------------------------------------------------------------------------------------------------


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
    """Who said no. For RST, whose sender cannot be seen: the hop that its distance points at, else the target's address that it carries."""
    icmp_type: Literal["destination_unreachable", "packet_too_big", "time_exceeded", "other"] | None = None
    icmp_code: IcmpCode | None = None
    verdict_by: Whereabouts | None = None
    """Where the one stands who refused, or the laptop where its own system drops the packets; None: silence, or not to be told."""


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
    days_left: float | None = None
    expired: bool | None = None
    not_yet_valid: bool | None = None
    name_matches: bool | None = None
    self_signed: bool | None = None
    trusted_by_bundle: bool | None = None
    """Verified against the environment's trust; None when this handshake did not ask."""
    trusted_by_laptop: bool | None = None
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
    first_bytes: str | None = None
    """What came instead of TLS, as hexadecimal; only when it is no TLS."""
    handshake_s: float | None = None
    """From ClientHello to the end of the handshake, without the connection."""
    maximum_segment: int | None = None
    same_issuer_as_mqtt: bool | None = None
    """On the control host: whether its leaf has the issuer that the MQTT service showed."""


# --- MQTT ----------------------------------------------------------------------------------------------------------------


class MqttConnectFacts(Facts, frozen=True, kw_only=True):
    """An MQTT 3.1.1 CONNECT with a clean session and a client id of our own."""

    operation: ClassVar[str] = "mqtt_connect"
    address: str
    client_id: str
    attempt: int = 1
    reason_code: int | None = None
    """The CONNACK return code by MQTT 3.1.1: 0 accepted, 1 protocol version, 2 identifier, 3 unavailable, 4 login, 5 not authorised."""
    reason: str | None = None


class MqttSubscribeFacts(Facts, frozen=True, kw_only=True):
    """A SUBSCRIBE; messages that arrive are thrown away unread."""

    operation: ClassVar[str] = "mqtt_subscribe"
    topic: str
    reason_code: int | None = None
    """0, 1 or 2 granted, 128 refused."""


class MqttPingFacts(Facts, frozen=True, kw_only=True):
    """A PINGREQ and its answer."""

    operation: ClassVar[str] = "mqtt_ping"
    rtt_ms: float | None = None


class HoldFacts(Facts, frozen=True, kw_only=True):
    """A connection kept open without traffic."""

    operation: ClassVar[str] = "hold"
    role: Role
    kind: Literal["session", "connection"]
    planned_s: float
    held_s: float
    ended_by: Literal["us", "peer_close", "peer_reset", "silence"]
    """Silence: the connection was there, but nothing came back when it was used again."""


# --- the terminal, what people say, and files -----------------------------------------------------------------------------


class StatedFacts(Facts, frozen=True, kw_only=True):
    """Something that a person said or wrote in the case."""

    operation: ClassVar[str] = "stated"
    key: str
    """The case's key: `terminal.dns_set`."""
    value: str


class PosModeFacts(Facts, frozen=True, kw_only=True):
    """What the terminal's open ports suggest about its POS mode; which mode listens where is not documented."""

    operation: ClassVar[str] = "pos_mode_inference"
    opi_port: Literal["open", "refused", "silent", "unreachable"]
    trigger_port: Literal["open", "refused", "silent", "unreachable"]
    likely: tuple[str, ...] = ()
    """The modes that fit, as the case writes them; empty when nothing fits."""
    stated: str | None = None
    agrees: bool | None = None


class WhitelistFacts(Facts, frozen=True, kw_only=True):
    """The answer of the whitelist's source for this terminal."""

    operation: ClassVar[str] = "whitelist_lookup"
    source: Literal["csv", "http", "ask"]
    tms_id: str
    merchant: str | None = None
    listed: bool | None = None
    listed_for_other_merchant: bool = False
    status: int | None = None
    problem: Literal["unreachable", "denied", "invalid"] | None = None
    rows: int | None = None


class SettingFacts(Facts, frozen=True, kw_only=True):
    """One setting, beside what this generation of Cloud Connect needs."""

    operation: ClassVar[str] = "setting"
    document: Literal["webkassa", "tms", "terminal"]
    setting: str
    location: str | None = None
    """Where in the file: a key path, a line or a cell."""
    found: str | None = None
    """Secrets masked."""
    expected: str | None = None
    finding: str | None = None
    """A value of `ccdiag.model.finding.Finding`; None when the setting is right."""


OPERATIONS: dict[str, type[Facts]] = {
    kind.operation: kind
    for kind in (
        InterfaceFacts,
        RouteFacts,
        PingFacts,
        NeighbourFacts,
        SubnetFacts,
        HttpFacts,
        ProxySettingFacts,
        ProxyConnectFacts,
        ClockFacts,
        SystemLookupFacts,
        DnsFacts,
        TcpFacts,
        PathFacts,
        PassiveReadFacts,
        TlsFacts,
        MqttConnectFacts,
        MqttSubscribeFacts,
        MqttPingFacts,
        HoldFacts,
        StatedFacts,
        PosModeFacts,
        WhitelistFacts,
        SettingFacts,
    )
}
"""Every operation by its name; documents are read back, and cause rules are checked, with it."""
