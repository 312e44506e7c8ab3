"""The operating system's own look-up of a name."""

import asyncio
import socket
import sys
from typing import Any

from ccdiag.model.facts import SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.classify import classify
from ccdiag.probes.forged import PrivateAnswers, split_forged
from ccdiag.probes.name_servers import in_hosts_file
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.windows_name_rules import name_rule

_MOST_ADDRESSES = 64
_Found = tuple[tuple[str, ...], Failure | None]


async def system_lookup(
    name: str, *, private_answers: PrivateAnswers, limits: Limits, hopeless: asyncio.Event | None = None
) -> Observation:
    """Look a name up as every program on this laptop does, hosts file and VPN rules included.

    The call can block for minutes, so it is left behind after `limits.system_lookup` seconds. Each `limits.slow_dns` seconds it is
    made once more beside the first: where a packet was lost the system waits 5 s before it asks again (resolv.conf(5)). Once `hopeless`
    is set it is left behind at once.
    """
    watch = Stopwatch()
    listed, rule = in_hosts_file(name), await _rule(name, limits)
    attempt, (addresses, failure) = await _first_found(name, limits, watch, hopeless or asyncio.Event())
    usable, forged = split_forged(addresses, private_answers=private_answers)
    facts = SystemLookupFacts(name=name, addresses=usable, forged_addresses=forged, in_hosts_file=listed, name_rule=rule, attempt=attempt)
    return watch.observation(name, facts, Failure.DNS_FORGED if forged else failure)


async def _rule(name: str, limits: Limits) -> str | None:
    if sys.platform != "win32":
        return None
    try:
        return await run_abandonable(lambda: name_rule(name), limit=limits.file_read, name="ccdiag-name-rules")
    except TimeoutError:
        return None


async def _first_found(name: str, limits: Limits, watch: Stopwatch, hopeless: asyncio.Event) -> tuple[int, _Found]:
    """Return which look-up was the first to know, and what it said; where none is, what the first says."""
    asked: list[asyncio.Task[_Found]] = []
    over = asyncio.create_task(hopeless.wait())
    try:
        while True:
            may_ask = len(asked) < limits.system_lookup_attempts
            if may_ask:
                asked.append(asyncio.create_task(_look_up(name, limit=max(limits.system_lookup - watch.elapsed_s, 0.0))))
            waiting: list[asyncio.Task[Any]] = [over, *(one for one in asked if not one.done())]
            await asyncio.wait(waiting, timeout=limits.slow_dns if may_ask else None, return_when=asyncio.FIRST_COMPLETED)
            for attempt, one in enumerate(asked, 1):
                if one.done() and _knows(one.result()):
                    return attempt, one.result()
            # A look-up that fails soon has asked everyone, and another would say the same.
            if asked[0].done() and (all(one.done() for one in asked) or len(asked) == 1):
                return 1, asked[0].result()
            if over.done():
                return 1, asked[0].result() if asked[0].done() else ((), Failure.DEADLINE)
    finally:
        begun: list[asyncio.Task[Any]] = [over, *asked]
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


def _knows(found: _Found) -> bool:
    addresses, failure = found
    return bool(addresses) or failure is Failure.NAME_NOT_FOUND


async def _look_up(name: str, *, limit: float) -> _Found:
    try:
        return await run_abandonable(lambda: _addresses(name), limit=limit, name="ccdiag-lookup"), None
    except UnicodeError:
        return (), Failure.NAME_NOT_FOUND  # a label that is empty or too long: Python refuses to ask
    except OSError as error:
        return (), classify(error)


def _addresses(name: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))[:_MOST_ADDRESSES]
