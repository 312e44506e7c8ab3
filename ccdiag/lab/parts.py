"""The parts of the laboratory as a person thinks of them: where each is, and what the faults have made of it."""

from enum import StrEnum

from msgspec import Struct

from ccdiag.lab.conditions import (
    Conditions,
    DnsManner,
    MqttManner,
    NameManner,
    Opening,
    PortState,
    ProxyManner,
    ServerCertificate,
    SourceManner,
)
from ccdiag.lab.files import Layout


class PartKind(StrEnum):
    """What there is."""

    DNS = "dns"
    SITE_DNS = "site_dns"
    INTERNET = "internet"
    PROXY = "proxy"
    MQTT = "mqtt"
    TAS = "tas"
    TMS = "tms"
    VPOS = "vpos"
    WHITELIST = "whitelist"
    CONTROL = "control"
    TERMINAL = "terminal"


class PartState(StrEnum):
    """How a part behaves, at its worst."""

    WORKS = "works"
    REJECTS = "rejects"
    """Its port answers with RST."""
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    """Its address is one that there is no way to."""
    CLOSES = "closes"
    """It ends every connection as it comes."""
    ODD = "odd"
    """It answers, but not as it should."""
    ABSENT = "absent"
    """A healthy shop has none."""


class Part(Struct, frozen=True):
    """One part."""

    kind: PartKind
    address: str
    state: PartState


_OF_PORT = {PortState.OPEN: PartState.WORKS, PortState.REJECTED: PartState.REJECTS, PortState.DROPPED: PartState.SILENT}


def parts_of(layout: Layout, conditions: Conditions) -> tuple[Part, ...]:
    """List all parts, from the laptop outwards and back to the terminal."""
    healthy = Conditions()
    internet = PartState.ODD if conditions.captive_portal or conditions.world_ahead_s else PartState.WORKS
    whitelist = PartState.WORKS if conditions.whitelist_source is SourceManner.NORMAL else PartState.ODD
    public_odd = conditions.public_certificate is not ServerCertificate.GOOD
    return (
        Part(PartKind.DNS, layout.dns, _name_server(conditions.dns, conditions.service_names)),
        Part(PartKind.SITE_DNS, layout.site_dns, _name_server(conditions.site_dns, conditions.service_names)),
        Part(PartKind.INTERNET, layout.internet_url, _worse(conditions.internet_port, internet)),
        Part(PartKind.PROXY, layout.proxy_url, _proxy(conditions.proxy)),
        Part(
            PartKind.MQTT,
            str(layout.mqtt),
            _worse(conditions.mqtt_port, _mqtt(conditions, lost=conditions.mqtt_addresses != healthy.mqtt_addresses)),
        ),
        Part(
            PartKind.TAS,
            str(layout.tas),
            _service(conditions.tas_port, closes=conditions.tas_closes, lost=conditions.tas_addresses != healthy.tas_addresses),
        ),
        Part(
            PartKind.TMS,
            f"{conditions.tms_host}:{layout.tms_port}",
            _service(conditions.tms_port, closes=conditions.tms_closes, lost=conditions.tms_host != healthy.tms_host),
        ),
        Part(
            PartKind.VPOS,
            str(layout.vpos),
            _service(
                conditions.vpos_port,
                closes=conditions.vpos_closes,
                lost=conditions.vpos_addresses != healthy.vpos_addresses,
                odd=public_odd,
            ),
        ),
        Part(PartKind.WHITELIST, layout.vpos_url, _worse(conditions.vpos_http_port, whitelist)),
        Part(PartKind.CONTROL, str(layout.control), _service(conditions.control_port, odd=public_odd)),
        Part(PartKind.TERMINAL, layout.terminal, _terminal(conditions)),
    )


def _worse(port: PortState, behind: PartState) -> PartState:
    return _OF_PORT[port] if port is not PortState.OPEN else behind


def _service(port: PortState, *, closes: bool = False, lost: bool = False, odd: bool = False) -> PartState:
    if lost:
        return PartState.UNREACHABLE
    if port is not PortState.OPEN:
        return _OF_PORT[port]
    return PartState.CLOSES if closes else PartState.ODD if odd else PartState.WORKS


def _name_server(manner: DnsManner, names: NameManner) -> PartState:
    if manner is DnsManner.SILENT:
        return PartState.SILENT
    if manner is DnsManner.REFUSED:
        return PartState.REJECTS
    return PartState.WORKS if manner is DnsManner.NORMAL and names is NameManner.NORMAL else PartState.ODD


def _proxy(manner: ProxyManner) -> PartState:
    match manner:
        case ProxyManner.ABSENT:
            return PartState.ABSENT
        case ProxyManner.WORKS:
            return PartState.WORKS
        case _:
            return PartState.REJECTS


def _mqtt(conditions: Conditions, *, lost: bool) -> PartState:
    # Of two addresses one may still work.
    if lost:
        return PartState.UNREACHABLE if len(conditions.mqtt_addresses) == 1 else PartState.ODD
    if conditions.mqtt_opening is Opening.SILENT or conditions.mqtt_manner is MqttManner.SILENT:
        return PartState.SILENT
    if conditions.mqtt_opening is Opening.RESET or conditions.mqtt_manner is MqttManner.CUT:
        return PartState.CLOSES
    as_it_should = (
        conditions.mqtt_opening is Opening.TLS
        and conditions.mqtt_manner is MqttManner.NORMAL
        and conditions.mqtt_certificate is ServerCertificate.GOOD
        and conditions.mqtt_alpn
        and conditions.client_certificates
        and conditions.clients_allowed
        and conditions.topics_allowed
        and not conditions.mqtt_falters
    )
    return PartState.WORKS if as_it_should else PartState.ODD


def _terminal(conditions: Conditions) -> PartState:
    if conditions.terminal_ports is not PortState.OPEN:
        return _OF_PORT[conditions.terminal_ports]
    healthy = Conditions()
    as_it_should = (
        conditions.terminal_session == healthy.terminal_session
        and conditions.terminal_has_dns
        and conditions.terminal_pos_mode == healthy.terminal_pos_mode
        and conditions.trigger_port is PortState.OPEN
        and conditions.generation == healthy.generation
    )
    return PartState.WORKS if as_it_should else PartState.ODD
