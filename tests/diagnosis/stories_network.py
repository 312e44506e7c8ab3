"""The laptop, the shop's network, the firewall and the line."""

from ccdiag.model.check import CheckResult
from ccdiag.model.facts import NeighbourFacts, PathFacts, PingFacts, ProxyConnectFacts, RouteFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import (
    FAIL,
    INCONCLUSIVE,
    PASS,
    WARN,
    Story,
    clock,
    dns,
    http,
    interface,
    neighbour,
    ping,
    result,
    route,
    see,
    tcp,
    tls,
)

_SILENT = Failure.DEADLINE
_NOTHING_BUT_SILENCE = (
    result("dns.mqtt", FAIL, dns("laptop", _SILENT), dns("reference", _SILENT, server="203.0.113.5")),
    result("tms.tcp", FAIL, tcp("tms", _SILENT), tcp("tms", _SILENT, attempt=2)),
)
_RESTING_GATEWAY = see(NeighbourFacts(role="gateway", address="192.0.2.20", state="unknown", last_heard_s=9.0, conflict_would_show=False))


def _proxy(status: int) -> Observation:
    return see(ProxyConnectFacts(proxy="192.0.2.8:3128", status=status), None if status == 200 else Failure.HTTP_STATUS)


def _proxied(status: int, mqtt: Failure | None) -> tuple[CheckResult, ...]:
    return (
        result("network.proxy", PASS if status == 200 else WARN, _proxy(status)),
        result("mqtt.tcp", FAIL if mqtt else PASS, tcp("mqtt", mqtt)),
    )


FIRES = (
    Story(
        cause="network.no_interface",
        about="nothing is up",
        results=(result("network.interface", FAIL, interface(up=False, addresses=())),),
    ),
    Story(
        cause="network.no_route",
        about="an address and no way",
        results=(result("network.interface", FAIL, interface(), route(Failure.NETWORK_UNREACHABLE, kind=None)),),
    ),
    Story(
        cause="network.gateway_down",
        about="nobody answers for the gateway",
        results=(result("network.interface", FAIL, interface(), route(), neighbour("gateway", "absent"), ping("gateway", 3, 0)),),
    ),
    Story(
        cause="network.no_internet",
        about="known answers, names and TMS are silent",
        results=(result("network.internet", FAIL, http(None, _SILENT)), *_NOTHING_BUT_SILENCE),
    ),
    Story(cause="network.no_internet", about="without known answers", results=_NOTHING_BUT_SILENCE),
    Story(
        cause="network.gateway_down",
        about="it was there a moment ago, and now everything is silent",
        results=(
            result("network.interface", PASS, _RESTING_GATEWAY, ping("gateway", 3, 0)),
            result("network.internet", FAIL, http(None, _SILENT)),
            *_NOTHING_BUT_SILENCE,
        ),
    ),
    *(
        Story(
            cause="network.gateway_down",
            about=f"nobody answers for the gateway, and the terminal is {where}",
            results=(result("network.interface", FAIL, interface(), route(), way, neighbour("gateway", "absent"), ping("gateway", 3, 0)),),
            terminal={"ip": "192.0.2.20"},
        )
        for where, way in (("beside the laptop", see(RouteFacts(destination="192.0.2.20"))), ("elsewhere", route(destination="192.0.2.20")))
    ),
    Story(
        cause="network.no_internet",
        about="the router's name server refuses, for want of another",
        results=(
            result("network.internet", FAIL, http(None, _SILENT)),
            result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_REFUSED)),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="a name server answers from memory",
        results=(
            result("network.internet", FAIL, http(None, _SILENT)),
            result("dns.mqtt", PASS, dns("laptop")),
            result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT)),
            result("tas.tcp", FAIL, tcp("tas", _SILENT)),
        ),
    ),
    Story(
        cause="network.captive_portal",
        about="redirected, and 443 is rejected",
        results=(
            result("network.internet", FAIL, http(302, status_matches=False, location="http://login.example/")),
            result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED)),
            result("tas.tcp", FAIL, tcp("tas", Failure.REFUSED)),
        ),
    ),
    *(
        Story(
            cause="network.captive_portal",
            about=f"the web alone, {status}",
            results=(result("network.internet", WARN, http(status, status_matches=False, location=location)),),
        )
        for status, location in ((302, "http://login.example/"), (511, None))
    ),
    Story(cause="network.captive_portal", about="511", results=(result("network.internet", FAIL, http(511, status_matches=False)),)),
    Story(
        cause="network.captive_portal",
        about="another page in its place",
        results=(result("network.internet", FAIL, http(200, status_matches=True, body_matches=False)),),
    ),
    Story(cause="network.proxy_required", about="only the proxy gets out", results=_proxied(200, Failure.REFUSED)),
    Story(
        cause="network.proxy_required",
        about="names do not resolve either",
        results=(
            result("network.proxy", PASS, _proxy(200)),
            result("network.internet", FAIL, http(None, Failure.NAME_NOT_FOUND)),
            result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_NAME_MISSING)),
        ),
    ),
    Story(cause="network.proxy_login", about="407", results=_proxied(407, _SILENT)),
    Story(cause="network.proxy_denied", about="403", results=_proxied(403, Failure.REFUSED)),
    Story(
        cause="network.laptop_firewall",
        about="questions for names may not leave, and connections meet silence",
        results=(
            result("network.internet", FAIL, http(None, Failure.RESOLVER_FAILED)),
            result("dns.mqtt", FAIL, dns("laptop", Failure.PERMISSION_DENIED)),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="network.laptop_firewall",
        about="the own system forbids it",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.PERMISSION_DENIED)),),
    ),
    Story(
        cause="network.mtu_black_hole",
        about="small segments get through",
        results=(
            result("mqtt.tls", FAIL, tls("identify", _SILENT)),
            result("network.path_mtu", FAIL, tls("small_segments"), tls("unverified", _SILENT, attempt=2)),
        ),
    ),
    Story(
        cause="network.rate_limited",
        about="reached, then not any more",
        results=(
            result("mqtt.tcp", PASS, tcp("mqtt"), tcp("mqtt", address="198.51.100.8")),
            result("mqtt.tls", FAIL, tls("identify", _SILENT, stage="connecting"), tls("identify", Failure.REFUSED, stage="connecting")),
        ),
    ),
    Story(cause="network.lossy", about="much is lost", results=(result("network.internet", PASS, ping("gateway", 20, 16)),)),
    Story(cause="network.lossy", about="a little is lost", results=(result("network.internet", PASS, ping("gateway", 20, 19)),)),
    Story(cause="network.lossy", about="one of three", results=(result("network.interface", PASS, ping("gateway", 3, 2)),)),
    Story(
        cause="network.slow",
        about="all are slow",
        results=(
            result("mqtt.tcp", PASS, tcp("mqtt", elapsed_s=0.7)),
            result("tas.tcp", PASS, tcp("tas", elapsed_s=0.8)),
            result("tms.tcp", PASS, tcp("tms", elapsed_s=0.6)),
        ),
    ),
    Story(
        cause="network.unstable",
        about="the second attempt worked",
        results=(result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", attempt=2)),),
    ),
    Story(
        cause="network.unstable",
        about="the second handshake worked",
        results=(result("mqtt.tls", WARN, tls("identify", Failure.RESET), tls("identify", attempt=2)),),
    ),
    Story(
        cause="network.no_internet",
        about="nothing comes back through a VPN, and the router answers from memory",
        results=(
            result("network.interface", WARN, interface(), route(kind="vpn")),
            result("network.internet", FAIL, http(None, _SILENT)),
            result("dns.mqtt", PASS, dns("laptop")),
            result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT)),
        ),
    ),
    Story(cause="network.vpn", about="through a tunnel", results=(result("network.interface", WARN, interface(), route(kind="vpn")),)),
    Story(cause="clock.skewed", about="ten minutes", results=(result("clock.skew", WARN, clock(-600.0)),)),
    Story(
        cause="clock.skewed",
        about="TLS fails by it",
        results=(
            result("mqtt.tls", FAIL, tls("identify", Failure.TLS_UNTRUSTED, not_yet_valid=True, trusted_by_bundle=True, verify_code=9)),
            result("clock.skew", FAIL, clock(-172800.0)),
        ),
    ),
    Story(
        cause="clock.skewed",
        about="two certificates on one side",
        results=(result("clock.skew", FAIL, clock(-100.0, "certificate"), clock(-900.0, "certificate")),),
    ),
)

SPARES = (
    Story(cause="network.no_interface", about="one interface is there", results=(result("network.interface", FAIL, interface()),)),
    Story(
        cause="network.no_route",
        about="a fault of IPv6 alone is only a warning",
        results=(result("network.interface", WARN, interface(), route(), route(Failure.NETWORK_UNREACHABLE, kind=None)),),
    ),
    Story(
        cause="network.gateway_down",
        about="it answers ping",
        results=(result("network.interface", PASS, neighbour("gateway", "absent"), ping("gateway", 3, 3)),),
    ),
    Story(
        cause="network.gateway_down",
        about="it only does not answer ping",
        results=(result("network.interface", PASS, neighbour("gateway", "present"), ping("gateway", 3, 0)),),
    ),
    *(
        Story(
            cause="network.gateway_down",
            about=f"it was there a moment ago, and {about}",
            results=(result("network.interface", PASS, _RESTING_GATEWAY, pinged), *results),
        )
        for about, pinged, results in (
            ("answers ping", ping("gateway", 3, 3), _NOTHING_BUT_SILENCE),
            ("was not pinged", see(PingFacts(role="gateway", address="192.0.2.20"), Failure.NOT_PERMITTED), _NOTHING_BUT_SILENCE),
            (
                "says where a packet's life ended",
                ping("gateway", 3, 0),
                (
                    result("dns.mqtt", FAIL, dns("laptop", _SILENT)),
                    result(
                        "tms.tcp",
                        FAIL,
                        tcp("tms", _SILENT),
                        see(PathFacts(role="tms", address="198.51.100.7", port=15000, last_hop="192.0.2.20"), _SILENT),
                    ),
                ),
            ),
            ("TMS answers", ping("gateway", 3, 0), (result("dns.mqtt", FAIL, dns("laptop", _SILENT)), result("tms.tcp", PASS, tcp("tms")))),
            (
                "says that names cannot be looked up",
                ping("gateway", 3, 0),
                (result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_SERVER_FAILURE)), result("tms.tcp", FAIL, tcp("tms", _SILENT))),
            ),
        )
    ),
    Story(
        cause="network.no_internet",
        about="TMS answers",
        results=(
            result("network.internet", FAIL, http(None, _SILENT)),
            result("dns.mqtt", FAIL, dns("laptop", _SILENT)),
            result("tms.tcp", PASS, tcp("tms")),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="another name server answers, so the line is up",
        results=(
            result("dns.mqtt", FAIL, dns("laptop", _SILENT), dns("reference")),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="three closed ports are no dead line",
        results=(
            result("dns.mqtt", PASS, dns("laptop")),
            result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT)),
            result("tas.tcp", FAIL, tcp("tas", _SILENT)),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="a refusal is an answer",
        results=(
            result("network.internet", FAIL, http(None, _SILENT)),
            result("dns.mqtt", FAIL, dns("laptop", _SILENT)),
            result("tms.tcp", FAIL, tcp("tms", Failure.REFUSED)),
        ),
    ),
    Story(
        cause="network.captive_portal",
        about="a server in trouble",
        results=(result("network.internet", INCONCLUSIVE, http(503, status_matches=False)),),
    ),
    Story(
        cause="network.captive_portal",
        about="one known answer is right",
        results=(result("network.internet", WARN, http(200, status_matches=True, body_matches=True), http(302, status_matches=False)),),
    ),
    Story(cause="network.proxy_required", about="direct works too", results=_proxied(200, None)),
    Story(cause="network.proxy_login", about="direct works", results=_proxied(407, None)),
    Story(cause="network.proxy_denied", about="direct works", results=_proxied(403, None)),
    Story(cause="network.laptop_firewall", about="rejected elsewhere", results=(result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED)),)),
    Story(
        cause="network.mtu_black_hole",
        about="small ones stall too",
        results=(
            result("mqtt.tls", FAIL, tls("identify", _SILENT)),
            result("network.path_mtu", PASS, tls("small_segments", _SILENT), tls("unverified", _SILENT)),
        ),
    ),
    Story(
        cause="network.mtu_black_hole",
        about="the second try got through as well",
        results=(
            result("mqtt.tls", FAIL, tls("identify", _SILENT)),
            result("network.path_mtu", WARN, tls("small_segments"), tls("unverified", attempt=2)),
        ),
    ),
    Story(
        cause="network.rate_limited",
        about="it works all the same",
        results=(
            result("mqtt.tcp", PASS, tcp("mqtt")),
            result("mqtt.tls", PASS, tls(), tls("alpn_http", _SILENT, stage="connecting"), tls("alpn_none", _SILENT, stage="connecting")),
        ),
    ),
    Story(
        cause="network.lossy", about="a gateway that answers no ping", results=(result("network.interface", PASS, ping("gateway", 3, 0)),)
    ),
    Story(
        cause="network.slow",
        about="one host far away",
        results=(result("mqtt.tcp", PASS, tcp("mqtt")), result("tas.tcp", PASS, tcp("tas", elapsed_s=0.9))),
    ),
    Story(
        cause="network.unstable",
        about="failed twice",
        results=(result("mqtt.tcp", FAIL, tcp("mqtt", _SILENT), tcp("mqtt", _SILENT, attempt=2)),),
    ),
    Story(
        cause="network.vpn",
        about="a tunnel that carries nothing",
        results=(result("network.interface", PASS, interface(kind="vpn", carries_traffic=False), route()),),
    ),
    Story(
        cause="network.vpn",
        about="a default route into a tunnel that comes second",
        results=(result("network.interface", PASS, interface(), route(), route(kind="vpn", destination="0.0.0.0/0")),),
    ),
    Story(cause="clock.skewed", about="four minutes", results=(result("clock.skew", PASS, clock(240.0)),)),
    Story(
        cause="clock.skewed",
        about="one old certificate",
        results=(result("clock.skew", INCONCLUSIVE, clock(900.0, "certificate")),),
    ),
)
