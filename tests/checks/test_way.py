"""The sentence about the way, beside the reason of a check."""

import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.way import with_way
from ccdiag.model.facts import PathFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.probes.stopwatch import Stopwatch

TARGET, GATEWAY, OUTSIDE = "203.0.113.10", "192.168.1.1", "198.51.100.1"


def told(failure: Failure | None, **facts: object) -> str:
    path = PathFacts(role="mqtt", address=TARGET, port=443, **facts)  # type: ignore[arg-type]  # tests name what matters
    return with_way(message("It fails."), Seen([Stopwatch().observation(TARGET, path, failure)]), "mqtt").english()


@pytest.mark.parametrize(
    ("hop", "where", "words"),
    [
        (GATEWAY, "gateway", "192.168.1.1, the gateway."),
        ("10.0.0.1", "inside", "10.0.0.1, a device behind the gateway."),
        (OUTSIDE, "outside", "198.51.100.1, outside this network."),
        (TARGET, "target", "203.0.113.10, the service's own address."),
    ],
)
def test_silence_names_the_last_that_answered(hop: str, where: str, words: str) -> None:
    assert told(Failure.DEADLINE, last_hop=hop, last_hop_is=where) == f"It fails. The last that answered on the way is {words}"


def test_an_echo_is_called_one() -> None:
    said = told(Failure.DEADLINE, last_hop=OUTSIDE, last_hop_is="outside", protocol="icmp")
    assert said == "It fails. Echo requests on this way get as far as 198.51.100.1."


@pytest.mark.parametrize(
    ("by", "where", "words"),
    [
        (GATEWAY, "gateway", "The answer comes from 192.168.1.1, the gateway."),
        ("10.0.0.1", "inside", "The answer comes from 10.0.0.1, a device behind the gateway."),
        (OUTSIDE, "outside", "The answer comes from 198.51.100.1, outside this network."),
        (TARGET, "outside", "The answer comes from outside this network: the last on the way before it is 198.51.100.1."),
        (TARGET, "target", "The answer comes from the service's own address."),
    ],
)
def test_a_refusal_names_who_refuses(by: str, where: str, words: str) -> None:
    assert told(Failure.REFUSED, last_hop=OUTSIDE, answered_by=by, verdict_by=where) == f"It fails. {words}"


def test_the_laptop_itself() -> None:
    assert "its own firewall" in told(Failure.PERMISSION_DENIED, verdict_by="laptop")


@pytest.mark.parametrize("failure", [Failure.DEADLINE, Failure.REFUSED, Failure.UNSUPPORTED, None])
def test_nothing_is_added_where_nothing_is_known(failure: Failure | None) -> None:
    assert told(failure) == "It fails."


def test_an_rst_that_may_come_from_anywhere() -> None:
    assert told(Failure.REFUSED, answered_by=TARGET, last_hop=GATEWAY, last_hop_is="gateway") == "It fails."


def test_the_way_to_another_service_says_nothing() -> None:
    path = PathFacts(role="tas", address=TARGET, port=5555, last_hop=GATEWAY, last_hop_is="gateway")
    seen = Seen([Stopwatch().observation(TARGET, path, Failure.DEADLINE)])
    assert with_way(message("It fails."), seen, "mqtt").english() == "It fails."
