"""Connecting to every address of a service, with a second attempt where the first may have met bad luck."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable, Sequence

from msgspec import Struct

from ccdiag.checks.base import CheckContext, Seen
from ccdiag.checks.second_try import tried_twice
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import Role, TcpFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.probes.path import path_probe
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import Connection, open_tcp, tcp_facts

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

    An address that is lost, or lasts as only lost packets make it last, gets a second attempt beside the first. Once that is so of all
    of them, or they refuse, `when_all_failed` and a look at the way run beside the second attempts.
    """
    reaching = _Reaching(addresses, port, role, context, when_all_failed)
    try:
        failures = await asyncio.gather(*(reaching.reach(address, use) for address in addresses))
        if all(failure is not None for failure in failures):
            await reaching.looked()
    finally:
        await reaching.leave()


class _Reaching:
    """The attempts at the addresses of one service."""

    def __init__(
        self, addresses: Sequence[str], port: int, role: Role, context: CheckContext, when_all_failed: Callable[[], Awaitable[None]] | None
    ) -> None:
        self._addresses = addresses
        self._port = port
        self._role: Role = role
        self._context = context
        self._when_all_failed = when_all_failed
        self._met: dict[str, Failure] = {}
        """How the first attempt at an address failed; one that lasts too long is taken for silence."""
        self._told: set[str] = set()
        """Addresses about which somebody else said something by ICMP."""
        self._looking: list[asyncio.Task[None]] = []

    async def reach(self, address: str, use: Callable[[Connection], Awaitable[None]] | None) -> Failure | None:
        """Connect to one address, a second time where the first is lost; return how it failed."""
        limits, watch = self._context.limits, Stopwatch()
        opened: list[Connection] = []

        async def attempt(number: int) -> Observation:
            if number > 1:
                self._context.meanwhile.loss.set()
                self._fails(address, Failure.DEADLINE)
            limit = limits.connect if number == 1 else limits.second_connect
            seen, connection = await open_tcp(
                address, self._port, role=self._role, limit=limit, source=self._context.source, attempt=number
            )
            if connection is not None:
                opened.append(connection)
            elif seen.failure is not None:
                self._hear(address, self._context.record(seen), seen.failure)
            return seen

        try:
            *before, last = await tried_twice(attempt, patience=limits.second_try, is_lost=lambda seen: seen.failure in _WORTH_ANOTHER)
            assert last is not None
            if None in before:
                given_up = tcp_facts(address, self._port, self._role, attempt=1)
                self._context.record(watch.observation(str(Endpoint(address, self._port)), given_up, Failure.DEADLINE))
            if last.failure is None:
                self._context.record(last)
                await self.leave()  # one that answers is enough to know that there is a way
                if use is not None:
                    await use(opened[0])
        finally:
            for connection in opened:
                connection.close()
        return last.failure

    async def looked(self) -> None:
        """Wait for what was begun because nothing answers."""
        await asyncio.gather(*self._looking)

    async def leave(self) -> None:
        """Let go of what was begun because nothing answered."""
        for task in self._looking:
            task.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)

    def _hear(self, address: str, seen: Observation, failure: Failure) -> None:
        facts = seen.facts
        if isinstance(facts, TcpFacts) and facts.answered_by not in {None, facts.local_address}:
            self._told.add(address)
        self._fails(address, failure)

    def _fails(self, address: str, failure: Failure) -> None:
        """Note how a first attempt fails; begin to look into it once they all do."""
        self._met.setdefault(address, failure)
        if self._looking or len(self._met) < len(set(self._addresses)):
            return
        if self._when_all_failed is not None:
            self._looking.append(asyncio.ensure_future(_done(self._when_all_failed())))
        if (dead := _most_promising(self._met.items(), self._told)) is not None:
            self._looking.append(asyncio.ensure_future(self._look_at_way(dead)))

    async def _look_at_way(self, address: str) -> None:
        context = self._context
        seen = await path_probe(address, self._port, role=self._role, limits=context.limits, source=context.source)
        if seen is not None:
            context.record(seen)


async def _done(work: Awaitable[None]) -> None:
    await work


def _most_promising(tried: Iterable[tuple[str, Failure]], told: Container[str]) -> str | None:
    """Choose the address whose way is looked at; one is enough, since routers limit how often they say anything.

    None where only this laptop itself said no.
    """
    failed = list(tried)
    spoken = [address for address, failure in failed if failure in {Failure.REFUSED, Failure.HOST_UNREACHABLE}]
    silent = [address for address, failure in failed if failure in SILENCE]
    return next(iter((*spoken, *silent, *(address for address, _ in failed if address in told))), None)


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
            return message(
                "The connection to {target} fails in a way that ccdiag does not know. Test again, and try from a phone's hotspot.",
                target=target,
            )


def no_address(target: str) -> Message:
    """Say that there was nothing to connect to."""
    return message(
        "No address of {target} was found to try. Look its name up on a phone with mobile internet: if it is found there, have this "
        "network's name server looked at.",
        target=target,
    )
