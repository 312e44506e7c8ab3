import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.checks.addresses import addresses_of, usable_addresses
from ccdiag.checks.base import CheckContext
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.source import ANY_SOURCE
from tests.checks.dns_observations import NAME, server, situation, system
from tests.dns_servers import name_server, reply, says

SERVICE = Endpoint(NAME, 443)


def context(told: Situation, seen: Iterable[Observation] | None = None) -> tuple[CheckContext, list[Observation]]:
    recorded: list[Observation] = []

    def record(observation: Observation) -> Observation:
        recorded.append(observation)
        return observation

    results: dict[CheckId, CheckResult] = {}
    if seen is not None:
        ended = CheckResult(id="dns.mqtt", verdict=Verdict.PASS, basis=Basis.MEASURED, reason=message(""), observations=tuple(seen))
        results["dns.mqtt"] = ended
    return CheckContext(told, results, record, source=ANY_SOURCE, terminal_turn=asyncio.Lock()), recorded


async def followed(*seen: Observation, told: Situation | None = None) -> tuple[str, ...]:
    given_context, recorded = context(told or situation(), seen)
    addresses = await addresses_of(SERVICE, given_context, from_check="dns.mqtt")
    assert recorded == []
    return addresses


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
async def test_an_address_is_itself(host: str) -> None:
    given_context, recorded = context(situation())
    assert await addresses_of(Endpoint(host, 443), given_context, from_check=None) == (host,)
    assert recorded == []


async def test_the_system_comes_before_the_servers() -> None:
    assert await followed(server("192.0.2.2"), system("192.0.2.1")) == ("192.0.2.1",)


async def test_a_server_where_the_system_finds_nothing() -> None:
    assert await followed(system(failure=Failure.NAME_NOT_FOUND), server("192.0.2.2")) == ("192.0.2.2",)
    assert await followed(system(forged=("127.0.0.1",)), server("192.0.2.2")) == ("192.0.2.2",)


async def test_one_server_is_followed_and_its_families_take_turns() -> None:
    seen = (
        server("2001:db8::1", "2001:db8::2", "2001:db8::3", record="AAAA", role="environment"),
        server("192.0.2.1", "192.0.2.2", role="environment"),
        server("198.51.100.1", role="environment", at="192.0.2.154:53"),
    )
    assert await followed(*seen) == ("192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2", "2001:db8::3")


async def test_a_server_with_ipv4_addresses_is_preferred() -> None:
    seen = (server("2001:db8::1", record="AAAA"), server("192.0.2.1", at="192.0.2.154:53"))
    assert await followed(*seen) == ("192.0.2.1",)


async def test_reference_terminal_and_forged_answers_are_not_followed() -> None:
    assert await followed(server("192.0.2.1", role="reference"), server("192.0.2.2", role="terminal"), server(forged=("10.0.0.1",))) == ()


async def test_no_more_than_the_limit() -> None:
    assert len(await followed(system(*(f"192.0.2.{number}" for number in range(40))))) == situation().limits.addresses


@given(st.lists(st.ip_addresses(v=4).map(str), max_size=12), st.lists(st.ip_addresses(v=6).map(str), max_size=12), st.integers(1, 9))
def test_both_families_get_their_share(version_4: list[str], version_6: list[str], most: int) -> None:
    chosen = usable_addresses([system(*version_6, *version_4)], most=most)
    assert len(chosen) == min(most, len({*version_4, *version_6}))
    assert len(set(chosen)) == len(chosen)
    if version_4:
        assert chosen[0] == version_4[0]
    if version_4 and version_6 and most > 1:
        assert chosen[1] == version_6[0]


@pytest.mark.parametrize("from_check", [None, "dns.mqtt"], ids=["on its own", "its check is not part of the run"])
async def test_a_look_up_of_its_own(from_check: CheckId | None) -> None:
    def both(question: bytes, _number: int) -> list[bytes]:
        wanted = reply(question).question[0].rdtype.name
        return [reply(question, f"{NAME} 60 A 192.0.2.1" if wanted == "A" else f"{NAME} 60 AAAA 2001:db8::1").to_wire()]

    async with name_server(both) as one, name_server(says(f"{NAME} 60 A 198.51.100.1")) as reference:
        told = situation(servers=(str(one.endpoint),), reference=(str(reference.endpoint),), terminal=(str(reference.endpoint),))
        given_context, recorded = context(told)
        addresses = await addresses_of(SERVICE, given_context, from_check=from_check)
    assert addresses == ("192.0.2.1", "2001:db8::1")
    assert sorted(observation.target for observation in recorded) == [f"{one.endpoint} {NAME} A", f"{one.endpoint} {NAME} AAAA"]


async def test_a_look_up_by_the_system() -> None:
    told = situation(private_answers="allowed")
    given_context, recorded = context(told)
    assert {"127.0.0.1", "::1"} & set(await addresses_of(Endpoint("localhost", 443), given_context, from_check=None))
    assert [observation.operation for observation in recorded] == ["system_lookup"]
