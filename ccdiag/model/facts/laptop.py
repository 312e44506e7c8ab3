"""What is written down of the laptop, its network, its proxy and its clock."""

from typing import ClassVar, Literal

from ccdiag.model.facts.base import Facts, Role


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
    """Unknown: nobody was asked anew, or not for long enough, because somebody had answered so many seconds before."""
    conflict_would_show: bool | None = None
    """Whether a second machine with this address would have been heard. False: only somebody with more rights may ask so; None: nobody
    can on this system."""


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
    source: Literal["environment_file", "system", "winhttp", "process_environment", "pac", "none"]
    """`system` is the user's setting, which browsers follow; `winhttp` that of Windows' services."""
    proxy: str | None = None
    """`host:port`; a user name or a password in the setting is left out."""
    pac_url: str | None = None
    script: Literal["proxy", "direct", "unavailable", "faulty", "unknown"] | None = None
    """What the script at `pac_url` says of the MQTT service, or why it says nothing; None: it was not run."""
    auto_detect: bool = False
    """Whether the system looks for a script in the network (WPAD); that was not done here."""
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
