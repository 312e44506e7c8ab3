"""The addresses of one service that fare differently, mostly IPv4 and IPv6."""

from typing import Literal

from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.facts import CertificateFacts, PingFacts, SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import FAIL, INCONCLUSIVE, PASS, WARN, Field, Story, dns, interface, result, route, see, tcp, tls

_SIX = "2001:db8::7"
_SILENT = Failure.DEADLINE
_NO_ROUTE = Failure.NETWORK_UNREACHABLE
_ONLY_SIX = result("network.interface", WARN, interface(), route(_NO_ROUTE, kind=None, destination="192.0.2.53"), route(destination="::/0"))
_STRANGER = tls("identify", Failure.TLS_UNTRUSTED, trusted_by_bundle=False, name_matches=False, verify_code=20, chain=(), address=_SIX)


def _other_issuer(address: str, *, self_signed: bool = False) -> Observation:
    """Make the handshake that shows a certificate of somebody whom the terminal does not know."""
    chain = tuple(CertificateFacts(subject=f"CN={n}", issuer="CN=i", not_before="", not_after="") for n in range(1 if self_signed else 2))
    facts: dict[str, Field] = {"verify_code": 18 if self_signed else 19, "self_signed": self_signed, "name_matches": True, "chain": chain}
    return tls("identify", Failure.TLS_UNTRUSTED, address=address, stage="certificate", trusted_by_bundle=False, **facts)


def _system(failure: Failure | None) -> Observation:
    """Make the system's own look-up, which found nothing that can be used where it failed."""
    return see(SystemLookupFacts(name="mqtt.example", addresses=() if failure else ("198.51.100.7",)), failure)


_SERVICES: dict[Literal["tas", "vpos"], CheckId] = {"tas": "tas.tcp", "vpos": "vpos.tcp"}
_KINDS = {"port_dropped": _SILENT, "port_rejected": Failure.REFUSED, "unreachable": Failure.HOST_UNREACHABLE}


def _service_over_ipv6_alone(role: Literal["tas", "vpos"], failure: Failure) -> CheckResult:
    return result(_SERVICES[role], WARN, tcp(role, failure), tcp(role, address=_SIX))


def _service_over_ipv4_alone(role: Literal["tas", "vpos"], failure: Failure) -> CheckResult:
    return result(_SERVICES[role], WARN, tcp(role), tcp(role, failure, address=_SIX))


FIRES = (
    Story(
        cause="network.no_route",
        about="IPv6 alone",
        results=(
            _ONLY_SIX,
            result("mqtt.tcp", PASS, tcp("mqtt", address=_SIX), tcp("mqtt", _NO_ROUTE)),
            result("tms.tcp", FAIL, tcp("tms", _NO_ROUTE)),
        ),
    ),
    Story(
        cause="network.no_route",
        about="IPv6 alone, and the terminal is out of reach",
        results=(
            _ONLY_SIX,
            result("terminal.lan", INCONCLUSIVE, see(PingFacts(role="terminal", address="192.0.2.20", sent=0, received=0), _NO_ROUTE)),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="IPv4 alone is dead",
        results=(
            result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", address=_SIX)),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="over IPv6 only",
        results=(
            result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", address=_SIX)),
            result("tms.tcp", PASS, tcp("tms")),
        ),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="a stranger at one address",
        results=(result("mqtt.tls", WARN, tls("identify"), _STRANGER, tls("laptop_trust", trusted_by_laptop=True)),),
    ),
    *(
        Story(
            cause="mqtt.partly_dead",
            about=f"another issuer at {address}, {'by itself' if alone else 'with its chain'}",
            results=(result("mqtt.tls", WARN, tls("identify"), _other_issuer(address, self_signed=alone)),),
        )
        for address in ("198.51.100.8", _SIX)
        for alone in (False, True)
    ),
    Story(
        cause="mqtt.partly_dead",
        about="no TLS at one address",
        results=(result("mqtt.tls", WARN, tls("identify"), tls("identify", Failure.NOT_TLS, address=_SIX)),),
    ),
    Story(
        cause="mqtt.partly_dead",
        about="large packets vanish over IPv6 only",
        results=(
            result("mqtt.tls", WARN, tls("identify"), tls("identify", _SILENT, address=_SIX)),
            result("network.path_mtu", WARN, tls("small_segments", address=_SIX)),
        ),
    ),
    *(
        Story(cause=f"{role}.{cause}", about="over IPv4 alone", results=(_service_over_ipv6_alone(role, failure),))
        for role in _SERVICES
        for cause, failure in _KINDS.items()
    ),
    Story(
        cause="dns.forged",
        about="the first of two, and the system believed it",
        results=(
            result("dns.mqtt", WARN, dns("laptop", Failure.DNS_FORGED), dns("laptop", server="192.0.2.2"), _system(Failure.DNS_FORGED)),
        ),
    ),
    Story(
        cause="dns.name_missing",
        about="the first of two, and the system believed it",
        results=(
            result(
                "dns.mqtt",
                WARN,
                dns("laptop", Failure.DNS_NAME_MISSING),
                dns("laptop", server="192.0.2.2"),
                _system(Failure.NAME_NOT_FOUND),
            ),
        ),
    ),
    Story(
        cause="dns.forged",
        about="IPv4 only",
        results=(result("dns.mqtt", WARN, dns("laptop", Failure.DNS_FORGED), dns("laptop", record="AAAA")),),
    ),
    Story(
        cause="dns.no_address",
        about="IPv6 only",
        results=(result("dns.mqtt", WARN, dns("laptop", Failure.DNS_NO_ADDRESS), dns("laptop", record="AAAA")),),
    ),
)

SPARES = (
    *(
        Story(cause=f"{role}.{cause}", about="over IPv6 alone", results=(_service_over_ipv4_alone(role, failure),))
        for role in _SERVICES
        for cause, failure in _KINDS.items()
    ),
    Story(
        cause="network.mtu_black_hole",
        about="over IPv6 alone",
        results=(
            result("mqtt.tls", WARN, tls("identify"), tls("identify", _SILENT, address=_SIX)),
            result("network.path_mtu", WARN, tls("small_segments", address=_SIX)),
        ),
    ),
    Story(
        cause="dns.forged",
        about="the second of two, and nobody asked it",
        results=(result("dns.mqtt", WARN, dns("laptop"), dns("laptop", Failure.DNS_FORGED, server="192.0.2.2"), _system(None)),),
    ),
    Story(
        cause="dns.name_missing",
        about="the second of two, and nobody asked it",
        results=(result("dns.mqtt", WARN, dns("laptop"), dns("laptop", Failure.DNS_NAME_MISSING, server="192.0.2.2"), _system(None)),),
    ),
    Story(
        cause="network.no_route",
        about="a way over both",
        results=(
            result("network.interface", WARN, interface(), route(destination="::/0"), route(destination="0.0.0.0/0")),
            result("tms.tcp", FAIL, tcp("tms", _SILENT)),
        ),
    ),
    Story(
        cause="network.no_internet",
        about="TMS answers over IPv4",
        results=(
            result("mqtt.tcp", WARN, tcp("mqtt", _SILENT), tcp("mqtt", address=_SIX)),
            result("tms.tcp", PASS, tcp("tms")),
        ),
    ),
    # What the laptop trusts at one address says nothing of another.
    Story(
        cause="tls.intercepted",
        about="a stranger at one address",
        results=(result("mqtt.tls", WARN, tls("identify"), _STRANGER, tls("laptop_trust", trusted_by_laptop=True)),),
    ),
    Story(
        cause="dns.forged",
        about="the terminal's own server is right",
        results=(result("dns.mqtt", WARN, dns("laptop", Failure.DNS_FORGED), dns("laptop", record="AAAA"), dns("terminal")),),
    ),
    Story(
        cause="dns.local_override",
        about="the server tells the same lie for IPv6",
        results=(
            result(
                "dns.mqtt",
                WARN,
                dns("laptop"),
                dns("laptop", Failure.DNS_FORGED, record="AAAA"),
            ),
        ),
    ),
)
