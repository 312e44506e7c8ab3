"""How the laboratory's world behaves: every knob that a fault can turn, healthy by default."""

from enum import StrEnum

from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.screen import TerminalPosMode


class PortState(StrEnum):
    """What a TCP port does with a SYN."""

    OPEN = "open"
    REJECTED = "rejected"
    """Answered with RST: the number is bound, nobody listens."""
    DROPPED = "dropped"
    """Not answered at all."""


class Opening(StrEnum):
    """What the MQTT port answers to the first bytes of a client."""

    TLS = "tls"
    SILENT = "silent"
    RESET = "reset"
    HTTP = "http"
    ALERT_ALPN = "alert_alpn"
    ALERT_VERSION = "alert_version"


class ServerCertificate(StrEnum):
    """Which certificate a TLS server shows."""

    GOOD = "good"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRES_SOON = "expires_soon"
    OTHER_NAME = "other_name"
    LEAF_ONLY = "leaf_only"
    UNTRUSTED = "untrusted"
    INSPECTED = "inspected"


class MqttManner(StrEnum):
    """How an MQTT session goes once TLS stands."""

    NORMAL = "normal"
    SILENT = "silent"
    CUT = "cut"
    """Ended as soon as something follows the CONNECT."""
    IDLE_CUT = "idle_cut"
    """Reset when nothing was said for a while."""


class DnsManner(StrEnum):
    """How a name server answers."""

    NORMAL = "normal"
    SILENT = "silent"
    SERVER_FAILURE = "server_failure"
    REFUSED = "refused"
    MALFORMED = "malformed"
    SLOW = "slow"
    TRUNCATED = "truncated"
    """Every answer over UDP asks for TCP, and TCP is closed."""
    REWRITTEN = "rewritten"
    """Names that do not exist get an address."""


class NameManner(StrEnum):
    """What the name servers say of the names of the service."""

    NORMAL = "normal"
    MISSING = "missing"
    NO_ADDRESS = "no_address"
    FORGED = "forged"


class ProxyManner(StrEnum):
    """What the shop's proxy does with a CONNECT."""

    ABSENT = "absent"
    WORKS = "works"
    LOGIN = "login"
    DENIED = "denied"


class Listing(StrEnum):
    """What the whitelist says of the terminal."""

    LISTED = "listed"
    MISSING = "missing"
    OTHER_MERCHANT = "other_merchant"


class SourceManner(StrEnum):
    """How the whitelist's look-up answers."""

    NORMAL = "normal"
    DENIED = "denied"
    INVALID = "invalid"
    CSV = "csv"
    """Not over HTTP at all, but as a file."""


class Conditions(Struct, frozen=True, kw_only=True):
    """The state of the whole world."""

    mqtt_port: PortState = PortState.OPEN
    tas_port: PortState = PortState.OPEN
    tms_port: PortState = PortState.OPEN
    vpos_port: PortState = PortState.OPEN
    control_port: PortState = PortState.OPEN
    internet_port: PortState = PortState.OPEN
    vpos_http_port: PortState = PortState.OPEN

    mqtt_addresses: tuple[str, ...] = ("127.0.0.1",)
    tas_addresses: tuple[str, ...] = ("127.0.0.1",)
    vpos_addresses: tuple[str, ...] = ("127.0.0.1",)
    tms_host: str = "127.0.0.1"

    tas_closes: bool = False
    tms_closes: bool = False
    vpos_closes: bool = False

    mqtt_opening: Opening = Opening.TLS
    mqtt_falters: bool = False
    """Every second handshake of a client with the MQTT service is reset as it begins."""
    mqtt_certificate: ServerCertificate = ServerCertificate.GOOD
    public_certificate: ServerCertificate = ServerCertificate.GOOD
    """Of the other TLS servers: VPOS and the control host."""
    mqtt_alpn: bool = True
    mqtt_manner: MqttManner = MqttManner.NORMAL
    client_certificates: bool = True
    clients_allowed: bool = True
    topics_allowed: bool = True

    dns: DnsManner = DnsManner.NORMAL
    site_dns: DnsManner = DnsManner.NORMAL
    """Of the second name server, the one that is filled in on the terminal."""
    service_names: NameManner = NameManner.NORMAL

    captive_portal: bool = False
    proxy: ProxyManner = ProxyManner.ABSENT
    world_ahead_s: float = 0.0
    """How far the world's clock is ahead of this computer's."""

    generation: Generation = "2.0"
    listing: Listing = Listing.LISTED
    whitelist_source: SourceManner = SourceManner.NORMAL
    unfit_models: tuple[str, ...] = ()
    webkassa_readable: bool = True

    terminal_ports: PortState = PortState.OPEN
    trigger_port: PortState = PortState.OPEN
    terminal_pos_mode: TerminalPosMode = "flat-outgoing"
    terminal_session: bool = True
    """Whether the terminal was set up to keep an MQTT session."""
    terminal_has_dns: bool = True
