"""The faults that the laboratory can show, each named after the cause that ccdiag should find."""

import sys
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.lab.conditions import (
    Conditions,
    DnsManner,
    Listing,
    MqttManner,
    NameManner,
    Opening,
    PortState,
    ProxyManner,
    ServerCertificate,
    SourceManner,
)

Setting = str | int | bool | None

BROADCAST = "127.255.255.255"
"""Linux answers a TCP connect to a broadcast address with ENETUNREACH and sends nothing: there is no way, told by the own stack."""
CLOSED_NEIGHBOUR = "127.0.0.3"
"""A loopback address on which nothing of the laboratory listens."""
UNFIT_MODEL = "Lab Terminal Zero"
TWO_DAYS = 172800.0


class Fault(Struct, frozen=True):
    """One way in which the world can be broken: which knobs it turns, and what files then say."""

    description: str
    conditions: dict[str, Any] = {}
    """Fields of `Conditions`."""
    terminal: dict[str, Setting | tuple[str, ...]] = {}
    """Keys of the case's table `terminal`; None leaves the key out."""
    webkassa: dict[str, Setting] = {}
    """Fields of the Webkassa configuration; None leaves the field out."""
    tms: dict[str, Setting] = {}
    """TMS parameters; None leaves the parameter out."""
    platform: Literal["any", "linux"] = "any"
    """`linux`: needs a silent port or a broadcast address, which loopback gives only there."""

    @property
    def available(self) -> bool:
        """Whether this computer can show it."""
        return self.platform == "any" or sys.platform == "linux"


class UnknownFaultError(ValueError):
    """There is no fault of that name."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(f"no such fault: {', '.join(self.names)}")


class UnavailableFaultError(ValueError):
    """This system's loopback cannot show the fault."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(f"this system cannot show the fault: {', '.join(self.names)}")


_OUTSIDE = ("mqtt_port", "tas_port", "tms_port", "vpos_port", "control_port")


def _outside(state: PortState) -> dict[str, Any]:
    return dict.fromkeys(_OUTSIDE, state)


_PROXIED = {"mqtt_port": PortState.REJECTED, "vpos_port": PortState.REJECTED, "control_port": PortState.REJECTED}
_NAMES = {"tas": "TAS", "tms": "TMS", "vpos": "VPOS"}

_NETWORK = {
    "network.no_internet": Fault(
        "Everything outside the shop is silent.",
        {
            **_outside(PortState.DROPPED),
            "internet_port": PortState.DROPPED,
            "vpos_http_port": PortState.DROPPED,
            "dns": DnsManner.SILENT,
            "site_dns": DnsManner.SILENT,
        },
        platform="linux",
    ),
    "network.captive_portal": Fault(
        "A login page stands before the internet: web pages are redirected, everything else is rejected.",
        {**_outside(PortState.REJECTED), "captive_portal": True},
    ),
    "network.proxy_required": Fault("Port 443 works through the shop's proxy only.", {**_PROXIED, "proxy": ProxyManner.WORKS}),
    "network.proxy_login": Fault("The shop's proxy wants a login (407).", {**_PROXIED, "proxy": ProxyManner.LOGIN}),
    "network.proxy_denied": Fault("The shop's proxy denies the destination (403).", {**_PROXIED, "proxy": ProxyManner.DENIED}),
    "network.unstable": Fault("Every second handshake with the MQTT service is reset as it begins.", {"mqtt_falters": True}),
    "clock.skewed": Fault("The world's clock is two days ahead of this computer's.", {"world_ahead_s": TWO_DAYS}),
}

_DNS = {
    **{
        f"dns.{name}": Fault(description, {"dns": manner, "site_dns": manner})
        for name, manner, description in (
            ("server_silent", DnsManner.SILENT, "The name servers do not answer."),
            ("server_failure", DnsManner.SERVER_FAILURE, "The name servers answer SERVFAIL."),
            ("refused", DnsManner.REFUSED, "The name servers answer REFUSED, with the extended error 15 (blocked)."),
            ("malformed", DnsManner.MALFORMED, "What the name servers answer cannot be read."),
            ("slow", DnsManner.SLOW, "The name servers take more than a second."),
            ("tcp_blocked", DnsManner.TRUNCATED, "The answers need TCP, and the name servers' TCP port is closed."),
            ("rewritten", DnsManner.REWRITTEN, "Names that do not exist get an address."),
        )
    },
    "dns.name_missing": Fault("The names of the MQTT service and of TAS do not exist.", {"service_names": NameManner.MISSING}),
    "dns.no_address": Fault("The names of the MQTT service and of TAS have no address.", {"service_names": NameManner.NO_ADDRESS}),
    "dns.forged": Fault("The names of the MQTT service and of TAS get the address 0.0.0.0.", {"service_names": NameManner.FORGED}),
    "dns.site_server_faulty": Fault("The terminal's own name server answers SERVFAIL.", {"site_dns": DnsManner.SERVER_FAILURE}),
}

_PORT_443 = {
    "mqtt.port_dropped": Fault("Port 443 of the MQTT service is silent.", {"mqtt_port": PortState.DROPPED}, platform="linux"),
    "mqtt.port_rejected": Fault("Port 443 of the MQTT service is rejected.", {"mqtt_port": PortState.REJECTED}),
    "mqtt.unreachable": Fault("There is no way to the MQTT service.", {"mqtt_addresses": (BROADCAST,)}, platform="linux"),
    "mqtt.partly_dead": Fault(
        "Of two addresses of the MQTT service one does not work.", {"mqtt_addresses": ("127.0.0.1", CLOSED_NEIGHBOUR)}
    ),
    "mqtt.server_silent": Fault("The MQTT service accepts connections and never says a word.", {"mqtt_opening": Opening.SILENT}),
    "mqtt.reset": Fault("Connections to the MQTT service are reset once TLS begins.", {"mqtt_opening": Opening.RESET}),
    "mqtt.not_tls": Fault("Something that speaks HTTP answers on the MQTT port.", {"mqtt_opening": Opening.HTTP}),
}

_TLS = {
    "tls.intercepted": Fault(
        "A firewall opens every encrypted connection and shows certificates of its own.",
        {"mqtt_certificate": ServerCertificate.INSPECTED, "public_certificate": ServerCertificate.INSPECTED},
    ),
    "tls.alpn_missing": Fault("The server selects no ALPN, as a middle box does.", {"mqtt_alpn": False}),
    "tls.alpn_refused": Fault("ALPN is refused with alert 120.", {"mqtt_opening": Opening.ALERT_ALPN}),
    "tls.version_refused": Fault("Every TLS version is refused with alert 70.", {"mqtt_opening": Opening.ALERT_VERSION}),
    **{
        f"tls.{name}": Fault(description, {"mqtt_certificate": certificate})
        for name, certificate, description in (
            ("certificate_expired", ServerCertificate.EXPIRED, "The MQTT service's certificate has expired."),
            ("certificate_not_yet_valid", ServerCertificate.NOT_YET_VALID, "The MQTT service's certificate is not valid yet."),
            ("certificate_expires_soon", ServerCertificate.EXPIRES_SOON, "The MQTT service's certificate ends within a week."),
            ("name_mismatch", ServerCertificate.OTHER_NAME, "The MQTT service's certificate is for another name."),
            ("chain_incomplete", ServerCertificate.LEAF_ONLY, "The MQTT service leaves its intermediate certificate out."),
            ("untrusted", ServerCertificate.UNTRUSTED, "The MQTT service's certificate has an unknown issuer."),
        )
    },
}

_MQTT = {
    "mqtt.certificate_refused": Fault("The service refuses the client certificate with an alert.", {"client_certificates": False}),
    "mqtt.client_refused": Fault("CONNACK says: not authorised.", {"clients_allowed": False}),
    "mqtt.topic_refused": Fault("SUBACK says no.", {"topics_allowed": False}),
    "mqtt.session_silent": Fault("CONNECT gets no answer.", {"mqtt_manner": MqttManner.SILENT}),
    "mqtt.session_cut": Fault("The session is ended after CONNECT.", {"mqtt_manner": MqttManner.CUT}),
    "mqtt.idle_cut": Fault("A connection that says nothing for a second and a half is reset.", {"mqtt_manner": MqttManner.IDLE_CUT}),
}

_TCP_SERVICES = {
    **{
        f"{service}.port_dropped": Fault(f"The port of {name} is silent.", {f"{service}_port": PortState.DROPPED}, platform="linux")
        for service, name in _NAMES.items()
    },
    **{
        f"{service}.port_rejected": Fault(f"The port of {name} is rejected.", {f"{service}_port": PortState.REJECTED})
        for service, name in _NAMES.items()
    },
    **{
        f"{service}.closes_at_once": Fault(f"{name} ends every connection as it arrives.", {f"{service}_closes": True})
        for service, name in _NAMES.items()
    },
    "tas.unreachable": Fault("There is no way to TAS.", {"tas_addresses": (BROADCAST,)}, platform="linux"),
    "tms.unreachable": Fault("There is no way to TMS.", {"tms_host": BROADCAST}, platform="linux"),
    "vpos.unreachable": Fault("There is no way to VPOS.", {"vpos_addresses": (BROADCAST,)}, platform="linux"),
}

_TERMINAL = {
    "terminal.ports_filtered": Fault("The terminal's ports are silent.", {"terminal_ports": PortState.DROPPED}, platform="linux"),
    "terminal.pos_mode_wrong": Fault(
        "The terminal stands in TCP STANDAARD.", {"terminal_pos_mode": "standard"}, terminal={"pos_mode": "standard"}
    ),
    "terminal.trigger_port_closed": Fault(
        "A Cloud Connect 1.0 terminal whose trigger port is closed.", {"generation": "1.0", "trigger_port": PortState.REJECTED}
    ),
    "terminal.software_too_old": Fault("The terminal's software is too old.", terminal={"software": "13.2.00.04"}),
    "terminal.dns_not_set": Fault(
        "No name server is filled in on the terminal.", {"terminal_has_dns": False}, terminal={"dns_set": "no", "dns": None}
    ),
    "terminal.hw_install_missing": Fault(
        "The hardware installation was not done.", {"terminal_session": False}, terminal={"hw_installed": "no"}
    ),
    "terminal.day_closed": Fault("The terminal's day is closed.", terminal={"day_open": "no"}),
    "terminal.model_unfit": Fault(
        "The terminal's model cannot do Cloud Connect.", {"unfit_models": (UNFIT_MODEL,)}, terminal={"model": UNFIT_MODEL}
    ),
}

_WHITELIST = {
    "whitelist.missing": Fault("The terminal is not on the whitelist.", {"listing": Listing.MISSING}),
    "whitelist.wrong_merchant": Fault(
        "The whitelist has the terminal under another merchant.",
        {"listing": Listing.OTHER_MERCHANT, "whitelist_source": SourceManner.CSV},
    ),
    "whitelist.source_unreachable": Fault("The whitelist look-up cannot be reached.", {"vpos_http_port": PortState.REJECTED}),
    "whitelist.source_denied": Fault("The whitelist look-up wants other credentials.", {"whitelist_source": SourceManner.DENIED}),
    "whitelist.source_invalid": Fault(
        "The whitelist look-up answers something that is no answer.", {"whitelist_source": SourceManner.INVALID}
    ),
}

_WEBKASSA = {
    "webkassa.system_is_1_0": Fault("The Webkassa has the management system of 1.0.", webkassa={"managementSystemId": "08900000002"}),
    "webkassa.system_unknown": Fault("The Webkassa has an unknown management system.", webkassa={"managementSystemId": "GrondmeesterNL"}),
    "webkassa.system_other_country": Fault(
        "The Webkassa has the other country's system.", webkassa={"managementSystemId": "GrundmasterBE"}
    ),
    "webkassa.terminal_id_differs": Fault("The Webkassa has another terminal's id.", webkassa={"terminalId": "LAB99999"}),
    "webkassa.protocol_wrong": Fault("The Webkassa has another access protocol.", webkassa={"accessProtocol": "OPI_DE"}),
    "webkassa.field_missing": Fault("The Webkassa lacks the access protocol.", webkassa={"accessProtocol": None}),
    "webkassa.kick_differs": Fault(
        "The terminal is set up for 1.0 and the Webkassa for 2.0.",
        {"generation": "1.0", "terminal_session": False},
        webkassa={"managementSystemId": "GrundmasterNL", "ip": None, "port": None},
    ),
    "webkassa.address_differs": Fault(
        "1.0, and the Webkassa has another address for the terminal.", {"generation": "1.0"}, webkassa={"ip": "127.0.0.9"}
    ),
    "webkassa.browser_blocks_kick": Fault("1.0, whose kick today's browsers block.", {"generation": "1.0"}),
    "webkassa.leftover_1_0": Fault("2.0, with address and port left over from 1.0.", webkassa={"ip": "127.0.0.2", "port": 4105}),
    "webkassa.unreadable": Fault("The Webkassa's configuration is no JSON.", {"webkassa_readable": False}),
}

_TMS = {
    "tms.mqt_disabled": Fault("MQT is off in TMS.", {"terminal_session": False}, tms={"MQT": "Disabled"}),
    "tms.service_disabled": Fault("The MQT service is off in TMS.", {"terminal_session": False}, tms={"MqtServiceEnable": "Disabled"}),
    "tms.ssl_disabled": Fault("MQTT without TLS in TMS.", {"terminal_session": False}, tms={"MqtServiceUseSsl": "Disabled"}),
    "tms.topic_wrong": Fault("Another topic in TMS.", tms={"MqtSubscriptionTopic0": "NL-DOG"}),
    "tms.address_wrong": Fault(
        "Another MQTT address in TMS.", {"terminal_session": False}, tms={"MqtServiceAddress": "old-mqtt.ccdiag.test"}
    ),
    "tms.alpn_wrong": Fault("Another ALPN in TMS.", {"terminal_session": False}, tms={"MqtServiceAlpn": "mqtt"}),
    "tms.port_wrong": Fault("Another MQTT port in TMS.", {"terminal_session": False}, tms={"MqtServicePort": "8883"}),
    "tms.cloud_connection_disabled": Fault(
        "CCV Cloud Connection is off in TMS.", {"terminal_session": False}, tms={"CCV Cloud Connection": "Disabled"}
    ),
    "tms.signature_algorithm_wrong": Fault("SHA-1 signatures in TMS.", tms={"SSL/TLS Signature Algorithm": "SHA-1 Signature Algorithm"}),
    "tms.software_too_old": Fault("The upgrade job in TMS has a version that is too old.", tms={"software version": "13.2.00.04"}),
}

FAULTS: Mapping[str, Fault] = {
    **_NETWORK,
    **_DNS,
    **_PORT_443,
    **_TLS,
    **_MQTT,
    **_TCP_SERVICES,
    **_TERMINAL,
    **_WHITELIST,
    **_WEBKASSA,
    **_TMS,
}
"""Every cause that loopback can show. Where two faults turn one knob, the one that stands nearer to the laptop, above, wins."""


class Broken(Struct, frozen=True, kw_only=True):
    """What several faults come to together."""

    conditions: Conditions = Conditions()
    terminal: dict[str, Setting | tuple[str, ...]] = {}
    webkassa: dict[str, Setting] = {}
    tms: dict[str, Setting] = {}


def known(names: Iterable[str]) -> frozenset[str]:
    """Return the names when all of them can be shown here.

    Raises UnknownFaultError for names that do not exist and UnavailableFaultError for those that this system cannot show.
    """
    asked = frozenset(names)
    if unknown := asked - FAULTS.keys():
        raise UnknownFaultError(unknown)
    if unavailable := {name for name in asked if not FAULTS[name].available}:
        raise UnavailableFaultError(unavailable)
    return asked


def combined(names: Iterable[str]) -> Broken:
    """Lay the faults over one another."""
    asked = known(names)
    broken = Broken()
    for name in reversed([name for name in FAULTS if name in asked]):
        fault = FAULTS[name]
        broken = Broken(
            conditions=replace(broken.conditions, **fault.conditions),
            terminal=broken.terminal | fault.terminal,
            webkassa=broken.webkassa | fault.webkassa,
            tms=broken.tms | fault.tms,
        )
    return broken
