"""Made-up runs: results with observations, written as shortly as a table needs them."""

from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ccdiag.content.causes import load_causes
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment
from ccdiag.model.facts import (
    ClockFacts,
    DnsFacts,
    Facts,
    HttpFacts,
    InterfaceFacts,
    NeighbourFacts,
    PassiveReadFacts,
    PingFacts,
    RouteFacts,
    SettingFacts,
    StatedFacts,
    TcpFacts,
    TlsFacts,
)
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict

Field = Any
"""The value of a field of some structure; msgspec itself looks whether it fits."""
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
ENVIRONMENT = msgspec.convert(
    {
        "schema": 1,
        "id": "made",
        "title": "Made up",
        "mqtt": {"host": "mqtt.example", "topics": ["NL-CAT"]},
        "tas": {"host": "tas.example", "port": 5555},
        "tms": {"host": "192.0.2.53", "port": 15000},
        "vpos": {"host": "vpos.example", "port": 443},
    },
    Environment,
)
PASS, WARN, FAIL, SKIPPED, INCONCLUSIVE = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.SKIPPED, Verdict.INCONCLUSIVE


class Story(Struct, frozen=True, kw_only=True):
    """A run, and the cause that it must show, or must not."""

    cause: str
    about: str
    results: tuple[CheckResult, ...]
    terminal: dict[str, Any] = {}


def see(facts: Facts, failure: Failure | None = None, *, elapsed_s: float = 0.02, target: str = "somewhere") -> Observation:
    return Observation(target=target, started_at=NOON, elapsed_s=elapsed_s, failure=failure, facts=facts)


def result(check: CheckId, verdict: Verdict, *observations: Observation, basis: Basis = Basis.MEASURED) -> CheckResult:
    return CheckResult(id=check, verdict=verdict, basis=basis, reason=message("made up"), observations=observations)


def situation(terminal: dict[str, Any] | None = None, **more: Field) -> Situation:
    case = msgspec.convert({"terminal": terminal or {}, **more}, Case)
    return Situation(environment=ENVIRONMENT, case=case)


def numbered(results: tuple[CheckResult, ...]) -> dict[CheckId, CheckResult]:
    """Give ids as a run does; results of one check are laid together, the last verdict counts."""
    found: dict[CheckId, CheckResult] = {}
    count = 0
    for one in results:
        seen = []
        for observation in one.observations:
            count += 1
            seen.append(replace(observation, id=f"o{count}"))
        before = found[one.id].observations if one.id in found else ()
        found[one.id] = replace(one, observations=(*before, *seen))
    return found


def judge(*results: CheckResult, terminal: dict[str, Any] | None = None, unfinished: frozenset[CheckId] = frozenset()) -> tuple[Cause, ...]:
    return diagnose(load_causes(), numbered(results), situation(terminal), unfinished=unfinished)


def ids(causes: tuple[Cause, ...]) -> list[str]:
    return [cause.id for cause in causes]


# --- observations -------------------------------------------------------------------------------------------------------

TcpRole = Literal["mqtt", "tas", "tms", "vpos", "control", "opi", "trigger"]


def tcp(
    role: TcpRole,
    failure: Failure | None = None,
    *,
    address: str = "198.51.100.7",
    attempt: int = 1,
    elapsed_s: float = 0.02,
) -> Observation:
    family: Literal["ipv4", "ipv6"] = "ipv6" if ":" in address else "ipv4"
    facts = TcpFacts(role=role, address=address, port=443, family=family, attempt=attempt)
    return see(facts, failure, elapsed_s=elapsed_s, target=f"{address}:443")


def dns(
    role: Literal["environment", "laptop", "terminal", "reference"],
    failure: Failure | None = None,
    *,
    record: Literal["A", "AAAA"] = "A",
    elapsed_s: float = 0.02,
    attempts: int = 1,
    server: str = "192.0.2.1",
) -> Observation:
    codes = {None: "NOERROR", Failure.DNS_NAME_MISSING: "NXDOMAIN", Failure.DNS_REFUSED: "REFUSED", Failure.DNS_SERVER_FAILURE: "SERVFAIL"}
    facts = DnsFacts(
        name="mqtt.example",
        record=record,
        server=server,
        role=role,
        rcode=codes.get(failure),
        addresses=() if failure else ("198.51.100.7",),
        forged_addresses=("0.0.0.0",) if failure is Failure.DNS_FORGED else (),
        attempts=attempts,
    )
    return see(facts, failure, elapsed_s=elapsed_s)


def tls(purpose: Field = "identify", failure: Failure | None = None, **facts: Field) -> Observation:
    usual: dict[str, Any] = {
        "role": "control" if purpose == "control" else "mqtt",
        "address": "198.51.100.7",
        "port": 443,
        "stage": "done" if failure is None else "hello_sent",
        "issuer": "CN=Some Issuer",
    }
    if purpose == "identify":
        usual |= {"alpn_offered": ("x-amzn-mqtt-ca",)}
        if failure is None:
            usual |= {"alpn": "x-amzn-mqtt-ca", "trusted_by_bundle": True, "expired": False, "not_yet_valid": False, "name_matches": True}
            usual |= {"days_left": 200.0, "self_signed": False}
    chosen = usual | facts
    chosen.setdefault("family", "ipv6" if ":" in str(chosen["address"]) else "ipv4")
    return see(TlsFacts(purpose=purpose, **chosen), failure, target="198.51.100.7:443")


def http(status: int | None = None, failure: Failure | None = None, **facts: Field) -> Observation:
    return see(HttpFacts(role="internet", url="http://known.example/", status=status, **facts), failure)


def interface(**facts: Field) -> Observation:
    usual: dict[str, Any] = {"name": "eth0", "up": True, "kind": "wired", "addresses": ("192.0.2.9/24",), "carries_traffic": True}
    return see(InterfaceFacts(**(usual | facts)))


def route(failure: Failure | None = None, *, kind: str | None = "wired", destination: str = "198.51.100.7") -> Observation:
    return see(RouteFacts(destination=destination, interface_kind=kind, gateway="192.0.2.1"), failure)


def neighbour(role: Literal["gateway", "terminal"], state: Literal["present", "absent", "unknown"], *macs: str) -> Observation:
    return see(NeighbourFacts(role=role, address="192.0.2.20", state=state, hardware_addresses=macs))


def ping(role: Literal["gateway", "terminal"], sent: int, received: int) -> Observation:
    facts = PingFacts(role=role, address="192.0.2.20", sent=sent, received=received, loss_percent=100 * (sent - received) / sent)
    return see(facts, None if received else Failure.DEADLINE)


def clock(offset_s: float, source: Literal["http_date", "certificate"] = "http_date") -> Observation:
    return see(ClockFacts(source=source, offset_s=offset_s))


def read(role: TcpRole, ended_by: Literal["us", "peer_close", "peer_reset"]) -> Observation:
    return see(PassiveReadFacts(role=role, address="198.51.100.7", ended_by=ended_by))


def stated(key: str, value: str) -> Observation:
    return see(StatedFacts(key=key, value=value), target=key)


def setting(document: Literal["webkassa", "tms", "terminal"], finding: str | None) -> Observation:
    return see(SettingFacts(document=document, setting="something", found="this", expected="that", finding=finding))
