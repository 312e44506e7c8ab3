"""`python -m ccdiag`, but with less patience: what a service says unasked is waited for shortly, so that a run takes half the time.

With HURRIED in the process environment, silence is believed sooner too: in a world without loss and delay nothing comes later. With
ORDERS as its argument it stays, and runs whenever it is told to.
"""

import os
import sys

from ccdiag.model import situation
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes import passive_read
from ccdiag.probes.tcp import Connection
from tests.network import forks

HURRIED = "WORLD_HURRIED"
PRELOADED = "WORLD_PRELOADED"
"""A library for this program alone: what `ip` and `setpriv` begin as root, a user could not go on with."""
_SECONDS = 0.3
_whole = passive_read.passive_read
_SOON = Limits(
    connect=1.2,
    second_connect=0.8,
    stall=0.6,
    handshake=1.5,
    dns_udp=0.5,
    dns_tcp=0.8,
    system_lookup=2.2,
    http=1.5,
    proxy_connect=1.5,
    mqtt_answer=1.0,
)


class _Hurried(situation.Situation, frozen=True, kw_only=True):
    limits: Limits = _SOON


async def _cut_short(connection: Connection, *, limit: float, most: int) -> Observation:
    return await _whole(connection, limit=min(limit, _SECONDS), most=most)


if __name__ == "__main__":
    if (library := os.environ.pop(PRELOADED, None)) is not None:
        os.execve(sys.executable, sys.orig_argv, os.environ | {"LD_PRELOAD": library})
    passive_read.passive_read = _cut_short
    if os.environ.get(HURRIED):
        situation.Situation = _Hurried  # type: ignore[misc]  # made under this name everywhere
    # What imports these by their names is imported after this.
    if sys.argv[1:] == [forks.ORDERS]:
        forks.serve()
    from ccdiag.__main__ import main

    raise SystemExit(main())
