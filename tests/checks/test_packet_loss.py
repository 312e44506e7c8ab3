import asyncio

import pytest

from ccdiag.checks.base import CheckContext, Seen
from ccdiag.checks.meanwhile import Meanwhile
from ccdiag.checks.packet_loss import measure_loss
from ccdiag.model.facts import DnsFacts, Facts, HttpFacts, PingFacts, TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.stopwatch import Stopwatch
from tests.checks.dns_observations import situation

LIMITS = Limits(ping_count_of_loss_outside=8, ping_spacing_outside=0.001)


async def pinged(meanwhile: Meanwhile, *outside: str) -> list[int]:
    seen: list[Observation] = []

    def record(observation: Observation) -> Observation:
        seen.append(observation)
        return observation

    told = situation(limits=LIMITS)
    await measure_loss(CheckContext(told, {}, record, source=ANY_SOURCE, terminal_turn=asyncio.Lock(), meanwhile=meanwhile), outside)
    return [facts.sent for _, facts in Seen(seen).of(PingFacts)]


async def test_a_healthy_run_sends_few() -> None:
    assert await pinged(Meanwhile(), "127.0.0.1", "127.0.0.2") == [3, 3]


async def test_a_loss_elsewhere_has_many_sent() -> None:
    meanwhile = Meanwhile()
    meanwhile.loss.set()
    assert await pinged(meanwhile, "127.0.0.1", "127.0.0.2") == [3, 3, 8, 8]


async def test_the_loss_may_come_later_while_others_are_at_work() -> None:
    at_work = asyncio.Event()
    meanwhile = Meanwhile({"mqtt.tls": at_work})
    pinging = asyncio.create_task(pinged(meanwhile, "127.0.0.1"))
    await asyncio.wait({pinging}, timeout=0.05)
    assert not pinging.done()
    meanwhile.loss.set()
    assert await pinging == [3, 8]


async def test_nobody_is_waited_for_where_nobody_can_be_pinged() -> None:
    assert await pinged(Meanwhile({"mqtt.tls": asyncio.Event()})) == []


@pytest.mark.parametrize(
    ("facts", "failure", "elapsed_s", "met"),
    [
        (TcpFacts(role="mqtt", address="192.0.2.1", port=443, family="ipv4"), None, 0.2, False),
        (TcpFacts(role="mqtt", address="192.0.2.1", port=443, family="ipv4"), Failure.REFUSED, 0.2, False),
        (TcpFacts(role="tas", address="192.0.2.1", port=443, family="ipv4"), None, 1.1, True),
        (TcpFacts(role="vpos", address="192.0.2.1", port=443, family="ipv4", attempt=2), Failure.DEADLINE, 2.0, True),
        (TlsFacts(role="mqtt", purpose="identify", address="192.0.2.1", port=443), None, 0.9, False),
        (TlsFacts(role="mqtt", purpose="identify", address="192.0.2.1", port=443), None, 2.6, True),
        (TlsFacts(role="mqtt", purpose="tls_1_2", address="192.0.2.1", port=443), Failure.DEADLINE, 2.5, True),
        (HttpFacts(role="internet", url="http://known.example", attempt=2), None, 0.1, True),
        (DnsFacts(name="a.example", record="A", server="192.0.2.1:53", role="laptop"), None, 1.2, False),
        (DnsFacts(name="a.example", record="A", server="192.0.2.1:53", role="laptop", attempts=2), None, 1.6, True),
        (PingFacts(role="gateway", address="192.0.2.1", sent=3, received=3), None, 0.1, False),
    ],
)
def test_what_shows_a_loss(facts: Facts, failure: Failure | None, elapsed_s: float, *, met: bool) -> None:
    meanwhile = Meanwhile()
    meanwhile.notice(Stopwatch().observation("there", facts, failure, elapsed_s=elapsed_s), Limits())
    assert meanwhile.loss.is_set() is met
