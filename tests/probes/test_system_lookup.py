import asyncio

import pytest

from ccdiag.model.facts import SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.forged import PrivateAnswers
from ccdiag.probes.system_lookup import system_lookup


async def look_up(name: str, *, private_answers: PrivateAnswers = "allowed", limit: float = 5.0) -> tuple[Observation, SystemLookupFacts]:
    seen = await system_lookup(name, private_answers=private_answers, limits=Limits(system_lookup=limit))
    assert isinstance(seen.facts, SystemLookupFacts)
    return seen, seen.facts


async def test_a_name_that_the_system_knows() -> None:
    seen, facts = await look_up("localhost")
    assert (seen.failure, seen.target, facts.name) == (None, "localhost", "localhost")
    assert {"127.0.0.1", "::1"} & set(facts.addresses)
    assert facts.in_hosts_file


async def test_an_address_that_cannot_be_a_public_service() -> None:
    seen, facts = await look_up("localhost", private_answers="forged")
    assert (seen.failure, facts.addresses) == (Failure.DNS_FORGED, ())
    assert {"127.0.0.1", "::1"} & set(facts.forged_addresses)


# An address with a zone that does not exist is asked of nobody, and refused with the same code as a missing name.
@pytest.mark.parametrize("name", ["two..dots.example", "x" * 64, "::1%nowhere9"])
async def test_a_name_that_is_not_found(name: str) -> None:
    seen, facts = await look_up(name)
    assert (seen.failure, facts.addresses) == (Failure.NAME_NOT_FOUND, ())


async def test_time_is_up() -> None:
    seen, _ = await look_up("localhost", limit=0.0)
    assert seen.failure is Failure.DEADLINE


async def test_it_is_left_behind_where_nobody_answers_anyone() -> None:
    hopeless = asyncio.Event()
    hopeless.set()
    seen = await system_lookup("localhost", private_answers="allowed", limits=Limits(), hopeless=hopeless)
    assert seen.failure is Failure.DEADLINE
