"""When a loss of packets is a fault, when a warning, and where it is said to be."""

from typing import Literal

import pytest

from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.facts import PingFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Verdict
from tests.diagnosis.runs import judge, result, see, tcp

NEARBY, OUTSIDE = "192.0.2.1", ("203.0.113.54", "203.0.113.55")
RESENT = result("mqtt.tcp", Verdict.PASS, tcp("mqtt", elapsed_s=1.05))
PROMPT = result("mqtt.tcp", Verdict.PASS, tcp("mqtt", elapsed_s=0.05))


def pings(role: Literal["gateway", "internet"], address: str, sent: int, received: int, *, at_least: float = 0.0) -> Observation:
    lost = round(100 * (sent - received) / sent, 1)
    return see(PingFacts(role=role, address=address, sent=sent, received=received, loss_percent=lost, loss_at_least_percent=at_least))


def seen(check: CheckId, *observations: Observation) -> CheckResult:
    return result(check, Verdict.PASS, *observations)


ROUTER_LOSES = pings("gateway", NEARBY, 200, 150, at_least=20.3)
ROUTER_LOSES_LITTLE = pings("gateway", NEARBY, 200, 188, at_least=3.7)
ROUTER_KEEPS = pings("gateway", NEARBY, 200, 200)
ROUTER_MINDS_NONE = pings("gateway", NEARBY, 200, 0, at_least=98.7)
LINE_LOSES = tuple(pings("internet", address, 100, 70, at_least=23.0) for address in OUTSIDE)
ONE_LIMITS = (pings("internet", OUTSIDE[0], 100, 70, at_least=23.0), pings("internet", OUTSIDE[1], 100, 100))
LINE_LOSES_LITTLE = tuple(pings("internet", address, 100, 94, at_least=3.1) for address in OUTSIDE)


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((seen("network.internet", ROUTER_LOSES), RESENT), ("fault", "shop")),
        # The router may just not care for so many pings.
        ((seen("network.internet", ROUTER_LOSES), PROMPT), ("warning", "shop")),
        ((seen("network.internet", ROUTER_LOSES_LITTLE), RESENT), ("warning", "shop")),
        ((seen("network.interface", pings("gateway", NEARBY, 3, 1, at_least=26.0)), RESENT), ("warning", "shop")),
        ((seen("network.interface", pings("gateway", NEARBY, 3, 0, at_least=52.0)), RESENT), None),
        ((seen("network.internet", *LINE_LOSES, ROUTER_KEEPS), RESENT), ("fault", "provider")),
        ((seen("network.internet", *LINE_LOSES), RESENT), ("fault", "provider")),
        ((seen("network.internet", *LINE_LOSES, ROUTER_LOSES), RESENT), ("fault", "shop")),
        ((seen("network.internet", *LINE_LOSES, ROUTER_KEEPS), PROMPT), ("warning", "provider")),
        ((seen("network.internet", *LINE_LOSES_LITTLE, ROUTER_KEEPS), RESENT), ("warning", "provider")),
        ((seen("network.internet", *ONE_LIMITS, ROUTER_KEEPS), RESENT), None),
    ],
)
def test_what_is_said(results: tuple[CheckResult, ...], said: tuple[str, str] | None) -> None:
    lossy = [(cause.severity.value, cause.owner.value) for cause in judge(*results) if cause.id == "network.lossy"]
    assert lossy == ([] if said is None else [said])


def test_what_failed_first_and_then_worked_is_counted() -> None:
    again = [tcp("mqtt", address=address, attempt=2) for address in OUTSIDE]
    results = (result("mqtt.tcp", Verdict.WARN, *again), result("tas.tcp", Verdict.WARN, tcp("tas", attempt=2)))
    (unstable,) = (cause for cause in judge(*results) if cause.id == "network.unstable")
    assert unstable.title.english().endswith(": 3")
    assert unstable.severity.value == "warning"


@pytest.mark.parametrize(("router", "certainty"), [(ROUTER_KEEPS, "likely"), (ROUTER_MINDS_NONE, "possible")])
def test_a_router_that_minds_no_pings_hides_where_they_are_lost(router: Observation, certainty: str) -> None:
    (lossy,) = judge(seen("network.internet", *LINE_LOSES, router), RESENT)
    assert (lossy.id, lossy.owner.value, lossy.certainty.value) == ("network.lossy", "provider", certainty)
    assert ("the shop's own network" in lossy.meaning.english()) is (certainty == "possible")


@pytest.mark.parametrize(("received", "also"), [(80, True), (50, False)])
def test_silence_proves_nothing_where_half_is_lost(received: int, *, also: bool) -> None:
    measured = seen("network.internet", *(pings("internet", address, 100, received, at_least=14.0) for address in OUTSIDE), ROUTER_KEEPS)
    silent = result("tas.tcp", Verdict.FAIL, *(tcp("tas", Failure.DEADLINE, attempt=attempt) for attempt in (1, 2)))
    found = [cause.id for cause in judge(measured, RESENT, silent) if cause.severity.value == "fault"]
    assert set(found) == {"network.lossy", *(["tas.port_dropped"] if also else [])}
