"""Windows: the way by echo requests that live for so many hops only, and the port by a connection beside them."""

import asyncio
import contextlib
import os
from functools import partial

from ccdiag.model.facts import Role
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.icmp_notice import IcmpNotice
from ccdiag.probes.path_walk import Heard, Walk
from ccdiag.probes.source import Source
from ccdiag.probes.tcp import tcp_connect
from ccdiag.probes.windows_echo import windows_hop

_TOKEN_BYTES = 24
_MARGIN = 0.1
"""Seconds for the threads to hand over what they heard."""


async def walk_by_echo(address: str, port: int, *, role: Role, limits: Limits, source: Source) -> Walk:
    """Ask for `limits.path_hops` hops side by side, and connect once.

    Windows tells no program which ICMP error ended a connection, so of a refusal only its kind is known; what refuses an echo
    need not refuse the port, and is left out.
    """
    found = Walk(by_distance={}, by_echo=True)
    own = source.ipv6 if ":" in address else source.ipv4
    token = os.urandom(_TOKEN_BYTES)
    patience = limits.path - _MARGIN

    async def hop(distance: int) -> None:
        call = partial(windows_hop, address, token, hops=distance, limit=patience, source_address=own)
        with contextlib.suppress(TimeoutError):
            seen = await run_abandonable(call, limit=limits.path, name="ccdiag-hop")
            if seen is not None:
                notice = IcmpNotice(offender=seen, icmp_type="time_exceeded", icmp_code="time_exceeded")
                found.by_distance[distance] = Heard(failure=Failure.HOST_UNREACHABLE, notice=notice)

    async def connect() -> None:
        seen = await tcp_connect(address, port, role=role, limit=patience, source=source)
        if seen.failure is not Failure.DEADLINE:
            found.plain = Heard(failure=seen.failure)

    await asyncio.gather(connect(), *(hop(distance) for distance in range(1, limits.path_hops + 1)), return_exceptions=True)
    return found
