"""Connecting to every address of a service, with a second attempt where the first may have met bad luck."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from ccdiag.checks.base import CheckContext, Seen
from ccdiag.model.facts import Role, TcpFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.probes.path import path_probe
from ccdiag.probes.tcp import Connection, open_tcp

Result = TypeVar("Result")

# A refusal is an answer: asking again would only add to it. Silence and a reset can be a lost packet or a busy middle box.
_WORTH_ANOTHER = SILENCE | {Failure.RESET}
_NO_ROUTE = frozenset({Failure.NETWORK_UNREACHABLE, Failure.ADDRESS_UNAVAILABLE})


class Tried(Struct, frozen=True, kw_only=True):
    """How one address of a service answered, over all attempts."""

    address: str
    family: str
    failure: Failure | None
    """Of the last attempt."""
    attempts: int
    answered_by: str | None = None
    """Who else on the way said no, where that is known."""

    @property
    def answers(self) -> bool:
        """Whether a connection came about in the end."""
        return self.failure is None

    @property
    def unstable(self) -> bool:
        """Failed, then worked."""
        return self.answers and self.attempts > 1


async def connect_all(
    addresses: Sequence[str],
    port: int,
    *,
    role: Role,
    context: CheckContext,
    use: Callable[[Connection], Awaitable[None]] | None = None,
    when_all_failed: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Connect to all addresses side by side, record each attempt, and let `use` have each connection before it is closed.

    When no first attempt brought a connection, `when_all_failed` and a look at the way run beside the second attempts.
    """
    told: set[str] = set()
    """Addresses about which somebody else said something by ICMP."""

    async def attempt(address: str, number: int) -> Failure | None:
        limit = context.limits.connect if number == 1 else context.limits.second_connect
        seen, connection = await open_tcp(address, port, role=role, limit=limit, source=context.source, attempt=number)
        context.record(seen)
        if isinstance(seen.facts, TcpFacts) and seen.facts.answered_by not in {None, seen.facts.local_address}:
            told.add(address)
        if connection is not None:
            async with connection:
                if use is not None:
                    await use(connection)
        return seen.failure

    async def look_at_way(address: str) -> None:
        seen = await path_probe(address, port, role=role, limits=context.limits, source=context.source)
        if seen is not None:
            context.record(seen)

    first = await _side_by_side(attempt(address, 1) for address in addresses)
    again = [address for address, failure in zip(addresses, first, strict=True) if failure in _WORTH_ANOTHER]
    more: list[Awaitable[object]] = [attempt(address, 2) for address in again]
    if all(failure is not None for failure in first):
        if when_all_failed is not None:
            more.append(when_all_failed())
        if (dead := _most_promising(zip(addresses, first, strict=True), told)) is not None:
            more.append(look_at_way(dead))
    await _side_by_side(more)


def _most_promising(tried: Iterable[tuple[str, Failure | None]], told: Container[str]) -> str | None:
    """Choose the address whose way is looked at; one is enough, since routers limit how often they say anything.

    None where only this laptop itself said no.
    """
    failed = list(tried)
    spoken = [address for address, failure in failed if failure in {Failure.REFUSED, Failure.HOST_UNREACHABLE}]
    silent = [address for address, failure in failed if failure in SILENCE]
    return next(iter((*spoken, *silent, *(address for address, _ in failed if address in told))), None)


async def _side_by_side(work: Iterable[Awaitable[Result]]) -> list[Result]:
    return await asyncio.gather(*work)


def tried_addresses(seen: Seen, role: Role) -> tuple[Tried, ...]:
    """Return how each address of this role answered, in the order in which they were recorded first."""
    found: dict[str, Tried] = {}
    for observation, facts in seen.of(TcpFacts):
        if facts.role == role:
            before = found.get(facts.address)
            attempts = before.attempts + 1 if before else 1
            other = facts.answered_by if facts.answered_by not in {facts.local_address, facts.address} else None
            found[facts.address] = Tried(
                address=facts.address, family=facts.family, failure=observation.failure, attempts=attempts, answered_by=other
            )
    return tuple(found.values())


def family_without_route(tried: Sequence[Tried]) -> str | None:
    """Name the address family (`ipv4`, `ipv6`) that this network does not have, told by the other one that works.

    A name with addresses of both families is reached over either; a shop without IPv6 is no fault.
    """
    for family in ("ipv6", "ipv4"):
        of_family = [one for one in tried if one.family == family]
        others_answer = any(one.answers for one in tried if one.family != family)
        if of_family and others_answer and all(one.failure in _NO_ROUTE for one in of_family):
            return family
    return None


def most_telling(tried: Sequence[Tried]) -> Failure | None:
    """Return the failure that says most where nothing answers: an answer before silence, and "no route" for one family last."""
    failures = [one.failure for one in tried if one.failure is not None]
    with_route = [failure for failure in failures if failure not in _NO_ROUTE]
    spoken = [failure for failure in with_route if failure not in SILENCE]
    return next(iter(spoken or with_route or failures), None)


def refuser(tried: Sequence[Tried], failure: Failure | None) -> str | None:
    """Return who on the way said no; None when it was the target itself, this laptop, or is not known."""
    return next((one.answered_by for one in tried if one.failure is failure and one.answered_by), None)


def connect_failure(failure: Failure | None, target: str, *, by: str | None = None) -> Message:
    """Say in a sentence how connecting to a target failed, and who on the way said so."""
    if by is not None and failure is Failure.REFUSED:
        return message("{by}, on the way to {target}, refuses the connection.", target=target, by=by)
    if by is not None and failure in {Failure.HOST_UNREACHABLE, Failure.NETWORK_UNREACHABLE}:
        return message("{by} says that there is no way to {target}.", target=target, by=by)
    match failure:
        case Failure.DEADLINE | Failure.TIMED_OUT:
            return message("Nothing comes back from {target}.", target=target)
        case Failure.REFUSED:
            return message("{target} refuses the connection.", target=target)
        case Failure.HOST_UNREACHABLE:
            return message("{target} cannot be reached: the network says that there is no way to it.", target=target)
        case Failure.NETWORK_UNREACHABLE | Failure.ADDRESS_UNAVAILABLE:
            return message("This laptop has no route to {target}.", target=target)
        case Failure.PERMISSION_DENIED:
            return message("This laptop itself forbids the connection to {target}.", target=target)
        case Failure.RESET:
            return message("{target} accepts the connection and resets it at once.", target=target)
        case _:
            return message("The connection to {target} fails.", target=target)
