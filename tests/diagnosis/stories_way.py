"""Who on the way drops or refuses: the shop's network, what lies beyond it, or the laptop itself."""

from typing import Literal

from ccdiag.model.check import CheckId
from ccdiag.model.facts import PathFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import FAIL, WARN, Field, Story, result, see, tcp

GATEWAY, OUTSIDE, TARGET = "192.0.2.1", "198.51.100.1", "198.51.100.7"
_SILENT = Failure.DEADLINE
Service = Literal["mqtt", "tas", "tms", "vpos"]
SERVICES: tuple[tuple[Service, CheckId], ...] = (("mqtt", "mqtt.tcp"), ("tas", "tas.tcp"), ("tms", "tms.tcp"), ("vpos", "vpos.tcp"))

PROHIBITED = (
    ("net_prohibited", Failure.NETWORK_UNREACHABLE),
    ("host_prohibited", Failure.HOST_UNREACHABLE),
    ("admin_prohibited", Failure.HOST_UNREACHABLE),
)
NO_WAY = (("net_unreachable", Failure.NETWORK_UNREACHABLE), ("host_unreachable", Failure.HOST_UNREACHABLE))
"""What ICMP says, and what Linux makes of it on a connection: the code alone tells a rejection from a missing way."""


def way(role: Service, failure: Failure | None, **facts: Field) -> Observation:
    return see(PathFacts(role=role, address=TARGET, port=443, **facts), failure, target=f"{TARGET}:443")


def last(role: Service, hop: str, where: str, **facts: Field) -> Observation:
    return way(role, _SILENT, hops=(hop,), last_hop=hop, last_hop_distance=1, last_hop_is=where, **facts)


def refused(role: Service, failure: Failure, by: str, where: str, **facts: Field) -> Observation:
    return way(role, failure, last_hop=by, last_hop_is=where, answered_by=by, verdict_by=where, **facts)


def kept_back(role: Service) -> Observation:
    return way(role, Failure.PERMISSION_DENIED, verdict_by="laptop")


FIRES = tuple(
    story
    for name, check in SERVICES
    for story in (
        Story(
            cause=f"{name}.port_dropped",
            about="the gateway was the last",
            results=(result(check, FAIL, tcp(name, _SILENT), last(name, GATEWAY, "gateway"), tcp(name, _SILENT, attempt=2)),),
        ),
        Story(
            cause=f"{name}.port_dropped",
            about="a router outside was the last",
            results=(result(check, FAIL, tcp(name, _SILENT), last(name, OUTSIDE, "outside"), tcp(name, _SILENT, attempt=2)),),
        ),
        Story(
            cause=f"{name}.port_dropped",
            about="an echo came farther than the connection is known to",
            results=(result(check, FAIL, tcp(name, _SILENT), last(name, OUTSIDE, "outside", protocol="icmp")),),
        ),
        Story(
            cause=f"{name}.port_rejected",
            about="RST from the gateway",
            results=(result(check, FAIL, tcp(name, Failure.REFUSED), refused(name, Failure.REFUSED, GATEWAY, "gateway")),),
        ),
        Story(
            cause=f"{name}.port_rejected",
            about="RST from outside",
            results=(result(check, FAIL, tcp(name, Failure.REFUSED), refused(name, Failure.REFUSED, OUTSIDE, "outside")),),
        ),
        Story(
            cause=f"{name}.unreachable",
            about="said outside",
            results=(
                result(check, FAIL, tcp(name, Failure.HOST_UNREACHABLE), refused(name, Failure.HOST_UNREACHABLE, OUTSIDE, "outside")),
            ),
        ),
        *(
            Story(
                cause=f"{name}.port_rejected",
                about=f"only the closer look hears the gateway say {code}",
                results=(result(check, FAIL, tcp(name, _SILENT), refused(name, failure, GATEWAY, "gateway", icmp_code=code)),),
            )
            for code, failure in PROHIBITED
        ),
        *(
            Story(
                cause=f"{name}.unreachable",
                about=f"only the closer look hears the gateway say {code}",
                results=(result(check, FAIL, tcp(name, _SILENT), refused(name, failure, GATEWAY, "gateway", icmp_code=code)),),
            )
            for code, failure in NO_WAY
        ),
        Story(
            cause="network.laptop_firewall",
            about=f"keeps the packets to {name} back",
            results=(result(check, FAIL, tcp(name, _SILENT), kept_back(name), tcp(name, _SILENT, attempt=2)),),
        ),
    )
)

SPARES = tuple(
    story
    for name, check in SERVICES
    for story in (
        Story(
            cause="network.laptop_firewall",
            about=f"{name} is silent, and the gateway was seen",
            results=(result(check, FAIL, tcp(name, _SILENT), last(name, GATEWAY, "gateway")),),
        ),
        Story(
            cause="network.laptop_firewall",
            about=f"this laptop says that there is no way to {name}",
            results=(
                result(
                    check,
                    FAIL,
                    tcp(name, Failure.HOST_UNREACHABLE),
                    way(name, Failure.HOST_UNREACHABLE, answered_by="192.0.2.9", icmp_code="host_unreachable", verdict_by="laptop"),
                ),
            ),
        ),
        *(
            Story(
                cause=f"{name}.unreachable",
                about=f"{code} is a rejection",
                results=(result(check, FAIL, tcp(name, _SILENT), refused(name, failure, GATEWAY, "gateway", icmp_code=code)),),
            )
            for code, failure in PROHIBITED
        ),
        Story(
            cause=f"{name}.port_dropped",
            about="the second attempt worked while the way was looked at",
            results=(result(check, WARN, tcp(name, _SILENT), last(name, OUTSIDE, "outside"), tcp(name, attempt=2)),),
        ),
    )
)
