"""The endpoints and the trust of one service, as an environment file writes them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ccdiag.model.endpoint import Endpoint

Host = Annotated[str, Meta(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9_.:%-]+$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
ShortText = Annotated[str, Meta(max_length=500)]
ServerAddress = Annotated[str, Meta(min_length=2, max_length=80, pattern=r"^[0-9A-Fa-f.:%\[\]A-Za-z-]+$")]
"""A DNS server: an address, or address:port, or [IPv6]:port."""


class MqttService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The MQTT service that the terminal keeps a session with."""

    host: Host
    port: Port = 443
    alpn: ShortText = "x-amzn-mqtt-ca"
    topics: tuple[Annotated[str, Meta(min_length=1, max_length=256)], ...] = ()
    trust: ShortText = "amazon"
    client_certificate: ShortText = ""

    @property
    def endpoint(self) -> Endpoint:
        """Where it listens."""
        return Endpoint(self.host, self.port)


class TcpService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A host and a port."""

    host: Host
    port: Port

    @property
    def endpoint(self) -> Endpoint:
        """Where it listens."""
        return Endpoint(self.host, self.port)


class DnsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which name servers to ask, and what counts as a forged answer."""

    servers: tuple[ServerAddress, ...] = ()
    reference: tuple[ServerAddress, ...] = ()
    private_answers: Literal["forged", "allowed"] = "forged"


class KnownAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A URL whose answer is known beforehand."""

    url: Annotated[str, Meta(min_length=8, max_length=2000, pattern=r"^https?://")]
    status: Annotated[int, Meta(ge=100, le=599)] = 200
    body: Annotated[str, Meta(max_length=4096)] | None = None
    """None: the body is not compared."""


class InternetSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Known answers on the internet."""

    probes: tuple[KnownAnswer, ...] = ()


class WhitelistSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the whitelist can be asked."""

    source: Literal["ask", "csv", "http"] = "ask"
    path: ShortText = ""
    url: Annotated[str, Meta(max_length=2000)] = ""
    token_variable: Annotated[str, Meta(max_length=200)] = ""


class ProxySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proxy that the environment names, instead of the one that the laptop is set to."""

    url: Annotated[str, Meta(max_length=500)] = ""
    """`http://host:port`; empty: the laptop's own setting counts."""


class VendorContact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the vendor is reached, for reports and letters; nothing is ever sent there."""

    phone: Annotated[str, Meta(max_length=40, pattern=r"^[0-9+() .-]*$")] = ""
    mail: Annotated[str, Meta(max_length=254, pattern=r"^([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+)?$")] = ""


class Environment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that ccdiag must know of the service: one dated, editable file."""

    schema: Literal[1]
    id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
    title: ShortText
    as_of: ShortText = ""
    unfit_models: tuple[ShortText, ...] = ()
    simulation: bool = False
    """Written by the lab, so that a run against it says SIMULATION from wherever it is started."""
    mqtt: MqttService
    tas: TcpService
    tms: TcpService
    vpos: TcpService | None = None
    control: TcpService | None = None
    dns: DnsSettings = DnsSettings()
    internet: InternetSettings = InternetSettings()
    whitelist: WhitelistSource = WhitelistSource()
    proxy: ProxySettings = ProxySettings()
    contact: VendorContact | None = None
