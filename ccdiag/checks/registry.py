"""All checks there are."""

from ccdiag.checks.base import Check
from ccdiag.checks.clock_skew import ClockSkew
from ccdiag.checks.dns_mqtt import DnsMqtt
from ccdiag.checks.dns_rewriting import DnsRewriting
from ccdiag.checks.dns_tas import DnsTas
from ccdiag.checks.mqtt_hold import MqttHold
from ccdiag.checks.mqtt_session import MqttSession
from ccdiag.checks.mqtt_tcp import MqttTcp
from ccdiag.checks.mqtt_tls import MqttTls
from ccdiag.checks.network_interface import NetworkInterface
from ccdiag.checks.network_internet import NetworkInternet
from ccdiag.checks.network_path_mtu import NetworkPathMtu
from ccdiag.checks.network_proxy import NetworkProxy
from ccdiag.checks.tas_tcp import TasTcp
from ccdiag.checks.terminal_day import TerminalDay
from ccdiag.checks.terminal_lan import TerminalLan
from ccdiag.checks.terminal_pos_mode import TerminalPosMode
from ccdiag.checks.terminal_settings import TerminalSettings
from ccdiag.checks.terminal_trigger_port import TerminalTriggerPort
from ccdiag.checks.tms_parameters import TmsParameters
from ccdiag.checks.tms_tcp import TmsTcp
from ccdiag.checks.vpos_tcp import VposTcp
from ccdiag.checks.webkassa_configuration import WebkassaConfiguration
from ccdiag.checks.whitelist_entry import WhitelistEntry

_KINDS: tuple[type[Check], ...] = (
    NetworkInterface,
    NetworkInternet,
    NetworkProxy,
    NetworkPathMtu,
    ClockSkew,
    DnsMqtt,
    DnsTas,
    DnsRewriting,
    MqttTcp,
    MqttTls,
    MqttSession,
    MqttHold,
    TasTcp,
    TmsTcp,
    VposTcp,
    TerminalLan,
    TerminalPosMode,
    TerminalTriggerPort,
    TerminalSettings,
    TerminalDay,
    WhitelistEntry,
    WebkassaConfiguration,
    TmsParameters,
)


def all_checks() -> tuple[Check, ...]:
    """Return one of each check."""
    return tuple(kind() for kind in _KINDS)
