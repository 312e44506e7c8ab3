"""What the look-ups of one name mean together; pure."""

from collections.abc import Iterable

from msgspec import Struct

from ccdiag.checks.addresses import usable_addresses
from ccdiag.checks.base import Seen
from ccdiag.model.check import Judgement
from ccdiag.model.facts import DnsFacts, SystemLookupFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict

Asked = tuple[Observation, DnsFacts]

_TELLING = (
    Failure.DNS_FORGED,
    Failure.DNS_NAME_MISSING,
    Failure.DNS_REFUSED,
    Failure.DNS_SERVER_FAILURE,
    Failure.DNS_NO_ADDRESS,
    Failure.DNS_TCP_BLOCKED,
    Failure.DNS_MALFORMED,
    Failure.REFUSED,
)
"""Which failure is told where servers fail differently: the one that says most comes first."""

# Of one server: what it did, where nothing else works, and where look-ups work all the same.
_FAILED: dict[Failure, Message] = {
    Failure.DNS_FORGED: message("{server} gives {address} for {name}, which cannot be right."),
    Failure.DNS_NAME_MISSING: message("{server} says that {name} does not exist ({code})."),
    Failure.DNS_REFUSED: message("{server} refuses to answer for {name} ({code})."),
    Failure.DNS_SERVER_FAILURE: message("{server} fails to look {name} up ({code})."),
    Failure.DNS_NO_ADDRESS: message("{server} knows {name}, but has no IPv4 address for it."),
    Failure.DNS_TCP_BLOCKED: message("{server} cuts its answer for {name} short, and does not give the rest over TCP."),
    Failure.DNS_MALFORMED: message("What {server} answers for {name} cannot be read."),
    Failure.REFUSED: message("No name server listens at {server}."),
}
_FAILED_SILENT = message("{server} does not answer when asked for {name}.")
_FAILED_OTHERWISE = message("{server} could not be asked for {name} ({failure}).")
_WORKS_BUT: dict[Failure, Message] = {
    Failure.DNS_FORGED: message("{name} is found, but {server} gives {address} for it, which cannot be right."),
    Failure.DNS_NAME_MISSING: message("{name} is found, but {server} says that it does not exist ({code})."),
    Failure.DNS_REFUSED: message("{name} is found, but {server} refuses to answer for it ({code})."),
    Failure.DNS_SERVER_FAILURE: message("{name} is found, but {server} fails to look it up ({code})."),
    Failure.DNS_NO_ADDRESS: message("{name} is found, but {server} has no IPv4 address for it."),
    Failure.DNS_TCP_BLOCKED: message("{name} is found, but {server} cuts its answer short and does not give the rest over TCP."),
    Failure.DNS_MALFORMED: message("{name} is found, but what {server} answers cannot be read."),
    Failure.REFUSED: message("{name} is found, but no name server listens at {server}."),
}
_WORKS_BUT_SILENT = message("{name} is found, but {server} does not answer.")
_WORKS_BUT_OTHERWISE = message("{name} is found, but {server} could not be asked ({failure}).")


class _Lookups(Struct, frozen=True):
    """What was seen of one name, sorted by whose look-up it is."""

    name: str
    system: tuple[Observation, SystemLookupFacts] | None
    own: tuple[Asked, ...]
    """A questions to the environment's or the laptop's servers."""
    terminal: tuple[Asked, ...]
    """A questions to the terminal's servers, where what happens on the laptop's way to them says something."""
    false_ipv6: tuple[Asked, ...]
    """Questions for an IPv6 address to servers of the site that were answered with one that cannot be right."""
    addresses: tuple[str, ...]
    """What the services will be reached at."""

    @property
    def site(self) -> tuple[Asked, ...]:
        return (*self.own, *self.terminal)


def judge_lookups(name: str, seen: Seen, situation: Situation) -> Judgement:
    """Judge the look-ups of a name.

    What the site's own look-ups find counts; reference servers are only compared with, answers that differ are no difference (they
    rotate), and a missing IPv6 address is normal.
    """
    lookups = _sorted(name, seen, situation)
    if not lookups.addresses:
        return _unusable(lookups)
    warning = (
        _override(lookups)
        or _server_fails(lookups)
        or _false_ipv6(lookups)
        or _ruled(lookups)
        or _system_fails(lookups)
        or _over_tcp_only(lookups)
        or _slow(lookups, situation)
    )
    if warning is not None:
        return Judgement(verdict=Verdict.WARN, reason=warning)
    return Judgement(verdict=Verdict.PASS, reason=_good(lookups))


def _sorted(name: str, seen: Seen, situation: Situation) -> _Lookups:
    asked = [(observation, facts) for observation, facts in seen.of(DnsFacts) if facts.record == "A"]
    # A SIM terminal's servers may well answer its provider's customers only, so their silence towards the laptop says nothing.
    reachable_terminal = situation.case.terminal.link != "sim"
    return _Lookups(
        name,
        next(iter(seen.of(SystemLookupFacts)), None),
        tuple(one for one in asked if one[1].role in {"environment", "laptop"}),
        tuple(one for one in asked if one[1].role == "terminal" and reachable_terminal),
        tuple(
            (observation, facts)
            for observation, facts in seen.of(DnsFacts)
            if facts.record == "AAAA" and facts.forged_addresses and facts.role != "reference"
        ),
        usable_addresses(seen, most=situation.limits.addresses),
    )


def _unusable(lookups: _Lookups) -> Judgement:
    failed = _most_telling(lookups.own) or _most_telling(lookups.terminal)
    if failed is not None:
        return Judgement(verdict=Verdict.FAIL, reason=_about(failed, lookups.name, _FAILED, _FAILED_SILENT, _FAILED_OTHERWISE))
    if lookups.system is None:
        if lookups.own:
            return Judgement(verdict=Verdict.FAIL, reason=message("No server gives an address for {name}.", name=lookups.name))
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            reason=message(
                "Nobody could be asked for {name}. Give this laptop a name server, or state the terminal's (terminal.dns), and test again.",
                name=lookups.name,
            ),
        )
    observation, facts = lookups.system
    if facts.forged_addresses:
        address = facts.forged_addresses[0]
        said = message("This laptop's own look-up gives {address} for {name}, which cannot be right.", address=address, name=lookups.name)
    elif observation.failure is Failure.NAME_NOT_FOUND:
        said = message("This laptop's own look-up does not find {name}, and no name server is known to ask.", name=lookups.name)
    else:
        said = message("This laptop's own look-up of {name} fails, and no name server is known to ask.", name=lookups.name)
    return Judgement(verdict=Verdict.FAIL, reason=said)


def _override(lookups: _Lookups) -> Message | None:
    """Say where this laptop's look-up goes its own way: by the hosts file, or to an address that no server gives."""
    if lookups.system is None:
        return None
    _, system = lookups.system
    found = (*system.addresses, *system.forged_addresses)
    told = {address for _, facts in (*lookups.site, *lookups.false_ipv6) for address in (*facts.addresses, *facts.forged_addresses)}
    working = [facts.server for observation, facts in lookups.own if observation.failure is None]
    if system.in_hosts_file and found and not told.issuperset(found):
        return message(
            "{name} stands in this laptop's hosts file, with {address}; the terminal does not read that.",
            name=lookups.name,
            address=found[0],
        )
    if working and not told.issuperset(system.forged_addresses):
        return message(
            "This laptop's own look-up gives {address} for {name}, which cannot be right, while {server} answers well.",
            address=system.forged_addresses[0],
            name=lookups.name,
            server=working[0],
        )
    return None


def _server_fails(lookups: _Lookups) -> Message | None:
    # The terminal's own server first: the laptop's look-ups work, the terminal's may not.
    failed = _most_telling(lookups.terminal) or _most_telling(lookups.own)
    return None if failed is None else _about(failed, lookups.name, _WORKS_BUT, _WORKS_BUT_SILENT, _WORKS_BUT_OTHERWISE)


def _false_ipv6(lookups: _Lookups) -> Message | None:
    for _, facts in lookups.false_ipv6:
        return message(
            "{name} is found, but {server} gives {address} for it over IPv6, which cannot be right; over IPv4 all is well.",
            name=lookups.name,
            server=facts.server,
            address=facts.forged_addresses[0],
        )
    return None


def _ruled(lookups: _Lookups) -> Message | None:
    """Say where a rule has this laptop ask others than the terminal does; not where they say what the site's servers say."""
    if lookups.system is None or lookups.system[1].name_rule is None:
        return None
    found = lookups.system[1].addresses
    told = {address for _, facts in lookups.site for address in facts.addresses}
    if found and told.issuperset(found):
        return None
    return message(
        "A rule on this laptop (for {rule}), as of a VPN, has other name servers asked for {name}; the terminal has no such rule.",
        rule=lookups.system[1].name_rule,
        name=lookups.name,
    )


def _system_fails(lookups: _Lookups) -> Message | None:
    if lookups.system is None or lookups.system[0].failure is None:
        return None
    server = next((facts.server for observation, facts in lookups.own if observation.failure is None), "")
    return message("{server} finds {name}, but this laptop's own look-up does not.", server=server, name=lookups.name)


def _over_tcp_only(lookups: _Lookups) -> Message | None:
    for _, facts in lookups.site:
        if facts.udp_failure is not None:
            return message("{name} is found, but {server} answers over TCP only.", name=lookups.name, server=facts.server)
    return None


def _slow(lookups: _Lookups, situation: Situation) -> Message | None:
    slow = [(observation.elapsed_s, facts.server) for observation, facts in lookups.site]
    if slow and max(slow)[0] > situation.limits.slow_dns:
        seconds, server = max(slow)
        return message(
            "{name} is found, but {server} takes {seconds} s to answer.", name=lookups.name, server=server, seconds=round(seconds, 1)
        )
    if lookups.system is not None and lookups.system[0].elapsed_s > situation.limits.slow_dns:
        seconds = round(lookups.system[0].elapsed_s, 1)
        return message("{name} is found, but this laptop's own look-up takes {seconds} s.", name=lookups.name, seconds=seconds)
    return None


def _good(lookups: _Lookups) -> Message:
    count, servers = len(lookups.addresses), len(lookups.site)
    match (count, servers):
        case (1, 0):
            return message("{name} is found: {address}.", name=lookups.name, address=lookups.addresses[0])
        case (_, 0):
            return message("{name} is found, with {count} addresses.", name=lookups.name, count=count)
        case (1, 1):
            return message("{name} is found: {address}. The name server answers.", name=lookups.name, address=lookups.addresses[0])
        case (_, 1):
            return message("{name} is found, with {count} addresses. The name server answers.", name=lookups.name, count=count)
        case (1, _):
            return message(
                "{name} is found: {address}. All {servers} name servers answer.",
                name=lookups.name,
                address=lookups.addresses[0],
                servers=servers,
            )
        case _:
            return message(
                "{name} is found, with {count} addresses. All {servers} name servers answer.",
                name=lookups.name,
                count=count,
                servers=servers,
            )


def _most_telling(asked: Iterable[Asked]) -> Asked | None:
    failed = [one for one in asked if one[0].failure is not None]
    return min(failed, key=_rank, default=None)


def _rank(one: Asked) -> int:
    failure = one[0].failure
    return _TELLING.index(failure) if failure in _TELLING else len(_TELLING)


def _about(failed: Asked, name: str, known: dict[Failure, Message], silent: Message, otherwise: Message) -> Message:
    observation, facts = failed
    assert observation.failure is not None
    code = facts.rcode or ""
    if facts.extended_error is not None:
        code = f"{code}, EDE {facts.extended_error}"
    return (silent if observation.failure in SILENCE else known.get(observation.failure, otherwise)).with_values(
        name=name,
        server=facts.server,
        code=code,
        failure=observation.failure.value,
        address=facts.forged_addresses[0] if facts.forged_addresses else "",
    )
