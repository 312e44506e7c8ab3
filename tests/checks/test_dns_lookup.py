import asyncio
from collections.abc import Mapping

import dns.rcode

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.dns_mqtt import DnsMqtt
from ccdiag.checks.dns_rewriting import DnsRewriting, missing_name
from ccdiag.checks.dns_tas import DnsTas
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.facts import DnsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.name_servers import laptop_name_servers
from ccdiag.probes.source import ANY_SOURCE
from tests.checks.dns_observations import NAME, server, situation, system
from tests.dns_servers import name_server, says, silent

TAS = "tas.example"
GOOD = says(f"{NAME} 60 A 192.0.2.1")


class Recorded:
    """A context that keeps what a check records."""

    def __init__(self, told: Situation, results: Mapping[CheckId, CheckResult] | None = None) -> None:
        self.seen: list[Observation] = []
        self.context = CheckContext(told, results or {}, self._record, source=ANY_SOURCE, terminal_turn=asyncio.Lock())

    def _record(self, observation: Observation) -> Observation:
        self.seen.append(observation)
        return observation


async def run(check: Check, told: Situation) -> tuple[list[Observation], Verdict, str]:
    recorded = Recorded(told)
    targets = check.targets(recorded.context)
    await check.observe(recorded.context)
    assert sorted(targets) == sorted(observation.target for observation in recorded.seen)
    judgement = check.judge(Seen(recorded.seen), told, {})
    return recorded.seen, judgement.verdict, judgement.reason.english()


async def test_only_the_environment_s_servers_are_asked_where_it_names_some() -> None:
    async with name_server(GOOD) as one, name_server(GOOD) as two:
        seen, verdict, reason = await run(DnsMqtt(), situation(servers=(str(one.endpoint), str(two.endpoint))))
    assert (verdict, reason) == (Verdict.PASS, f"{NAME} is found: 192.0.2.1. All 2 name servers answer.")
    assert {(facts.server, facts.role, facts.record) for _, facts in Seen(seen).of(DnsFacts)} == {
        (str(asked.endpoint), "environment", record) for asked in (one, two) for record in ("A", "AAAA")
    }
    assert len(seen) == 4


async def test_each_server_is_asked_once_and_keeps_the_site_s_role() -> None:
    async with name_server(GOOD) as one, name_server(GOOD) as two, name_server(GOOD) as three:
        own, other, compared = (str(asked.endpoint) for asked in (one, two, three))
        seen, _, _ = await run(DnsMqtt(), situation(servers=(own, own), terminal=(own, other), reference=(other, compared)))
    roles = {facts.server: facts.role for _, facts in Seen(seen).of(DnsFacts)}
    assert roles == {own: "environment", other: "terminal", compared: "reference"}
    assert len(seen) == 6


async def test_a_terminal_s_server_that_fails_is_a_warning() -> None:
    async with name_server(GOOD) as one, name_server(says(rcode=dns.rcode.SERVFAIL)) as two:
        _, verdict, reason = await run(DnsMqtt(), situation(servers=(str(one.endpoint),), terminal=(str(two.endpoint),)))
    assert (verdict, reason) == (Verdict.WARN, f"{NAME} is found, but {two.endpoint} fails to look it up (SERVFAIL).")


async def test_a_silent_reference_is_no_fault_and_nothing_waits_longer_than_the_limit() -> None:
    async with name_server(GOOD) as one, name_server(silent, silent) as two:
        told = situation(servers=(str(one.endpoint),), reference=(str(two.endpoint),))
        check = DnsMqtt()
        async with asyncio.timeout(check.limit_for(told)):
            _, verdict, _ = await run(check, told)
    assert verdict is Verdict.PASS


async def silence_of(servers: tuple[str, ...], reference: tuple[str, ...]) -> bool:
    recorded = Recorded(situation(servers=servers, reference=reference))
    await DnsMqtt().observe(recorded.context)
    return recorded.context.meanwhile.names_silent.is_set()


async def test_who_waits_for_the_system_hears_when_nobody_answers_outside_either() -> None:
    async with name_server(silent, silent) as one, name_server(silent, silent) as two, name_server(GOOD) as three:
        own, outside, answering = (str(asked.endpoint) for asked in (one, two, three))
        assert await silence_of((own,), (outside,))
        # A slow server of the site, on a line that lives.
        assert not await silence_of((own,), (answering,))
        assert not await silence_of((own,), ())
        assert not await silence_of((answering,), (outside,))


async def test_tas_has_a_name_of_its_own() -> None:
    async with name_server(says(f"{TAS} 60 A 192.0.2.7")) as one:
        seen, verdict, _ = await run(DnsTas(), situation(servers=(str(one.endpoint),)))
    assert verdict is Verdict.PASS
    assert {facts.name for _, facts in Seen(seen).of(DnsFacts)} == {TAS}


def test_an_address_needs_no_look_up() -> None:
    told = situation(host="192.0.2.1", tas="2001:db8::1")
    assert DnsMqtt().skip(told) is not None
    assert DnsTas().skip(told) is not None
    assert DnsRewriting().skip(told) is not None


def test_one_name_is_enough_to_look_for_rewriting() -> None:
    told = situation(host="192.0.2.1")
    assert DnsMqtt().skip(told) is not None
    assert DnsTas().skip(told) is None
    assert DnsRewriting().skip(told) is None


def test_without_servers_of_the_environment_the_system_and_the_laptop_s_servers_are_asked() -> None:
    targets = DnsMqtt().targets(Recorded(situation(terminal=("198.51.100.1:5353", "nonsense"))).context)
    laptop = [f"{own} {NAME} {record}" for own in laptop_name_servers() for record in ("A", "AAAA")]
    assert targets == (NAME, *laptop, f"198.51.100.1:5353 {NAME} A", f"198.51.100.1:5353 {NAME} AAAA")


class TestRewriting:
    async def test_a_name_that_stays_missing(self) -> None:
        async with name_server(says(rcode=dns.rcode.NXDOMAIN)) as one:
            seen, verdict, _ = await run(DnsRewriting(), situation(servers=(str(one.endpoint),)))
        assert verdict is Verdict.PASS
        assert [observation.failure for observation in seen] == [Failure.DNS_NAME_MISSING]

    async def test_a_name_that_gets_an_address(self) -> None:
        async with name_server(says(f"{missing_name().rstrip('.')} 60 A 192.0.2.99")) as one:
            _, verdict, reason = await run(DnsRewriting(), situation(servers=(str(one.endpoint),)))
        assert (verdict, reason) == (Verdict.WARN, f"{one.endpoint} gives 192.0.2.99 for a name that does not exist.")

    async def test_a_forged_address_is_an_address_too(self) -> None:
        async with name_server(says(f"{missing_name().rstrip('.')} 60 A 10.0.0.1")) as one:
            _, verdict, _ = await run(DnsRewriting(), situation(servers=(str(one.endpoint),)))
        assert verdict is Verdict.WARN

    async def test_nobody_answers(self) -> None:
        async with name_server(silent) as one:
            _, verdict, _ = await run(DnsRewriting(), situation(servers=(str(one.endpoint),)))
        assert verdict is Verdict.INCONCLUSIVE

    def test_the_system_alone_is_rewritten(self) -> None:
        seen = Seen([system("192.0.2.99"), server(failure=Failure.DNS_NAME_MISSING)])
        judgement = DnsRewriting().judge(seen, situation(), {})
        assert (judgement.verdict, judgement.reason.english()) == (
            Verdict.WARN,
            "This laptop's own look-up gives 192.0.2.99 for a name that does not exist.",
        )

    def test_the_system_alone_is_not(self) -> None:
        assert DnsRewriting().judge(Seen([system(failure=Failure.NAME_NOT_FOUND)]), situation(), {}).verdict is Verdict.PASS
