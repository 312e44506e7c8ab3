"""What each operation writes down: one frozen structure an operation, so that checks and cause rules share their field names.

The fields are what `observations[].facts` holds in every document, and what `facts = {…}` in a cause rule may name.
"""

from ccdiag.model.facts.base import Facts, Role
from ccdiag.model.facts.connections import CertificateFacts, IcmpCode, PassiveReadFacts, PathFacts, TcpFacts, TlsFacts, Whereabouts
from ccdiag.model.facts.laptop import (
    ClockFacts,
    HttpFacts,
    InterfaceFacts,
    NeighbourFacts,
    PingFacts,
    ProxyConnectFacts,
    ProxySettingFacts,
    RouteFacts,
    SubnetFacts,
)
from ccdiag.model.facts.names import DnsFacts, SystemLookupFacts
from ccdiag.model.facts.sessions import HoldFacts, MqttConnectFacts, MqttPingFacts, MqttSubscribeFacts
from ccdiag.model.facts.shop import PosModeFacts, SettingFacts, StatedFacts, WhitelistFacts

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

__all__ = [
    "OPERATIONS",
    "CertificateFacts",
    "ClockFacts",
    "DnsFacts",
    "Facts",
    "HoldFacts",
    "HttpFacts",
    "IcmpCode",
    "InterfaceFacts",
    "MqttConnectFacts",
    "MqttPingFacts",
    "MqttSubscribeFacts",
    "NeighbourFacts",
    "PassiveReadFacts",
    "PathFacts",
    "PingFacts",
    "PosModeFacts",
    "ProxyConnectFacts",
    "ProxySettingFacts",
    "Role",
    "RouteFacts",
    "SettingFacts",
    "StatedFacts",
    "SubnetFacts",
    "SystemLookupFacts",
    "TcpFacts",
    "TlsFacts",
    "Whereabouts",
    "WhitelistFacts",
]
