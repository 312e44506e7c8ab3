"""Observations of look-ups, built by hand for the judges."""

from datetime import UTC, datetime

from ccdiag.model.case import Case, Terminal
from ccdiag.model.environment import DnsSettings, Environment, MqttService, TcpService
from ccdiag.model.facts import DnsFacts, SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.probes.dns_message import Record
from ccdiag.probes.dns_query import ServerRole
from ccdiag.probes.forged import PrivateAnswers

NAME = "mqtt.example"
QUICK = Limits(dns_udp=0.25, dns_tcp=0.3)


def situation(
    *,
    servers: tuple[str, ...] = (),
    reference: tuple[str, ...] = (),
    terminal: tuple[str, ...] | None = None,
    link: str | None = None,
    host: str = NAME,
    tas: str = "tas.example",
    private_answers: PrivateAnswers = "forged",
    limits: Limits = QUICK,
) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host=host),
        tas=TcpService(host=tas, port=5555),
        tms=TcpService(host="192.0.2.53", port=15000),
        dns=DnsSettings(servers=servers, reference=reference, private_answers=private_answers),
    )
    case = Case(terminal=Terminal(dns=terminal, link=link))  # type: ignore[arg-type]  # the tests name one of its choices
    return Situation(environment=environment, case=case, limits=limits)


def system(
    *addresses: str,
    forged: tuple[str, ...] = (),
    listed: bool = False,
    rule: str | None = None,
    failure: Failure | None = None,
    elapsed_s: float = 0.01,
    name: str = NAME,
) -> Observation:
    facts = SystemLookupFacts(name=name, addresses=addresses, forged_addresses=forged, in_hosts_file=listed, name_rule=rule)
    failure = Failure.DNS_FORGED if forged else failure
    return Observation(target=name, started_at=datetime(2026, 1, 1, tzinfo=UTC), elapsed_s=elapsed_s, failure=failure, facts=facts)


def server(
    *addresses: str,
    role: ServerRole = "laptop",
    at: str = "192.0.2.153:53",
    record: Record = "A",
    forged: tuple[str, ...] = (),
    failure: Failure | None = None,
    rcode: str | None = None,
    extended_error: int | None = None,
    udp_failure: str | None = None,
    elapsed_s: float = 0.01,
    name: str = NAME,
) -> Observation:
    facts = DnsFacts(
        name=name,
        record=record,
        server=at,
        role=role,
        rcode=rcode,
        addresses=addresses,
        forged_addresses=forged,
        extended_error=extended_error,
        udp_failure=udp_failure,
        transport="udp" if udp_failure is None else "tcp",
    )
    failure = Failure.DNS_FORGED if forged else failure
    target = f"{at} {name} {record}"
    return Observation(target=target, started_at=datetime(2026, 1, 1, tzinfo=UTC), elapsed_s=elapsed_s, failure=failure, facts=facts)
